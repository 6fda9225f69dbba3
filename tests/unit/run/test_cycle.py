"""What is made ready for the schools before a peildatum, and that it is logged once it was done."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.run.cycle import list_done, take_moment
from pipelines.settings import Settings, load_settings
from pipelines.vault.lock import take_lock
from schemas.cycle import CONTROLEREN, HERINNEREN, VRAGEN
from tests.lib.school_folder import BASIS, make_school, write_swv

PEILDATUM, TODAY = date(2026, 1, 1), date(2025, 12, 25)
COMPLETE, EMPTY = "12AB00", "34CD00"
FILES = {
    **BASIS,
    "codes.csv": "code;soort\nZ;ziek\n",
    "absenties.csv": "leerlingnummer;datum;lesuur;code\n1001;2025-12-08;1;Z\n",
    "levering.csv": "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two schools, of which the second delivered nothing."""
    toml = write_swv(tmp_path, FILES, school=make_school())
    text = toml.read_text(encoding="utf-8")
    block = text[text.index("[[school]]") :]
    toml.write_text(text + "\n" + block.replace(COMPLETE, EMPTY), encoding="utf-8")
    return load_settings(toml)


def take(settings: Settings, what: str) -> list[str]:
    told: list[str] = []
    take_moment(settings, what, peildatum=PEILDATUM, today=TODAY, report=told.append)
    return told


def list_messages(settings: Settings) -> list[str]:
    return sorted(file.name for file in (settings.uitvoer / "berichten" / "2026-01-01").iterdir())


def test_each_school_is_asked_in_a_text_of_its_own(settings: Settings) -> None:
    told = take(settings, VRAGEN)
    assert list_messages(settings) == [f"{COMPLETE}-vraag.txt", f"{EMPTY}-vraag.txt"]
    file = settings.uitvoer / "berichten" / "2026-01-01" / f"{EMPTY}-vraag.txt"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("Onderwerp: Bestanden over schoolaanwezigheid tot en met 1 jan 2026\n\nBeste collega,")
    assert file.stat().st_mode & 0o077 == 0
    assert [str(settings.uitvoer / "berichten" / "2026-01-01") in line for line in told] == [True]


def test_only_a_school_that_lacks_something_is_reminded_and_the_questions_stay(settings: Settings) -> None:
    take(settings, VRAGEN)
    told = take(settings, HERINNEREN)
    assert list_messages(settings) == [f"{COMPLETE}-vraag.txt", f"{EMPTY}-herinnering.txt", f"{EMPTY}-vraag.txt"]
    assert "liggen klaar (1)" in told[-1]
    take(settings, VRAGEN)
    assert f"{EMPTY}-herinnering.txt" in list_messages(settings)


def test_a_night_makes_the_return_sheets(settings: Settings) -> None:
    take(settings, CONTROLEREN)
    assert (settings.uitvoer / "controle" / COMPLETE / "retour.html").is_file()
    assert (settings.uitvoer / "controle" / EMPTY / "retour.html").is_file()
    assert not (settings.uitvoer / "2026-01-01").exists()


def test_what_was_done_stands_in_the_log(settings: Settings) -> None:
    before = datetime.now(UTC)
    for what in (VRAGEN, CONTROLEREN):
        take(settings, what)
    done = list_done(settings)
    assert [(each.what, each.peildatum) for each in done] == [(VRAGEN, PEILDATUM), (CONTROLEREN, PEILDATUM)]
    assert all((each.at - before).total_seconds() > -1 for each in done)


def test_what_failed_does_not(settings: Settings) -> None:
    take(settings, VRAGEN)
    lock = take_lock(settings.opslag)
    try:
        with pytest.raises(StoreUnavailable):
            take(settings, CONTROLEREN)
    finally:
        lock.release()
    assert [each.what for each in list_done(settings)] == [VRAGEN]
