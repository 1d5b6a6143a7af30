"""What becomes no post, or not at once: small named rules, one a file, asked in this order. The first objection counts.

    no person wrote it       come_back, report, null_sender, mail_system, automatic_answer, bulk, mailing_list, hops,
                             says_away
    who wrote it             many_froms, size, sender_proof, membership       (forged: for mail to the organisers)
    may it be posted         duplicate, words, many_groups, rate, burst, first_post, attachments

Between the second and the third line a command is done: it is no post. An objection is an `Outcome`: its kind is the
rule's short name, its reason one sentence. A rule reads what `Incoming` or `Candidate` holds, and writes nothing.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..candidates import Candidate
from ..outcomes import Outcome
from ..reading import Incoming
from .attachments import its_files_are_many_or_dangerous
from .automatic_answer import it_is_an_automatic_answer
from .bulk import it_is_bulk_mail
from .burst import the_group_is_storming
from .come_back import it_is_ours_come_back
from .duplicate import the_group_has_it
from .first_post import a_stranger_brings_links
from .forged import our_server_found_it_forged
from .hops import it_has_been_everywhere
from .mail_system import its_sender_is_a_machine
from .mailing_list import it_came_through_a_list
from .many_froms import it_names_many_writers
from .many_groups import it_went_to_many_groups
from .membership import its_writer_is_not_in_the_group
from .null_sender import its_sender_is_null
from .rate import he_wrote_a_great_deal
from .report import it_is_a_report
from .says_away import its_subject_says_away
from .sender_proof import its_writer_is_not_proved
from .size import it_is_too_big
from .words import it_says_nothing

Rule = Callable[[Incoming], Outcome | None]
PostRule = Callable[[Candidate], Outcome | None]
_Asked = TypeVar("_Asked", Incoming, Candidate)

SAYS_IT_IS_AUTOMATIC: tuple[Rule, ...] = (it_is_an_automatic_answer, it_is_bulk_mail, its_subject_says_away)
NO_PERSON_WROTE_IT: tuple[Rule, ...] = (
    it_is_ours_come_back,
    it_is_a_report,
    its_sender_is_null,
    its_sender_is_a_machine,
    it_is_an_automatic_answer,
    it_is_bulk_mail,
    it_came_through_a_list,
    it_has_been_everywhere,
    its_subject_says_away,
)
TO_A_GROUP: tuple[Rule, ...] = (*NO_PERSON_WROTE_IT, it_names_many_writers, it_is_too_big)
TO_ORGANISERS: tuple[Rule, ...] = (*NO_PERSON_WROTE_IT, our_server_found_it_forged)
WHO_WROTE_IT: tuple[PostRule, ...] = (its_writer_is_not_proved, its_writer_is_not_in_the_group)
MAY_BE_POSTED: tuple[PostRule, ...] = (
    the_group_has_it,
    it_says_nothing,
    it_went_to_many_groups,
    he_wrote_a_great_deal,
    the_group_is_storming,
    a_stranger_brings_links,
    its_files_are_many_or_dangerous,
)
# What nobody can wave through.
NEVER_WAIVED: tuple[PostRule, ...] = (the_group_has_it, it_says_nothing)


def first_objection(asked: _Asked, rules: Iterable[Callable[[_Asked], Outcome | None]]) -> Outcome | None:
    """Ask the rules in their order; None when all are content."""
    return next((objection for rule in rules if (objection := rule(asked))), None)
