"""Every setting, each from the environment with a working default; docs/settings.md lists them.

A wrong value stops the start with its name. Secrets accept `NAME_FILE` in place of `NAME`.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class _Env(environ.FileAwareEnv):  # type: ignore[misc]  # (the library is untyped)
    """Names the setting whose value cannot be used, and takes no odd word for a no."""

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        if options.get("cast") is bool:
            self._insist_on_yes_or_no(var)
        try:
            return super().get_value(var, *arguments, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var}={os.environ.get(var)!r} cannot be used: {error}") from error

    def _insist_on_yes_or_no(self, var: str) -> None:
        given = os.environ.get(var)
        if given is not None and given.strip().lower() not in {*self.BOOLEAN_TRUE_STRINGS, *NO_WORDS}:
            raise ImproperlyConfigured(f"{var}={given!r} is neither yes nor no; write true or false")


NO_WORDS = ("", "0", "false", "no", "off", "n", "f")
env = _Env()
PACKAGE = Path(__file__).resolve().parent


def _data_folder() -> Path:
    folder = Path(env.str("MOOC_DATA", default="var")).expanduser().resolve()
    try:
        # Addresses, posts and copies of mail lie in it: nobody else on this machine is to read them.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"MOOC_DATA={folder} cannot be used as a folder: {error}") from error
    return folder


def _address(name: str, given: str) -> str:
    """Insist on a whole address: every link in every mail begins with it."""
    if not given.startswith(("http://", "https://")) or not urlsplit(given).hostname:
        raise ImproperlyConfigured(f"{name}={given!r} is no address; write it like https://mooc.example.org")
    return given


def _kept_secret(folder: Path) -> str:
    """Return the secret key of this installation; make it once, readable by its owner only."""
    given: str = env.str("MOOC_SECRET_KEY", default="")
    if given:
        return given
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


MOOC_DATA = _data_folder()
SECRET_KEY = _kept_secret(MOOC_DATA)
DEBUG = env.bool("MOOC_DEBUG", default=False)

# Where people find us, and what mail says of us.
MOOC_URL = _address("MOOC_URL", env.str("MOOC_URL", default="http://127.0.0.1:8000").rstrip("/"))
MOOC_NAME: str = env.str("MOOC_NAME", default="The Mechanical MOOC")
MOOC_MAIL_DOMAIN: str = env.str("MOOC_MAIL_DOMAIN", default="mooc.localhost")
MOOC_SENDER: str = env.str("MOOC_SENDER", default=f"machine@{MOOC_MAIL_DOMAIN}")
MOOC_POSTAL_ADDRESS: str = env.str("MOOC_POSTAL_ADDRESS", default="")
# The built-in mailbox is the transport until EMAIL_URL names a relay.
EMAIL_URL: str = env.str("EMAIL_URL", default="")
# The mail service whose webhooks are let in, where that is not the one of EMAIL_URL; written like it.
MOOC_MAIL_SERVICE: str = env.str("MOOC_MAIL_SERVICE", default="")
# Nothing but `mooc.delivery` sends mail; whatever of Django's own tries is refused.
EMAIL_BACKEND = "mooc.delivery.backend.RefuseMail"
# How long a sender that says nothing keeps what it has claimed; then others take over.
MOOC_LEASE_SECONDS: float = env.float("MOOC_LEASE_SECONDS", default=60.0)
# In the demo on 127.0.0.1 the mailbox may be read by everybody; elsewhere by organisers only.
MOOC_OPEN_MAILBOX: bool = env.bool("MOOC_OPEN_MAILBOX", default=False)
# What is planned for all of a run waits so long before its first copy leaves, so that organisers can still stop it.
MOOC_HOLD_MINUTES: int = env.int("MOOC_HOLD_MINUTES", default=10)
MOOC_KEEP_COPIES_DAYS: int = env.int("MOOC_KEEP_COPIES_DAYS", default=400)
MOOC_KEEP_RAW_DAYS: int = env.int("MOOC_KEEP_RAW_DAYS", default=400)
MOOC_MAX_INBOUND_BYTES: int = env.int("MOOC_MAX_INBOUND_BYTES", default=25 * 1024 * 1024)
# Of the files that come with a post so much is kept for its group, and so many; the others are only named.
MOOC_MAX_ATTACHMENT_BYTES: int = env.int("MOOC_MAX_ATTACHMENT_BYTES", default=10 * 1024 * 1024)
MOOC_MAX_ATTACHMENTS: int = env.int("MOOC_MAX_ATTACHMENTS", default=20)
# Where `mooc receive` listens; an empty value: not at all.
MOOC_LMTP: str = env.str("MOOC_LMTP", default="127.0.0.1:8024")
MOOC_SMTP: str = env.str("MOOC_SMTP", default="127.0.0.1:8025")
# The name under which our own mail server writes Authentication-Results (RFC 8601); others' are not believed.
MOOC_AUTHSERV_ID: str = env.str("MOOC_AUTHSERV_ID", default=MOOC_MAIL_DOMAIN)

# What a mail to a group, sent as an answer to nothing of ours, needs besides a known address.
MOOC_SENDER_PROOF: str = env.str("MOOC_SENDER_PROOF", default="no-failure")
if MOOC_SENDER_PROOF not in ("no-failure", "pass"):
    raise ImproperlyConfigured(
        f"MOOC_SENDER_PROOF={MOOC_SENDER_PROOF!r} is neither; write no-failure (not found forged by DMARC) or pass"
    )

# Signing with DKIM ourselves: selectors with commas between them, empty where the relay signs; the keys in PEM, empty
# where they are files in MOOC_DATA/dkim.
MOOC_DKIM_SELECTOR: str = env.str("MOOC_DKIM_SELECTOR", default="")
MOOC_DKIM_KEY: str = env.str("MOOC_DKIM_KEY", default="")
MOOC_DKIM_DOMAIN: str = env.str("MOOC_DKIM_DOMAIN", default=MOOC_MAIL_DOMAIN)
# The resolver that `mooc doctor` asks, HOST:PORT; empty: the system's.
MOOC_DNS: str = env.str("MOOC_DNS", default="")

ALLOWED_HOSTS = env.list(
    "MOOC_ALLOWED_HOSTS",
    default=[MOOC_URL.split("//", 1)[-1].split("/")[0].rsplit(":", 1)[0], "127.0.0.1", "localhost"],
)
CSRF_TRUSTED_ORIGINS = [MOOC_URL]
_https = MOOC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "mooc.web",
    "mooc.mailin",
    "mooc.inbound",
    "mooc.weekly",
    "mooc.progress",
    "mooc.groups",
    "mooc.runs",
    "mooc.courses",
    "mooc.people",
    "mooc.delivery",
    "mooc.journal",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mooc.urls"
WSGI_APPLICATION = "mooc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mooc.web.context.house",
            ]
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "https:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}


def _database() -> dict[str, object]:
    if not env.str("DATABASE_URL", default=""):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(MOOC_DATA / "mooc.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-12000;",
            },
        }
    if not env.str("DATABASE_URL").startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL does not begin with postgres://; leave it empty for SQLite")
    try:
        database: dict[str, object] = env.db("DATABASE_URL")
    except Exception:  # noqa: BLE001  (its own words may hold a piece of the password)
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read as an address. Is the port a number, and is each / # ? of the password written"
            " as %2F %23 %3F?"
        ) from None
    return database | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Sign-in by a code sent by mail and nothing else: no passwords, no sign-up (docs/decisions/0010-sign-in.md).
LOGIN_URL = "web:sign_in"
ACCOUNT_ADAPTER = "mooc.web.sign_in.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_FORMS = {
    "request_login_code": "mooc.web.forms.sign_in.AskForCode",
    "confirm_login_code": "mooc.web.forms.sign_in.GiveCode",
}
ACCOUNT_RATE_LIMITS = {"request_login_code": "30/h/ip,5/15m/key", "signup": "60/m/ip"}
PASSWORD_RESET_TIMEOUT = 3600  # of `mooc organiser sign-in`: there are no passwords
# How many proxies of ours stand before the web server and add to X-Forwarded-For; 0: none is believed.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("MOOC_TRUSTED_PROXIES", default=0)
# Limits count in the database: several web processes are one house.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = MOOC_DATA / "static"
STORAGES = {
    # Attachments of posts, in the folder of that name.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(MOOC_DATA),
            "allow_overwrite": True,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_tokens": {"()": "mooc.web.log_words.WithoutTokens"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("MOOC_LOG_LEVEL", default="WARNING")},
    "loggers": {
        # Somebody asks for another host: refused in silence, it is no fault of ours.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "mooc": {"level": env.str("MOOC_LOG_LEVEL", default="INFO")},
    },
}
