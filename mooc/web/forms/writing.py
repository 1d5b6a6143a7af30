"""Writing to a group on the web: a new thread, an answer, and the reason for taking a post out."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from mooc.groups.actions.hiding import LONGEST_REASON
from mooc.groups.discussion.post_words import MOST_CHARACTERS

from .house import HouseForm

LONGEST_SUBJECT = 200


class FilesInput(forms.ClearableFileInput):
    """Choose one file or several."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, together not more than a post may bring."""

    def __init__(self) -> None:
        most = filesizeformat(settings.MOOC_MAX_ATTACHMENT_BYTES)
        super().__init__(
            required=False,
            label="Files",
            help_text=f"Up to {settings.MOOC_MAX_ATTACHMENTS} files, {most} together. The others get links to them.",
            widget=FilesInput,
        )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return what was chosen; nothing is an empty list."""
        files = [one for one in data or [] if one]
        if len(files) > settings.MOOC_MAX_ATTACHMENTS:
            raise forms.ValidationError(
                f"These are {len(files)} files; a post may bring {settings.MOOC_MAX_ATTACHMENTS}. Choose again."
            )
        size = sum(one.size or 0 for one in files)
        if size > settings.MOOC_MAX_ATTACHMENT_BYTES:
            most = filesizeformat(settings.MOOC_MAX_ATTACHMENT_BYTES)
            raise forms.ValidationError(
                f"These have {filesizeformat(size)} together; a post may bring {most}. Choose again."
            )
        return files


def _new_key() -> str:
    return secrets.token_urlsafe(12)


class _WritingForm(HouseForm):
    """What every post has. `key` is new with each form that is drawn, so that a button pressed twice posts once."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=_new_key)
    text = forms.CharField(
        label="What you write",
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={
            "max_length": f"This is longer than {MOST_CHARACTERS:,} characters. Put the long part into a file.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField()

    def clean_text(self) -> str:
        """Keep the indents of the first line."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").lstrip("\n").rstrip()

    def clean(self) -> dict[str, Any]:
        """Take files without words, but not nothing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("text") and not given.get("files") and not self.errors:
            self.add_error("text", "There are no words in it yet.")
        return given


class ThreadForm(_WritingForm):
    """A new thread."""

    subject = forms.CharField(
        label="Subject", max_length=LONGEST_SUBJECT, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    field_order = ("subject", "text", "files")


class ReplyForm(_WritingForm):
    """An answer in a thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Your answer"
        self.fields["text"].widget.attrs["rows"] = 6


class HidingForm(HouseForm):
    """Why a post is taken out."""

    reason = forms.CharField(
        label="Why? The group reads this in its place",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": "Say why: the group reads it in the place of the post."},
    )
