"""Mails that machines and people write about mail, and that are no bounces."""

import pytest

from mooc.pure.mailkit.bounces import read_bounce

pytestmark = pytest.mark.once

ANA = "From: Ana <ana@example.org>\nMessage-ID: <a@example.org>\n"
PM = "From: postmaster@example.org\nReturn-Path: <>\n"
BOUNCE = (
    "<bob@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1 <bob@example.net>:\n"
    "    User unknown (in reply to RCPT TO command)\n"
)
# The mail, and what it is; empty: whatever it is, no bounce and no complaint.
LIKE_REPORTS = {
    "challenge": (
        "From: bob@example.net\nAuto-Submitted: auto-replied\n"
        "Subject: Please confirm your message to bob@example.net\n\n"
        "Your message to bob@example.net could not be delivered yet. Please confirm by replying to this mail.\n",
        "auto_reply",
    ),
    "challenge, by a robot": (
        "From: BlueBottle <verify@example.net>\nReturn-Path: <>\nPrecedence: bulk\n"
        "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-replied\nSubject: Verification required\n\n"
        "To deliver your message bob@example.net asks you to click here.\n",
        "auto_reply",
    ),
    "moved": (
        ANA + "Subject: Auto: my address has changed\nAuto-Submitted: auto-replied\n\n"
        "This mailbox is no longer in use. Please write to ana@new.example.\n",
        "auto_reply",
    ),
    "vacation de": (
        ANA + "Subject: Abwesenheitsnotiz: Woche 2\n\nIch bin bis 5. nicht erreichbar.\n",
        "auto_reply",
    ),
    "vacation fr": (ANA + "Subject: Réponse automatique : Semaine 2\n\nJe suis absente.\n", "auto_reply"),
    "vacation es": (ANA + "Subject: Respuesta automática: Semana 2\n\nEstoy fuera.\n", "auto_reply"),
    "vacation ja": (ANA + "Subject: 自動応答: 第2週\n\n不在です。\n", "auto_reply"),
    "vacation ms": (
        ANA + "Subject: Automatic reply: Week 2\nX-Auto-Response-Suppress: All\n\n"
        "I left the company; this mailbox is not monitored and user does not exist.\n",
        "auto_reply",
    ),
    "majordomo": (
        "From: Majordomo@lists.example.org\nSubject: Majordomo results: Week 2\nPrecedence: bulk\n\n"
        ">>>> Hello\n**** Command 'Hello' not recognized.\n**** No valid commands found.\n",
        "",
    ),
    "mailman held": (
        "From: crew-bounces@lists.example.org\nAuto-Submitted: auto-replied\nPrecedence: bulk\n"
        "Subject: Your message to Crew awaits moderator approval\n\n"
        "Your mail to 'Crew' is being held: posting by a non-member.\n",
        "auto_reply",
    ),
    "mailman rejected": (
        "From: crew-owner@lists.example.org\nAuto-Submitted: auto-replied\n"
        "Subject: Request to mailing list Crew rejected\n\nYour request has been rejected. Non-members may not post.\n",
        "auto_reply",
    ),
    "ticket": (
        "From: Support <help@example.org>\nAuto-Submitted: auto-generated\n"
        "Subject: [Ticket 42] We have received your message\n\n"
        "Undeliverable replies go to bob@example.net. Error 550 is explained in our help.\n",
        "auto_reply",
    ),
    "quarantine": (
        PM + "Subject: Quarantine summary\n\nThese messages wait in quarantine for bob@example.net:\n\n"
        "  Win a car   spam\n",
        "",
    ),
    "dmarc": (
        "From: noreply-dmarc-support@provider.example\n"
        "Subject: Report domain: relay.example.org Submitter: provider.example Report-ID: 4711\n"
        "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n",
        "",
    ),
    "tls report": (
        "From: tlsrpt@provider.example\nSubject: Report Domain: relay.example.org\n"
        'Content-Type: multipart/report; report-type=tlsrpt; boundary="b"\n\n--b\n\nA TLS report.\n--b\n'
        "Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\nH4sI\n--b--\n",
        "",
    ),
    "forward attach": (
        ANA + "Subject: Fwd: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nWhat does this mean?\n--b\n'
        "Content-Type: message/rfc822\n\n"
        "From: MAILER-DAEMON@x.example\nSubject: Undelivered Mail Returned to Sender\n\n"
        + BOUNCE
        + "--b--\n",
        "post",
    ),
    "forward inline": (ANA + "Subject: FW: Undeliverable: Week 2\n\nHelp?\n\n" + BOUNCE, "post"),
    "reply outlook": (
        ANA
        + "Subject: RE: Undeliverable: Week 2\nIn-Reply-To: <x@y>\nReferences: <x@y>\n\nWhy?\n\n"
        + BOUNCE,
        "post",
    ),
    "reply german": (
        ANA + "Subject: AW: Unzustellbar: Woche 2\nIn-Reply-To: <x@y>\n\nWarum?\n"
        "> Ihre Nachricht konnte nicht zugestellt werden an bob@example.net\n",
        "post",
    ),
    "post about smtp": (
        ANA + "Subject: Week 2: mail servers\n\nWhen bob@example.net is unknown, the server answers\n"
        "550 5.1.1 User unknown\nand the message could not be delivered.\n",
        "post",
    ),
    "postmaster writes": (
        "From: Postmaster <postmaster@example.org>\nSubject: Re: mail to bob\n"
        "In-Reply-To: <x@y>\n\nbob@example.net has moved; his server says 550 5.1.1 now. He is well.\n",
        "post",
    ),
    "not read": (
        ANA + "Subject: Not read: Week 2\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n--b\n\n'
        "Your message was deleted without being read.\n--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; bob@example.net\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
        "auto_reply",
    ),
    "newsletter": (
        "From: News <news@relay.example>\nList-Unsubscribe: <https://x.example>\nPrecedence: bulk\n"
        "Subject: Delivery problems? Ten tips\n\n"
        "Mail that was not delivered to customer@example.net costs you money.\n",
        "",
    ),
    "parcel": (
        "From: Parcels <no-reply@parcels.example>\nAuto-Submitted: auto-generated\n"
        "Subject: Delivery failed: we could not deliver your parcel\n\n"
        "Dear bob@example.net, your parcel could not be delivered. The recipient was not found at this address.\n",
        "",
    ),
    "list owner question": (
        "From: Ana <crew-owner@lists.example.org>\nSubject: Bob's mail\nIn-Reply-To: <x@y>\n\n"
        "Mail to bob@example.net could not be delivered, can somebody phone him?\n",
        "post",
    ),
}


@pytest.mark.parametrize("name", LIKE_REPORTS)
def test_what_is_written_about_mail_is_no_bounce(name):
    raw, kind = LIKE_REPORTS[name]
    report = read_bounce(raw.encode())
    assert report.kind == kind or (not kind and report.kind not in ("bounce", "complaint"))
    assert not any(one.hard for one in report.recipients)
