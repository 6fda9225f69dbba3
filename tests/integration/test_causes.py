"""The causes of a difference on the page without pupils: of the peildatum before, as far as they may be told.

Forty pupils with two lessons a day. In January 101 to 112 are thuiszitters (`test_difference`), and 113 to 121 were
away as long but for one day in the middle: in tier 3 too, and no thuiszitter. In March 128 to 140 are. The threshold
is 8. `MSA_DEEP=1`: also a correction of one pupil, far below it.
"""

import csv
import dataclasses
import os
import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import DataCheckFailed
from pipelines.publish import released
from pipelines.run import published
from pipelines.vault.publications import Released
from reports.context.difference import STAPPEN
from reports.release.disclosure import Figures
from tests.integration.test_difference import AWAY, BASE, DAY, HOME, LATER_DAY, absent, publish, read_text
from tests.lib.erasure import Home
from tests.lib.region import Enrolment, SpanAbsence

HEAD = "Waarom is het anders dan de vorige keer?"
PUPILS = tuple(Enrolment(str(number), "1A", inschrijfdatum=date(2025, 8, 1)) for number in range(101, 141))
NEARLY = tuple(str(number) for number in range(113, 122))
BROKEN = (
    SpanAbsence("", HOME.begin, date(2025, 11, 18), AWAY),
    SpanAbsence("", date(2025, 11, 20), HOME.eind, AWAY),
)


def make_school(*, mended: Sequence[str] = ()) -> tuple[SpanAbsence, ...]:
    """The absences of all; of those who are `mended` the day in the middle was none."""
    rows = [dataclasses.replace(HOME, leerlingnummer=str(number)) for number in range(101, 113)]
    for pupil in NEARLY:
        own = (HOME,) if pupil in mended else BROKEN
        rows += [dataclasses.replace(row, leerlingnummer=pupil) for row in own]
    late = SpanAbsence("", date(2026, 1, 12), date(2026, 2, 14), AWAY)
    rows += [dataclasses.replace(late, leerlingnummer=str(number)) for number in range(128, 141)]
    return tuple(rows)


def run(folder: Path, peildatum: date, *, mended: Sequence[str] = ()) -> None:
    school = dataclasses.replace(BASE, leerlingen=PUPILS, absenties=absent(*make_school(mended=mended)))
    publish(folder, school, peildatum=peildatum)


@pytest.fixture(scope="module")
def of_january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January alone; never changed."""
    folder = tmp_path_factory.mktemp("januari") / "swv"
    run(folder, DAY)
    return folder


@pytest.fixture(scope="module")
def quarters(of_january: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January and March, each once; never changed."""
    folder = Path(shutil.copytree(of_january, tmp_path_factory.mktemp("oorzaken") / "swv"))
    run(folder, LATER_DAY)
    return folder


@pytest.fixture
def january(of_january: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(of_january, tmp_path / "swv"))


@pytest.fixture
def folder(quarters: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(quarters, tmp_path / "swv"))


def read_page(folder: Path, peildatum: date = LATER_DAY) -> str:
    page = (folder / "uitvoer" / peildatum.isoformat() / "swv" / "index.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", read_text(page).replace("\u00a0", " "))


def read_files(folder: Path, peildatum: date = LATER_DAY) -> dict[str, bytes]:
    place = folder / "uitvoer" / peildatum.isoformat() / "swv"
    return {file.name: file.read_bytes() for file in place.iterdir() if file.suffix in (".csv", ".html")}


def read_figures(folder: Path) -> dict[str, str]:
    text = read_files(folder)["cijfers.csv"].decode("utf-8-sig").splitlines()
    return {row["sleutel"]: row["getoond"] for row in csv.DictReader(text, delimiter=";") if row["sleutel"]}


def test_the_director_reads_why_it_is_another_number(quarters: Path) -> None:
    """Twelve went and thirteen came, printed as 10 and 15: 10 − 10 + 15 = 15, so nothing is left over."""
    assert HEAD not in read_page(quarters, DAY)
    assert (
        "Thuiszitters, in de periode: was 10 (1 jan 2026), is 15 (1 mrt 2026). Dat verschil van +5 bestaat uit +5 "
        "echte verandering."
    ) in read_page(quarters)
    figures = read_figures(quarters)
    key = "verschil/thuiszitters"
    assert (figures[f"{key}/was"], figures["status/swv/thuiszitters"]) == ("10", "15")
    told = {name: figures[name] for name in figures if name.startswith(f"{key}/") and figures[name] != "0"}
    assert told == {f"{key}/was": "10", f"{key}/verandering/erbij": "15", f"{key}/verandering/eraf": "10"}
    # In tier 3 were 12 and 9, printed as 20, and none of them now; 13 are, printed as 15. 20 + 15 − 20 = 15.
    assert (
        "Tier 3, intensief: was 20 (1 jan 2026), is 15 (1 mrt 2026). Dat verschil van −5 bestaat uit −5 echte "
        "verandering."
    ) in read_page(quarters)
    tier = {name: figures[name] for name in figures if name.startswith("verschil/tier_3/") and figures[name] != "0"}
    assert tier == {"verschil/tier_3/verandering/erbij": "15", "verschil/tier_3/verandering/eraf": "20"}
    assert (figures["beweging/tier_3"], figures["beweging/tier_3/tier_1"]) == ("20", "20")
    # Each step but what cannot be split, both ways, and what it was.
    assert sum(name.startswith(f"{key}/") for name in figures) == 2 * (len(STAPPEN) - 1) + 1


def test_a_run_again_says_the_same(folder: Path) -> None:
    """Also when its own edition is what the pages of schools lead from."""
    before = read_files(folder)
    run(folder, LATER_DAY)
    assert read_files(folder) == before


# Just below the threshold and at it; far below it in `make deep`.
MENDED = [(NEARLY[:7], False), (NEARLY[:8], True), *([(NEARLY[:1], False)] if os.environ.get("MSA_DEEP") else [])]


@pytest.mark.parametrize(("mended", "is_new"), MENDED)
def test_what_leads_from_corrected_figures_is_new_only_where_enough_pupils_differ(
    folder: Path, mended: Sequence[str], is_new: bool
) -> None:
    """January is corrected and comes out again. In March nothing else differs than what its causes lead from."""
    before = read_figures(folder)
    run(folder, DAY, mended=mended)
    run(folder, LATER_DAY)
    # Then twelve and eight; of the eight March says once more that they were not, and the twelve are no more.
    key = "verschil/thuiszitters"
    now = {**before, f"{key}/was": "20", f"{key}/correcties/eraf": "10", f"{key}/verandering/eraf": "10"}
    assert read_figures(folder) == (now if is_new else before)
    assert ("Deze cijfers staan zo sinds" in read_page(folder)) != is_new


def test_causes_that_would_tell_a_small_count_are_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other figures come out as they do without causes."""
    before = read_figures(folder)

    def refuse(figures: Figures, **options: Any) -> Released:
        if any(cell.bijzaak for cell in figures.cellen):
            raise DataCheckFailed("De aanvalsproef is niet gehaald.")
        return released.protect(figures, **options)

    monkeypatch.setattr(published, "protect", refuse)
    run(folder, LATER_DAY)
    assert "is niet te zeggen: dan zou een klein aantal uit te rekenen zijn." in read_page(folder)
    assert read_figures(folder) == {name: told for name, told in before.items() if not name.startswith("verschil/")}


def test_of_erased_tables_the_page_says_what_was_and_what_is(january: Path) -> None:
    assert Home(january).call("erase", "--voor", "2026-02-01")[0] == 0
    run(january, date(2026, 6, 1))
    page = read_page(january, date(2026, 6, 1))
    assert "Waardoor een aantal veranderde, is niet te zeggen: de tabellen van toen zijn gewist." in page
    assert "Thuiszitters: 1 jan 2026 en 1 jun 2026" in page


def test_of_what_is_not_kept_the_rest_cannot_be_split(january: Path) -> None:
    """Who came and went is known by the tables alone; of those who stayed nothing can be counted again."""
    shutil.rmtree(january / "opslag" / "gelezen")
    run(january, LATER_DAY)
    figures = read_figures(january)
    assert figures["verschil/thuiszitters/onverdeeld/erbij"] == "15"
    assert figures["verschil/thuiszitters/onverdeeld/eraf"] == "10"
    assert figures["verschil/thuiszitters/verandering/erbij"] == "0"


def test_from_damaged_tables_nothing_is_told(january: Path) -> None:
    (january / "uitvoer" / DAY.isoformat() / "tabellen" / "thuiszitter.csv").write_bytes(b"")
    run(january, LATER_DAY)
    assert HEAD not in read_page(january)
    assert not [name for name in read_figures(january) if name.startswith("verschil/")]
