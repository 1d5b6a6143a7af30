"""To whom the mails about reports go, at the moment of sending; a fixed number of queries a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE, envelope
from mooc.runs.links import run_address
from mooc.runs.models import Enrolment

from ..models import SafetyReport
from . import report_mails
from .report_mails import SETTLED, TOLD
from .report_queries import hearers_of

Fills = Mapping[int, Filling | Skip]
_DONE = Skip(Delivery.State.CANCELLED, "the report is settled already")
_NOT_HIS = Skip(Delivery.State.CANCELLED, "does not look after this any more")
_QUIET = Skip(Delivery.State.SUPPRESSED, "wants no more mail of this run")


@dataclass(frozen=True, slots=True)
class Told:
    """Recipients are persons: the organisers who may know; `subject_id` is the report."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition, the same for all reports."""
        return report_mails.something_is_wrong()

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Send each who still may read it the way to the page. Five queries."""
        report = _report(mailing)
        if report is None or report.state == SafetyReport.State.SETTLED:
            return dict.fromkeys(recipients, _DONE)
        run = report.group.run
        shared = envelope(
            why=f"You get this because you look after {run.name} or this server.",
            reply_note="Nobody reads a reply to this message. What you do about it, you do on the page.",
        ) | {
            "group_name": report.group.name,
            "run_name": run.name,
            "what": f"{'a post' if report.post_id else 'how somebody behaves'} ({report.get_kind_display()})",
            "act_url": pages.page("web:organise_report", report.pk),
        }
        people = {row.pk: row for row in hearers_of(report.group, report.about)}
        return {
            pk: Filling(people[pk].email, "one", LANGUAGE, {}, shared, name=people[pk].name)
            if pk in people
            else _NOT_HIS
            for pk in recipients
        }


@dataclass(frozen=True, slots=True)
class Settled:
    """The recipient is the enrolment of who told; `subject_id` is the report."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition, the same for all reports."""
        return report_mails.it_is_settled()

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Thank who told, unless he wants no mail. Two queries."""
        report = _report(mailing)
        if report is None:
            return {}
        found = Enrolment.objects.filter(pk__in=recipients).select_related("person", "run")
        return {row.pk: _thanks(row) for row in found}


def _thanks(row: Enrolment) -> Filling | Skip:
    if row.mail_stopped_at or row.state == Enrolment.State.LEFT:
        return _QUIET
    shared = envelope(
        why=f"You get this once, because you told the organisers of {row.run.name} of something.",
        reply_note="A reply reaches the organisers of this run, who then see who you are.",
        reply_to=run_address(row.run.slug),
    ) | {"run_name": row.run.name}
    return Filling(row.person.email, "one", LANGUAGE, {}, shared, name=row.person.name)


def _report(mailing: Mailing) -> SafetyReport | None:
    rows = SafetyReport.objects.select_related("group__run", "about")
    return rows.filter(pk=mailing.subject_id or 0).order_by("id").first()


def register_reports() -> None:
    """Make ourselves known to delivery; who told is named on no page about mail."""
    register(TOLD, Told())
    register(SETTLED, Settled(), confidential=True)
