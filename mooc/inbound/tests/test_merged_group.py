"""Mail to a group that was merged goes where its people went."""

from mooc.groups.models import Group
from mooc.inbound.queries import ACCEPT, Refuse, ToGroup, find_destinations, verdict
from mooc.runs.tests.stage import make_run


def group(run, number, now, **more):
    return Group.objects.create(
        run=run,
        number=number,
        name=f"G{number}",
        local_part=f"g{number}",
        mode="write",
        language="en",
        made_at=now,
        **more,
    )


def test_the_old_address_leads_to_the_successor(db, now, settings):
    run = make_run(now)
    new = group(run, 1, now)
    group(run, 2, now, state="merged", successor=new)
    address = f"g2@{settings.MOOC_MAIL_DOMAIN}"
    assert find_destinations([address])[address] == ToGroup(new)
    assert verdict(address) is ACCEPT


def test_without_a_successor_or_after_its_end_it_is_refused(db, now, settings):
    run = make_run(now)
    gone = group(run, 1, now, state="closed")
    group(run, 2, now, state="merged", successor=gone)
    group(run, 3, now, state="merged")
    for name in ("g1", "g2", "g3"):
        answer = verdict(f"{name}@{settings.MOOC_MAIL_DOMAIN}")
        assert isinstance(answer, Refuse) and str(answer).startswith("550 5.1.6")
