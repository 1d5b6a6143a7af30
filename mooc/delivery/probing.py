"""Speaking to mail servers without sending anything: what they offer, who vouches for them, whom they would take.

For `mooc doctor`. Every question has a time limit; what goes wrong is in the answer and never raised.
"""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from .transports.relay import Relay, Tls
from .transports.wire.tls import is_this_machine


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed. `doubt`: why nobody vouches for it; empty where somebody does."""

    ends_at: datetime
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of a conversation. `trouble` ended it; empty when it was spoken to its end."""

    trouble: str = ""
    is_reached: bool = False
    offers_tls: bool = False
    offers_sign_in: bool = False
    certificate: Certificate | None = None
    is_signed_in: bool = False
    size_limit: int | None = None
    # The reply to RCPT TO for each address that was asked about.
    would_take: dict[str, str] = field(default_factory=dict)


def ask_relay(relay: Relay, *, our_name: str, seconds: float) -> Spoken:
    """Connect, encrypt and sign in as for sending, and say goodbye."""
    talk = _Talk(relay.host, relay.port, our_name, seconds)
    return talk.hold(tls=relay.tls, user=relay.user, password=relay.password)


def ask_server(host: str, port: int, *, our_name: str, addresses: Sequence[str], seconds: float) -> Spoken:
    """Ask a server of the world (MX) whether it encrypts, and whom it would take; nothing is sent."""
    return _Talk(host, port, our_name, seconds).hold(tls=Tls.OFFERED, addresses=addresses)


def ask_door(host: str, port: int, *, our_name: str, addresses: Sequence[str], seconds: float) -> Spoken:
    """Ask a door that speaks LMTP whom it would take; nothing is sent."""
    return _Talk(host, port, our_name, seconds, is_lmtp=True).hold(tls=Tls.NEVER, addresses=addresses)


class _Talk:
    """One conversation; it starts anew without proof where a certificate has none, to see what it is."""

    def __init__(self, host: str, port: int, our_name: str, seconds: float, *, is_lmtp: bool = False) -> None:
        self._place = (host, port)
        self._name, self._seconds, self._is_lmtp = our_name, seconds, is_lmtp
        self._found: dict[str, object] = {}
        self._doubt = ""

    def hold(self, *, tls: Tls, user: str = "", password: str = "", addresses: Sequence[str] = ()) -> Spoken:
        """Speak; `addresses` are asked about one by one."""
        try:
            with self._opened(tls) as smtp:
                self._introduce(smtp, tls, may_sign_in=bool(user))
                if user:
                    self._sign_in(smtp, user, password)
                self._found["would_take"] = self._asked(smtp, addresses)
        except ssl.SSLCertVerificationError as error:
            return self._without_proof(
                error.verify_message, tls=tls, user=user, password=password, addresses=addresses
            )
        except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as error:
            return Spoken(trouble=_reason(error), **self._found)  # type: ignore[arg-type]
        return Spoken(**self._found)  # type: ignore[arg-type]

    def _without_proof(
        self, doubt: str, *, tls: Tls, user: str, password: str, addresses: Sequence[str]
    ) -> Spoken:
        """Look again at what nobody vouches for; a password is not told to it."""
        if self._doubt:
            return Spoken(trouble=doubt, **self._found)  # type: ignore[arg-type]
        self._doubt = doubt
        spoken = self.hold(tls=tls, addresses=addresses)
        must_prove = tls is not Tls.OFFERED or user
        trouble = f"nobody vouches for its certificate: {doubt}" if must_prove else spoken.trouble
        return Spoken(trouble=trouble, **self._found)  # type: ignore[arg-type]

    def _opened(self, tls: Tls) -> smtplib.SMTP:
        host, port = self._place
        if tls is Tls.AT_ONCE:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, local_hostname=self._name, timeout=self._seconds, context=self._context()
            )
            self._look_at(smtp)
        else:
            kind = smtplib.LMTP if self._is_lmtp else smtplib.SMTP
            smtp = kind(host, port, local_hostname=self._name, timeout=self._seconds)
        self._found["is_reached"] = True
        return smtp

    def _introduce(self, smtp: smtplib.SMTP, tls: Tls, *, may_sign_in: bool) -> None:
        smtp.ehlo_or_helo_if_needed()
        offers = smtp.has_extn("starttls") or tls is Tls.AT_ONCE
        self._found["offers_tls"] = offers
        if tls is Tls.STARTTLS and not offers:
            raise smtplib.SMTPException("it does not offer STARTTLS, which EMAIL_URL demands")
        if offers and tls in (Tls.STARTTLS, Tls.OFFERED):
            smtp.starttls(context=self._context())
            self._look_at(smtp)
            smtp.ehlo_or_helo_if_needed()
        elif may_sign_in and tls is Tls.OFFERED and not is_this_machine(self._place[0]):
            raise smtplib.SMTPException("it offers no encryption, and passwords are not sent in the clear")
        self._found["offers_sign_in"] = smtp.has_extn("auth")
        size = smtp.esmtp_features.get("size", "")
        self._found["size_limit"] = int(size) if size.isdecimal() and int(size) else None

    def _sign_in(self, smtp: smtplib.SMTP, user: str, password: str) -> None:
        smtp.login(user, password)
        self._found["is_signed_in"] = True

    def _asked(self, smtp: smtplib.SMTP, addresses: Sequence[str]) -> dict[str, str]:
        if not addresses:
            return {}
        code, text = smtp.mail("")
        if code // 100 != 2:
            raise smtplib.SMTPResponseException(code, text)
        replies = {address: smtp.rcpt(address) for address in addresses}
        smtp.rset()
        return {address: _told(*reply) for address, reply in replies.items()}

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._doubt:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _look_at(self, smtp: smtplib.SMTP) -> None:
        if isinstance(smtp.sock, ssl.SSLSocket) and (shown := smtp.sock.getpeercert(binary_form=True)):
            ends_at = x509.load_der_x509_certificate(shown).not_valid_after_utc
            self._found["certificate"] = Certificate(ends_at, self._doubt)


def our_own_address(towards: str) -> str | None:
    """Return this machine's address on the way to another, sending nothing; None where there is no way."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(towards, 25, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.connect(place)
            return str(probe.getsockname()[0])
    except OSError:
        return None


def _told(code: int, text: bytes) -> str:
    return f"{code} {' '.join(text.decode('utf-8', 'replace').split())}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _told(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, socket.gaierror):
        return "its name leads to no address"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or type(error).__name__
