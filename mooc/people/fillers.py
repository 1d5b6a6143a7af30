"""Whom our mails go to, with which words, at the moment of sending."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from mooc.delivery import links
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.pauses import stop_of

from . import mails, tokens
from .models import AddressChange, OtherAddress, SignInCode
from .queries import organisers

_NOBODY_READS = "A reply to this message is read by nobody."
_REPLY_HELPS = "A reply reaches the people who run this installation."


class SignInCodes:
    """Recipients are rows of `SignInCode`; a code that is old or used goes nowhere."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the message around the code."""
        return mails.sign_in_code()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each code to the address that asked for it. One query."""
        envelope = mails.envelope(
            why="You get this because somebody asked for a sign-in code for this address.",
            reply_note=_NOBODY_READS,
        )
        rows = SignInCode.objects.filter(pk__in=recipients, expires_at__gt=now).exclude(code="")
        return {
            row.pk: Filling(
                address=row.email,
                variant="code",
                language=mails.LANGUAGE,
                values={"code": row.code},
                shared=envelope,
            )
            for row in rows
        }


class AddressChanges:
    """Recipients are rows of `AddressChange`: the new address is asked, the old one told; the new one, when undone.

    `still`: which rows it is about as they are now; `act`: what its link does, if it has one.
    """

    def __init__(
        self, *, write: Callable[[], Draft], why: str, to: str, still: Mapping[str, bool], act: str = ""
    ) -> None:
        self.write, self.why, self.to, self.still, self.act = write, why, to, still, act

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write to the one or the other address."""
        return self.write()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each the address it is about. One query."""
        envelope = mails.envelope(why=self.why, reply_note=_REPLY_HELPS)
        rows = AddressChange.objects.filter(pk__in=recipients, **self.still)
        answers: dict[int, Filling | Skip] = {}
        for row in rows:
            answers[row.pk] = Filling(
                address=row.new_email if self.to == "new" else row.old_email,
                variant="one",
                language=mails.LANGUAGE,
                values=self._link(row.pk),
                shared=envelope,
            )
        for pk in set(recipients) - answers.keys():
            answers[pk] = Skip(Delivery.State.CANCELLED, "the change of address is settled already")
        return answers

    def _link(self, change_id: int) -> dict[str, str]:
        if not self.act:
            return {}
        page = f"web:{self.act.replace('-', '_')}"
        return {"act_url": links.act(page, token=tokens.sign(self.act, change_id))}


class OtherAddresses:
    """Recipients are rows of `OtherAddress`: the address is asked, and the account's own is told that it was added."""

    def __init__(self, *, write: Callable[[], Draft], why: str, is_verified: bool, act: str) -> None:
        self.write, self.why, self.is_verified, self.act = write, why, is_verified, act

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write to the one or the other address."""
        return self.write()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give each the address it is about. One query."""
        rows = OtherAddress.objects.select_related("person").filter(
            pk__in=recipients, verified_at__isnull=not self.is_verified
        )
        answers: dict[int, Filling | Skip] = dict.fromkeys(
            recipients, Skip(Delivery.State.CANCELLED, "what it was about is settled already")
        )
        shared = mails.envelope(why=self.why, reply_note=_REPLY_HELPS)
        for row in rows:
            url = links.act(f"web:{self.act.replace('-', '_')}", token=tokens.sign(self.act, row.pk))
            answers[row.pk] = Filling(
                address=row.person.email if self.is_verified else row.email,
                variant="one",
                language=mails.LANGUAGE,
                values={"act_url": url, "address": row.email},
                shared=shared,
            )
        return answers


class MailStopped:
    """Recipients are persons who organise the installation; the subject is a pause that is over."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the same to all."""
        return mails.mail_stopped()

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Say from when to when, and why. Two queries."""
        stop = stop_of(mailing.subject_id or 0)
        if stop is None or stop.ended_at is None:
            gone = Skip(Delivery.State.CANCELLED, "what it was about is kept no longer")
            return dict.fromkeys(recipients, gone)
        shared = {
            **mails.envelope(
                why="You get this because you organise this installation.", reply_note=_REPLY_HELPS
            ),
            "since": f"{stop.since:%-d %B %Y, %H:%M} UTC",
            "until": f"{stop.ended_at:%-d %B %Y, %H:%M} UTC",
            "transport": stop.transport,
            "reason": stop.reason,
        }
        return {
            person.pk: Filling(
                address=person.email,
                variant="one",
                language=mails.LANGUAGE,
                values={},
                shared=shared,
                name=person.name,
            )
            for person in organisers().filter(pk__in=recipients)
        }


def register_all() -> None:
    """Make ourselves known to delivery."""
    register("mail-stopped", MailStopped())
    register("sign-in", SignInCodes())
    register(
        "new-address",
        AddressChanges(
            write=mails.new_address,
            why="You get this because this address was given as somebody's new one.",
            to="new",
            still={"confirmed_at__isnull": True},
            act="new-address",
        ),
    )
    register(
        "address-changed",
        AddressChanges(
            write=mails.address_changed,
            why="You get this because I wrote to this address until now.",
            to="old",
            still={"confirmed_at__isnull": False, "undone_at__isnull": True},
            act="old-address",
        ),
    )
    register(
        "address-restored",
        AddressChanges(
            write=mails.address_restored,
            why="You get this because I wrote to this address for some days.",
            to="new",
            still={"undone_at__isnull": False},
        ),
    )
    register(
        "other-address",
        OtherAddresses(
            write=mails.other_address,
            why="You get this because this address was given as one from which somebody writes.",
            is_verified=False,
            act="other-address",
        ),
    )
    register(
        "address-added",
        OtherAddresses(
            write=mails.address_added,
            why="You get this because this is the address that I write to.",
            is_verified=True,
            act="remove-address",
        ),
    )
