"""Lists for several schools in folder `samen` (formats 14): split by a column, balanced, told where of no school."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.commands.erase import erase_pupil
from pipelines.commands.retention import erase_before
from pipelines.intake.shared_rest import look_at_lists
from pipelines.run.check import check_deliveries
from pipelines.run.check_folder import check_folder
from pipelines.run.mapping import Proposal, accept, propose, take_certain
from pipelines.settings import Settings, load_settings
from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.school_folder import make_school

NOORD, ZUID, OOST = "12AB00", "12AB01", "34CD00"
PEILDATUM = date(2026, 1, 1)
TODAY = date(2025, 12, 20)
TOML = """[swv]
code = "VO9901"
naam = "SWV Proefregio"
protocol = "noord-kennemerland"
vakantieregio = "noord"
pdf = false
[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"
"""
ROOSTER = "groep;weekdag;lesuur;begintijd;eindtijd\n" + "".join(
    f"1A;{day};{hour};{8 + hour:02}:00;{8 + hour:02}:50\n" for day in range(1, 6) for hour in range(1, 4)
)
LEVERING = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-03-01\n"
# The same numbers at each school: a number is of one school.
HEADER = "Locatie;leerlingnummer;datum;lesuur;code"
ROWS = [
    " noord ;1001;2025-09-08;1-3;S",
    "Noord;1002;2025-09-08;1;Z",
    f"{ZUID.lower()};1001;2025-09-09;2;S",
    f"{ZUID};9999;2025-09-09;2;S",
    "West;1001;2025-09-10;1;S",
    ";1002;2025-09-10;1;S",
    "99ZZ00;1002;2025-09-10;1;S",
    # One cell too many: the school can still be told; of the last one it cannot.
    "Noord;1001;2025-09-11;1;S;x",
    "kapot",
    "",
    "34CD;1001;2025-09-12;1;S",
]
COUNTS = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")


def write_swv(folder: Path, shared: dict[str, str], *, locations: dict[str, str] | None = None) -> Path:
    """Three schools with two pupils each; `locations`: `locatie` of a school."""
    locations = {NOORD: "Noord"} if locations is None else locations
    toml = TOML
    for school in (NOORD, ZUID, OOST):
        place = folder / "aanlevering" / school
        place.mkdir(parents=True)
        (place / "leerlingen.csv").write_text("leerlingnummer;klas\n1001;1A\n1002;1A\n", encoding="utf-8")
        (place / "rooster.csv").write_text(ROOSTER, encoding="utf-8")
        (place / "levering.csv").write_text(LEVERING, encoding="utf-8")
        (place / "codes.csv").write_text("code;soort\nS;spijbelen\nZ;ziek\n", encoding="utf-8")
        toml += f'[[school]]\nid = "{school}"\nnaam = "School {school}"\nsector = "VO"\nlvs = "sjabloon"\n'
        toml += f'locatie = ["{locations[school]}"]\n' if school in locations else ""
    (folder / "aanlevering" / "samen").mkdir()
    for name, text in shared.items():
        (folder / "aanlevering" / "samen" / name).write_text(text, encoding="utf-8")
    (folder / "swv.toml").write_text(toml, encoding="utf-8")
    return folder / "swv.toml"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    folder = tmp_path_factory.mktemp("samen")
    return run_program(write_swv(folder, {"absenties.csv": "\n".join([HEADER, *ROWS]) + "\n"}), PEILDATUM)


def get_pupil(output: Output, school: str, number: str) -> dict[str, Any]:
    code = make_leerling(output.key, school, number)
    [row] = output.read("leerling_periode").filter(school=school, leerling=code).rows(named=True)
    return row


def test_each_school_has_its_own_rows(output: Output) -> None:
    assert output.exit_code == 0
    assert get_pupil(output, NOORD, "1001")["oa_uren"] == 3
    assert get_pupil(output, NOORD, "1002")["geoorloofd_min"] == 50
    assert get_pupil(output, ZUID, "1001")["oa_uren"] == 1
    assert get_pupil(output, ZUID, "1002")["oa_uren"] == 0
    # The BRIN alone: no other school has it.
    assert get_pupil(output, OOST, "1001")["oa_uren"] == 1


def test_the_balance_of_the_file_adds_up_over_schools(output: Output) -> None:
    """11 lines: 3 of Noord, 2 of Zuid, 1 of Oost, and of nobody 3 with another value, 1 broken and 1 blank."""
    found = [row for row in output.read_manifest()["bestanden"] if row["bestand"] == "absenties.csv"]
    assert {row["school"]: [row[name] for name in COUNTS] for row in found} == {
        NOORD: [3, 2, 1, 0, 0],
        ZUID: [2, 1, 1, 0, 0],
        OOST: [1, 1, 0, 0, 0],
        "swv": [5, 0, 4, 0, 1],
    }
    assert sum(row["gelezen"] for row in found) == len(ROWS)
    # One file, kept once.
    [sha256] = {row["sha256"] for row in found}
    vault = output.folder.parents[1] / "opslag" / "kluis"
    assert len(list(vault.rglob(sha256))) == 1 if vault.exists() else True


def test_rows_of_no_school_are_told_without_their_value(output: Output) -> None:
    [row] = output.read("bevinding").filter(code="locatie_onbekend").rows(named=True)
    assert (row["school"], row["aantal"]) == ("swv", 4)
    assert "4 regels. Onder meer: 99ZZ00." in row["omschrijving"]
    assert "West" not in str(output.read("bevinding").rows())
    # The column that splits is none that is not used.
    assert output.read("bevinding").filter(code="kolom_onbekend").is_empty()


def test_a_pupil_of_another_school_is_nowhere(output: Output) -> None:
    """Row 9999 of Zuid is an unknown pupil there, and there alone."""
    told = output.read("bevinding").filter(code="onbekende_leerling")["school"].to_list()
    assert told == [ZUID]


def run_shared(tmp_path: Path, text: str, **more: Any) -> Output:
    return run_program(write_swv(tmp_path, {"a.csv": text}, **more), PEILDATUM)


def get_refused(output: Output) -> dict[str, str]:
    return {row["school"]: row["reden"] for row in output.read_manifest()["geweigerd"]}


def test_without_the_column_the_schools_that_take_part_are_refused(tmp_path: Path) -> None:
    output = run_shared(tmp_path, "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;S\n")
    assert output.exit_code == 10
    reasons = get_refused(output)
    assert set(reasons) == {NOORD}
    assert "geen kolom zegt van welke school" in reasons[NOORD]


def test_where_no_school_says_its_name_all_are_refused(tmp_path: Path) -> None:
    toml = write_swv(tmp_path, {"a.csv": "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;S\n"}, locations={})
    result = check_deliveries(load_settings(toml), today=date(2025, 12, 1))
    assert result.exit_code == 10
    assert len(result.refused) == 3


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y\r
X-WR-CALNAME:1A\r
BEGIN:VEVENT\r
UID:1\r
DTSTART:20250908T140000\r
DTEND:20250908T145000\r
RRULE:FREQ=WEEKLY;COUNT=10\r
END:VEVENT\r
END:VCALENDAR\r
"""
ZERMELO = (
    '{"response":{"data":[{"id":1,"appointmentInstance":1,"start":1757340000,"end":1757343000,"startTimeSlot":6,'
    '"endTimeSlot":6,"groups":["1A"],"type":"lesson","valid":true,"cancelled":false,"hidden":false}]}}'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1A.ics", CALENDAR),
        ("rooster.json", ZERMELO),
        ("GPU001.TXT", '12,"1A","VOL","D","102",1,3,,\n13,"1A","VOL","D","102",2,3,,\n'),
        ("time.txt", "1,3,1,0900,0950\n1,3,2,1000,1050\n"),
        ("import.csv", "1001;08-09-2025;09:00;08-09-2025;09:50;1;1;ziek;\n1002;08-09-2025;09:00;;;1;1;ziek;\n"),
    ],
)
def test_a_timetable_in_the_folder_is_told_and_counts_for_no_school(tmp_path: Path, name: str, text: str) -> None:
    """Each school has a class 1A: nothing says whose lessons these are. They would take part, and one is told."""
    toml = write_swv(tmp_path, {name: text})
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 10
    assert set(get_refused(output)) == {NOORD}
    told = "in de map van de school" if name == "1A.ics" else "geen kolom zegt van welke school"
    assert told in get_refused(output)[NOORD]
    # Zuid and Oost go on with their own timetable of 3 lessons a day, and no other.
    assert get_pupil(output, ZUID, "1001")["noemer"] == "rooster"
    lessons = {row["gepland_min"] for row in output.read("leerling_periode").rows(named=True)}
    (tmp_path / "aanlevering" / "samen" / name).unlink()
    without = run_program(toml, PEILDATUM).read("leerling_periode").filter(school=ZUID)
    assert lessons == set(without["gepland_min"])


def test_a_calendar_in_the_folder_is_told_on_its_page(tmp_path: Path) -> None:
    folder = tmp_path / "samen"
    folder.mkdir()
    (folder / "1A.ics").write_text(CALENDAR, encoding="utf-8", newline="")
    [found] = look_at_lists(folder, [make_school("sjabloon")], make_mark=str, mark_of=lambda school: str)
    assert not found.layout
    assert "in de map van de school" in found.refused


def test_a_list_that_cannot_be_read_refuses_whose_rows_it_has(tmp_path: Path) -> None:
    """Uren: which, or how many? It has rows of Zuid alone."""
    output = run_shared(tmp_path, f"school;leerlingnummer;klas;datum;uren;reden\n{ZUID};1001;1A;2025-09-08;1;S\n")
    assert set(get_refused(output)) == {ZUID}


OWN = "BRIN6;Lln nr;LLNAAM;Dag;Uur;Sis omschr"
OWN_ROWS = [
    f"{NOORD};1001;Jansen;08-09-2025;1;S",
    f"{ZUID};1001;Pietersen;08-09-2025;2;S",
    f"{ZUID};1002;Klaassen;09-09-2025;1;Z",
    "99ZZ00;1001;Dekker;10-09-2025;1;S",
]
MAPPED = {"Lln nr": "leerlingnummer", "Dag": "datum", "Uur": "lesuur", "kolom 6": "code"}


def test_rows_of_no_school_in_a_list_that_nobody_can_read_are_told(tmp_path: Path) -> None:
    """The list calls every school otherwise: it refuses none of them, and nobody would hear of it."""
    rows = [row.replace(NOORD, "99ZZ00").replace(ZUID, "99ZZ00") for row in OWN_ROWS]
    output = run_shared(tmp_path, "\n".join([OWN, *rows]) + "\n")
    assert output.exit_code == 0
    [row] = output.read("bevinding").filter(code="locatie_onbekend").rows(named=True)
    assert (row["school"], row["aantal"]) == ("swv", 4)
    [file] = [file for file in output.read_manifest()["bestanden"] if file["school"] == "swv"]
    assert [file[name] for name in COUNTS] == [4, 0, 4, 0, 0]


@pytest.mark.parametrize("name", ["absenties.csv.part", ".absenties.csv", "~$lijst.xlsx"])
def test_what_lies_beside_the_lists_and_is_not_read_is_told_once(tmp_path: Path, name: str) -> None:
    """A download that was broken off may be the list itself."""
    toml = write_swv(tmp_path, {name: "\n".join([HEADER, *ROWS]) + "\n"})
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    [row] = output.read("bevinding").filter(code="genegeerd_bestand").rows(named=True)
    assert row["school"] == "swv"
    assert get_pupil(output, NOORD, "1001")["oa_uren"] == 0
    checked = check_folder(load_settings(toml), "samen")
    assert ["restant" in point.tekst for point in checked.punten] == [True]
    assert checked.bruikbaar


def choose(settings: Settings, school: str) -> tuple[Proposal, dict[str, str]]:
    """The proposal for the shared list, with the sixth column as the code: nobody can tell that from its name."""
    proposal = propose(settings, school, today=TODAY)
    [file] = [file for file in proposal.columns if "map samen" in file.waar[0]]
    columns = {column.id: column.voorstel for column in file.columns}
    return proposal, {file.id: file.voorstel, **columns, file.columns[5].id: "code"}


def test_a_list_in_its_own_words_is_mapped_by_each_school_for_its_own_rows(tmp_path: Path) -> None:
    toml = write_swv(tmp_path, {"a.csv": "\n".join([OWN, *OWN_ROWS]) + "\n"})
    proposal, _ = choose(load_settings(toml), ZUID)
    [file] = [file for file in proposal.columns if "map samen" in file.waar[0]]
    # Two of the four rows are of Zuid; nothing of another school is looked at.
    assert file.rijen == 2
    assert [(column.shown, column.voorstel, bool(column.keuzes)) for column in file.columns] == [
        ("BRIN6", "", False),
        ("Lln nr", "leerlingnummer", True),
        ("kolom 3", "", True),
        ("Dag", "datum", True),
        ("Uur", "lesuur", True),
        ("kolom 6", "", True),
    ]
    assert file.columns[0].vorm == "zegt van welke school een rij is"
    for school in (NOORD, ZUID):
        settings = load_settings(toml)
        accept(settings, school, choose(settings, school)[1], TODAY)
        assert load_settings(toml).get_school(school).koppeling.bestanden[0].kolommen == MAPPED
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    assert get_pupil(output, NOORD, "1001")["oa_uren"] == 1
    assert get_pupil(output, ZUID, "1001")["oa_uren"] == 1
    assert get_pupil(output, ZUID, "1002")["geoorloofd_min"] == 50
    # What no school has is still told.
    [row] = output.read("bevinding").filter(code="locatie_onbekend").rows(named=True)
    assert (row["aantal"], "99ZZ00" in row["omschrijving"]) == (1, True)
    [mapped] = output.read("bevinding").filter(school=ZUID, code="koppeling_gebruikt").rows(named=True)
    assert "'Lln nr' is 'leerlingnummer'" in mapped["omschrijving"]
    for name in ("Jansen", "Pietersen", "Klaassen", "Dekker"):
        assert name not in str(output.read("bevinding").rows())


def test_what_one_school_mapped_of_a_list_is_certain_for_the_others(tmp_path: Path) -> None:
    """The same file, with a sixth column that nobody can tell: the second school need only take it over."""
    toml = write_swv(tmp_path, {"a.csv": "\n".join([OWN, *OWN_ROWS]) + "\n"})
    settings = load_settings(toml)
    assert take_certain(propose(settings, ZUID, today=TODAY)) == {}
    accept(settings, NOORD, choose(settings, NOORD)[1], TODAY)
    settings = load_settings(toml)
    proposal = propose(settings, ZUID, today=TODAY)
    [file] = [file for file in proposal.columns if "map samen" in file.waar[0]]
    assert (file.zeker, file.uitleg) == (True, "Zo is het bij een andere school gekoppeld.")
    assert [column.voorstel for column in file.columns] == ["", "leerlingnummer", "", "datum", "lesuur", "code"]
    accept(settings, ZUID, take_certain(proposal), TODAY)
    assert load_settings(toml).get_school(ZUID).koppeling.bestanden[0].kolommen == MAPPED
    assert run_program(toml, PEILDATUM).exit_code == 0


def test_what_one_school_mapped_of_its_own_file_is_to_be_looked_at_by_another(tmp_path: Path) -> None:
    """The same words in another school's own file: proposed, and not certain."""
    toml = write_swv(tmp_path, {})
    for school in (NOORD, ZUID):
        rows = [row.partition(";")[2] for row in (OWN, *OWN_ROWS)]
        (tmp_path / "aanlevering" / school / "a.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    settings = load_settings(toml)
    [file] = [file for file in propose(settings, NOORD, today=TODAY).columns if file.voorstel and file.ontbreekt]
    columns = {column.id: column.voorstel for column in file.columns}
    accept(settings, NOORD, {file.id: file.voorstel, **columns, file.columns[4].id: "code"}, TODAY)
    settings = load_settings(toml)
    proposal = propose(settings, ZUID, today=TODAY)
    [file] = [file for file in proposal.columns if file.uitleg]
    assert [column.voorstel for column in file.columns] == ["leerlingnummer", "", "datum", "lesuur", "code"]
    assert not file.zeker
    assert take_certain(proposal) == {}


def test_a_school_that_did_not_map_the_list_stays_refused(tmp_path: Path) -> None:
    toml = write_swv(tmp_path, {"a.csv": "\n".join([OWN, *OWN_ROWS]) + "\n"})
    settings = load_settings(toml)
    accept(settings, NOORD, choose(settings, NOORD)[1], TODAY)
    output = run_program(toml, PEILDATUM)
    assert set(get_refused(output)) == {ZUID}
    assert "msa koppel" in get_refused(output)[ZUID]


def test_a_list_without_the_column_is_not_mapped_and_both_are_told(tmp_path: Path) -> None:
    """Mapping would not help: its rows would still be nobody's."""
    rows = [row.partition(";")[2] for row in (OWN, *OWN_ROWS)]
    toml = write_swv(tmp_path, {"a.csv": "\n".join(rows) + "\n"})
    proposal = propose(load_settings(toml), NOORD, today=TODAY)
    assert not [file for file in proposal.columns if "map samen" in file.waar[0]]
    assert "geen kolom zegt van welke school" in proposal.geweigerd
    assert "niet herkend" in proposal.geweigerd


def test_a_bsn_in_a_shared_list(tmp_path: Path) -> None:
    """It is not read at all, so it may have rows of any school."""
    output = run_shared(tmp_path, f"school;leerlingnummer;datum;lesuur;code;bsn\n{NOORD};1001;2025-09-08;1;S;1\n")
    assert set(get_refused(output)) == {NOORD, ZUID, OOST}
    kept = [path for path in (tmp_path / "opslag").rglob("*") if path.is_file()]
    assert not any(b";bsn" in path.read_bytes() for path in kept)


def test_a_list_of_pupils_and_a_workbook(tmp_path: Path) -> None:
    """Pupils too may come together, with title lines and on another sheet."""
    toml = write_swv(tmp_path, {})
    for school in (NOORD, ZUID):
        (tmp_path / "aanlevering" / school / "leerlingen.csv").unlink()
    book = openpyxl.Workbook()
    book.active.append(["Alle leerlingen"])
    sheet = book.create_sheet("Blad")
    for row in (["vestiging", "leerlingnummer", "klas"], ["NOORD", "1", "1A"], [ZUID, "1", "1A"], [ZUID, "2", "1A"]):
        sheet.append(row)
    book.save(tmp_path / "aanlevering" / "samen" / "leerlingen.xlsx")
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    assert dict(output.read("leerling_periode").group_by("school").len().iter_rows()) == {NOORD: 1, ZUID: 2, OOST: 2}


@pytest.mark.parametrize(("owner", "refused"), [(OOST, False), (NOORD, True)])
def test_a_school_may_have_all_in_shared_lists(tmp_path: Path, owner: str, refused: bool) -> None:
    """Oost has no folder of its own. It is read where the lists have rows of it; else it delivered nothing."""
    shared = {
        "leerlingen.csv": f"BRIN6;leerlingnummer;klas\n{owner};1003;1A\n",
        "rooster.csv": "BRIN6;" + ROOSTER.replace("\n1A", f"\n{owner};1A"),
        "absenties.csv": f"{HEADER}\n{owner};1003;2025-09-08;1-3;S\n".replace("Locatie", "BRIN6"),
        "codes.csv": f"BRIN6;code;soort\n{owner};S;spijbelen\n",
        "levering.csv": "BRIN6;" + LEVERING.replace("\nabsenties", f"\n{owner};absenties"),
    }
    toml = write_swv(tmp_path, shared)
    shutil.rmtree(tmp_path / "aanlevering" / OOST)
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == (10 if refused else 0)
    assert get_pupil(output, owner, "1003")["oa_uren"] == 3
    told = output.read("bevinding").filter(school=OOST)["code"].to_list()
    assert ("map_ontbreekt" in told) == refused


def test_an_erased_pupil_leaves_no_copy_of_a_shared_list(output: Output, tmp_path: Path) -> None:
    """Erased at Noord: the copy goes, and a run of any school makes none; the rows of the others stay."""
    folder = shutil.copytree(output.folder.parents[1], tmp_path / "swv")
    settings = load_settings(folder / "swv.toml")
    code = make_leerling(output.key, NOORD, "1002")
    erased = erase_pupil(settings, school_id=NOORD, leerling=code)
    assert any("in de map samen" in place for place in erased.originals)
    again = run_program(folder / "swv.toml", date(2026, 3, 1))
    assert get_pupil(again, ZUID, "1001")["school"] == ZUID
    shared = (folder / "aanlevering" / "samen" / "absenties.csv").read_bytes()
    kept = [path for path in (folder / "opslag").rglob("*") if path.is_file()]
    assert not any(path.read_bytes() == shared for path in kept)
    assert {row["school"] for row in again.read_manifest()["bestanden"] if row["bestand"] == "absenties.csv"} >= {ZUID}


@pytest.mark.parametrize("counts_again", [True, False])
def test_a_copy_of_a_shared_list_goes_when_it_counted_for_no_later_peildatum(
    output: Output, tmp_path: Path, counts_again: bool
) -> None:
    """It counted for 1 January at three schools. In March it counts again, or it lies there no more."""
    folder = shutil.copytree(output.folder.parents[1], tmp_path / "swv")
    place = folder / "aanlevering" / "samen" / "absenties.csv"
    shared = place.read_bytes()
    if not counts_again:
        place.unlink()
    run_program(folder / "swv.toml", date(2026, 3, 1))
    settings = load_settings(folder / "swv.toml")

    def is_kept() -> bool:
        return any(path.read_bytes() == shared for path in (folder / "opslag").rglob("*") if path.is_file())

    # Nothing of 1 January is older than that day; from the next day on it is.
    erase_before(settings, before=PEILDATUM, today=date(2026, 3, 2))
    assert is_kept()
    found = erase_before(settings, before=PEILDATUM + timedelta(days=1), today=date(2026, 3, 2))
    assert found.peildata == (PEILDATUM,)
    assert is_kept() == counts_again
    # What lies in the folder is the school's own, and stays.
    assert place.exists() == counts_again


@pytest.mark.parametrize("column", ["BRIN", "BRIN6", "Vestiging", "Locatie", "School"])
def test_each_name_of_the_column_splits(column: str, tmp_path: Path, run_check: Callable[[Path], int]) -> None:
    text = f"{column};leerlingnummer;datum;lesuur;code\n34CD00;1001;2025-09-08;1;S\n"
    assert run_check(write_swv(tmp_path, {"a.csv": text})) == 1


def test_the_first_school_that_can_read_a_list_names_its_layout(tmp_path: Path) -> None:
    """A list of ParnasSys is for a school without it a list in its own words; whichever school comes first decides."""
    folder = tmp_path / "samen"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "Locatie;Leerlingnummer;Datum;Dagdeel;Reden;Geoorloofd\nWest;1001;2025-09-08;ochtend;Ziek;J\n", encoding="utf-8"
    )
    schools = [make_school("parnassys"), make_school("sjabloon")]
    found = [
        look_at_lists(folder, order, make_mark=str, mark_of=lambda school: str)[0].layout
        for order in (schools, schools[::-1])
    ]
    assert found == ["parnassys-verzuim-csv", "absentielijst"]


@pytest.fixture
def run_check() -> Callable[[Path], int]:
    """Rows of the shared file that school Oost has."""

    def run(toml: Path) -> int:
        result = check_deliveries(load_settings(toml), today=date(2025, 12, 1))
        [school] = [school for school in result.schools if school.school == OOST]
        return sum(file.gelezen for file in school.bestanden if file.layout == "sjabloon-absenties-les")

    return run
