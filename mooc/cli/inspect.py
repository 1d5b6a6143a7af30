"""`mooc mail inspect`: what a mail is taken for, told of files, without a database and without doing anything."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mooc.pure.mailkit import Letter, new_words, read_letter
from mooc.pure.mailkit.bounces import BounceReport, Recipient, read_bounce
from mooc.pure.mailkit.letter import MAX_TEXT

from .saying import AsJson, say_table

STANDARD_INPUT = "-"
# More than any reader looks at; a device that never ends must not fill the memory.
_MOST_BYTES = 32 * 1024 * 1024
# Kinds of mail that a person may have written.
_WRITTEN = ("post", "command", "unknown")

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Raw mails; - reads standard input.")]


@dataclass(frozen=True, slots=True)
class _Inspected:
    file: str
    report: BounceReport
    reply_text: str
    message_id: str


def inspect(files: Files, as_json: AsJson = False) -> None:
    """Say of raw mails whether each is a bounce, a complaint, an automatic answer or a post; nothing is done."""
    unreadable = False
    for file in files:
        try:
            raw = _read(file)
        except OSError as error:
            unreadable = True
            print(f"mooc: {file} cannot be read: {error.strerror or error}", file=sys.stderr)
            continue
        inspected = _inspect(file, raw)
        if as_json:
            print(json.dumps(_plain(inspected), ensure_ascii=False), flush=True)
        else:
            _say(inspected)
    if unreadable:
        raise typer.Exit(1)


def run_alone(arguments: list[str]) -> NoReturn:
    """Run this command without the others, and without Django; ends the process."""
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command()(inspect)
    try:
        alone(arguments, prog_name="mooc mail inspect")
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


def _read(file: str) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(_MOST_BYTES)
    with Path(file).open("rb") as mail:
        return mail.read(_MOST_BYTES)


def _inspect(file: str, raw: bytes) -> _Inspected:
    report, letter = read_bounce(raw), read_letter(raw)
    words = new_words(_text(raw, letter)) if report.kind in _WRITTEN else ""
    return _Inspected(file, report, words, letter.message_id)


def _text(raw: bytes, letter: Letter) -> str:
    """Return what a mail says; what has none of the fields that each mail has is taken for the text of one."""
    if any(letter.header(name) for name in ("from", "date", "received", "message-id", "subject")):
        return letter.text
    return raw[:MAX_TEXT].decode("utf-8", "replace")


def _plain(inspected: _Inspected) -> dict[str, Any]:
    return {
        "file": _printable(inspected.file),
        "kind": inspected.report.kind,
        "recipients": [_plain_recipient(one) for one in inspected.report.recipients],
        "reply_text": _printable(inspected.reply_text),
        "message_id": _printable(inspected.message_id),
    }


def _plain_recipient(one: Recipient) -> dict[str, Any]:
    return {
        "address": _printable(one.address),
        "status": one.status,
        "reply_code": one.reply_code,
        "reason": one.reason,
        "hard": one.hard,
    }


def _say(inspected: _Inspected) -> None:
    print(f"{_printable(inspected.file)}: {inspected.report.kind.replace('_', ' ')}", end="")
    print(f", {_printable(inspected.message_id)}" if inspected.message_id else "")
    if inspected.report.recipients:
        say_table(
            ("  address", "status", "reply", "reason", "says"),
            (
                (
                    f"  {_printable(one.address)}",
                    one.status,
                    one.reply_code,
                    _verdict(one),
                    _printable(one.words)[:80],
                )
                for one in inspected.report.recipients
            ),
            empty="",
        )
    for line in _printable(inspected.reply_text).splitlines():
        print(f"  {line}")


def _verdict(one: Recipient) -> str:
    return f"{one.reason}, dead" if one.hard else one.reason


def _printable(text: str) -> str:
    """Return text that any terminal and any JSON reader can take: what was no character is shown as a mark."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign for sign in whole if sign in "\n\t" or sign.isprintable())
