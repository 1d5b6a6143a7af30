"""Where a program marks its answers in no other way, the subject is all there is; only a guess, so a human decides."""

import re

from ..outcomes import Outcome, held
from ..reading import Incoming

_AWAY = re.compile(
    r"(?:automatic reply|auto[- ]?reply|auto[- ]?response|automated response|out of (?:the )?office(?: reply)?"
    r"|vacation(?: reply)?|away from (?:my )?mail|abwesenheitsnotiz|automatische antwort|réponse automatique"
    r"|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|autosvar|automatiskt svar"
    r"|автоматический ответ|自动回复|自動回覆|自動応答|رد تلقائي)\s*(?:[:：–-]|$)"
)


def its_subject_says_away(incoming: Incoming) -> Outcome | None:
    """Know the words that programs put before the subject they answer."""
    if not _AWAY.match(incoming.letter.subject.strip().lower()):
        return None
    return held("auto-reply", "Its subject looks like an automatic answer")
