"""Where mail services knock."""

from django.urls import path

from . import views

urlpatterns = [
    path("mail-service/<slug:name>/tracking/", views.tracking, name="mail_service_tracking"),
    path("mail-service/<slug:name>/inbound/", views.inbound, name="mail_service_inbound"),
    # Mailgun sends the mail as it came where the address holds "mime".
    path("mail-service/<slug:name>/inbound_mime/", views.inbound, name="mail_service_inbound_mime"),
]
