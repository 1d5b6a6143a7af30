"""The one statement of inbound mail that is run for many rows: the ORM would build it anew for each."""

from collections.abc import Iterable

from django.db import connection

from .models import InboundMail

COLUMNS = (
    "state",
    "kind",
    "reason",
    "run_id",
    "writer_id",
    "became_id",
    "routed_at",
    "from_addr",
    "subject",
    "message_id",
)


def settle(mails: Iterable[InboundMail]) -> None:
    """Write how mails ended."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [
        (
            str(mail.state),
            mail.kind,
            mail.reason,
            mail.run_id,
            mail.writer_id,
            mail.became_id,
            adapt(mail.routed_at),
            mail.from_addr,
            mail.subject,
            mail.message_id,
            mail.pk,
        )
        for mail in mails
    ]
    if not rows:
        return
    assignments = ", ".join(f"{name} = %s" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE inbound_inboundmail SET {assignments} WHERE id = %s", rows)  # noqa: S608
