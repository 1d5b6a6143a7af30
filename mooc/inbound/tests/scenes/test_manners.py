"""What members wish by mail: digests, silence, absence, help; and that a wish is no post."""

from mooc.inbound.models import InboundMail


def reads_posts(member):
    return [copy for copy in member.reads() if copy.kind == "post"]


def next_digest(village):
    """Let a day pass, and its hour of digests."""
    village.later(hours=25)
    village.works()


def test_who_wants_a_digest_gets_one_a_day_and_his_answer_reaches_all(village):
    mail = village.dora.writes("digest on", subject="digest on")
    assert (mail.state, mail.kind) == ("routed", "command")
    assert [copy.kind for copy in village.dora.reads()] == ["answer-command"]
    village.bob.writes("I write in the same moment as Dora wishes.")
    village.bob.writes("Who has tied the bowline?", subject="Bowline")
    village.ana.writes("And who the sheet bend?", subject="Sheet bend")
    assert village.dora.reads() == []
    next_digest(village)
    (digest,) = village.dora.reads()
    assert digest.kind == "digest"
    assert "Who has tied the bowline?" in digest.words and "And who the sheet bend?" in digest.words
    assert "I write in the same moment as Dora wishes." in digest.words

    village.bob.reads()
    assert village.dora.answers(digest, "I have tied both of them.").state == "routed"
    (copy,) = reads_posts(village.bob)
    assert "I have tied both of them." in copy.words
    assert "Who has tied the bowline?" not in copy.words


def test_a_day_on_which_nobody_wrote_has_no_digest(village):
    village.dora.writes("digest on", subject="digest on")
    village.dora.reads()
    for _ in range(3):
        next_digest(village)
    assert village.dora.reads() == []


def test_a_digest_does_not_tell_its_reader_what_he_wrote_himself(village):
    village.dora.writes("digest on", subject="digest on")
    village.dora.reads()
    village.dora.writes("I write and read at different hours.")
    next_digest(village)
    assert village.dora.reads() == []


def test_a_thread_that_somebody_mutes_is_silent_for_him_alone(village):
    village.bob.writes("Who has tied the bowline?", subject="Bowline")
    (first,) = village.ana.reads()
    mail = village.ana.answers(first, "mute", quoted=False)
    assert (mail.state, mail.kind) == ("routed", "command")
    village.ana.reads()
    (at_dora,) = village.dora.reads()
    assert village.dora.answers(at_dora, "I have, this morning.").state == "routed"
    assert village.ana.reads() == []
    assert len(reads_posts(village.bob)) == 1
    village.bob.writes("Now to something else: the sheet bend.", subject="Sheet bend")
    assert len(reads_posts(village.ana)) == 1
    # What she writes herself into the thread still reaches the others.
    assert village.ana.answers(first, "I do read it on the web, though.").state == "routed"
    assert len(reads_posts(village.dora)) == 2


def test_who_is_away_gets_nothing_until_his_day(village):
    mail = village.ana.writes("pause until 27 November", subject="pause")
    assert (mail.state, mail.kind) == ("routed", "command")
    village.ana.reads()
    village.bob.writes("Who has tied the bowline?")
    assert village.ana.reads() == []
    village.later(days=5)
    village.bob.writes("And who the sheet bend?")
    (copy,) = reads_posts(village.ana)
    assert "And who the sheet bend?" in copy.words


def test_a_word_to_the_machine_is_not_relayed_and_answered_once_a_day(village):
    for word in ("digest on", "own copy on", "digest off", "pause", "resume", "weekly only", "each post"):
        assert (
            village.bob.writes(
                word, subject=word, to=None if word != "resume" else "machine@mooc.localhost"
            ).kind
            == "command"
        )
        village.later(minutes=10)
    assert village.ana.reads() == []
    assert len(village.bob.reads()) == 1
    village.later(days=1)
    assert village.bob.writes("help", subject="help", to="machine@mooc.localhost").kind == "command"
    assert [copy.kind for copy in village.bob.reads()] == ["answer-command"]


def test_a_command_in_a_sentence_is_a_sentence(village):
    for words in (
        "Can anybody help me with the bowline?",
        "I will be done tomorrow.",
        "Stop me if I am wrong:\n\nit slips.",
    ):
        assert village.bob.writes(words).kind == "post"
    assert len(reads_posts(village.ana)) == 3


def test_leaving_by_mail_takes_the_writer_out_and_nobody_else(village):
    mail = village.dora.writes("leave", subject="leave")
    assert mail.state == "routed"
    village.dora.reads()
    village.bob.writes("Is Dora still with us?")
    assert reads_posts(village.dora) == []
    assert len(reads_posts(village.ana)) == 1


def test_the_stop_address_stops_the_mail_of_whose_it_is(village):
    village.bob.writes("Who has tied the bowline?")
    (copy,) = village.ana.reads()
    stop = copy["List-Unsubscribe"].partition("mailto:")[2].partition(">")[0].partition("?")[0]
    assert village.ana.writes("", to=stop, subject="unsubscribe").kind == "unsubscribe"
    village.bob.writes("And who the sheet bend?")
    assert village.ana.reads() == []
    assert len(reads_posts(village.dora)) == 2


def test_a_soloist_reaches_the_organisers_and_they_him(village):
    mail = village.sam.writes("May I join a group?", to="run-gentle-python@mooc.localhost")
    assert (mail.state, mail.kind) == ("held", "to-organisers")
    (letter,) = village.alice.reads()
    assert "May I join a group?" in letter.words
    assert letter["Reply-To"] == "sam@example.net"
    assert (
        village.charlie.writes("May I sell you something?", to="run-gentle-python@mooc.localhost").kind
        == "stranger"
    )
    assert village.alice.reads() == []


def test_a_conversation_of_three_holds_together(village):
    village.bob.writes("Who has tied the bowline?", subject="Bowline")
    (at_ana,), (at_dora,) = village.ana.reads(), village.dora.reads()
    village.ana.answers(at_ana, "I have, in the dark.")
    (answer,) = village.bob.reads()
    assert answer["In-Reply-To"] == at_ana["Message-ID"] == at_dora["Message-ID"]
    village.bob.answers(answer, "In the dark! How?")
    last = village.ana.reads()[-1]
    assert "In the dark! How?" in last.words and "I have, in the dark." not in last.words
    assert village.posts() == ["Who has tied the bowline?", "I have, in the dark.", "In the dark! How?"]
    assert InboundMail.objects.filter(state="routed").count() == 3
