"""The weekly message on its way through real servers: our engine, Postfix, Dovecot, and back by IMAP.

Everything is on loopback and thrown away. A name server of ours publishes our keys; dkimpy judges each signature,
SpamAssassin the message, and `mooc doctor` sends itself a mail through Postfix and our own mail door.
"""

import email
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path

from mooc.delivery.probing import ask_server
from tests.dkim_oracle import verdicts
from tests.dns_server import Zone, served_zone

from .postfix import free_port
from .real_run import NAMES, Server, open_week
from .real_servers import dovecot, postfix, program, read_mailbox, wait_until, what_is_missing
from .report import Bar, Report

LEARNERS = int(os.environ.get("MOOC_BENCH_COUNT", "400"))
OURS, THEIRS = "mooc.test", "learners.test"
MOST_SPAM = 1.0
TITLE = "Real servers"
ONCE = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
)
ZONE = f"""
{OURS}. IN MX 10 mx.{OURS}.
mx.{OURS}. IN A 127.0.0.1
1.0.0.127.in-addr.arpa. IN PTR mx.{OURS}.
{OURS}. IN TXT "v=spf1 ip4:127.0.0.1 -all"
_dmarc.{OURS}. IN TXT "v=DMARC1; p=reject; adkim=s; aspf=s"
"""


@dataclass
class Seen:
    """What was found in the mailboxes."""

    ids: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    invalid_signatures: int = 0
    sample: bytes = b""


def run() -> Report:
    """Send the weekly message to each learner and look at every copy that arrives."""
    if missing := what_is_missing():  # the other benchmarks of the same call are to go on
        rows = ({"not measured": missing},)
        return Report(title=TITLE, rows=rows, bars=(Bar("benchmarks that could not be run", 1, 0),))
    with tempfile.TemporaryDirectory(prefix="mooc-real-") as place, served_zone(ZONE) as zone:
        folder = Path(place)
        folder.chmod(0o755)  # (Postfix's processes look into their own part of it)
        return _on(folder, zone)


def _on(folder: Path, zone: Zone) -> Report:
    ports = {name: free_port() for name in ("smtp", "lmtp", "imap", "door")}
    server = Server(folder / "data", _environment(zone, ports))
    routes = {THEIRS: ports["lmtp"], OURS: ports["door"]}
    with (
        dovecot(folder / "dovecot", lmtp=ports["lmtp"], imap=ports["imap"]),
        postfix(folder / "postfix", port=ports["smtp"], routes=routes, checked=OURS) as log,
    ):
        _publish_keys(server, zone)
        server = Server(
            folder / "data", _environment(zone, ports) | {"MOOC_DKIM_SELECTOR": "mooc-ed25519,mooc-rsa"}
        )
        addresses = [f"learner-{number}@{THEIRS}" for number in range(LEARNERS)]
        started = time.monotonic()
        open_week(server, folder, addresses)
        accepted = server.json("mail", "status")["states"]["accepted"]
        wait_until(
            lambda: log.read_text().count("status=sent") >= accepted,
            seconds=60 + LEARNERS / 10,
            what="Postfix to deliver",
        )
        seconds = time.monotonic() - started
        seen = _look_at_all(ports["imap"], addresses, zone)
        doctor, refusal = _ask(server, ports["smtp"])
    return _report(seen, doctor, refusal, _spam(seen.sample), seconds)


def _environment(zone: Zone, ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "EMAIL_URL": f"smtp://127.0.0.1:{ports['smtp']}?starttls=0",
        "MOOC_MAIL_DOMAIN": OURS,
        "MOOC_URL": f"https://{OURS}",
        "MOOC_POSTAL_ADDRESS": "The Mechanical MOOC, 1 Main Street, Springfield",
        "MOOC_LMTP": f"127.0.0.1:{ports['door']}",
        "MOOC_SMTP": "",
        "MOOC_DNS": zone.place,
        "MOOC_LOG_LEVEL": "ERROR",
    }


def _publish_keys(server: Server, zone: Zone) -> None:
    for kind in ("rsa", "ed25519"):
        made = server.json("mail", "dkim-key", "--kind", kind)
        zone.add(f'{made["host"]}. IN TXT "{made["record"]}"')


def _look_at_all(port: int, addresses: list[str], zone: Zone) -> Seen:
    seen = Seen()
    for number, address in enumerate(addresses):
        weekly = [
            (raw, letter)
            for raw in read_mailbox(port, address)
            if (letter := _parsed(raw))["X-Mooc-Kind"] == "weekly"
        ]
        seen.missing += not weekly
        for raw, letter in weekly:
            seen.ids[str(letter["Message-ID"])] += 1
            seen.sample = seen.sample or raw
            _look_at(raw, letter, address, NAMES[number % len(NAMES)], zone, seen)
    return seen


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=policy.default)


def _look_at(raw: bytes, letter: EmailMessage, address: str, name: str, zone: Zone, seen: Seen) -> None:
    """Note whatever is not as it left: fields that are missing or double, another reader, another defect."""
    for wanted in ONCE:
        if len(letter.get_all(wanted, [])) != 1:
            seen.faults[f"{wanted} is not there once"] += 1
    if letter["To"].addresses[0].addr_spec != address:
        seen.faults["it is addressed to somebody else"] += 1
    if letter.get_body(("plain",)) is None or letter.get_body(("html",)) is None or letter.defects:
        seen.faults["its parts cannot be read"] += 1
    if letter["To"].addresses[0].display_name != name:
        seen.faults[f"the name {name} is not in it"] += 1
    if verdicts(raw, zone.text_of) != [True, True]:
        seen.invalid_signatures += 1


def _ask(server: Server, port: int) -> tuple[dict[str, str], str]:
    """Let the doctor look while worker and mail door run; return what it found, and what Postfix says to strangers."""
    with server.running("receive"), server.running("work"):
        wait_until(
            lambda: all(
                one["state"] == "ok"
                for one in server.json("doctor", "--wait", "0", may_fail=True)["findings"]
                if one["name"] in ("worker", "mail door")
            ),
            seconds=60,
            what="worker and mail door to start",
        )
        said = server.json("doctor", may_fail=True)["findings"]
        refusal = _refusal(port)
    trip = ("round trip", "signature", "sent", "DKIM", "SPF", "DMARC", "relay", "mail door")
    found: dict[str, str] = {}
    for one in said:
        if one["name"] in trip or one["state"] == "problem":
            before = f"{found[one['name']]}; " if one["name"] in found else ""
            found[one["name"]] = f"{before}{one['state']}: {one['says']}"
    return found, refusal


def _refusal(port: int) -> str:
    """Return what Postfix says about an address of ours that does not exist, having asked our door."""
    nobody = f"nobody-at-all@{OURS}"
    said = ""
    for _ in range(20):  # the door may still be opening, and Postfix answers 450 until it has asked
        spoken = ask_server("127.0.0.1", port, our_name="probe.test", addresses=[nobody], seconds=15)
        said = spoken.would_take.get(nobody, spoken.trouble)
        if said.startswith("550"):
            break
        time.sleep(1)
    return said


def _spam(raw: bytes) -> tuple[float, str]:
    """Return SpamAssassin's score by rules that need no network, without its bonus for mail of this machine."""
    bonus = [f"--cf=score {rule} 0" for rule in ("ALL_TRUSTED", "NO_RELAYS")]
    done = subprocess.run(
        [str(program("spamassassin")), "-L", "-t", "-x", *bonus], input=raw, capture_output=True, check=True
    )
    said = re.sub(r"\r?\n[ \t]+", " ", done.stdout.decode("utf-8", "replace"))
    status = re.search(r"^X-Spam-Status: \S+, score=(-?[\d.]+).*? tests=(.*?) autolearn", said, re.MULTILINE)
    if status is None:
        raise SystemExit(f"SpamAssassin said nothing that I can read:\n{done.stderr.decode()[:2000]}")
    return float(status[1]), status[2].replace(" ", "")


def _report(
    seen: Seen, doctor: Mapping[str, str], refusal: str, spam: tuple[float, str], seconds: float
) -> Report:
    score, rules = spam
    faults = "; ".join(f"{what} ({count})" for what, count in seen.faults.items())
    findings = "".join(f"\n- {name}: {says}" for name, says in doctor.items())
    trip = [name for name in ("round trip", "signature") if not doctor.get(name, "").startswith("ok")]
    return Report(
        title=TITLE,
        rows=(
            {
                "learners": LEARNERS,
                "weekly messages read back": seen.ids.total(),
                "seconds": seconds,
                "SpamAssassin": score,
                "its rules": rules,
            },
        ),
        bars=(
            Bar("learners without their message", seen.missing, 0),
            Bar("messages that came twice", seen.ids.total() - len(seen.ids), 0),
            Bar("faults in headers, names and parts", seen.faults.total(), 0),
            Bar("messages of which a signature (Ed25519, RSA) fails", seen.invalid_signatures, 0),
            Bar("SpamAssassin's score", score, MOST_SPAM),
            Bar("parts of the doctor's round trip that fail", len(trip), 0),
            Bar("strangers' addresses that Postfix takes for us", not refusal.startswith("550"), 0),
        ),
        note="A run opened and its first week sent by commands, over Postfix to Dovecot by LMTP and read back by "
        f"IMAP; Postfix asks our mail door about each recipient. {faults or 'No fault was found'}. About somebody who "
        f"does not exist Postfix says: {refusal}\n\nThe doctor found:\n{findings}",
    )
