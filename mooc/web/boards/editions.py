"""A mailing's text as written, with the names of its slots where each reader's words will stand."""

from mooc.delivery.layout import Draft, dress
from mooc.delivery.models import Edition
from mooc.pure.coursebook import Rendered
from mooc.pure.mailkit import fill_html, fill_text, slots_of


def preview(edition: Edition) -> Rendered:
    """Return the edition in its frame, ‹name› in place of each slot."""
    draft = Draft(subject=edition.subject, text=edition.text, html=edition.html)
    source = dress(draft, kind=edition.mailing.kind, language=edition.language)
    names = slots_of(edition.subject) | slots_of(source.text) | slots_of(source.html)
    values = {name: f"‹{name.replace('_', ' ')}›" for name in names}
    return Rendered(
        subject=fill_text(edition.subject, values),
        preheader="",
        text=fill_text(source.text, values),
        html=fill_html(source.html, values),
    )
