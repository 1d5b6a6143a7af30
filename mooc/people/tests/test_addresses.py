import pytest

from mooc.people.addresses import BadAddress, normal_address, readers_address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("bob@example.org", "bob@example.org"),
        ("  Bob@Example.ORG\n", "bob@example.org"),
        ("bob+python@example.org", "bob+python@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("bob@bücher.example", "bob@xn--bcher-kva.example"),
        ("bob@BÜCHER.example", "bob@xn--bcher-kva.example"),
        ("bob@例え.jp", "bob@xn--r8jz45g.jp"),
    ],
)
def test_one_mailbox_has_one_way_of_writing(written, kept):
    assert normal_address(written) == kept
    assert normal_address(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "bob",
        "bob@",
        "@example.org",
        "bob@localhost",
        "bob@@example.org",
        "bob@eve@example.org",
        "bob smith@example.org",
        "bob@example.org, eve@example.org",
        "Bob <bob@example.org>",
        '"bob"@example.org',
        "bob@exam ple.org",
        "bob\n@example.org",
        "bob@example.org\r\nBcc: eve@example.org",
        "bob\x00@example.org",
        "bob\u200b@example.org",
        "bob\ue000@example.org",
        "bob@-example.org",
        "bob@example..org",
        ".bob@example.org",
        "bob.@example.org",
        "bob..smith@example.org",
        "bob@[127.0.0.1]",
        "bob@127.0.0.1",
        "bøb@example.org",
        "b" * 65 + "@example.org",
        "bob@" + "e" * 64 + ".org",
        "bob@" + "example." * 40 + "org",
        "bob@example.org.",
    ],
)
def test_it_refuses_what_mail_cannot_reach(written):
    with pytest.raises(BadAddress):
        normal_address(written)


def test_it_says_what_is_wrong_and_with_which_value():
    with pytest.raises(BadAddress, match=r"'bob smith@example\.org' holds a space"):
        normal_address("bob smith@example.org")


@pytest.mark.parametrize(
    "ours", ["machine", "Group-3-r1", "run-knots", "stop+1.abc", "bounces+7-x", "postmaster", "abuse"]
)
def test_nobody_reads_at_an_address_of_the_machine(ours, settings):
    with pytest.raises(BadAddress, match="address of mine"):
        readers_address(f"{ours}@{settings.MOOC_MAIL_DOMAIN}")


def test_an_organiser_may_live_at_the_domain_of_the_machine(settings):
    assert readers_address(f"alice@{settings.MOOC_MAIL_DOMAIN}") == f"alice@{settings.MOOC_MAIL_DOMAIN}"
