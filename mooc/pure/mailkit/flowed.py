"""Paragraphs that were broken for sending, put together again (`format=flowed`, RFC 3676)."""

_SIGNATURE = "-- "


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join lines that end with a space with the next of the same quote depth (RFC 3676, 4.2 to 4.5).

    With `delsp` that space goes, as in writing without spaces. The line `-- ` opens a signature and never flows. A
    space before a line was stuffed in and goes; quoted lines get one behind their marks, as readers are used to.
    """
    done: list[str] = []
    open_at: int | None = None
    pieces: list[str] = []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        is_signature = content == _SIGNATURE
        if pieces and (depth != open_at or is_signature):
            done.append("".join(pieces).rstrip(" "))  # broken off, against the rules: ends here
            pieces = []
        if not pieces and depth:
            pieces.append(">" * depth + (" " if content else ""))
        flows = content.endswith(" ") and not is_signature
        pieces.append(content[:-1] if flows and delsp else content)
        open_at = depth
        if not flows:
            done.append("".join(pieces))
            pieces = []
    if pieces:
        done.append("".join(pieces).rstrip(" "))
    return "\n".join(done)
