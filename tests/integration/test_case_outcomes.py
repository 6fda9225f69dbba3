"""The cases of `tests/fixtures/cases` as whole runs: what the tables and pages say, worked out from each `expected.md`.

Noord has school from 2 September (a Tuesday) to 19 December 2025 but for 18 to 26 October: 14 weeks and four days,
74 school days; at six lessons of 50 minutes a day 22 200 minutes.
"""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.commands.explain import explain_pupil
from pipelines.commands.verify import verify
from pipelines.settings import load_settings
from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
JAN_1, JUN_1, OCT_1 = date(2026, 1, 1), date(2026, 6, 1), date(2026, 10, 1)
FIVE_DAYS = 5

Run = Callable[..., Output]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a case, in a copy, once."""
    done: dict[str, Output] = {}

    def run_case(name: str, peildatum: date = JAN_1, *, moves: str = "") -> Output:
        """`moves`: the list of the SWV of pupils who moved, laid beside the deliveries."""
        case, name = name, name + moves
        if name not in done:
            folder = tmp_path_factory.mktemp("geval") / case
            shutil.copytree(CASES / case, folder)
            if moves:
                (folder / "aanlevering" / "swv").mkdir()
                (folder / "aanlevering" / "swv" / "overstappen.csv").write_text(moves, encoding="utf-8")
            toml = folder / "swv.toml"
            toml.write_text(
                toml.read_text(encoding="utf-8").replace("[swv]", "[swv]\npdf = false", 1), encoding="utf-8"
            )
            done[name] = run_program(toml, peildatum)
        return done[name]

    return run_case


def get_rows(output: Output, table: str, school: str, number: str) -> list[dict[str, Any]]:
    """Rows of one pupil, by the number in the delivery."""
    rows = output.read(table).filter(school=school, leerling=make_leerling(output.key, school, number))
    return rows.rows(named=True)


def get_refused(output: Output) -> dict[Any, Any]:
    return {row["school"]: row["reden"] for row in output.read_manifest()["geweigerd"]}


def read_page(output: Output, name: str) -> str:
    """The words of a page, without tags."""
    page = (output.folder / name).read_text(encoding="utf-8")
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(text.replace("\u00a0", " ").replace("&nbsp;", " ").split())


def test_the_timetable_of_zermelo(run: Run) -> None:
    """02: group h3a is class H3A. 16 weeks of 30 lessons are 480 items; those on free days are no slots.

    Pupil 10001 missed one lesson of 50 minutes: (22 200 - 50) minutes present.
    """
    output = run("02-zermelo-appointments-json")
    assert output.exit_code == 0
    [row] = get_rows(output, "leerling_periode", "99ZA00", "10001")
    told = (row["lesdagen"], row["gepland_min"], row["aanwezig_min"], row["ongeoorloofd_min"])
    assert told == (74, 74 * 6 * 50, 22_150, 50)
    [row] = get_rows(output, "leerling_periode", "99ZA00", "10002")
    assert (row["lesdagen"], row["gepland_min"], row["aanwezig_min"]) == (74, 22_200, 22_200)
    [file] = [file for file in output.read_manifest()["bestanden"] if file["soort"] == "rooster"]
    assert (file["gelezen"], file["gebruikt"]) == (480, 480)


def test_two_schools_of_a_pupil_who_moved(run: Run) -> None:
    """07: three lesweken at either school, 21 positions each; nothing says that they are of one child."""
    output = run("07-transfer-binnen-swv")
    assert output.exit_code == 0
    for school, start in (("99ZA00", date(2025, 10, 6)), ("99ZB00", date(2025, 11, 3))):
        [row] = [row for row in get_rows(output, "reeks", school, "20001") if row["groep"] == "oa"]
        assert (row["start"], row["duur_posities"]) == (start, 3 * 7)
        # 3 weeks of 5 days of 6 lessons.
        [pupil] = get_rows(output, "leerling_periode", school, "20001")
        assert pupil["oa_uren"] == 3 * FIVE_DAYS * 6
    assert "thuiszitter" not in set(output.read("thuiszitter")["status"])


MOVES = "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n99ZA00;20001;99ZB00;20001;2025-11-01\n"


def test_a_pupil_whom_the_swv_says_to_have_moved(run: Run) -> None:
    """07 with the list: the run at B has both durations, six lesweken from 6 October on; the child is a thuiszitter.

    Calendar days: 28 up to Sunday 2 November there, 21 here. The fourth lesweek is full on the 7th position at B,
    Sunday 9 November. A reported 16 hours last up to 31 October: the next report is a week later, and then the run's.
    """
    output = run("07-transfer-binnen-swv", moves=MOVES)
    assert output.exit_code == 0
    [row] = [row for row in get_rows(output, "reeks", "99ZB00", "20001") if row["groep"] == "oa"]
    assert (row["start"], row["laatste_dag"]) == (date(2025, 10, 6), date(2025, 11, 21))
    assert (row["duur_posities"], row["duur_kalenderdagen"], row["loopt"]) == (6 * 7, 28 + 21, False)
    [status] = get_rows(output, "thuiszitter", "99ZB00", "20001")
    assert (status["status"], status["grond"], status["start"]) == ("thuiszitter", "S3-72", date(2025, 10, 6))
    [rule] = [row for row in get_rows(output, "signaal", "99ZB00", "20001") if row["regel"] == "S3-72"]
    assert rule["eerste_datum"] == date(2025, 11, 9)
    reports = [
        (row["meldsoort"], row["begindatum"], row["einddatum"], row["uren"])
        for row in get_rows(output, "duo_melding", "99ZB00", "20001")
    ]
    assert reports == [
        ("16uur", date(2025, 11, 3), date(2025, 11, 7), FIVE_DAYS * 6),
        ("lrv", date(2025, 11, 8), date(2025, 11, 21), 2 * FIVE_DAYS * 6),
    ]
    # At A what was there stays: three lesweken.
    [there] = [row for row in get_rows(output, "reeks", "99ZA00", "20001") if row["groep"] == "oa"]
    assert (there["start"], there["duur_posities"]) == (date(2025, 10, 6), 3 * 7)
    # For the SWV one child, at B: eleven pupils, of whom the table has twelve rows.
    assert output.read("leerling_periode").height == 12
    moved = output.read("overgestapt").rows(named=True)
    assert [(row["school"], row["naar_school"]) for row in moved] == [("99ZA00", "99ZB00")]
    cases = (output.folder / "inspectie" / "thuiszittersregistratie.csv").read_text(encoding="utf-8-sig")
    assert len(cases.splitlines()) == 2
    # The page of B and the explanation say where it began.
    assert "begon op de vorige school, hier vanaf 3 nov 2025" in read_page(output, "school/99ZB00/leerlingen.html")
    settings = load_settings(output.folder.parents[1] / "swv.toml")
    code = make_leerling(output.key, "99ZB00", "20001")
    told = " ".join(explain_pupil(settings, leerling=code).text.split())
    assert "vanaf 6 okt 2025, 6 lesweken" in told
    weeks = "42 dagen in lesweken (6 lesweken) achter elkaar"
    assert f"{weeks}, van 6 okt t/m 21 nov 2025, begonnen op de vorige school" in told
    # What is printed for the SWV is counted again without the row at A.
    verdict = verify(settings, sample=0)
    assert (verdict.different, verdict.gone) == ((), 0)


def test_without_a_new_school_the_child_stays_counted_at_the_old_one(run: Run) -> None:
    """07 with a list that names a number nobody has: both rows count, and the list is told."""
    output = run("07-transfer-binnen-swv", moves=MOVES.replace("99ZB00;20001", "99ZB00;99999"))
    assert output.read("overgestapt").is_empty()
    assert [row["code"] for row in output.read("bevinding").rows(named=True) if row["school"] == "swv"] == [
        "overstap_onbekend"
    ]


def test_sick_reports_that_were_never_closed(run: Run) -> None:
    """11: both ill from 15 September on. 9 days before that are present; 10001 was also four lessons late since."""
    output = run("11-vergeten-beter-melden")
    assert output.exit_code == 0
    for number, present in (("10001", 9 * 300 + 4 * 50), ("10002", 9 * 300)):
        [pupil] = get_rows(output, "leerling_periode", "99ZA00", number)
        assert (pupil["aanwezig_min"], pupil["geoorloofd_min"]) == (present, 22_200 - present)
    # 13 lesweken from 15 September to the horizon; of 10001 the run breaks at each lateness.
    statuses = get_rows(output, "thuiszitter", "99ZA00", "10002")
    assert ("langdurig_geoorloofd", 13 * 7) in [(row["status"], row["duur_posities"]) for row in statuses]
    assert "langdurig_geoorloofd" not in [row["status"] for row in get_rows(output, "thuiszitter", "99ZA00", "10001")]
    told = output.read("bevinding").filter(code="melding_niet_gesloten").sort("regelnummer")
    assert told.select("bestand", "regelnummer").rows() == [("ziek.csv", 2), ("ziek.csv", 3)]
    assert ["wel op school" in text for text in told["omschrijving"]] == [True, False]
    sheet = read_page(output, "school/99ZA00/retour.html")
    assert "Een afwezigheid zonder einde begon meer dan 20 schooldagen geleden." in sheet


def test_a_child_on_a_list_with_its_own_columns_is_away(run: Run) -> None:
    """17 and 24: away from 8 September on: present on four of the 74 school days; 17 has 330 minutes a day."""
    for name, number, minutes in (
        ("17-parnassys-met-tijden", "401", 210 + 120),
        ("24-magister-absentie-als-leerlinglijst", "10001", 6 * 50),
    ):
        output = run(name)
        assert output.exit_code == 0
        [pupil] = get_rows(output, "leerling_periode", "99ZA00", number)
        assert (pupil["aanwezig_min"], pupil["ongeoorloofd_min"]) == (4 * minutes, 70 * minutes)
        assert "eigen kolomnamen" in read_page(output, "school/99ZA00/retour.html")


def test_hours_from_to_are_each_missed(run: Run) -> None:
    """18: 3 + 3 + 1 + 3 + 1 lessons of 50 minutes; hour 0 is no lesson, and `heel` is set apart."""
    output = run("18-lesuur-bereik")
    assert output.exit_code == 0
    [pupil] = get_rows(output, "leerling_periode", "99ZA00", "10001")
    assert pupil["geoorloofd_min"] == 11 * 50
    assert pupil["quarantaine_rijen"] == 1
    [file] = [row for row in output.read_manifest()["bestanden"] if row["bestand"] == "les.csv"]
    names = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")
    assert [file[name] for name in names] == [7, 5, 1, 0, 1]


def test_duty_of_young_children(run: Run) -> None:
    """19: on 10 September 2025 (the third day of 330 minutes, 16.5 hours) two of the four are of school age."""
    output = run("19-po-vierjarige")
    assert output.exit_code == 0
    found = {}
    for number in ("401", "402", "403", "404"):
        [report] = get_rows(output, "duo_melding", "99ZA00", number)
        assert (report["einddatum"], report["uren"]) == (date(2025, 9, 10), 3 * 330 / 60)
        found[number] = report["plicht"]
    # 404 is six; 403 was five on 15 August, so from 1 September; 402 is five on 20 October only.
    assert found == {"401": "geen", "402": "geen", "403": "verplicht", "404": "verplicht"}
    # Sixteen hours in four lesweken, but no status without a duty (contract 2.9).
    statuses = {
        number: [(row["status"], row["plicht"]) for row in get_rows(output, "thuiszitter", "99ZA00", number)]
        for number in found
    }
    relative = [("relatief_verzuim", "verplicht")]
    assert statuses == {"401": [], "402": [], "403": relative, "404": relative}


def test_a_school_without_absences_is_not_in_the_figure(run: Run) -> None:
    """46: 30 pupils each away 15 of 74 days: (74 - 15) / 74 = 79.7 %. All lessons of one of thirty are 3.3 %, so it is
    told in steps of 5 %: 75. The 30 of school B are in no figure."""
    output = run("46-swv-met-een-lege-school")
    assert output.exit_code == 10
    assert set(get_refused(output)) == {"99ZB00"}
    pupils = output.read("leerling_periode")
    assert dict(pupils.group_by("school").len().iter_rows()) == {"99ZA00": 30}
    assert set(pupils["aanwezig_min"]) == {(74 - 15) * 300}
    assert set(pupils["tier"]) == {3}
    page = read_page(output, "swv/index.html")
    assert "75 %" in page
    # 89.9 % is what both together would give.
    assert "89,9 %" not in page
    assert page.index("Testschool B (99ZB00, VO): Er zijn geen bruikbare absenties.") > 0
    assert not (output.folder / "school" / "99ZB00" / "index.html").exists()
    assert (output.folder / "school" / "99ZB00" / "retour.html").is_file()


def test_absence_without_a_reason_counts_as_absence_and_nothing_else(run: Run) -> None:
    """50: four lesweken (20 days) of six lessons away; no longer than four, so no status of its own."""
    output = run("50-waarnemingen-zonder-melding")
    assert output.exit_code == 0
    pupils = output.read("leerling_periode").filter(pl.col("reden_onbekend_min") > 0)
    [pupil] = pupils.rows(named=True)
    assert pupil["reden_onbekend_min"] == 4 * FIVE_DAYS * 300
    assert (pupil["oa_uren"], pupil["ongeoorloofd_min"], pupil["geoorloofd_min"]) == (0, 0, 0)
    # 54 of 74 days is 72.97 %.
    assert (pupil["aanwezig_min"], pupil["tier"]) == ((74 - 20) * 300, 3)
    [run_of_all] = output.read("reeks").rows(named=True)
    assert (run_of_all["groep"], run_of_all["start"], run_of_all["duur_posities"]) == ("alle", date(2025, 9, 8), 28)
    windows = output.read("vierweken").filter(leerling=pupil["leerling"])
    assert "vier_weken_afwezig" in set(windows["groep"])
    assert output.read("duo_melding").is_empty()
    assert "reden_onbekend" not in set(output.read("thuiszitter")["status"])
    assert "reden niet ingevuld" in read_page(output, "school/99ZA00/index.html")


def test_sickness_in_the_words_of_suppliers(run: Run) -> None:
    """51: five pupils, three spells of a week each: 15 sick days; rule S2-11 (MAZL) asks for ten."""
    output = run("51-po-reden-ziekte")
    assert output.exit_code == 0
    sick = output.read("leerling_periode").filter(pl.col("ziekmeldingen") > 0)
    assert sick.select("ziekmeldingen", "ziek_schooldagen").rows() == [(3, 3 * FIVE_DAYS)] * 5
    signals = output.read("signaal").filter(regel="S2-11", uitkomst="ja")
    assert set(signals["leerling"]) == set(sick["leerling"])
    assert set(signals["waarde"]) == {3 * FIVE_DAYS}


def test_one_old_date_stops_nothing(run: Run) -> None:
    """52: the row of 2021 is set apart with file and line; both schools have their two pupils."""
    output = run("52-oude-datum", OCT_1)
    assert output.exit_code == 0
    assert dict(output.read("leerling_periode").group_by("school").len().iter_rows()) == {"10AA00": 2, "11BB00": 2}
    told = output.read("bevinding").filter(ernst="quarantaine")
    assert told.select("school", "bestand", "regelnummer", "code").rows() == [
        ("10AA00", "c.csv", 2, "voor_vakantiegegevens")
    ]


def test_an_unreadable_startkwalificatie_empties_its_cell(run: Run) -> None:
    """53: the pupil counts with four days of five lessons of an hour: 20 hours, one report."""
    output = run("53-startkwalificatie", OCT_1)
    assert output.exit_code == 0
    [away] = output.read("leerling_periode").filter(pl.col("oa_uren") > 0).rows(named=True)
    assert away["oa_uren"] == 20
    [report] = output.read("duo_melding").rows(named=True)
    assert (report["leerling"], report["meldsoort"], report["uren"]) == (away["leerling"], "16uur", 20)
    codes = output.read("bevinding").filter(kolom="startkwalificatie")["code"].to_list()
    assert codes == ["cel_onleesbaar", "cel_onleesbaar"]


def test_an_hour_that_the_clock_skips(run: Run) -> None:
    """54: both away from 9 March to 10 April 2026: 5 lesweken, 35 positions."""
    output = run("54-zomertijd-ingevoerd", JUN_1)
    assert output.exit_code == 0
    for number in ("1", "2"):
        [row] = get_rows(output, "thuiszitter", "10AA00", number)
        assert (row["status"], row["start"], row["duur_posities"]) == ("thuiszitter", date(2026, 3, 9), 5 * 7)
        reports = get_rows(output, "duo_melding", "10AA00", number)
        assert [report["meldsoort"] for report in reports].count("lrv") == 1
    assert output.read("bevinding").filter(ernst="quarantaine").is_empty()


def test_eighteen_years_old(run: Run) -> None:
    """55: 20 hours each, of pupils of eighteen: no report of either is for the LPA."""
    output = run("55-18-met-startkwalificatie", OCT_1)
    assert output.exit_code == 0
    # Both were eighteen on 1 January 2026; 1 has a startkwalificatie.
    for number, duty in (("1", "geen"), ("2", "rmc")):
        [report] = get_rows(output, "duo_melding", "10AA00", number)
        assert report["uren"] == 20
        assert report["plicht"] == duty
        [status] = get_rows(output, "thuiszitter", "10AA00", number)
        # S3-16, attendance of the period, asks no duty; sixteen hours (S3-70) does.
        assert (status["grond"], status["plicht"]) == ({"geen": "S3-16", "rmc": "S3-70"}[duty], duty)
    assert not (output.folder / "leerplicht").exists()
    assert [path.name for path in (output.folder / "doorstroompunt").iterdir()] == ["alkmaar"]
