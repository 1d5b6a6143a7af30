"""What a group wrote, by both doors (see `group_door`); part of the namespace `web`."""

from django.urls import URLPattern, path

from .group_door import View, by_own_link, by_sign_in
from .views import group_archive, group_files, group_hiding, group_writing

SIGNED_IN = "groups/<str:local_part>/"
OWN_LINK = "my/groups/<int:number>/<str:token>/"
PAGES: tuple[tuple[str, str, View], ...] = (
    ("group", "", group_archive.threads),
    ("group_thread", "threads/<int:thread_id>/", group_archive.thread),
    ("group_reply", "threads/<int:thread_id>/replies/", group_writing.reply),
    ("group_search", "search/", group_archive.search),
    ("group_write", "write/", group_writing.write),
    ("group_attachment", "files/<int:attachment_id>/", group_files.attachment),
    ("group_source", "posts/<int:post_id>/source/", group_files.source),
    ("group_mbox", "archive.mbox", group_files.mbox),
)

urlpatterns: list[URLPattern] = [
    *(path(SIGNED_IN + route, by_sign_in(view), name=name) for name, route, view in PAGES),
    path(SIGNED_IN + "posts/<int:post_id>/hiding/", by_sign_in(group_hiding.hiding), name="group_hiding"),
    path("organise/runs/<slug:slug>/groups/archive.mbox", group_files.mbox_of_all, name="organise_mbox"),
    *(path(OWN_LINK + route, by_own_link(view), name=f"my_{name}") for name, route, view in PAGES),
]
