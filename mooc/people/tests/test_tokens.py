import pytest

from mooc.people import tokens
from mooc.people.errors import BadToken


def test_a_token_is_good_for_its_act_and_row():
    assert tokens.read("leave", tokens.sign("leave", 7)) == 7


def test_case_does_not_matter_because_some_mail_programs_change_it():
    assert tokens.read("stop", f" {tokens.sign('stop', 7).upper()} ") == 7


def test_it_is_good_for_no_other_act():
    with pytest.raises(BadToken):
        tokens.read("leave", tokens.sign("home", 7))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: "8" + t[1:],
        lambda t: "",
        lambda t: t + "0",
        lambda t: "7.",
        lambda t: "é" + t,
    ],
)
def test_what_was_changed_on_its_way_is_refused(change):
    with pytest.raises(BadToken):
        tokens.read("leave", change(tokens.sign("leave", 7)))


def test_another_server_s_key_signs_nothing_here(settings):
    token = tokens.sign("leave", 7)
    settings.SECRET_KEY = "another"
    with pytest.raises(BadToken):
        tokens.read("leave", token)


def test_tokens_of_mails_already_sent_stay_good(settings):
    settings.SECRET_KEY = "the key of then"
    assert (
        tokens.read("leave", "7.ba4f7bab5a72d098e2a2") == tokens.read("leave", tokens.signer("leave")(7)) == 7
    )


def test_it_fits_before_an_at():
    assert len(f"stop+{tokens.sign('stop', 10**12)}") < 64
