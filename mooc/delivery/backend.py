"""What Django finds where it looks for a way to send mail: a refusal that says where the way is."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .errors import MailLeavesElsewhere


class RefuseMail(BaseEmailBackend):
    """Whatever wants to send mail by itself would leave no row, no answer and no second try; so nothing may."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Refuse, with the subject, so that the caller is found."""
        subjects = ", ".join(repr(message.subject) for message in email_messages)
        raise MailLeavesElsewhere(
            f"{subjects} was to be sent past mooc.delivery. Plan a mailing instead (mooc.delivery.actions.plan)."
        )
