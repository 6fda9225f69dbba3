"""The school report: strips of days, tiles, cards, what must be reported by when, addresses.

Expected values are worked out by hand; the arithmetic stands beside them.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.context.counts import Minutes, PossibleCounts
from reports.context.parts import Distance, QuarterTier, Run, SchoolDay, SickSpell
from reports.context.school import DueReport, EarlierList, Incomplete, Pupil, PupilStatus, SchoolReport, WorkItem
from reports.release.address import read_address
from reports.render import render_pupils, render_school
from reports.school import explanation
from reports.school import words as school_words
from reports.school.day_strip import (
    KINDS,
    describe_weeks,
    find_absent_stretches,
    make_week_strip,
    make_year_strip,
    write_parts,
    write_stretches,
)
from reports.school.page import heat_calendar, make_tiles, make_view
from reports.school.patterns import Trial
from reports.school.pupils import make_pupils_view
from reports.school.worklist import make_list
from reports.words import palette, wording
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
    assert plain(strip.woorden) == "aanwezig 21 dagen helemaal, 4 dagen niet; hele dagen afwezig 1 sep t/m 4 sep"


def test_the_parts_of_a_strip_stand_beside_each_other_on_a_page() -> None:
    # Two weeks of September: a week at school, and one ill; beside it a part with a head that a browser could read.
    (part,) = make_year_strip("a" * 5 + "Z" * 5, make_days(2)).delen
    written = '<i><u>sep</u><s class="aa">·····</s><s class="zk">ZZZZZ</s></i>'
    assert write_parts([part]) == written
    hostile = replace(part, kop="<b>", stukken=())
    assert write_parts([part, hostile]) == f"{written}<i><u>&lt;b&gt;</u></i>"
    assert write_parts([]) == ""


def test_a_tier_has_its_sign_and_its_words() -> None:
    assert wording.show_tier("3") == (
        '<span class="tier tier-3"><span aria-hidden="true">■</span> tier 3 · intensief</span>'
    )
    assert wording.tier_key(replace(samples.make_school().leerlingen[0], tier=3)) == "3"
    with pytest.raises(KeyError):
        wording.show_tier("4")


def test_a_week_strip_has_a_sign_for_each_of_the_last_weeks_with_lessons() -> None:
    """Three weeks, of which the last two are asked: 8 and 15 September are Mondays of week 37 and 38."""
    strip = make_week_strip("a" * 10 + "ZZZZZ", make_days(3), weeks=2)
    assert [part.kop for part in strip.delen] == ["week 37 t/m 38"]
    assert [(each.klasse, each.tekens) for each in strip.delen[0].stukken] == [("aa", "·"), ("zk", "Z")]
    assert plain(strip.woorden) == "aanwezig 5 dagen helemaal, 5 dagen niet; hele dagen afwezig 15 sep t/m 19 sep"
    assert describe_weeks(make_days(1), weeks=12) == "week 36"
    assert describe_weeks([], weeks=12) == ""


@pytest.mark.parametrize(
    ("letters", "sign"),
    [
        ("aaaaa", "·"),
        ("-----", "–"),
        # A day at school says more than one without lessons.
        ("----a", "·"),
        # What was most often; of as many the first of O, R, Z, G.
        ("ZZOaa", "Z"),
        ("ZOaaa", "O"),
        ("GRaaa", "R"),
        # One whole day goes before four parts of a day.
        ("ooooZ", "Z"),
        ("zzoaa", "z"),
        ("goaaa", "o"),
        # What is not known never reads as present, nor does a part of a day missed.
        ("?aaaa", "?"),
        ("?raaa", "r"),
        ("TEaaa", "E"),
        ("Taaaa", "T"),
    ],
)
def test_a_week_shows_what_was_most_often_in_it(letters: str, sign: str) -> None:
    (part,) = make_week_strip(letters, make_days(1), weeks=1).delen
    assert [stretch.tekens for stretch in part.stukken] == [sign]


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("aaaaa", "aanwezig 5 dagen helemaal"),
        # A part of a day away is no day at school; late and elsewhere are.
        ("ozgTE", "aanwezig 2 dagen helemaal, 3 dagen deels"),
        ("-----", "geen lessen in deze tijd"),
        # Days without lessons count nowhere, and do not cut a stretch.
        ("Z-Zaa", "aanwezig 2 dagen helemaal, 2 dagen niet; hele dagen afwezig 1 sep t/m 3 sep"),
        ("?aaaa", "aanwezig 4 dagen helemaal; 1 dag onbekend"),
        ("?----", "1 dag onbekend"),
        ("ZaGaO", "aanwezig 2 dagen helemaal, 3 dagen niet; hele dagen afwezig 1 sep, 3 sep en 5 sep"),
        ("raaRO", "aanwezig 2 dagen helemaal, 1 dag deels, 2 dagen niet; hele dagen afwezig 4 sep t/m 5 sep"),
    ],
)
def test_the_same_in_words(letters: str, words: str) -> None:
    assert plain(make_week_strip(letters, make_days(1), weeks=1).woorden) == words


def test_many_stretches_name_the_last_three() -> None:
    """Away on 1, 3, 5, 9 and 11 September: three named, two before."""
    words = make_week_strip("ZaZaZaZaZa", make_days(2), weeks=2).woorden
    away = "hele dagen afwezig 5 sep, 9 sep en 11 sep en 2 keer eerder"
    assert plain(words) == f"aanwezig 5 dagen helemaal, 5 dagen niet; {away}"


def test_a_strip_and_its_days_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        make_year_strip("aa", make_days(1))
    assert find_absent_stretches("", []) == ()


def test_a_month_begins_on_its_first_day_of_lessons_and_equal_days_are_one_stretch() -> None:
    """Thirty days from Monday 1 September 2025: 22 of September, 8 of October."""
    strip = make_year_strip("O" * 21 + "Z" + "Z" * 8, make_days(6))
    assert [(part.kop, [(each.klasse, len(each.tekens)) for each in part.stukken]) for part in strip.delen] == [
        ("sep", [("oa", 21), ("zk", 1)]),
        ("okt", [("zk", 8)]),
    ]


def test_a_stretch_is_written_as_one_short_tag() -> None:
    (part,) = make_year_strip("OOa-a", make_days(1)).delen
    assert write_stretches(part.stukken) == (
        '<s class="oa">OO</s><s class="aa">·</s><s class="ge">–</s><s class="aa">·</s>'
    )


def test_days_without_lessons_do_not_cut_a_stretch_and_stand_at_neither_end() -> None:
    """Of ten days from 1 September: 2 to 4 with one without lessons between; 10 alone, between two without."""
    days = make_days(2)
    assert find_absent_stretches("aO-Zao-R-a", days) == ((days[1], days[3]), (days[7], days[7]))


def test_every_kind_of_day_has_its_own_letter_and_words() -> None:
    for each in ("letter", "teken", "klasse", "woorden"):
        assert len({getattr(kind, each) for kind in KINDS}) == len(KINDS)
    assert {kind.klasse for kind in KINDS} == set(palette.DAYS)
    swatches = palette.DAYS.values()
    assert all(palette.contrast(swatch.vulling, swatch.tekst) >= palette.TEXT_RATIO for swatch in swatches)
    # Days at school and days without lessons are written in the muted ink, on the same paper.
    assert {palette.DAYS[name].vulling for name in ("aa", "ge")} == {palette.PAPER}


def test_a_sign_means_the_same_on_every_page() -> None:
    """Calendars of an explanation and heat maps have the signs of the strips; too few has that of a tier."""
    strips = {kind.teken: kind.woorden for kind in KINDS}
    assert all(strips[sign] == words for sign, words in explanation.LETTERS.items())
    page = render_school(samples.make_school())
    empty = re.findall(r'<td class="(geen|weinig)"><span aria-hidden="true">(.)</span>', page)
    assert set(empty) == {("geen", "–"), ("weinig", "○")}
    assert strips["–"] == "geen lessen"
    assert wording.TIER_SYMBOLS["te_weinig_gegevens"] == "○"


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


def test_a_run_says_how_many_days_were_holidays() -> None:
    run = Run("alle", date(2025, 12, 1), date(2025, 12, 19), 21, 35, 13, loopt=True)
    assert plain(school_words.describe_run(run)) == (
        "1 dec t/m 19 dec 2025: 3 lesweken, geoorloofd en ongeoorloofd door elkaar; 35 kalenderdagen, waarvan 13 in een"
        " vakantie of op een vrije dag; loopt nog"
    )
    moved = replace(run, hier_vanaf=date(2025, 12, 8))
    assert "; begon op de vorige school, hier vanaf 8 dec 2025; 35 kalenderdagen" in plain(
        school_words.describe_run(moved)
    )
    over = replace(run, groep="oa", vrije_dagen=0, loopt=False, duur_posities=30)
    assert plain(school_words.describe_run(over)) == (
        "1 dec t/m 19 dec 2025: ruim 4 lesweken, geheel ongeoorloofd; 35 kalenderdagen, geen daarvan in een vakantie"
    )


def test_other_words() -> None:
    # 16 - 12,25 = 3,75; what is lacking is rounded up.
    near = Distance("S3-70", "Zestien uur", 12.25, 16, ("klokuur", "klokuren"))
    assert plain(school_words.describe_distance(near)) == "nog 3,75 klokuren (12,25 van 16) tot: Zestien uur"
    one = near._replace(waarde=15.0)
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
    assert plain(school_words.describe_quarter(open_quarter._replace(onbekend_min=0))) == "90,0 %"
    # 850 of 1 000 when the rows in quarantine are absence.
    assert plain(school_words.describe_quarter(open_quarter._replace(laagste_min=850))) == "tussen 85,0 en 95,0 %"
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
    edge = trial._replace(soort="rond_vakantie", plaats=(1,))
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


# --- tiles and doubts ------------------------------------------------------------------------------------------------


def view_of(report: SchoolReport):
    return make_view(report, make_list(report))


def read_tiles(report: SchoolReport) -> dict[str, tuple[str, ...]]:
    return {tile.naam: (plain(tile.groot), *map(plain, tile.regels)) for tile in make_tiles(report)}


def test_four_tiles_tell_how_many_are_new() -> None:
    """Of the 14 pupils with a status numbers 0, 1, 6, 7, 12 and 13 are at home, and number 14 has a four-week group: 7.
    Numbers 4 and 10 are ill. On the last list stood 0, 3, 6, 9 and 12 (14 is none of three): of the seven 4 are new.
    Overdue are MDOs, no reports."""
    tiles = read_tiles(samples.make_school())
    # Everybody has a tier but those of numbers 0, 41 … 164 who are open and the last one.
    assert tiles["Aanwezig"][1].startswith("met een tier: ")
    assert list(tiles) == ["Aanwezig", "Thuis of bijna thuis", "Vaak of lang ziek", "Meldingen te laat"]
    # 960 of 1 000 minutes.
    assert tiles["Aanwezig"][1].endswith(", een jaar eerder 96,0 %")
    assert tiles["Thuis of bijna thuis"] == ("7", "leerlingen, 4 nieuw sinds 1 sep")
    assert tiles["Vaak of lang ziek"] == ("2", "leerlingen, 2 nieuw sinds 1 sep")
    assert tiles["Meldingen te laat"] == ("0", "0 leerlingen, 0 nieuw sinds 1 sep")


def test_another_year_is_compared_over_pupils_with_a_tier() -> None:
    """900 of 1 000 minutes with a tier; with 100 of 100 more of a pupil without one (1 000 of 1 100) it is 90,9 %."""
    plain_pupil = replace(samples.make_school().leerlingen[0], minuten=Minutes(1_000, 900, 100), tier=2)
    newcomer = replace(plain_pupil, leerling="lb", minuten=Minutes(100, 100), tier=None)
    school = replace(samples.make_school(), leerlingen=(plain_pupil, newcomer))
    told = ("90,9 %", "met een tier: 90,0 %, een jaar eerder 96,0 %")
    assert read_tiles(school)["Aanwezig"] == told
    assert read_tiles(replace(school, leerlingen=(plain_pupil,)))["Aanwezig"] == ("90,0 %", "een jaar eerder 96,0 %")


def test_without_an_earlier_list_or_year_a_tile_tells_of_now_alone() -> None:
    tiles = read_tiles(replace(samples.make_school(), vorige=None, vorig_jaar=None))
    assert tiles["Aanwezig"][1:] == ("van de lestijd, 180 leerlingen",)
    assert tiles["Thuis of bijna thuis"] == ("7", "leerlingen")
    assert tiles["Meldingen te laat"] == ("0", "0 leerlingen")


def test_who_changed_groups_is_new_in_the_group() -> None:
    """Number 0 stood on the last list in the second group; number 6 and 12 in this one: 7 - 2 are new."""
    school = samples.make_school()
    assert school.vorige is not None
    moved = replace(school.vorige, zwaarte={**school.vorige.zwaarte, school.leerlingen[0].leerling: 2})
    tiles = read_tiles(replace(school, vorige=moved))
    assert tiles["Thuis of bijna thuis"][1] == "leerlingen, 5 nieuw sinds 1 sep"


def test_overdue_reports_are_counted_with_their_pupils_and_what_is_new() -> None:
    """One pupil has two overdue reports, one of them already on the last list, and another has one: 3 of 2 pupils."""
    school = samples.make_school()
    late = WorkItem("school", "duo_16uur", date(2025, 9, 1), "te_laat", date(2025, 9, 8))
    luxe = late._replace(actie="duo_luxe", sinds=date(2025, 10, 1))
    done = late._replace(stand="gedaan", gedaan_op=date(2025, 9, 3))
    first, second, third, *others = school.leerlingen
    pupils = (
        replace(first, werk=(late, luxe)),
        replace(second, werk=(late,)),
        replace(third, werk=(done, late._replace(stand="te_doen"))),
        *others,
    )
    before = EarlierList(date(2025, 9, 1), {}, frozenset({(first.leerling, "duo_16uur", date(2025, 9, 1))}))
    tiles = read_tiles(replace(school, leerlingen=pupils, vorige=before))
    assert tiles["Meldingen te laat"] == ("3", "2 leerlingen, 2 nieuw sinds 1 sep")


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
    missing = view_of(replace(school, bevindingen=(), register_aangeleverd=False)).twijfels
    assert missing == ("Geen MSA-register ontvangen: plannen van aanpak zijn onbekend.",)
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
    nobody = plain(read(render_school(replace(school, vertrokken=(), nieuw=()))).text)
    assert "Vertrokken tijdens verzuim" not in nobody
    assert "weet dit rapport niet waar zij heen gingen" not in nobody


def _get_thuiszitter(school: SchoolReport) -> Pupil:
    return next(p for p in school.leerlingen if any(s.status == "thuiszitter" for s in p.statussen))


def test_where_calendar_days_decide_the_card_tells_the_holidays() -> None:
    school = samples.make_school()
    pupil = _get_thuiszitter(school)
    assert pupil.kaart is not None
    run = replace(pupil.kaart.reeksen[1], groep="oa", start=pupil.statussen[0].start)
    changed = replace(pupil, kaart=replace(pupil.kaart, reeksen=(run,)))
    pupils = tuple(changed if each is pupil else each for each in school.leerlingen)
    words = ("35 kalenderdagen, waarvan 13 in een vakantie of op een vrije dag",)
    for decide in (True, False):
        report = replace(school, leerlingen=pupils, kalenderdagen_beslissen=decide)
        view = make_pupils_view(report, make_list(report))
        card = next(card for group in view.groepen for card in group.kaarten if card.rij.leerling is changed)
        assert tuple(plain(text) for _, text in card.statussen if text) == (words if decide else ())


def test_a_status_that_could_be_more_is_a_range() -> None:
    """Seven at home; two more could be thuiszitter."""
    school = replace(samples.make_school(), vorige=None)
    assert read_tiles(school)["Thuis of bijna thuis"] == ("7", "leerlingen")
    unsure = replace(school, mogelijk=PossibleCounts(2, 3, 1))
    told = ("7 tot 9", "leerlingen", "niet zeker door onbekende codes of ontbrekende gegevens")
    assert read_tiles(unsure)["Thuis of bijna thuis"] == told
    # Numbers 2, 3, 8 and 9 are dreigend, 5 and 11 by attendance alone: 6, and three more could be.
    assert "Dreigend thuiszitter6 tot 9" in plain(read(render_school(unsure)).text)


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
    assert words in render_pupils(samples.make_school())
    # Every 41st of 180 pupils: 0, 41, 82, 123 and 164.
    assert "Zij kunnen de uitkomst nog veranderen, bij 5 leerlingen." in plain(page)


@pytest.mark.parametrize("render", [render_school, render_pupils])
def test_every_address_can_be_read_and_names_the_school(render: Callable[[SchoolReport], str]) -> None:
    page = read(render(samples.make_school()))
    found = [attributes["data-adres"] for _, attributes in page.tags if "data-adres" in attributes]
    assert len(found) > 40
    for text in found:
        assert text is not None
        assert dict(read_address(text).filter)["school"] == "12AB00"


def test_columns_of_the_school_year_are_headed_with_their_dates() -> None:
    text = plain(read(render_pupils(samples.make_school())).text)
    assert "Te laat1 aug t/m 1 jan 2026" in text
    assert "Ziek, dagen1 aug t/m 1 jan 2026" in text


# --- the page of cards -----------------------------------------------------------------------------------------------


def test_every_pupil_of_the_list_has_a_card_and_everybody_else_a_row() -> None:
    """14 pupils with a status and one with a four-week group have a card, 180 - 15 a row; each link leads to one."""
    school = samples.make_school()
    view = make_pupils_view(school, make_list(school))
    cards = [card.rij.leerling.leerling for group in view.groepen for card in group.kaarten]
    assert len(cards) == len(set(cards)) == 15
    assert len(view.anderen) == 180 - 15
    assert not {pupil.leerling for pupil in view.anderen} & set(cards)
    ids = {attributes.get("id") for _, attributes in read(render_pupils(school)).tags}
    links = [attributes.get("href") or "" for _, attributes in read(render_school(school)).tags]
    wanted = [link.partition("#")[2] for link in links if link.startswith("leerlingen.html#")]
    assert sorted(wanted) == sorted(f"bewijs-{code}" for code in cards)
    assert set(wanted) <= ids


def test_evidence_stands_with_its_own_pupil() -> None:
    """One pupil with a card and one without have signals: no other card tells any, and one row links to its own."""
    school = samples.make_school()
    cards = [pupil.leerling for group in make_list(school) for pupil in (row.leerling for row in group.rijen)]
    other = next(pupil.leerling for pupil in school.leerlingen if pupil.leerling not in cards)
    told = {cards[1], other}
    page = render_pupils(
        replace(
            school,
            leerlingen=tuple(
                replace(pupil, bewijs=samples.make_evidence(2) if pupil.leerling in told else ())
                for pupil in school.leerlingen
            ),
        )
    )
    places = {
        code: page.partition(f'<div id="bewijs-{code}"')[2].partition("</details>")[0] for code in (*cards, other)
    }
    assert {code for code, part in places.items() if 'class="klein bewijs"' in part} == told
    assert [code for code, part in places.items() if "Signalen en bewijs" in part] == [cards[1]]
    assert [link for _, each in read(page).tags if (link := each.get("href") or "").startswith("#bewijs-")] == [
        f"#bewijs-{other}"
    ]


def test_a_card_tells_the_days_and_what_was_done() -> None:
    """Number 3 has four things on the list: two to do, a report made on 6 October and an MDO that is overdue."""
    school = samples.make_school()
    code = school.leerlingen[3].leerling
    page = render_pupils(school)
    card = plain(read(page.partition(f'<div id="bewijs-{code}"')[2].partition("</details>")[0]).text)
    # Wholly: 1 + 3 + 2 days of STRIP_WEEKS and 10 weeks of five; in part z, g and o; away 5 O, 3 Z and 1 G.
    assert "aanwezig 56 dagen helemaal, 3 dagen deels, 9 dagen niet; hele dagen afwezig 1 sep t/m 10 sep" in card
    assert "▲ te laat: oco, MDO, uiterlijk 24 nov" in card
    assert "DUO-melding zestien uur 6 okt" in card
    assert "Thuiszitter" not in card


def test_a_card_lays_the_pupil_beside_the_class() -> None:
    """Five pupils of one class, of whom one missed 400 of 1,000 minutes: 4,600 of 5,000 is 92,0 %. Of four: too few."""
    school = samples.make_school()
    pupil = _get_thuiszitter(school)
    mine = replace(pupil, klas="9Z", minuten=Minutes(1000, 600, 0, 400))
    others = [replace(each, klas="9Z", minuten=Minutes(1000, 1000)) for each in school.leerlingen if each is not pupil]
    limits = replace(school.grenzen, minimum_leerlingen=5)
    for classmates, told in ((others[:4], True), (others[:3], False)):
        report = replace(school, leerlingen=(mine, *classmates), grenzen=limits)
        page = render_pupils(report)
        card = plain(read(page.partition(f'<div id="bewijs-{mine.leerling}"')[2].partition("</dl>")[0]).text)
        assert "60,0 %" in card
        assert ("klas 92,0 %" in card) == told


def test_links_between_the_pages_of_a_school() -> None:
    school = samples.make_school()
    assert '<a href="rol/oco.html">oco</a>' in render_school(school)
    assert "Werkblad per rol" not in render_school(replace(school, rollen=()))
    assert 'href="index.html"' in render_pupils(school)
    assert 'href="leerlingen.html"' in render_school(school)
    # Without pupils there is nothing to lead to.
    assert 'href="leerlingen.html"' not in render_school(samples.make_empty_school())
