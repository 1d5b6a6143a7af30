import pytest

from mooc.people.errors import BadLanguage, BadName, BadZone
from mooc.people.names import checked_language, checked_zone, clean_name


@pytest.mark.parametrize(
    "name", ["ليلى حسن", "王小明", "Zoë 🦉", "👩🏽‍🚀", "Ngũgĩ wa Thiong'o", "X Æ A-12", "می‌خواهم"]
)
def test_a_name_stays_as_it_is_in_any_script(name):
    assert clean_name(name) == name


def test_what_cannot_be_seen_does_not_stay():
    assert clean_name("  Bob\x00\r\n \u202eevil\u2066 \ue000x\ue001 ") == "Bob evil x"


def test_letters_are_composed():
    assert clean_name("Zoe\u0308") == "Zo\u00eb"


@pytest.mark.parametrize(
    "name", ["Win at http://evil.example", "www.evil.example", "bob@example.org", "x" * 81]
)
def test_a_name_is_no_advertisement_and_no_novel(name):
    with pytest.raises(BadName):
        clean_name(name)


@pytest.mark.parametrize("name", ["Asia/Kathmandu", "America/St_Johns", "Asia/Calcutta", "UTC", "Etc/GMT+2"])
def test_zones_are_names_of_places_old_ones_too(name):
    assert checked_zone(name) == name


def test_an_unknown_zone_is_refused_with_the_nearest():
    with pytest.raises(BadZone, match="Europe/Berlin"):
        checked_zone("Europe/Berln")
    with pytest.raises(BadZone, match="offset"):
        checked_zone("+05:45")


def test_languages_are_tags():
    assert [checked_language(tag) for tag in ("EN", "pt-br", "zh-hant")] == ["en", "pt-BR", "zh-Hant"]
    with pytest.raises(BadLanguage):
        checked_language("English, please")
