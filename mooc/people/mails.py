"""What we write to a person who is known by an address only."""

from django.conf import settings

from mooc.delivery.layout import Draft
from mooc.pure.mailkit import slot

from .prose import prose

# The machine speaks English until its sentences are translated; course texts have their own languages.
LANGUAGE = "en"


def envelope(
    *,
    why: str,
    reply_note: str,
    reply_to: str = "",
    home_url: str = "",
    stop_url: str = "",
    stop_address: str = "",
) -> dict[str, str]:
    """Return the values of `layout.ENVELOPE_SLOTS` for mail from the machine itself."""
    return {
        "from_name": settings.MOOC_NAME,
        "from_addr": settings.MOOC_SENDER,
        "reply_to": reply_to,
        "list_id": "",
        "why": why,
        "reply_note": reply_note,
        "home_url": home_url,
        "stop_url": stop_url,
        "stop_address": stop_address,
    }


def sign_in_code() -> Draft:
    """Carry the code with which an organiser signs in."""
    text, html = prose(
        "Here is the code that you asked for:",
        slot("code"),
        "It works once, for ten minutes, and only in the browser that asked for it.",
        "If you did not ask, somebody typed your address. Nothing happens, and you can forget this message.",
    )
    return Draft(
        subject=f"{slot('code')} is your code",
        text=text,
        html=html,
        preheader="It works once, for ten minutes.",
        stops=False,
    )


def new_address() -> Draft:
    """Ask at a new address whether it belongs to who asked for it."""
    text, html = prose(
        "Somebody who gets my messages at another address asked me to write to this one from now on.",
        "If that was you, open the page and press the button there. Until then nothing changes.",
        "If it was not you, forget this message: I will not write here again for that reason.",
    )
    return Draft(
        subject="Shall I write to this address from now on?",
        text=text,
        html=html,
        preheader="One button, and I do.",
        button=("Use this address", slot("act_url")),
        stops=False,
    )


def other_address() -> Draft:
    """Ask at a further address whether its owner writes from there."""
    text, html = prose(
        "Somebody who learns with me says that this address is his too, and that he writes to his group from here.",
        "If that was you, open the page and press the button there: then I take mail from this address for yours. I go"
        " on writing to your other address, and send nothing more to this one.",
        "If it was not you, forget this message. Nothing happens, and nobody can write in your name.",
    )
    return Draft(
        subject="Do you write from this address, too?",
        text=text,
        html=html,
        preheader="One button, and I take mail from here for yours.",
        button=("Yes, this address is mine", slot("act_url")),
        stops=False,
    )


def address_added() -> Draft:
    """Tell who has an account that a further address writes in his name now, and how to end that."""
    text, html = prose(
        f"From now on I take mail from {slot('address')} for yours, because somebody asked for it on your page and its"
        " owner pressed the button there. I still write to you here.",
        "If it was not you, somebody holds a link that was meant for you. Open the page and press the button there:"
        " mail from that address is then a stranger's again.",
    )
    return Draft(
        subject="You can write from one more address",
        text=text,
        html=html,
        preheader="If that was not you, one button ends it.",
        button=("Remove this address", slot("act_url")),
        stops=False,
    )


def mail_stopped() -> Draft:
    """Tell organisers that no mail had left for a while, why, and that it does again."""
    text, html = prose(
        f"Mail was stopped from {slot('since')} to {slot('until')}, because {slot('transport')} did not take it."
        " What it answered last:",
        slot("reason"),
        "It takes mail again. Nothing is lost: what waited goes out now, most urgent first, and only what had a time of"
        " its own, such as a sign-in code, is gone.",
        "If that happens again, look at the address and the password in EMAIL_URL, at your account with the mail"
        " service and at its status page. `mooc mail status` tells how things stand.",
    )
    return Draft(
        subject="Mail had stopped, and goes again",
        text=text,
        html=html,
        preheader=f"From {slot('since')} to {slot('until')}.",
        stops=False,
    )


def address_changed() -> Draft:
    """Tell the old address that we now write to another one; which one is not said."""
    text, html = prose(
        "You asked me to write to another address from now on, and its owner pressed the button there. So this is the"
        " last message I send to this one.",
        "If it was not you, somebody holds a link that was meant for you. Open the page and press the button there"
        " within fourteen days: I then write to you here again, and to the other address no more.",
    )
    return Draft(
        subject="I now write to your other address",
        text=text,
        html=html,
        preheader="This is my last message to this one, unless it was not you.",
        button=("This was not me", slot("act_url")),
        stops=False,
    )


def address_restored() -> Draft:
    """Tell the new address that the old one is used again, since whoever reads that one said so."""
    text, html = prose(
        "Some days ago I began to write to this address instead of another one. Who reads the other one says that it"
        " was not so meant, so I write there again, and this is my last message here.",
        "If the other address is not yours any more, reply to this message and a human will help.",
    )
    return Draft(
        subject="I write to the address from before again",
        text=text,
        html=html,
        preheader="The change of address was taken back.",
        stops=False,
    )
