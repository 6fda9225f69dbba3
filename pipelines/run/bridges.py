"""The bridges of the SWV and of each school, from what was split: what `msa verschil` and the pages of a run print."""

from collections.abc import Mapping

from pipelines.contexts.header import make_page_header
from pipelines.run.difference import Split, bridge_unit, list_moved
from pipelines.run.edition_side import Side
from reports.context.difference import SchoolBridge, SwvBridge

_WHOLE = "Alle scholen samen"


def make_swv_bridge(before: Side, after: Side, found: Split, *, synthetic: bool) -> SwvBridge:
    """The bridge of the SWV, without a pupil. `synthetic`: the data are invented."""
    schools = _list_school_names(before, after)
    return SwvBridge(
        kop=make_page_header(after.settings, after.period),
        geheel=bridge_unit(found.swv, school="", name=_WHOLE),
        scholen=tuple(bridge_unit(found.swv, school=school, name=name) for school, name in schools.items()),
        van=before.label,
        naar=after.label,
        voorbehoud=found.doubts,
        synthetisch=synthetic,
    )


def make_school_bridges(before: Side, after: Side, found: Split) -> dict[str, SchoolBridge]:
    """The bridge of each school that figures of either edition hold, by its id."""
    schools = _list_school_names(before, after)
    return {school: _make_school_bridge(before, after, found, school, name) for school, name in schools.items()}


def _list_school_names(before: Side, after: Side) -> Mapping[str, str]:
    """Id and name of every school that figures of either edition hold, in the order of the settings."""
    known = {school.id: school.naam for side in (after, before) for school in side.settings.scholen}
    return {school: name for school, name in known.items() if school in before.measured or school in after.measured}


def _make_school_bridge(before: Side, after: Side, found: Split, school: str, name: str) -> SchoolBridge:
    """The bridge of one school, with its own pupils by code and what is doubtful of it."""
    return SchoolBridge(
        school=bridge_unit(found.school, school=school, name=name),
        leerlingen=list_moved(found.school, school),
        van=before.label,
        naar=after.label,
        voorbehoud=tuple(doubt for doubt in found.doubts if not _is_of_another(doubt, school)),
    )


def _is_of_another(doubt: str, school: str) -> bool:
    """Whether a sentence is about one school, and not this one: a school is told nothing of another."""
    return doubt.startswith("School ") and not doubt.startswith(f"School {school}:")
