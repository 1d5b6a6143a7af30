"""What `mooc bench send` sends: a weekly message of 10,000 bytes to recipients of a table of its own.

A copy is filled as a real one is: by name, with values shared in a group of eight, and with personal signed links.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape

from django.db import connection

from mooc.delivery.addresses import message_id
from mooc.delivery.fillers import Filling, Skip, Values, register
from mooc.delivery.layout import Draft, dress
from mooc.delivery.models import Mailing
from mooc.people.mails import envelope
from mooc.pure.mailkit import Address, Value, compile, slot  # noqa: A004  (a mail is compiled)
from mooc.runs import links

FILLER = "bench"
MESSAGE_BYTES = 10_000
RECIPIENTS = "bench_recipient"
_GROUP, _DOMAINS, _WEEK = 8, 40, 3
_LINE = "Read the page of this week first, try its second example with numbers of your own, and keep what you find. "


def make_recipients(count: int) -> None:
    """Make the table of so many recipients, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {RECIPIENTS} (id bigint PRIMARY KEY, name varchar(120) NOT NULL,"
            " address varchar(254) NOT NULL, group_id bigint NOT NULL)"
        )
        cursor.execute(
            f"INSERT INTO {RECIPIENTS} WITH RECURSIVE counted (n) AS "  # noqa: S608
            "(SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %s) "
            "SELECT n, 'Reader ' || n || ' Example', 'reader-' || n || '@d' || (n %% %s) || '.example', n / %s "
            "FROM counted",
            [count, _DOMAINS, _GROUP],
        )
        cursor.execute("ANALYZE")


class BenchFiller:
    """Answers for the mailing of the benchmark; recipients are rows of its table."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Give the one message, padded to its size."""
        return letter()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each reader's words; one query."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, name, address, group_id FROM {RECIPIENTS} "  # noqa: S608
                f"WHERE id IN ({', '.join(['%s'] * len(recipients))})",
                list(recipients),
            )
            rows = cursor.fetchall()
        shared = {group: _shared(group) for group in {row[3] for row in rows}}
        common, own_links, web_url = _common(), links.own_links(), links.linker("week", _WEEK)
        answers: dict[int, Filling | Skip] = {}
        for number, name, address, group in rows:
            values = own_links(number)
            values["first_name"] = name.split(None, 1)[0]
            values["web_url"] = web_url(number)
            answers[number] = Filling(address, "group", "en", values, shared[group], name, common)
        return answers


def furnish() -> None:
    """Let deliveries find the filler."""
    register(FILLER, BenchFiller())


@cache
def _common() -> Values:
    return {
        **envelope(why="You get this because you take part in Benchmarks, spring.", reply_note=""),
        "reply_note": "An answer to this mail goes to all who are in your group.",
        "reply_to": links.run_address("benchmarks-spring"),
    }


def _shared(group: int) -> Values:
    first = group * _GROUP
    members = ", ".join(f"Reader {number}" for number in range(first, first + _GROUP))
    return {"group_name": f"Group {group}", "group_members": members}


@cache
def letter() -> Draft:
    """Return the message, as long as makes a filled copy MESSAGE_BYTES long, give or take a line."""
    signs = 0
    for _ in range(4):
        signs = max(signs + (MESSAGE_BYTES - _size(_padded(signs))) // 2, 0)
    return _padded(signs)


def _padded(signs: int) -> Draft:
    """Write the message with so many signs of prose, in text and in HTML."""
    prose = (_LINE * (signs // len(_LINE) + 1))[:signs]
    paragraphs = [prose[start : start + 500] for start in range(0, signs, 500)]
    hello = f"Hello {slot('first_name')},"
    group = f"Your group is {slot('group_name')}: {slot('group_members')}."
    web = f"This message in the browser: {slot('web_url')}"
    html = "".join(f"<p>{escape(part)}</p>" for part in paragraphs)
    return Draft(
        subject=f"Week {_WEEK} for {slot('first_name')}: keep what you find",
        preheader="Twenty minutes to begin with.",
        text="\n\n".join([hello, group, *paragraphs, web]),
        html=f'<p>{hello}</p><p>{group}</p>{html}<p><a href="{slot("web_url")}">This message</a></p>',
    )


def _size(draft: Draft) -> int:
    number = 54_321
    name = f"Reader {number} Example"
    values: dict[str, Value] = {
        "to": Address(name, f"reader-{number}@d1.example"),
        "date": "Mon, 07 Dec 2026 16:00:00 +0000",
        "message_id": message_id(number),
        "feedback_id": "0:weekly:mooc:mooc-localhost",
    }
    source = dress(draft, kind="weekly", language="en")
    values |= links.own_links()(number)
    values |= {"first_name": name.split()[0], "web_url": links.link("week", number, _WEEK)}
    return len(compile(source).fill(values, _shared(number // _GROUP), _common()))
