"""One connection to a mail service, one copy at a time; between two copies it stays open.

What counts is the moment before the first byte of a request leaves: before it nothing has gone, after it only the
answer tells. So the connection itself says when that moment is, whatever the library does on the way there.
"""

import logging
import time
import traceback
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError

from ..base import Answer, Outgoing, Verdict
from .address import ServiceAddress
from .letters import letter, repeat_key
from .line import HeldBack
from .opening import Leaves, made_backend, watch
from .verdicts import Told, told, verdict_of

log = logging.getLogger(__name__)
# Services close connections that say nothing for a minute or so; a request into such a one would leave a doubt.
IDLE_SECONDS = 20.0
# Faults of boto3, which has no connection that could be asked, raised before anything has left.
_BEFORE_IT_LEFT = frozenset(
    {
        "ConnectTimeoutError",
        "EndpointConnectionError",
        "NoCredentialsError",
        "NoRegionError",
        "PartialCredentialsError",
        "ProxyConnectionError",
        "SSLError",
    }
)


class Connection:
    """Carries copies. `leaves` is called as the last thing before each leaves; it may raise HeldBack."""

    def __init__(self, address: ServiceAddress) -> None:
        self._address = address
        self._backend: Any = None
        self._used_at = 0.0
        self._leaves: Leaves | None = None
        self._has_left = False
        self._took_the_last = False

    def carry(self, outgoing: Outgoing, leaves: Leaves) -> tuple[Answer, float]:
        """Carry one copy; return the answer, and for how many seconds the service wants to be left alone."""
        self._leaves, self._has_left = leaves, False
        try:
            verdict, text, wait = self._answer(outgoing)
        except HeldBack:
            raise
        except Exception as error:  # noqa: BLE001  (the copy must not be lost with the thread)
            where = traceback.extract_tb(error.__traceback__)[
                -1
            ]  # not its words: they may hold keys and addresses
            log.error(
                "%s trips me up: %s, %s:%s", self._address, type(error).__name__, where.filename, where.lineno
            )
            self.close()
            verdict, text, wait = self._tripped()
        self._took_the_last = verdict is Verdict.ACCEPTED
        return Answer(outgoing.delivery_id, verdict, text), wait

    def close(self) -> None:
        """Let go; the next copy opens it anew."""
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()

    def _answer(self, outgoing: Outgoing) -> tuple[Verdict, str, float]:
        backend = self._opened()
        message = letter(outgoing, self._address)
        if self._address.kind.key_of_request:
            backend.session.headers[self._address.kind.key_of_request] = repeat_key(outgoing)
        if not hasattr(backend, "session"):
            self._mark()
        try:
            backend.send_messages([message])
        except AnymailAPIError as error:
            return self._of_error(error)
        except AnymailError as error:  # the library cannot say such a copy to this service
            return Verdict.REJECTED, f"550 5.6.0 {self._said(error)}", 0.0
        self._used_at = time.monotonic()
        return self._of_status(message.anymail_status)

    def _opened(self) -> Any:
        if self._backend is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        if self._backend is None:
            backend = made_backend(self._address)
            backend.open()
            watch(backend, self._mark)
            self._backend = backend
            self._used_at = time.monotonic()
        return self._backend

    def _mark(self) -> None:
        if self._leaves is not None and not self._has_left:
            self._leaves()
            self._has_left = True

    def _of_status(self, status: Any) -> tuple[Verdict, str, float]:
        """Read what the library makes of an answer 200, and of some others."""
        kinds = status.status or {"unknown"}
        if kinds <= {"sent", "queued"}:
            return Verdict.ACCEPTED, f"250 2.0.0 {self._title} has taken it as {status.message_id}"[:300], 0.0
        answer = told(status.esp_response, self._address)
        if kinds <= {"invalid"}:
            return Verdict.REJECTED, f"553 5.1.3 {self._title} takes this for no address: {answer.words}", 0.0
        if kinds <= {"rejected"}:
            return self._not_written_to(answer)
        if "failed" in kinds:
            return self._of_answer(Told(max(answer.status, 400), answer.words, answer.retry_after))
        return Verdict.UNCERTAIN, f"{self._title} does not say whether it has taken it: {answer.words}", 0.0

    def _not_written_to(self, answer: Told) -> tuple[Verdict, str, float]:
        """Tell a list of addresses from a fault of ours, which Mandrill answers in the same way."""
        if any(word in answer.words for word in ("invalid-sender", "unsigned", "test-mode-limit")):
            return Verdict.OUR_FAULT, f"530 5.7.0 {self._title}: {answer.words}", 0.0
        return (
            Verdict.REJECTED,
            f"550 5.7.1 {self._title} does not write to this address: {answer.words}",
            0.0,
        )

    def _of_error(self, error: AnymailAPIError) -> tuple[Verdict, str, float]:
        if error.response is not None:
            answer = told(error.response, self._address)
            self._used_at = time.monotonic()
            if answer.status >= 300:
                return self._of_answer(answer)
            if '"error"' in getattr(error.response, "text", "") or "parameter-error" in answer.words:
                return self._of_answer(Told(400, answer.words))
            text = f"{self._title} answers {answer.status} in words that I cannot read; it may have arrived"
            return Verdict.UNCERTAIN, text, 0.0
        self.close()
        if not self._has_left or type(error.__cause__).__name__ in _BEFORE_IT_LEFT:
            return Verdict.UNREACHABLE, f"{self._address}: {self._said(error)}", 0.0
        return Verdict.UNCERTAIN, f"{self._title}: no answer ({self._said(error)}); {self._doubt}", 0.0

    def _of_answer(self, answer: Told) -> tuple[Verdict, str, float]:
        verdict, text = verdict_of(answer, self._address)
        if verdict is Verdict.OUR_FAULT and answer.status in (400, 422) and self._took_the_last:
            # It takes others that say the same of us: something in this one is odd, and it must not stop the rest.
            verdict, text = Verdict.DEFERRED, text.replace("530 5.7.0", "451 4.6.0", 1)
        slow = answer.retry_after or 1.0
        return verdict, text, slow if text.startswith("421") else 0.0

    def _tripped(self) -> tuple[Verdict, str, float]:
        if self._has_left:
            return Verdict.UNCERTAIN, f"{self._title}: its answer trips me up; {self._doubt}", 0.0
        return Verdict.DEFERRED, "451 4.3.0 not sent, a fault of ours; the log says more", 0.0

    @property
    def _title(self) -> str:
        return self._address.kind.title

    @property
    def _doubt(self) -> str:
        if self._address.kind.knows_repeats:
            return (
                "it may have arrived; the next attempt carries the same key, so that it does not go out twice"
            )
        return "it may have arrived"

    def _said(self, error: Exception) -> str:
        """Return the innermost cause, without our keys."""
        cause = _innermost(error)
        return self._address.scrubbed(str(cause) or type(cause).__name__)[:200]


def _innermost(error: BaseException) -> BaseException:
    """Return what went wrong in the end: the libraries wrap it, each in its own way."""
    for wrapped in (getattr(error, "reason", None), error.__cause__, *error.args[:1], error.__context__):
        if isinstance(wrapped, BaseException):
            return _innermost(wrapped)
    return error
