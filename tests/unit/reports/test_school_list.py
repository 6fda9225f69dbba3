"""The list of the school page: groups, order, what is the matter, what must be done and was done, new and gone.

Expected values are worked out by hand; the arithmetic stands beside them.
"""

import re
from dataclasses import replace
from datetime import date

import pytest

from reports.context.counts import Minutes
from reports.context.parts import CaseNotes, PastQuarter, PupilCard, SickSpell
from reports.context.school import EarlierList, Pupil, PupilFourWeeks, PupilStatus, SchoolReport, WorkItem
from reports.render import render_pupils, render_school
from reports.school import worklist
from reports.school.page import make_tiles
from reports.school.worklist import Row, make_list
from schemas.acts import load_acts
from schemas.columns import REGIEHOUDERS, RESULTATEN
from tests.lib import report_samples as samples
from tests.unit.reports.test_reports import read

NBSP = "\u00a0"
TALK = WorkItem("mentor", "gesprek", date(2025, 10, 1), "te_doen")
LATE = WorkItem("oco", "mdo", date(2025, 11, 3), "te_laat", date(2025, 11, 24))
HOME = PupilStatus("thuiszitter", "S3-72", date(2025, 11, 10), 42, op_peildatum=True)


def make_pupil(code: str = "la", **changes: object) -> Pupil:
    pupil = Pupil(code, "2b", "2", 70, Minutes(1_000, 800, 100, 100), 3, "zeker", 0.0, 0, 0, 0, 0.0)
    return replace(pupil, **{"werk": (TALK,), "zwaarte": 3, **changes})


def make_report(*pupils: Pupil, **changes: object) -> SchoolReport:
    return replace(samples.make_empty_school(), leerlingen=pupils, **changes)


def make_row(pupil: Pupil, **changes: object) -> Row:
    (group,) = make_list(make_report(pupil, **changes))
    return group.rijen[0]


def tell(pupil: Pupil, sector: str = "VO") -> str:
    return plain("".join(piece.tekst for piece in make_row(pupil, sector=sector).zin))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


# --- groups and order ------------------------------------------------------------------------------------------------


def test_every_pupil_of_the_work_list_stands_once_in_the_group_of_its_weight() -> None:
    school = samples.make_school()
    groups = make_list(school)
    listed = [row.leerling for group in groups for row in group.rijen]
    assert {pupil.leerling for pupil in school.leerlingen if pupil.werk} == {pupil.leerling for pupil in listed}
    assert len(listed) == len({pupil.leerling for pupil in listed})
    assert all(row.leerling.zwaarte == group.sleutel for group in groups for row in group.rijen)
    # By status: 1 and 2 in six at home and one by a four-week group, 5 in six ill, 3 and 4, and 6 by attendance alone.
    assert [(group.sleutel, len(group.rijen)) for group in groups] == [(1, 6 + 1), (2, 2), (3, 4), (4, 2)]


@pytest.mark.parametrize(
    ("pupil", "group"),
    [
        (make_pupil(werk=(), zwaarte=None, statussen=(HOME,)), worklist.ONLY_STATUS),
        (
            make_pupil(werk=(), zwaarte=None, vierweken=(PupilFourWeeks("hoogstens_20pct", date(2025, 9, 8), 50, 5),)),
            worklist.ONLY_STATUS,
        ),
        (make_pupil(werk=(), zwaarte=None, statussen=(replace(HOME, alleen_aanwezigheid=True),)), None),
        (make_pupil(werk=(), zwaarte=None), None),
        (make_pupil(zwaarte=5), 5),
    ],
)
def test_nobody_with_a_status_is_lost_because_no_rule_asks_anything(pupil: Pupil, group: int | None) -> None:
    assert worklist.get_group(pupil) == group
    assert [found.sleutel for found in make_list(make_report(pupil))] == ([group] if group else [])


def test_who_left_with_something_still_due_is_on_the_list_and_in_no_other_count() -> None:
    report = WorkItem("school", "duo_16uur", date(2025, 4, 23), "te_laat", date(2025, 4, 30))
    left = make_pupil("lb", klas="", minuten=Minutes(), werk=(report,), ingeschreven=False, kaart=PupilCard(""))
    school = make_report(make_pupil("la"), uitgeschreven=(left,), vorige=EarlierList(date(2025, 9, 1), {"lb": 3}))
    (group,) = make_list(school)
    assert [row.leerling.leerling for row in group.rijen] == ["lb", "la"]
    assert plain("".join(piece.tekst for piece in group.rijen[0].zin)) == "niet meer ingeschreven in deze periode"
    assert (group.rijen[0].weken, group.rijen[0].stand) == (None, "nog steeds")
    # The last day lay in another school year.
    assert plain(group.rijen[0].te_laat[0]).endswith("zestien uur, uiterlijk 30 apr 2025")
    assert worklist.list_gone(school) == ()
    tiles = {tile.naam: tile for tile in make_tiles(school)}
    assert tiles["Meldingen te laat"].groot == "1"
    # 800 of 1 000 minutes of the other.
    assert plain(tiles["Aanwezig"].groot) == "80,0 %"
    card = read(render_pupils(school).partition('<div id="bewijs-lb"')[2].partition("</details>")[0]).text
    assert "DUO-melding zestien uur" in card
    assert "Aanwezig in de periode" not in card


def test_what_is_overdue_goes_first_then_the_longest_run_then_the_lowest_attendance() -> None:
    pupils = (
        make_pupil("la", minuten=Minutes(1_000, 900, 100)),
        make_pupil("lb", minuten=Minutes(1_000, 500, 500)),
        make_pupil("lc", statussen=(replace(HOME, duur_posities=28),)),
        make_pupil("ld", statussen=(HOME,)),
        make_pupil("le", statussen=(replace(HOME, duur_posities=90, op_peildatum=False),)),
        make_pupil("lf", werk=(LATE._replace(uiterste_datum=date(2025, 12, 1)),)),
        make_pupil("lg", werk=(TALK, LATE)),
        # What was overdue and is done is not urgent.
        make_pupil("lh", werk=(LATE._replace(stand="gedaan"),), minuten=Minutes(1_000, 1_000)),
    )
    (group,) = make_list(make_report(*pupils))
    assert [row.leerling.leerling for row in group.rijen] == ["lg", "lf", "ld", "lc", "le", "lb", "la", "lh"]


def test_the_first_group_and_what_is_overdue_stand_open_and_then_the_others_while_there_is_room() -> None:
    """A row of a few words takes 3 + 1 lines."""
    pupils = (
        *(make_pupil(f"la{at}", zwaarte=1) for at in range(2)),
        *(make_pupil(f"lb{at}", zwaarte=2) for at in range(3)),
        make_pupil("lc0", werk=(LATE,)),
        make_pupil("lc1"),
        make_pupil("ld0", zwaarte=4),
        make_pupil("ld1", zwaarte=4, werk=(LATE,)),
    )

    def list_open(lines: int) -> list[str]:
        groups = make_list(make_report(*pupils), lines=lines)
        assert all((*group.voorop, *group.rest) == group.rijen for group in groups)
        return [row.leerling.leerling for group in groups for row in group.voorop]

    assert list_open(15) == ["la0", "la1", "lc0"]
    assert list_open(16) == ["la0", "la1", "lc0", "ld1"]
    assert list_open(20) == ["la0", "la1", "lb0", "lc0", "ld1"]
    # Of the fourth group only what is overdue ever stands open.
    assert list_open(1_000) == ["la0", "la1", "lb0", "lb1", "lb2", "lc0", "lc1", "ld1"]


# --- what is the matter ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pupil", "words"),
    [
        (
            make_pupil(zwaarte=1, statussen=(HOME,)),
            "Thuiszitter sinds 10 nov 2025, 6 lesweken, geheel ongeoorloofd; 80,0 % aanwezig",
        ),
        # The window of a thuiszitter tells nothing new.
        (
            make_pupil(
                zwaarte=1,
                statussen=(HOME,),
                vierweken=(PupilFourWeeks("vier_weken_afwezig", date(2025, 11, 10), 500, 0),),
            ),
            "Thuiszitter sinds 10 nov 2025, 6 lesweken, geheel ongeoorloofd; 80,0 % aanwezig",
        ),
        (
            make_pupil(zwaarte=1, vierweken=(PupilFourWeeks("hoogstens_20pct", date(2025, 9, 8), 500, 50),)),
            "Vier lesweken hoogstens 20 % aanwezig, vanaf 8 sep 2025 (10,0 % aanwezig); 80,0 % aanwezig in de periode",
        ),
        (
            make_pupil(
                zwaarte=2,
                ziekmeldingen=8,
                ziek_schooldagen=27.7,
                kaart=PupilCard(
                    "",
                    ziekmeldingen=(
                        SickSpell(date(2025, 9, 1), date(2025, 9, 10), 8),
                        SickSpell(date(2025, 10, 1), date(2025, 10, 1), 1),
                    ),
                ),
            ),
            "8 keer ziek gemeld; 27,7 dagen ziek; langste 8 schooldagen; 80,0 % aanwezig",
        ),
        (
            make_pupil(oa_uren=12.0, te_laat=9, spijbeluren=1),
            "12,0 lesuren ongeoorloofd; 9 keer te laat; 1 les gespijbeld; 80,0 % aanwezig",
        ),
        (make_pupil(te_laat=9), "9 keer te laat; 80,0 % aanwezig"),
        # Attendance alone is no status to name: the number says it.
        (
            make_pupil(zwaarte=4, statussen=(replace(HOME, status="dreigend", alleen_aanwezigheid=True),)),
            "80,0 % aanwezig",
        ),
        (
            make_pupil(
                zwaarte=5,
                werk=(WorkItem("oco", "opnemen_msa", date(2025, 9, 2), "te_doen", toelichting="12 van 50 uur"),),
            ),
            "12 van 50 uur; 80,0 % aanwezig",
        ),
    ],
)
def test_one_sentence_says_what_is_the_matter(pupil: Pupil, words: str) -> None:
    assert tell(pupil) == words


def test_hours_of_primary_schools_are_clock_hours() -> None:
    assert tell(make_pupil(oa_uren=12.0), "PO") == "12,0 klokuren ongeoorloofd; 80,0 % aanwezig"


@pytest.mark.parametrize(
    ("hours", "sector", "words"),
    [
        (1.0, "VO", "1,0 lesuur"),
        (1.0, "PO", "1,0 klokuur"),
        (0.9, "PO", "0,9 klokuren"),
        (1.1, "PO", "1,1 klokuren"),
        (2.0, "VO", "2,0 lesuren"),
    ],
)
def test_one_hour_is_one(hours: float, sector: str, words: str) -> None:
    assert tell(make_pupil(oa_uren=hours), sector) == f"{words} ongeoorloofd; 80,0 % aanwezig"


def test_no_rule_code_stands_on_the_first_page() -> None:
    """ "S3-16" belongs in the evidence."""
    text = read(render_school(samples.make_school())).text
    assert not re.search(r"\bS\d-\d\d\b", text)


# --- what must be done, and was done ---------------------------------------------------------------------------------


def test_what_is_overdue_says_so_with_a_sign_and_the_day() -> None:
    second = LATE._replace(sinds=date(2025, 12, 1), uiterste_datum=date(2025, 12, 20))
    report = WorkItem("school", "duo_16uur", date(2025, 9, 30), "te_laat", date(2025, 10, 7))
    row = make_row(make_pupil(werk=(LATE, second, report, TALK)))
    assert [plain(line) for line in row.te_laat] == [
        "▲ te laat: administratie, DUO-melding zestien uur, uiterlijk 7 okt",
        "▲ te laat: oco, MDO, 2 keer, de eerste uiterlijk 24 nov",
    ]
    assert row.te_doen == (("mentor", "gesprek met leerling of ouders"),)


def test_what_must_be_done_is_one_line_for_each_role_in_the_order_of_the_list() -> None:
    work = (
        WorkItem("school", "duo_lrv", date(2025, 12, 1), "te_doen", date(2026, 1, 5)),
        WorkItem("lpa", "anders", date(2025, 12, 1), "te_doen", toelichting="actie vanuit LPA"),
        WorkItem("oco", "opnemen_msa", date(2025, 9, 2), "te_doen"),
        WorkItem("oco", "plan_van_aanpak", date(2025, 9, 2), "te_doen"),
        TALK,
    )
    assert [(who, plain(what)) for who, what in make_row(make_pupil(werk=work)).te_doen] == [
        ("mentor", "gesprek met leerling of ouders"),
        ("oco", "opnemen in de MSA, plan van aanpak"),
        ("leerplicht", "actie vanuit LPA"),
        ("administratie", "DUO-melding langdurig relatief verzuim uiterlijk 5 jan"),
    ]


def test_what_is_done_is_not_asked_again_and_says_when() -> None:
    work = (
        TALK._replace(stand="gedaan", gedaan_op=date(2025, 10, 6)),
        TALK._replace(rol="mt", stand="gedaan", gedaan_op=date(2025, 10, 9)),
        WorkItem("oco", "plan_van_aanpak", date(2025, 9, 2), "gedaan"),
    )
    # The register has a day for the MDO, and one for the evaluation after the peildatum of 1 January.
    row = make_row(make_pupil(werk=work, mdo_datum=date(2025, 12, 1), evaluatie_datum=date(2026, 1, 12)))
    assert (row.te_laat, row.te_doen) == ((), ())
    assert [plain(line) for line in row.gedaan] == [
        "gesprek met leerling of ouders 2 keer, laatst 9 okt",
        "plan van aanpak, dag niet bekend",
        "MDO 1 dec",
        "evaluatie van het MDO gepland op 12 jan",
    ]


def test_a_day_of_another_school_year_has_its_year() -> None:
    """The school year of the page is from 1 August 2025 up to 31 July 2026."""
    for day, words in (
        (date(2025, 7, 31), "31 jul 2025"),
        (date(2025, 8, 1), "1 aug"),
        (date(2026, 7, 31), "31 jul"),
        (date(2026, 8, 1), "1 aug 2026"),
    ):
        (line,) = make_row(make_pupil(werk=(LATE._replace(uiterste_datum=day),))).te_laat
        assert plain(line).endswith(f", uiterlijk {words}")


def test_a_plan_of_the_register_that_no_rule_asks_is_told_too() -> None:
    assert make_row(make_pupil(plan_van_aanpak=True)).gedaan == ("plan van aanpak, dag niet bekend",)
    assert make_row(make_pupil(plan_van_aanpak=False)).gedaan == ()


def test_every_role_has_a_short_name() -> None:
    assert list(worklist.ROLE_NAMES) == list(load_acts().roles)
    assert set(worklist.SHORT_WORDS) <= set(load_acts().acts)


# --- new, still there, gone ------------------------------------------------------------------------------------------


def test_a_pupil_is_new_or_still_there_only_beside_an_earlier_list() -> None:
    before = EarlierList(date(2025, 9, 1), {"la": 2, "lz": 1})
    assert make_row(make_pupil("la"), vorige=before).stand == "nog steeds"
    assert make_row(make_pupil("lb"), vorige=before).stand == "nieuw"
    assert make_row(make_pupil("la")).stand == ""


def test_who_is_on_the_list_no_more_is_named() -> None:
    """`lz` left, `lb` is still there and nothing is asked any more, `la` stands on both lists."""
    before = EarlierList(date(2025, 9, 1), {"la": 2, "lz": 1, "lb": 3})
    report = make_report(make_pupil("la"), make_pupil("lb", werk=(), zwaarte=None), vorige=before)
    assert worklist.list_gone(report) == ("lb", "lz")
    text = plain(read(render_school(report)).text)
    assert "Niet meer op de lijst sinds 1 sep 2025 2 leerlingen lb, lz" in text
    assert worklist.list_gone(replace(report, vorige=None)) == ()
    assert "Niet meer op de lijst" not in read(render_school(replace(report, vorige=None))).text


# --- earlier quarters and the register -------------------------------------------------------------------------------


def test_an_earlier_quarter_is_one_line() -> None:
    """8 321 of 10 000 minutes: 83,21 %, rounded down."""
    quarter = PastQuarter(date(2025, 6, 1), 2, 10_000, 8_321, ("plan_van_aanpak",), ("gesprek", "mdo"))
    assert plain(worklist.describe_past(quarter)) == (
        "1 jun 2025: vaak of lang ziek, 83,2 % aanwezig; gedaan: plan van aanpak; nog open: gesprek met leerling of"
        " ouders en overleg met alle partners (MDO)"
    )
    # Without minutes, done or open; an act that this version does not know is left out.
    bare = PastQuarter(date(2025, 6, 1), 1, 0, 0, (), ("iets_van_toen",))
    assert plain(worklist.describe_past(bare)) == "1 jun 2025: thuis of bijna thuis"


def test_the_register_says_what_was_agreed_and_what_came_of_it() -> None:
    notes = CaseNotes("oco", ("Consult bij de jeugdarts", "HALT"), "deels_terug", date(2025, 12, 3))
    assert [plain(line) for line in worklist.describe_case(notes)] == [
        "regie: oco",
        "ingezet: Consult bij de jeugdarts en HALT",
        "resultaat: deels terug op school",
        "afgesloten op 3 dec 2025",
    ]
    assert worklist.describe_case(CaseNotes()) == ()
    assert tuple(worklist.RESULT_WORDS) == RESULTATEN
    assert set(REGIEHOUDERS) <= set(worklist.ROLE_NAMES)


def test_both_stand_on_the_card() -> None:
    text = plain(read(render_pupils(samples.make_school())).text)
    assert "Volgens het register regie: oco" in text
    assert "In eerdere verslagen 1 jun 2025: vaak of lang ziek, 83,2 % aanwezig" in text
