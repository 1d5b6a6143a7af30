"""For mail to the organisers: what may be forged is not passed on to them as somebody's."""

from ..authentication import dmarc_result
from ..outcomes import Outcome, held
from ..reading import Incoming
from .sender_proof import FORGED, is_enough


def our_server_found_it_forged(incoming: Incoming) -> Outcome | None:
    """Ask for the same proof as of a fresh mail to a group."""
    found = dmarc_result(incoming)
    if is_enough(found):
        return None
    if found == "fail":
        return held(FORGED, "The mail server says that its sender may be forged (dmarc=fail)")
    return held("no-proof", "The mail server has not found its sender proved, and MOOC_SENDER_PROOF is pass")
