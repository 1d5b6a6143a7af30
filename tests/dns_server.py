"""A name server on loopback that knows what a test tells it, and nothing else."""

import threading
from contextlib import contextmanager

from dnslib import RR
from dnslib.server import BaseResolver, DNSLogger, DNSServer


class Zone(BaseResolver):
    """Answers from lines of a zone file; `asked` holds the names that were asked for."""

    def __init__(self, text=""):
        self.records = []
        self.asked = []
        self.add(text)

    def add(self, text):
        """Learn more lines; texts longer than a string of the DNS are cut into such."""
        self.records += RR.fromZone("\n".join(map(_cut, text.strip().splitlines())), ttl=60)

    def text_of(self, name):
        """Return the first TXT record of a name; None when there is none."""
        for record in self.records:
            if str(record.rname).rstrip(".").lower() == name.lower() and record.rtype == 16:
                return b"".join(record.rdata.data).decode()
        return None

    def resolve(self, request, handler):
        reply = request.reply()
        name = str(request.q.qname).lower()
        self.asked.append(name.rstrip("."))
        known = [record for record in self.records if str(record.rname).lower() == name]
        for record in known:
            if record.rtype == request.q.qtype:
                reply.add_answer(record)
        if not known:
            reply.header.rcode = 3
        return reply


@contextmanager
def served_zone(text=""):
    """Serve lines of a zone file on a free port; gives the zone, its `place` being what MOOC_DNS would say."""
    zone = Zone(text)
    quiet = DNSLogger("-request,-reply,-truncated,-error,-recv,-send,-data")
    server = DNSServer(zone, address="127.0.0.1", port=0, logger=quiet).server
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        zone.place = f"127.0.0.1:{server.server_address[1]}"
        yield zone
    finally:
        server.shutdown()
        server.server_close()


def _cut(line):
    """Write a quoted text of any length as strings of 255 signs at most."""
    before, quote, rest = line.partition('"')
    text = rest.rstrip().removesuffix('"')
    if not quote or len(text) <= 255 or '"' in text:
        return line
    return before + " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
