"""Pages about groups that change: an organiser's, and a learner's own; part of the namespace `web`."""

from django.urls import path

from .views import change_group, group_changes

RUN = "organise/runs/<slug:slug>/changes/"

urlpatterns = [
    path(RUN, group_changes.changes, name="organise_changes"),
    path(RUN + "policy/", group_changes.policy, name="organise_group_policy"),
    path(RUN + "regroup/", group_changes.regroup, name="organise_regroup"),
    path(RUN + "<int:number>/", group_changes.change, name="organise_change"),
    path(RUN + "<int:number>/confirmation/", group_changes.confirm, name="organise_confirm_change"),
    path(RUN + "<int:number>/dismissal/", group_changes.dismiss, name="organise_dismiss_change"),
    path("change-group/<str:token>/", change_group.change_group, name="change_group"),
]
