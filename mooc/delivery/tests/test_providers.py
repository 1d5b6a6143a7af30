import pytest

from mooc.delivery.providers import provider_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("ana@gmail.com", "google"),
        ("ana@GoogleMail.com", "google"),
        ("ana@hotmail.co.uk", "microsoft"),
        ("ana@outlook.com.br", "microsoft"),
        ("ana@live.nl", "microsoft"),
        ("ana@msn.com", "microsoft"),
        ("ana@yahoo.co.jp", "yahoo"),
        ("ana@ymail.com", "yahoo"),
        ("ana@aol.com", "yahoo"),
        ("ana@me.com", "apple"),
        ("ana@web.de", "gmx"),
        ("ana@gmx.at", "gmx"),
        ("ana@pm.me", "proton"),
        ("ana@yandex.kz", "yandex"),
        ("ana@bk.ru", "mail.ru"),
        ("ana@foxmail.com", "qq"),
        ("ana@126.com", "163"),
        ("ana@Example.ORG.", "example.org"),
        ('"a@b"@example.org', "example.org"),
        ("ana@outlook.example.org", "outlook.example.org"),
        ("ana@notgmail.com", "notgmail.com"),
        ("ana@live.university.ac.uk", "live.university.ac.uk"),
        ("ana@почта.рф", "почта.рф"),
        ("nowhere", "nowhere"),
        ("", ""),
    ],
)
def test_domains_are_grouped_by_who_receives_for_them(address, provider):
    assert provider_of(address) == provider
