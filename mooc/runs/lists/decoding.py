"""Bytes of a list as text: UTF-8 first, what Excel writes next, and Latin-1 for single lines that are neither."""

import codecs


def decoded(raw: bytes) -> tuple[str, list[str]]:
    """Return the text and notes on what was guessed. Never raises.

    Lines are decoded one by one, so that one line in an old encoding does not spoil the names in all others.
    """
    wide = _utf_16(raw)
    if wide:
        return raw.decode(wide, errors="replace").lstrip("\ufeff"), [
            "The file is UTF-16, as some spreadsheets write it."
        ]
    lines = raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
    texts, old = [], []
    for number, line in enumerate(lines, start=1):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", errors="replace"))
            old.append(number)
    return "".join(texts), [_old_lines(old)] if old else []


def _utf_16(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return ""


def _old_lines(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (" and more" if len(numbers) > 5 else "")
    return f"Not in UTF-8, so read as Latin-1: line {shown}. Look at the accents in these names."
