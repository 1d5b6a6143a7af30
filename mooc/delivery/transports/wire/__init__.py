"""SMTP to a relay, fast and exact: the `Carrier` that EMAIL_URL names.

    Wire (carrier)                 the owner's side: offer, answers, recall; starts one thread
      Engine (engine)              that thread: queue, time, slow start, what happens when connections are lost
        Line (line)                one connection: socket, TLS, what is still to be written
          Opening (opening)        bytes in, bytes out: greeting, EHLO, STARTTLS, AUTH
          Dialogue (dialogue)      bytes in, bytes out: copy after copy, pipelined (RFC 2920)

`replies`, `features`, `envelope`, `blame`, `times`, `tls` hold one small idea each. Nothing but `line` and `engine`
knows sockets or clocks. We write only when nothing is left to be answered; so whatever comes unasked is seen as such.
"""

from .carrier import Wire

__all__ = ["Wire"]
