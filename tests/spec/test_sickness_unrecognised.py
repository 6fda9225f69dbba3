"""Sickness that is not recognised as sickness (formats 14): authorised absence and no row of kind `ziek` at all.

One school under `kennemerland`, VO, which asks of sickness S2-12 (four reports in twelve weeks) and S2-13 (seven days
in a row). Two pupils, one lesson on Mondays; 1002 is never away.
"""

from datetime import date
from pathlib import Path

import pytest

from tests.lib.comparison import Output, run_program
from tests.lib.school_folder import BASIS, make_school, write_swv

PEILDATUM = date(2026, 1, 1)
ON_SICKNESS = ("S2-12", "S2-13")
CODES = "code;soort\nZ;ziek\nA;overig_geoorloofd\nM;medisch\nS;spijbelen\nL;te_laat_geoorloofd\n"
HEADER = "leerlingnummer;datum;lesuur;code\n"
COVERED = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;{tot}\n"


def run(folder: Path, *rows: str, tot: str = "2026-01-01") -> Output:
    absences = HEADER + "".join(f"1001;{row}\n" for row in rows)
    files = {**BASIS, "codes.csv": CODES, "absenties.csv": absences, "levering.csv": COVERED.format(tot=tot)}
    return run_program(write_swv(folder, files, school=make_school()), PEILDATUM)


def list_undecided(output: Output) -> list[tuple[str, int]]:
    """Rules that cannot be decided for want of sickness, and for how many pupils."""
    rows = output.read("signaal").filter(uitkomst="niet_te_bepalen", ontbreekt="soort ziek")
    return sorted(rows.group_by("regel").len().iter_rows())


def find(output: Output) -> list[tuple[int, str]]:
    rows = output.read("bevinding").filter(code="ziekte_niet_herkend")
    return rows.select("aantal", "omschrijving").rows()


def test_authorised_absence_without_any_sickness(tmp_path: Path) -> None:
    """Two authorised rows of one pupil; the rules are undecided for both pupils, and the finding tells it."""
    output = run(tmp_path, "2025-09-08;1;A", "2025-09-15;1;M", "2025-09-22;1;S")
    [(rows, text)] = find(output)
    assert rows == 2
    assert "2 absenties met een geoorloofde reden, van 1 leerling, en geen enkele is als ziekte herkend" in text
    assert list_undecided(output) == [(rule, 2) for rule in ON_SICKNESS]
    told = output.read("bevinding").filter(code="ziekte_niet_herkend")["gevolg"].item()
    assert "de regels over ziekte niet te bepalen" in told
    sheet = (output.folder / "school" / "12AB00" / "retour.html").read_text(encoding="utf-8")
    assert "geen enkele is als ziekte herkend" in sheet


@pytest.mark.parametrize(
    "rows",
    [
        # One sick row is enough, also where no lesson stands (a Tuesday); nothing authorised asks for nothing.
        ("2025-09-08;1;A", "2025-09-15;1;Z"),
        ("2025-09-08;1;A", "2025-09-16;1;Z"),
        ("2025-09-22;1;S", "2025-09-29;1;L"),
    ],
)
def test_no_finding(tmp_path: Path, rows: tuple[str, ...]) -> None:
    output = run(tmp_path, *rows)
    assert find(output) == []
    assert list_undecided(output) == []


def test_a_sick_row_after_the_last_measured_day_is_not_read(tmp_path: Path) -> None:
    rows = ("2025-09-08;1;A", "2025-12-15;1;Z")
    assert find(run(tmp_path / "a", *rows, tot="2025-12-14"))
    assert find(run(tmp_path / "b", *rows, tot="2025-12-15")) == []
