"""What an absence row does to the lessons it names: contract 2.1, 2.2 and 5, Input.

Week of Monday 9 March 2026, class 1A: lesuur 1 from 08:30, lesuur 2 from 09:20, 50 minutes each. Each pupil is
enrolled for that week, so that 10 lessons = 500 minutes are scheduled. Z is GA, S is OA, V is GA, P is voorlopig OA.
"""

from datetime import date, datetime, time

import pytest

from tests.lib.cases import (
    CODES,
    LESSON_FILE,
    SPAN_FILE,
    UNKNOWN,
    Answers,
    Case,
    CaseSchool,
    at,
    away,
    entered,
    lessons,
    pupil,
    run_cases,
    weekly,
)
from tests.lib.region import Code, LessonAbsence, SpanAbsence

MON, TUE, WED, THU, FRI = (date(2026, 3, day) for day in (9, 10, 11, 12, 13))
LATE, EARLY = datetime(2026, 3, 12, 12), datetime(2026, 3, 9, 12)
PEILDATUM = date(2026, 6, 1)  # a Monday
LESSON = 50


def one_slot(*rows: tuple[str, date | None]) -> Case:
    """Rows on Monday lesuur 1, in order: code and `ingevoerd_op`."""
    return in_week(*(entered(code, MON, 1, moment) for code, moment in rows))


def in_week(*rows: LessonAbsence | SpanAbsence | tuple[LessonAbsence, ...]) -> Case:
    return pupil(*rows, van=MON, tot=FRI)


def around_peildatum(*rows: LessonAbsence | SpanAbsence | tuple[LessonAbsence, ...]) -> Case:
    """Enrolled Thursday 28 May to Wednesday 3 June: three school days up to the peildatum, two after it."""
    return pupil(*rows, van=date(2026, 5, 28), tot=date(2026, 6, 3))


KINDS = {f"soort {code.soort}": in_week(lessons(code.code, MON)) for code in CODES}
RIVALS = {
    "later ingevoerd, eerder in bestand": one_slot(("S", LATE), ("Z", EARLY)),
    "later ingevoerd, later in bestand": one_slot(("S", EARLY), ("Z", LATE)),
    "zelfde moment": one_slot(("S", EARLY), ("Z", EARLY)),
    "eerste zonder moment": one_slot(("S", None), ("Z", EARLY)),
    "tweede zonder moment": one_slot(("S", LATE), ("Z", None)),
    "drie, moment ontbreekt in het midden": one_slot(("S", LATE), ("V", None), ("P", EARLY)),
    "drie, moment ontbreekt aan het eind": one_slot(("S", LATE), ("P", EARLY), ("V", None)),
    "drie, moment ontbreekt aan het begin": one_slot(("V", None), ("S", LATE), ("Z", EARLY)),
    "datum is 00:00, eerder dan 00:01": one_slot(("S", at(MON, 0, 1)), ("Z", MON)),
    "datum is 00:00, gelijk aan 00:00": one_slot(("S", MON), ("Z", at(MON, 0))),
    "niet_tellen telt niet mee": one_slot(("S", EARLY), ("N", LATE)),
    "niet_tellen in het midden": one_slot(("S", LATE), ("N", None), ("Z", EARLY)),
    "niet_tellen alleen": one_slot(("N", EARLY)),
    "ingevoerd na de peildatum": one_slot(("S", EARLY), ("Z", datetime(2026, 7, 1))),
    "onbekend wint ook": one_slot(("S", EARLY), (UNKNOWN, LATE)),
    "bestanden op naam": in_week(entered("Z", MON, 1, None), away("S", MON, MON)),
    "bestanden op naam, met moment": in_week(
        entered("Z", MON, 1, LATE), SpanAbsence("", MON, MON, "S", ingevoerd_op=EARLY)
    ),
}
SPANS = {
    "van begin tot volgend begin": in_week(away("S", at(MON, 8, 30), at(MON, 9, 20))),
    "een minuut na het begin": in_week(away("S", at(MON, 8, 31), at(MON, 9, 20))),
    "een minuut voorbij volgend begin": in_week(away("S", at(MON, 8, 30), at(MON, 9, 21))),
    "hele dagen": in_week(away("S", MON, TUE)),
    "eind om 00:00 is een moment": in_week(away("S", MON, at(TUE, 0))),
    "begin met tijd, eind hele dag": in_week(away("S", at(MON, 9), TUE)),
    "begin en eind om 00:00": in_week(away("S", at(MON, 0), at(MON, 0))),
    "begin hele dag, eind met tijd": in_week(away("S", MON, at(TUE, 9))),
    "open eind": around_peildatum(away("S", date(2026, 5, 29), None)),
    "over de peildatum": around_peildatum(away("S", PEILDATUM, date(2026, 6, 3))),
    "na de peildatum": around_peildatum(lessons("S", date(2026, 6, 2))),
    "op de peildatum": around_peildatum(lessons("S", PEILDATUM)),
}
DATED_CODES = (
    Code("X", "overig_geoorloofd"),
    Code("X", "spijbelen", geldig_van=WED),
    Code("Y", "ziek", geldig_van=date(2026, 3, 1)),
    Code("Y", "spijbelen", geldig_van=date(2026, 3, 1)),
    Code("W", "ziek", geldig_tot=TUE),
    Code("Q", "spijbelen", geldig_van=date(2026, 3, 5)),
    Code("Q", "ziek", geldig_van=date(2026, 3, 1)),
)
CODED = {
    "X de dag ervoor": in_week(lessons("X", TUE)),
    "X op de dag": in_week(lessons("X", WED)),
    "Y zelfde geldig_van": in_week(lessons("Y", MON)),
    "W laatste dag": in_week(lessons("W", TUE)),
    "W dag erna": in_week(lessons("W", WED)),
    "Q laatste geldig_van staat eerst": in_week(lessons("Q", MON)),
    "kleine letter": in_week(lessons("z", MON)),
    "spaties eromheen": in_week(lessons(" Z ", MON)),
    "code zonder regel": in_week(lessons(UNKNOWN, MON, hours=(1, 2))),
}
UNCODED = {"codes zonder regels": in_week(lessons("Z", MON))}
BALANCE = {
    "telt": in_week(lessons("S", MON)),
    "wijkt": one_slot(("S", EARLY), ("Z", LATE)),
    "niet": in_week(lessons("N", MON)),
    "zaterdag": in_week(lessons("S", date(2026, 3, 14))),
    "lesuur 3": in_week(lessons("S", MON, hours=(3,))),
    "lesuur 20 en 21": in_week(lessons("S", MON, hours=(20, 21))),
    "lesuur 0": in_week(lessons("S", MON, hours=(0,))),
    "lege code": in_week(lessons("", MON)),
    "later": around_peildatum(lessons("S", date(2026, 6, 2))),
    "span met één les": in_week(away("S", at(MON, 8), at(MON, 9))),
    "span die overal wijkt": in_week(SpanAbsence("", TUE, TUE, "Z", EARLY), SpanAbsence("", TUE, TUE, "S", LATE)),
    "span die half wijkt": in_week(SpanAbsence("", TUE, WED, "Z", EARLY), SpanAbsence("", TUE, TUE, "S", LATE)),
    "span in het weekend": in_week(away("S", date(2026, 3, 14), date(2026, 3, 15))),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """One run: period 2 March to 1 June 2026."""
    rooster = weekly("1A", lessen=2)
    return run_cases(
        tmp_path_factory.mktemp("events"),
        PEILDATUM,
        CaseSchool("10AB00", {**KINDS, **RIVALS}, fields={"rooster": rooster}),
        CaseSchool("20AB00", SPANS, fields={"rooster": rooster}),
        CaseSchool("30AB00", CODED, fields={"rooster": rooster, "codes": (*CODES, *DATED_CODES)}),
        CaseSchool("40AB00", BALANCE, fields={"rooster": rooster}),
        CaseSchool("50AB00", UNCODED, fields={"rooster": rooster, "codes": ()}),
    )


MINUTES = ("gepland_min", "aanwezig_min", "geoorloofd_min", "ongeoorloofd_min", "onbekend_min")


@pytest.mark.parametrize(
    ("soort", "group"),
    [
        *[(soort, "aanwezig") for soort in ("aanwezig", "te_laat", "te_laat_geoorloofd", "uit_les", "elders")],
        ("niet_tellen", "aanwezig"),
        *[(soort, "ga") for soort in ("ziek", "medisch", "verlof", "schorsing", "vrijstelling", "overig_geoorloofd")],
        *[(soort, "oa") for soort in ("spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd")],
    ],
)
def test_what_a_slot_becomes(answers: Answers, soort: str, group: str) -> None:
    """2.2: one lesson of the kind, nine without an event (present)."""
    expected = {
        "aanwezig": (10 * LESSON, 10 * LESSON, 0, 0, 0),
        "ga": (10 * LESSON, 9 * LESSON, LESSON, 0, 0),
        "oa": (10 * LESSON, 9 * LESSON, 0, LESSON, 0),
    }[group]
    assert answers.cells("leerling_periode", f"soort {soort}", *MINUTES) == expected


@pytest.mark.parametrize(
    ("soort", "column", "value"),
    [
        ("voorlopig_ongeoorloofd", "voorlopig_min", LESSON),
        ("spijbelen", "voorlopig_min", 0),
        ("elders", "elders_min", LESSON),
        ("aanwezig", "elders_min", 0),
        ("te_laat", "te_laat", 1),
        ("te_laat_geoorloofd", "te_laat", 0),
        ("spijbelen", "spijbeluren", 1),
        ("luxe", "spijbeluren", 0),
        ("overig_ongeoorloofd", "spijbeluren", 0),
        ("ziek", "ziekmeldingen", 1),
        ("medisch", "ziekmeldingen", 0),
        ("luxe", "oa_uren", 1.0),
        ("schorsing", "oa_uren", 0.0),
    ],
)
def test_kinds_counted_apart(answers: Answers, soort: str, column: str, value: float) -> None:
    """2.2, 2.5 and the columns of 3: voorlopig is part of OA, elders part of present, `ziek` alone is sick."""
    assert answers.cells("leerling_periode", f"soort {soort}", column) == (value,)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        # 2.1: the later ingevoerd_op stands; equal or unknown, the later row.
        ("later ingevoerd, eerder in bestand", "oa"),
        ("later ingevoerd, later in bestand", "ga"),
        ("zelfde moment", "ga"),
        ("eerste zonder moment", "ga"),
        ("tweede zonder moment", "ga"),
        # 5, Input: one by one; the one that stands gives way unless both have a moment and the next one's is earlier.
        ("drie, moment ontbreekt in het midden", "oa"),  # S gives way to V, V gives way to P
        ("drie, moment ontbreekt aan het eind", "ga"),  # P is earlier than S; S gives way to V
        ("drie, moment ontbreekt aan het begin", "oa"),  # V gives way to S; Z is earlier than S
        # 5, Input: a date without time is 00:00.
        ("datum is 00:00, eerder dan 00:01", "oa"),
        ("datum is 00:00, gelijk aan 00:00", "ga"),
        # 5, Input: niet_tellen is dropped before two events are compared.
        ("niet_tellen telt niet mee", "oa"),
        ("niet_tellen in het midden", "oa"),  # S against Z: Z is earlier
        ("niet_tellen alleen", "aanwezig"),
        # 5, Time: ingevoerd_op only decides between two events, also after the peildatum.
        ("ingevoerd na de peildatum", "ga"),
        ("onbekend wint ook", "onbekend"),
    ],
)
def test_two_events_on_one_slot(answers: Answers, name: str, group: str) -> None:
    expected = {
        "aanwezig": (10 * LESSON, 10 * LESSON, 0, 0, 0),
        "ga": (10 * LESSON, 9 * LESSON, LESSON, 0, 0),
        "oa": (10 * LESSON, 9 * LESSON, 0, LESSON, 0),
        "onbekend": (10 * LESSON, 9 * LESSON, 0, 0, LESSON),
    }[group]
    assert answers.cells("leerling_periode", name, *MINUTES) == expected


def test_the_middle_event_is_not_skipped(answers: Answers) -> None:
    """5, Input: of S, V, P it is P (voorlopig) that stands, not S with the latest moment."""
    assert answers.cells(
        "leerling_periode", "drie, moment ontbreekt in het midden", "voorlopig_min", "spijbeluren"
    ) == (
        LESSON,
        0,
    )


def test_files_form_one_sequence(answers: Answers) -> None:
    """5, Input: absenties-les.csv before absenties-span.csv, so the span comes last and takes both lessons."""
    assert LESSON_FILE < SPAN_FILE
    assert answers.cells("leerling_periode", "bestanden op naam", *MINUTES) == (
        10 * LESSON,
        8 * LESSON,
        0,
        2 * LESSON,
        0,
    )
    # With moments the lesson row of 12 March stands on lesuur 1; the span of 9 March keeps lesuur 2.
    assert answers.cells("leerling_periode", "bestanden op naam, met moment", *MINUTES) == (
        10 * LESSON,
        8 * LESSON,
        LESSON,
        LESSON,
        0,
    )


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        # 2.1: begin <= slot begin < eind.
        ("van begin tot volgend begin", 1),
        ("een minuut na het begin", 0),
        ("een minuut voorbij volgend begin", 2),
        # 1.1: date-only = whole days, both inclusive.
        ("hele dagen", 2 + 2),
        # 5, Input: a written time is a moment, also 00:00; each bound by itself.
        ("eind om 00:00 is een moment", 2 + 0),
        ("begin met tijd, eind hele dag", 1 + 2),
        ("begin hele dag, eind met tijd", 2 + 1),
        ("begin en eind om 00:00", 0),
        # 1.1 and 2.3: an open end runs up to the peildatum; nothing after the peildatum is read.
        ("open eind", 2 + 2),  # Friday 29 May and Monday 1 June
        ("over de peildatum", 2),
        ("na de peildatum", 0),
        ("op de peildatum", 1),
    ],
)
def test_slots_that_a_row_covers(answers: Answers, name: str, covered: int) -> None:
    assert answers.cells("leerling_periode", name, "ongeoorloofd_min") == (covered * LESSON,)


def test_nothing_after_the_peildatum_is_scheduled(answers: Answers) -> None:
    """2.4: 28 and 29 May and 1 June lie in the period, 2 and 3 June do not."""
    assert answers.cells("leerling_periode", "na de peildatum", "lesdagen", "gepland_min") == (3, 3 * 2 * LESSON)


def test_rows_that_cover_nothing_are_findings(answers: Answers) -> None:
    """2.1: `absentie_buiten_rooster` for the spans that cover no slot; a row after the peildatum is none."""
    outside = answers.findings("20AB00", "absentie_buiten_rooster")
    names = list(SPANS)
    spans = [name for name in names if name not in ("na de peildatum", "op de peildatum")]
    lines = [2 + spans.index(name) for name in ("een minuut na het begin", "begin en eind om 00:00")]
    assert [(row["bestand"], row["regelnummer"]) for row in outside] == [(SPAN_FILE, line) for line in lines]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        # 5, Input: of several rows valid on a date the latest geldig_van, then the later row.
        ("X de dag ervoor", "ga"),
        ("X op de dag", "oa"),
        ("Y zelfde geldig_van", "oa"),
        ("Q laatste geldig_van staat eerst", "oa"),
        ("W laatste dag", "ga"),
        # 2.2: a code without an entry for that date is onbekend, never guessed.
        ("W dag erna", "onbekend"),
        # 5, Input: compared exactly after trimming, with case.
        ("kleine letter", "onbekend"),
        ("spaties eromheen", "ga"),
        # 5, Input: a delivered codes file decides alone, also one with a header only.
        ("codes zonder regels", "onbekend"),
    ],
)
def test_codes_on_a_date(answers: Answers, name: str, group: str) -> None:
    cells = answers.cells("leerling_periode", name, "geoorloofd_min", "ongeoorloofd_min", "onbekend_min")
    assert cells == tuple(LESSON if group == one else 0 for one in ("ga", "oa", "onbekend"))


def test_unknown_code_in_bounds_and_findings(answers: Answers) -> None:
    """2.2: neither present nor absent; the bounds count it both ways; the finding says how many slots and pupils."""
    cells = answers.cells("leerling_periode", "code zonder regel", *MINUTES, "aanwezig_pct_min", "aanwezig_pct_max")
    assert cells[:5] == (10 * LESSON, 8 * LESSON, 0, 0, 2 * LESSON)
    assert cells[5:] == (100 * 8 / 10, 100 * (8 + 2) / 10)
    found = {row["omschrijving"].split("'")[1]: row["aantal"] for row in answers.findings("30AB00", "code_onbekend")}
    assert found == {UNKNOWN: 2, "W": 1, "z": 1}


def test_minutes_add_up_for_every_pupil(answers: Answers) -> None:
    """2.2: present + GA + OA + without reason + unknown = scheduled, always."""
    table = answers.output.read("leerling_periode")
    assert table.height == sum(map(len, (KINDS, RIVALS, SPANS, CODED, BALANCE, UNCODED)))
    for row in table.iter_rows(named=True):
        assert row["gepland_min"] == sum(row[column] for column in (*MINUTES[1:], "reden_onbekend_min"))


PARTS = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")


def test_row_balance_of_lessons(answers: Answers) -> None:
    """1.3 and 5, Last points: every row of the file in one of four places."""
    row = answers.balance("40AB00", LESSON_FILE)
    used = 1 + 1  # telt; the later of the two in "wijkt"
    superseded = 1  # the earlier one
    not_counted = 1 + 1 + 1 + 1 + 1 + 1  # niet; zaterdag; lesuur 3; lesuur 20; lesuur 0; later
    quarantine = 1 + 1  # lesuur 21; lege code
    total = used + superseded + not_counted + quarantine
    assert tuple(row[part] for part in PARTS) == (total, used, quarantine, superseded, not_counted)


def test_row_balance_of_spans(answers: Answers) -> None:
    """1.3: a span that gave way on every slot is vervangen, one that kept a slot is used."""
    row = answers.balance("40AB00", SPAN_FILE)
    used = 1 + 1 + 2  # span met één les; the later one; both of "half"
    assert tuple(row[part] for part in PARTS) == (used + 1 + 1, used, 0, 1, 1)


def test_quarantined_rows_name_file_line_and_column(answers: Answers) -> None:
    """1.3: file, line, column and reason; the lines count from the header = 1 in the order of BALANCE."""
    # Lines: telt 2, wijkt 3 and 4, niet 5, zaterdag 6, lesuur 3 7, lesuur 20 8 and 21 9, lesuur 0 10, lege code 11.
    quarantined = answers.findings("40AB00", "lesuur_buiten_bereik") + answers.findings("40AB00", "leeg")
    assert [(row["bestand"], row["regelnummer"], row["kolom"]) for row in quarantined] == [
        (LESSON_FILE, 9, "lesuur"),
        (LESSON_FILE, 11, "code"),
    ]
    assert {row["ernst"] for row in quarantined} == {"quarantaine"}


def test_lesson_outside_the_timetable_is_a_finding(answers: Answers) -> None:
    """2.1: Saturday (6), lesuur 3 (7), 20 (8) and 0 (10) cover no slot; the row after the peildatum is none."""
    outside = answers.findings("40AB00", "absentie_buiten_rooster")
    assert [(row["bestand"], row["regelnummer"]) for row in outside] == [
        (LESSON_FILE, 6),
        (LESSON_FILE, 7),
        (LESSON_FILE, 8),
        (LESSON_FILE, 10),
        (SPAN_FILE, 7),
    ]


def test_times_of_the_example(answers: Answers) -> None:
    """The times in the head of this file are those of the timetable that was delivered."""
    assert [row.begintijd for row in weekly("1A", lessen=2) if row.weekdag == 1] == [time(8, 30), time(9, 20)]
