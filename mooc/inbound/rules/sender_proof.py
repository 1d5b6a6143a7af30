"""Who wrote it: what proves that a mail is a member's, and who is asked where nothing does.

A mail to a member's personal reply address is his where From is a verified address of his, whatever DMARC says. From a
proven address of another member it is judged as a fresh mail of that one. From anywhere else it is held, and the owner
of the reply address is asked, who may add the address.

A fresh mail to the group, or one with a tag that we did not make, needs a proven address and DMARC as configured; else
it is held, and the member whose address it names is asked.
"""

from django.conf import settings

from ..addresses import split
from ..authentication import dmarc_result
from ..candidates import Candidate
from ..outcomes import Asked, Outcome, held

NO_FAILURE, PASS = "no-failure", "pass"
# What our own server has found forged; no organiser can know better, only the member himself.
FORGED = "forged?"


def its_writer_is_not_proved(mail: Candidate) -> Outcome | None:
    """Object to what may be somebody else's; a stranger's is left to the rule on membership."""
    if mail.owner is not None and not mail.is_owners and not _is_another_member_s(mail):
        return _from_elsewhere(mail)
    if mail.writer is not None and not mail.address_is_proven:
        reason = "The address is a member's, but nobody has confirmed it yet"
        return held("unproven", reason, run_id=mail.group.run_id, writer=mail.writer)
    return None if mail.is_owners else _not_as_configured(mail)


def is_enough(dmarc: str) -> bool:
    """Say whether a fresh mail with this result is taken for its writer's (MOOC_SENDER_PROOF)."""
    return dmarc == "pass" or (dmarc != "fail" and settings.MOOC_SENDER_PROOF == NO_FAILURE)


def _is_another_member_s(mail: Candidate) -> bool:
    return mail.sender is not None and mail.sender.left_at is None and mail.address_is_proven


def _from_elsewhere(mail: Candidate) -> Outcome:
    owner = mail.owner.enrolment.person if mail.owner else None
    reason = "An answer to a member's own copy, from an address that is not known to be his; he is asked"
    asks = Asked(owner, adds=_to_add(mail)) if owner else None
    return held("other-address", reason, run_id=mail.group.run_id, asks=asks)


def _to_add(mail: Candidate) -> str:
    """Return the address that its owner may add: not one that may be forged, nor one of ours."""
    if not mail.address or split(mail.address).is_ours or dmarc_result(mail.incoming) == "fail":
        return ""
    return mail.address


def _not_as_configured(mail: Candidate) -> Outcome | None:
    found = dmarc_result(mail.incoming)
    if is_enough(found) or (mail.writer is None and found != "fail"):
        return None
    is_member = mail.sender is not None and mail.sender.left_at is None
    asks = Asked(mail.sender.enrolment.person) if mail.sender and is_member else None
    asked = "; its owner is asked" if asks else ""
    if found == "fail":
        reason = f"The mail server says that its sender may be forged (dmarc=fail){asked}"
        return held(FORGED, reason, run_id=mail.group.run_id, asks=asks)
    said = f"dmarc={found}" if found else "it says nothing of DMARC"
    reason = f"The mail server has not found its sender proved ({said}, and MOOC_SENDER_PROOF is pass){asked}"
    return held("no-proof", reason, run_id=mail.group.run_id, asks=asks)
