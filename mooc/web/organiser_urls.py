"""Pages behind the sign-in, the sign-in itself, and the mailbox; part of the namespace `web`."""

from django.urls import path

from . import change_urls, desk_urls
from .views import (
    mailbox,
    organise,
    organise_groups,
    organise_learners,
    organise_mailings,
    organise_proposals,
    organise_seats,
    sign_in,
    steer_mailings,
)

RUN = "organise/runs/<slug:slug>/"

urlpatterns = [
    path("sign-in/", sign_in.ask, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="sign_in_code"),
    path("sign-in/link/<int:person_id>/<str:token>/", sign_in.by_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("first/<str:token>/", sign_in.first_organiser, name="first_organiser"),
    path("me/", sign_in.me, name="me"),
    path("organise/", organise.home, name="organise"),
    path(RUN, organise.run, name="organise_run"),
    path(RUN + "groups/", organise_groups.groups, name="organise_groups"),
    path(RUN + "groups/<int:number>/", organise_groups.group, name="organise_group"),
    path(RUN + "proposals/new/", organise_proposals.ask, name="organise_propose"),
    path(RUN + "proposals/asked/", organise_proposals.being_made, name="organise_asked_proposals"),
    path(RUN + "proposals/comparison/", organise_proposals.compare, name="organise_compare_proposals"),
    path(RUN + "proposals/<int:number>/", organise_proposals.proposal, name="organise_proposal"),
    path(
        RUN + "proposals/<int:number>/confirmation/",
        organise_proposals.confirm_proposal,
        name="organise_confirm_proposal",
    ),
    path(
        RUN + "proposals/<int:number>/groups/<int:group>/",
        organise_seats.proposed_group,
        name="organise_proposed_group",
    ),
    path(RUN + "proposals/<int:number>/pins/", organise_seats.pins, name="organise_pins"),
    path(
        RUN + "proposals/<int:number>/learners/<int:enrolment_id>/",
        organise_seats.seat,
        name="organise_proposed_seat",
    ),
    path(RUN + "proposals/<int:number>/undo/", organise_seats.undo, name="organise_undo_move"),
    path(RUN + "learners/", organise_learners.learners, name="organise_learners"),
    path(RUN + "learners/<int:enrolment_id>/", organise_learners.learner, name="organise_learner"),
    path(RUN + "learners/<int:enrolment_id>/allow/", organise_learners.allow, name="organise_allow_learner"),
    path(RUN + "mailings/", organise_mailings.of_run, name="organise_mailings"),
    path("organise/mailings/", organise_mailings.of_house, name="organise_house_mailings"),
    path("organise/mailings/<int:mailing_id>/", organise_mailings.mailing, name="organise_mailing"),
    path(
        "organise/mailings/<int:mailing_id>/progress/",
        organise_mailings.progress,
        name="organise_mailing_progress",
    ),
    path("organise/mailings/<int:mailing_id>/test/", steer_mailings.test, name="organise_try_mailing"),
    path("organise/mailings/<int:mailing_id>/again/", steer_mailings.again, name="organise_resend_mailing"),
    path(
        "organise/mailings/<int:mailing_id>/steer/<str:act>/",
        steer_mailings.steer,
        name="organise_steer_mailing",
    ),
    path(
        "organise/mailings/<int:mailing_id>/uncertain/<str:word>/",
        organise_mailings.settle_uncertain,
        name="organise_settle_uncertain",
    ),
    path("organise/editions/<int:edition_id>/", organise_mailings.edition, name="organise_edition"),
    path(
        "organise/editions/<int:edition_id>/html/",
        organise_mailings.edition_html,
        name="organise_edition_html",
    ),
    *desk_urls.urlpatterns,
    *change_urls.urlpatterns,
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:copy_id>/", mailbox.copy, name="mailbox_copy"),
    path("mailbox/<int:copy_id>/html/", mailbox.html, name="mailbox_html"),
    path("mailbox/<int:copy_id>/source/", mailbox.source, name="mailbox_source"),
]
