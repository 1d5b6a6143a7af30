import pytest

from mooc.delivery.addresses import (
    bounce_address,
    delivery_of_bounce_address,
    delivery_of_message_id,
    message_id,
)


def test_a_bounce_address_names_its_copy():
    address = bounce_address(123456)
    assert len(address.partition("@")[0]) <= 64
    assert delivery_of_bounce_address(address) == 123456
    assert delivery_of_bounce_address(address.upper()) == 123456


@pytest.mark.parametrize(
    "address",
    ["", "bounces@mooc.localhost", "bounces+1-aaaa@x", "bounces+1-00000000000000000000@mooc.localhost", "é"],
)
def test_a_guessed_bounce_address_names_nothing(address):
    assert delivery_of_bounce_address(address) is None


def test_the_seal_of_one_copy_does_not_fit_another():
    forged = bounce_address(1).replace("bounces+1-", "bounces+2-")
    assert delivery_of_bounce_address(forged) is None


def test_a_message_id_is_the_same_each_time_and_another_for_each_copy():
    assert message_id(1) == message_id(1) != message_id(2)
    assert message_id(1).endswith("@mooc.localhost>")


def test_a_message_id_names_its_copy():
    assert delivery_of_message_id(message_id(7)) == 7


@pytest.mark.parametrize(
    "other", ["", "<x@y>", message_id(7).replace("copy-7", "copy-8"), message_id(7)[1:-1]]
)
def test_a_message_id_that_is_none_of_ours_names_nothing(other):
    assert delivery_of_message_id(other) is None
