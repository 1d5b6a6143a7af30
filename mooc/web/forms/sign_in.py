"""Asking for a code, giving it, and the first organiser's form."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.crypto import constant_time_compare, salted_hmac

from mooc.people.addresses import BadAddress, normal_address
from mooc.people.errors import BadName
from mooc.people.names import clean_name

from .house import HouseForm

ADDRESS = forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"})
CODE = forms.TextInput(
    attrs={
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
        "size": 12,
        "maxlength": 20,
    }
)


class AskForCode(HouseForm, RequestLoginCodeForm):  # type: ignore[misc]  # allauth is not typed
    """Ask for the address; what allauth does with it comes after our own way of writing addresses."""

    email = forms.CharField(label="Your e-mail address", max_length=254, widget=ADDRESS)

    def clean_email(self) -> str:
        """Write the address as we keep it, then let allauth look for its owner and count the asking."""
        self.cleaned_data["email"] = checked_address(self.cleaned_data["email"])
        email: str = super().clean_email()
        return email

    @property
    def is_known(self) -> bool:
        """Whether somebody has the address; nothing that is shown may depend on it."""
        return self._user is not None


class GiveCode(HouseForm, ConfirmLoginCodeForm):  # type: ignore[misc]
    """Take the code and compare its hash with the one in the session."""

    code = forms.CharField(
        label="The code", help_text="Eight figures; the dash does not matter.", max_length=20, widget=CODE
    )

    def clean_code(self) -> str:
        """Return the code, or refuse it; an empty expectation (nobody has this address) is never met."""
        code: str = self.cleaned_data["code"]
        if not self.expected_code or not constant_time_compare(hashed(code), self.expected_code):
            raise forms.ValidationError(f"{code} is not the code I sent to this address. Look again.")
        return code


class FirstOrganiser(HouseForm):
    """Who organises this server first."""

    email = forms.CharField(
        label="Your e-mail address",
        help_text="I send your sign-in codes there, and news when a run needs you.",
        max_length=254,
        widget=ADDRESS,
    )
    name = forms.CharField(
        label="Your name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def clean_email(self) -> str:
        """Write the address as we keep it."""
        return checked_address(self.cleaned_data["email"])

    def clean_name(self) -> str:
        """Refuse a name that carries a link."""
        try:
            return clean_name(self.cleaned_data["name"])
        except BadName as error:
            raise forms.ValidationError(str(error)) from error


def checked_address(text: str) -> str:
    """Return the address as we keep it, or refuse it beside the field."""
    try:
        return normal_address(text)
    except BadAddress as error:
        raise forms.ValidationError(str(error)) from error


def hashed(code: str) -> str:
    """Return the keyed hash of a code: whoever reads the sessions without the secret key learns nothing."""
    plain = "".join(letter for letter in code if letter.isalnum()).upper()
    return salted_hmac("mooc.web.sign_in", plain, algorithm="sha256").hexdigest()
