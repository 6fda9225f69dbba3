"""A measure that a rule set may ask for is counted by a model and has words: no run ends on one that is missing."""

from datetime import date
from pathlib import Path

import pytest

from reports.words.rule_words import describe_count
from schemas import measures
from schemas.errors import DeclarationInvalid
from schemas.measures import BOOK, MEASURES, read_measures
from schemas.ruleset import Rule, Threshold, Version, Window

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
    assert all(len(BOOK.tell(measure, shown, sector=sector)) == 2 for sector in ("PO", "VO"))


def test_a_measure_without_words_is_seen() -> None:
    """Negative control."""
    with pytest.raises(KeyError):
        describe("reeks", "te_laat", "duur_posities")
    with pytest.raises(KeyError):
        BOOK.tell("uit_de_les_schooljaar", "keren", sector="VO")


def test_a_measure_without_words_of_its_own_takes_those_of_its_unit() -> None:
    """VSO is counted as VO; primary schools count clock hours (D21)."""
    assert BOOK.tell("oa_uren_venster", "uren", sector="PO") == ("klokuur", "klokuren")
    assert BOOK.tell("oa_uren_venster", "uren", sector="VSO") == ("lesuur", "lesuren")
    assert BOOK.tell("ziek_schooldagen", "dagen", sector="VSO") == ("schooldag", "schooldagen")


def test_a_window_is_told_with_its_length() -> None:
    windows = BOOK.windows
    assert [windows["lesweek"].describe(length) for length in (1, 4)] == ["in 1 lesweek", "in 4 lesweken"]
    assert windows["schooljaar"].describe(None) == "in het schooljaar"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  reeks:\n    windows:", "  reeks:\n    window:", "measures.yaml, reeks: onbekende sleutel 'window'"),
        ("    units: [minuten]\n", "", "measures.yaml, te_laat_minuten: 'units' ontbreekt"),
        ("units: [minuten]", "units: [seconden]", "measures.yaml, te_laat_minuten, units: 'seconden' is onbekend"),
        ("windows: [periode]", "windows: [week]", "measures.yaml, aanwezigheid_periode, windows: 'week' is onbekend"),
        ("bounds: [at_most]", "bounds: [most]", "measures.yaml, aanwezig_venster, bounds: 'most' is onbekend"),
        ("needs: [counted_from]", "needs: [vanaf]", "measures.yaml, te_laat_minuten, needs: 'vanaf' is onbekend"),
        ("{ziek: ziek gemeld}", "{ziek: }", "measures.yaml, ziekmeldingen_venster, counts.ziek: de woorden"),
        ("    told: {PO: [dagdeel, dagdelen], VO: [lesuur, lesuren]}\n", "", "'told' ontbreekt, en eenheid 'uren'"),
        ("{PO: [dagdeel, dagdelen], VO", "{SO: [dagdeel, dagdelen], VO", "told: onbekende sleutel 'SO'"),
        ("[dagdeel, dagdelen]", "[dagdeel]", "told.PO: 'told' is niet het woord voor een"),
        ("uren: {words: uur}", "uren: {}", "measures.yaml, units.uren: 'words' ontbreekt"),
        ("{words: achter elkaar}", "{}", "measures.yaml, windows.reeks: geef 'words' of 'told'"),
        ("share: true", "share: ja", "measures.yaml, aanwezigheid_periode: 'share' is geen ja of nee"),
        ("windows:\n  lesweek", "vensters:\n  lesweek", "measures.yaml: onbekende sleutel 'vensters'"),
    ],
)
def test_what_does_not_fit_is_refused_by_key(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = Path(measures.__file__).with_name("measures.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "measures.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationInvalid) as refusal:
        read_measures(file)
    assert told in str(refusal.value)
