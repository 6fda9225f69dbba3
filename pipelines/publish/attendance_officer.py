"""The folders `leerplicht/<woongemeente>/` and `doorstroompunt/<woongemeente>/`, for whom a report is handed over to.

For each municipality a page, its reports and the lesson hours behind them; the duty of the pupil on the last day of a
report says in which of the two it stands (contract 2.9).

Everything comes from two marts that hold unauthorised absence alone; the declared columns are checked before anything
is shown (`LEERPLICHT`, `LEERPLICHT_BEWIJS`). No name of a file and no line goes in: both move with rows of sick leave.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.contexts.header import make_report_header
from pipelines.contexts.outcome import Outcome, show_code
from pipelines.intake.delivered import Delivery
from pipelines.publish.export import make_csv
from pipelines.publish.publication import Publication
from pipelines.settings import School
from reports.officers.leerplicht import (
    DOORSTROOMPUNT_LEZER,
    LEERPLICHT_LEZER,
    OfficerHours,
    OfficerNotice,
    OfficerReport,
    OfficerSchool,
    Reader,
)
from reports.render import render_officer_report
from reports.words.wording import pupils
from schemas.findings import Finding, make_finding
from schemas.frames import check_frame
from schemas.municipalities import LONGEST_SLUG, UNKNOWN, fold_town, is_known_town, make_slug
from schemas.tables import (
    DOORSTROOMPUNT_PLICHT,
    DUO_MELDING,
    LEERPLICHT,
    LEERPLICHT_BEWIJS,
    LEERPLICHT_PLICHT,
)

_HASH_LENGTH = 8
_LOOKS_HASHED = re.compile(r"-[0-9a-f]{8}$")
# Names that Windows keeps for devices.
_RESERVED = {
    UNKNOWN,
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
_REPORT = DUO_MELDING.key


@dataclass(frozen=True)
class _Room:
    """The folders of one kind of officer, and the duty of the reports in them."""

    lezer: Reader
    plicht: str


ROOMS = (_Room(LEERPLICHT_LEZER, LEERPLICHT_PLICHT), _Room(DOORSTROOMPUNT_LEZER, DOORSTROOMPUNT_PLICHT))


@dataclass(frozen=True)
class Town:
    """One municipality: how its name is folded, shown and written by schools, and the name of its folder."""

    key: str
    naam: str
    schrijfwijzen: tuple[str, ...]
    slug: str


def write_officer_folders(publication: Publication, outcome: Outcome) -> None:
    """Write the folder of each officer and municipality with a report; ValueError on a column that may not be."""
    reports = check_frame(LEERPLICHT, outcome.marts["leerplicht"])
    evidence = check_frame(LEERPLICHT_BEWIJS, _show_codes(outcome.marts["leerplicht_bewijs"]))
    for room in ROOMS:
        own = reports.filter(pl.col("plicht") == room.plicht)
        for town, part in split_by_town(own, outcome.deliveries):
            _write_folder(publication, outcome, lezer=room.lezer, town=town, reports=part, evidence=evidence)


def split_by_town(rows: pl.DataFrame, deliveries: Mapping[str, Delivery]) -> Iterator[tuple[Town, pl.DataFrame]]:
    """The rows (`school`, `woongemeente` …) of each municipality, and last those of nowhere, with column `sleutel`.

    Names in rows that are not among these play no part.
    """
    known = _blank_unusable(rows, deliveries).with_columns(
        pl.col("woongemeente").map_elements(fold_town, return_dtype=pl.String).alias("sleutel")
    )
    for town in list_towns(known["woongemeente"].drop_nulls()):
        yield town, known.filter(pl.col("sleutel") == town.key)
    nowhere = known.filter(pl.col("sleutel").is_null())
    if nowhere.height:
        yield Town("", "", (), UNKNOWN), nowhere


def find_unknown_towns(reports: pl.DataFrame, deliveries: Mapping[str, Delivery]) -> list[Finding]:
    """Per school one finding: how many pupils with a report live nobody knows where."""
    nowhere = _blank_unusable(reports, deliveries).filter(pl.col("woongemeente").is_null())
    counted = nowhere.group_by("school").agg(pl.col("leerling").n_unique().alias("aantal")).sort("school")
    return [
        make_finding(school, "woongemeente_onbekend", kolom="woongemeente", aantal=count, leerlingen=pupils(count))
        for school, count in counted.iter_rows()
    ]


def list_towns(names: pl.Series) -> list[Town]:
    """The municipalities in `names` (cells as delivered), in order of folder; never two in one folder.

    Names that differ in more than case and spaces but give the same slug each get a piece of their hash.
    """
    spellings: dict[str, dict[str, int]] = {}
    for text in names:
        counts = spellings.setdefault(fold_town(text), {})
        counts[text] = counts.get(text, 0) + 1
    slugs = {key: make_slug(key) for key in spellings}
    taken = list(slugs.values())
    towns = [
        Town(
            key=key,
            naam=min(counts, key=lambda text, counts=counts: (-counts[text], text)),
            schrijfwijzen=tuple(sorted(counts)),
            slug=slugs[key] if _stands_alone(slugs[key], taken) else _add_hash(slugs[key], key),
        )
        for key, counts in spellings.items()
    ]
    if len({town.slug for town in towns}) != len(towns):
        raise ValueError("two municipalities would share a folder")
    return sorted(towns, key=lambda town: town.slug)


def _stands_alone(slug: str, taken: list[str]) -> bool:
    return bool(slug) and slug not in _RESERVED and not _LOOKS_HASHED.search(slug) and taken.count(slug) == 1


def _add_hash(slug: str, key: str) -> str:
    mark = hashlib.sha256(key.encode("utf-8")).hexdigest()[:_HASH_LENGTH]
    start = slug[: LONGEST_SLUG - _HASH_LENGTH - 1].strip("-")
    return f"{start}-{mark}" if start else f"gemeente-{mark}"


def _blank_unusable(reports: pl.DataFrame, deliveries: Mapping[str, Delivery]) -> pl.DataFrame:
    """The rows, with an empty municipality where what the school wrote is none or may not be shown."""
    places = reports.select("school", "woongemeente").unique().drop_nulls()
    unusable = [
        (school, town)
        for school, town in places.iter_rows()
        if not is_known_town(town, hidden=deliveries[school].hidden_towns)
    ]
    bad = pl.DataFrame(unusable, schema={"school": pl.String, "woongemeente": pl.String}, orient="row")
    marked = reports.join(bad.with_columns(weg=True), on=["school", "woongemeente"], how="left", maintain_order="left")
    return marked.with_columns(
        pl.when(pl.col("weg").is_null()).then(pl.col("woongemeente")).alias("woongemeente")
    ).drop("weg")


def _show_codes(evidence: pl.DataFrame) -> pl.DataFrame:
    """The codes as they may be shown. Names in the delivery play no part: those on rows of sick leave could tell."""
    return evidence.with_columns(pl.col("code").map_elements(show_code, return_dtype=pl.String))


def _write_folder(
    publication: Publication,
    outcome: Outcome,
    *,
    lezer: Reader,
    town: Town,
    reports: pl.DataFrame,
    evidence: pl.DataFrame,
) -> None:
    own = reports.select(DUO_MELDING.names).sort(_REPORT)
    proof = evidence.join(own.select(_REPORT), on=_REPORT, how="semi", nulls_equal=True).sort(LEERPLICHT_BEWIJS.key)
    place = f"{lezer.map}/{town.slug}"
    report = _make_report(outcome, lezer=lezer, town=town, reports=own, evidence=proof)
    publication.write_text(f"{place}/index.html", render_officer_report(report))
    publication.write_bytes(f"{place}/duo_melding.csv", make_csv(own))
    publication.write_bytes(f"{place}/bewijs.csv", make_csv(proof))


def _make_report(
    outcome: Outcome, *, lezer: Reader, town: Town, reports: pl.DataFrame, evidence: pl.DataFrame
) -> OfficerReport:
    settings = outcome.settings
    refused = {school for school, _ in outcome.refused}
    return OfficerReport(
        kop=make_report_header(outcome),
        lezer=lezer,
        gemeente=town.naam,
        schrijfwijzen=town.schrijfwijzen,
        scholen=tuple(
            _make_school(
                school,
                reports=reports.filter(pl.col("school") == school.id),
                evidence=evidence.filter(pl.col("school") == school.id),
            )
            for school in settings.scholen
            if school.id in set(reports["school"])
        ),
        geweigerd=tuple(f"{school.naam} ({school.id})" for school in settings.scholen if school.id in refused),
        synthetisch=settings.voorbeeld,
    )


def _make_school(school: School, *, reports: pl.DataFrame, evidence: pl.DataFrame) -> OfficerSchool:
    hours: dict[tuple[object, ...], list[OfficerHours]] = {}
    for report, line in _join_hours(evidence):
        hours.setdefault(report, []).append(line)
    return OfficerSchool(
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        meldingen=tuple(
            OfficerNotice(
                leerling=row["leerling"],
                meldsoort=row["meldsoort"],
                begindatum=row["begindatum"],
                einddatum=row["einddatum"],
                uren=row["uren"],
                waarvan_voorlopig=row["waarvan_voorlopig"],
                uiterste_meldatum=row["uiterste_meldatum"],
                status=row["status"],
                bewijs=tuple(hours.get(tuple(row[name] for name in _REPORT), ())),
            )
            for row in reports.iter_rows(named=True)
        ),
    )


def _join_hours(evidence: pl.DataFrame) -> Iterator[tuple[tuple[object, ...], OfficerHours]]:
    """Lesson hours of one day, kind and code together, with the report they belong to."""
    by = (*_REPORT, "datum", "soort", "code")
    days = evidence.group_by(by).agg(pl.col("lesuur").sort()).sort(by)
    for row in days.iter_rows(named=True):
        yield (
            tuple(row[name] for name in _REPORT),
            OfficerHours(row["datum"], tuple(row["lesuur"]), row["soort"], row["code"] or ""),
        )
