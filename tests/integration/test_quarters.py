"""Two quarters of one small SWV: the second report compares with the first, as it was published then."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.vault.places import LEDGER
from pipelines.vault.publications import read_ledger
from tests.lib.cases import CODES, weekly
from tests.lib.comparison import Output, run_program
from tests.lib.region import Enrolment, Region, School, write_region

FIRST, SECOND = date(2026, 1, 1), date(2026, 3, 1)
# Twenty pupils; the last nine leave in January, and ten come in their place.
STAY = tuple(Enrolment(str(number), "1A") for number in range(1, 12))
LEAVE = tuple(Enrolment(str(number), "1A", uitschrijfdatum=date(2026, 1, 1)) for number in range(12, 21))
COME = tuple(Enrolment(str(number), "1A", inschrijfdatum=date(2026, 1, 12)) for number in range(21, 31))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("kwartalen")
    school = School("12AB00", "VO", (*STAY, *LEAVE, *COME), weekly("1A", lessen=2), codes=CODES)
    write_region(Region((school,)), target)
    (target / "duiding").mkdir()
    (target / "duiding" / f"{SECOND}.md").write_text("# Beeld\n\nEen **rustige** periode.\n", encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def quarters(folder: Path) -> tuple[Output, Output]:
    return run_program(folder / "swv.toml", FIRST), run_program(folder / "swv.toml", SECOND)


def _read_counts(output: Output) -> dict[str, str]:
    with (output.folder / "swv" / "cijfers.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["sleutel"]: row["getoond"] for row in csv.DictReader(stream, delimiter=";") if row["sleutel"]}


def _read_page(output: Output) -> str:
    return (output.folder / "swv" / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def test_everybody_is_followed_from_one_quarter_to_the_next(quarters: tuple[Output, Output]) -> None:
    first, second = (_read_counts(output) for output in quarters)
    # 11 + 9 = 20 pupils; then 11 + 10 = 21, to the nearest five.
    assert (first["tiers/swv"], second["tiers/swv"]) == ("20", "20")
    moves = {name.removeprefix("beweging/"): value for name, value in second.items() if name.startswith("beweging/")}
    # 11 stay in tier 1 (10), 9 left (10), 10 came (10); 20 then.
    assert moves["tier_1/tier_1"] == moves["tier_1/weg"] == moves["nieuw/tier_1"] == "10"
    assert moves["tier_1"] == "20"
    assert not [name for name in first if name.startswith("beweging/")]


def test_the_second_report_compares_and_the_first_says_it_cannot(quarters: tuple[Output, Output]) -> None:
    first, second = (_read_page(output) for output in quarters)
    assert "Vergelijken kan vanaf de volgende keer." in first
    # Then all lessons of one of twenty pupils were 5 %, the widest step. Now eleven have more lessons than the ten who
    # came in January, and those of one of them are more than 5 % of all.
    assert "geen vergelijking, want er zijn te weinig leerlingen om te vergelijken" in second
    assert "Dezelfde scholen, protocollen en versie van het programma als toen." in second


def test_the_own_text_stands_in_its_own_quarter(quarters: tuple[Output, Output]) -> None:
    first, second = (_read_page(output) for output in quarters)
    assert "Een <strong>rustige</strong> periode." in second
    assert "rustige" not in first
    assert "duiding/2026-01-01.md</span>, naast swv.toml" in first


def test_a_changed_earlier_figure_is_not_believed(
    folder: Path, quarters: tuple[Output, Output], tmp_path: Path
) -> None:
    """Somebody made 35 of a 20 that came out: nothing is compared with that. Put back, it is compared with again."""
    place = tmp_path / "swv"
    shutil.copytree(folder, place)
    figures = place / "uitvoer" / quarters[0].folder.name / "swv" / "cijfers.csv"
    kept = figures.read_bytes()
    figures.write_bytes(kept.replace(b";20;", b";35;"))
    assert figures.read_bytes() != kept
    table = 'id="tabel-verloop"'
    assert table not in _read_page(run_program(place / "swv.toml", SECOND, toch=True))
    figures.write_bytes(kept)
    assert table in _read_page(run_program(place / "swv.toml", SECOND, toch=True))
    assert table in _read_page(quarters[1])


def test_the_ledger_has_what_each_quarter_showed(folder: Path, quarters: tuple[Output, Output]) -> None:
    known = read_ledger(folder / "opslag")
    assert [found.peildatum for found in known] == [FIRST, SECOND]
    for found, output in zip(known, quarters, strict=True):
        shown = {name: str(value.getal) for name, value in found.getoond.items() if value.getal is not None}
        told = {name: text for name, text in _read_counts(output).items() if name in found.getoond and text.isdigit()}
        assert told and told == {name: shown[name] for name in told}
    # Running again changes nothing, and what did not come out is not in it.
    kept = (folder / "opslag" / LEDGER).read_bytes()
    assert _read_page(run_program(folder / "swv.toml", SECOND)) == _read_page(quarters[1])
    assert (folder / "opslag" / LEDGER).read_bytes() == kept


def test_a_text_with_a_pupil_stops_the_run(folder: Path, quarters: tuple[Output, Output]) -> None:
    """A code of this run, that only the run can know; what was published stays."""
    before, known = _read_page(quarters[1]), (folder / "opslag" / LEDGER).read_bytes()
    code = quarters[1].read("leerling_periode")["leerling"][0]
    file = folder / "duiding" / f"{SECOND}.md"
    kept = file.read_bytes()
    try:
        for text in (f"Let op {code}.", "Let op 123456."):
            file.write_text(text, encoding="utf-8")
            with pytest.raises(WrongUse, match="regel 1") as error:
                run_program(folder / "swv.toml", SECOND)
            assert code not in str(error.value)
    finally:
        file.write_bytes(kept)
    assert _read_page(quarters[1]) == before
    assert (folder / "opslag" / LEDGER).read_bytes() == known
