"""Doors on free ports, and how guests talk to them."""

import asyncio
import contextlib
import smtplib
import threading

import uvloop

from mooc.mailin import receiving

UNKNOWN = "nobody@mooc.localhost"


@contextlib.contextmanager
def open_doors(idle_seconds=30.0):
    """Open both doors on free ports in a thread; gives (lmtp port, smtp port)."""
    doors = receiving.receiver(lmtp="127.0.0.1:0", smtp="127.0.0.1:0", idle_seconds=idle_seconds)
    loop = uvloop.new_event_loop()  # as `receive` has it
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(doors.open(), loop).result(10)
    try:
        yield tuple(where.port for _, where in doors.places())
    finally:
        asyncio.run_coroutine_threadsafe(doors.close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def talk(client, line):
    code, text = client.docmd(line)
    return f"{code} {text.decode()}"


def answers(client, raw, count):
    """Send DATA and return that many answers: smtplib reads one only."""
    assert talk(client, "DATA").startswith("354")
    client.send(smtplib._quote_periods(raw) + b".\r\n")
    return [f"{code} {text.decode()}" for code, text in (client.getreply() for _ in range(count))]
