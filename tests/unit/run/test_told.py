"""What the page of Prefect shows of a run: states, counts that came out, and no others."""

from pathlib import Path

import pytest

from pipelines.run.result import RunResult
from pipelines.run.told import describe_run

SCHOOLS = ["99AA00", "99AB00", "99AC00"]
FIGURES = """\
tabel;eenheid;maat;getoond;toelichting;sleutel
Tiers;Alle scholen;Leerlingen;110;"";tiers/swv
Tiers;Alle scholen;Tier 3;minder dan 8;"";tiers/swv/tier_3
Tiers;VO;Leerlingen;60;"";tiers/sector/VO
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "2026-01-01" / "swv").mkdir(parents=True)
    (tmp_path / "2026-01-01" / "swv" / "cijfers.csv").write_text(FIGURES, encoding="utf-8-sig")
    return tmp_path / "2026-01-01"


def test_a_run_that_came_out(output: Path) -> None:
    result = RunResult(10, output, (("99AB00", "Leeg bestand."),), unmeasured=("99AC00",))
    assert (
        describe_run(SCHOOLS, result, {"indelen": 1.26, "vrijgeven": 0.04})
        == f"""\
Vrijgegeven: [2026-01-01]({output.as_uri()}).

| school | stand |
|---|---|
| 99AA00 | gemeten |
| 99AB00 | geweigerd |
| 99AC00 | niet gemeten |

| wat er in swv/ staat | aantal |
|---|---|
| Leerlingen | 110 |
| Tier 3 | minder dan 8 |

| stap | seconden |
|---|---|
| indelen | 1.3 |
| vrijgeven | 0.0 |
"""
    )


def test_of_a_run_that_waits_no_count_is_told(output: Path) -> None:
    told = describe_run(SCHOOLS, RunResult(0, output, (), waits=True), {})
    assert told.startswith(f"Klaargezet, niet vrijgegeven: [2026-01-01]({output.as_uri()}). Deze run wacht op akkoord.")
    assert "110" not in told
    assert "minder dan" not in told


def test_of_a_run_of_which_nothing_changed(output: Path) -> None:
    told = describe_run(SCHOOLS, RunResult(0, output, (), unchanged=True), {})
    assert told.startswith(f"Er is niets veranderd. Wat er stond, staat er nog: [2026-01-01]({output.as_uri()}).")
    assert "| Leerlingen | 110 |" in told


def test_of_return_sheets_alone_there_are_no_counts(tmp_path: Path) -> None:
    told = describe_run(SCHOOLS[:1], RunResult(10, tmp_path, (), unmeasured=("99AA00",), only_returns=True), {})
    assert "Er zijn alleen retourbladen." in told
    assert "swv/" not in told
