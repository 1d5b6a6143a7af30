"""Forms of one or two fields."""

from . import choices
from .house import HouseForm


class AddressForm(HouseForm):
    """One e-mail address: to follow a course, to send a confirmation again, to change an address."""

    email = choices.EmailField()


class NewAddressForm(HouseForm):
    """The address to write to from now on."""

    email = choices.EmailField(label="Another address")


class OtherAddressForm(HouseForm):
    """One more address from which somebody writes."""

    email = choices.EmailField(label="The address")
