"""One edition as the bridge looks at it: its counts, its settings and rules, and what was kept of what it read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.intake.delivered import Delivery
from pipelines.intake.read_parts import load_read
from pipelines.intake.succession import Succession, follow_delivery, make_succession
from pipelines.publish.edition_list import PublishedEdition, list_published_editions
from pipelines.publish.publication import read_edition_name
from pipelines.run.edition_words import say_since
from pipelines.run.replaced_inputs import Measured
from pipelines.settings import School, Settings
from pipelines.store.periods import Period, make_period_of
from pipelines.vault.keyring import make_key_id
from reports.context.difference import EditionLabel
from reports.words.wording import listing, short_date
from schemas.ruleset import RuleSet
from schemas.tables import (
    DUO_MELDING,
    LEERLING_PERIODE,
    OVERGESTAPT,
    SCHOOL_METING,
    STANDEN_GEMETEN,
    THUISZITTER,
    VIERWEKEN,
)

# What the counts of an edition are made from (mart_verschil).
COUNTED_TABLES = (LEERLING_PERIODE, THUISZITTER, VIERWEKEN, DUO_MELDING, OVERGESTAPT)
# What is read of the tables of an edition.
READ_TABLES = (*(table.name for table in COUNTED_TABLES), SCHOOL_METING.name)
# What a manifest tells of a school that decides how it is counted.
_OF_A_SCHOOL = (
    *("naam", "sector", "lvs", "protocol", "vakantieregio", "minuten_per_lesuur"),
    "te_laat_is_les_vanaf",
)


@dataclass(frozen=True)
class Side:
    """One of the two editions. `settings`: those it was counted by, with every school it knew.

    `tables`: those of COUNTED_TABLES, as published. `measured`: by school that figures hold. `parts`: what was kept of
    each school and of the list of moves as it was read; empty where `unknown` says, in a sentence, why there is none.
    `key_id`: of the key that made its codes. `doubts`: in sentences.
    """

    label: EditionLabel
    settings: Settings
    period: Period
    tables: Mapping[str, pl.DataFrame] = field(repr=False)
    measured: Mapping[str, Measured]
    parts: Mapping[str, Delivery] = field(repr=False)
    key_id: str
    unknown: str = ""
    doubts: tuple[str, ...] = ()


def find_edition_named(settings: Settings, name: str) -> PublishedEdition:
    """The edition of this name: a peildatum (what stands), or one with `-n` (number n); WrongUse when not there."""
    found = read_edition_name(name)
    if found is None:
        raise WrongUse(
            f"'{name}' is geen uitgave. Geef een peildatum (2026-01-01: wat er nu staat) of een peildatum met het "
            "nummer van de uitgave (2026-01-01-1)."
        )
    day, number = found
    editions = list_published_editions(settings, day)
    for edition in editions:
        if edition.stands if number is None else edition.number == number:
            return edition
    known = listing([str(edition.number) for edition in editions])
    which = f"uitgave {number}" if number else "uitvoer"
    there = f" Wel is er uitgave {known}." if known else ""
    raise WrongUse(f"Van peildatum {short_date(day)} is er geen {which}.{there} 'msa uitgaven' toont wat er is.")


def open_side(settings: Settings, edition: PublishedEdition, *, key: bytes, rule_sets: Mapping[str, RuleSet]) -> Side:
    """An edition with all that is kept of it; WrongUse (2) when its own tables are not there or cannot be read."""
    name = f"{short_date(edition.peildatum)}, uitgave {edition.number}"
    tables = read_counted_tables(edition)
    if tables is None or not edition.manifest:
        raise WrongUse(
            f"De tabellen van peildatum {short_date(edition.peildatum)}, uitgave {edition.number} zijn er niet (meer), "
            "of zijn niet te lezen. Zonder tabellen is er niets te vergelijken."
        )
    told = read_settings(settings, edition.manifest, peildatum=edition.peildatum)
    parts, unknown, doubts = _load_parts(settings, edition, key=key)
    return Side(
        label=EditionLabel(name, say_since(edition)),
        settings=told,
        period=make_period_of(told, edition.peildatum),
        tables=tables,
        measured=list_measured(tables[SCHOOL_METING.name]),
        parts=parts,
        key_id=str(edition.manifest.get("sleutel", "")),
        unknown=unknown,
        doubts=(*doubts, *_tell_gone(name, settings, edition.manifest, rule_sets)),
    )


def follow_side(side: Side, later: Side) -> Side:
    """An edition with the numbers of schools and the codes of pupils of a later one."""
    succession = make_succession(later.settings, later.parts)
    # A side that knows the number of now knows both schools apart, whatever was said later.
    schools = {before: now for before, now in succession.schools.items() if now not in side.settings.ids}
    found = replace(succession, schools=schools)
    if not found.schools and not found.codes:
        return side
    known = later.settings.scholen
    return replace(
        side,
        settings=replace(side.settings, scholen=tuple(_renumber(each, found, known) for each in side.settings.scholen)),
        tables={name: found.follow(table) for name, table in side.tables.items()},
        measured={found.name(school): each for school, each in side.measured.items()},
        parts={
            found.name(name): replace(follow_delivery(part, found.codes), school=found.name(name))
            for name, part in side.parts.items()
        },
    )


def _renumber(school: School, succession: Succession, later: Sequence[School]) -> School:
    number = succession.name(school.id)
    earlier = next((each.vroeger for each in later if each.id == number), ())
    return replace(school, id=number, vroeger=earlier) if number != school.id else school


def read_counted_tables(edition: PublishedEdition) -> dict[str, pl.DataFrame] | None:
    """Its tables by name, in the columns of now; None when one is not there or cannot be read."""
    found = {}
    for table in (*COUNTED_TABLES, SCHOOL_METING):
        try:
            file = edition.folder / "tabellen" / f"{table.name}.parquet"
            found[table.name] = pl.read_parquet(file, columns=list(table.names))
        except (OSError, pl.exceptions.PolarsError):
            return None
    return found


def list_measured(meting: pl.DataFrame) -> dict[str, Measured]:
    """The measured range of each school that figures hold, from rows of school_meting."""
    rows = meting.filter(
        pl.col("stand").is_in(STANDEN_GEMETEN),
        pl.col("gegevens_van").is_not_null(),
        pl.col("gegevens_tot").is_not_null(),
    )
    return {
        school: Measured(first, last)
        for school, first, last in rows.select("school", "gegevens_van", "gegevens_tot").iter_rows()
    }


def read_settings(settings: Settings, manifest: Mapping[str, Any], *, peildatum: date) -> Settings:
    """The settings that a manifest tells; what it does not tell is as it is on the peildatum now."""
    now, told = settings.take(peildatum), manifest.get("instellingen", {})
    schools = {school.id: school for school in now.scholen}
    return replace(
        now,
        peildata=_read_days(told.get("peildata")) or now.peildata,
        schooljaar_begin=next(iter(_read_days([told["schooljaar_begin"]])), now.schooljaar_begin)
        if "schooljaar_begin" in told
        else now.schooljaar_begin,
        gemeenten=tuple(told.get("gemeenten", now.gemeenten)),
        scholen=tuple(_read_school(row, schools.get(row["id"])) for row in told.get("scholen", ())) or now.scholen,
    )


def _read_days(days: Sequence[str] | None) -> tuple[tuple[int, int], ...]:
    return tuple((int(month), int(day)) for month, _, day in (text.partition("-") for text in days or ()))


def _read_school(row: Mapping[str, Any], now: School | None) -> School:
    values: dict[str, Any] = {name: row.get(name) for name in _OF_A_SCHOOL}
    return replace(now, **values) if now is not None else School(id=row["id"], **values)


def _load_parts(
    settings: Settings, edition: PublishedEdition, *, key: bytes
) -> tuple[Mapping[str, Delivery], str, list[str]]:
    """What was kept of an edition; else why it is not there."""
    name = f"uitgave {edition.number} van peildatum {short_date(edition.peildatum)}"
    if edition.manifest.get("sleutel") != make_key_id(key):
        return {}, f"Na {name} kwam er een nieuwe sleutel: wat toen is gelezen, is daarmee weggegaan.", []
    try:
        read = load_read(settings.opslag, edition.peildatum, edition.number, key=key)
    except StoreUnavailable:
        return {}, f"Wat er van {name} is bewaard (map gelezen in de opslag), is beschadigd.", []
    if read is None:
        return {}, f"Van {name} is niet bewaard waaruit hij is geteld.", []
    erased = [
        f"School {school}: een leerling is sinds {name} gewist en telt daarin niet meer." for school in read.erased
    ]
    return read.parts, "", erased


def _tell_gone(
    name: str, settings: Settings, manifest: Mapping[str, Any], rule_sets: Mapping[str, RuleSet]
) -> list[str]:
    """Rules and calendars of then that are not there any more: what they change is told with the program."""
    used = {found["id"]: found for found in manifest.get("regelsets", {}).values()}
    gone = [
        id_
        for id_, found in sorted(used.items())
        if id_ not in rule_sets
        or rule_sets[id_].dated != found.get("versie")
        or rule_sets[id_].sha256 != found.get("sha256", "")
    ]
    told = []
    if gone:
        told.append(
            f"De regels van {name} ({listing(gone)}) zijn er zo niet meer. Wat zij anders telden, staat bij het "
            "programma."
        )
    if manifest.get("instellingen", {}).get("eigen_kalender", {}) != dict(settings.kalender.own):
        told.append(f"De eigen kalender van {name} is er zo niet meer. Wat die anders telde, staat bij het programma.")
    return told
