"""A real Postfix and a real Dovecot of our own on loopback, each with its folders in a place that is thrown away."""

import imaplib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_WHERE_ELSE = ":/usr/sbin:/usr/local/sbin:/usr/bin"
_PROGRAMS = ("postfix", "dovecot", "spamassassin")
_POSTFIX_PARTS = """
pickup    unix n - n 60    1 pickup
cleanup   unix n - n -     0 cleanup
qmgr      unix n - n 300   1 qmgr
rewrite   unix - - n -     - trivial-rewrite
bounce    unix - - n -     0 bounce
defer     unix - - n -     0 bounce
trace     unix - - n -     0 bounce
verify    unix - - n -     1 verify
lmtp      unix - - n -     - lmtp
smtp      unix - - n -     - smtp
error     unix - - n -     - error
retry     unix - - n -     - error
anvil     unix - - n -     1 anvil
scache    unix - - n -     1 scache
showq     unix n - n -     - showq
flush     unix n - n 1000? 0 flush
proxymap  unix - - n -     - proxymap
tlsmgr    unix - - n 1000? 1 tlsmgr
postlog   unix-dgram n - n - 1 postlogd
"""


def what_is_missing() -> str:
    """Return what keeps the servers from being started here, as a sentence; empty for nothing."""
    missing = [name for name in _PROGRAMS if program(name) is None]
    if missing:
        return (
            f"It needs {', '.join(missing)}. Debian and Ubuntu: apt-get install postfix dovecot-imapd dovecot-lmtpd"
            ' spamassassin (choose "no configuration" for Postfix; nothing of it needs to run).'
        )
    return "It starts Postfix and Dovecot, which want to be started by root." if os.geteuid() else ""


def program(name: str) -> str | None:
    """Return where a program is."""
    return shutil.which(name, path=os.environ.get("PATH", "") + _WHERE_ELSE)


@contextmanager
def postfix(folder: Path, *, port: int, routes: Mapping[str, int], checked: str) -> Iterator[Path]:
    """Run Postfix on a port; domains go by LMTP to ports. It asks the door of `checked` about each recipient first.

    Gives the file that it logs to.
    """
    for name in ("etc", "queue", "data", "log"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    transports = " ".join(f"{{ {domain} = lmtp:inet:127.0.0.1:{door} }}" for domain, door in routes.items())
    (folder / "etc" / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.{checked}
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
alias_database =
smtp_tls_security_level = none
relay_domains = {" ".join(routes)}
transport_maps = inline:{{ {transports} }}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ {checked} = reject_unverified_recipient }} }}
unverified_recipient_reject_code = 550
address_verify_negative_expire_time = 60s
""")
    (folder / "etc" / "master.cf").write_text(f"127.0.0.1:{port} inet n - n - - smtpd{_POSTFIX_PARTS}")
    command = [str(program("postfix")), "-c", str(folder / "etc")]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    try:
        yield folder / "log" / "postfix.log"
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)


@contextmanager
def dovecot(folder: Path, *, lmtp: int, imap: int) -> Iterator[None]:
    """Run Dovecot: takes mail for anybody by LMTP, and shows it by IMAP to who says that name with any password."""
    folder.mkdir()
    owner = pwd.getpwnam("nobody")
    (folder / "mail").mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    config = folder / "dovecot.conf"
    config.write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = lmtp imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail/%Lu
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
""")
    server = subprocess.Popen([str(program("dovecot")), "-F", "-c", str(config)])
    try:
        wait_until(lambda: _greets(imap), seconds=15, what="Dovecot to listen")
        yield
    finally:
        server.terminate()
        server.wait(timeout=15)


def read_mailbox(port: int, user: str) -> list[bytes]:
    """Return what lies in a mailbox, as IMAP gives it: lines end in CRLF."""
    with imaplib.IMAP4("127.0.0.1", port, timeout=10) as client:
        client.login(user, "any")
        client.select("INBOX", readonly=True)
        _, (numbers,) = client.search(None, "ALL")
        found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers.split()]
        return [bytes(part[1]) for part in found if isinstance(part, tuple)]


def wait_until(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look again and again. Ends with a sentence when it does not come true."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"I waited {seconds:.0f} seconds for {what}, in vain.")
        time.sleep(0.1)


def _greets(port: int) -> bool:
    try:
        imaplib.IMAP4("127.0.0.1", port, timeout=2).shutdown()
    except OSError:
        return False
    return True
