"""All pages; each door keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("mooc.web.urls")),
    path("", include("mooc.web.sign_in_urls")),
    path("", include("mooc.mailin.webhooks.urls")),
]
