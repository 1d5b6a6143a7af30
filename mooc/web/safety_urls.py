"""Pages for when something is wrong, and who is in a group; part of the namespace `web`.

`web:report_post` stands in mails. On the pages of a group use `Reader.href("report", post.pk)`, `.href("members")`.
"""

from django.urls import path

from .views import members, organise_reports, safety

GROUP, MINE = "groups/<str:local_part>/", "my/groups/<int:number>/<str:token>/"
REPORT = "organise/reports/<int:report_id>/"

urlpatterns = [
    path("report/thank-you/", safety.thanks, name="report_thanks"),
    path("report/post/<int:post_id>/", safety.lead_to_report, name="report_post_signed_in"),
    path("report/post/<int:post_id>/<str:token>/", safety.report_post, name="report_post"),
    path(GROUP + "members/", members.group_members, name="group_members"),
    path(MINE + "members/", members.my_group_members, name="my_group_members"),
    path(GROUP + "report/<int:post_id>/", safety.group_report, name="group_report"),
    path(MINE + "report/<int:post_id>/", safety.my_group_report, name="my_group_report"),
    path(
        GROUP + "members/<int:enrolment_id>/report/", safety.group_report_person, name="group_report_person"
    ),
    path(
        MINE + "members/<int:enrolment_id>/report/",
        safety.my_group_report_person,
        name="my_group_report_person",
    ),
    path("organise/reports/", organise_reports.reports, name="organise_reports"),
    path(REPORT, organise_reports.report, name="organise_report"),
    path(REPORT + "settlement/", organise_reports.settle, name="organise_settle_report"),
    path(REPORT + "hide/", organise_reports.hide, name="organise_hide_reported_post"),
    path(REPORT + "removal/", organise_reports.remove, name="organise_remove_reported"),
]
