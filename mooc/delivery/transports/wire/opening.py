"""What is said before the first copy: bytes in, bytes out. Greeting, EHLO, STARTTLS, EHLO again, AUTH."""

import base64
from collections.abc import Generator
from enum import Enum

from ..relay import Relay, Tls
from .features import Features, read_features
from .replies import Reply, ReplyReader, told
from .tls import is_this_machine


class Refused(Exception):
    """The relay does not want us, or we do not want it. `is_ours`: for good, until somebody changes something."""

    def __init__(self, reason: str, *, is_ours: bool = False) -> None:
        super().__init__(reason)
        self.is_ours = is_ours


class Step(Enum):
    """What the line has to do besides writing."""

    TALK = "talk"
    ENCRYPT = "encrypt, then tell"


_Talk = Generator[bytes | Step, Reply, Features]


class Opening:
    """One opening. `features` is there when it has come to its end."""

    def __init__(self, relay: Relay, our_name: str) -> None:
        self._relay = relay
        self._name = our_name
        self._reader = ReplyReader()
        self.features: Features | None = None
        self._talk = self._begin()
        next(self._talk)

    @property
    def is_proof_needed(self) -> bool:
        """Without a password an unproven certificate is still better than none; with one it must be the relay's."""
        return self._relay.tls is not Tls.OFFERED or bool(self._relay.user)

    def receive(self, data: bytes) -> bytes | Step:
        """Take bytes; return what to say, or what to do. Raises Refused and Garbled."""
        replies = self._reader.feed(data)
        if not replies:
            return b""
        said = self._advance(replies[0])
        if said is Step.ENCRYPT:
            self._reader.clear()  # whatever came in the clear behind the answer is nobody's word
        elif len(replies) > 1:
            raise Refused(f"it spoke before it was asked: {told(replies[1])}")
        elif not self._reader.is_empty:
            raise Refused("it spoke before it was asked")
        return said

    def encrypted(self) -> bytes:
        """Return what to say when TLS stands."""
        said = self._advance((0, b""))
        assert isinstance(said, bytes)
        return said

    def _advance(self, reply: Reply) -> bytes | Step:
        try:
            return self._talk.send(reply)
        except StopIteration as end:
            self.features = end.value
            return b""

    def _begin(self) -> _Talk:
        greeting = yield b""
        _must(greeting)
        features = yield from self._hello()
        tls = self._relay.tls
        if tls is Tls.STARTTLS or (tls is Tls.OFFERED and features.starttls):
            features = yield from self._encrypt(features)
        elif self._relay.user and tls is Tls.OFFERED and not is_this_machine(self._relay.host):
            raise Refused(
                "it offers no encryption, and I do not send passwords in the clear (?starttls=0 in EMAIL_URL allows it)"
            )
        if self._relay.user:
            yield from self._sign_in(features)
        return features

    def _hello(self) -> _Talk:
        reply = yield f"EHLO {self._name}\r\n".encode()
        if reply[0] // 100 == 2:
            return read_features(reply[1])
        if reply[0] // 100 == 5:
            reply = yield f"HELO {self._name}\r\n".encode()
        _must(reply)
        return Features()

    def _encrypt(self, features: Features) -> _Talk:
        if not features.starttls:
            raise Refused("it does not offer STARTTLS, which EMAIL_URL demands")
        reply = yield b"STARTTLS\r\n"
        _must(reply)
        yield Step.ENCRYPT
        return (yield from self._hello())

    def _sign_in(self, features: Features) -> Generator[bytes | Step, Reply, None]:
        user, password = self._relay.user.encode(), self._relay.password.encode()
        if "PLAIN" in features.auth:
            reply = yield b"AUTH PLAIN " + base64.b64encode(b"\0" + user + b"\0" + password) + b"\r\n"
        elif "LOGIN" in features.auth:
            reply = yield b"AUTH LOGIN\r\n"
            for word in (user, password):
                if reply[0] == 334:
                    reply = yield base64.b64encode(word) + b"\r\n"
        else:
            offered = ", ".join(sorted(features.auth)) or "no way at all"
            raise Refused(
                f"nobody can sign in there by AUTH PLAIN or LOGIN (it offers {offered}); is the port right?"
            )
        _must(reply)


def _must(reply: Reply) -> None:
    if reply[0] // 100 != 2:
        raise Refused(told(reply), is_ours=reply[0] >= 500)
