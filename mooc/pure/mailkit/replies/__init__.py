"""What somebody wrote, without the mail that it answers.

    lines -> marks (marker, "Original Message", "On ... wrote:", From/Sent/To/Subject, "-- ", "Sent from ...") -> split

Each line gets a kind by what it looks like and by its neighbours; `splitting` then decides which lines are new. The
words of the mail programs, by language, are in `phrases`. Lines are kept or left out, never changed, and each is looked
at a fixed number of times. In doubt a line stays: words too many are better than words lost.
"""

from .marker import REPLY_MARKER
from .splitting import Reply, new_words, split_reply

__all__ = ["REPLY_MARKER", "Reply", "new_words", "split_reply"]
