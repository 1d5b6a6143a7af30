import re
from html import unescape

import pytest

from mooc.delivery.fillers import Filling, filler_of
from mooc.delivery.layout import ENVELOPE_SLOTS
from mooc.delivery.models import Mailing
from mooc.runs import actions

from .stage import join, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def learners(run, now):
    return [join(run, f"bob{number}@example.org", now).pk for number in range(3)]


@pytest.mark.parametrize(
    "kind",
    ["enrolment-confirm", "enrolment-already", "enrolment-welcome", "enrolment-ready", "run-cancelled"],
)
def test_a_batch_costs_two_statements_whatever_its_size(run, now, learners, kind, django_assert_num_queries):
    mailing = Mailing(occasion="x", kind=kind, filler=kind, run_id=run.pk)
    for batch in (learners[:1], learners):
        with django_assert_num_queries(2):
            answers = filler_of(mailing).fill(mailing, batch, now=now)
        assert set(answers) == set(batch)


def test_a_filling_holds_the_whole_envelope_and_his_own_links(run, now, learners):
    mailing = Mailing(occasion="x", kind="enrolment-ready", filler="enrolment-ready", run_id=run.pk)
    answers = filler_of(mailing).fill(mailing, learners, now=now)
    first = answers[learners[0]]
    assert isinstance(first, Filling)
    assert set(ENVELOPE_SLOTS) <= set(first.values)
    assert first.values["reply_to"] == "run-knots-winter@mooc.localhost"
    assert re.fullmatch(r"stop\+\d+\.[0-9a-f]{20}@mooc\.localhost", first.values["stop_address"])
    links = [answers[pk].values[name] for pk in learners for name in ("act_url", "home_url", "stop_url")]
    assert len(set(links)) == 9


def test_who_did_not_confirm_gets_neither_a_page_nor_his_typed_name(run, now):
    eve = actions.sign_up(run=run, email="eve@example.org", name="Eve", now=now)
    mailing = Mailing(occasion="x", kind="enrolment-confirm", filler="enrolment-confirm", run_id=run.pk)
    filling = filler_of(mailing).fill(mailing, [eve.pk], now=now)[eve.pk]
    assert (filling.name, filling.values["home_url"], filling.values["stop_url"]) == ("", "", "")


@pytest.mark.parametrize(
    "kind", ["enrolment-ready", "enrolment-already", "run-cancelled", "enrolment-confirm"]
)
def test_text_and_html_say_the_same(run, now, kind):
    other = make_run(now, name="<Knots> & more")
    variant = "group" if kind == "enrolment-ready" else "one"
    draft = filler_of(Mailing(filler=kind)).draft(Mailing(run_id=other.pk), variant, "en", now=now)
    html = re.sub(r"</?(p|br)>", " ", draft.html)
    assert unescape(html).split() == draft.text.split()
    assert "<Knots>" not in draft.html
    assert draft.preheader and len(draft.text) < 900
