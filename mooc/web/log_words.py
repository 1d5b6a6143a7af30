"""Log lines without the tokens of links: they are keys, and say whose link was opened."""

import logging
import re

# As `people.tokens` makes them, in the path of an address.
_TOKEN = re.compile(r"(?<=/)\d+\.[0-9A-Za-z]+")


class WithoutTokens(logging.Filter):
    """Put … in the place of tokens in what a line says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; every line is let through."""
        if isinstance(record.msg, str):
            record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(masked(one) if isinstance(one, str) else one for one in record.args)
        return True


def masked(text: str) -> str:
    """Return a text without tokens."""
    return _TOKEN.sub("…", text)
