"""Files of schools that stand as they were published and would be made the same: taken over, and not made again.

The files of a school are made from its `SchoolInput` and the program alone (`make_school_files` opens nothing), and the
PDF of its report from that page and the browser. So of each school that is made a mark is kept, over all of these, with
the hashes of what was made of it, in what a run keeps of itself (`pipelines.run.unchanged`). The next run of the same
peildatum takes over what stands where the mark is the same and every file is as it was made; all else it makes. A mark
that fits is proof, whoever made it: the same bytes in give the same bytes out. One that does not costs time alone.

Of a bridge the mark holds not what it says but what it is made from, so that it need not be counted to be recognised:
the edition that the school is compared with, as it lies there, and what the run read of the school and of the schools
where a pupil of it was before or went to (`pipelines.run.recount`). A correction at one school so makes the pages of
that school again, and of those that share a child with it; no other school is counted for a bridge.

Most rows that it is made from are kept per school in the store, and are taken over while what they are made from is the
same (`pipelines.run.counted_schools`). By that the hash of these rows is recognised too, so that it is made once.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import paths
from pipelines.contexts.outcome import Outcome
from pipelines.intake.checked import describe, describe_path, describe_program, unpack
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER
from pipelines.intake.read_parts import list_read_files
from pipelines.intake.succession import make_succession
from pipelines.publish.edition_list import PublishedEdition
from pipelines.publish.pdf import describe_browser
from pipelines.publish.publication import hash_files
from pipelines.publish.school_files import SchoolInput
from pipelines.run.edition_side import READ_TABLES
from pipelines.run.last_edition import EditionsBefore
from pipelines.run.recount import list_neighbours
from pipelines.settings import Settings

# What makes pages, beside what reads.
ROOMS = (paths.ROOT / "reports", paths.SQL)
# What is the same for every school of a run, what is described by what it is made from, and what is of the SWV alone.
_APART = ("settings", "period", "rule_sets", "bridges", "since_quarter")


@dataclass(frozen=True)
class RowMark:
    """A mark of the rows of a school in the tables that are kept per school, and of what these are made from."""

    made_from: str = ""
    rows: str = ""


NO_ROWS = RowMark()


@dataclass(frozen=True)
class StandingSchool:
    """A school as it was published. `mark`: what it was made from. `files`: SHA-256 of what was made, by name."""

    mark: str
    files: Mapping[str, str]
    rows: RowMark = NO_ROWS


class SchoolMarks:
    """Makes the marks of the schools of one run. `bases`: what the bridge of each is made from (`describe_bases`).

    `kept`: names of tables that are kept per school in the store. `made_from`: by school, by what is recognised that
    its rows of these are the same; those of a school that `standing` has a mark of are then not looked at.
    """

    def __init__(
        self,
        outcome: Outcome,
        bases: Mapping[str, str],
        *,
        kept: Collection[str] = (),
        made_from: Mapping[str, str] | None = None,
        standing: Mapping[str, StandingSchool] | None = None,
    ) -> None:
        self._bases, self._kept, self._standing = bases, frozenset(kept), standing or {}
        self._made_from = {school: hash_lines((each, *sorted(kept))) for school, each in (made_from or {}).items()}
        self._run = hash_lines((*describe_run(outcome), *(describe_browser() if outcome.settings.pdf else ())))

    def make(self, given: SchoolInput) -> str:
        """By what is recognised that a school would be made the same: 64 hexadecimal characters."""
        return self._make(given, self._mark_rows(given))

    def make_standing(self, given: SchoolInput, files: Mapping[str, str]) -> StandingSchool:
        """The school as it is published now. `files`: as of StandingSchool."""
        rows = self._mark_rows(given)
        return StandingSchool(self._make(given, rows), files, rows)

    def _make(self, given: SchoolInput, rows: RowMark) -> str:
        outcome = given.outcome
        own = {each.name: getattr(outcome, each.name) for each in fields(outcome) if each.name not in _APART}
        return hash_lines(
            (
                self._run,
                given.school,
                self._bases.get(given.school, ""),
                rows.rows,
                *describe(outcome.settings.scholen),
                *describe({**own, **self._pick(outcome, kept=False)}),
                *describe(given.earlier),
                *describe(given.change),
            )
        )

    def _mark_rows(self, given: SchoolInput) -> RowMark:
        made_from = self._made_from.get(given.school, "")
        stood = self._standing[given.school].rows if given.school in self._standing else NO_ROWS
        if made_from and stood.made_from == made_from:
            return stood
        return RowMark(made_from, hash_lines(describe(self._pick(given.outcome, kept=True))))

    def _pick(self, outcome: Outcome, *, kept: bool) -> dict[str, dict[str, pl.DataFrame]]:
        """The tables that are kept per school, or the others."""
        return {
            place: {name: frame for name, frame in tables.items() if (name in self._kept) is kept}
            for place, tables in (("tables", outcome.tables), ("marts", outcome.marts))
        }


def describe_run(outcome: Outcome) -> Iterator[str]:
    """What is the same for all schools of a run: the program, the settings without those of schools, period, rules."""
    yield describe_program(ROOMS)
    yield from describe(dict(_list_settings(replace(outcome.settings, scholen=()))))
    yield from describe(outcome.settings.opvolgers)
    yield from describe(outcome.period)
    yield from describe(outcome.rule_sets)


def describe_bases(outcome: Outcome, before: EditionsBefore, parts: Mapping[str, bytes]) -> dict[str, str]:
    """What the bridge of each school is made from, of schools that have one.

    `parts`: what the run read, as it is kept, by school and of the list of moves.
    """
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in parts.items()}
    editions = {each.folder: each for each in before.schools.values()}
    described = {folder: hash_lines(_describe_edition(outcome.settings, each)) for folder, each in editions.items()}
    beside = {folder: _find_beside(outcome, each, parts, hashes) for folder, each in editions.items()}
    return {
        school: hash_lines(
            (
                described[edition.folder],
                *describe(
                    [outcome.settings.get_school(each) for each in sorted(found) if each in outcome.settings.ids]
                ),
                *(f"{each} {hashes.get(each)}" for each in sorted({*found, SWV_FOLDER})),
            )
        )
        for school, edition in before.schools.items()
        for found in [{school, *beside[edition.folder].get(school, ())}]
    }


def _find_beside(
    outcome: Outcome, edition: PublishedEdition, parts: Mapping[str, bytes], hashes: Mapping[str, str]
) -> Mapping[str, Collection[str]]:
    """By school, the schools that hang together with it; all of them where what was read now does not tell."""
    read = list_read_files(outcome.settings.opslag, edition.peildatum, edition.number)
    succession = make_succession(outcome.settings, outcome.deliveries)
    same_moves = SWV_FOLDER in read and read[SWV_FOLDER].stem == hashes.get(SWV_FOLDER)
    if succession.schools or succession.codes or not same_moves:
        return dict.fromkeys(outcome.settings.ids, {*hashes} - {LPA_FOLDER})
    return list_neighbours(unpack(parts[SWV_FOLDER])[0].frames)


def _describe_edition(settings: Settings, edition: PublishedEdition) -> Iterator[str]:
    """All that a bridge reads of an edition, as it lies there."""
    yield f"{edition.peildatum.isoformat()} {edition.number}"
    yield from describe_path(edition.folder / "manifest.json", "manifest")
    for name in READ_TABLES:
        yield from describe_path(edition.folder / "tabellen" / f"{name}.parquet", name)
    for name, file in sorted(list_read_files(settings.opslag, edition.peildatum, edition.number).items()):
        yield from describe_path(file, f"gelezen {name}")


def find_standing(standing: StandingSchool | None, folder: Path, *, mark: str) -> dict[str, bytes] | None:
    """The files of a school from `folder`, where they were made from the same; None when any of them is not as made."""
    if standing is None or standing.mark != mark:
        return None
    try:
        files = {name: (folder / name).read_bytes() for name in standing.files}
    except OSError:
        return None
    return files if hash_files(files) == dict(standing.files) else None


def _list_settings(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Paths by their last name alone, since what makes a school opens nothing there; a calendar by what is added."""
    for each in fields(settings):
        value = getattr(settings, each.name)
        if isinstance(value, Path):
            yield each.name, value.name
        else:
            yield each.name, value.own if each.name == "kalender" else value


def hash_lines(lines: Iterable[str]) -> str:
    """One mark over all lines: 64 hexadecimal characters."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
