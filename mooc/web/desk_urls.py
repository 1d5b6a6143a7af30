"""Pages about mail that came in: the list, what waits, one mail and its life; part of the namespace `web`."""

from django.urls import path

from .views import desk, organise_inbound

INBOUND = "organise/inbound/"

urlpatterns = [
    path(INBOUND, organise_inbound.inbound, name="organise_inbound"),
    path(INBOUND + "waiting/", desk.waiting, name="organise_waiting"),
    path(INBOUND + "waiting/hiding/", desk.hide_kind, name="organise_hide_kind"),
    path(INBOUND + "<int:mail_id>/", organise_inbound.mail, name="organise_inbound_mail"),
    path(INBOUND + "<int:mail_id>/source/", organise_inbound.source, name="organise_inbound_source"),
    path(INBOUND + "<int:mail_id>/life/", organise_inbound.life, name="organise_inbound_life"),
    path(INBOUND + "<int:mail_id>/posting/", desk.keep, name="organise_keep_mail"),
    path(INBOUND + "<int:mail_id>/hiding/", desk.hide, name="organise_hide_mail"),
    path(INBOUND + "<int:mail_id>/question/", desk.ask, name="organise_ask_about_mail"),
    path(INBOUND + "<int:mail_id>/return/", desk.reopen, name="organise_reopen_mail"),
]
