"""Showing the HTML part of a mail: in a frame of its own, under a policy of its own."""

# A mail carries its style in attributes and runs no scripts; whatever else it asks for is not fetched. Same origin, so
# that a script of the page around it may measure how long it is.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"],
}


def with_links_outside(page: str) -> str:
    """Make every link of a mail open in a tab of its own, as mail programs do: a frame is no place to press buttons."""
    head, found, rest = page.partition("<head>")
    return f'{head}{found}<base target="_blank">{rest}' if found else f'<base target="_blank">{page}'
