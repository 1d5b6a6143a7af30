"""The words of automatic answers that depend on the mail: why it waits, said to its writer, and how it begins."""

from collections.abc import Sequence

from mooc.groups.discussion.attachments import shown_name
from mooc.groups.discussion.post_words import as_html, relayable_words
from mooc.groups.models import Group
from mooc.pure.mailkit import Rich

from .addresses import split
from .errors import HostileMail
from .models import InboundMail
from .reading import open_mail

# Reasons are noted for who decides; these say the same to who wrote.
_BECAUSE = {
    "too-many": "You wrote a great deal within an hour, and beyond that I pass nothing on unseen.",
    "burst": "A great deal came to this group within a few minutes, and beyond that I pass nothing on unseen.",
    "many-groups": "It was for several groups at once, and that is for the organisers to say.",
    "not-a-member": "You are not in that group now, or not any more.",
    "first-post": "It is your first in this run and links elsewhere; that much I let a human see first.",
    "empty": "I found no words of yours in it, only what it quotes.",
    "unproven": "It came from an address of which I do not know yet that it is yours.",
    "other-address": "It answers a mail that went to you alone, but comes from an address that I do not know as yours.",
    "forged?": "Our mail server says that its sender may be forged.",
    "no-proof": "Our mail server could not tell that it came from where it says.",
}
# What a member may write alone in a mail, and what it does.
COMMANDS = (
    ("done, partly, stuck, skipping", "your answer to the question how this week was"),
    ("digest on, each post, weekly only", "your group's mail once a day, as it comes, or not at all"),
    ("mute, unmute", "no more mail of the thread that you answer with this word, or mail again"),
    ("own copy on, own copy off", "a copy of what you write to your group yourself"),
    ("pause until 3 December, resume", "no mail before that day; mail again at once"),
    ("stop, start", "no mail of the run, or mail again; you keep your place"),
    ("group", "what to do when your group is quiet"),
    ("leave", "you leave the run"),
    ("help", "this list"),
)
_MOST_LINES, _MOST_CHARACTERS = 12, 900
_MOST_NAMES, _LONGEST_NAME = 3, 60


def because(kind: str, reason: str) -> str:
    """Say to its writer why a mail waits: in words made for him, or else in those of the rule that stopped it."""
    return _BECAUSE.get(kind) or (f"The reason: {reason.rstrip('.')}." if reason else "")


def answer_subject(subject: str) -> str:
    """Return the subject of an answer, so that it stands with the mail that it answers."""
    if not subject:
        return "Your word to me"
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}"


def place_of(mail: InboundMail) -> str:
    """Return whom a mail was for, in words: the group's name, else the address without what is personal in it."""
    there = split(mail.rcpt_to)
    group = Group.objects.filter(local_part=there.local).select_related("successor").order_by("id").first()
    if group is None:
        return f"{there.local}@{there.domain}" if there.domain else there.local
    return (group.successor or group).name


def named_files(names: Sequence[str]) -> str:
    """Name the files that come with a mail: one sees at a glance what they are. Nothing where there are none."""
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    named = ", ".join(shown_name(name)[:_LONGEST_NAME] for name in names[:_MOST_NAMES])
    return f"[With {named}{more}]"


def quoted_opening(mail: InboundMail) -> Rich:
    """Return how a mail begins, as its group would read it; personal links are left out."""
    try:
        letter = open_mail(mail).letter
    except HostileMail:
        return Rich("(I cannot read it.)", "<p>(I cannot read it.)</p>")
    words = "\n\n".join(filter(None, (relayable_words(letter.text), named_files(letter.attachments))))
    lines = words[:_MOST_CHARACTERS].splitlines()[:_MOST_LINES]
    shown = "\n".join(lines).rstrip() or "(There are no words in it.)"
    if len(shown) < len(words.rstrip()):
        shown += "\n\n[...]"
    return Rich("\n".join(f"    {line}".rstrip() for line in shown.splitlines()), as_html(shown))
