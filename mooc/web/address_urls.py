"""Pages about who wrote a mail, and from which addresses a learner writes; part of the namespace `web`."""

from django.urls import path

from .views import addresses, was_this_you

MINE = "my/<str:token>/addresses/"

urlpatterns = [
    path("was-this-you/<str:token>/", was_this_you.was_this_you, name="was_this_you"),
    path("other-address/<str:token>/", addresses.other_address, name="other_address"),
    path("remove-address/<str:token>/", addresses.remove_address, name="remove_address"),
    path(MINE, addresses.my_addresses, name="my_addresses"),
    path(MINE + "<int:number>/removal/", addresses.remove, name="my_address_removal"),
    path(MINE + "<int:number>/main/", addresses.write_there, name="my_address_main"),
]
