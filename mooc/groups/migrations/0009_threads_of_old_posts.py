"""Bring the posts that are there already into threads, as they would have been when they came."""

from collections import Counter

from django.db import migrations

from mooc.groups.discussion.threads import Finder, Writing, answered_ids

_ROWS_AT_A_TIME = 200


def thread_old_posts(apps, schema_editor):
    post_model, thread_model = apps.get_model("groups", "Post"), apps.get_model("groups", "Thread")
    waiting = post_model.objects.filter(thread=None).order_by("group_id").values_list("group_id", flat=True)
    # Groups that were merged first: where their conversations go on, their threads are looked for.
    rows = apps.get_model("groups", "Group").objects.filter(pk__in=waiting)
    groups = sorted(rows.values_list("pk", "successor_id"), key=lambda row: (row[1] is None, row[0]))
    for pk, _ in groups:
        _thread_group(pk, post_model, thread_model)


def _thread_group(group_id, post_model, thread_model):
    posts = list(post_model.objects.filter(group=group_id, thread=None).order_by("posted_at", "id"))
    finder = Finder([_writing(post) for post in posts], make=thread_model)
    before = post_model.objects.filter(group__successor=group_id, thread__isnull=False)
    finder.learn_posts((group_id, post.message_id, post.thread) for post in before.select_related("thread"))
    found = finder.find_all()
    counts = Counter(map(id, found))
    for thread in finder.begun:
        thread.posts_count = counts[id(thread)]
    thread_model.objects.bulk_create(finder.begun)
    for post, thread in zip(posts, found, strict=True):
        post.thread = thread
    post_model.objects.bulk_update(posts, ["thread"], batch_size=_ROWS_AT_A_TIME)


def _writing(post):
    return Writing(
        group_id=post.group_id,
        message_id=post.message_id,
        answers=answered_ids(post.in_reply_to, post.references.split()),
        subject=post.subject,
        at=post.posted_at,
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0008_kinds_of_safety_reports")]
    operations = [migrations.RunPython(thread_old_posts, migrations.RunPython.noop)]
