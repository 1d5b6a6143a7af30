import pytest

from mooc.courses import actions, queries


@pytest.fixture
def versions(tmp_path, now):
    for name in ("knots", "bows"):
        actions.new_course(tmp_path / name)
        actions.import_course(tmp_path / name, now=now)
    (tmp_path / "bows" / "README.md").write_text("other")
    return [actions.import_course(tmp_path / name, now=now) for name in ("knots", "bows")]


@pytest.mark.django_db
def test_the_list_shows_the_newest_version_of_each_course(versions):
    rows = queries.course_list()

    assert [(row.slug, row.version, row.weeks) for row in rows] == [("bows", 2, 4), ("knots", 1, 4)]
    assert rows[0].version_id == versions[1].pk


@pytest.mark.django_db
def test_the_list_takes_two_statements_however_many_courses(versions, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.course_list()


@pytest.mark.django_db
def test_a_course_is_read_once(versions, django_assert_num_queries):
    queries.read_course.cache_clear()
    with django_assert_num_queries(1):
        assert queries.read_course(versions[0].pk) is queries.read_course(versions[0].pk)


@pytest.mark.django_db
def test_a_file_of_a_version_is_found_by_its_path(versions):
    assert queries.version_file(versions[1].pk, "README.md") == b"other"
    assert queries.version_file(versions[1].pk, "nothing.png") is None


@pytest.mark.django_db
def test_a_version_that_a_stricter_check_would_refuse_is_still_read(versions):
    version = versions[0]
    version.files.filter(path="texts/farewell.md").delete()
    queries.read_course.cache_clear()

    assert len(queries.read_course(version.pk).weeks) == 4
    queries.read_course.cache_clear()
