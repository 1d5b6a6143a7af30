"""Persons and what they agreed to."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class PersonManager(BaseUserManager["Person"]):
    """What Django's sign-in asks of a user model without passwords."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=username)


class Person(AbstractBaseUser):
    """Somebody with an address. Unverified until a link or a code sent there came back."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=20, default="en")
    email_verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    # Organises every run of this server; organisers of one run are rows of `runs.RunOrganiser`.
    is_organiser = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    @property
    def first_name(self) -> str:
        """The name to greet with; empty when the person gave none."""
        return self.name.split()[0] if self.name.split() else ""


class Consent(models.Model):
    """What a person agreed to, in which version, and how we know."""

    class Source(models.TextChoices):
        FORM = "form", "ticked on the form"
        IMPORT = "import", "given elsewhere, by the organiser's word"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    document = models.CharField(max_length=60)
    at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "document"], name="one_consent_per_document")
        ]


class AddressChange(models.Model):
    """asked -> confirmed (-> undone) | expired: used once the new address's owner pressed the button sent there."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="address_changes")
    new_email = models.EmailField(max_length=254)
    # Where the news goes that it changed; known once it did.
    old_email = models.EmailField(max_length=254, default="")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    # Who reads the old address took it back.
    undone_at = models.DateTimeField(null=True)


class OtherAddress(models.Model):
    """A further address from which somebody may write. asked -> verified: its owner pressed the button sent there.

    `email` is in the normal form of `people.addresses`. Several may ask for one address, and one of them verifies it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="other_addresses")
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "email"], name="one_row_per_other_address"),
            models.UniqueConstraint(
                fields=["email"], name="one_owner_per_address", condition=Q(verified_at__isnull=False)
            ),
        ]


class SignInCode(models.Model):
    """A code on its way to somebody's address. `code` is emptied as soon as the copy is settled."""

    email = models.EmailField(max_length=254)
    code = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class FirstOrganiserLink(models.Model):
    """The one-time link that `mooc serve` prints on a server without an organiser."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="one_unused_organiser_link", condition=Q(used_at=None)
            )
        ]
