"""The look holds what it promises: contrast, no inline styles or scripts, names before meanings."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1]
COLOURS = (WEB / "static/web/colours.css").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
BACKGROUNDS = ("paper", "surface", "verdigris-wash", "brass-wash", "stop-wash", "go-wash")
TEXTS = ("ink", "muted", "verdigris", "verdigris-deep", "brass", "stop", "go")


def named_colours(part):
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", part))


LIGHT = named_colours(COLOURS.split("@media")[0])
DARK_BY_DEVICE = named_colours(COLOURS.split("@media")[1].split('[data-look="dark"]')[0])
DARK_BY_CHOICE = named_colours(COLOURS.split(':root[data-look="dark"]')[1])


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK_BY_DEVICE], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(colours):
    weak = {
        (text, ground): round(ratio, 2)
        for text in TEXTS
        for ground in BACKGROUNDS
        if (ratio := contrast(colours[text], colours[ground])) < 4.5
    }
    assert not weak
    assert contrast(colours["on-verdigris"], colours["verdigris"]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK_BY_DEVICE], ids=["light", "dark"])
def test_borders_of_controls_and_the_focus_can_be_seen(colours):
    for ground in ("paper", "surface"):
        assert contrast(colours["line"], colours[ground]) >= 3
        assert contrast(colours["brass"], colours[ground]) >= 3


def test_dark_by_choice_is_dark_by_device():
    assert DARK_BY_CHOICE == DARK_BY_DEVICE
    assert DARK_BY_DEVICE.keys() == LIGHT.keys()


def test_components_and_pages_name_no_colour_of_their_own():
    for name in ("components.css", "pages.css"):
        assert not re.findall(
            r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", (WEB / "static/web" / name).read_text("utf-8")
        )


def test_no_template_holds_a_style_or_a_script_of_its_own():
    own = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|javascript:")
    assert not [path.name for path in TEMPLATES if own.search(path.read_text("utf-8"))]


def test_no_page_asks_another_site_for_anything():
    asks = re.compile(r"(?:src|<link[^>]*href)=\"(?:https?:)?//")
    assert not [path.name for path in TEMPLATES if asks.search(path.read_text("utf-8"))]


def test_the_machine_never_cheers_and_never_hides():
    banned = re.compile(
        r"successful|awesome|oops|an error (?:has )?occurred|please|streak|you missed", re.IGNORECASE
    )
    assert not [
        (path.name, found[0]) for path in TEMPLATES if (found := banned.search(path.read_text("utf-8")))
    ]
