"""What leads to a run from the edition before it: the bridges that stand on its pages.

The SWV is compared with the newest edition of the same peildatum that was made from anything else, so that a run on the
same inputs says the same; without one with the edition of the peildatum before it. A school is compared with the newest
edition that was made from anything else of that school: the page of a school that did not change stays as it was when
another school is corrected. The first edition of all has no bridge, nor has a school of which nothing else came out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pipelines.contexts.outcome import Outcome, QuarterSplit
from pipelines.contexts.trend import FORMAT_KEY, MEASURED_KEY
from pipelines.errors import WrongUse
from pipelines.intake.delivered import Delivery
from pipelines.progress import Report
from pipelines.publish.edition_list import PublishedEdition, list_published_editions
from pipelines.publish.manifest import CARRIED, take_school
from pipelines.publish.wholeness import find_damage
from pipelines.run.bridges import make_school_bridges, make_swv_bridge
from pipelines.run.difference import Split, split_difference
from pipelines.run.edition_side import COUNTED_TABLES, Side, follow_side, list_measured, open_side
from pipelines.run.recount import NOTHING_STOOD, Stood
from pipelines.settings import Settings
from pipelines.vault.keyring import make_key_id
from reports.context.difference import Bridges, EditionLabel, SchoolBridge, SwvBridge
from reports.words.wording import short_date
from schemas.tables import SCHOOL_METING

_TABLES = "tabellen"


@dataclass(frozen=True)
class EditionsBefore:
    """What a run is compared with. `schools`: by school, without those of which nothing else came out before.

    None, and not named, where it is not there any more as it was logged.
    """

    whole: PublishedEdition | None = None
    schools: Mapping[str, PublishedEdition] = field(default_factory=dict)

    def list_all(self) -> list[PublishedEdition]:
        """Each edition that anything is compared with, once."""
        found = {each.folder: each for each in (self.whole, *self.schools.values()) if each is not None}
        return list(found.values())

    def list_asked(self, schools: Collection[str]) -> list[tuple[PublishedEdition, list[str]]]:
        """Each edition that these schools or the SWV are compared with, and which of these schools with it."""
        found = [
            (edition, [school for school in schools if self.schools.get(school) == edition])
            for edition in self.list_all()
        ]
        return [(edition, asked) for edition, asked in found if asked or edition == self.whole]


NOTHING_BEFORE = EditionsBefore()


def find_editions_before(
    settings: Settings, peildatum: date, manifest: Mapping[str, Any], *, number: int | None = None
) -> EditionsBefore:
    """The editions that a run and each of its schools are compared with.

    `manifest`: of the run. `number`: of the edition that is counted again; what came out after it is not looked at.
    """
    editions = list_published_editions(settings)
    own = [each for each in editions if each.peildatum == peildatum and (number is None or each.number < number)]
    counted = next((each for each in editions if each.peildatum == peildatum and each.number == number), None)
    earlier = _list_earlier(editions, peildatum, counted.since if counted else None)

    def find(list_inputs: Callable[[Mapping[str, Any]], dict[str, Any]]) -> PublishedEdition | None:
        others = [each for each in own if list_inputs(each.manifest) != list_inputs(manifest)]
        return next(iter((others or earlier)[-1:]), None)

    whole = find(_list_inputs)
    schools = {school: find(partial(list_school_inputs, school=school)) for school in manifest["regelsets"]}
    sound = _list_sound(settings, [whole, *schools.values()])
    return EditionsBefore(
        whole if whole in sound else None, {school: each for school, each in schools.items() if each in sound}
    )


def _list_sound(settings: Settings, editions: Iterable[PublishedEdition | None]) -> list[PublishedEdition]:
    """Those of these editions of which the tables are as they were logged, each once."""
    asked = {_name_place(settings, each): each for each in editions if each is not None}
    damaged = {each.place for each in find_damage(settings, only=(_TABLES,), places=asked)}
    return [each for place, each in asked.items() if place not in damaged]


def _list_inputs(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest tells of what went in: not since when its figures stand, nor how it is laid down."""
    return {name: value for name, value in manifest.items() if name not in (CARRIED, FORMAT_KEY, MEASURED_KEY)}


def list_school_inputs(manifest: Mapping[str, Any], *, school: str) -> dict[str, Any]:
    """The same of one school: without what went in of another."""
    return take_school(_list_inputs(manifest), school)


def _list_earlier(
    editions: Sequence[PublishedEdition], peildatum: date, known_at: datetime | None
) -> list[PublishedEdition]:
    """The editions of the peildatum before this one with tables, as far as they were out at a moment."""
    out = [
        each
        for each in editions
        if each.peildatum < peildatum
        and (each.folder / _TABLES).is_dir()
        and (known_at is None or each.since is None or each.since <= known_at)
    ]
    return [each for each in out if each.peildatum == out[-1].peildatum]


def _name_place(settings: Settings, edition: PublishedEdition) -> str:
    return edition.folder.relative_to(settings.uitvoer).as_posix()


def find_standing_edition(settings: Settings, peildatum: date) -> PublishedEdition | None:
    """The edition that stands of a peildatum; None where there is none, or not as it was logged."""
    standing = [each for each in list_published_editions(settings, peildatum) if each.stands]
    return next(iter(_list_sound(settings, standing)), None)


def find_nothing(edition: PublishedEdition) -> Stood:
    """Nothing stands of any edition."""
    del edition
    return NOTHING_STOOD


@dataclass(frozen=True)
class Splitter:
    """Splits what differs between an edition and a run. `key`: of the codes; `folder`: for stores that are thrown away.

    `parts`: what the run read, by school and of the list of moves. `find_stood`: what stands of what was counted
    between an edition and the run before; asked of the one that stands of an earlier peildatum.
    """

    outcome: Outcome
    parts: Mapping[str, Delivery] = field(repr=False)
    key: bytes = field(repr=False)
    folder: Path
    report_progress: Report
    find_stood: Callable[[PublishedEdition], Stood] = find_nothing

    def make_bridges(self, before: EditionsBefore, *, schools: Collection[str]) -> tuple[Bridges, QuarterSplit | None]:
        """What leads to the run from the editions before it; nothing from one of which the tables cannot be read.

        `schools`: those of which the bridge is asked. The second: what leads to the SWV, where that is from the edition
        that stands of the peildatum before.
        """
        swv: SwvBridge | None = None
        quarter: QuarterSplit | None = None
        of_schools: dict[str, SchoolBridge] = {}
        for edition, asked in before.list_asked(schools):
            is_whole = edition == before.whole
            split = self._split(edition, asked=None if is_whole else asked)
            if split is None:
                continue
            earlier, found = split
            bridges = make_school_bridges(earlier, self._after, found)
            of_schools |= {school: bridges[school] for school in asked if school in bridges}
            if is_whole:
                swv = make_swv_bridge(earlier, self._after, found, synthetic=self.outcome.settings.voorbeeld)
                if self._is_of_quarter_before(edition):
                    quarter = self._keep_quarter(edition, earlier, found)
        return Bridges(swv, of_schools), quarter

    def split_quarter(self, edition: PublishedEdition) -> QuarterSplit | None:
        """What leads to the SWV from the edition that stands of a peildatum before; None where it cannot be read."""
        split = self._split(edition, asked=None)
        return None if split is None else self._keep_quarter(edition, *split)

    def _is_of_quarter_before(self, edition: PublishedEdition) -> bool:
        return edition.stands and edition.peildatum < self.outcome.period.peildatum

    @cached_property
    def _after(self) -> Side:
        return _make_side(self.outcome, self.parts, key=self.key)

    def _split(self, edition: PublishedEdition, *, asked: Collection[str] | None) -> tuple[Side, Split] | None:
        outcome = self.outcome
        try:
            opened = open_side(outcome.settings, edition, key=self.key, rule_sets=outcome.rule_sets)
        except WrongUse:
            return None
        # Since when it is out is of one computer and one moment: the pages are of what went in alone.
        earlier = follow_side(replace(opened, label=EditionLabel(opened.label.naam)), self._after)
        found = split_difference(
            earlier,
            self._after,
            rule_sets=outcome.rule_sets,
            folder=self.folder,
            is_just_counted=True,
            asked=asked,
            stood=self.find_stood(edition) if asked is None and self._is_of_quarter_before(edition) else NOTHING_STOOD,
            report_progress=self.report_progress,
        )
        return earlier, found

    def _keep_quarter(self, edition: PublishedEdition, before: Side, found: Split) -> QuarterSplit:
        then, now = frozenset(before.measured), frozenset(self._after.measured)
        return QuarterSplit(
            peildatum=edition.peildatum,
            number=edition.number,
            rows=found.swv,
            then=then,
            now=now,
            sectors={school.id: school.sector for school in before.settings.scholen},
            linked=before.key_id == self._after.key_id,
            whole=found.counted >= then & now,
            states=found.states,
        )


def _make_side(outcome: Outcome, parts: Mapping[str, Delivery], *, key: bytes) -> Side:
    """A run as the later of two editions."""
    return Side(
        label=EditionLabel(f"{short_date(outcome.period.peildatum)}, deze uitgave"),
        settings=outcome.settings,
        period=outcome.period,
        tables={table.name: outcome.tables[table.name] for table in COUNTED_TABLES},
        measured=list_measured(outcome.tables[SCHOOL_METING.name]),
        parts=parts,
        key_id=make_key_id(key),
    )
