"""Reports that a mail system writes for humans only: qmail, Exim, Sendmail, Gmail, Exchange 5.5, Notes, and many more.

They have a shape in common: each recipient begins a line, as "<bob@example.org>:" (qmail, Yahoo), "  bob@example.org"
(Exim, Gmail), "bob@example.org on Mon, 1 Jan ..." (Exchange), "550 <bob@example.org>... User unknown" (Sendmail), or
stands in a known sentence ("Could not be delivered to: <bob@example.org>"); what was said of it follows, up to the
next.
"""

import re
from dataclasses import dataclass, field

from .addresses import ADDRESS
from .report import Told
from .transcript import read_transcript

_MOST_RECIPIENTS = 500
_LINE = 1_000
_OPENS = re.compile(
    rf"^(?:[^=\n]{{0,80}}SMTP=)?[ \t>*\u30fb\u00a5\u2022"
    rf"|-]{{0,12}}[\"'<(]{{0,2}}({ADDRESS})[\"'>)]{{0,2}}(?: {{0,2}}<{ADDRESS}>)?[ \t]{{0,4}}"
    r"(?=$|:|;|,|\.\.\.|on \w{3},|\(|\[|-|Invalid |Error|User |Unknown |Undeliverable|Mailbox |Recipient "
    r"|not found|\d{3} |: )"
)
_TRANSCRIPT = re.compile(
    rf"^[ \t]{{0,8}}(?:[45]\d\d|>>>)[ -](?:[45]\.\d\.\d{{1,3}} )?(?:RCPT To: ?)?<?({ADDRESS})>?(?=\.\.\.|$"
    rf"|,)",
    re.IGNORECASE,
)
# Where Exim hides the address that failed, it names the one that led there.
_LED_THERE = re.compile(rf"generated (?:from|by) ({ADDRESS})")
_SENTENCE = re.compile(
    r"(?:delivered to|deliver (?:the |your |this )?(?:e-?mail |mail |message )?to"
    r"|delivering your (?:e-?mail |mail |message )?to|"
    r"reach the following recipient(?:\(s\))?|failed (?:to deliver )?to|message to|undeliverable(?: to)?"
    r"|unknown user|invalid final delivery userid|"
    r"user mailbox exceeds allowed size|recipient(?: address)?|rcpt to|rejected recipient|to recipient"
    r"|delivery failed(?: \d+ attempts)?|unknown recipient|relayed to|permanent errors"
    r"|duplicated message-id in)"
    rf"[ \t]{{0,4}}:?[ \t]{{0,4}}[<\"'\[(]{{0,2}}({ADDRESS})",
    re.IGNORECASE,
)


@dataclass
class _Block:
    address: str
    lines: list[str] = field(default_factory=list)


def read_plain(text: str, *, failed: list[str], own: str) -> list[Told]:
    """Read the recipients from the text of a report, in its order.

    `failed` are addresses that a header names (X-Failed-Recipients): the only ones then, unless the text knows none of
    them; `own` is the address that the report came to, which is not what it is about where others are named.
    """
    blocks, common = _blocks(text)
    spoken = read_transcript(text)
    if not blocks:
        blocks = [_Block(address) for address in dict.fromkeys(_LED_THERE.findall(text[:20_000]))]
    if failed:
        known = {block.address.lower(): block for block in blocks}
        if not blocks or known.keys() & {address.lower() for address in failed}:
            blocks = [known.get(address.lower(), _Block(address)) for address in failed]
    elif any(block.address.lower() != own for block in blocks):
        blocks = [block for block in blocks if block.address.lower() != own]
    return [
        Told(block.address, spoken.get(block.address.lower()) or _words(block, common))
        for block in blocks[:_MOST_RECIPIENTS]
    ]


def _blocks(text: str) -> tuple[list[_Block], str]:
    blocks: dict[str, _Block] = {}
    current: _Block | None = None
    common: list[str] = []
    for line in text.split("\n")[:5_000]:
        address, rest = _opening(line[:_LINE])
        if address:
            current = blocks.setdefault(address.lower(), _Block(address))
        if rest.strip():
            (current.lines if current else common).append(rest)
    return list(blocks.values()), "\n".join(common)


def _opening(line: str) -> tuple[str, str]:
    """Return the address that begins here, if one does, and the words of the line."""
    match = _OPENS.match(line)
    if match:
        return match[1], line[match.end() :].lstrip(":;,. \t")
    match = _TRANSCRIPT.match(line) or _SENTENCE.search(line)
    return (match[1], line) if match else ("", line)


def _words(block: _Block, common: str) -> str:
    own = "\n".join(block.lines)
    return own if len(own.strip()) > len(block.address) + 2 else f"{common}\n{own}".strip()
