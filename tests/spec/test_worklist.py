"""Table `werklijst` (contract 2.10) in a whole run: pupils worked out by hand, under four rule sets.

Calendar and classes: see tests/lib/rule_cases.py. Peildatum Friday 5 February 2027, horizon Sunday 7 February, period
from 2 September 2026. School days of the period: 2 September to 9 October 3 + 5 x 5 = 28, 19 October to 18 December
9 x 5 = 45, 4 January to 5 February 5 x 5 = 25: 98 in all. Class 1 has one lesson a day, which is an hour of VO.
"""

from datetime import date
from typing import Any

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, away, enrolled, lessons, run_cases, weekly, workdays
from tests.lib.region import Enrolment, Notification, RegisterRow
from tests.lib.rule_cases import (
    ALL_DAY,
    DEC_18,
    JAN_4,
    JAN_11,
    NOV_2,
    OCT_9,
    OCT_19,
    PEILDATA,
    PEILDATUM,
    SEP_7,
    get_rooster,
    late,
)

BORN = date(2012, 1, 1)  # 14 or 15 in this school year: leerplicht
SEP_2, SEP_8 = date(2026, 9, 2), date(2026, 9, 8)
JAN_12, JAN_18, JAN_25, JAN_29, JAN_31 = (date(2027, 1, day) for day in (12, 18, 25, 29, 31))
FEB_1, FEB_2, FEB_4, FEB_8 = (date(2027, 2, day) for day in (1, 2, 4, 8))
Work = dict[tuple[str, str, date], tuple[str, date | None, str, date | None]]


def make(*rows: Any, klas: str = "1", born: date | None = BORN, **known: Any) -> Case:
    """A pupil, of a year of the name of the class; `known`: cells of the register.

    So a timetable of class 1 is compared with others of class 1 where there are five, and nobody has little of it.
    """
    register = (RegisterRow("", **known),) if known else ()
    return enrolled(Enrolment("", klas, leerjaar=klas, geboortedatum=born), rows=rows, register=register)


TRUANT = lessons("S", SEP_7, SEP_8, hours=ALL_DAY)
NORTH = {
    "zestien uur in september": make(TRUANT, klas="8"),
    "gemeld": make(TRUANT, klas="8"),
    "zestien uur, achttien jaar": make(TRUANT, klas="8", born=date(2008, 1, 1)),
    "thuis sinds januari": make(away("S", JAN_4, None)),
    "thuis, met een MDO": make(away("S", JAN_4, None), mdo_datum=FEB_1, eerste_afmelding=date(2027, 1, 5)),
    "thuis, afgesloten": make(away("S", JAN_4, None), afgesloten_op=FEB_1, plan_van_aanpak=False),
    "drie weken weg": make(away("S", JAN_18, None), mdo_datum=FEB_1),
    "weer terug na ziekte": make(away("Z", NOV_2, DEC_18)),
    "vier keer ziek": make(lessons("Z", JAN_11, JAN_18, JAN_25, FEB_1), jgz_datum=FEB_2, gesprek_datum=JAN_29),
    "altijd aanwezig": make(),
}
FIVE_DAYS, TEN_DAYS = workdays(NOV_2, date(2026, 11, 6)), workdays(JAN_11, date(2027, 1, 22))
TWENTE = {
    "tier 3 zonder regel": make(
        lessons("V", *workdays(NOV_2, date(2026, 11, 6)), *workdays(JAN_11, date(2027, 1, 22)))
    ),
    "luxe": make(lessons("LX", JAN_11, JAN_12, FEB_4)),
    "luxe gemeld": make(lessons("LX", JAN_11, JAN_12)),
    "tien keer te laat": make(late(*workdays(NOV_2, date(2026, 11, 13)))),
    "weer terug": make(away("V", NOV_2, DEC_18), plan_datum=SEP_2),
}
KENNEMERLAND = {"weer terug in kennemerland": make(away("Z", NOV_2, DEC_18))}
PRIMARY = {
    "geschorst": make(lessons("SC", JAN_11), born=date(2018, 1, 1)),
    "niet geschorst": make(lessons("V", JAN_11), born=date(2018, 1, 1)),
}

# Twelve times late (S3-77 to S3-79) and luxury leave on 11 January, of pupils under another duty on the peildatum.
LATE_AND_AWAY = (late(*workdays(SEP_7, date(2026, 9, 22))), lessons("LX", JAN_11))


def make_older(born: date | None, *rows: Any, qualified: bool | None = None) -> Case:
    entry = Enrolment("", "8", geboortedatum=born, startkwalificatie=qualified)
    return enrolled(entry, rows=rows or LATE_AND_AWAY)


DUTIES = {
    "plichtig": make_older(BORN),
    "morgen achttien": make_older(date(2009, 2, 6)),
    "vandaag achttien": make_older(date(2009, 2, 5)),
    "negentien": make_older(date(2008, 1, 1)),
    "morgen drieentwintig": make_older(date(2004, 2, 6)),
    "vandaag drieentwintig": make_older(date(2004, 2, 5)),
    "zeventien met startkwalificatie": make_older(date(2009, 6, 1), qualified=True),
    "leeftijd onbekend": make_older(None),
    "zestien uur, negentien": make_older(date(2008, 1, 1), lessons("S", FEB_1, FEB_2, hours=ALL_DAY)),
    "zestien uur, gekwalificeerd": make_older(
        date(2008, 1, 1), lessons("S", FEB_1, FEB_2, hours=ALL_DAY), qualified=True
    ),
}

# The 98 school days of the period, and those from the autumn holiday on: 45 + 25 = 70.
SINCE_AUTUMN = (*workdays(OCT_19, DEC_18), *workdays(JAN_4, PEILDATUM))
SCHOOL_DAYS = (*workdays(SEP_2, OCT_9), *SINCE_AUTUMN)


def make_short(
    klas: str = "8", days: tuple[date, ...] = (), *, hours: range = range(0), since: date | None = None
) -> Case:
    """A pupil of year 3 with lessons elsewhere in these hours of these days."""
    entry = Enrolment("", klas, leerjaar="3", geboortedatum=BORN, inschrijfdatum=since)
    return enrolled(entry, rows=(lessons("E", *days, hours=hours),))


SHORT = {
    "vier lessen": make_short("4"),
    "vijf lessen": make_short("5"),
    "helft elders": make_short(days=SCHOOL_DAYS, hours=range(1, 5)),
    "meest elders": make_short(days=SCHOOL_DAYS, hours=range(1, 6)),
    "later gekomen": make_short(days=SINCE_AUTUMN, hours=range(1, 6), since=OCT_19),
    "vol": make_short(),
    "vier lessen, afgesloten": enrolled(
        Enrolment("", "4", leerjaar="3", geboortedatum=BORN), register=(RegisterRow("", afgesloten_op=FEB_1),)
    ),
    "vier lessen, vaak weg": enrolled(
        Enrolment("", "4", leerjaar="3", geboortedatum=BORN), rows=(lessons("V", *TEN_DAYS, *FIVE_DAYS, hours=ALL_DAY),)
    ),
    **{f"ook vol {number}": make_short() for number in range(6)},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    def number(cases: dict[str, Case], name: str) -> str:
        return str(1001 + list(cases).index(name))

    reported = (Notification(number(NORTH, "gemeld"), "16uur", SEP_7, SEP_8, date(2026, 9, 20)),)
    leave = (Notification(number(TWENTE, "luxe gemeld"), "luxe", JAN_11, JAN_12, JAN_18),)
    fields = {"rooster": get_rooster()}
    return run_cases(
        tmp_path_factory.mktemp("werklijst"),
        PEILDATUM,
        CaseSchool("10AB00", NORTH, fields={**fields, "duo_meldingen": reported}),
        CaseSchool("20AB00", TWENTE, fields={**fields, "duo_meldingen": leave, "protocol": "twente"}),
        CaseSchool("30AB00", KENNEMERLAND, fields={**fields, "protocol": "kennemerland"}),
        CaseSchool("40AB00", PRIMARY, sector="PO", fields={"rooster": get_rooster("PO"), "protocol": "twente-po-2019"}),
        CaseSchool("60AB00", DUTIES, fields=fields),
        CaseSchool(
            "50AB00",
            SHORT,
            fields={
                "rooster": (*weekly("8", lessen=8), *weekly("5", lessen=5), *weekly("4", lessen=4)),
                "protocol": "twente",
            },
        ),
        peildata=PEILDATA,
    )


def get_work(answers: Answers, name: str) -> Work:
    """(rol, actie, sinds) -> regels, uiterste_datum, stand, gedaan_op."""
    return {
        (row["rol"], row["actie"], row["sinds"]): (
            row["regels"],
            row["uiterste_datum"],
            row["stand"],
            row["gedaan_op"],
        )
        for row in answers.rows("werklijst", name)
    }


def get_group(answers: Answers, name: str) -> int:
    (group,) = {row["zwaarte"] for row in answers.rows("werklijst", name)}
    return group


SIXTEEN = "S3-30,S3-37,S3-58,S3-70"
AT_HOME_REPORTS: Work = {
    # The 16th lesson hour is that of Monday 25 January; five working days later is Monday 1 February.
    ("school", "duo_16uur", JAN_25): (SIXTEEN, FEB_1, "te_laat", None),
    # 28 positions are full on Sunday 31 January; five working days from the Friday before: Friday 5 February.
    ("school", "duo_lrv", JAN_31): ("S3-72", PEILDATUM, "te_doen", None),
}
AT_HOME: Work = {
    **AT_HOME_REPORTS,
    ("mt", "brief", JAN_25): ("S3-70", None, "te_doen", None),
    ("mt", "gesprek", JAN_25): ("S3-70", None, "te_doen", None),
    ("jsc", "gesprek", JAN_25): ("S3-70", None, "te_doen", None),
    ("lpa", "anders", JAN_25): ("S3-70,S3-72", None, "te_doen", None),
    # (98 - 25) / 98 is 74 per cent: below 95, on the first day of the period.
    ("oco", "opnemen_msa", SEP_2): ("S3-16,S3-70,S3-72", None, "te_doen", None),
    ("oco", "plan_van_aanpak", SEP_2): ("S3-32,S3-72", None, "te_doen", None),
    # 4 January + 21 days.
    ("oco", "mdo", JAN_31): ("S3-72", JAN_25, "te_laat", None),
}


def test_a_report_of_months_ago_still_stands(answers: Answers) -> None:
    """16 hours on 8 September, due on the 15th; nothing else of it holds now: (98 - 2) / 98 is 97 per cent."""
    due = date(2026, 9, 15)
    assert get_work(answers, "zestien uur in september") == {
        ("school", "duo_16uur", SEP_8): (SIXTEEN, due, "te_laat", None)
    }
    assert get_work(answers, "gemeld") == {("school", "duo_16uur", SEP_8): (SIXTEEN, due, "gedaan", date(2026, 9, 20))}
    assert (get_group(answers, "zestien uur in september"), get_group(answers, "gemeld")) == (3, 5)
    assert get_work(answers, "altijd aanwezig") == {}


def test_a_pupil_of_eighteen_has_no_report_for_leerplicht(answers: Answers) -> None:
    assert answers.cells("duo_melding", "zestien uur, achttien jaar", "plicht") == ("rmc",)
    assert [key for key in get_work(answers, "zestien uur, achttien jaar") if key[1].startswith("duo")] == []


def test_a_child_at_home(answers: Answers) -> None:
    assert get_work(answers, "thuis sinds januari") == AT_HOME
    assert get_group(answers, "thuis sinds januari") == 1
    (words,) = {row["toelichting"] for row in answers.rows("werklijst", "thuis sinds januari") if row["rol"] == "lpa"}
    assert words == "LPA stemt af met school; actie vanuit LPA"


def test_the_mdo_was_held_and_the_next_one_follows(answers: Answers) -> None:
    """First notice 5 January + 21 days = 26 January; 1 February + 42 days = 15 March."""
    expected = dict(AT_HOME)
    expected["oco", "mdo", JAN_31] = ("S3-72", date(2027, 1, 26), "gedaan", FEB_1)
    expected["oco", "mdo", FEB_1] = ("S3-72", date(2027, 3, 15), "te_doen", None)
    assert get_work(answers, "thuis, met een MDO") == expected


def test_a_closed_case_leaves_the_reports(answers: Answers) -> None:
    closed = {key: (*cells[:2], "gedaan", FEB_1) for key, cells in AT_HOME.items()}
    assert get_work(answers, "thuis, afgesloten") == {**closed, **AT_HOME_REPORTS}


def test_three_weeks_away(answers: Answers) -> None:
    """18 January to the horizon are 21 positions; 14 were full on Sunday 31 January. MDO by 18 January + 21 days, held
    on 1 February: the next by, and its evaluation within, 42 days: 15 March."""
    work = get_work(answers, "drie weken weg")
    assert work["oco", "mdo", JAN_31] == ("S3-71", FEB_8, "gedaan", FEB_1)
    assert work["oco", "mdo", FEB_1] == ("S3-71", date(2027, 3, 15), "te_doen", None)
    assert work["oco", "evaluatie", JAN_31] == ("S3-71", date(2027, 3, 15), "te_doen", None)
    assert get_group(answers, "drie weken weg") == 3


def test_a_child_that_is_back_after_long_illness_keeps_its_work(answers: Answers) -> None:
    """Ill from 2 November to 18 December: more than four lesweken from 30 November on (2 November + 28). MDO by 23
    November. The illness rules hold no more: no talk, no youth doctor; and nothing for leerplicht or DUO ever."""
    assert get_work(answers, "weer terug na ziekte") == {
        ("oco", "mdo", date(2026, 11, 30)): ("S3-69", date(2026, 11, 23), "te_laat", None),
        ("oco", "opnemen_msa", SEP_2): ("S3-16,S3-69", None, "te_doen", None),
        ("oco", "plan_van_aanpak", SEP_2): ("S3-32,S3-69", None, "te_doen", None),
    }
    assert get_group(answers, "weer terug na ziekte") == 1


def test_the_half_of_long_illness_for_the_swv_stands_in_kennemerland(answers: Answers) -> None:
    """D30: S2-15 gives no signal, its acts stand, also when the child is back."""
    since = date(2026, 11, 30)
    assert get_work(answers, "weer terug in kennemerland") == {
        ("oco", "mdo", since): ("S2-15", date(2026, 11, 23), "te_laat", None),
        ("oco", "opnemen_msa", since): ("S2-15", None, "te_doen", None),
        ("oco", "plan_van_aanpak", since): ("S2-15", None, "te_doen", None),
    }
    assert answers.rows("signaal", "weer terug in kennemerland", regel="S2-15") == []


def test_an_illness_rule_asks_a_talk_and_the_youth_doctor(answers: Answers) -> None:
    """The fourth spell in twelve lesweken is of 1 February: a talk on 29 January was before, the doctor after it."""
    assert get_work(answers, "vier keer ziek") == {
        ("mentor", "gesprek", FEB_1): ("S3-25", None, "te_doen", None),
        ("jgz", "jgz", FEB_1): ("S3-25", None, "gedaan", FEB_2),
    }
    assert get_group(answers, "vier keer ziek") == 2


def test_tier_3_without_a_rule(answers: Answers) -> None:
    """Leave of 5 + 10 days: (98 - 15) / 98 is 84 per cent. No rule of Twente asks anything."""
    assert answers.cells("leerling_periode", "tier 3 zonder regel", "tier") == (3,)
    assert get_work(answers, "tier 3 zonder regel") == {("oco", "opnemen_msa", SEP_2): ("tier3", None, "te_doen", None)}
    assert get_group(answers, "tier 3 zonder regel") == 4


LITTLE = "les op school in deze periode: {} van de 653 uur van een vol rooster, minder dan 60 %"


def get_reasons(answers: Answers, name: str) -> tuple[str, str | None]:
    """`regels` and `toelichting` of the one row of a pupil; the other cells are looked at here."""
    (row,) = answers.rows("werklijst", name)
    assert (row["rol"], row["actie"], row["sinds"], row["uiterste_datum"]) == ("oco", "opnemen_msa", SEP_2, None)
    assert row["bron"].startswith("MSA contract, 2.")
    return row["regels"], row["toelichting"]


def test_little_of_a_full_timetable_stands_on_the_list(answers: Answers) -> None:
    """All of year 3 are compared: of 14 pupils 13 are there all the time, four of them with fewer lessons than eight;
    the 10th (three quarters of 13, rounded up) has eight: 98 x 8 x 50 minutes = 39,200, 653 hours and 20 minutes. Four
    lessons are 19,600 minutes, half of it: 326 hours and 40 minutes. Five are 62.5 per cent."""
    assert answers.cells("leerling_periode", "vier lessen", "vol_min", "gepland_min", "weinig_les", "tier") == (
        *(98 * 8 * 50, 98 * 4 * 50, True, 1),
    )
    assert get_reasons(answers, "vier lessen") == ("weinig_les", LITTLE.format(327))
    assert get_group(answers, "vier lessen") == 5
    for name in ("vijf lessen", "vol", "ook vol 1"):
        assert get_work(answers, name) == {}


def test_lessons_elsewhere_are_no_lessons_at_school(answers: Answers) -> None:
    """Half elsewhere is not most: 98 x 4 x 50 = 19,600 of 39,200. Five of eight are: 24,500 minutes, 408 hours and 20
    minutes; the 14,700 that are left are 245 hours. From the autumn holiday on: 70 x 5 x 50 = 17,500 of 28,000 minutes,
    291 hours and 40 minutes of 466 hours and 40 minutes; who was not there all the time does not have little."""
    assert get_reasons(answers, "helft elders") == ("weinig_les", LITTLE.format(327))
    elsewhere = "lessen elders in deze periode: {} van de {} uur, meer dan de helft"
    assert get_reasons(answers, "meest elders") == (
        "elders,weinig_les",
        f"{LITTLE.format(245)}; {elsewhere.format(408, 653)}",
    )
    assert get_reasons(answers, "later gekomen") == ("elders", elsewhere.format(292, 467))
    assert get_group(answers, "meest elders") == 5


def test_little_lesson_time_beside_tier_3_and_a_closed_case(answers: Answers) -> None:
    """15 of 98 days away is 84 per cent present: tier 3, which is told as well; nobody asks anything else."""
    assert get_reasons(answers, "vier lessen, vaak weg") == ("tier3,weinig_les", LITTLE.format(327))
    assert get_group(answers, "vier lessen, vaak weg") == 4
    assert get_work(answers, "vier lessen, afgesloten") == {
        ("oco", "opnemen_msa", SEP_2): ("weinig_les", None, "gedaan", FEB_1)
    }


def test_every_pupil_in_tier_3_has_a_row(answers: Answers) -> None:
    pupils = answers.output.read("leerling_periode")
    listed = set(answers.output.read("werklijst").select("school", "leerling").rows())
    in_tier_3 = pupils.filter(tier=3).select("school", "leerling").rows()
    assert len(in_tier_3) >= 5
    assert set(in_tier_3) <= listed


def test_luxury_leave_is_reported_for_each_row_of_days(answers: Answers) -> None:
    """Five working days after Monday 11 January, and after Thursday 4 February."""
    assert get_work(answers, "luxe") == {
        ("school", "duo_luxe", JAN_11): ("S0-19", JAN_18, "te_laat", None),
        ("school", "duo_luxe", FEB_4): ("S0-19", date(2027, 2, 11), "te_doen", None),
    }
    assert get_work(answers, "luxe gemeld") == {("school", "duo_luxe", JAN_11): ("S0-19", JAN_18, "gedaan", JAN_18)}


def test_lateness_that_must_go_to_duo(answers: Answers) -> None:
    """The tenth time is of Friday 13 November; five working days later is Friday the 20th."""
    tenth = date(2026, 11, 13)
    assert get_work(answers, "tien keer te laat") == {
        ("mentor", "gesprek", tenth): ("S0-13", None, "te_doen", None),
        ("school", "duo_overig", tenth): ("S0-13", date(2026, 11, 20), "te_laat", None),
    }


def test_the_four_week_group_of_twente_keeps_its_plan(answers: Answers) -> None:
    """In four lesweken from Tuesday 27 October 4 of 20 lessons were attended, 20 per cent: they are full on Monday 23
    November, before the one without any. A plan of any day does."""
    full = date(2026, 11, 23)
    assert get_work(answers, "weer terug") == {
        ("oco", "opnemen_msa", full): ("S0-02,S0-03,S0-11", None, "te_doen", None),
        ("oco", "plan_van_aanpak", full): ("S0-11", None, "gedaan", SEP_2),
    }


def test_any_suspension_is_told_the_inspectie_where_the_protocol_says_so(answers: Answers) -> None:
    assert get_work(answers, "geschorst") == {
        ("mt", "gesprek", JAN_11): ("S1-06", None, "te_doen", None),
        ("school", "inspectie_schorsing", JAN_11): ("S1-06", None, "te_doen", None),
    }
    assert get_work(answers, "niet geschorst") == {}


LAW = {("lpa", "anders"), ("school", "duo_luxe")}
ALL_AGES = {("lpa", "spreekuur"), ("school", "duo_overig")}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("plichtig", LAW | ALL_AGES),
        ("morgen achttien", LAW | ALL_AGES),
        # Of luxury leave the duty on its last day counts, and that was before the birthday.
        ("vandaag achttien", ALL_AGES | {("school", "duo_luxe")}),
        ("negentien", ALL_AGES),
        ("morgen drieentwintig", ALL_AGES),
        ("vandaag drieentwintig", set()),
        # The full leerplicht ended with the school year in which the pupil turned 16, 2024-2025.
        ("zeventien met startkwalificatie", set()),
        # A child may not disappear because its birth date was not delivered.
        ("leeftijd onbekend", LAW | ALL_AGES),
    ],
)
def test_what_is_asked_of_leerplicht_and_duo_goes_by_duty(
    answers: Answers, name: str, asked: set[tuple[str, str]]
) -> None:
    work = {key[:2] for key in get_work(answers, name)}
    to_law = {key for key in work if key[0] == "lpa" or key[1].startswith("duo") or key[1] in ("spreekuur", "rmc")}
    assert to_law == asked
    # What the school does itself is for every pupil.
    assert work >= {("mentor", "gesprek"), ("school", "brief"), ("oco", "opnemen_msa"), ("jgz", "jgz")}


def test_the_doorstroompunt_hears_of_who_has_no_startkwalificatie(answers: Answers) -> None:
    """Sixteen hours on 1 and 2 February. No report of the ledger is verplicht at nineteen."""
    assert ("school", "rmc", FEB_2) in get_work(answers, "zestien uur, negentien")
    qualified = get_work(answers, "zestien uur, gekwalificeerd")
    assert [key for key in qualified if key[0] == "lpa" or key[1] in ("rmc", "duo_16uur")] == []
    assert answers.cells("duo_melding", "zestien uur, gekwalificeerd", "plicht") == ("geen",)


def test_illness_is_nobody_elses_business(answers: Answers) -> None:
    """D10: of pupils who were never away without leave there is no work for leerplicht, and no report."""
    for name in ("weer terug na ziekte", "weer terug in kennemerland", "vier keer ziek", "tier 3 zonder regel"):
        assert {key[0] for key in get_work(answers, name)} & {"lpa"} == set()
        assert not any(key[1].startswith("duo") for key in get_work(answers, name))
