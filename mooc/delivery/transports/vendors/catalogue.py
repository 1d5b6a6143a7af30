"""The mail services that django-anymail sends through, and what they differ in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Under this name each event tells us which copy it is about.
MARK = "mooc-copy"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Kind:
    """One mail service. Names of parameters are those of its backend in the library."""

    scheme: str
    title: str
    # How EMAIL_URL names it; the example that every complaint about one shows.
    form: str
    # Parameters that stand before the @ with colons between them, and what follows it: a parameter, or a host.
    credentials: tuple[str, ...] = ("api_key",)
    place: str = ""
    # Where the interface is on that host; for services that people run themselves.
    api_of_host: str = ""
    # Options of the URL that are parameters of the backend.
    options: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    # What ?region= chooses: an address of the interface.
    regions: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    # Tracking can be switched off with each message; with others it is a switch of the account.
    tracks: bool = True
    # It tells us with each event what we gave it with the copy; where not, a tag says which copy it was.
    has_metadata: bool = True
    takes_envelope: bool = False
    # It refuses or spoils headers beyond ASCII even when they are encoded.
    only_plain_headers: bool = False
    # Headers that it wants from us besides our own.
    extra_headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    # Where a key goes by which it knows a copy that it has taken before: a header of the request, or of the message.
    key_of_request: str = ""
    key_of_message: str = ""
    # What it answers when that key comes again with other words.
    says_taken: str = ""
    # How it proves itself at our webhooks: it signs with a key, or sends a name and password that we chose; with "key"
    # it signs with the key that it knows us by; empty: it tells us nothing.
    proof: str = "signature"
    # Its signature does not cover what it says: it must send a name and password besides, and each signature once.
    leaves_words_open: bool = False
    # A package that the library needs for it.
    package: str = ""

    @property
    def module(self) -> str:
        """Return the name of its modules in the library."""
        return self.scheme.replace("-", "_")

    @property
    def knows_repeats(self) -> bool:
        """Say whether it keeps a copy that is handed over twice from going out twice."""
        return bool(self.key_of_request or self.key_of_message)


_ALL = (
    Kind(
        "amazon-ses",
        "Amazon SES",
        "amazon-ses://ACCESS-KEY:SECRET-KEY@eu-west-1",
        credentials=("access_key", "secret_key"),
        place="region",
        options={"configuration_set": "configuration_set_name"},
        tracks=False,
        takes_envelope=True,
        package="boto3",
        proof="password",
    ),
    Kind(
        "brevo",
        "Brevo",
        "brevo://API-KEY",
        tracks=False,
        only_plain_headers=True,
        key_of_message="idempotencyKey",
        says_taken="duplicate_parameter",
        proof="password",
    ),
    Kind(
        "mailersend",
        "MailerSend",
        "mailersend://API-TOKEN",
        credentials=("api_token",),
        has_metadata=False,
    ),
    Kind(
        "mailgun",
        "Mailgun",
        "mailgun://API-KEY@mooc.example.org",
        place="sender_domain",
        regions={"us": "https://api.mailgun.net/v3", "eu": "https://api.eu.mailgun.net/v3"},
        leaves_words_open=True,
    ),
    Kind(
        "mailjet",
        "Mailjet",
        "mailjet://API-KEY:SECRET-KEY",
        credentials=("api_key", "secret_key"),
        proof="password",
    ),
    Kind(
        "mailtrap",
        "Mailtrap",
        "mailtrap://API-TOKEN",
        credentials=("api_token",),
        options={"sandbox": "sandbox_id"},
        tracks=False,
    ),
    Kind("mandrill", "Mandrill", "mandrill://API-KEY"),
    Kind(
        "postal",
        "Postal",
        "postal://API-KEY@postal.example.org",
        place="host",
        api_of_host="https://{host}/",
        tracks=False,
        has_metadata=False,
        takes_envelope=True,
    ),
    Kind(
        "postmark",
        "Postmark",
        "postmark://SERVER-TOKEN",
        credentials=("server_token",),
        options={"stream": "message_stream"},
        extra_headers={"X-PM-KeepID": "true"},  # else the Message-ID would be its own
        proof="password",
    ),
    Kind(
        "resend",
        "Resend",
        "resend://API-KEY",
        tracks=False,
        key_of_request="Idempotency-Key",
        says_taken="invalid_idempotent_request",
    ),
    Kind(
        "scaleway",
        "Scaleway",
        "scaleway://SECRET-KEY@PROJECT-ID",
        credentials=("secret_key",),
        place="project_id",
        options={"region": "region"},
        tracks=False,
        proof="",
    ),
    Kind(
        "sparkpost",
        "SparkPost",
        "sparkpost://API-KEY",
        options={"subaccount": "subaccount"},
        regions={"us": "https://api.sparkpost.com/api/v1", "eu": "https://api.eu.sparkpost.com/api/v1"},
        takes_envelope=True,
        proof="password",
    ),
    Kind(
        "unisender-go",
        "Unisender Go",
        "unisender-go://API-KEY@go1.unisender.ru",
        place="host",
        api_of_host="https://{host}/en/transactional/api/v1/",
        proof="key",
    ),
)
KINDS: Mapping[str, Kind] = {kind.scheme: kind for kind in _ALL}
