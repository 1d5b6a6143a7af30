"""The verbs about people; the only writers of their rows."""

from .address_changes import ask_address_change, confirm_address_change, undo_address_change
from .codes import forget_codes, queue_sign_in_code
from .organisers import (
    add_organiser,
    make_first_organiser_link,
    make_sign_in_link,
    remove_organiser,
    use_first_organiser_link,
)
from .other_addresses import (
    add_address_by_word,
    ask_other_address,
    confirm_other_address,
    forget_unanswered_addresses,
    remove_other_address,
)
from .persons import edit_person, find_or_make, meet, record_consent, record_consents, verify_address
from .stops import tell_of_stops

__all__ = [
    "add_address_by_word",
    "add_organiser",
    "ask_address_change",
    "ask_other_address",
    "confirm_address_change",
    "confirm_other_address",
    "edit_person",
    "find_or_make",
    "forget_codes",
    "forget_unanswered_addresses",
    "make_first_organiser_link",
    "make_sign_in_link",
    "meet",
    "queue_sign_in_code",
    "record_consent",
    "record_consents",
    "remove_organiser",
    "remove_other_address",
    "tell_of_stops",
    "undo_address_change",
    "use_first_organiser_link",
    "verify_address",
]
