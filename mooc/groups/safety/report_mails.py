"""What we write when somebody told that something is wrong: to the organisers, and to who told, when it is settled.

Neither holds what was told: mail is forwarded, quoted and read over shoulders.
"""

from mooc.delivery.layout import Draft
from mooc.people.prose import prose
from mooc.pure.mailkit import slot

# The kinds, which are the fillers too.
TOLD, SETTLED = "safety-report", "safety-settled"


def something_is_wrong() -> Draft:
    """Ask an organiser to look at a report."""
    text, html = prose(
        f"Somebody tells you that something is wrong in {slot('group_name')}, a group of {slot('run_name')}:"
        f" {slot('what')}.",
        "The page shows it, and what you can do about it. Please look soon.",
        "I do not say who told, here or there, and whom it is about does not hear that anybody did. Keep it so: do not"
        " ask in the group who it was, and do not say to anybody that there was a report.",
    )
    return Draft(
        subject=f"Please look: something is wrong in {slot('group_name')}",
        text=text,
        html=html,
        preheader="Somebody told you of it. The page shows what, and what you can do.",
        button=("Look at the report", slot("act_url")),
        stops=False,
    )


def it_is_settled() -> Draft:
    """Thank who told, and say that somebody has looked; nothing of what it was."""
    text, html = prose(
        "Hello,",
        f"You told the organisers of {slot('run_name')} that something was wrong. They have looked at it and dealt with"
        " it. What they did I leave out, because it concerns others too.",
        "Thank you for telling. Nobody was told that it was you, and nobody will be.",
        "If it goes on, or if you want to talk about it, an answer to this message reaches the organisers. They then"
        " see who you are.",
    )
    return Draft(
        subject="What you told the organisers",
        text=text,
        html=html,
        preheader="They have looked at it. Thank you for telling.",
        stops=False,
    )
