"""What leads to a run from the edition before it: the bridge that stands on its pages.

Compared is the newest edition of the same peildatum that was made from anything else, so that a run on the same inputs
says the same; without one the edition of the peildatum before it. The first edition of all has no bridge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.contexts.outcome import Outcome
from pipelines.contexts.trend import FORMAT_KEY, MEASURED_KEY
from pipelines.errors import WrongUse
from pipelines.intake.delivery import Delivery
from pipelines.progress import Report
from pipelines.publish.edition_list import PublishedEdition, list_published_editions
from pipelines.publish.manifest import CARRIED
from pipelines.publish.wholeness import find_damage
from pipelines.run.bridges import make_school_bridges, make_swv_bridge
from pipelines.run.difference import split_difference
from pipelines.run.edition_side import COUNTED_TABLES, Side, follow_side, list_measured, open_side
from pipelines.settings import Settings
from pipelines.vault.keyring import make_key_id
from reports.context.difference import Bridges, EditionLabel
from reports.words.wording import short_date
from schemas.tables import SCHOOL_METING

_TABLES = "tabellen"


def find_edition_before(
    settings: Settings, peildatum: date, manifest: Mapping[str, Any], *, number: int | None = None
) -> PublishedEdition | None:
    """The edition that a run is compared with; None where nothing came out before it, or not as it was logged.

    `manifest`: of the run. `number`: of the edition that is counted again; what came out after it is not looked at.
    """
    editions = list_published_editions(settings)
    own = [each for each in editions if each.peildatum == peildatum and (number is None or each.number < number)]
    others = [each for each in own if _list_inputs(each.manifest) != _list_inputs(manifest)]
    counted = next((each for each in editions if each.peildatum == peildatum and each.number == number), None)
    earlier = _list_earlier(editions, peildatum, counted.since if counted else None)
    found = (others or earlier)[-1:]
    return next((each for each in found if not _is_damaged(settings, each)), None)


def _list_inputs(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest tells of what went in: not since when its figures stand, nor how it is laid down."""
    return {name: value for name, value in manifest.items() if name not in (CARRIED, FORMAT_KEY, MEASURED_KEY)}


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


def _is_damaged(settings: Settings, edition: PublishedEdition) -> bool:
    place = edition.folder.relative_to(settings.uitvoer).as_posix()
    return any(each.place == place for each in find_damage(settings, only=(_TABLES,)))


def make_bridges_from(
    edition: PublishedEdition,
    outcome: Outcome,
    parts: Mapping[str, Delivery],
    *,
    key: bytes,
    folder: Path,
    report_progress: Report,
) -> Bridges | None:
    """What leads from an edition to a run; None when the tables of the edition cannot be read.

    `parts`: what the run read, by school and of the list of moves. `folder`: for stores that are thrown away.
    """
    try:
        opened = open_side(outcome.settings, edition, key=key, rule_sets=outcome.rule_sets)
    except WrongUse:
        return None
    # Since when it is out is of one computer and one moment: the pages are of what went in alone.
    after = _make_side(outcome, parts, key=key)
    before = follow_side(replace(opened, label=EditionLabel(opened.label.naam)), after)
    found = split_difference(
        before,
        after,
        rule_sets=outcome.rule_sets,
        folder=folder,
        is_just_counted=True,
        report_progress=report_progress,
    )
    return Bridges(
        make_swv_bridge(before, after, found, synthetic=outcome.settings.voorbeeld),
        make_school_bridges(before, after, found),
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
