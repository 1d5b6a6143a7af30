"""A table by which posts are found by their words, and the digests of files by which unused ones are found."""

from django.db import migrations, models

from mooc.groups.discussion.search_sql import drop_index, index_posts, make_index

_AT_A_TIME = 500


def make(apps, schema_editor):
    make_index()
    posts = (
        apps.get_model("groups", "Post")
        .objects.order_by("id")
        .values_list("id", "group_id", "subject", "text")
    )
    batch = []
    for pk, group_id, subject, text in posts.iterator(chunk_size=_AT_A_TIME):
        batch.append((pk, group_id, f"{subject}\n{text}"))
        if len(batch) == _AT_A_TIME:
            index_posts(batch)
            batch = []
    index_posts(batch)


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_threads_of_old_posts")]
    operations = [
        migrations.AddIndex(
            model_name="attachment", index=models.Index(fields=["digest"], name="attachment_by_digest")
        ),
        migrations.RunPython(make, lambda apps, schema_editor: drop_index()),
    ]
