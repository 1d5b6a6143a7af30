"""A real SMTP server on loopback that does what a test tells it to."""

import asyncio
import email
import re
from collections import Counter
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)
CLOSE = "close"


class Post:
    """The handler: answers by script, keeps what arrived.

    `script` maps a command ("MAIL", "RCPT", "DATA", "MESSAGE") to a function of the address that returns an answer,
    None for "fine", or CLOSE to drop the connection. "DATA" is asked before the message, "MESSAGE" after its dot.
    """

    def __init__(self, **script):
        self.script = script
        self.arrived = []
        self.connections = 0
        self.delay = 0.0

    def ids(self):
        """How often each Message-ID arrived."""
        return Counter(_MESSAGE_ID.search(content)[1].decode() for _, _, content in self.arrived)

    def letters(self):
        """What arrived, parsed by the standard library, by recipient."""
        return {
            to: email.message_from_bytes(content, policy=email.policy.default)
            for _, to, content in self.arrived
        }

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self._say("MAIL", address, server)
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._say("RCPT", address, server)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        address = envelope.rcpt_tos[0]
        answer = self._say("MESSAGE", address, server)
        if answer and not answer.startswith("2"):
            return answer
        self.arrived.append((envelope.mail_from, address, envelope.content))
        if self._say("ANSWER", address, server):
            return ""
        return answer or f"250 2.0.0 queued as {len(self.arrived):X}"

    def _say(self, command, address, server):
        answer = self.script.get(command, lambda _: None)(address)
        if answer == CLOSE:
            server.transport.abort()
            return "421 4.3.0 closing"
        return answer


class _Server(SMTP):
    async def smtp_DATA(self, arg):
        post = self.event_handler
        if self.envelope.rcpt_tos:
            answer = post._say("DATA", self.envelope.rcpt_tos[0], self)
            if answer:
                await self.push(answer)
                self._set_rset_state()
                return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self):
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def served(post=None, *, user="", password="", **options):
    """Serve on a free port; gives the handler, its `url` being what EMAIL_URL would say."""
    post = post or Post()
    if user:

        def check(server, session, envelope, mechanism, data):
            right = (data.login, data.password) == (user.encode(), password.encode())
            return AuthResult(success=right, handled=False)

        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = _Controller(
        post, hostname="127.0.0.1", port=0, enable_SMTPUTF8=options.pop("utf8", True), **options
    )
    controller.start()
    try:
        post.url = f"smtp://127.0.0.1:{controller.port}"
        yield post
    finally:
        controller.stop()
