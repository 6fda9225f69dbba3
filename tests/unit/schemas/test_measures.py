"""A measure that a rule set may ask for is counted by a model and has words: no run ends on one that is missing."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.contexts.explain import get_unit
from reports.words.rule_words import describe_count
from schemas.ruleset import MEASURES, Rule, Threshold, Version, Window

# What a rule can ask: a measure, whose absence it counts, and in what.
ASKED = [
    (name, counts, unit) for name, measure in MEASURES.items() for counts in measure.counts for unit in measure.units
]
DAY = date(2026, 8, 1)


def find_uncounted(root: Path, names: list[str]) -> list[str]:
    """Measures that no model of windows or classification names, as a text between quotes."""
    models = [path for layer in ("windows", "classification") for path in (root / "sql" / layer).rglob("*.sql")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in models)
    return [name for name in names if f"'{name}'" not in text]


def describe(measure: str, counts: str, unit: str) -> str:
    """The bound of a rule with this measure, in each window that goes with it, in words."""
    lines = []
    for window in MEASURES[measure].windows:
        version = Version(DAY, None, Threshold(3, None, None), "1", "1", "3", "", DAY, window=Window(4, window))
        lines.append(describe_count(Rule("X-01", "x", measure, counts, unit, ("VO",), (version,)), version))
    return "\n".join(lines)


def test_every_measure_is_counted(repository: Path) -> None:
    assert find_uncounted(repository, list(MEASURES)) == []
    # Negative control: a measure that only the rule sets know. Its rules would hold for nobody, in silence.
    assert find_uncounted(repository, ["uit_de_les_schooljaar"]) == ["uit_de_les_schooljaar"]


@pytest.mark.parametrize(("measure", "counts", "unit"), ASKED)
def test_every_measure_has_words(measure: str, counts: str, unit: str) -> None:
    assert describe(measure, counts, unit).strip()
    # Months are shown as days of lesweken (contract 5).
    shown = "duur_posities" if unit == "maanden" else unit
    assert all(len(get_unit(measure, shown, sector=sector)) == 2 for sector in ("PO", "VO"))


def test_a_measure_without_words_is_seen() -> None:
    """Negative control."""
    with pytest.raises(KeyError):
        describe("reeks", "te_laat", "duur_posities")
    with pytest.raises(KeyError):
        get_unit("uit_de_les_schooljaar", "keren", sector="VO")
