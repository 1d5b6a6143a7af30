"""The talk between two mail servers as Sendmail and its children show it.

    >>> RCPT To:<bob@example.org>
    <<< 550 No such user here
    550 <bob@example.org>... User unknown

What we asked (`>>>`), what was answered (`<<<`), and one line that sums up what it meant for one address.
"""

import re

from .addresses import ADDRESS

_SUM = re.compile(rf"^[ \t]{{0,8}}[45]\d\d (?:[45]\.\d\.\d{{1,3}} )?<?({ADDRESS})>?\.\.\. ?\S")
_HOST = re.compile(r"^[ \t]{0,8}[45]\d\d [\w.-]{1,255} \(\w{1,20}\)\.\.\.")


def read_transcript(text: str) -> dict[str, str]:
    """Return what was said of each address, by its lower-case form."""
    told: dict[str, list[str]] = {}
    pending: list[str] = []
    for line in text.split("\n")[:5_000]:
        stripped = line.strip()[:1_000]
        summed = _SUM.match(line[:1_000])
        if stripped.startswith(">>>"):
            pending = [stripped]
        elif summed:
            told.setdefault(summed[1].lower(), []).extend([*pending, stripped])
            pending = []
        elif stripped.startswith("<<<"):
            pending.append(stripped)
        elif _HOST.match(line[:1_000]):
            pending = [stripped]
    return {address: "\n".join(lines) for address, lines in told.items()}
