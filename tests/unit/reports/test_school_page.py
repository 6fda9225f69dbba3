"""The school report: strips of days, the discussion list with its filters, what must be done by when, addresses.

Expected values are worked out by hand; the arithmetic stands beside them.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.context.counts import PossibleCounts
from reports.context.parts import Distance, QuarterTier, Run, SchoolDay, SickSpell
from reports.context.school import DueReport, Incomplete, Pupil, PupilStatus, SchoolReport
from reports.release.address import read_address
from reports.render import render_school
from reports.school import discussion
from reports.school import words as school_words
from reports.school.day_strip import KINDS, find_absent_stretches, make_recent_strip, make_year_strip
from reports.school.page import Filter, heat_calendar, make_filter_style, make_view
from reports.school.patterns import Trial
from reports.words import palette
from schemas.findings import make_finding
from tests.lib import report_samples as samples
from tests.unit.reports.test_reports import read

NBSP = "\u00a0"
MONDAY = date(2025, 9, 1)
PEILDATUM = date(2026, 1, 1)


def make_days(weeks: int) -> list[date]:
    return [MONDAY + timedelta(weeks=week, days=day) for week in range(weeks) for day in range(5)]


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


# --- strips ----------------------------------------------------------------------------------------------------------


def test_a_year_strip_has_a_part_per_month_with_equal_days_together() -> None:
    """22 school days from 1 to 30 September and 3 of October, in five weeks: 4 away, 18 present, 3 present."""
    strip = make_year_strip("OOOZ" + "a" * 21, make_days(5))
    assert [part.kop for part in strip.delen] == ["sep", "okt"]
    assert [(each.klasse, each.tekens) for each in strip.delen[0].stukken] == [
        ("oa", "OOO"),
        ("zk", "Z"),
        ("aa", "·" * 18),
    ]
    assert strip.delen[1].stukken[0].tekens == "···"
    # 25 days less 4 away.
    assert plain(strip.woorden) == "21 van 25 dagen aanwezig; hele dagen afwezig 1 sep t/m 4 sep"


def test_a_recent_strip_has_the_last_weeks_with_lessons() -> None:
    strip = make_recent_strip("a" * 10 + "ZZZZZ", make_days(3), weeks=2)
    assert [plain(part.kop) for part in strip.delen] == ["wk 37", "wk 38"]
    assert plain(strip.woorden) == "5 van 10 dagen aanwezig; hele dagen afwezig 15 sep t/m 19 sep"


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("aaaaa", "5 van 5 dagen aanwezig"),
        # A part of a day away is a day at school; late and elsewhere too.
        ("ozgTE", "5 van 5 dagen aanwezig"),
        ("-----", "geen lessen in deze tijd"),
        # Days without lessons count nowhere, and do not cut a stretch.
        ("Z-Zaa", "2 van 4 dagen aanwezig; hele dagen afwezig 1 sep t/m 3 sep"),
        ("?aaaa", "4 van 5 dagen aanwezig; 1 dag onbekend"),
        ("ZaGaO", "2 van 5 dagen aanwezig; hele dagen afwezig 1 sep, 3 sep en 5 sep"),
    ],
)
def test_the_same_in_words(letters: str, words: str) -> None:
    assert plain(make_recent_strip(letters, make_days(1), weeks=1).woorden) == words


def test_many_stretches_name_the_last_three() -> None:
    """Away on 1, 3, 5, 9 and 11 September: three named, two before."""
    words = make_recent_strip("ZaZaZaZaZa", make_days(2), weeks=2).woorden
    assert plain(words) == "5 van 10 dagen aanwezig; hele dagen afwezig 5 sep, 9 sep en 11 sep en 2 keer eerder"


def test_a_strip_and_its_days_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        make_year_strip("aa", make_days(1))
    assert find_absent_stretches("", []) == ()


def test_every_kind_of_day_has_its_own_letter_and_words() -> None:
    for each in ("letter", "teken", "klasse", "woorden"):
        assert len({getattr(kind, each) for kind in KINDS}) == len(KINDS)
    assert {kind.klasse for kind in KINDS} == set(palette.DAYS)
    swatches = palette.DAYS.values()
    assert all(palette.contrast(swatch.vulling, swatch.tekst) >= palette.TEXT_RATIO for swatch in swatches)
    # Days at school and days without lessons are written in the muted ink, on the same paper.
    assert {palette.DAYS[name].vulling for name in ("aa", "ge")} == {palette.PAPER}


# --- words -----------------------------------------------------------------------------------------------------------


def make_due(**changes: object) -> DueReport:
    due = DueReport("l2", "16uur", date(2025, 9, 8), date(2025, 9, 30), 16.0, date(2025, 10, 7), "niet_gemeld")
    return replace(due, **changes)


def test_a_school_reads_what_to_complete_before_a_report_is_handed_over() -> None:
    rows = (Incomplete("la", True, False), Incomplete("lb", False, True), Incomplete("lc", True, True))
    assert school_words.group_incomplete(rows) == [("Geboortedatum", ("la", "lc")), ("Woongemeente", ("lb", "lc"))]
    assert school_words.group_incomplete(rows[:1]) == [("Geboortedatum", ("la",))]
    text = plain(read(render_school(replace(samples.make_school(), aanvullen=rows))).text)
    assert "Geboortedatum: la, lc" in text
    assert "Woongemeente: lb, lc" in text
    assert "Eerst aanvullen" not in plain(read(render_school(samples.make_school())).text)


@pytest.mark.parametrize(
    ("due", "words", "overdue"),
    [
        (make_due(), "▲ te laat: niet gemeld; had gemeld moeten zijn op 7 okt 2025", True),
        (make_due(status="te_laat"), "te laat gemeld; had gemeld moeten zijn op 7 okt 2025", False),
        (make_due(status="onbekend"), "niet bekend; had gemeld moeten zijn op 7 okt 2025", False),
        # The last day itself is in time.
        (make_due(uiterste_meldatum=PEILDATUM, status="nog_niet"), "nog melden, uiterlijk 1 jan 2026", False),
        (
            make_due(uiterste_meldatum=date(2026, 1, 5), status="onbekend"),
            "nog melden, uiterlijk 5 jan 2026; niet bekend of dit al gemeld is",
            False,
        ),
        (make_due(meldsoort="luxe", uiterste_meldatum=None), "melden", False),
    ],
)
def test_a_report_to_duo_says_by_when(due: DueReport, words: str, overdue: bool) -> None:
    assert plain(school_words.describe_report(due, PEILDATUM)) == words
    assert school_words.is_overdue(due, PEILDATUM) is overdue


def test_deadlines_of_a_pupil_are_one_line_per_state() -> None:
    dues = (
        make_due(),
        make_due(uiterste_meldatum=date(2025, 10, 14)),
        make_due(meldsoort="lrv", uiterste_meldatum=date(2026, 1, 6), status="nog_niet"),
        make_due(uiterste_meldatum=date(2025, 9, 30), status="onbekend"),
    )
    assert [(plain(words), late) for words, late in school_words.describe_deadlines(dues, PEILDATUM)] == [
        ("▲ te laat: 2 meldingen bij DUO (16 uur in vier lesweken), de eerste moest voor of op 7 okt 2025", True),
        ("1 melding bij DUO (langdurig relatief verzuim), uiterlijk 6 jan 2026", False),
        (
            "1 melding bij DUO (16 uur in vier lesweken), moest voor of op 30 sep 2025; niet bekend of dat is gedaan",
            False,
        ),
    ]
    luxe = make_due(meldsoort="luxe", uiterste_meldatum=None)
    assert (
        plain(school_words.describe_deadlines((luxe,), PEILDATUM)[0][0]) == "1 melding bij DUO (luxeverzuim), nog doen"
    )


def test_a_run_says_how_many_days_were_holidays() -> None:
    run = Run("alle", date(2025, 12, 1), date(2025, 12, 19), 21, 35, 13, loopt=True)
    assert plain(school_words.describe_run(run)) == (
        "1 dec t/m 19 dec 2025: 3 lesweken, geoorloofd en ongeoorloofd door elkaar; 35 kalenderdagen, waarvan 13 in een"
        " vakantie of op een vrije dag; loopt nog"
    )
    over = replace(run, groep="oa", vrije_dagen=0, loopt=False, duur_posities=30)
    assert plain(school_words.describe_run(over)) == (
        "1 dec t/m 19 dec 2025: ruim 4 lesweken, geheel ongeoorloofd; 35 kalenderdagen, geen daarvan in een vakantie"
    )


def test_other_words() -> None:
    # 16 - 12,25 = 3,75; what is lacking is rounded up.
    near = Distance("S3-70", "Zestien uur", 12.25, 16, ("klokuur", "klokuren"))
    assert plain(school_words.describe_distance(near)) == "nog 3,75 klokuren (12,25 van 16) tot: Zestien uur"
    one = replace(near, waarde=15.0)
    assert plain(school_words.describe_distance(one)) == "nog 1 klokuur (15 van 16) tot: Zestien uur"
    spells = [SickSpell(date(2025, 9, 3), date(2025, 9, 3), 1), SickSpell(date(2025, 9, 8), date(2025, 9, 11), 4)]
    assert plain(school_words.describe_spells(spells)) == (
        "3 sep 2025 (1 schooldag) en 8 sep t/m 11 sep 2025 (4 schooldagen)"
    )
    # 15 spells, the last 12 named.
    assert plain(school_words.describe_spells(spells[:1] * 15)).endswith("; daarvoor nog 3 keer")
    # 900 of 1 000 without and 950 with the unknown minutes.
    open_quarter = QuarterTier(MONDAY, PEILDATUM, 1_000, 900, 50, 900, None, "open")
    assert plain(school_words.describe_quarter(open_quarter)) == "tussen 90,0 en 95,0 %"
    assert plain(school_words.describe_quarter(replace(open_quarter, onbekend_min=0))) == "90,0 %"
    # 850 of 1 000 when the rows in quarantine are absence.
    assert plain(school_words.describe_quarter(replace(open_quarter, laagste_min=850))) == "tussen 85,0 en 95,0 %"
    # 12 of 1 050 days: 11,43 per thousand.
    assert school_words.describe_late_rate(12, 1_050) == "11,4"
    assert school_words.describe_late_rate(0, 0) == "n.v.t."


def test_a_pattern_of_a_pupil_is_no_verdict() -> None:
    trial = Trial("laatste_lesuur", (0,), 8, 11, 0.25, "lkkkkkkkkkka", "2b")
    assert school_words.describe_pupil_pattern(trial, "dagdeel") == (
        "mist op dagen met een deel verzuim vaak het laatste dagdeel"
    )
    # 11 * 0,25 = 2,75.
    assert school_words.describe_pupil_count(trial) == "8 van 11 keer, waar 2,8 te verwachten was"
    edge = replace(trial, soort="rond_vakantie", plaats=(1,))
    assert "vakantie" in school_words.describe_pupil_pattern(edge, "lesuur")


def test_the_sentence_of_a_heat_map() -> None:
    """(5 + 20) of (100 + 100) minutes; the highest is 20 of 100."""
    assert plain(school_words.describe_extreme({"klas 1a": (5, 100), "klas 1b": (20, 100)})) == (
        "Samen 12,5 % afwezig. Het hoogst: klas 1b, 20,0 %."
    )
    assert school_words.describe_extreme({}) == ""
    assert plain(school_words.describe_extreme({"klas 1a": (0, 100)})) == "Samen 0,0 % afwezig."
    same = plain(school_words.describe_extreme({"klas 1a": (1, 10), "klas 1b": (10, 100)}))
    assert same == "Samen 10,0 % afwezig. Het hoogst: onder andere klas 1a, 10,0 %."


def test_a_thuiszitter_is_wholly_unauthorised() -> None:
    status = PupilStatus("thuiszitter", "S3-72", date(2026, 1, 12), 42, op_peildatum=True)
    assert plain(school_words.describe_status(status)) == (
        "Thuiszitter sinds 12 jan 2026, 6 lesweken, geheel ongeoorloofd"
    )
    assert not school_words.describe_status(replace(status, status="dreigend")).endswith("ongeoorloofd")


# --- the list --------------------------------------------------------------------------------------------------------


def view_of(report: SchoolReport):
    return make_view(report, discussion.group_pupils(report.leerlingen))


def test_every_pupil_of_the_list_has_one_row_and_one_card() -> None:
    school = samples.make_school()
    view = view_of(school)
    rows = [row.leerling.leerling for group in view.lijst for row in group.rijen]
    # 14 pupils with a status, less every sixth for attendance alone (at 5 and 11), and one four-week group.
    assert len(rows) == len(set(rows)) == 14 - 2 + 1
    assert rows == [card.leerling.leerling for card in view.kaarten]
    page = read(render_school(school))
    ids = [attributes.get("id") for _, attributes in page.tags]
    assert all(f"bewijs-{code}" in ids for code in rows)


def test_filters_name_what_is_in_the_list_and_hide_by_number_alone() -> None:
    school = samples.make_school()
    kind, klas, who = view_of(school).filters
    assert kind.waarden[0] == "Thuiszitters"
    assert list(klas.waarden) == sorted(klas.waarden)
    assert who.waarden == ("oco", "school")
    style = make_filter_style((Filter("klas", "Klas", ("<b>", "2b")),))
    # The first option is "alle", so the second class is the third one.
    assert ".kiezer:has(#kies-klas option:nth-child(3):checked)~.schuif .rij:not(.klas-1)" in style
    assert "<b>" not in style


def test_a_row_carries_the_classes_of_its_filters() -> None:
    school = samples.make_school()
    view = view_of(school)
    for group in view.lijst:
        for row in group.rijen:
            asked = {view.filters[2].waarden[int(at)] for at in re.findall(r"wie-(\d+)", row.keuze)}
            assert asked == {ask.wie for ask in row.leerling.vragen}
            (at,) = re.findall(r"klas-(\d+)", row.keuze)
            assert view.filters[1].waarden[int(at)] == row.leerling.klas


def test_what_is_asked_is_one_line_for_each_who_is_asked() -> None:
    text = plain(read(render_school(samples.make_school())).text)
    assert "school: opnemen in de MSA; intensieve aanpak" in text
    assert "oco: melden; MDO organiseren" in text
    assert "evaluatie 15 dec 2025 (voorbij)" in text
    assert "evaluatie 1 feb 2026" in text
    assert "1 feb 2026 (voorbij)" not in text


def test_an_overdue_report_stands_out_in_the_list() -> None:
    school = samples.make_school()
    listed = view_of(school).lijst[0].rijen[0].leerling.leerling
    late = replace(school, meldingen=(make_due(leerling=listed),))
    assert view_of(late).te_laat_gemeld == 1
    text = plain(read(render_school(late)).text)
    assert "▲ Van 1 leerling op de lijst is een melding bij DUO te laat." in text
    assert "▲ te laat: 1 melding bij DUO (16 uur in vier lesweken), moest voor of op 7 okt 2025" in text
    assert view_of(replace(school, meldingen=())).te_laat_gemeld == 0


def test_what_casts_doubt_on_the_figures_stands_on_the_first_screen() -> None:
    """Each sentence once, with how often; what is only to be mended stands on the return sheet alone."""
    silence = {"van": "8 sep 2025", "tot": "26 sep 2025", "schooldagen": "15 schooldagen", "verwacht": 12}
    found = (
        make_finding("12AB00", "klas_stil", klas="2a", **silence),
        make_finding("12AB00", "klas_stil", klas="3b", **silence),
        *[make_finding("12AB00", "melding_niet_gesloten", schooldagen="20 schooldagen", gezien="")] * 3,
        # Whoever says what the absences cover and sends none says that everybody was there.
        make_finding("12AB00", "nul_absenties"),
        make_finding("12AB00", "absentie_buiten_rooster"),
    )
    school = replace(samples.make_school(), bevindingen=found)
    told = view_of(school).twijfels
    assert len(told) == 4
    assert told[3] == "Er is geen enkele bruikbare absentie aangeleverd."
    assert ["2a" in told[0], "3b" in told[1]] == [True, True]
    assert told[2] == "Een afwezigheid zonder einde begon meer dan 20 schooldagen geleden. (3 keer)"
    text = plain(read(render_school(school)).text)
    assert text.index("Let op bij deze cijfers") < text.index("In één oogopslag")
    assert "Let op bij deze cijfers" not in plain(read(render_school(replace(school, bevindingen=found[-1:]))).text)


def test_absence_without_a_reason_says_what_it_would_be() -> None:
    """Three pupils, of two of whom a report would be due; four lesweken go before 16 hours."""
    text = plain(read(render_school(samples.make_school())).text)
    assert "Afwezig, reden niet ingevuld Van 3 leerlingen staat er dat zij afwezig waren" in text
    assert "▲ Was het ongeoorloofd, dan moet u van 2 leerlingen melding doen bij DUO." in text
    asked = text.partition("Afwezig, reden niet ingevuld")[2].partition("Wat moet nog gemeld bij DUO?")[0]
    told = [asked.index(words) for words in (
        "8 sep 2025", "▲ melding bij DUO: langdurig relatief verzuim",
        "3 nov 2025", "▲ melding bij DUO: 16 uur in vier lesweken",
        "1 dec 2025", "geen nieuwe melding bij DUO",
    )]  # fmt: skip
    assert told == sorted(told)
    without = plain(read(render_school(replace(samples.make_school(), zonder_reden=()))).text)
    assert "is de reden niet ingevuld" not in without


def test_who_left_or_came_while_absent_stands_apart() -> None:
    """21 positions are three lesweken, 45 are six and three days more. Who is still away has no last day."""
    text = plain(read(render_school(samples.make_school())).text)
    part = text.partition("Vertrokken of nieuw, en afwezig")[2].partition("Wat aan de registratie beter kan")[0]
    assert "Deze 2 leerlingen waren een hele lesweek of langer afwezig en zijn daarna uitgeschreven." in part
    told = [part.index(words) for words in (
        "6 okt 202531 okt 20253 lesweken", "15 dec 202519 dec 20251 lesweek",
        "1 nov 20253 nov 2025nuruim 6 lesweken", "1 nov 20253 nov 202521 nov 20253 lesweken",
    )]  # fmt: skip
    assert told == sorted(told)
    school = samples.make_school()
    one = plain(read(render_school(replace(school, vertrokken=school.vertrokken[:1], nieuw=()))).text)
    assert "Deze leerling was een hele lesweek of langer afwezig" in one
    assert "Nieuw en vanaf de eerste dag afwezig" not in one
    assert (
        "Vertrokken of nieuw, en afwezig"
        not in plain(read(render_school(replace(school, vertrokken=(), nieuw=()))).text).partition("Herkomst")[0]
    )


def _get_thuiszitter(school: SchoolReport) -> Pupil:
    return next(p for p in school.leerlingen if any(s.status == "thuiszitter" for s in p.statussen))


def test_where_calendar_days_decide_the_row_tells_the_holidays() -> None:
    school = samples.make_school()
    pupil = _get_thuiszitter(school)
    assert pupil.kaart is not None
    run = replace(pupil.kaart.reeksen[1], groep="oa", start=pupil.statussen[0].start)
    changed = replace(pupil, kaart=replace(pupil.kaart, reeksen=(run,)))
    pupils = tuple(changed if each is pupil else each for each in school.leerlingen)
    words = ("35 kalenderdagen, waarvan 13 in een vakantie of op een vrije dag",)
    for decide in (True, False):
        view = view_of(replace(school, leerlingen=pupils, kalenderdagen_beslissen=decide))
        row = next(row for group in view.lijst for row in group.rijen if row.leerling is changed)
        assert tuple(plain(text) for text in row.vrije_dagen) == (words if decide else ())


def test_a_status_that_could_be_more_is_a_range() -> None:
    school = replace(samples.make_school(), leerlingen=samples.make_school().leerlingen[-20:])
    certain = plain(read(render_school(school)).text)
    assert "tot" not in certain.partition("Thuiszitters")[2][:20]
    # Two who could be thuiszitter; three dreigend and one relatief verzuim, in one group of the list.
    text = plain(read(render_school(replace(school, mogelijk=PossibleCounts(2, 3, 1)))).text)
    view = view_of(replace(school, mogelijk=PossibleCounts(2, 3, 1)))
    assert (view.erbij_mogelijk["thuiszitters"], view.erbij_mogelijk["dreigend"]) == (2, 3 + 1)
    assert view.erbij_mogelijk["vierweken"] == 0
    now = view.totalen.thuiszitters
    assert f"{now} tot {now + 2}" in text


def test_totals_with_and_without_exactly_four_weeks() -> None:
    """Of the 14 with a status numbers 0, 6 and 12 are longer than three months, 1, 7 and 13 thuiszitter: 3 + 3."""
    totals = view_of(samples.make_school()).totalen
    assert (totals.langer, totals.thuiszitters) == (3, 6)
    school = samples.make_school()
    pupil = _get_thuiszitter(school)
    exact = replace(pupil, statussen=(replace(pupil.statussen[0], precies_vier_weken=True),))
    pupils = tuple(exact if each is pupil else each for each in school.leerlingen)
    assert view_of(replace(school, leerlingen=pupils)).totalen.precies_vier_weken == totals.precies_vier_weken + 1


def test_who_is_18_or_older_is_counted_apart_and_an_unknown_age_with_the_thuiszitters() -> None:
    school = samples.make_school()
    totals = view_of(school).totalen
    pupil = _get_thuiszitter(school)

    def count_with(duty: str) -> tuple[int, int, int]:
        other = replace(pupil, statussen=(replace(pupil.statussen[0], plicht=duty),))
        changed = replace(school, leerlingen=tuple(other if each is pupil else each for each in school.leerlingen))
        found = view_of(changed).totalen
        return found.thuiszitters, found.leeftijd_onbekend, found.rmc

    assert count_with("verplicht") == (totals.thuiszitters, 0, 0)
    assert count_with("niet_te_bepalen") == (totals.thuiszitters, 1, 0)
    assert count_with("rmc") == (totals.thuiszitters - 1, 0, 1)


def test_attendance_alone_stands_apart_with_its_count() -> None:
    text = plain(read(render_school(samples.make_school())).text)
    # Of the first 14 pupils every sixth: numbers 5 and 11.
    assert "Valt alleen op door de aanwezigheid 2 leerlingen" in text


# --- picture, registration, addresses --------------------------------------------------------------------------------


def test_the_calendar_has_a_row_a_weekday_and_fits_a_page() -> None:
    days = tuple(SchoolDay(day, 1_000, 100, 0, 5) for day in make_days(22))
    tables = heat_calendar(days, 5, "12AB00")
    assert [len(table.kolommen) for table in tables] == [20, 2]
    assert [row.kop for row in tables[0].rijen] == ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
    # 100 of 1 000 minutes: 10 %, the fourth step.
    assert (tables[0].rijen[0].cellen[0].tekst, tables[0].rijen[0].cellen[0].stap) == ("10", 3)
    assert heat_calendar((), 5, "12AB00") == ()
    gone = heat_calendar(days[:5] + days[6:], 5, "12AB00")
    assert gone[0].rijen[0].cellen[1].leeg
    # Four pupils had lessons that day, five are asked.
    few = heat_calendar((replace(days[0], leerlingen=4),), 5, "12AB00")[0].rijen[0].cellen[0]
    assert (few.tekst, few.stap, few.leeg) == ("", None, False)


def test_what_stands_out_is_told_with_the_number_of_comparisons() -> None:
    text = plain(read(render_school(samples.make_school())).text)
    # 9 hours on 5 days, less the ninth hour with too few lessons (9 * 5 - 5); 5 weekdays; 2 sides of a holiday.
    assert "Voor de school waren dat er 47, voor leerlingen 3." in text
    assert "Lesuur 8 op vrijdag: 90 lessen gemist door 11 leerlingen die op school waren, waar" in text
    assert "Te laat op maandag: 60 keer, waar 28,0 te verwachten was" in text
    assert "Vlak voor de herfstvakantie: 30 keer begon ongeoorloofd verzuim, waar 3,5 te verwachten was" in text
    assert "verzuim begint vaak op vrijdag10 van 10 keer, waar 2,0 te verwachten was" in text
    assert "spijbelt" not in text


def test_where_nothing_stands_out_the_page_says_so() -> None:
    quiet = replace(samples.make_school(), lesuren=(), te_laat=(), vakantieranden=(), patronen=())
    text = plain(read(render_school(quiet)).text)
    assert "Voor de school als geheel valt niets op." in text
    assert "Voor afzonderlijke leerlingen valt geen dag of lesuur op." in text


def test_registration_says_what_to_do() -> None:
    text = plain(read(render_school(samples.make_school())).text)
    assert "klas 3c (24 leerlingen): week 36 (1 sep 2025) en week 37 (8 sep 2025)" in text
    assert "lkkkkkkkkkka2b3 nov 2025286" in text
    clean = replace(samples.make_school(), voorlopig=(), stille_weken=())
    text = plain(read(render_school(clean)).text)
    assert "Er staat niets langer dan 5 schooldagen op voorlopig ongeoorloofd." in text
    assert "In elke klas van minstens 10 leerlingen is elke lesweek iets geregistreerd." in text


def test_unknown_lessons_are_marked_with_what_they_could_change() -> None:
    page = render_school(samples.make_school())
    words = "Door lessen met een onbekende code kan nog veranderen: de tier en het aantal ongeoorloofde uren."
    assert words in page
    # Every 41st of 180 pupils: 0, 41, 82, 123 and 164.
    assert "Zij kunnen de uitkomst nog veranderen, bij 5 leerlingen." in plain(page)


def test_every_address_can_be_read_and_names_the_school() -> None:
    page = read(render_school(samples.make_school()))
    found = [attributes["data-adres"] for _, attributes in page.tags if "data-adres" in attributes]
    assert len(found) > 40
    for text in found:
        assert text is not None
        assert dict(read_address(text).filter)["school"] == "12AB00"


def test_columns_of_the_school_year_are_headed_with_their_dates() -> None:
    text = plain(read(render_school(samples.make_school())).text)
    assert "Te laat1 aug t/m 1 jan 2026" in text
    assert "Ziek, dagen1 aug t/m 1 jan 2026" in text
