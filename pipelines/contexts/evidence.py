"""The lesson hours behind each signal of a school, with file and line, for the school report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.contexts.outcome import EARLIER_DELIVERY, Outcome, show_code
from pipelines.settings import School
from reports.context.school import Evidence, EvidenceLine, Signal
from schemas.measures import BOOK
from schemas.ruleset import Rule, RuleSet

_MONTHS = "maanden"
_QUESTION = ("telt", "venster_van", "venster_tot")
_OF_SIGNAL = ("leerling", "regel", "uitkomst", "op_peildatum", "waarde", "drempel", "wie", "actie", *_QUESTION[1:])
# What counts and in which window: signals that share both share their evidence.
_Question = tuple[str, date, date]


def make_evidence(outcome: Outcome, school: School) -> dict[str, tuple[Evidence, ...]]:
    """Per pupil the rules that are `ja`, by window, with the lesson hours behind them."""
    rule_set = outcome.rule_sets[school.protocol]
    lines, totals = _read_lines(outcome, school)
    questions: dict[str, dict[_Question, list[Signal]]] = {}
    signals = outcome.tables["signaal"].filter((pl.col("school") == school.id) & (pl.col("uitkomst") == "ja"))
    words: dict[str, _RuleWords] = {}
    for row in signals.select(_OF_SIGNAL).rows(named=True):
        rule = rule_set.rules[row["regel"]]
        if rule.id not in words:
            words[rule.id] = _tell_rule(rule, rule_set, peildatum=outcome.period.peildatum, sector=school.sector)
        question = (rule.counts, row["venster_van"], row["venster_tot"])
        signal = _make_signal(row, words[rule.id])
        questions.setdefault(row["leerling"], {}).setdefault(question, []).append(signal)
    return {
        leerling: tuple(
            Evidence(
                signalen=tuple(found),
                van=question[1],
                tot=question[2],
                lesuren_totaal=totals.get((leerling, question), 0),
                regels=tuple(lines.get((leerling, question), ())),
            )
            for question, found in asked.items()
        )
        for leerling, asked in questions.items()
    }


@dataclass(frozen=True)
class _RuleWords:
    """What all signals of a rule say alike."""

    regel: str
    woorden: str
    plaats: str
    eenheid: str
    in_maanden: bool


def _tell_rule(rule: Rule, rule_set: RuleSet, *, peildatum: date, sector: str) -> _RuleWords:
    version = rule.get_version(peildatum)
    return _RuleWords(
        regel=rule.id,
        woorden=rule.description,
        plaats=f"{version.section}, regel {version.lines}" if version else rule_set.title,
        eenheid=BOOK.tell(rule.measure, get_shown_unit(rule.unit), sector=sector)[1],
        in_maanden=rule.unit == _MONTHS,
    )


def _make_signal(row: Mapping[str, Any], words: _RuleWords) -> Signal:
    return Signal(
        regel=words.regel,
        woorden=words.woorden,
        plaats=words.plaats,
        uitkomst=row["uitkomst"],
        op_peildatum=row["op_peildatum"],
        waarde=row["waarde"],
        # A bound in months beside a value in days would read as one of days; the words of the rule name the months.
        drempel=None if words.in_maanden else row["drempel"],
        eenheid=words.eenheid,
        wie=row["wie"] or "",
        actie=row["actie"] or "",
    )


def get_shown_unit(unit: str) -> str:
    """The unit in which a value is told: of a run that must have lasted months, days of lesweken (contract 5)."""
    return "duur_posities" if unit == _MONTHS else unit


def _read_lines(
    outcome: Outcome, school: School
) -> tuple[dict[tuple[str, _Question], list[EvidenceLine]], dict[tuple[str, _Question], int]]:
    """Evidence lines and the number of lesson hours of each pupil and question, in order of time."""
    delivery = outcome.deliveries[school.id]
    files = dict(delivery.frames["raw_bestand"].select("bestand_nr", "bestand").iter_rows())
    rows = outcome.marts["bewijs"].filter(pl.col("school") == school.id).sort("leerling", "datum", "code", "bestand_nr")
    shown = {code: show_code(code, hidden=delivery.hidden_codes) for code in rows["code"].unique()}
    lines: dict[tuple[str, _Question], list[EvidenceLine]] = {}
    # By column: a large school has ten thousand lines.
    keys = list(zip(rows["leerling"], rows.select(_QUESTION).rows(), strict=True))
    found = map(
        EvidenceLine,
        rows["datum"],
        map(tuple, rows["lesuren"].to_list()),
        map(shown.__getitem__, rows["code"]),
        rows["soort"],
        (files.get(file, EARLIER_DELIVERY) for file in rows["bestand_nr"]),
        map(tuple, rows["regelnummers"].to_list()),
    )
    for key, line in zip(keys, found, strict=True):
        lines.setdefault(key, []).append(line)
    return lines, dict(zip(keys, rows["lesuren_totaal"], strict=True))
