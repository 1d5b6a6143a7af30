import codecs

import pytest

from mooc.runs.errors import BadList
from mooc.runs.lists import BadRow, checked_row, read_list, unknown_columns

from .stage import course_files


@pytest.fixture(scope="module")
def course():
    from mooc.pure import coursebook

    return coursebook.parse(course_files())


def taken(text, course, **changes):
    """Rows of a list as sign-ups or bad rows."""
    raw = text if isinstance(text, bytes) else text.encode()
    return [checked_row(row, course, **changes) for row in read_list(raw).rows]


def test_a_row_is_a_whole_sign_up(course):
    (bob,) = taken(
        "E-Mail Address,Full name,Time zone,Language,Group,Hours per week,Availability,Expertise,First instinct,hope\n"
        "Bob@Example.org,Bob,Asia/Kathmandu,pt-br,meet,4,weekday-evening weekend-morning,A few,think,to sail\n",
        course,
    )
    assert (bob.email, bob.name, bob.zone, bob.language) == (
        "bob@example.org",
        "Bob",
        "Asia/Kathmandu",
        "pt-BR",
    )
    assert (bob.company, bob.hours_a_week) == ("meet", 4)
    assert bob.availability["fri"] == ["18:00-22:00"] and bob.availability["sun"] == ["08:00-12:00"]
    assert bob.answers == {"expertise": "hello", "style": "think", "hope": "to sail"}


def test_an_address_alone_is_enough(course):
    (bob,) = taken("email\nbob@example.org\n", course, zone="Europe/Berlin")
    assert (bob.zone, bob.language, bob.company, bob.answers) == ("Europe/Berlin", "en", "write", {})


def test_first_and_last_names_are_one_name(course):
    (bob,) = taken("Email Address,First Name,Last Name\nbob@example.org,Bob,Okafor\n", course)
    assert bob.name == "Bob Okafor"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_program_s_delimiter_will_do(course, delimiter):
    (bob,) = taken(
        delimiter.join(["email", "name", "zone"]) + "\n" + delimiter.join(["bob@example.org", "Bob", "UTC"]),
        course,
    )
    assert bob.name == "Bob"


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + "email;name\r\nzoe@example.org;Zoë\r\n".encode(),
        "email;name\nzoe@example.org;Zoë\n".encode("utf-16"),
        "email;name\nzoe@example.org;Zoë\n".encode("utf-16-le"),
        "email;name\nzoe@example.org;Zoë\n".encode("utf-16-be"),
        "email;name\rzoe@example.org;Zoë\r".encode(),
        b"sep=;\r\nemail;name\r\nzoe@example.org;Zo\xc3\xab\r\n",
        '"email";"name"\n"zoe@example.org";"Zoë"\n'.encode(),
        '\n\n"email";"name"\n\n"zoe@example.org";"Zoë"\n;\n\n'.encode(),
    ],
)
def test_any_spreadsheet_s_bytes_will_do(course, raw):
    (zoe,) = taken(raw, course)
    assert (zoe.email, zoe.name) == ("zoe@example.org", "Zoë")


def test_a_line_in_latin_1_spoils_no_other_and_is_said(course):
    raw = "email,name\na@example.org,王小明\n".encode() + "b@example.org,Zoë\n".encode("latin-1")
    listing = read_list(raw)
    assert [checked_row(row, course).name for row in listing.rows] == ["王小明", "Zoë"]
    assert listing.notes == ("Not in UTF-8, so read as Latin-1: line 3. Look at the accents in these names.",)


def test_an_open_quotation_mark_costs_only_its_row(course):
    rows = taken(
        'email,name,hope\na@example.org,"Ann,x\nb@example.org,Bea,y\n'
        'c@example.org,"Cy ""the knot"" Lee","two\nlines, one cell"\n'
        'd@example.org,"Dee"x,z\ne@example.org,Eve,"never closed\n',
        course,
    )
    assert [row.number if isinstance(row, BadRow) else row.email[0] for row in rows] == [2, "b", "c", 6, 7]
    assert rows[2].answers == {"hope": "two\nlines, one cell"} and rows[2].name == 'Cy "the knot" Lee'


def test_rows_are_numbered_as_in_the_editor(course):
    listing = read_list(b'email,hope\n\na@example.org,"one\ntwo"\n\nb@example.org\n')
    assert [row.number for row in listing.rows] == [3, 6]


def test_unknown_columns_are_named(course):
    listing = read_list(b"email,Shoe Size,name\na@example.org,44,Ann\n")
    assert unknown_columns(listing, course) == ["Shoe Size"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"name,zone\nBob,UTC\n", "No column is called email"),
        (b"bob@example.org\neve@example.org\n", "holds an address"),
        (b"email,email\na@example.org,b@example.org\n", "twice"),
        (b'[{"email": "a@example.org"', "not JSON"),
        (b'{"email": "a@example.org"}', "not a list"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"mailbox": "a@example.org"}]', "No column is called email"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "No column is called email"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(course, raw, said):
    with pytest.raises(BadList, match=said):
        unknown_columns(read_list(raw), course)


@pytest.mark.parametrize(
    ("said", "company"), [("true", "write"), ("false", "alone"), ("TRUE", "write"), ("no", "alone")]
)
def test_the_word_false_is_not_true(course, said, company):
    (bob,) = taken(f"email,groupRadios\nbob@example.org,{said}\n", course)
    assert bob.company == company


def test_the_original_s_json_is_understood(course):
    ann, bea, bad, worse, quaint = taken(
        """[
        {"email": "ann@example.org", "questions": {"timezone": "Etc/GMT+2", "styleRadios": "discuss",
            "groupRadios": true, "expertiseRadios": "worlddominatingai"}},
        {"email": "bea@example.org", "questions": {"timezone": "Asia/Rangoon", "styleRadios": "try",
            "groupRadios": "false", "expertiseRadios": "helloworld"}},
        "cee@example.org",
        {"email": ["dee@example.org"], "questions": {}},
        {"email": "eve@example.org", "questions": null}
        ]""",
        course,
    )
    assert (ann.zone, ann.company, ann.answers) == (
        "Etc/GMT+2",
        "write",
        {"style": "discuss", "expertise": "app"},
    )
    assert (bea.zone, bea.company, bea.answers["expertise"]) == ("Asia/Rangoon", "alone", "hello")
    assert [row.number for row in (bad, worse, quaint)] == [3, 4, 5]


def test_a_row_tells_all_that_is_wrong_with_it(course):
    (bad,) = taken("email,zone,hours\nbob,Mars,many\n", course)
    assert "'bob' is not an address" in bad.text and "'Mars'" in bad.text and "'many'" in bad.text


BAD = [
    (",Bob,UTC,,,,", "empty"),
    ("bob,Bob,UTC,,,,", "'bob' is not an address"),
    ("bob@,Bob,UTC,,,,", "'' is not a domain"),
    ("@example.org,Bob,UTC,,,,", "before the @"),
    ("bob@localhost,Bob,UTC,,,,", "'localhost' is not a domain"),
    ("bob@@example.org,Bob,UTC,,,,", "one @"),
    ("bob smith@example.org,Bob,UTC,,,,", "holds a space"),
    ("bob@ex_ample.org,Bob,UTC,,,,", "'ex_ample.org' is not a domain"),
    ("bob@-example.org,Bob,UTC,,,,", "'-example.org' is not a domain"),
    ("bob..b@example.org,Bob,UTC,,,,", "'bob..b' cannot stand"),
    ("bob@127.0.0.1,Bob,UTC,,,,", "'127.0.0.1' is not a domain"),
    ("bøb@example.org,Bob,UTC,,,,", "letters before the @"),
    ("b\u200bob@example.org,Bob,UTC,,,,", "U+200B"),
    ("b\x00ob@example.org,Bob,UTC,,,,", "U+0000"),
    ("b" * 65 + "@example.org,Bob,UTC,,,,", "65 characters before"),
    ("b@" + "x" * 260 + ".org,Bob,UTC,,,,", "characters long"),
    ("Bob <bob@example.org>,Bob,UTC,,,,", "holds a space"),
    ("bob@example.org," + "B" * 81 + ",UTC,,,,", "81 characters long"),
    ("bob@example.org,http://x.example,UTC,,,,", "a link"),
    ("bob@example.org,Bob,Mars/Olympus,,,,", "'Mars/Olympus'"),
    ("bob@example.org,Bob,+05:30,,,,", "offset"),
    ("bob@example.org,Bob,UTC,Klingon!,,,", "'Klingon!' is not a language"),
    ("bob@example.org,Bob,UTC,,crowd,,", "'crowd'"),
    ("bob@example.org,Bob,UTC,,,many,", "'many' is not a number"),
    ("bob@example.org,Bob,UTC,,,0,", "0 hours"),
    ("bob@example.org,Bob,UTC,,,-3,", "-3 hours"),
    ("bob@example.org,Bob,UTC,,,2.5,", "'2.5' is not a number"),
    ("bob@example.org,Bob,UTC,,,168,", "168 hours"),
    ("bob@example.org,Bob,UTC,,,,sometimes", "'sometimes' is not a part of the week"),
    ("bob@example.org,Bob,UTC,,,,,wizard", "'wizard' is no answer"),
    ("bob@example.org,Bob,UTC,,,,,none,one more,another", "10 cells"),
    ('bob@example.org,"Bob,UTC,,,,', "quotation mark"),
    ('bob@example.org,"Bob"by,UTC,,,,', "quotation mark"),
]


def test_thirty_kinds_of_bad_rows_are_reported_and_lose_none_of_the_good(course):
    lines = ["email,name,zone,language,company,hours,availability,expertise"]
    for number, (line, _) in enumerate(BAD):
        lines += [line, f'good{number}@example.org,"Good, {number}",UTC,en,write,4,,none']
    rows = taken("\n".join(lines), course)
    assert [row.email for row in rows if not isinstance(row, BadRow)] == [
        f"good{n}@example.org" for n in range(len(BAD))
    ]
    bad = [row for row in rows if isinstance(row, BadRow)]
    assert [row.number for row in bad] == [2 + 2 * number for number in range(len(BAD))]
    for row, (line, said) in zip(bad, BAD, strict=True):
        assert said in row.text, (line, row.text)
    assert len(BAD) >= 30


def test_names_in_any_script_come_through(course):
    rows = taken("email,name\na@example.org,ليلى حسن\nb@example.org,王小明\nc@example.org,🦉 Zoë\n", course)
    assert [row.name for row in rows] == ["ليلى حسن", "王小明", "🦉 Zoë"]
