"""What a school told before of days that its delivery does not cover still stands; of days that it covers it decides.

One school with one lesson of 50 minutes a day, in region noord. Lesweken between the autumn and the spring holiday: the
weeks of 3 November to 15 December (seven), and of 5 January to 16 February (seven); Christmas is from 20 December to
4 January, spring from 21 February to 1 March. Eleven pupils beside the cases keep the school from being one pupil.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines import cli
from pipelines.commands.explain import explain_pupil
from pipelines.commands.retention import erase_before
from pipelines.errors import DataCheckFailed
from pipelines.intake.read_otherwise import OTHERWISE
from pipelines.intake.read_parts import find_earlier
from pipelines.publish.publication import Publication
from pipelines.run.as_of import run_as_of
from pipelines.run.check import check_deliveries
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from pipelines.store.store import read_tables
from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.cases import CODES, UNKNOWN, at, lessons, weekly, workdays
from tests.lib.comparison import Output, run_program
from tests.lib.region import (
    AbsenceFile,
    Code,
    Coverage,
    Enrolment,
    LessonAbsence,
    Region,
    School,
    SpanAbsence,
    write_region,
)

SCHOOL = "12AB00"
NEW_YEAR, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
NOV_3, NOV_7, DEC_15, DEC_19 = date(2025, 11, 3), date(2025, 11, 7), date(2025, 12, 15), date(2025, 12, 19)
JAN_5, JAN_16, FEB_20 = date(2026, 1, 5), date(2026, 1, 16), date(2026, 2, 20)
AUTUMN = (date(2025, 8, 1), NEW_YEAR)
WINTER = (date(2026, 1, 2), MARCH)
CASE, OTHER = "201", "202"
PUPILS = tuple(Enrolment(str(number), "1A") for number in (*range(101, 112), int(CASE), int(OTHER)))
LESSONS, SPANS = "absenties-les.csv", "absenties-span.csv"
Rows = tuple[LessonAbsence | SpanAbsence, ...]


def deliver(
    folder: Path, *rows: LessonAbsence | SpanAbsence, covers: tuple[date, date] | None = None, **fields: object
) -> None:
    """What lies in the folder of the school is this and nothing else."""
    deliver_all(folder, make_school(*rows, covers=covers, **fields))


def deliver_all(folder: Path, *schools: School) -> None:
    shutil.rmtree(folder / "aanlevering", ignore_errors=True)
    write_region(Region(schools), folder)


def make_school(
    *rows: LessonAbsence | SpanAbsence, covers: tuple[date, date] | None = None, **fields: object
) -> School:
    files = tuple(
        AbsenceFile(name, kind, tuple(row for row in rows if isinstance(row, kind)))
        for name, kind in ((LESSONS, LessonAbsence), (SPANS, SpanAbsence))
        if any(isinstance(row, kind) for row in rows)
    )
    school = School(SCHOOL, "VO", PUPILS, weekly("1A"), absenties=files, codes=CODES)
    levering = (Coverage("absenties", *covers),) if covers else None
    return replace(school, levering=levering, **fields)


def run(folder: Path, day: date, *, toch: bool = False) -> Output:
    """`toch`: the folder holds less than when this peildatum came out, and the analyst says that this is right."""
    output = run_program(folder / "swv.toml", day, toch=toch)
    assert output.exit_code == 0
    return output


def skip(number: str, first: date, last: date) -> tuple[LessonAbsence, ...]:
    """One truant lesson on each working day."""
    return tuple(replace(row, leerlingnummer=number) for row in lessons("OO", *workdays(first, last)))


def away(number: str, begin: date, eind: date | None) -> SpanAbsence:
    return SpanAbsence(number, begin, eind, "OO")


def find(output: Output, table: str, number: str = CASE) -> list[dict[str, object]]:
    code = make_leerling(output.key, SCHOOL, number)
    return output.read(table).filter(pl.col("leerling") == code).rows(named=True)


def runs(output: Output, number: str = CASE) -> list[tuple[object, ...]]:
    """Unauthorised runs of two lesweken or more: first day, positions, and whether it goes on."""
    found = find(output, "reeks", number)
    return [(row["start"], row["duur_posities"], row["loopt"]) for row in found if row["groep"] == "oa"]


def told(output: Output) -> set[str]:
    return set(output.read("bevinding")["code"])


def find_told(output: Output, code: str) -> dict[str, Any]:
    """The one finding of this code."""
    [found] = output.read("bevinding").filter(pl.col("code") == code).rows(named=True)
    return found


def read_published(uitvoer: Path) -> dict[str, bytes]:
    """Every file by name, without the second copy of the log, in which each run adds a line."""
    files = {path.relative_to(uitvoer).as_posix(): path for path in uitvoer.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(".")}


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of autumn that goes on in winter, each quarter delivered by itself. Never changed."""
    folder = tmp_path_factory.mktemp("swv")
    deliver(folder, *skip(CASE, NOV_3, DEC_19), *skip(OTHER, NOV_3, NOV_7), covers=AUTUMN)
    run(folder, NEW_YEAR)
    deliver(folder, *skip(CASE, JAN_5, FEB_20), covers=WINTER)
    run(folder, MARCH)
    return folder


def read_standing(folder: Path, day: date = MARCH) -> Output:
    """What stands of a run."""
    return Output(0, folder / "uitvoer" / day.isoformat(), load_key(folder / "opslag"))


@pytest.fixture
def place(two_quarters: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_quarters, tmp_path / "swv"))


def test_a_case_goes_on_over_two_deliveries(two_quarters: Path, tmp_path: Path) -> None:
    """Seven lesweken of autumn and seven of winter are 14 * 7 = 98 positions; winter alone is 7 * 7 = 49."""
    output = read_standing(two_quarters)
    assert runs(output) == [(NOV_3, 98, True)]
    alone = tmp_path / "alleen"
    deliver(alone, *skip(CASE, JAN_5, FEB_20), covers=WINTER)
    of_winter = run(alone, MARCH)
    assert runs(of_winter) == [(JAN_5, 49, True)]
    # Thirty-five days of winter with a lesson of 50 minutes, in both: the period is that of now alone.
    for each in (output, of_winter):
        [row] = find(each, "leerling_periode")
        assert (row["gepland_min"], row["ongeoorloofd_min"]) == (35 * 50, 35 * 50)
    [measured] = output.read("school_meting").rows(named=True)
    assert (measured["gegevens_van"], measured["gegevens_tot"]) == (AUTUMN[0], MARCH)


def test_what_comes_of_earlier_deliveries_is_told(two_quarters: Path) -> None:
    output = read_standing(two_quarters)
    [finding] = output.read("bevinding").filter(pl.col("code") == "eerdere_leveringen").rows(named=True)
    assert "Van eerdere leveringen komen de dagen van 1 aug 2025 t/m 1 jan 2026" in finding["omschrijving"]
    assert not {"gevallen_korter", "levering_begint", "gat_in_levering", "gat_in_absenties"} & told(output)
    sheet = (output.folder / "school" / SCHOOL / "retour.html").read_text(encoding="utf-8")
    assert "Van eerdere leveringen komen de dagen van 1 aug 2025 t/m 1 jan 2026" in sheet.replace("\u00a0", " ")
    [named] = output.read_manifest()["eerdere_leveringen"]
    assert (named["school"], named["dagen"]) == (SCHOOL, [["2025-08-01", "2026-01-01"]])
    assert len(str(named["sha256"])) == 64
    # The edition before had no earlier one to go on from.
    first = read_standing(two_quarters, NEW_YEAR)
    assert "eerdere_leveringen" not in first.read_manifest()
    assert "eerdere_leveringen" not in told(first)


def test_the_same_delivery_again_is_the_same_edition(place: Path) -> None:
    folder = place / "uitvoer"
    before = read_published(folder)
    # Made anew, and not let stand since nothing changed.
    assert run_program(place / "swv.toml", MARCH, toch=True).exit_code == 0
    assert read_published(folder) == before
    assert not (folder / "eerder").exists()


def test_what_a_run_that_was_broken_off_read_is_not_gone_on_from_once_another_took_its_place(tmp_path: Path) -> None:
    """A week of the other pupil by mistake, in a run that never came out; then all again as it was before."""
    right = (*skip(CASE, NOV_3, DEC_19), *skip(OTHER, NOV_3, NOV_7))
    deliver(tmp_path, *right, covers=AUTUMN)
    first = run(tmp_path, NEW_YEAR)
    assert find(first, "leerling_periode", OTHER)[0]["ongeoorloofd_min"] == 5 * 50
    deliver(tmp_path, *right, *skip(OTHER, DEC_15, DEC_19), covers=AUTUMN)

    def break_off(publication: Publication) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Publication, "keep_standing", break_off)
        run_program(tmp_path / "swv.toml", NEW_YEAR, toch=True)
    deliver(tmp_path, *right, covers=AUTUMN)
    run(tmp_path, NEW_YEAR, toch=True)
    assert [path.name for path in (tmp_path / "uitvoer" / "eerder").glob("*")] == []
    deliver(tmp_path, *skip(OTHER, JAN_5, JAN_5), covers=WINTER)
    output = run(tmp_path, MARCH)
    kept = read_tables(tmp_path / "opslag" / STORE_FILE, ("raw_sleutel", "raw_absentie_les"))
    [number] = kept["raw_sleutel"].filter(leerling=make_leerling(output.key, SCHOOL, OTHER))["leerling_nr"]
    # The five of November and the one of January.
    assert kept["raw_absentie_les"].filter(leerling_nr=number).height == 5 + 1


def test_an_earlier_quarter_does_not_know_what_came_later(place: Path) -> None:
    deliver(place, *skip(CASE, NOV_3, DEC_19), *skip(OTHER, NOV_3, NOV_7), covers=AUTUMN)
    before = read_published(place / "uitvoer")
    assert runs(run(place, NEW_YEAR)) == [(NOV_3, 49, True)]
    assert read_published(place / "uitvoer") == before


def test_a_correction_of_an_earlier_quarter_reaches_the_later_one(place: Path) -> None:
    """The first week was authorised after all: six weeks of autumn and seven of winter are 13 * 7 = 91 positions."""
    deliver(place, *skip(CASE, date(2025, 11, 10), DEC_19), covers=AUTUMN)
    run(place, NEW_YEAR)
    deliver(place, *skip(CASE, JAN_5, FEB_20), covers=WINTER)
    assert runs(run(place, MARCH)) == [(date(2025, 11, 10), 91, True)]
    assert runs(run(place, MARCH)) == [(date(2025, 11, 10), 91, True)]


def test_of_the_days_that_it_covers_a_delivery_decides_by_leaving_out_too(tmp_path: Path) -> None:
    """November again, without the week of one pupil: 5 lessons less. October and December stand: 5 and 5 lessons."""
    october, december = date(2025, 10, 6), date(2025, 12, 1)
    deliver(
        tmp_path,
        *skip(CASE, october, october + timedelta(days=4)),
        *skip(CASE, NOV_3, NOV_7),
        *skip(CASE, december, december + timedelta(days=4)),
        covers=AUTUMN,
    )
    [row] = find(run(tmp_path, NEW_YEAR), "leerling_periode")
    assert row["ongeoorloofd_min"] == 15 * 50
    # What it says of other days is not asked: October lies before what it covers.
    deliver(tmp_path, *skip(OTHER, NOV_3, NOV_3), *skip(OTHER, october, october), covers=(NOV_3, date(2025, 11, 30)))
    output = run(tmp_path, NEW_YEAR, toch=True)
    [row], [other] = (find(output, "leerling_periode", number) for number in (CASE, OTHER))
    assert (row["ongeoorloofd_min"], other["ongeoorloofd_min"]) == (10 * 50, 50)
    assert row["gepland_min"] == find(output, "leerling_periode", "101")[0]["gepland_min"]
    # Two rows lay in the file: that of October does not count.
    [file] = [each for each in output.read_manifest()["bestanden"] if each["bestand"] == LESSONS]
    assert (file["gelezen"], file["gebruikt"], file["niet_geteld"]) == (2, 1, 1)


# By the number of a pupil: what autumn told, what is told now, and the runs in March.
OVER_THE_BORDER: dict[str, tuple[SpanAbsence, Rows, list[tuple[object, ...]]]] = {
    # Told whole by both: the weeks of 15 December, 5 and 12 January, up to Monday the 19th: 3 * 7.
    "301": (away("301", DEC_15, None), (away("301", DEC_15, JAN_16),), [(DEC_15, 21, False)]),
    # Told from the first day that the delivery covers on.
    "302": (away("302", DEC_15, None), (away("302", JAN_5, JAN_16),), [(DEC_15, 21, False)]),
    # Begun later by what is told now: of December it is not asked.
    "303": (away("303", DEC_15, None), (away("303", date(2026, 1, 2), None),), [(DEC_15, 56, True)]),
    # Gone: one week of December is left, too short for a row.
    "304": (away("304", DEC_15, None), (), []),
    # As lessons instead of days.
    "305": (away("305", DEC_15, None), skip("305", JAN_5, JAN_16), [(DEC_15, 21, False)]),
    # A time stays a time. From half past ten on Monday 15 December: that day's lesson, at half past eight, is not
    # missed. From Tuesday the 16th up to Friday 16 January, whose lesson comes later: 6 positions of the week of
    # 15 December, 7 of that of 5 January, and 4 of the last, Monday to Thursday.
    "306": (
        SpanAbsence("306", at(DEC_15, 10, 30), None, "OO"),
        (SpanAbsence("306", at(DEC_15, 10, 30), at(JAN_16, 8, 0), "OO"),),
        [(date(2025, 12, 16), 6 + 7 + 4, False)],
    ),
}


@pytest.fixture(scope="module")
def over_the_border(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Autumn and then winter of all of them."""
    folder = tmp_path_factory.mktemp("grens")
    pupils = (*PUPILS, *(Enrolment(number, "1A") for number in OVER_THE_BORDER))
    deliver(folder, *(then for then, _, _ in OVER_THE_BORDER.values()), covers=AUTUMN, leerlingen=pupils)
    run(folder, NEW_YEAR)
    now = [row for _, rows, _ in OVER_THE_BORDER.values() for row in rows]
    deliver(folder, *now, *skip(OTHER, JAN_5, JAN_5), covers=WINTER, leerlingen=pupils)
    return run(folder, MARCH)


@pytest.mark.parametrize("number", OVER_THE_BORDER)
def test_an_absence_over_the_border_stays_one(over_the_border: Output, number: str) -> None:
    assert runs(over_the_border, number) == OVER_THE_BORDER[number][2]


def test_without_a_word_of_what_it_covers_that_is_what_is_measured(tmp_path: Path) -> None:
    """Each day another pupil is ill, so that the silence of autumn in the delivery of winter is seen (contract 2.8)."""

    def ill(first: date, last: date) -> Rows:
        days = workdays(first, last)
        return tuple(LessonAbsence(str(101 + place % 11), day, 1, "Z") for place, day in enumerate(days))

    deliver(tmp_path, *ill(date(2025, 9, 1), DEC_19), *skip(CASE, NOV_3, DEC_19))
    run(tmp_path, NEW_YEAR)
    deliver(tmp_path, *ill(JAN_5, FEB_20), *skip(CASE, JAN_5, FEB_20))
    output = run(tmp_path, MARCH)
    assert runs(output) == [(NOV_3, 98, True)]
    assert not {"gevallen_korter", "levering_begint"} & told(output)
    [finding] = output.read("bevinding").filter(pl.col("code") == "eerdere_leveringen").rows(named=True)
    assert "t/m 1 jan 2026" in finding["omschrijving"]
    # The whole again covers all of it, and nothing is added.
    deliver(tmp_path, *ill(date(2025, 9, 1), FEB_20), *skip(CASE, NOV_3, FEB_20))
    output = run_program(tmp_path / "swv.toml", MARCH)
    assert runs(output) == [(NOV_3, 98, True)]


def test_a_timetable_is_that_of_the_days_that_it_came_with(tmp_path: Path) -> None:
    """A whole day away is one lesson by the timetable of autumn and two by that of winter."""
    deliver(tmp_path, SpanAbsence(CASE, NOV_3, NOV_3, "S"), covers=AUTUMN)
    run(tmp_path, NEW_YEAR)
    two = weekly("1A", lessen=2)
    deliver(tmp_path, SpanAbsence(CASE, JAN_5, JAN_5, "S"), covers=WINTER, rooster=two)
    output = run(tmp_path, MARCH)
    [row] = find(output, "leerling_periode")
    # In the school year 1 + 2 lessons; in the period 35 days of two lessons.
    assert (row["spijbeluren"], row["gepland_min"]) == (3, 35 * 2 * 50)
    # A timetable for all of it comes in the place of both.
    deliver(tmp_path, SpanAbsence(CASE, NOV_3, NOV_3, "S"), covers=(AUTUMN[0], MARCH), rooster=two)
    output = run(tmp_path, MARCH)
    assert find(output, "leerling_periode")[0]["spijbeluren"] == 2
    assert "eerdere_leveringen" not in told(output)


def test_a_code_means_what_it_meant_then(tmp_path: Path) -> None:
    """S was truancy in autumn and is leave in winter, by two code tables without a date."""
    leave = tuple(replace(code, soort="verlof") if code.code == "S" else code for code in CODES)
    deliver(tmp_path, *(replace(row, code="S") for row in skip(CASE, NOV_3, NOV_3)), covers=AUTUMN)
    run(tmp_path, NEW_YEAR)
    deliver(tmp_path, *(replace(row, code="S") for row in skip(CASE, JAN_5, JAN_5)), covers=WINTER, codes=leave)
    output = run(tmp_path, MARCH)
    [row] = find(output, "leerling_periode")
    assert (row["spijbeluren"], row["geoorloofd_min"], row["ongeoorloofd_min"]) == (1, 50, 0)
    # That it means something else now is told.
    assert find_told(output, "eerdere_codes_anders")["aantal"] == 1


def test_a_code_that_was_mended_since_is_told_and_read_anew_when_it_is_delivered_again(tmp_path: Path) -> None:
    """Five lessons of autumn under a code without an entry, which is unknown: neither present nor truancy."""
    five = tuple(replace(row, code=UNKNOWN) for row in skip(CASE, NOV_3, NOV_7))
    deliver(tmp_path, *five, covers=AUTUMN)
    run(tmp_path, NEW_YEAR)
    mended = (*CODES, Code(UNKNOWN, "spijbelen"))
    said: list[str] = []
    deliver(tmp_path, *skip(OTHER, JAN_5, JAN_5), covers=WINTER, codes=mended)
    run_quarter(load_settings(tmp_path / "swv.toml"), peildatum=MARCH, report_progress=said.append)
    output = Output(0, tmp_path / "uitvoer" / MARCH.isoformat(), load_key(tmp_path / "opslag"))
    assert find(output, "leerling_periode")[0]["spijbeluren"] == 0
    told_now = find_told(output, "eerdere_codes_anders")
    assert told_now["aantal"] == 5
    assert "5 regels van eerdere leveringen (3 nov 2025 t/m 7 nov 2025)" in told_now["omschrijving"]
    assert "1 code" in told_now["omschrijving"]
    [line] = [each for each in said if "eerdere leveringen (3 nov 2025" in each]
    assert line.startswith(f"Let op: school {SCHOOL}: 5 regels van eerdere leveringen")
    for page in ("retour.html", "index.html"):
        text = (output.folder / "school" / SCHOOL / page).read_text(encoding="utf-8").replace("\u00a0", " ")
        assert "tellen nog zoals de code toen is gelezen" in text
    # With the export of autumn beside that of winter all of it is read by the table of now.
    deliver(tmp_path, *five, *skip(OTHER, JAN_5, JAN_5), covers=(AUTUMN[0], MARCH), codes=mended)
    output = run(tmp_path, MARCH)
    assert find(output, "leerling_periode")[0]["spijbeluren"] == 5
    assert not OTHERWISE & told(output)


# By school: the table of now, and of how many rows of autumn it says something else.
TABLES: dict[str, tuple[tuple[Code, ...], set[int]]] = {
    # From the first day of winter on: of autumn it says nothing.
    "12AB01": ((*CODES, Code(UNKNOWN, "spijbelen", geldig_van=WINTER[0])), set()),
    # From the last of the five days on.
    "12AB02": ((*CODES, Code(UNKNOWN, "spijbelen", geldig_van=NOV_7)), {1}),
    # Up to the day before the first of them, and up to the first.
    "12AB03": ((*CODES, Code(UNKNOWN, "spijbelen", geldig_tot=NOV_3 - timedelta(days=1))), set()),
    "12AB04": ((*CODES, Code(UNKNOWN, "spijbelen", geldig_tot=NOV_3)), {1}),
    # The same table once more.
    "12AB05": (CODES, set()),
}


@pytest.fixture(scope="module")
def other_tables(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The findings in March of all of them, each with five lessons of autumn under a code without an entry."""
    folder = tmp_path_factory.mktemp("tabellen")
    five = tuple(replace(row, code=UNKNOWN) for row in skip(CASE, NOV_3, NOV_7))
    deliver_all(folder, *(make_school(*five, covers=AUTUMN, id=school) for school in TABLES))
    run(folder, NEW_YEAR)
    one = skip(OTHER, JAN_5, JAN_5)
    deliver_all(
        folder, *(make_school(*one, covers=WINTER, id=school, codes=codes) for school, (codes, _) in TABLES.items())
    )
    return run(folder, MARCH).read("bevinding")


@pytest.mark.parametrize("school", TABLES)
def test_a_table_is_asked_by_the_day_of_the_row(other_tables: pl.DataFrame, school: str) -> None:
    found = other_tables.filter(school=school, code="eerdere_codes_anders")
    assert set(found["aantal"]) == TABLES[school][1]


def test_a_mapping_that_was_mended_since_is_told(tmp_path: Path) -> None:
    """First a code of a school without a table, then one more column; and of a third quarter all days before it."""
    five = tuple(replace(row, code=UNKNOWN) for row in skip(CASE, NOV_3, NOV_7))
    deliver(tmp_path, *five, covers=AUTUMN, codes=None)
    run(tmp_path, NEW_YEAR)
    mapping = tmp_path / "koppeling" / f"{SCHOOL}.toml"
    mapping.parent.mkdir()
    mapping.write_text(
        f'[[koppeling]]\ndatum = 2026-01-10\n[koppeling.codes]\n"{UNKNOWN}" = "spijbelen"\n', encoding="utf-8"
    )
    winter = tuple(replace(row, code=UNKNOWN) for row in skip(OTHER, JAN_5, JAN_5))
    deliver(tmp_path, *winter, covers=WINTER, codes=None)
    output = run(tmp_path, MARCH)
    assert find_told(output, "eerdere_codes_anders")["aantal"] == 5
    # Columns and classes are read as they were.
    assert OTHERWISE & told(output) == {"eerdere_codes_anders"}
    deliver(tmp_path, *skip(OTHER, date(2026, 3, 2), date(2026, 3, 2)), covers=(date(2026, 3, 2), JUNE), codes=None)
    toml = tmp_path / "swv.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(f'{text}\n[school.kolommen]\n"Uur van de les" = "lesuur"\n', encoding="utf-8")
    output = run(tmp_path, JUNE)
    assert find_told(output, "eerdere_codes_anders")["aantal"] == 5
    columns = find_told(output, "eerdere_kolommen_anders")
    assert "De eerdere leveringen van 1 aug 2025 t/m 1 mrt 2026 zijn" in columns["omschrijving"]
    # Nothing was mended since: what was kept of winter was read so, that of autumn and spring otherwise still.
    mapping.unlink()
    output = run(tmp_path, JUNE)
    # Mapped no more: the one row of winter counts as truancy still, the five of autumn as unknown, as they would now.
    assert find_told(output, "eerdere_codes_anders")["aantal"] == 1


def test_a_pupil_who_is_delivered_no_more(place: Path) -> None:
    """Not enrolled any more in the days that the delivery covers, and told."""
    left = tuple(pupil for pupil in PUPILS if pupil.leerlingnummer != OTHER)
    deliver(place, *skip(CASE, JAN_5, FEB_20), covers=WINTER, leerlingen=left)
    output = run_program(place / "swv.toml", MARCH, toch=True)
    assert find(output, "leerling_periode", OTHER) == []
    [finding] = output.read("bevinding").filter(pl.col("code") == "leerling_verdwenen").rows(named=True)
    assert finding["aantal"] == 1
    # It is known of autumn still, with the week that it was away then.
    kept = read_tables(place / "opslag" / STORE_FILE, ("raw_sleutel", "raw_absentie_les"))
    [number] = kept["raw_sleutel"].filter(leerling=make_leerling(output.key, SCHOOL, OTHER))["leerling_nr"]
    assert kept["raw_absentie_les"].filter(leerling_nr=number).height == 5


def test_an_erased_pupil_does_not_come_back(place: Path) -> None:
    output = read_standing(place)
    code = make_leerling(output.key, SCHOOL, OTHER)
    assert cli.main(["erase", str(place / "swv.toml"), "--school", SCHOOL, "--leerling", code]) == 0
    run_program(place / "swv.toml", MARCH, toch=True)
    kept = read_tables(place / "opslag" / STORE_FILE, ("raw_sleutel", "raw_absentie_les"))
    assert code not in set(kept["raw_sleutel"]["leerling"])
    # The other case goes on: 35 lessons of autumn and 35 of winter.
    assert kept["raw_absentie_les"].height == 70
    assert runs(Output(0, output.folder, output.key)) == [(NOV_3, 98, True)]


def test_a_folder_with_less_is_asked_about_and_loses_nothing_that_was_told_before(tmp_path: Path) -> None:
    """Three weeks again in a folder without the file of days. Of the 74 school days of the period 15 are told of."""
    deliver(tmp_path, *skip(CASE, NOV_3, DEC_19), away(OTHER, NOV_3, NOV_7), covers=AUTUMN)
    run(tmp_path, NEW_YEAR)
    deliver(tmp_path, *skip(CASE, date(2025, 12, 1), DEC_19), covers=(date(2025, 12, 1), NEW_YEAR))
    with pytest.raises(DataCheckFailed, match="15 in plaats van 74 gemeten schooldagen"):
        run(tmp_path, NEW_YEAR)
    output = run(tmp_path, NEW_YEAR, toch=True)
    assert runs(output) == [(NOV_3, 49, True)]
    assert find(output, "leerling_periode", OTHER)[0]["ongeoorloofd_min"] == 5 * 50


def test_what_is_past_its_time_is_told_no_more(place: Path) -> None:
    """What lies before 1 December goes: three weeks of December are left, and seven of winter."""
    settings = load_settings(place / "swv.toml")
    erase_before(settings, before=date(2025, 12, 1), today=MARCH)
    output = run_program(place / "swv.toml", MARCH, toch=True)
    # The weeks of 1, 8 and 15 December and seven of winter: 10 * 7.
    assert runs(output) == [(date(2025, 12, 1), 70, True)]
    [named] = output.read_manifest()["eerdere_leveringen"]
    assert named["dagen"] == [["2025-12-01", "2026-01-01"]]
    kept = find_earlier(place / "opslag", NEW_YEAR, key=output.key, opvolgers={})[SCHOOL]
    assert [each.covered.days for each in kept] == [((date(2025, 12, 1), NEW_YEAR),)]
    assert kept[0].load().frames["raw_absentie_les"]["datum"].min() == date(2025, 12, 1)


def test_as_it_was_known_and_explained(place: Path) -> None:
    """Counted again, explained and checked, the days of earlier deliveries are there too."""
    settings = load_settings(place / "swv.toml")
    output = read_standing(place)
    found = run_as_of(settings, peildatum=MARCH, known_on=date(2100, 1, 1))
    assert found.other == ()
    assert found.same
    page = explain_pupil(settings, leerling=make_leerling(output.key, SCHOOL, CASE))
    assert "3 nov 2025" in page.text.replace("\u00a0", " ")
    assert "een eerdere levering" in page.page.read_text(encoding="utf-8")
    checked = check_deliveries(settings, peildatum=MARCH, today=MARCH)
    sheet = (checked.output / SCHOOL / "retour.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Van eerdere leveringen komen de dagen van 1 aug 2025 t/m 1 jan 2026" in sheet


@pytest.mark.parametrize(
    "damage", [lambda body: body[:-1] + bytes([body[-1] ^ 1]), lambda body: body[: len(body) // 2]]
)
def test_what_was_kept_and_is_damaged_is_not_believed(place: Path, damage: Callable[[bytes], bytes]) -> None:
    for file in (place / "opslag" / "gelezen").iterdir():
        file.write_bytes(damage(file.read_bytes()))
    code = cli.main(["run", str(place / "swv.toml"), "--peildatum", MARCH.isoformat(), "--direct", "--zonder-pdf"])
    assert code == 14
