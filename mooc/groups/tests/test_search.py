"""Posts are found by their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.groups.discussion.posting import receive_post
from mooc.groups.discussion.search_sql import index_posts, matching_posts
from mooc.groups.discussion.search_words import asked_terms, indexed_words, snippet
from mooc.groups.models import Group, Post
from mooc.inbound.tests.stage import set_stage
from mooc.pure.mailkit import AttachedFile, Letter


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def post(stage, now, text, subject="Hello", group=None, **fields):
    number = Post.objects.count() + 1
    letter = Letter(message_id=f"<{number}@x>", subject=subject, text=text, **fields)
    return receive_post(group=group or stage.group, enrolment=stage.bob, letter=letter, now=now)


def found(stage, words, **window):
    return [pk for pk, _ in matching_posts([stage.group.pk], words, **{"limit": 10} | window)]


def test_all_words_must_stand_there_the_latest_first(stage, now):
    one = post(stage, now, "How do while loops end?")
    other = post(stage, now, "Loops, and how they end")
    post(stage, now, "Loops for ever")
    assert found(stage, "end loop") == [other.pk, one.pk]
    assert found(stage, "end loop", limit=1, offset=1) == [one.pk]
    assert found(stage, "end of loop") == []


def test_subjects_and_names_of_files_count(stage, now):
    file = AttachedFile("exercise_two.ipynb", "text/plain", b"x", 1)
    made = post(stage, now, "See there.", "Recursion", attachments=(file.name,), files=(file,))
    assert found(stage, "recursion") == found(stage, "ipynb exercise") == [made.pk]


def test_case_and_accents_make_no_difference(stage, now):
    made = post(stage, now, "Die GRÖSSE des Cafés, Straße, Ελλάδα, ёлка, ｗｉｄｅ")
    for words in ("größe", "grosse", "CAFE", "strasse", "ελλαδα", "елка", "wide"):
        assert found(stage, words) == [made.pk], words


def test_what_stands_in_quotes_is_found_as_it_stands(stage, now):
    made = post(stage, now, "A for loop ends.")
    post(stage, now, "A loop for ends.")
    assert found(stage, '"for loop"') == found(stage, '"for loop') == [made.pk]
    assert found(stage, '"for loo"') == []


@pytest.mark.parametrize("words", ["学习", "我们", "习", "编程", "学习编程", "Python", "编"])
def test_languages_without_spaces_are_found(words, stage, now):
    made = post(stage, now, "我们一起学习编程，用Python吧")
    post(stage, now, "习学")
    assert made.pk in found(stage, words)


def test_pairs_must_follow_each_other(stage, now):
    post(stage, now, "学生在练习")
    assert found(stage, "学习") == []


@pytest.mark.parametrize(
    ("text", "words"), [("プログラミングを学ぶ", "プログラム"[:4]), ("ภาษาไทย", "ไทย"), ("हिन्दी में", "हिन्दी")]
)
def test_other_scripts_are_found(text, words, stage, now):
    made = post(stage, now, text)
    assert found(stage, words) == [made.pk]


def test_hidden_posts_and_other_groups_are_not_found(stage, now):
    other = Group.objects.create(
        run=stage.run, number=99, name="Other", local_part="other", mode="write", made_at=now
    )
    there, here = post(stage, now, "loops", group=other), post(stage, now, "loops")
    assert found(stage, "loops") == [here.pk]
    assert len(matching_posts([stage.group.pk, other.pk], "loops", limit=9)) == 2
    Post.objects.filter(pk=here.pk).update(hidden_at=now)
    assert found(stage, "loops") == []
    there.delete()
    assert matching_posts([other.pk], "loops", limit=9) == []
    assert matching_posts([], "loops", limit=9) == []


def test_a_post_is_in_the_index_once(stage, now):
    made = post(stage, now, "loops")
    index_posts([(made.pk, stage.group.pk, "lists")])
    assert found(stage, "loops") == []
    assert found(stage, "lists") == [made.pk]
    index_posts([])


@pytest.mark.parametrize(
    "words",
    ["", "   ", '"', '""', "'", "*", "a*", "(", ")", "NEAR(a b)", "a AND", "OR", "NOT a", "words:a", "^a", "-a", "a:*",
     "!a", "a & | b", "a <-> b", "\\", "'; DROP TABLE groups_post;--", "§1", "\x00a", "\ud800", "{a}", "%s", "😀",
     "a" * 10_000, "a " * 5_000, '"a b' * 400],
)  # fmt: skip
def test_any_text_may_be_asked(words, stage, now):
    post(stage, now, "a b words near 1 not or and")
    assert isinstance(found(stage, words), list)


def test_nobody_can_ask_for_the_word_of_a_group(stage, now):
    post(stage, now, "hello")
    assert found(stage, f"§{stage.group.pk}") == []


def test_one_question_is_one_statement(stage, now, django_assert_num_queries):
    post(stage, now, "loops")
    with django_assert_num_queries(1):
        found(stage, "loops and more")


def test_a_piece_of_the_post_shows_what_was_found(stage, now):
    post(stage, now, f"{'before ' * 60}\n<b>Loops</b> & lists {'after ' * 60}")
    ((_, piece),) = matching_posts([stage.group.pk], "loop list", limit=1)
    assert "&lt;b&gt;<mark>Loops</mark>&lt;/b&gt; &amp; <mark>lists</mark>" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 300


@pytest.mark.once
def test_a_piece_marks_within_languages_without_spaces():
    assert snippet("我们一起学习编程", asked_terms("学习")) == "我们一起<mark>学习</mark>编程"
    assert snippet("short", asked_terms("else")) == "short"
    assert snippet("", asked_terms("else")) == ""


@pytest.mark.once
@given(st.text(max_size=200))
def test_words_of_the_index_hold_nothing_that_a_database_could_take_for_more(text):
    words = [*indexed_words(text), *(word for term in asked_terms(text) for word in term.words)]
    assert all(word and not set(word) & set(" '\"*:()&|!<>\\§") for word in words)
    snippet(text, asked_terms(text))
