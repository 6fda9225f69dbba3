"""Where each kind of pupil stands in a whole run, and where not (contract 2.9): tables, counts and every folder.

All are truant from Monday 5 January 2026 on, 8 lessons of 50 minutes a day. The peildatum is Sunday 1 February: four
lesweken, positions 0 to 27 of the run, so exactly 28, and 20 school days of the period without any presence.
"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, away, enrolled, run_cases, weekly
from tests.lib.region import Enrolment

PEILDATUM = date(2026, 2, 1)
JAN_5 = date(2026, 1, 5)


def truant(born: date | None, *, qualified: bool | None = None, town: str | None = "Schagen") -> Case:
    enrolment = Enrolment("", "1A", geboortedatum=born, woongemeente=town, startkwalificatie=qualified)
    return enrolled(enrolment, rows=[away("S", JAN_5, None)])


SECONDARY = {
    "twaalf": truant(date(2013, 5, 5)),
    # Sixteen on 3 March 2024: the full leerplicht ended on 31 July 2024.
    "zeventien": truant(date(2008, 3, 3)),
    "zeventien, N": truant(date(2008, 3, 3), qualified=False),
    "zeventien, J": truant(date(2008, 3, 3), qualified=True),
    "achttien": truant(date(2007, 5, 5)),
    "achttien, J": truant(date(2007, 5, 5), qualified=True),
    "vierentwintig": truant(date(2001, 5, 5)),
    "onbekend": truant(None),
    "achttien, nergens": truant(date(2007, 5, 5), town=None),
    # Eighteen on Friday 16 January: the first 16 hours stood on 6 January, the next report a week later.
    "achttien op 16 januari": truant(date(2008, 1, 16)),
}
PRIMARY = {"vier": truant(date(2021, 9, 1)), "zes": truant(date(2019, 9, 1))}
DUTY = {
    **dict.fromkeys(("twaalf", "zeventien", "zeventien, N", "zes"), "verplicht"),
    **dict.fromkeys(("zeventien, J", "achttien, J", "vierentwintig", "vier"), "geen"),
    **dict.fromkeys(("achttien", "achttien, nergens", "achttien op 16 januari"), "rmc"),
    "onbekend": "niet_te_bepalen",
}
# Those with a report under the duty: of who became 18 the ones before the birthday and those after it.
IN_LEERPLICHT = {*("twaalf", "zeventien", "zeventien, N", "zes"), "achttien op 16 januari"}
IN_DOORSTROOMPUNT = {"achttien", "achttien op 16 januari"}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    fields = {"rooster": weekly("1A", lessen=8), "duo_meldingen": ()}
    return run_cases(
        tmp_path_factory.mktemp("plicht"),
        PEILDATUM,
        CaseSchool("12AB00", SECONDARY, fields=fields),
        CaseSchool("34CD00", PRIMARY, sector="PO", fields={**fields, "protocol": "kennemerland"}),
    )


def find_codes(folder: Path) -> set[str]:
    """Codes of pupils in any file below a folder."""
    files = [path for path in folder.rglob("*") if path.suffix in {".html", ".csv"}]
    # The program that draws figures has words of twelve letters too.
    texts = (
        re.sub(r"<script>.*?</script>", "", path.read_text(encoding="utf-8-sig"), flags=re.DOTALL) for path in files
    )
    return {code for text in texts for code in re.findall(r"\bl[a-z2-7]{11}\b", text)}


def codes_of(answers: Answers, names: set[str]) -> set[str]:
    return {answers.row("leerling_periode", name)["leerling"] for name in names}


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.mark.parametrize("name", DUTY)
def test_the_status_of_each_kind_of_pupil(answers: Answers, name: str) -> None:
    """A run that goes on: the duty of the peildatum. Without one attendance of the period (S3-16) is left, which PO
    does not have."""
    rows = [(row["status"], row["grond"], row["plicht"]) for row in answers.rows("thuiszitter", name)]
    rule = "S2-31" if name in PRIMARY else "S3-72"
    if DUTY[name] != "geen":
        assert rows == [("thuiszitter", rule, DUTY[name])]
    else:
        assert rows == ([] if name in PRIMARY else [("dreigend", "S3-16", "geen")])


def test_the_counts_of_each_school(answers: Answers) -> None:
    """In VO 12, 17, 17 N and one of unknown age are thuiszitters, three adults apart, and three under no duty are
    at risk by their attendance alone; in PO the six-year-old."""
    for school, thuis, unknown, adults, alone in (("12AB00", 3 + 1, 1, 3, 3), ("34CD00", 1, 0, 0, 0)):
        for row in answers.mart_of_school("mart_swv_school_status", school):
            assert (row["thuiszitter"], row["leeftijd_onbekend"], row["rmc"]) == (thuis, unknown, adults)
            assert (row["lrv_langer_dan_3_maanden"], row["precies_vier_weken"]) == (0, thuis)
            assert (row["dreigend"], row["dreigend_alleen_aanwezigheid"]) == (alone, alone)


def test_the_school_page_counts_the_same(answers: Answers) -> None:
    page = (answers.output.folder / "school" / "12AB00" / "index.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Thuiszitters 4 … van wie de leeftijd niet bekend is 1 … zonder wie precies vier weken weg was 0" in text
    assert "Meerderjarig en net zo lang thuis (apart geteld) 3" in text


def test_each_kind_of_pupil_stands_in_its_own_folder_alone(answers: Answers) -> None:
    output = answers.output.folder
    assert {path.name for path in (output / "leerplicht").iterdir()} == {"schagen"}
    assert {path.name for path in (output / "doorstroompunt").iterdir()} == {"schagen", "onbekend"}
    assert find_codes(output / "leerplicht") == codes_of(answers, IN_LEERPLICHT)
    assert find_codes(output / "doorstroompunt" / "schagen") == codes_of(answers, IN_DOORSTROOMPUNT)
    assert find_codes(output / "doorstroompunt" / "onbekend") == codes_of(answers, {"achttien, nergens"})
    # Nobody stands in the anonymous ones, and each in the tables and with its school.
    everyone = codes_of(answers, set(DUTY))
    for room in ("swv", "inspectie"):
        assert find_codes(output / room) & everyone == set()
    assert find_codes(output / "tabellen") == everyone
    assert find_codes(output / "school" / "12AB00") == codes_of(answers, set(SECONDARY))
    assert find_codes(output / "school" / "34CD00") == codes_of(answers, set(PRIMARY))


def test_reports_before_and_after_the_eighteenth_birthday_go_to_different_hands(answers: Answers) -> None:
    """Reports of 16 hours end on 6, 13, 20 and 27 January, a week apart; the LRV goes on. 18 on the 16th."""
    code = answers.row("leerling_periode", "achttien op 16 januari")["leerling"]
    ends = {
        room: [
            (row["plicht"], row["einddatum"])
            for row in read_csv(answers.output.folder / room / "schagen" / "duo_melding.csv")
            if row["leerling"] == code
        ]
        for room in ("leerplicht", "doorstroompunt")
    }
    assert ends["leerplicht"] == [("verplicht", "2026-01-06"), ("verplicht", "2026-01-13")]
    assert sorted(ends["doorstroompunt"]) == [("rmc", ""), ("rmc", "2026-01-20"), ("rmc", "2026-01-27")]
    hours = read_csv(answers.output.folder / "leerplicht" / "schagen" / "bewijs.csv")
    # 5 and 6 January, then 7 to 13 January: 2 + 5 days of 8 hours.
    assert len([row for row in hours if row["leerling"] == code]) == (2 + 5) * 8


def test_the_list_of_the_inspectie_holds_the_duty_and_the_unknown_age(answers: Answers) -> None:
    """Five cases: 12, 17, 17 N, six, and one marked."""
    rows = read_csv(answers.output.folder / "inspectie" / "thuiszittersregistratie.csv")
    assert [row["stand"] for row in rows] == ["loopt"] * 5
    assert sorted(row["leeftijd"] for row in rows) == ["", "", "", "", "leeftijd onbekend"]


def test_the_school_is_asked_for_the_municipality_of_who_is_handed_over(answers: Answers) -> None:
    (finding,) = answers.findings("12AB00", "woongemeente_onbekend")
    assert (finding["aantal"], finding["gevolg"].count("onbekend")) == (1, 2)


def test_the_school_reads_what_to_complete_for_a_handover(answers: Answers) -> None:
    """The birth date of one and the municipality of another; of who is under no duty nothing is asked."""
    codes = {name: answers.row("leerling_periode", name)["leerling"] for name in ("onbekend", "achttien, nergens")}
    page = (answers.output.folder / "school" / "12AB00" / "index.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.partition('id="aanvullen"')[2].partition("</ul>")[0]).split())
    assert f"Geboortedatum: {codes['onbekend']} Woongemeente: {codes['achttien, nergens']}" in text
    primary = (answers.output.folder / "school" / "34CD00" / "index.html").read_text(encoding="utf-8")
    assert "Eerst aanvullen" not in primary


# --- the statuses at each bound of the duty ---------------------------------------------------------------------------


def away_until(born: date, last: date, **enrolment: date) -> Case:
    row = Enrolment("", "1A", geboortedatum=born, **enrolment)
    return enrolled(row, rows=[away("S", JAN_5, last)])


BOUNDS = {
    # Eighteen and twenty-three on the peildatum itself, and a day later.
    "18 op de peildatum": truant(date(2008, 2, 1)),
    "18 een dag later": truant(date(2008, 2, 2)),
    "23 op de peildatum": truant(date(2003, 2, 1)),
    "23 een dag later": truant(date(2003, 2, 2)),
    # Ten days of 8 hours, back on Monday 19 January, position 14: at risk for two weeks, and for 16 hours up to the
    # peildatum, since the window of four lesweken that ends there begins on 5 January.
    "twee weken": away_until(date(2013, 5, 5), date(2026, 1, 16)),
    "twee weken, 23 op de peildatum": away_until(date(2003, 2, 1), date(2026, 1, 16)),
    "twee weken, 23 op de laatste dag": away_until(date(2003, 1, 16), date(2026, 1, 16)),
    # Left on Friday 23 January, before the eighteenth birthday on the 26th.
    "weg voor 18": away_until(date(2008, 1, 26), date(2026, 1, 23), uitschrijfdatum=date(2026, 1, 23)),
    "weg op 18": away_until(date(2008, 1, 23), date(2026, 1, 23), uitschrijfdatum=date(2026, 1, 23)),
}
# The first school day of January is Monday the 5th, that of February Monday the 2nd.
YOUNGEST = {"vijf op 31 december": truant(date(2020, 12, 31)), "vijf op 1 januari": truant(date(2021, 1, 1))}


@pytest.fixture(scope="module")
def bounds(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    fields = {"rooster": weekly("1A", lessen=8)}
    return run_cases(
        tmp_path_factory.mktemp("grens"),
        PEILDATUM,
        CaseSchool("12AB00", BOUNDS, fields=fields),
        CaseSchool("34CD00", YOUNGEST, sector="PO", fields={**fields, "protocol": "kennemerland"}),
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("18 op de peildatum", [("thuiszitter", "S3-72", "rmc")]),
        ("18 een dag later", [("thuiszitter", "S3-72", "verplicht")]),
        ("23 op de peildatum", [("dreigend", "S3-16", "geen")]),
        ("23 een dag later", [("thuiszitter", "S3-72", "rmc")]),
        ("twee weken", [("dreigend", "S3-70", "verplicht")]),
        # Without a duty on the peildatum 16 hours no longer count; the run was over on a day under the RMC.
        ("twee weken, 23 op de peildatum", [("dreigend", "S3-71", "rmc")]),
        # Nor does the run: what is left is attendance, which asks no duty.
        ("twee weken, 23 op de laatste dag", [("dreigend", "S3-16", "geen")]),
        # Sixteen hours held last on the last enrolled day.
        ("weg voor 18", [("dreigend", "S3-70", "verplicht")]),
        ("weg op 18", [("dreigend", "S3-70", "rmc")]),
        ("vijf op 31 december", [("thuiszitter", "S2-31", "verplicht")]),
        ("vijf op 1 januari", []),
    ],
)
def test_the_ground_that_is_left_when_a_duty_ends(bounds: Answers, name: str, rows: list[tuple[str, ...]]) -> None:
    """Each ground is judged by the last day on which it holds; at the horizon that is the peildatum."""
    found = bounds.rows("thuiszitter", name)
    assert [(row["status"], row["grond"], row["plicht"]) for row in found] == rows
    # Who left holds nothing on the peildatum; of the others attendance of the period does, in VO.
    assert [row["op_peildatum"] for row in found] == [not name.startswith("weg")] * len(rows)
