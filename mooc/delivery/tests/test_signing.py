import pytest

from mooc.cli.dkim import Kind, dkim_key, zone_strings
from mooc.delivery.errors import WrongDkimSetting
from mooc.delivery.signing import dkim_keys, key_file, signer
from mooc.pure.mailkit.dkim_keys import record_of
from tests.dkim_oracle import verdicts

pytestmark = pytest.mark.once
RAW = b"From: m@mooc.example\r\nSubject: Week 3\r\n\r\nGood day\r\n"


@pytest.fixture
def house(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    settings.MOOC_DKIM_DOMAIN = "möoc.example"
    settings.MOOC_DKIM_SELECTOR = settings.MOOC_DKIM_KEY = ""
    return settings


def published():
    return {f"{key.selector}._domainkey.{key.domain}": record_of(key.private) for key in dkim_keys()}


def test_nothing_is_signed_unless_a_selector_is_named(house):
    assert signer() is None


def test_two_keys_sign_twice(house):
    dkim_key(Kind.RSA)
    dkim_key(Kind.ED25519)
    house.MOOC_DKIM_SELECTOR = "mooc-ed25519, mooc-rsa"
    signed = signer()(RAW)
    assert verdicts(signed, published()) == [True, True]
    assert b"d=xn--moc-sna.example" in signed


def test_a_key_may_come_from_the_environment(house):
    dkim_key(Kind.RSA)
    house.MOOC_DKIM_KEY = key_file("mooc-rsa").read_text().replace("\n", "\\n")
    house.MOOC_DKIM_SELECTOR = "elsewhere"
    assert verdicts(signer()(RAW), published()) == [True]


def test_only_its_owner_may_read_a_new_key_and_nothing_replaces_it(house, capsys):
    dkim_key(Kind.ED25519)
    path = key_file("mooc-ed25519")
    first = path.read_bytes()
    dkim_key(Kind.ED25519)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_bytes() == first
    said = capsys.readouterr().out
    assert said.count('mooc-ed25519._domainkey.möoc.example. IN TXT ( "v=DKIM1; k=ed25519; p=') == 2
    assert first.decode().splitlines()[1] not in said


def test_a_record_is_written_as_strings_that_a_zone_can_hold():
    assert zone_strings("x" * 256) == f'"{"x" * 255}" "x"'


@pytest.mark.parametrize(
    ("selector", "pem", "says"),
    [
        ("mooc-rsa", "", "no key .*mooc-rsa.pem.*dkim-key --selector mooc-rsa"),
        ("../secret_key", "", "cannot be a DKIM selector"),
        ("a", "no key at all", "0 keys"),
        ("a", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", "not a private key"),
    ],
)
def test_a_wrong_setting_is_named(house, selector, pem, says):
    house.MOOC_DKIM_SELECTOR, house.MOOC_DKIM_KEY = selector, pem
    with pytest.raises(WrongDkimSetting, match=says) as error:
        signer()
    assert "c2VjcmV0" not in str(error.value)


def test_a_file_that_holds_no_key_is_named(house):
    key_file("a").parent.mkdir()
    key_file("a").write_bytes(b"\xff\xfe")
    house.MOOC_DKIM_SELECTOR = "a"
    with pytest.raises(WrongDkimSetting, match=r"a\.pem cannot be read"):
        signer()
