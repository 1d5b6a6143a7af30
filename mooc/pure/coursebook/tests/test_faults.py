"""Every fault of a course folder, each with the exact line it is told with."""

import pytest

from .small import COVER, TEXT, WEEK, C, W, changed_files, cover, said, small, week


def test_the_small_course_has_no_fault():
    assert said(small()) == []


BROKEN = {
    "no cover": ({C: None}, f"{C}:1: the file is missing"),
    "bad TOML": (cover('title = "Knots"', 'title = "Knots'), f"{C}:2: this is not TOML"),
    "TOML that ends too soon": ({C: COVER.rsplit("]", 1)[0]}, f"{C}:14: this is not TOML"),
    "a TOML key twice": (cover('language = "en"', 'slug = "x"'), f"{C}:4: this is not TOML"),
    "cover not UTF-8": ({C: b'slug = "a"\ntitle = "\xff"\n'}, f"{C}:2: this is not UTF-8: the byte 0xff"),
    "slug missing": (cover('slug = "knots"\n', ""), f"{C}:1: slug is missing"),
    "bad slug": (cover('"knots"', '"Knots & co"'), f"{C}:1: slug is “Knots & co”; use small letters"),
    "title is no text": (cover('title = "Knots"', "title = 7"), f"{C}:2: title is “7”; it must be a text"),
    "empty title": (cover('title = "Knots"', 'title = " "'), f"{C}:2: title is empty"),
    "title too long": (cover('"Knots"', f'"{"k" * 121}"'), f"{C}:2: title has 121 characters"),
    "no language": (cover('"en"', '"English"'), f"{C}:4: language is “English”"),
    "age is no number": (cover("\n[[", '\nminimum_age = "16"\n[['), f"{C}:6: minimum_age is “16”"),
    "unknown key": (cover("summary", "sumary"), f"{C}:3: the key “sumary” is unknown; did you mean summary"),
    "unknown word": (
        {C: COVER + '[words]\nweak = "x"\n'},
        f"{C}:17: the key “weak” is unknown; did you mean week",
    ),
    "kind of question": (cover('"choice"', '"multi"'), f"{C}:9: kind is “multi”; use choice or text"),
    "criterion": (
        cover('"mix"', '"same"'),
        f"{C}:10: criterion is “same”; use mix, alike, spread or never_alone",
    ),
    "weight": (cover("0.2", "-1"), f"{C}:11: weight is “-1”"),
    "one level": (cover('  { id = "no", label = "No" },\n', ""), f"{C}:12: there are 1 levels; give 2 to 8"),
    "duplicate level": (cover('id = "no"', 'id = "yes"'), f"{C}:14: the id “yes” is given to two levels"),
    "level without label": (cover(', label = "No"', ""), f"{C}:13: label is missing"),
    "bad level id": (cover('id = "no"', 'id = "N O"'), f"{C}:13: the id of the level is “N O”"),
    "duplicate question": (
        {C: COVER + '[[questions]]\nlabel = "?"\nkind = "text"\nid = "skill"\n'},
        f"{C}:19: the id “skill” is given to two questions",
    ),
    "levels of a text": (
        {C: COVER + '[[questions]]\nid = "b"\nlabel = "?"\nkind = "text"\nlevels = []\n'},
        f"{C}:20: a question of kind text has no levels",
    ),
    "too many questions": (
        {C: COVER + "".join(f'[[questions]]\nid = "q{i}"\nlabel = "?"\nkind = "text"\n' for i in range(6))},
        f"{C}:36: there are 7 questions",
    ),
    "no weeks": ({W: None}, "weeks:1: there are no weeks"),
    "week missing": ({"weeks/02-bend.md": WEEK}, "weeks/02-bend.md:1: week 01 is missing before it"),
    "weeks begin with 01": ({W: None, "weeks/01-bow.md": WEEK}, "weeks/01-bow.md:1: week 00 is missing"),
    "week twice": ({"weeks/00-again.md": WEEK}, f"{W}:1: the number 00 is used twice"),
    "week without number": ({"weeks/bend.md": WEEK}, "weeks/bend.md:1: the name “bend.md” cannot be read"),
    "week as .txt": (
        {"weeks/01-bend.txt": WEEK},
        "weeks/01-bend.txt:1: the name “01-bend.txt” does not end in .md",
    ),
    "week too deep": ({"weeks/a/01-bend.md": WEEK}, "weeks/a/01-bend.md:1: it is too deep"),
    "empty week": ({W: " \n"}, f"{W}:1: the file is empty"),
    "week not UTF-8": ({W: WEEK.encode() + b"caf\xe9"}, f"{W}:17: this is not UTF-8: the byte 0xe9"),
    "binary week": ({W: b"# A\n\n\x00\x01"}, f"{W}:3: this is not a text: the control character U+0000"),
    "private characters": ({W: WEEK + "\ue000"}, f"{W}:17: the private character U+E000"),
    "settings never end": ({W: WEEK.replace("---\n# The", "# The")}, f"{W}:1: the settings begin with ---"),
    "unknown setting": (
        week("preheader", "preheder"),
        f"{W}:2: the setting preheder is unknown; did you mean preheader",
    ),
    "setting unread": (week("preheader: One", "One"), f"{W}:2: the setting “One knot.” cannot be read"),
    "setting without quotes": (
        week("One knot", "One: knot"),
        f"{W}:2: the preheader “One: knot.” needs quotation marks",
    ),
    "setting half quoted": (
        week("One knot.", '"One knot.'),
        f'{W}:2: the preheader “"One knot.” has no closing "',
    ),
    "kind of week": (
        week("preheader: One knot.", "kind: holiday"),
        f"{W}:2: kind is “holiday”; use week or break",
    ),
    "no title": (week("# The bow\n", ""), f"{W}:1: there is no title"),
    "two titles": (week("Find", "# Again\n\nFind"), f"{W}:8: “Again” is a second title"),
    "unknown heading": (
        week("Materials", "Material"),
        f"{W}:10: the heading “Material” is unknown; did you mean Materials",
    ),
    "heading twice": (week("Materials", "First step"), f"{W}:10: the heading “First step” comes twice"),
    "nothing under a heading": (week("Find a string.\n", ""), f"{W}:6: nothing stands under “First step”"),
    "text before the headings": (
        week("\n## First", "\nHello.\n\n## First"),
        f"{W}:6: this stands before the first heading",
    ),
    "no first step": (week("First step", "Note"), f"{W}:1: there is no first step"),
    "no group task": (week("For your group", "Tasks"), f"{W}:1: there is no task for the group"),
    "group task for soloists only": (
        week("Show a bow to {{ group_name }}.", "::: soloist\nAlone.\n:::"),
        f"{W}:14: nothing under “For your group” is for those in a group",
    ),
    "unknown variable": (week("string.", "{{ strnig }}."), f"{W}:8: {{{{ strnig }}}} is no variable here"),
    "variable misspelt": (
        week("{{ group_name }}", "{{ group_nam }}"),
        f"{W}:16: {{{{ group_nam }}}} is no variable here; did you mean group_name",
    ),
    "variable with a space": (
        week("string.", "{{ first name }}."),
        f"{W}:8: {{{{ first name }}}} is no variable; did you mean first_name",
    ),
    "single braces": (week("string.", "{first_name}."), f"{W}:8: {{first_name}} has single braces"),
    "variable left open": (week("string.", "{{ first_name."), f"{W}:8: {{{{ first_name. is no variable"),
    "group variable for all": (
        week("string.", "{{ group_name }}."),
        f"{W}:8: {{{{ group_name }}}} is empty for those without a group",
    ),
    "variable on a page": (
        {"pages/about.md": "# A\n\nHi\n{{ first_name }}\n"},
        "pages/about.md:4: {{ first_name }} is no variable here; a page is the same",
    ),
    "variable in attributes": (
        week("minutes=20", 'provider="{{ run_name }}"'),
        f"{W}:12: {{{{ run_name }}}} stands inside attributes",
    ),
    "unknown variable in a link": (
        week("https://knots.example.org/bow", "https://a.example/{{ x }}"),
        f"{W}:12: {{{{ x }}}} is no variable here",
    ),
    "attribute not closed": (
        week('"https://other.example.org/"}', '"https://other.example.org/"'),
        f"{W}:12: the attributes",
    ),
    "attribute without quotation mark": (week('org/"}', "org/}"), f"{W}:12: the attributes"),
    "attribute without value": (week("minutes=20", "minutes="), f"{W}:12: the attributes"),
    "attribute twice": (
        week("minutes=20", "kind=video"),
        f"{W}:12: the attributes “{{kind=reading kind=video",
    ),
    "unknown attribute": (
        week("minutes", "minuts"),
        f"{W}:12: the attribute “minuts” is unknown; did you mean minutes",
    ),
    "attribute apart": (week("){kind", ") {kind"), f"{W}:12: “{{kind=reading minutes=20"),
    "unknown kind": (week("=reading", "=book"), f"{W}:12: the kind “book” is unknown"),
    "no kind": (week("kind=reading ", ""), f"{W}:12: the attributes"),
    "material without attributes": (
        week("string.\n\n## Materials\n", "string.\n\n## Materials\n\n- [Plain](https://plain.example.org)"),
        f"{W}:12: the link “Plain” has no kind",
    ),
    "minutes in words": (week("=20", "=twenty"), f"{W}:12: minutes is “twenty”"),
    "no minutes": (week("=20", "=0"), f"{W}:12: minutes is “0”"),
    "optional with a value": (week("minutes=20", "optional=maybe"), f"{W}:12: optional is “maybe”"),
    "alternate without scheme": (
        week('"https://other.example.org/"', '"other.example.org"'),
        f"{W}:12: the alternate leads to “other.example.org”, which has no scheme; write https://other.example.org",
    ),
    "duplicate id": (
        week("{kind", "{#bow kind") | {"weeks/01-two.md": WEEK.replace("{kind", "{#bow kind")},
        "weeks/01-two.md:12: the id “bow” is taken by weeks/00-bow.md:12",
    ),
    "one title, two links": (
        week("## For", "- [Bows](https://third.example.org){kind=video}\n\n## For"),
        f"{W}:14: “Bows” is also the title of line 12",
    ),
    "link without scheme": (
        week("https://knots.example.org/bow", "www.knots.example.org"),
        f"{W}:12: the link “Bows” leads to “www.knots.example.org”, which has no scheme; write https://www.knots.example.org",
    ),
    "relative link": (
        week("string.", "[string](../pages/about.md)."),
        f"{W}:8: the link “string” leads to “../pages/about.md”, which has no scheme",
    ),
    "mail without scheme": (
        week("string.", "[me](me@example.org)."),
        f"{W}:8: the link “me” leads to “me@example.org”, which has no scheme; write mailto:me@example.org",
    ),
    "javascript": (
        week("https://knots.example.org/bow", "javascript:alert(1)"),
        f"{W}:12: the link “Bows” leads to “javascript:alert(1)”; addresses begin with",
    ),
    "data address": (
        week("string.", "[s](data:text/html,x)"),
        f"{W}:8: the link “s” leads to “data:text/html,x”",
    ),
    "link without address": (week("string.", "[s]()."), f"{W}:8: the link “s” has no address"),
    "link without words": (
        week("string.", "[](https://a.example.org)"),
        f"{W}:8: the link to “https://a.example.org” has no words",
    ),
    "link without site": (
        week("string.", "[s](https:///x)"),
        f"{W}:8: the link “s” leads to “https:///x”, which names no site",
    ),
    "variable as address": (
        week("string.", "[s]({{ first_name }})"),
        f"{W}:8: the link “s” leads to “{{{{ first_name }}}}”, which is no address",
    ),
    "page or mail as address": (
        week("string.", "[s]({{ question_board }})"),
        f"{W}:8: the link “s” leads to “{{{{ question_board }}}}”, which is no address; use course_url",
    ),
    "name as mail address": (
        week("string.", "[s](mailto:{{ first_name }})"),
        f"{W}:8: the link “s” leads to “mailto:{{{{ first_name }}}}”, which is no mail address",
    ),
    "link on the second line": (
        week("string.", "string\nand [s](x.html)."),
        f"{W}:9: the link “s” leads to “x.html”",
    ),
    "link in a list in a quote": (
        week("string.", "string\n\n> - a\n>   b [s](x.html)"),
        f"{W}:11: the link “s” leads to “x.html”",
    ),
    "link torn apart": (
        week("string.", "[s] (https://a.example.org)"),
        f"{W}:8: “[s] (https://a.example.org)” is no link",
    ),
    "image without words": (
        week("string.", "![](https://a.example.org/x.png)"),
        f"{W}:8: the image “https://a.example.org/x.png” has no alternative text",
    ),
    "image that is not there": (
        week("string.", "![A bow](bow.png)"),
        f"{W}:8: the image “bow.png” is not in the folder; add weeks/bow.png",
    ),
    "image from outside": (
        week("string.", "![A bow](../../bow.png)"),
        f"{W}:8: the image “../../bow.png” is outside the folder",
    ),
    "HTML": (week("string.", "<b>string</b>"), f"{W}:8: “<b>” is HTML"),
    "table": (
        week("string.", "x\n\n| a | b |\n|---|---|\n| c | d |"),
        f"{W}:10: a table does not fit into a mail",
    ),
    "container unknown": (
        week("Find", "::: group-only\nx\n:::\n\nFind"),
        f"{W}:8: ::: “group-only” is unknown",
    ),
    "container not closed": (week("Show", "::: quiet\nShow"), f"{W}:16: ::: quiet is never ended"),
    "container closed twice": (
        week("string.", "x\n\n::: quiet\ny\n:::\n\n:::\n"),
        f"{W}:14: ::: ends a part that never began",
    ),
    "container in a container": (
        week("string.", "x\n\n:::: quiet\n::: behind\ny\n:::\n::::"),
        f"{W}:11: ::: behind stands inside ::: quiet",
    ),
    "no farewell": ({"texts/farewell.md": None}, "texts/farewell.md:1: the file is missing"),
    "text misspelt": (
        {"texts/welcom.md": TEXT},
        "texts/welcom.md:1: there is no text called “welcom”; did you mean welcome",
    ),
    "text with a title only": (
        {"texts/welcome.md": "# Hello\n"},
        "texts/welcome.md:1: there is a title and nothing else",
    ),
    "group variable in the welcome": (
        {"texts/welcome.md": TEXT + "{{ group_name }}"},
        "texts/welcome.md:4: {{ group_name }} is empty for those without a group",
    ),
    "subject with a bad variable": (
        {"texts/welcome.md": '---\nsubject: "Hi {{ name }}"\n---\n' + TEXT},
        "texts/welcome.md:2: {{ name }} is no variable here",
    ),
    "week's title in a text": (
        {"texts/farewell.md": TEXT + "{{ week_title }}"},
        "texts/farewell.md:4: {{ week_title }} is no variable here",
    ),
    "page with a bad name": (
        {"pages/My Page.md": "# A\n\nB\n"},
        "pages/My Page.md:1: the name “My Page.md” cannot be an address",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_tells_a_fault_with_its_line(name):
    changes, expected = BROKEN[name]

    assert any(line.startswith(expected) for line in said(changed_files(changes))), "\n".join(
        [expected, *said(changed_files(changes))]
    )


ALONE = [
    name
    for name in BROKEN
    if name
    not in (
        "no cover",
        "bad TOML",
        "TOML that ends too soon",
        "a TOML key twice",
        "cover not UTF-8",
        "no weeks",
    )
]


@pytest.mark.parametrize("name", ALONE)
def test_one_fault_is_told_once_or_with_what_follows_from_it(name):
    changes, _ = BROKEN[name]

    assert 1 <= len(said(changed_files(changes))) <= 3, said(changed_files(changes))
