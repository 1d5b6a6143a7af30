"""A request with its body read, up to the size of mail rather than of a form on a page.

Django refuses bodies beyond 2.5 MB, for good reasons on every other page. Here the limit is that of mail; whoever is
not the service does not get further than that.
"""

from email import message_from_bytes
from email.message import Message
from email.policy import HTTP

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from .faults import TooBig

# Base64 makes a third more of a mail, and some services send its words twice: as it came, and in parts.
_TIMES = 2
MOST_BYTES_OF_EVENTS = 5 * 1024 * 1024


def posted(request: HttpRequest, *, is_mail: bool) -> HttpRequest:
    """Return a copy of the request whose body, form and files are in memory. Raises TooBig."""
    most = _TIMES * settings.MOOC_MAX_INBOUND_BYTES if is_mail else MOST_BYTES_OF_EVENTS
    length = request.META.get("CONTENT_LENGTH") or "0"
    body = b"" if length.isdecimal() and int(length) > most else request.read(most + 1)
    if not body or len(body) > most:
        raise TooBig(f"I take from 1 to {most} bytes here")
    copy = HttpRequest()
    copy.method, copy.path, copy.META = request.method, request.path, request.META
    copy.content_type, copy.content_params = request.content_type, request.content_params
    copy.encoding = "utf-8"
    copy._body = body  # (what `body` gives back once it is read)
    if request.content_type == "multipart/form-data":
        copy.POST, copy.FILES = _parts(request.META.get("CONTENT_TYPE", ""), body)
    elif request.content_type == "application/x-www-form-urlencoded":
        copy.POST = QueryDict(body, encoding="utf-8")
    return copy


def _parts(content_type: str, body: bytes) -> tuple[QueryDict, "MultiValueDict[str, UploadedFile]"]:
    """Read fields and files of a form (RFC 7578), which is a mail in form."""
    fields = QueryDict(mutable=True)
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    for part in message_from_bytes(head + body, policy=HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        content = _content(part)
        if part.get_filename() is None:
            fields.appendlist(name, content.decode("utf-8", "replace"))
        else:
            files.appendlist(
                name, SimpleUploadedFile(part.get_filename() or "", content, part.get_content_type())
            )
    return fields, files


def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
