"""Names and addresses of groups."""

from mooc.groups.names import group_name, local_part


def test_two_thousand_groups_of_a_run_have_different_names():
    assert len({group_name(7, number) for number in range(1, 5_001)}) == 5_000


def test_a_name_is_the_same_whenever_asked_and_differs_from_run_to_run():
    assert group_name(7, 12) == group_name(7, 12)
    assert group_name(7, 12) != group_name(8, 12)


def test_addresses_are_different_over_all_runs_and_fit_before_an_at():
    parts = {local_part(run, number) for run in range(1, 60) for number in range(1, 60)}
    assert len(parts) == 59 * 59
    assert len(local_part(10**12, 10**6)) <= 64
