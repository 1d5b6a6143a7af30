"""`mooc mail trace`: the whole life of one mail, by its Message-ID."""

from typing import Annotated

import typer

from mooc.inbound.life import Moment
from mooc.inbound.tracing import MOST_COPIES, Life
from mooc.inbound.tracing import trace as trace_life

from .saying import AsJson, harmless, say_json


def trace(
    message_id: Annotated[
        str,
        typer.Argument(metavar="MESSAGE-ID", help="As a mail's source has it; its brackets may be missing."),
    ],
    copies: Annotated[
        bool, typer.Option("--copies", help="Each copy, with the answer of its server.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell the whole life of a mail: what came in, what was decided, what went out, what came back."""
    life = trace_life(message_id, with_copies=copies)
    if as_json:
        say_json(_plain(life))
        return
    print(f"{harmless(life.message_id)}, times in UTC")
    for moment in life.moments:
        print(f"{moment.at:%Y-%m-%d %H:%M:%S}  {harmless(moment.words)}")
    if not copies and life.copies > 1:
        print(f"{life.copies:,} copies; --copies shows each with the answer of its server.")
    elif copies and life.copies > MOST_COPIES:
        print(f"{life.copies - MOST_COPIES:,} more copies; `mooc mail show` lists those that did not arrive.")


def _plain(life: Life) -> dict[str, object]:
    return {
        "message_id": life.message_id,
        "moments": [_plain_moment(moment) for moment in life.moments],
        "inbound": [mail.pk for mail in life.inbound],
        "mailings": [mailing.pk for mailing in life.mailings],
        "copies": life.copies,
    }


def _plain_moment(moment: Moment) -> dict[str, object]:
    return {"at": moment.at, "what": moment.what, "words": moment.words, **moment.detail}
