"""What the report of a peildatum said of one pupil, where the deliveries are other ones by now (`msa explain`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake.delivered import Delivery
from pipelines.store.periods import Period
from reports.context.counts import Minutes
from reports.context.school import PupilStatus
from reports.school.evidence import describe_days
from reports.school.explanation import ReportThen
from reports.words import wording
from schemas.acts import OTHER, load_acts
from schemas.ruleset import RuleSet
from schemas.tables import DUO_MELDING, LEERLING_PERIODE, SIGNAAL, THUISZITTER
from schemas.timetable_sources import GESCHATTE_NOEMERS

_DUO_WORDS = {"16uur": "16 uur ongeoorloofd verzuim", "lrv": "langdurig relatief verzuim"}
_STATUS_WORDS = {
    "op_tijd": "op tijd gemeld",
    "te_laat": "te laat gemeld",
    "niet_gemeld": "niet gemeld",
    "nog_niet": "nog niet gemeld",
    "onbekend": "niet bekend of er gemeld is",
}
_MINUTES = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError)


@dataclass(frozen=True)
class Reported:
    """The publication of one peildatum about one pupil of one school.

    `bestanden`: SHA-256 of what it read; None when that cannot be read any more.
    """

    folder: Path
    school: str
    leerling: str
    bestanden: frozenset[str] | None = None
    geweigerd: bool = False

    def read(self, table: str) -> list[dict[str, Any]]:
        """The rows of the pupil in one published table; none where the table is not to be read."""
        try:
            rows = pl.read_parquet(self.folder / "tabellen" / f"{table}.parquet")
            return rows.filter(pl.col("school") == self.school, pl.col("leerling") == self.leerling).rows(named=True)
        except _UNREADABLE:
            return []

    @property
    def klas(self) -> str:
        """The class it named; empty where it did not name the pupil."""
        return next((row["klas"] for row in self.read(LEERLING_PERIODE.name)), "")


def read_reported(folder: Path, *, numbers: Sequence[str], leerling: str) -> Reported | None:
    """What stands in the publication `folder`; None where nothing stands.

    `numbers`: those that the school has had, the one of now last.
    """
    if not folder.is_dir():
        return None
    school = numbers[-1]
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        school = next((each for each in numbers if each in manifest["regelsets"]), school)
        files = [*manifest["bestanden"], *manifest["eerdere_registers"]]
        return Reported(
            folder=folder,
            school=school,
            leerling=leerling,
            bestanden=frozenset(file["sha256"] for file in files if file["school"] == school),
            geweigerd=any(refused["school"] == school for refused in manifest["geweigerd"]),
        )
    except _UNREADABLE:
        return Reported(folder, school, leerling)


def tell_change(
    reported: Reported | None, delivery: Delivery | None, *, period: Period, rule_set: RuleSet
) -> ReportThen | None:
    """What the report said, when the files of the school are not those that it read; None when they are, or no report.

    `delivery`: None when the pupil is in no delivery now.
    """
    if reported is None:
        return None
    day = wording.short_date(period.peildatum)
    if delivery is None:
        told = f"Deze leerling staat nu in geen enkele levering, en stond wel in het verslag van {day}."
    elif reported.bestanden is None:
        told = f"Het is niet te lezen welke bestanden het verslag van {day} las. De leveringen kunnen veranderd zijn."
    else:
        now = {sha256 for _, sha256 in delivery.bestanden}.union(delivery.kept_registers)
        told = _describe_change(reported.bestanden, now, day=day)
    return ReportThen(anders=told, zei=tuple(_say(reported, rule_set=rule_set))) if told else None


def _describe_change(then: frozenset[str], now: set[str], *, day: str) -> str:
    """How many files went and came; empty when they are the same."""
    counts = [
        f"{wording.counted(len(found), 'bestand', 'bestanden')} {word}"
        for found, word in ((then - now, "weg"), (now - then, "nieuw"))
        if found
    ]
    if not counts:
        return ""
    return (
        f"De leveringen van deze school zijn veranderd sinds het verslag van {day}: {' en '.join(counts)}. "
        "Na dit stuk staat wat de leveringen van nu zeggen."
    )


def _say(reported: Reported, *, rule_set: RuleSet) -> Iterable[str]:
    if reported.geweigerd:
        yield "Het verslag telde deze school niet: de levering was geweigerd."
        return
    pupils = reported.read(LEERLING_PERIODE.name)
    if not pupils:
        yield "Het verslag noemde deze leerling niet, of niet onder deze code."
        return
    yield _describe_pupil(pupils[0])
    statuses = [describe_status(row) for row in reported.read(THUISZITTER.name)]
    yield from (f"Status: {words}" for words in statuses or ["geen"])
    reports = [describe_report(row) for row in reported.read(DUO_MELDING.name)]
    yield from (f"Naar DUO: {words}" for words in reports or ["geen melding nodig geweest"])
    signals = reported.read(SIGNAAL.name)
    for outcome, words in (("ja", "Regels die golden"), ("niet_te_bepalen", "Regels die niet te bepalen waren")):
        rules = [_name_rule(row["regel"], rule_set) for row in signals if row["uitkomst"] == outcome]
        yield f"{words}: {'; '.join(rules) or 'geen'}."


def _describe_pupil(row: Mapping[str, Any]) -> str:
    minutes = Minutes(**{part: row[f"{part}_min"] for part in _MINUTES})
    tier = f"tier {row['tier']}" if row["tier"] else f"tier {row['tier_status'].replace('_', ' ')}"
    # A report of before this column does not say it.
    estimated = f" ({wording.NOEMER_GESCHAT})" if row.get("noemer") in GESCHATTE_NOEMERS else ""
    return (
        f"Klas {row['klas']}, {tier}, {wording.attendance(minutes)} aanwezig{estimated}, "
        f"{wording.amount(row['oa_uren'])} uur ongeoorloofd in de periode."
    )


def _name_rule(rule_id: str, rule_set: RuleSet) -> str:
    rule = rule_set.rules.get(rule_id)
    return f"{rule_id} {rule.description}" if rule else rule_id


def describe_status(row: Mapping[str, Any]) -> str:
    """One row of table thuiszitter in words."""
    status = PupilStatus(
        status=row["status"],
        grond=row["grond"],
        start=row["start"],
        duur_posities=row["duur_posities"],
        op_peildatum=row["op_peildatum"],
        precies_vier_weken=row["precies_vier_weken"],
        plicht=row["plicht"],
    )
    return f"{wording.status_phrase(status)} (grond {row['grond']})"


# What is overdue first, what is done last.
WORK_STATES = {"te_laat": "te laat", "te_doen": "te doen", "gedaan": "gedaan"}


def describe_work(row: Mapping[str, Any]) -> str:
    """One row of table werklijst in words."""
    known = load_acts()
    act = row["toelichting"] if row["actie"] == OTHER else known.acts[row["actie"]].words
    due = row["uiterste_datum"]
    by = f", uiterlijk {wording.short_date(due)}" if due else ""
    state = WORK_STATES[row["stand"]]
    done = f" op {wording.short_date(row['gedaan_op'])}" if row["gedaan_op"] else ""
    rules = row["regels"].replace(",", ", ")
    return f"{known.roles[row['rol']]}: {act}, sinds {wording.short_date(row['sinds'])}{by}: {state}{done} ({rules})"


def describe_report(row: Mapping[str, Any]) -> str:
    """One row of table duo_melding in words."""
    last = row["einddatum"]
    days = (
        f"vanaf {wording.short_date(row['begindatum'])}, loopt nog"
        if last is None
        else (describe_days(row["begindatum"], last))
    )
    due = wording.short_date(row["uiterste_meldatum"])
    return (
        f"{_DUO_WORDS[row['meldsoort']]}, {days}, {wording.amount(row['uren'])} uur: "
        f"uiterlijk {due} melden, {_STATUS_WORDS[row['status']]}"
    )
