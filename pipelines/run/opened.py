"""A run that is opened: its lock, its store, its rule sets, and what it knows of the runs before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.calendar import Coverage
from pipelines.contexts.commentary import read_commentary
from pipelines.contexts.trend import describe_newer, list_newer
from pipelines.errors import WrongUse
from pipelines.intake.checked import forget_other_schools
from pipelines.progress import Report, be_silent
from pipelines.publish.inspection_form import Form, load_form
from pipelines.publish.inspectorate import open_register
from pipelines.publish.publication import Publication
from pipelines.publish.wholeness import (
    MANIFEST,
    READ_AGAIN,
    describe_damage,
    describe_waiting_damage,
    find_damage,
    find_waiting_damage,
    list_damaged_parts,
)
from pipelines.run.earlier import COVERED
from pipelines.run.standing_schools import StandingSchool
from pipelines.run.unchanged import Unchanged, describe_inputs, find_standing_schools, find_unchanged
from pipelines.settings import NA_AKKOORD, Settings
from pipelines.store.counting import list_checked, list_standing
from pipelines.store.models import CHECK, OFFICERS, SCHOOL, SWV, TABLES, list_marts
from pipelines.store.periods import Period, check_peildatum, make_period_of
from pipelines.store.reference import load_checked_rule_sets
from pipelines.store.store import Store
from pipelines.vault.case_register import Register
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.keys import open_key
from pipelines.vault.lock import StoreLock, take_lock
from pipelines.vault.parts import drop_damaged_partitions
from pipelines.vault.places import STORE_FILE, WAITING, WORK_FOLDER
from pipelines.vault.stored import drop_stored_faults, is_logged, tell_in_run
from reports.words.wording import counted
from schemas.ruleset import RuleSet

# The folders of marts that the reports of a run read.
REPORTS = (SCHOOL, SWV, OFFICERS)


@dataclass(frozen=True)
class OpenRun:
    """What a run is opened with; its steps take it and return what they found.

    `toch`: publish also when the run reads less than what stands, which is then kept as an earlier edition.
    `holds`: leave the output waiting for approval. `agreed`: publish what is as it waits, and leave it waiting else.
    `inputs`: by what a later run recognises that it is given the same; empty where none looks. `unchanged`: the last
    run, when this one would publish what it did. `schools`: by what each school that stands is recognised. `told`: what
    was said on the screen of what came out; `said`: what is said once.
    `damaged`: which parts of what stands are not as they were published, by peildatum; none of it is read again.
    `known_folders`: of deliveries, of schools that have another number than in `settings`.
    """

    settings: Settings
    period: Period
    coverage: Coverage
    rule_sets: dict[str, RuleSet]
    key: bytes = field(repr=False)
    lock: StoreLock
    store: Store
    aside: Path
    publication: Publication
    progress: Report
    case_register: Register
    inspection_form: Form | None
    toch: bool = False
    holds: bool = False
    agreed: bool = False
    inputs: str = ""
    unchanged: Unchanged | None = None
    schools: Mapping[str, StandingSchool] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    damaged: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    known_folders: frozenset[str] = frozenset()

    def tell(self, line: str) -> None:
        """Say something of what came out, which a run that changes nothing says again."""
        self.told.append(line)
        self.progress(line)

    def say_once(self, line: str) -> None:
        """Say what is being done, where the same may be done several times in a run."""
        if line not in self.said:
            self.said.add(line)
            self.progress(line)

    @property
    def standing(self) -> Path:
        """Where what is published for this peildatum stands, or will."""
        return self.settings.uitvoer / self.period.peildatum.isoformat()

    def is_standing_damaged(self, *parts: str) -> bool:
        """Whether any of these parts of what stands, or its manifest, is not as it was published."""
        return not {MANIFEST, *parts}.isdisjoint(self.damaged.get(self.period.peildatum, ()))


def open_run(
    settings: Settings,
    *,
    peildatum: date,
    toch: bool = False,
    agreed: bool = False,
    place: tuple[Path, str] | None = None,
    report_progress: Report = be_silent,
) -> OpenRun:
    """Take the lock, check rule sets and calendar, make an empty store.

    `agreed`: the run is to publish what waits for approval. Without it the settings say whether a run publishes.
    `place`: folder and name of what is written, where it is no publication.

    Raises WrongUse (2), RuleSetInvalid (12) or StoreUnavailable (14), and then leaves nothing behind.
    """
    settings = settings.get_on(peildatum)
    period = make_period_of(settings, peildatum)
    coverage = settings.coverage
    check_peildatum(period, coverage)
    rule_sets = load_checked_rule_sets(settings)
    inspection_form = load_form(settings.inspectie)
    if not settings.aanlevering.is_dir():
        raise WrongUse(
            f"De map met aanleveringen '{settings.aanlevering.name}' bestaat niet. "
            f"Maak hem naast {settings.file.name}, met daarin een map per school."
        )
    # Refused before anything is read; the codes of this run are looked for when the page is made.
    read_commentary(settings, peildatum=period.peildatum, codes=())
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        # The key first: it puts the register right after a rotation that broke off.
        key = open_key(settings)
        case_register = open_register(settings)
        damage = find_damage(settings, only=READ_AGAIN)
        waiting = describe_waiting_damage(find_waiting_damage(settings))
        newer = list_newer(settings.uitvoer)
        for line in (
            *map(describe_newer, newer.items()),
            *_drop_damaged(settings.opslag),
            *describe_damage(damage),
            *waiting,
        ):
            report_progress(f"Let op: {line}")
        forget_other_schools(settings.opslag, [school.id for school in settings.scholen])
        aside = make_fresh_folder(settings.opslag / WORK_FOLDER)
        holds = settings.vrijgeven == NA_AKKOORD and not agreed
        # Only a run that publishes: what waits is looked at by a person, and what is counted again is no publication.
        inputs = "" if holds or agreed else describe_inputs(settings, peildatum=peildatum, key=key)
        known = {"peildatum": peildatum, "key": key, "inputs": inputs}
        return OpenRun(
            settings=settings,
            period=period,
            coverage=coverage,
            rule_sets=rule_sets,
            key=key,
            lock=lock,
            store=Store(
                aside / STORE_FILE,
                standing=_find_store(settings) if inputs and not toch else None,
                stands=list_standing(list_targets()),
            ),
            aside=aside,
            publication=Publication(
                *(place or (settings.opslag / WAITING if holds else settings.uitvoer, peildatum.isoformat()))
            ),
            progress=report_progress,
            case_register=case_register,
            inspection_form=inspection_form,
            toch=toch,
            holds=holds,
            agreed=agreed,
            inputs=inputs,
            unchanged=find_unchanged(settings, **known) if inputs and not toch else None,
            schools=find_standing_schools(settings, peildatum=peildatum, key=key) if inputs and not toch else {},
            damaged={**list_damaged_parts(damage), **dict.fromkeys(newer, READ_AGAIN)},
        )
    except BaseException:
        lock.release()
        raise


def _find_store(settings: Settings) -> Path | None:
    """The store that stands, where the log has it; a damaged one was thrown away before."""
    return settings.opslag / STORE_FILE if is_logged(settings.opslag, STORE_FILE) else None


def _drop_damaged(opslag: Path) -> Iterator[str]:
    """What is stored and damaged, in sentences; what a run makes again is thrown away."""
    yield from (tell_in_run(fault) for fault in drop_stored_faults(opslag))
    if dropped := drop_damaged_partitions(opslag):
        told = counted(dropped, "bewaarde school was", "bewaarde scholen waren")
        yield f"{told} beschadigd, of van een andere versie van msa. msa leest die opnieuw."


def list_targets() -> tuple[str, ...]:
    """What a run asks of the store. Also for the reports: the more models are made in one go, the less one waits for
    another, and what is asked later would be made from nothing.
    """
    return (*list_marts(TABLES, CHECK, *REPORTS), *COVERED, *list_checked())


def close_run(run: OpenRun) -> None:
    """Let go of the store and the lock, and remove what was not published. Safe to call twice."""
    try:
        run.store.close()
        run.publication.discard()
        remove(run.aside)
    finally:
        run.lock.release()
