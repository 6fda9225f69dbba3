"""The audit of τ-ARGUS (pytauargus), a program of others, on what is released here: no hidden count is unsafe.

It is asked for the ranges alone: what it calls `unsafe` looks at protection levels that are not ours, and it never
fails by itself. `MSA_DEEP=1` multiplies the number of tables by ten (200).
"""

import math
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from pytauargus.engine import audit_jj

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Figures, Knowledge, Range, Rules, find_counts, release, shield
from tests.lib.tables import draw_linked, draw_table

DEEP = bool(os.environ.get("MSA_DEEP"))
TABLES, LINKED = (200, 8) if DEEP else (20, 2)
RULES = (Rules(8, 1, 5), Rules(8, 5, 5), Rules(5, 1, 5), Rules(10, 3, 7))
# More than any count here: to τ-ARGUS the end of a range without one.
END = 10_000
# The audit counts in fractions; whole numbers a hair outside are inside.
HAIR = 1e-6


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """τ-ARGUS leaves files in the current folder."""
    monkeypatch.chdir(tmp_path)


def write_problem(figures: Figures, shown: Mapping[str, Shown], rules: Rules) -> str:
    """The table in the format of τ-ARGUS (JJ): each cell with its range, then each sum, which comes to 0.

    "s" is printed exactly; "u" is hidden because it is small, "m" is not known exactly for another reason.
    """
    number = {cell.id: at for at, cell in enumerate(figures.cellen)}
    lines = ["0", str(len(number))]
    for cell in figures.cellen:
        low, high = find_counts(shown[cell.id], rules.afronding) if cell.id in shown else (0, END)
        small = cell.id in shown and 0 < cell.getal < rules.drempel
        status = "s" if low == high else "u" if small else "m"
        lines.append(f"{number[cell.id]} {cell.getal} 1 {status} {low} {min(high, END)} 0 0 0")
    lines.append(str(len(figures.sommen)))
    for known in figures.sommen:
        parts = " ".join(f"{number[part]} (1)" for part in known.delen)
        lines.append(f"0 {len(known.delen) + 1} : {number[known.totaal]} (-1) {parts}")
    return "\n".join(lines) + "\n"


def audit(figures: Figures, shown: Mapping[str, Shown], rules: Rules) -> dict[str, Range]:
    """By τ-ARGUS: the whole numbers in the range of each count that is not printed exactly."""
    Path("tabel.jj").write_text(write_problem(figures, shown, rules), encoding="ascii")
    return {
        figures.cellen[row["cell"]].id: (math.ceil(row["min"] - HAIR), math.floor(row["max"] + HAIR))
        for row in audit_jj("tabel.jj")
    }


def attack(figures: Figures, shown: Mapping[str, Shown], rules: Rules, targets: list[str]) -> Mapping[str, Range]:
    """By our own attack, with the same end."""
    ranges = {}
    for cell in figures.cellen:
        low, high = find_counts(shown[cell.id], rules.afronding) if cell.id in shown else (0, END)
        ranges[cell.id] = (low, min(high, END))
    return LinearAttack().find_ranges(Knowledge(ranges, figures.sommen), targets)


def list_unsafe(figures: Figures, found: Mapping[str, Range], rules: Rules) -> list[str]:
    return [
        cell.id
        for cell in figures.cellen
        if cell.publiek and 0 < cell.getal < rules.drempel and found[cell.id][1] - found[cell.id][0] + 1 < rules.breedte
    ]


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_no_small_count_of_a_table_is_unsafe_and_all_ranges_agree(rules: Rules) -> None:
    """In a table of rows and columns fractions add nothing to whole numbers, so the two must be equal."""
    for seed in range(RULES.index(rules), TABLES, len(RULES)):
        figures = draw_table(seed)
        shown = release(figures, rules, attack=LinearAttack())
        found = audit(figures, shown, rules)
        assert list_unsafe(figures, found, rules) == [], seed
        assert attack(figures, shown, rules, list(found)) == found, seed


@pytest.mark.parametrize("seed", range(LINKED))
def test_no_small_count_of_linked_tables_is_unsafe(seed: int) -> None:
    """With three ways fractions can leave more than whole numbers do, never less."""
    figures, rules = draw_linked(seed), RULES[0]
    shown = release(figures, rules, attack=LinearAttack())
    found = audit(figures, shown, rules)
    assert list_unsafe(figures, found, rules) == []
    whole = attack(figures, shown, rules, list(found))
    assert all(found[name][0] <= low and high <= found[name][1] for name, (low, high) in whole.items())


def test_the_primary_rule_alone_is_unsafe_to_both() -> None:
    """The negative control: the audit sees what the attack sees."""
    rules, unsafe = RULES[0], 0
    for seed in range(10):
        figures = draw_table(seed)
        primary = {cell.id: shield(cell.getal, rules.drempel, rules.afronding) for cell in figures.cellen}
        found = audit(figures, primary, rules)
        assert attack(figures, primary, rules, list(found)) == found, seed
        unsafe += len(list_unsafe(figures, found, rules))
    assert unsafe > 20
