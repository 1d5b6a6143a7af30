"""Where links of our answers lead. No queries, microseconds each."""

from mooc.delivery import links
from mooc.people import tokens

from .models import Question

WAS_THIS_YOU = "was-this-you"


def question_url(question: Question) -> str:
    """Return the absolute address of the page on which somebody says whether he wrote a mail; good for that alone."""
    return links.act("web:was_this_you", token=tokens.sign(WAS_THIS_YOU, question.pk))
