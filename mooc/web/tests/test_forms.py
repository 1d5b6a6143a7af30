"""What people may type, and what the form says when it cannot be read."""

import pytest

from mooc.pure.coursebook.model import Course, Level, Question
from mooc.runs.models import Enrolment, Run
from mooc.web.forms.learner import SettingsForm
from mooc.web.forms.sign_up import SignUpForm

COURSE = Course(
    slug="knots",
    title="Knots",
    summary="Ropes and patience.",
    language="en",
    weeks=(),
    questions=(
        Question(
            "style", "How do you begin?", levels=(Level("try", "Try"), Level("think", "Think")), required=True
        ),
        Question("hope", "What do you hope for?", kind="text"),
    ),
)
GIVEN = {
    "email": " Bob@Example.ORG ",
    "name": "Bob Okafor",
    "zone": "Africa/Lagos",
    "language": "en",
    "company": "write",
    "hours_a_week": "4",
    "free": ["weekday-evening", "weekend-morning"],
    "q_style": "think",
    "q_hope": "to tie a bowline",
    "consent": "on",
}


def filled(**changes):
    data = {key: value for key, value in (GIVEN | changes).items() if value is not None}
    return SignUpForm(data, run=Run(minimum_age=16), course=COURSE)


def test_it_says_what_signing_up_needs():
    form = filled()
    assert form.is_valid(), form.errors
    said = form.sign_up()
    assert said["email"] == "bob@example.org"
    assert said["hours_a_week"] == 4
    assert said["answers"] == {"style": "think", "hope": "to tie a bowline"}
    assert said["availability"]["fri"] == ["18:00-22:00"]
    assert said["availability"]["sun"] == ["08:00-12:00"]


def test_who_does_not_say_when_he_is_free_is_not_said_to_be_never_free():
    form = filled(free=None, hours_a_week="")
    assert form.is_valid(), form.errors
    assert form.sign_up()["availability"] is None
    assert form.sign_up()["hours_a_week"] is None


@pytest.mark.parametrize("name", ["ليلى حداد", "王小明", "🌻 Flor", "Zoë Łukasz-O’Brien", "नेपाली"])
def test_names_of_any_script_are_names(name):
    form = filled(name=name)
    assert form.is_valid(), form.errors
    assert form.sign_up()["name"] == name


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "bob", "'bob' is not an address"),
        ("email", "bob@exam ple.org", "holds a space"),
        ("email", "", "I need this one"),
        ("name", "Buy at www.example.org", "holds a link"),
        ("name", "", "I need this one"),
        ("zone", "+0530", "is an offset"),
        ("zone", "Europe/Atlantis", "no time zone"),
        ("language", "xx-nothing", "is none of the choices here"),
        ("company", "crowd", "is none of the choices here"),
        ("free", ["weekday-night"], "is none of the choices here"),
        ("hours_a_week", "999", "is none of the choices here"),
        ("q_style", "", "I need this one"),
        ("q_style", "sleep", "is none of the choices here"),
        ("consent", None, "I need this tick"),
    ],
)
def test_each_error_stands_at_its_field_and_what_was_typed_is_kept(field, value, words):
    form = filled(**{field: value})
    assert not form.is_valid()
    assert words in " ".join(form.errors[field])
    assert list(form.errors) == [field]
    html = "".join(str(form[name].as_field_group()) for name in form.fields)
    assert "has-problem" in html
    assert "to tie a bowline" in html


def test_an_error_is_read_out_with_its_field():
    form = filled(email="bob")
    html = str(form["email"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'id="id_email_error"' in html


def test_a_zone_that_a_browser_names_by_an_old_name_is_taken():
    form = filled(zone="Asia/Calcutta")
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC"])
def test_odd_zones_are_offered(zone):
    assert f'value="{zone}"' in str(filled()["zone"])


def test_a_program_that_fills_in_everything_gives_itself_away():
    assert filled(website="https://example.com").is_from_a_program
    assert not filled(website="").is_from_a_program


def test_hours_that_six_ticks_cannot_say_stay_as_they_were(person):
    odd = {"mon": ["19:00-21:00"]}
    enrolment = Enrolment(run=Run(send_hour=16), person=person, availability=odd, company="write")
    same = {"name": "Bob", "zone": "UTC", "language": "en", "company": "write", "send_hour": ""}
    form = SettingsForm(same, enrolment=enrolment)
    assert form.is_valid(), form.errors
    assert form.availability == odd
    form = SettingsForm(same | {"free": ["weekend-evening"]}, enrolment=enrolment)
    assert form.is_valid(), form.errors
    assert form.availability == {"sat": ["18:00-22:00"], "sun": ["18:00-22:00"]}


def test_a_zone_that_nobody_offers_any_more_can_be_kept(person):
    person.zone, person.language = "EST5EDT", "tlh"
    enrolment = Enrolment(run=Run(send_hour=16), person=person, company="write")
    form = SettingsForm(enrolment=enrolment)
    assert '<option value="EST5EDT" selected>' in str(form["zone"])
    assert '<option value="tlh" selected>' in str(form["language"])


@pytest.fixture
def person():
    from mooc.people.models import Person

    return Person(name="Bob", zone="UTC", language="en")


@pytest.mark.parametrize("chosen", ["Asia/Kolkata", "UTC", "", None, 'a" onfocus="alert()'])
def test_a_long_select_draws_what_django_s_own_draws(chosen):
    from django.forms import Select
    from django.test.html import parse_html

    from mooc.web.forms.long_select import LongSelect

    choices = [
        ("UTC", "UTC <none>"),
        ("Asia", [("Asia/Kolkata", "Kolkata & Mumbai"), ("Asia/Tokyo", "Tokyo")]),
    ]
    own, django = (
        kind(attrs={"id": "zone"}, choices=choices).render("zone", chosen) for kind in (LongSelect, Select)
    )
    assert parse_html(own) == parse_html(django)
