"""What came of a wish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """The sentence for who wished; `is_done` is false where nothing could be done before he has read it.

    `must_tell`: he has to hear of it whatever else he was told that day, because somebody else may have written it.
    """

    sentence: str
    is_done: bool = True
    must_tell: bool = False
