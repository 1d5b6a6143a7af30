"""One connection to the relay, one copy at a time, each answer told apart: whose fault, and may it have arrived.

The commands are the standard library's; the order, the timeouts of RFC 5321 (4.5.3.2) and the verdicts are ours.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from .base import Answer, Outgoing, Verdict, Watch
from .relay import Relay, Tls

CONNECT, GREETING, COMMAND, DATA, BLOCK, FINAL_DOT = 30.0, 300.0, 300.0, 120.0, 180.0, 600.0
_SERVICE_CLOSES = 421

Reply = tuple[int, bytes]


class Unreachable(Exception):
    """The relay cannot be spoken to, for the reason given."""


class ConnectionLost(Exception):
    """The connection broke while a copy was under way; the copy has its answer.

    `is_worn_out`: it had carried others and ended before this one was named, as relays do that count messages.
    """

    def __init__(self, answer: Answer, *, is_worn_out: bool = False) -> None:
        super().__init__(answer.text)
        self.answer = answer
        self.is_worn_out = is_worn_out


@dataclass(frozen=True, slots=True)
class _Step:
    """One command of the envelope, how long its answer may take, and its first digit when all is well."""

    command: Callable[[], Reply]
    timeout: float
    expected: int = 2
    is_mail: bool = False


class _Smtp(smtplib.SMTP):
    """Connects within half a minute, though the greeting may take five."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _connected(host, port)


class _SmtpTls(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(_connected(host, port), server_hostname=host)


class Session:
    """An open connection. Raises Unreachable when there is none to be had."""

    def __init__(self, relay: Relay, our_name: str) -> None:
        self._relay = relay
        self._carried = 0
        try:
            self._smtp = _opened(relay, our_name)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Unreachable(f"{relay}: {_reason(error)}") from error

    def carry(self, outgoing: Outgoing, watch: Watch) -> Answer:
        """Carry one copy and return its answer. Raises ConnectionLost with the answer when it was the last one."""
        envelope = self._envelope(outgoing)
        if isinstance(envelope, Answer):
            return envelope
        for step in envelope:
            reply = self._say(outgoing, step)
            if reply[0] // 100 != step.expected:
                return self._refused(outgoing, reply, step)
        return self._hand_over(outgoing, watch)

    def close(self) -> None:
        """Say goodbye, without waiting long for an answer."""
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(2)
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _envelope(self, outgoing: Outgoing) -> list[_Step] | Answer:
        smtp, options = self._smtp, []
        if not (outgoing.rcpt_to + outgoing.mail_from).isascii():
            if not smtp.has_extn("smtputf8"):
                text = f"553 5.6.7 {self._relay.host} does not offer SMTPUTF8, which this address needs"
                return Answer(outgoing.delivery_id, Verdict.REJECTED, text)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        return [
            _Step(lambda: smtp.mail(outgoing.mail_from, options), COMMAND, is_mail=True),
            _Step(lambda: smtp.rcpt(outgoing.rcpt_to), COMMAND),
            _Step(lambda: smtp.docmd("DATA"), DATA, expected=3),
        ]

    def _say(self, outgoing: Outgoing, step: _Step) -> Reply:
        try:
            self._limit(step.timeout)
            return step.command()
        except (OSError, smtplib.SMTPException) as error:
            answer = Answer(outgoing.delivery_id, Verdict.DEFERRED, f"{self._relay}: {_reason(error)}")
            raise self._lost(answer, is_mail=step.is_mail) from error

    def _refused(self, outgoing: Outgoing, reply: Reply, step: _Step) -> Answer:
        verdict = Verdict.DEFERRED
        if reply[0] // 100 == 5:
            verdict = Verdict.OUR_FAULT if step.is_mail else Verdict.REJECTED
        answer = Answer(outgoing.delivery_id, verdict, _told(reply))
        if not self._starts_anew(reply[0]):
            raise self._lost(answer, is_mail=step.is_mail)
        return answer

    def _starts_anew(self, code: int) -> bool:
        """Make the connection ready for the next copy; a relay that says 421 wants no next one."""
        try:
            self._limit(COMMAND)
            return code != _SERVICE_CLOSES and self._smtp.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _lost(self, answer: Answer, *, is_mail: bool = False) -> ConnectionLost:
        self._smtp.close()
        is_worn_out = is_mail and self._carried > 0 and answer.verdict is Verdict.DEFERRED
        return ConnectionLost(answer, is_worn_out=is_worn_out)

    def _hand_over(self, outgoing: Outgoing, watch: Watch) -> Answer:
        """Send the message and its last dot; from here on only an answer says whether it has arrived."""
        watch.handing(outgoing)
        try:
            self._limit(BLOCK)
            self._smtp.send(_stuffed(outgoing.raw))
            self._limit(FINAL_DOT)
            reply = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            text = f"{self._relay}: no answer after the last dot ({_reason(error)}); it may have arrived"
            raise self._lost(Answer(outgoing.delivery_id, Verdict.UNCERTAIN, text)) from error
        self._carried += 1
        verdict = {2: Verdict.ACCEPTED, 5: Verdict.REJECTED}.get(reply[0] // 100, Verdict.DEFERRED)
        answer = Answer(outgoing.delivery_id, verdict, _told(reply))
        if reply[0] == _SERVICE_CLOSES:
            raise self._lost(answer)
        return answer

    def _limit(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)


def _opened(relay: Relay, our_name: str) -> smtplib.SMTP:
    verified = ssl.create_default_context()
    smtp: smtplib.SMTP
    if relay.tls is Tls.AT_ONCE:
        smtp = _SmtpTls(relay.host, relay.port, our_name, timeout=GREETING, context=verified)
    else:
        smtp = _Smtp(relay.host, relay.port, our_name, timeout=GREETING)
    try:
        _introduce(smtp, relay, verified)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _introduce(smtp: smtplib.SMTP, relay: Relay, verified: ssl.SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    offered = smtp.has_extn("starttls")
    if relay.tls is Tls.STARTTLS or (relay.tls is Tls.OFFERED and offered):
        # Without a password an unproven certificate is still better than none; with one it must be the relay's.
        loose = relay.tls is Tls.OFFERED and not relay.user
        smtp.starttls(context=_unverified() if loose else verified)
        smtp.ehlo_or_helo_if_needed()
    elif relay.user and relay.tls is Tls.OFFERED and not _is_this_machine(relay.host):
        raise smtplib.SMTPException(
            "it offers no encryption, and I do not send passwords in the clear (?starttls=0 in EMAIL_URL allows it)"
        )
    if relay.user:
        smtp.login(relay.user, relay.password)


def _connected(host: str, port: int) -> socket.socket:
    connection = socket.create_connection((host, port), CONNECT)
    connection.settimeout(GREETING)
    return connection


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _stuffed(raw: bytes) -> bytes:
    """Return the message as DATA wants it: dots doubled at the start of lines, one alone at the end."""
    doubled = raw.replace(b"\r\n.", b"\r\n..")
    end = b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"
    return (b"." if raw.startswith(b".") else b"") + doubled + end


def _told(reply: Reply) -> str:
    return f"{reply[0]} {' '.join(reply[1].decode('utf-8', 'replace').split())}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        message: Any = error.smtp_error
        text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
        return f"{error.smtp_code} {' '.join(text.split())}"
    return " ".join(str(error).split()) or type(error).__name__
