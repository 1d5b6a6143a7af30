"""Paragraphs for a mail's two parts, so that text and HTML say the same."""

from html import escape


def prose(*paragraphs: str) -> tuple[str, str]:
    """Return (text, html) of paragraphs of plain text, which may hold slots. Empty ones are left out."""
    said = [paragraph for paragraph in paragraphs if paragraph]
    html = "\n".join(
        f"<p>{escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in said
    )
    return "\n\n".join(said) + "\n", html
