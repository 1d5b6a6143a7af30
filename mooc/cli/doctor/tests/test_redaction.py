import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mooc.cli.doctor.finding import warning
from mooc.cli.doctor.redaction import redacted

from .around import found

pytestmark = pytest.mark.once
SECRETS = {
    "SECRET_KEY": "a-very-secret-key-indeed",
    "EMAIL_URL": "smtp://alice:pa%2Fss%40word@relay.test:587",
    "MOOC_DKIM_KEY": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE\n-----END PRIVATE KEY-----",
}


@pytest.fixture(autouse=True)
def house(settings, monkeypatch):
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    monkeypatch.setenv("DATABASE_URL", "postgres://mooc:dbpass@db.test/mooc")
    monkeypatch.setenv("MOOC_HOOK_TOKEN", "hooktoken")
    return settings


@pytest.mark.parametrize(
    "secret",
    ["a-very-secret-key-indeed", "pa/ss@word", "pa%2Fss%40word", "AGFsaWNlAHBhL3NzQHdvcmQ=", "cGEvc3NAd29yZA==",
     "MC4CAQAwBQYDK2VwBCIE", "dbpass", "hooktoken"],
)  # fmt: skip
def test_no_form_of_a_secret_stays(secret):
    assert redacted(f"535 wrong: {secret}, said the relay") == "535 wrong: ***, said the relay"


def test_what_a_check_says_in_trouble_is_redacted_too():
    def check(around):
        yield warning("relay", "it said pa/ss@word", "tell pa/ss@word to nobody")
        raise RuntimeError("postgres://mooc:dbpass@db.test is down\nsecond line")

    findings = found(check)
    text = " ".join(one.says + one.do for one in findings.values())
    assert "***" in text and "stumbled over RuntimeError" in text
    assert not [secret for secret in ("pa/ss@word", "dbpass") if secret in text]


def test_the_key_of_a_mail_service_stands_where_a_name_does(house):
    house.EMAIL_URL = "mailgun://key-0123456789@mooc.test"
    assert redacted("401 for key-0123456789") == "401 for ***"


def test_a_short_password_takes_no_letters_out_of_words(house):
    house.EMAIL_URL = "smtp://u:p@relay.test"
    assert redacted("user u gave p to the pump") == "user u gave *** to the pump"


@given(password=st.text(alphabet="abcXYZ0123456789!$&'()*+,;=-._~%", min_size=1, max_size=20))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_password_it_never_stands_alone_in_the_text(house, password):
    house.EMAIL_URL = f"smtp://user:{password.replace('%', '%25')}@relay.test"
    assert password not in redacted(f"refused: <{password}>").removeprefix("refused: <***>")


def test_a_mail_service_whose_url_is_all_key_is_hidden_with_its_webhook_secret(settings):
    settings.EMAIL_URL = "resend://re_0123456789?webhook_secret=whsec_abcdefgh"
    settings.MOOC_MAIL_SERVICE = "postmark://token-9876?webhook_secret=mooc%3Along-password"
    said = "re_0123456789 whsec_abcdefgh token-9876 mooc:long-password"
    assert redacted(said) == "*** *** *** ***"
