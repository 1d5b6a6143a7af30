"""What mail programs write around a quoted mail, by kind; the names, hours and words in it are ours.

One line is one case; ` | ` stands where a program breaks the line itself, `¦` for a bar.
"""


def cases(text: str) -> list[str]:
    """Return the cases of a text, each with its line breaks."""
    return [line.replace(" | ", "\n").replace("¦", "|") for line in text.strip("\n").splitlines()]
