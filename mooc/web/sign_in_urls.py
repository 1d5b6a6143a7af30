"""Sign-in under the names that django-allauth looks for; `organiser_urls` gives the same pages our own names."""

from django.urls import path

from .views import sign_in

urlpatterns = [
    path("sign-in/", sign_in.ask, name="account_login"),
    path("sign-in/", sign_in.ask, name="account_request_login_code"),
    path("sign-in/code/", sign_in.code, name="account_confirm_login_code"),
]
