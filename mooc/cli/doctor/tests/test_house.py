import pytest

from mooc.cli.dkim import Kind, dkim_key
from mooc.cli.doctor import house

from .around import found, states

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    tmp_path.chmod(0o700)
    settings.SECRET_KEY = "x" * 50
    settings.MOOC_URL = "https://mooc.test"
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").touch()
    return settings


def test_a_house_in_order_is_well(home):
    assert states(house.secrets) == {"privacy": "ok", "secret key": "ok"}
    assert states(house.address) == {"address": "ok"}
    assert states(house.disk)["disk"] in ("ok", "warning")


@pytest.mark.parametrize(("mode", "state"), [(0o755, "problem"), (0o750, "warning")])
def test_a_folder_that_others_look_into_is_told(home, tmp_path, mode, state):
    tmp_path.chmod(mode)
    finding = found(house.secrets)["privacy"]
    assert (finding.state, f"chmod 700 {tmp_path}") == (state, finding.do)


def test_keys_that_others_read_are_told(home, tmp_path):
    dkim_key(Kind.ED25519)
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o640)
    (tmp_path / "dkim" / "mooc-ed25519.pem").chmod(0o644)
    finding = found(house.secrets)["keys"]
    assert finding.state == "problem"
    assert "secret_key" in finding.do and "mooc-ed25519.pem" in finding.do


def test_a_short_secret_key_is_told_without_showing_it(home):
    home.SECRET_KEY = "short-one"
    finding = found(house.secrets)["secret key"]
    assert finding.state == "problem"
    assert "short-one" not in finding.says + finding.do


def test_a_folder_that_cannot_be_written_to_is_told(home, tmp_path):
    home.MOOC_DATA = tmp_path / "gone"
    assert states(house.disk) == {"disk": "problem"}


@pytest.mark.parametrize(
    ("url", "state"),
    [("http://127.0.0.1:8000", "warning"), ("http://localhost", "warning"), ("http://mooc.test", "problem")],
)
def test_an_address_that_others_cannot_use_safely_is_told(home, url, state):
    home.MOOC_URL = url
    assert found(house.address)["address"].state == state


def test_what_shows_too_much_to_everybody_is_told(home):
    home.DEBUG = home.MOOC_OPEN_MAILBOX = True
    assert {"debug": "problem", "mailbox": "problem"}.items() <= states(house.address).items()


@pytest.mark.parametrize(
    ("postal", "relay", "state"), [("1 Main St", "", "ok"), ("", "", "skipped"), ("", "smtp://x", "warning")]
)
def test_mass_mail_should_name_a_place(home, postal, relay, state):
    home.MOOC_POSTAL_ADDRESS, home.EMAIL_URL = postal, relay
    assert states(house.postal) == {"postal address": state}
