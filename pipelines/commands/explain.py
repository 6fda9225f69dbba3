"""`msa explain`: why a pupil stands where it stands. The school's delivery is read and counted once more, in a store
of its own that is removed again; nothing that was published changes. Of a pupil who moved its other schools are read
too.
"""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.commands.reported import (
    WORK_STATES,
    describe_report,
    describe_status,
    describe_work,
    read_reported,
    tell_change,
)
from pipelines.contexts.explain import make_rules
from pipelines.contexts.header import make_page_header
from pipelines.contexts.outcome import EARLIER_DELIVERY, show_code
from pipelines.contexts.trend import list_published
from pipelines.errors import DeliveryRefused, StoreUnavailable, WrongUse
from pipelines.intake.delivered import SWV_FOLDER, Delivery
from pipelines.intake.delivery import make_empty
from pipelines.intake.delivery_file import name_places
from pipelines.intake.read_parts import find_earlier
from pipelines.intake.school import get_delivered_flags, read_moves, read_school
from pipelines.intake.succession import find_linked
from pipelines.progress import Report
from pipelines.run.earlier import load_with_earlier
from pipelines.run.successors import add_successors
from pipelines.settings import School, Settings
from pipelines.store.counting import count
from pipelines.store.models import EXPLAIN, list_marts
from pipelines.store.periods import Period, check_peildatum, make_period_of
from pipelines.store.reference import SWV_NUMBER, load_checked_rule_sets, make_references
from pipelines.store.store import Store
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.lock import take_lock
from pipelines.vault.pages import record_pages
from pipelines.vault.places import EXPLAIN_FOLDER, EXPLAIN_WORK_FOLDER, STORE_FILE
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import load_key
from pipelines.vault.seals import check_seals
from reports.render import render_explanation
from reports.school.evidence import KIND_WORDS
from reports.school.explanation import Explanation, Slot, describe_entry, make_text
from schemas.ruleset import RuleSet
from schemas.tables import RAW_OVERSTAP, RAW_SLEUTEL

# Published tables of which the page shows the rows of the pupil.
_OWN_ROWS = ("mart_thuiszitter", "mart_duo_melding", "mart_werklijst")
_CODE = re.compile(r"l[a-z2-7]{11}")
_WHERE_CODES_ARE = (
    "De code van een leerling staat in het schoolrapport en in tabellen/leerling_periode. "
    "Welke code bij welk leerlingnummer hoort, zegt 'msa key'."
)


@dataclass(frozen=True)
class Explained:
    """The text for the terminal and the page that was written."""

    text: str
    page: Path


def explain_pupil(
    settings: Settings, *, leerling: str, peildatum: date | None = None, report_progress: Report = lambda _: None
) -> Explained:
    """Explain one pupil on `peildatum` (default: the newest publication) and write `<uitvoer>/uitleg/<code>.html`.

    Raises WrongUse (2) for a code that no school has, DeliveryRefused (10), RuleSetInvalid (12), StoreUnavailable (14).
    """
    if not _CODE.fullmatch(leerling):
        # What was typed is not repeated: it may be a number or a name.
        raise WrongUse(f"Bij --leerling hoort een code van 12 tekens die met een l begint. {_WHERE_CODES_ARE}")
    key = load_key(settings.opslag)
    published = list_published(settings.uitvoer)
    if peildatum is None and not published:
        raise StoreUnavailable("Er is nog geen uitvoer. Draai eerst 'msa run', of geef een --peildatum.")
    settings = settings.get_on(peildatum or published[-1])
    rule_sets = load_checked_rule_sets(settings)
    period = make_period_of(settings, peildatum or published[-1])
    check_peildatum(period, settings.coverage)
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        # Without the marks of erased pupils as they were sealed, one of them could be explained.
        check_seals(settings)
        school, delivery = _find_school(
            settings, leerling, key=key, published=published, peildatum=period.peildatum, progress=report_progress
        )
        more = _read_moved(
            settings, school, delivery, leerling=leerling, key=key, peildatum=period.peildatum, progress=report_progress
        )
        page = _explain_found(
            settings, school, delivery, leerling=leerling, period=period, rule_sets=rule_sets, more=more
        )
    finally:
        lock.release()
    return Explained(text=make_text(page), page=_write_page(settings, leerling, render_explanation(page)))


def _explain_found(
    settings: Settings,
    school: School,
    delivery: Delivery | None,
    *,
    leerling: str,
    period: Period,
    rule_sets: Mapping[str, RuleSet],
    more: Mapping[str, Delivery],
) -> Explanation:
    """The page; first on it what the report said, when the deliveries are other ones than it read."""
    reported = read_reported(settings.uitvoer / period.peildatum.isoformat(), numbers=school.nummers, leerling=leerling)
    then = tell_change(reported, delivery, period=period, rule_set=rule_sets[school.protocol])
    empty = Explanation(
        kop=make_page_header(settings, period),
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        leerling=leerling,
        klas=(reported.klas if reported else "") or "onbekend",
        protocol=f"{rule_sets[school.protocol].title} ({school.protocol})",
        verslag=then,
        geleverd=delivery is not None,
        synthetisch=settings.voorbeeld,
    )
    if delivery is None:
        return empty
    if delivery.refused is not None:
        said = "\n".join(["", "Het verslag zei:", *then.zei]) if then else ""
        raise DeliveryRefused(
            f"De levering van school {school.id} is nu niet te lezen. Draai 'msa check' om te zien waarom.{said}",
            reason=delivery.refused.reason,
        )
    page = _explain(settings, school, delivery, empty=empty, period=period, rule_sets=rule_sets, more=more)
    if page is not None:
        return page
    # Told before, of days that a delivery of now covers: that one has the last word.
    gone = tell_change(reported, None, period=period, rule_set=rule_sets[school.protocol])
    return replace(empty, verslag=gone, geleverd=False)


def _read_moved(
    settings: Settings,
    school: School,
    delivery: Delivery | None,
    *,
    leerling: str,
    key: bytes,
    peildatum: date,
    progress: Report,
) -> dict[str, Delivery]:
    """The list of the SWV and the other schools at which it says that the pupil was or is, where it names the pupil.

    Its runs and its ledger go on from there (contract 2.9). By folder; a refused delivery is left out, as in a run.
    """
    if delivery is None or delivery.refused is not None:
        return {}
    moves = read_moves(settings, key=key)
    others = find_schools_of(moves.frames[RAW_OVERSTAP.name], school=school.id, leerling=leerling) - {school.id}
    # Pupils go along where schools merged or were split, without a row of that list.
    others |= {*school.herkomst, *(other.id for other in settings.scholen if school.id in other.herkomst)}
    found = {SWV_FOLDER: moves} if others else {}
    for other in settings.scholen:
        if other.id in others:
            progress(f"Lezen: {other.naam}")
            read = read_school(settings, other, key=key, peildatum=peildatum)
            if read.refused is None:
                found[other.id] = read
    return found


def find_schools_of(moves: pl.DataFrame, *, school: str, leerling: str) -> set[str]:
    """Every school of a row that has to do with the pupil, from one move to the next, its own among them."""
    return {place for place, _ in find_linked(moves, [(school, leerling)])}


def _find_school(
    settings: Settings, leerling: str, *, key: bytes, published: list[date], peildatum: date, progress: Report
) -> tuple[School, Delivery | None]:
    """The school of the code and its delivery: the school that was published last, else the first that has the code.

    A refused delivery of the school that was published is given back too; None for a pupil that no school delivers any
    more and that stands in the report of this peildatum.
    """
    known, read = _look_up(settings, leerling, published), {}
    schools = sorted(settings.scholen, key=lambda school: school.id not in known)
    for school in schools:
        progress(f"Lezen: {school.naam}")
        delivery = read[school.id] = read_school(settings, school, key=key, peildatum=peildatum)
        if delivery.refused is not None:
            if school.id in known:
                return school, delivery
            continue
        if leerling in delivery.frames["raw_sleutel"]["leerling"]:
            return school, delivery
    reported = _look_up(settings, leerling, [peildatum])
    for school in settings.scholen:
        if school.id in reported:
            earlier = find_earlier(settings.opslag, peildatum, key=key, opvolgers=settings.opvolgers).get(school.id, [])
            told = any(leerling in set(each.load().frames["raw_sleutel"]["leerling"]) for each in earlier)
            return school, read[school.id] if told else None
    raise WrongUse(f"Geen enkele school levert nu een leerling met code {leerling}. {_WHERE_CODES_ARE}")


def _look_up(settings: Settings, leerling: str, published: list[date]) -> set[str]:
    """Schools under which the newest publication that has the code has it."""
    for day in reversed(published):
        table = settings.uitvoer / day.isoformat() / "tabellen" / "leerling_periode.parquet"
        try:
            rows = pl.read_parquet(table, columns=["school", "leerling"])
        except (OSError, pl.exceptions.PolarsError):
            continue
        found = {settings.opvolgers.get(each, each) for each in rows.filter(pl.col("leerling") == leerling)["school"]}
        if found:
            return found
    return set()


def _explain(
    settings: Settings,
    school: School,
    delivery: Delivery,
    *,
    empty: Explanation,
    period: Period,
    rule_sets: Mapping[str, RuleSet],
    more: Mapping[str, Delivery],
) -> Explanation | None:
    """The page with what was counted now; `empty` holds the rest. `more`: the list of the SWV and the other schools.

    None where the pupil stands neither in what is delivered now nor in what still stands of before.
    """
    schools = {school.id: delivery, **{name: other for name, other in more.items() if name != SWV_FOLDER}}
    references = make_references(
        settings,
        period=period,
        rule_sets=rule_sets,
        delivered={name: get_delivered_flags(other) for name, other in schools.items()},
    )
    references["ref_leerling"] = pl.DataFrame({"leerling": [empty.leerling]})
    with _open_aside(settings.opslag) as store:
        marts = (*list_marts(EXPLAIN), *_OWN_ROWS)
        both = load_with_earlier(
            store,
            settings,
            schools,
            references,
            period=period,
            coverage=settings.coverage,
            key=load_key(settings.opslag),
        )
        listed = more[SWV_FOLDER] if SWV_FOLDER in more else make_empty(SWV_FOLDER)
        load = {name: partial(_take, each) for name, each in both.items()}
        followed = add_successors(store, settings, load, listed, partial(dict, references))
        both = {**both, **followed.deliveries}
        moves = {SWV_NUMBER: followed.moves.frames} if SWV_FOLDER in more else {}
        if empty.leerling not in both[school.id].frames[RAW_SLEUTEL.name]["leerling"]:
            return None
        count(store, moves, references, marts=marts, coverage=settings.coverage)
        rows = {name: store.read(name) for name in marts}
    pupil = rows["mart_uitleg_leerling"].rows(named=True)
    own = {name: rows[name].filter(pl.col("leerling") == empty.leerling).rows(named=True) for name in _OWN_ROWS}
    return replace(
        empty,
        klas=pupil[0]["klas"] if pupil else "onbekend",
        regels=make_rules(
            rows["mart_uitleg_regel"].rows(named=True),
            slots=_make_slots(rows, delivery),
            rule_set=rule_sets[school.protocol],
            peildatum=period.peildatum,
            sector=school.sector,
        ),
        statussen=tuple(describe_status(row) for row in own["mart_thuiszitter"]),
        meldingen=tuple(describe_report(row) for row in own["mart_duo_melding"]),
        werk=tuple(
            describe_work(row)
            for row in sorted(own["mart_werklijst"], key=lambda row: list(WORK_STATES).index(row["stand"]))
        ),
    )


def _take(delivery: Delivery) -> Delivery:
    return delivery


@contextmanager
def _open_aside(opslag: Path) -> Generator[Store]:
    """A store in a folder of its own, removed at the end."""
    folder = make_fresh_folder(opslag / EXPLAIN_WORK_FOLDER)
    try:
        store = Store(folder / STORE_FILE, passing=True)
        try:
            yield store
        finally:
            store.close()
    finally:
        remove(folder)


def _make_slots(rows: Mapping[str, pl.DataFrame], delivery: Delivery) -> list[Slot]:
    """Every slot of the pupil in order of time, with what gave way on it."""
    table = delivery.frames["raw_bestand"]
    shown, places = dict(table.select("bestand_nr", "bestand").iter_rows()), name_places(table)
    files = {number: (shown[number], place) for number, place in places.items()}
    gone: dict[tuple[date, int], list[str]] = {}
    for row in rows["mart_uitleg_vervangen"].sort("datum", "lesuur", "bestand_nr", "regelnummer").rows(named=True):
        event = _make_slot(
            {**row, "begin_min": None, "minuten": 0, "groep": "", "minuten_te_laat": None}, files, delivery
        )
        words = (
            f"code {event.code} ({KIND_WORDS.get(event.soort, event.soort)}), {event.bestand} regel {event.regel}, "
            f"ingevoerd {describe_entry(event)}"
        )
        gone.setdefault((event.datum, event.lesuur), []).append(words)
    ordered = rows["mart_uitleg_slot"].sort("datum", "lesuur").rows(named=True)
    return [
        _make_slot(row, files, delivery, vervangen=tuple(gone.get((row["datum"], row["lesuur"]), ())))
        for row in ordered
    ]


def _make_slot(
    row: Mapping[str, Any], files: Mapping[int, tuple[str, str]], delivery: Delivery, *, vervangen: tuple[str, ...] = ()
) -> Slot:
    shown, place = files.get(row["bestand_nr"], (EARLIER_DELIVERY, EARLIER_DELIVERY))
    return Slot(
        datum=row["datum"],
        lesuur=row["lesuur"],
        begin_min=row["begin_min"],
        minuten=row["minuten"],
        groep=row["groep"],
        soort=row["soort"],
        code=show_code(row["code"], hidden=delivery.hidden_codes) if row["code"] else "",
        bestand=shown,
        plek=place,
        regel=row["regelnummer"],
        ingevoerd_op=row["ingevoerd_op"],
        minuten_te_laat=row["minuten_te_laat"],
        vervangen=vervangen,
    )


def _write_page(settings: Settings, leerling: str, content: str) -> Path:
    """The page, written aside and put in place in one step, for the owner alone."""
    folder = settings.uitvoer / EXPLAIN_FOLDER
    settings.uitvoer.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink():
        remove(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    page = folder / f"{leerling}.html"
    record_pages(settings.opslag, [content.encode("utf-8")], folder=EXPLAIN_FOLDER)
    write_private(page, content.encode("utf-8"))
    return page
