"""One-click unsubscribe (RFC 8058): a mail program posts for its reader, without cookies, and follows no redirect.

Pages that take it are exempt from the check against forged forms: whoever knows their address could do the same by one
click, and a reader whose browser refuses cookies can still press the button.
"""

from django.http import HttpRequest, HttpResponse


def is_one_click(request: HttpRequest) -> bool:
    """Say whether a mail program asks to stop: `List-Unsubscribe=One-Click`, as a form of either encoding."""
    return request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click"


def one_click_answer(words: str) -> HttpResponse:
    """Answer a program: done, at once, no redirect."""
    return HttpResponse(words + "\n", content_type="text/plain; charset=utf-8")
