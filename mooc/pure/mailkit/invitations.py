"""The words of a calendar invitation (RFC 5545) that has no other: what, when, where."""

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^(SUMMARY|DTSTART|LOCATION|METHOD)((?:;[^:\n]*)?):(.*)$", re.IGNORECASE | re.MULTILINE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ZONE = re.compile(r"TZID=\"?([^;:\"]{1,60})", re.IGNORECASE)
_MOST_CHARACTERS = 100_000
_SAID = {"cancel": "Cancelled", "reply": "Answer to an invitation", "counter": "Another time is proposed"}


def invitation_words(calendar: str) -> str:
    """Return what an invitation says, a line each; empty where it names no event."""
    event = _FOLD.sub("", calendar[:_MOST_CHARACTERS])
    begin = event.upper().find("BEGIN:VEVENT")
    fields = {match[1].lower(): (match[2], match[3]) for match in _LINE.finditer(event, max(begin, 0))}
    method = next((match[3] for match in _LINE.finditer(event) if match[1].upper() == "METHOD"), "")
    if begin < 0 or not (fields.keys() & {"summary", "dtstart"}):
        return ""
    what = _plain(fields.get("summary", ("", ""))[1]) or "an event"
    lines = [f"{_SAID.get(method.strip().lower(), 'Invitation')}: {what}"]
    if "dtstart" in fields:
        lines.append(f"When: {_when(*fields['dtstart'])}")
    if place := _plain(fields.get("location", ("", ""))[1]):
        lines.append(f"Where: {place}")
    return "\n".join(lines)


def _when(parameters: str, value: str) -> str:
    found = _TIME.match(value.strip())
    if found is None:
        return value.strip()[:60]
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if not found[4]:
        return day
    zone = _ZONE.search(parameters)
    return f"{day} {found[4]}:{found[5]} {'UTC' if found[6] else zone[1] if zone else ''}".strip()


def _plain(value: str) -> str:
    unescaped = re.sub(r"\\([,;\\nN])", lambda match: " " if match[1] in "nN" else match[1], value)
    return " ".join(unescaped.split())[:300]
