"""`msa compare`, the definition bench: the same deliveries, classified by two or more definitions.

What is counted stands in the `ref_*` tables, so a variant is a change of those tables alone: no model is edited. The
deliveries are read once; each variant gets a store of its own, built only as far as the comparison needs, and no row
of it outlives the command.
"""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.calendar import Coverage
from pipelines.contexts.header import make_page_header
from pipelines.errors import WrongUse
from pipelines.intake.delivered import SWV_FOLDER, Delivery
from pipelines.intake.lessons import ESTIMATES
from pipelines.intake.read_parts import find_earlier
from pipelines.intake.school import list_taking_part, read_moves, read_school
from pipelines.progress import Report
from pipelines.publish.released import protect
from pipelines.run.earlier import load_with_earlier
from pipelines.run.successors import add_successors
from pipelines.settings import School, Settings
from pipelines.store.counting import count
from pipelines.store.models import COMPARE, list_marts
from pipelines.store.periods import Period, check_peildatum, make_period_of
from pipelines.store.reference import SWV_NUMBER, load_checked_rule_sets, make_references, number_schools
from pipelines.store.store import Store
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.pages import record_pages
from pipelines.vault.places import COMPARE_FOLDER, STORE_FILE, WORK_FOLDER
from pipelines.vault.private_file import write_private
from pipelines.vault.publications import VERGELIJKING, add_release
from reports.context.counts import RefusedSchool
from reports.render_swv import render_comparison
from reports.swv.vergelijking import (
    AS_SET,
    GROUPS,
    MEASURES,
    Comparison,
    LeftOut,
    Move,
    SectorCounts,
    VariantText,
    make_comparison_figures,
    release_comparison,
    write_text,
)
from reports.words.rule_words import describe_count
from reports.words.wording import STATUS_WORDS, counted, listing, short_date
from schemas.ruleset import Ground, Rule, RuleSet, Version
from schemas.tables import RAW_ROOSTER_DATUM, RAW_ROOSTER_WEEK
from schemas.timetable_sources import TIMETABLE_SOURCES

References = Mapping[str, pl.DataFrame]
Change = Callable[[References], References]

_TARGET = "mart_vergelijking"
_WORKERS = 2
_TIMETABLES = (RAW_ROOSTER_WEEK.name, RAW_ROOSTER_DATUM.name)
# The rank of a timetable that an estimate goes before (schemas.timetable_sources).
_TIMETABLE_AFTER_ESTIMATE = next(source.number for source in reversed(TIMETABLE_SOURCES) if source.noemer == "rooster")
_KEY = ("school", "leerling")
# Hours are counted in whole sixtieths: more than n hours is at least n hours and any part of one sixtieth.
_PART_OF_A_SIXTIETH = 1 / 120
_WINDOW_OF_HOURS = "oa_uren_venster"


@dataclass(frozen=True)
class Variant:
    """One definition: its words, and how the reference tables of the run change under it.

    `sectors`: those it covers; None for what swv.toml says, which covers every school.
    """

    text: VariantText
    change: Change
    sectors: frozenset[str] | None = None

    def covers(self, sector: str) -> bool:
        return self.sectors is None or sector in self.sectors


@dataclass(frozen=True)
class Reading:
    """One way to read an open point. `find_sources`: the rules of the protocols that say so."""

    words: str
    decision: str
    change: Change
    find_sources: Callable[[Rule, Version], bool] = lambda _rule, _version: False


@dataclass(frozen=True)
class CompareResult:
    """What the command ends with: exit code, the page, and the same as text."""

    exit_code: int
    page: Path
    text: str


def _keep(references: References) -> References:
    return references


def exceed_sixteen_hours(references: References) -> References:
    """More than the hours of the rule, instead of those hours: 16 hours and one sixtieth is the first that counts."""
    counted_hours = pl.col("maat") == _WINDOW_OF_HOURS
    minimum = pl.col("minimum").cast(pl.Float64)
    status = references["ref_status"].with_columns(
        pl.when(counted_hours).then(minimum + _PART_OF_A_SIXTIETH).otherwise(minimum).alias("minimum")
    )
    return {**references, "ref_status": status}


def count_calendar_days(references: References) -> References:
    """Positions are calendar days: weeks without lessons are numbered too."""
    return _switch_on(references, "weken_zonder_les")


def count_months_to_horizon(references: References) -> References:
    """Months of a run that goes on up to the horizon: they stand still in a holiday."""
    return _switch_on(references, "maanden_tot_horizon")


def _switch_on(references: References, definition: str) -> References:
    """A definition that is 0 by the decisions, as 1."""
    return _set_definition(references, definition, 1)


def _set_definition(references: References, definition: str, value: int) -> References:
    definitions = references["ref_definitie"].with_columns(pl.lit(value, dtype=pl.Int64).alias(definition))
    return {**references, "ref_definitie": definitions}


def put_estimate_first(references: References) -> References:
    """An estimate goes before a timetable, for the groups of which there is one."""
    return _set_definition(references, "roosterbron", _TIMETABLE_AFTER_ESTIMATE)


def take_school_year(references: References) -> References:
    """The tier over the school year up to the peildatum, everything else over the period."""
    return {**references, "ref_run": references["ref_run"].with_columns(tier_van=pl.col("schooljaar_van"))}


def use_rule_set(name: str) -> Change:
    """Every school under one rule set."""

    def change(references: References) -> References:
        return {**references, "ref_school": references["ref_school"].with_columns(protocol=pl.lit(name))}

    return change


# Each begins with the reading that a run takes. What the decisions settle (decisions.md):
_DECIDED: Mapping[str, Mapping[str, Reading]] = {
    "zestien_uur": {
        "bereikt": Reading(
            "Zestien uur is bereikt: precies 16 uur in vier weken telt mee.", "Beslissing D1 leest het zo", _keep
        ),
        "overschreden": Reading(
            "Zestien uur is overschreden: alleen meer dan 16 uur in vier weken telt mee. Verder als kolom A.",
            "Beslissing D1 leest het niet zo",
            exceed_sixteen_hours,
            lambda rule, version: rule.measure == _WINDOW_OF_HOURS and version.literal.startswith("> "),
        ),
    },
    "vier_weken": {
        "lesweken": Reading(
            "Vier weken zijn vier lesweken: weken zonder les tellen niet mee.", "Beslissing D2 leest het zo", _keep
        ),
        "kalenderweken": Reading(
            "Vier weken zijn 28 kalenderdagen, ook in een vakantie: voor de zestien uur, voor de vierwekengroep en "
            "voor de duur van een reeks (thuiszitter). Verder als kolom A.",
            "Beslissingen D2 en D6 lezen het niet zo",
            count_calendar_days,
            lambda rule, _version: rule.unit == "duur_kalenderdagen",
        ),
    },
    "drie_maanden": {
        "meetdatum": Reading(
            "Drie maanden lopen door tot en met de laatste dag die is gemeten, ook in een vakantie.",
            "Beslissing D25 leest het zo",
            _keep,
        ),
        "horizon": Reading(
            "Drie maanden lopen tot het einde van de laatste lesweek: in een vakantie staan zij stil. "
            "Verder als kolom A.",
            "Beslissing D25 leest het niet zo",
            count_months_to_horizon,
        ),
    },
    "tierperiode": {
        "periode": Reading("De tier gaat over de verslagperiode.", "Beslissing D13 leest het zo", _keep),
        "schooljaar": Reading(
            "De tier gaat over het schooljaar tot en met de peildatum. De status blijft over de periode gaan. "
            "Verder als kolom A.",
            "Beslissing D13 leest het niet zo",
            take_school_year,
        ),
    },
}
READINGS: Mapping[str, Mapping[str, Reading]] = {
    **_DECIDED,
    "noemer": {
        "rooster": Reading("De lessen komen uit het rooster, waar dat er is.", "Contract 1.4 leest het zo", _keep),
        "schatting": Reading(
            "De lessen komen uit de lessentabel of de lessen per week, ook waar er een rooster is: de noemer is dan "
            "geschat. Een absentie met een tijd telt op zo'n dag niet. Verder als kolom A.",
            "Zo blijkt wat een schatting met de tiers doet",
            put_estimate_first,
        ),
    },
}
_CHOSEN = tuple(next(iter(values.values())) for values in _DECIDED.values())
_CHOSEN_WORDS = " ".join(reading.words for reading in _CHOSEN)
# What is compared when nothing is asked: every reading that the decisions do not choose.
_ALL_READINGS = tuple(f"{name}={list(values)[-1]}" for name, values in _DECIDED.items())
# Where any school delivered both a timetable and an estimate: elsewhere it changes nothing.
_ESTIMATE = "noemer=schatting"


def compare(
    settings: Settings,
    *,
    peildatum: date,
    rule_set_ids: Sequence[str] = (),
    readings: Sequence[str] = (),
    report_progress: Report = lambda _: None,
) -> CompareResult:
    """Count the deliveries by each definition and write `<uitvoer>/vergelijking/<peildatum>.html`.

    Definitions as for `count_variants`. What is shown is released together with all publications, and is one itself.
    """
    comparison = count_variants(
        settings, peildatum=peildatum, rule_set_ids=rule_set_ids, readings=readings, report_progress=report_progress
    )
    lock = take_lock(settings.opslag)
    try:
        released = protect(
            make_comparison_figures(comparison),
            settings=settings,
            peildatum=peildatum,
            soort=VERGELIJKING,
            report_progress=report_progress,
        )
        public = release_comparison(comparison, released.getoond)
        # Before the page is out: what was published must be known. A crash in between only protects more.
        add_release(settings.opslag, released)
        text = render_comparison(public)
        record_pages(settings.opslag, [text.encode("utf-8")], folder=COMPARE_FOLDER)
        page = _write_page(settings.uitvoer / COMPARE_FOLDER / f"{peildatum.isoformat()}.html", text)
    finally:
        lock.release()
    return CompareResult(exit_code=10 if comparison.geweigerd else 0, page=page, text=write_text(public))


def count_variants(
    settings: Settings,
    *,
    peildatum: date,
    rule_set_ids: Sequence[str] = (),
    readings: Sequence[str] = (),
    report_progress: Report = lambda _: None,
) -> Comparison:
    """Exact numbers of pupils by each definition; takes the lock of `opslag`, as a run does.

    `rule_set_ids`: two or more are compared with the first of them, one with what swv.toml says. `readings`: each
    "name=value", compared with that same first definition. Neither: every reading that the decisions do not choose.
    Raises WrongUse (2), RuleSetInvalid (12), DataCheckFailed (13) or StoreUnavailable (14).
    """
    settings = settings.get_on(peildatum)
    period = make_period_of(settings, peildatum)
    coverage = settings.coverage
    check_peildatum(period, coverage)
    rule_sets = load_checked_rule_sets(settings)
    variants = make_variants(settings, rule_sets, rule_set_ids=rule_set_ids, readings=readings, peildatum=peildatum)
    if not settings.aanlevering.is_dir():
        raise WrongUse(f"De map met aanleveringen '{settings.aanlevering.name}' bestaat niet.")
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        deliveries = _read_deliveries(settings, peildatum=peildatum, report_progress=report_progress)
        delivered = list_taking_part(settings, deliveries)
        references = make_references(settings, period=period, rule_sets=rule_sets, delivered=delivered)
        of_schools = {school: deliveries[school] for school in delivered}
        deliveries |= _add_earlier(settings, of_schools, deliveries[SWV_FOLDER], references, period)
        if not rule_set_ids and not readings and any(_has_both(delivery) for delivery in deliveries.values()):
            variants += (_make_reading_variant(variants[0], _ESTIMATE, rule_sets, peildatum),)
        frames = []
        for number, variant in enumerate(variants, start=1):
            report_progress(f"Definitie {number} van {len(variants)}: {variant.text.naam}")
            frames.append(_classify(settings, deliveries, variant.change(references), coverage))
    finally:
        lock.release()
    return _make_comparison(settings, period, variants=variants, frames=frames, deliveries=deliveries)


def make_variants(
    settings: Settings,
    rule_sets: Mapping[str, RuleSet],
    *,
    rule_set_ids: Sequence[str],
    readings: Sequence[str],
    peildatum: date,
) -> tuple[Variant, ...]:
    """The definitions to compare, the first one first; WrongUse when one is not known or asked twice."""
    asked = [*rule_set_ids, *readings]
    for name in asked:
        if asked.count(name) > 1:
            raise WrongUse(f"'{name}' staat er twee keer. Noem elke definitie één keer.")
    chosen = [_make_rule_set_variant(rule_sets, name, peildatum) for name in rule_set_ids]
    first, others = (
        (chosen[0], chosen[1:]) if len(chosen) > 1 else (_make_settings_variant(settings, rule_sets, peildatum), chosen)
    )
    texts = readings if asked else _ALL_READINGS
    return (first, *others, *(_make_reading_variant(first, text, rule_sets, peildatum) for text in texts))


def _make_settings_variant(settings: Settings, rule_sets: Mapping[str, RuleSet], peildatum: date) -> Variant:
    used = Counter(school.protocol for school in settings.scholen)
    words = listing([f"{name} ({counted(used[name], 'school', 'scholen')})" for name in sorted(used)])
    sources = [source for name in sorted(used) for source in _describe_rule_set(rule_sets, name, peildatum)]
    # A rule of one protocol may decide in several.
    sources = list(dict.fromkeys(sources))
    told = f"Zoals {settings.file.name} zegt: {words}. {_tell_protocol_changes(settings, peildatum)}{_CHOSEN_WORDS}"
    text = VariantText(AS_SET, told, tuple(sources))
    return Variant(text, _keep)


def _tell_protocol_changes(settings: Settings, peildatum: date) -> str:
    """Which schools got another protocol in the school year of the peildatum; the last one counts for all of it."""
    begin = make_period_of(settings, peildatum).schooljaar_van
    changes = settings.list_protocol_changes(begin, peildatum)
    if not changes:
        return ""
    told = [
        f"{settings.get_school(school).naam} op {short_date(day)} van {before} naar {after}"
        for day, school, before, after in changes
    ]
    return f"Dit schooljaar veranderde het protocol: {'; '.join(told)}. Wat op de peildatum geldt, telt. "


def _make_rule_set_variant(rule_sets: Mapping[str, RuleSet], name: str, peildatum: date) -> Variant:
    if name not in rule_sets:
        raise WrongUse(f"Regelset '{name}' bestaat niet. Kies uit: {', '.join(sorted(rule_sets))}.")
    found = rule_sets[name]
    text = VariantText(
        name,
        f"Elke school onder regelset {name}: {found.title} ({found.dated}). {_CHOSEN_WORDS}",
        _describe_rule_set(rule_sets, name, peildatum),
    )
    sectors = frozenset(sector for sector in ("PO", "VO", "VSO") if found.covers(sector))
    return Variant(text, use_rule_set(name), sectors)


def _make_reading_variant(first: Variant, text: str, rule_sets: Mapping[str, RuleSet], peildatum: date) -> Variant:
    name, _, value = text.partition("=")
    reading = READINGS.get(name, {}).get(value)
    if reading is None:
        known = ", ".join(f"{name}={value}" for name, values in READINGS.items() for value in values)
        raise WrongUse(f"De lezing '{text}' bestaat niet. Kies uit: {known}.")
    sources = [
        f"{rule.id}, {rule_set.title}, {version.section}, regel {version.lines}: '{version.literal}'"
        for rule_set in rule_sets.values()
        for rule in rule_set.rules.values()
        if (version := rule.get_version(peildatum)) is not None and reading.find_sources(rule, version)
    ]
    return Variant(
        VariantText(
            f"{name.replace('_', ' ')}: {value}", reading.words, (f"{reading.decision}.", *sources), first.text.naam
        ),
        lambda references: reading.change(first.change(references)),
        first.sectors,
    )


def _describe_rule_set(rule_sets: Mapping[str, RuleSet], name: str, peildatum: date) -> tuple[str, ...]:
    """The chosen readings, and one line per ground of a status: what counts, where it stands, by which decision."""
    readings = [f"{reading.words.rstrip('.')} ({reading.decision})" for reading in _CHOSEN]
    grounds = [
        _describe_ground(rule_sets, ground, STATUS_WORDS[status.status], peildatum)
        for status in rule_sets[name].statuses
        for ground in status.grounds
    ]
    return tuple(line for line in (*readings, *grounds) if line)


def _describe_ground(rule_sets: Mapping[str, RuleSet], ground: Ground, status: str, peildatum: date) -> str:
    """Empty when its rule is not in force on the peildatum."""
    rule_set = rule_sets[ground.rule_set]
    rule = rule_set.rules[ground.rule]
    version = rule.get_version(peildatum)
    if version is None:
        return ""
    decision = f"; {version.decision}" if version.decision else ""
    place = f"{rule.id}, {rule_set.title}, {version.section}, regel {version.lines}{decision}"
    return f"{status}: {describe_count(rule, version)} ({place})"


def _read_deliveries(settings: Settings, *, peildatum: date, report_progress: Report) -> dict[str, Delivery]:
    key = open_key(settings)

    def read(numbered: tuple[int, School]) -> Delivery:
        number, school = numbered
        report_progress(f"Lezen {number + 1} van {len(settings.scholen)}: {school.naam}")
        return read_school(settings, school, key=key, peildatum=peildatum)

    schools = number_schools(settings)
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = list(pool.map(read, schools))
    of_schools = {school.id: delivery for (_, school), delivery in zip(schools, found, strict=True)}
    return {**of_schools, SWV_FOLDER: read_moves(settings, key=key)}


def _add_earlier(
    settings: Settings, deliveries: Mapping[str, Delivery], moves: Delivery, references: References, period: Period
) -> dict[str, Delivery]:
    """The deliveries, each with what its school told before of days that it does not cover, as in a run.

    And the list of moves, with what follows where schools merged or were split.
    """
    key = open_key(settings)
    found = find_earlier(settings.opslag, period.peildatum, key=key, opvolgers=settings.opvolgers)
    if not found.keys() & deliveries.keys() and not any(school.herkomst for school in settings.scholen):
        return {}
    with _open_aside(settings) as store:
        both = load_with_earlier(
            store, settings, deliveries, references, period=period, coverage=settings.coverage, key=key
        )
        load = {school: partial(_take, delivery) for school, delivery in both.items()}
        followed = add_successors(store, settings, load, moves, partial(dict, references))
        return {**both, **followed.deliveries, SWV_FOLDER: followed.moves}


def _take(delivery: Delivery) -> Delivery:
    return delivery


def _has_both(delivery: Delivery) -> bool:
    """A timetable and an estimate of lessons lie in one delivery that takes part."""
    frames = delivery.frames
    return delivery.refused is None and all(
        any(frames[name].height for name in names if name in frames) for names in (_TIMETABLES, ESTIMATES)
    )


def _classify(
    settings: Settings, deliveries: Mapping[str, Delivery], references: References, coverage: Coverage
) -> pl.DataFrame:
    """The groups of every pupil under one definition: rows of mart_vergelijking, from a store that is thrown away."""
    used = {
        number: deliveries[school.id].frames
        for number, school in number_schools(settings)
        if deliveries[school.id].refused is None
    }
    used[SWV_NUMBER] = deliveries[SWV_FOLDER].frames
    with _open_aside(settings) as store:
        count(store, used, references, marts=list_marts(COMPARE), coverage=coverage)
        return store.read(_TARGET, order_by=_KEY)


@contextmanager
def _open_aside(settings: Settings) -> Generator[Store]:
    """A store that is thrown away."""
    folder = make_fresh_folder(settings.opslag / WORK_FOLDER)
    store = Store(folder / STORE_FILE, passing=True)
    try:
        yield store
    finally:
        store.close()
        make_fresh_folder(folder).rmdir()


def _make_comparison(
    settings: Settings,
    period: Period,
    *,
    variants: Sequence[Variant],
    frames: Sequence[pl.DataFrame],
    deliveries: Mapping[str, Delivery],
) -> Comparison:
    first, *others = variants
    counted_schools = [school for school in settings.scholen if deliveries[school.id].refused is None]
    sectors = sorted({school.sector for school in counted_schools if first.covers(school.sector)})
    return Comparison(
        kop=make_page_header(settings, period),
        varianten=tuple(variant.text for variant in variants),
        sectoren=tuple(
            count_sector(
                sector,
                [frame if variant.covers(sector) else None for variant, frame in zip(others, frames[1:], strict=True)],
                base=frames[0],
            )
            for sector in sectors
        ),
        niet_gedekt=tuple(
            LeftOut(variant.text.naam, sector, tuple(school.naam for school in schools))
            for variant in variants
            for sector in sorted({school.sector for school in counted_schools})
            if not variant.covers(sector)
            and (schools := [school for school in counted_schools if school.sector == sector])
        ),
        geweigerd=tuple(
            RefusedSchool(
                school=school.id,
                naam=school.naam,
                sector=school.sector,
                reden=f"{refusal.on_screen.split('. ')[0].rstrip('.')}.",
            )
            for school in settings.scholen
            if (refusal := deliveries[school.id].refused) is not None
        ),
        regels=settings.publicatie,
        synthetisch=settings.voorbeeld,
    )


def count_sector(sector: str, frames: Sequence[pl.DataFrame | None], *, base: pl.DataFrame) -> SectorCounts:
    """Exact numbers of pupils of one sector. `base`, `frames`: rows of mart_vergelijking by the first definition and
    by each other one (None: it does not cover the sector)."""
    own = base.filter(pl.col("sector") == sector)
    return SectorCounts(
        sector=sector,
        leerlingen=own.filter(~pl.col("verhuisd")).height,
        groepen={
            # Who moved has no tier at the school it left.
            measure: {**dict.fromkeys(GROUPS[measure], 0), **Counter(own[measure].drop_nulls().to_list())}
            for measure in MEASURES
        },
        wissels=tuple(None if frame is None else _count_moves(own, frame) for frame in frames),
        verhuisd=own.filter("verhuisd").height,
    )


def _count_moves(base: pl.DataFrame, other: pl.DataFrame) -> dict[str, dict[Move, int]]:
    # The pupils are the same: a definition decides the group of a pupil, never who is counted.
    both = base.join(other, on=_KEY, how="left", suffix="_daar", maintain_order="left", validate="1:1")
    return {
        measure: dict(Counter(both.select(measure, f"{measure}_daar").drop_nulls().iter_rows())) for measure in MEASURES
    }


def _write_page(file: Path, text: str) -> Path:
    """The page in place of an earlier one, in one step, readable by the owner alone."""
    if file.parent.is_symlink():
        remove(file.parent)
    file.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    write_private(file, text.encode("utf-8"))
    return file
