"""What the tests of the doctor share."""

from datetime import UTC, datetime

from mooc.cli.doctor.dns import Dns
from mooc.cli.doctor.examination import Part, examine
from mooc.cli.doctor.surroundings import Surroundings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def around(zone=None, *, now=NOW, exchanger_port=25):
    """Return surroundings whose resolver is a zone of ours, or nobody."""
    place = zone.place if zone else "127.0.0.1:1"
    return Surroundings(now=now, dns=Dns(place, seconds=1.0), seconds=3.0, exchanger_port=exchanger_port)


def found(check, where=None):
    """Run one check as the command does; return its findings by name, the worst of a name last."""
    (section,) = examine([Part("x", (check,))], where or around())
    return {
        one.name: one
        for one in sorted(section.findings, key=lambda one: list(type(one.state)).index(one.state))
    }


def states(check, where=None):
    """Return the state of each finding of a check."""
    return {name: str(one.state) for name, one in found(check, where).items()}
