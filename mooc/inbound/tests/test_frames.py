"""What goes through the pipes of the process that reads."""

import json
import typing
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mooc.inbound.reader.frames import LENGTH, Read, Unread, pack, unpack
from mooc.pure.mailkit import Letter
from mooc.pure.mailkit.bounces import BounceReport

pytestmark = pytest.mark.once
TEXTS = some.text(some.characters(exclude_categories=()), max_size=40)


def values_of(kind):
    """Return a strategy for any type that a field has: new fields are tried as they come."""
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return some.builds(kind, **{one.name: values_of(hints[one.name]) for one in fields(kind)})
    if typing.get_origin(kind) is tuple:
        kinds = typing.get_args(kind)
        if kinds[-1] is Ellipsis:
            return some.lists(values_of(kinds[0]), max_size=3).map(tuple)
        return some.tuples(*map(values_of, kinds))
    return TEXTS if kind is str else some.from_type(kind)


@given(letter=values_of(Letter), report=some.none() | values_of(BounceReport))
def test_a_letter_and_its_report_come_out_as_they_went_in(letter, report):
    assert unpack(pack(Read(letter, report))) == Read(letter, report)


def test_bytes_go_through_once_and_as_they_are():
    content = bytes(range(256)) * 400
    frame = pack(typing.cast(typing.Any, Unread(content)))
    assert unpack(frame).reason == content
    assert len(frame) < len(content) + 200


@pytest.mark.parametrize(
    "name",
    [
        "subprocess:Popen",
        "mooc.inbound.reader.frames:json",
        "mooc.pure.mailkit.letter:read_letter",
        "mooc.pure.mailkit.nothing:Letter",
        "mooc.inbound.reader.frames:Nothing",
        "mooc.inbound.models:InboundMail",
        "",
    ],
)
def test_no_name_leads_to_anything_but_a_dataclass_of_ours(name):
    head = json.dumps({"is": name, "has": {}}).encode()
    with pytest.raises(ValueError):
        unpack(LENGTH.pack(len(head)) + head)


def test_what_is_not_a_field_is_refused():
    head = json.dumps({"is": "mooc.inbound.reader.frames:Unread", "has": {"words": "x"}}).encode()
    with pytest.raises(ValueError):
        unpack(LENGTH.pack(len(head)) + head)


def test_what_cannot_be_handed_over_says_so_at_once():
    with pytest.raises(TypeError, match="set"):
        pack(typing.cast(typing.Any, Unread({"words"})))


@given(some.binary(max_size=60))
def test_nonsense_is_refused_and_never_more(frame):
    with pytest.raises(ValueError):
        unpack(frame)
        raise ValueError
