"""An SMTP server that keeps no mail but its Message-IDs: `python -m mooc.delivery.tests.recorder PORT FILE [FAULTS]`.

Each is written to FILE before its 250, one a line, with the time of its MAIL FROM; so the file tells what was accepted
even when this process is killed. FAULTS is JSON: how likely a message is refused for now ("refuse"), its connection
closed ("close") or never answered ("stall"), each instead of a 250, and how many seconds each answer takes ("delay").
Of closed and unanswered messages every other one is written all the same: the sender cannot know.
"""

import asyncio
import json
import os
import random
import re
import sys
import time

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE | re.IGNORECASE)
_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-trial.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n",
    b"HELO": b"250 trial.example\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 2.0.0 bye\r\n",
}


class Recorder:
    """The file, and the dice."""

    def __init__(self, path, faults):
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._faults = {name: faults.get(name, 0.0) for name in ("refuse", "close", "stall")}
        self.delay = faults.get("delay", 0.0)

    def take(self, content, began_at):
        """Return what to answer: "accept", "refuse", "close" or "stall"; write down what counts as arrived."""
        dice = random.random()
        for fault, share in self._faults.items():
            if dice < share:
                if fault != "refuse" and random.random() < 0.5:
                    self._write(content, began_at)
                return fault
            dice -= share
        self._write(content, began_at)
        return "accept"

    def _write(self, content, began_at):
        line = f"{_MESSAGE_ID.search(content)[1].decode()} {began_at:.3f}\n"
        os.write(self._file, line.encode())


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._buffer = b""
        self._in_message = self._waits = False
        self._began_at = 0.0

    def connection_made(self, transport):
        self._transport = transport
        transport.write(b"220 trial.example\r\n")

    def data_received(self, data):
        self._buffer += data
        self._go_on()

    def _go_on(self):
        while not self._waits:
            end = self._buffer.find(_END if self._in_message else b"\r\n")
            if end < 0:
                return
            cut = end + (len(_END) if self._in_message else 2)
            part, self._buffer = self._buffer[:end], self._buffer[cut:]
            if self._in_message:
                self._in_message = False
                self._take(part)
            else:
                self._obey(part[:4].upper())

    def _obey(self, command):
        self._in_message = command == b"DATA"
        if command == b"MAIL":
            self._began_at = time.time()
        self._transport.write(_ANSWERS.get(command, b"250 2.0.0 fine\r\n"))
        if command == b"QUIT":
            self._transport.close()

    def _take(self, content):
        self._waits = True
        if self._recorder.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._recorder.delay, self._answer, content)
        else:
            self._answer(content)

    def _answer(self, content):
        if self._transport.is_closing():
            return
        verdict = self._recorder.take(content, self._began_at)
        if verdict == "close":
            self._transport.abort()
        elif verdict != "stall":
            self._waits = False
            self._transport.write(b"250 2.0.0 kept\r\n" if verdict == "accept" else b"451 4.3.0 later\r\n")
            self._go_on()


async def _serve(port, recorder):
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(recorder), "127.0.0.1", port, backlog=200
    )
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    faults = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    asyncio.run(_serve(int(sys.argv[1]), Recorder(sys.argv[2], faults)))
