"""What is past its time is told and removed on request; what is anonymous or newer stays."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.commands.copies import list_copies
from pipelines.commands.retention import erase_before, find_expired, forget_before, get_limit
from pipelines.errors import WrongUse
from pipelines.run.steps import run_quarter
from pipelines.settings import Settings, load_settings
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.case_register import Entry, Register
from pipelines.vault.editions import list_edition_files
from pipelines.vault.kept_forms import list_delivered
from tests.lib.cases import weekly
from tests.lib.region import Enrolment, Region, RegisterRow, School, write_region

OLD, NEW = date(2023, 1, 1), date(2026, 1, 1)
TODAY = date(2026, 2, 1)


def write_school(folder: Path, *, register: bool) -> Settings:
    school = School(
        id="12AB00",
        sector="VO",
        leerlingen=(Enrolment("1001", "4A"), Enrolment("1002", "4A")),
        # No lesson lies before the holidays that msa knows.
        rooster=weekly("4A", van=date(2022, 9, 1)),
        register=(RegisterRow("1001", plan_van_aanpak=True),) if register else None,
    )
    return load_settings(write_region(Region((school,)), folder))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two peildata of the same files, but the register lay there for the first one alone."""
    settings = write_school(tmp_path, register=True)
    run_quarter(settings, peildatum=OLD)
    for file in (settings.aanlevering / "12AB00").glob("*register*"):
        file.unlink()
    run_quarter(settings, peildatum=NEW)
    return settings


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2026, 2, 1), date(2023, 2, 1)),
        (date(2028, 2, 29), date(2025, 3, 1)),
        (date(2026, 12, 31), date(2023, 12, 31)),
    ],
)
def test_the_limit_lies_three_years_back(today: date, limit: date, settings: Settings) -> None:
    assert get_limit(settings, today) == limit


def test_what_is_older_goes_and_the_rest_stays(settings: Settings) -> None:
    """Of 2023: tables and the folder of the school; the copy of its register. The pupils of now are those of 2026."""
    before = {
        path: path.read_bytes() for path in sorted((settings.uitvoer / "2026-01-01").rglob("*")) if path.is_file()
    }
    copies = len(list_copies(settings.opslag))
    found = erase_before(settings, before=get_limit(settings, TODAY), today=TODAY)
    assert found.peildata == (OLD,)
    assert len(found.copies) == 1
    assert not found.copies[0].exists()
    assert len(list_copies(settings.opslag)) == copies - 1
    left = sorted(path.name for path in (settings.uitvoer / "2023-01-01").iterdir())
    assert left == ["inspectie", "manifest.json", "swv"]
    assert {path: path.read_bytes() for path in before} == before
    assert (settings.opslag / "msa.duckdb").exists()
    # What was kept of its figures without pupils tells of them by marks.
    assert [day for day, _ in list_edition_files(settings.opslag)] == [NEW]
    assert list_delivered(settings.opslag, "12AB00") == {}
    last = read_entries(settings.opslag)[-1]
    assert (last["wat"], last["peildatum"], last["aantallen"]["kopieen"]) == ("periode_gewist", "2023-02-01", 1)
    assert verify_log(settings.opslag) == []
    assert not find_expired(settings, get_limit(settings, TODAY))
    # Running goes on as before, and gives the same.
    run_quarter(settings, peildatum=NEW)
    tables = [path for path in before if "tabellen" in path.parts]
    assert tables
    # The findings, a sheet of the workbook too, tell of the register that is gone.
    told = ("bevinding.csv", "bevinding.parquet", "tabellen.xlsx")
    assert all(path.read_bytes() == before[path] for path in tables if path.name not in told)


def test_nothing_is_removed_by_looking(settings: Settings) -> None:
    before = sorted(settings.file.parent.rglob("*"))
    found = find_expired(settings, get_limit(settings, TODAY))
    assert str(found).replace("\u00a0", " ") == (
        "1 peildatum in de uitvoer, 1 kopie van een levering en 1 ander bestand"
    )
    assert sorted(settings.file.parent.rglob("*")) == before


def test_the_store_of_an_old_peildatum_goes(settings: Settings) -> None:
    run_quarter(settings, peildatum=OLD, toch=True)
    found = erase_before(settings, before=date(2024, 1, 1), today=TODAY)
    assert settings.opslag / "msa.duckdb" in found.others
    assert not (settings.opslag / "msa.duckdb").exists()
    assert not (settings.opslag / "quarantaine").exists()


def test_a_file_without_a_peildatum_is_as_old_as_it_was_written(settings: Settings) -> None:
    """A copy that counted nowhere, an explanation, a report of a bug: before the limit, and at it."""
    limit = date(2023, 2, 1)
    files = [
        settings.opslag / "kluis" / "ab" / ("ab" * 32),
        settings.uitvoer / "uitleg" / "laaaaaaaaaaa.html",
        settings.opslag / "msa-fout-20230131T000000-1.txt",
    ]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
        os.utime(file, (datetime(2023, 1, 31, 12).timestamp(),) * 2)
    found = find_expired(settings, limit)
    assert set(files) <= {*found.copies, *found.others}
    for file in files:
        os.utime(file, (datetime(2023, 2, 1, 12).timestamp(),) * 2)
    found = find_expired(settings, limit)
    assert not set(files) & {*found.copies, *found.others}


def test_a_day_to_come_is_refused(settings: Settings) -> None:
    with pytest.raises(WrongUse, match="ligt na vandaag"):
        erase_before(settings, before=date(2026, 2, 2), today=TODAY)
    assert (settings.uitvoer / "2026-01-01" / "tabellen").exists()


def test_the_register_of_the_inspectie_forgets_who_but_not_which_numbers() -> None:
    """Case 1 stands in 2023 alone, case 2 in both: case 1 is cut loose, and no number is given again."""

    def entry(number: int) -> Entry:
        return Entry(number, "lrv_tot_3_maanden", OLD, None, OLD, "loopt", True, True)

    register = Register({1: "een", 2: "twee"}, {OLD: (entry(1), entry(2)), NEW: (entry(2),)})
    left = forget_before(register, date(2024, 1, 1))
    assert left.houders == {1: "", 2: "twee"}
    assert left.standen == {NEW: (entry(2),)}
    assert forget_before(register, OLD) == register


def test_a_run_tells_what_is_past_its_time_and_erases_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clock of the test is later than three years after OLD for ever."""
    code = cli.main(["run", str(settings.file), "--peildatum", "2026-01-01", "--direct", "--zonder-pdf"])
    assert code == 0
    assert "Voorbij de bewaartermijn van 3 jaar: 1" in capsys.readouterr().out
    assert (settings.uitvoer / "2023-01-01" / "tabellen").exists()
    assert cli.main(["erase", str(settings.file), "--verlopen"]) == 0
    assert "Gewist van voor" in capsys.readouterr().out
    assert not (settings.uitvoer / "2023-01-01" / "tabellen").exists()
    cli.main(["run", str(settings.file), "--peildatum", "2026-01-01", "--direct", "--zonder-pdf"])
    assert "Voorbij" not in capsys.readouterr().out
