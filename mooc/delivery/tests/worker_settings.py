"""The settings, with no more than delivery needs."""

from mooc.settings import *  # noqa: F403

INSTALLED_APPS = ["mooc.delivery"]
MIDDLEWARE: list[str] = []
AUTH_USER_MODEL = "auth.User"
