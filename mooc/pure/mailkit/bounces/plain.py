"""Reports that a mail system writes for humans only: qmail, Exim, Sendmail, Gmail, Exchange 5.5, Notes, and many more.

They have a shape in common: each recipient begins a line, as "<bob@example.org>:" (qmail, Yahoo), "  bob@example.org"
(Exim, Gmail), "bob@example.org on Mon, 1 Jan ..." (Exchange), "550 <bob@example.org>... User unknown" (Sendmail), or
stands in a known sentence ("Could not be delivered to: <bob@example.org>"); what was said of it follows, up to the
next.
"""

import re
from dataclasses import dataclass, field

from .addresses import ADDRESS
from .codes import command_in
from .report import Told
from .transcript import read_transcript

_MOST_RECIPIENTS = 500
_LINE = 1_000
# What a line may begin with before the address: signs, and one label in any language ("Recipient:", "| Empfänger |").
_OPENS = re.compile(
    rf"^(?:[^=\n]{{0,80}}SMTP=)?[^\w\n@\"]{{0,12}}(?:(?P<label>[^\W\d_][^\n@:："
    rf"|=<>]{{1,60}}?)[ \t]{{0,9}}[:：|]"
    rf"[^\w\n@\"]{{0,9}}(?:(?:smtp|rfc ?822"
    rf"|mailto)[:;] ?)?)?[\"'<(]{{0,3}}(?P<address>{ADDRESS})[\"'>)\]]{{0,3}}"
    rf"(?: {{0,2}}<(?:mailto:)?{ADDRESS}>)?[ \t]{{0,4}}"
    r"(?=$|[:：;,|(（\[=–—>-]|\.\.\.|on [\w/]{2}|\d{3} |(?-i:[A-Z])(?!lease\b)|(?:error|failed|delivery|not|no"
    r"|over|full"
    r"|invalid|unknown|undeliverable|mailbox|user|account|recipient|could|cannot|can't|couldn't|was|is|has"
    r"|does|doesn't"
    r"|did|said|because|due|exceed\w{0,3}|reason)\b)",
    re.IGNORECASE,
)
# "Bob Miller<mailto:bob@example.org>" on a line of its own.
_NAMED = re.compile(rf"^[ \t]{{0,8}}[^\n<>@:]{{1,80}}<mailto:({ADDRESS})>[ \t]{{0,4}}:?$", re.IGNORECASE)
# Labels of addresses that a report is not about.
_OTHERS = re.compile(
    r"^(?:to|an|à|a|para|aan|do|till|кому|宛先|收件人|cc|bcc)$|from|sender|sent by|reply|contact|postmaster"
    r"|admin|questions?|help|support|subject|message|msgid|references"
    r"|server|reporting|mta|received|von\b|absender|betreff|exp[ée]diteur|remitente|remetente|mittente"
    r"|afzender"
    r"|nadawca|avsändare|отправитель|от кого|тема|差出人|送信者|发件人|寄件者",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    rf"^[ \t]{{0,8}}(?:[45]\d\d|>>>)[ -](?:[45]\.\d\.\d{{1,3}} )?(?:RCPT To: ?)?<?({ADDRESS})>?(?=\.\.\.|$"
    rf"|,)",
    re.IGNORECASE,
)
# Where Exim hides the address that failed, it names the one that led there.
_LED_THERE = re.compile(rf"generated (?:from|by) ({ADDRESS})")
_SENTENCE = re.compile(
    r"(?:deliver(?:ed|ing|y)? (?:\w+ ){0,4}?(?:to|for)|(?:reach"
    r"|affected) (?:the )?following recipient(?:\(s\))?"
    r"|failed (?:to deliver )?to|(?:e-?mail|message) to|undeliverable(?: to)?|unknown (?:user|recipient)"
    r"|invalid (?:final delivery userid|receiver address)|user mailbox exceeds allowed size"
    r"|recipient(?: address)?"
    r"|(?:rcpt|rejected|to|intended) (?:to|recipients?)|delivery failed(?: \d+ attempts)?|relayed to"
    r"|permanent errors"
    r"|(?:rejected|refused|bounced) (?:by|for)|zugestellt werden an|zustellung an|remis [àa]"
    r"|destinataires?|entregar a"
    r"|entregue a|entregado a|destinatari[oi]s?|recapitat[oa] a|bezorgd (?:aan|bij)|dostarczyć do"
    r"|levereras till"
    r"|доставлено|получател[ья]\w{0,3}|宛先|收件人(?:邮件地址)?|收件者"
    r"|duplicated message-id in)"
    rf"[ \t]{{0,4}}[:：]?[ \t]{{0,4}}[<\"'\[(（«]{{0,2}}(?:smtp:|mailto:)?({ADDRESS})",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\d.])(?:[45]\d\d[ -]|[45]\.[0-7]\.\d{1,3})(?!\d)")


# A label without what it labels.
_LABELLED = re.compile(
    r"^[ \t|*>-]{0,9}[^\n:：|]{1,60}[:：|][ \t<>\[\]()|'\"]*(?:smtp:)?[ \t<>\[\]()|'\"]*$",
    re.MULTILINE | re.IGNORECASE,
)
_FEWEST_SIGNS = 2


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
        named = {address.lower(): _Block(address) for address in failed}
        if not blocks or known.keys() & named.keys():
            told = {address: block for address, block in known.items() if address in named}
            blocks = [*told.values(), *(block for address, block in named.items() if address not in told)]
    elif any(block.address.lower() != own for block in blocks):
        blocks = [block for block in blocks if block.address.lower() != own]
    return [
        Told(block.address, _answer(spoken.get(block.address.lower(), ""), _words(block, common)))
        for block in blocks[:_MOST_RECIPIENTS]
    ]


def _answer(spoken: str, words: str) -> str:
    """Choose the transcript of the talk, unless that is one line without the command, which the words
    do name."""
    return spoken if "\n" in spoken or (spoken and not command_in(words)) else words


def _blocks(text: str) -> tuple[list[_Block], str]:
    blocks: dict[str, _Block] = {}
    current: _Block | None = None
    common: list[str] = []
    for line in text.split("\n")[:5_000]:
        if blocks and line.rstrip() == "--":  # the signature that a gateway puts below all mail
            break
        address, rest = _opening(line[:_LINE])
        if address:
            current = blocks.setdefault(address.lower(), _Block(address))
        if rest.strip():
            (current.lines if current else common).append(rest)
    return list(blocks.values()), "\n".join(common)


def _opening(line: str) -> tuple[str, str]:
    """Return the address that begins here, if one does, and the words of the line."""
    match = _OPENS.match(line)
    if match and not _OTHERS.search(match["label"] or ""):
        return match["address"], line if match["label"] else line[match.end() :].lstrip(":：;,. \t")
    match = _NAMED.match(line)
    if match:
        return match[1], ""
    match = _TRANSCRIPT.match(line) or _SENTENCE.search(line)
    return (match[1], line) if match else ("", line)


def _words(block: _Block, common: str) -> str:
    """Return what is said of one address: what follows it, and what stands above all where only that
    has a code."""
    own = "\n".join(block.lines)
    says_enough = (
        len(_LABELLED.sub("", own.replace(block.address, "")).strip(" \n\t<>.,:;()[]'\"")) > _FEWEST_SIGNS
    )
    if says_enough and (_CODE.search(own) or not _CODE.search(common)):
        return own
    return f"{common}\n{own}".strip()
