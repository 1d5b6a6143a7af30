"""What came of a wish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """The sentence for who wished; `is_done` is false where nothing could be done before he has read it."""

    sentence: str
    is_done: bool = True
