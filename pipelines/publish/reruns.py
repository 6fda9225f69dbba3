"""A run of a peildatum that came out before: may its figures without pupils be new, or does it carry those of before?

Two editions that differ by a few pupils tell of those few. So of each group of pupils none may differ from any edition
that came out, or at least the threshold; else the figures of that edition come out again, as they were.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contexts.outcome import Outcome
from pipelines.contexts.trend import FIGURES_FILE, FOLLOWED, EarlierPublication
from pipelines.errors import StoreUnavailable
from pipelines.intake.delivered import LPA_FOLDER
from pipelines.progress import Report
from pipelines.publish.publication import Publication
from pipelines.settings import Settings
from pipelines.store.models import read_models
from pipelines.vault.editions import (
    Edition,
    Group,
    Marker,
    drop_editions,
    get_school,
    list_edition_files,
    load_editions,
    make_marker,
    name_group,
    save_editions,
)
from pipelines.vault.keyring import require_ring
from pipelines.vault.losses import read_losses
from pipelines.vault.publications import TRIMESTERVERSLAG, find_kept_attendance, read_ledger
from reports.context.counts import sum_balance
from reports.swv.carried import Carried, has_place, tell_band, tell_on_page
from reports.words.wording import listing, short_date

# The folder without pupils whose figures are carried. A PDF is printed anew, from the page.
FOLDER = "swv"
_FIRST_PAGE = f"{FOLDER}/index.html"
_MART = "uitgave_leerling"
_OWN, _EARLIER, _STEPS = "cijfers", "eerder", "verschil"
# School, pupil, and what of it causes are counted from.
Steps = Iterable[tuple[str, str, str]]
_COMMENT = re.compile(r"--[^\n]*")
_NOBODY = Group({})


@dataclass(frozen=True)
class Change:
    """How a run differs from an edition. `few`: schools with a group that differs by a few pupils.

    `pupils`: how many differ in all; None when the two cannot be laid beside each other.
    """

    few: tuple[str, ...]
    pupils: int | None

    @property
    def must_carry(self) -> bool:
        """Whether new figures would tell of a few pupils, or nobody knows whether they would."""
        return self.pupils is None or bool(self.few)


@dataclass(frozen=True)
class CarriedFigures:
    """The files of an edition that come out again, and what is said of them. `schools`: those that are the reason."""

    files: Mapping[str, bytes] = field(repr=False)
    told: Carried
    schools: tuple[str, ...]


@dataclass(frozen=True)
class Rerun:
    """What a run is beside the editions that came out. `carried`: None when its figures without pupils may be new."""

    editions: tuple[Edition, ...]
    now: Edition
    carried: CarriedFigures | None


def look_back(
    outcome: Outcome,
    earlier: Sequence[EarlierPublication],
    *,
    standing: Path | None,
    find_steps: Callable[[], Steps] = tuple,
) -> Rerun:
    """Lay a run beside all editions of its peildatum. `standing`: the publication that stands, None when it is damaged.

    `find_steps`: gives what the causes of differences are counted from; only asked where figures may be new without it.

    StoreUnavailable (14) when an edition or the ledger cannot be read, or figures that are damaged would have to stay.
    """
    settings, peildatum = outcome.settings, outcome.period.peildatum
    marker = make_marker(require_ring(settings.opslag))
    now = Edition(
        since=read_today(),
        key_id=marker.key_id,
        definition=name_definition(),
        drempel=settings.publicatie.drempel,
        groups=make_groups(outcome, earlier, marker),
        files={},
    )
    losses = read_losses(settings.opslag)
    if losses.covers(peildatum):
        # Readers may have what nobody knows any more: what stands stays, and where nothing does `protect` refuses.
        return Rerun((), now, _carry_standing(standing, now.drempel))
    editions = load_editions(settings.opslag, peildatum)
    if editions or peildatum in losses.accepted:
        carried = _find_carried([_leave_out_steps(edition) for edition in editions], now)
        if carried is None:
            now = _add_steps(now, outcome, marker, find_steps())
            carried = _find_carried(editions, now)
        return Rerun(tuple(editions), now, carried)
    # The copies are gone, as the retention period asks. What stands may differ by one pupil: nobody knows.
    came_out = any(
        (released.peildatum, released.soort) == (peildatum, TRIMESTERVERSLAG)
        for released in read_ledger(settings.opslag)
    )
    carried = _carry_standing(standing, now.drempel) if came_out else None
    return Rerun((), now if carried else _add_steps(now, outcome, marker, find_steps()), carried)


def _add_steps(now: Edition, outcome: Outcome, marker: Marker, steps: Steps) -> Edition:
    """The run with what causes are counted from, of each school a group of its own."""
    stems, pupils = outcome.settings.stammen, defaultdict[str, dict[str, str]](dict)
    for school_id, leerling, text in steps:
        school = stems.get(school_id, school_id)
        name = name_group(school, _STEPS)
        pupils[name][marker.mark(school, leerling)] = marker.mark(name, leerling, text)
    return replace(now, groups={**now.groups, **{name: Group(found) for name, found in sorted(pupils.items())}})


def _leave_out_steps(edition: Edition) -> Edition:
    groups = {name: group for name, group in edition.groups.items() if not _is_of_steps(name)}
    return replace(edition, groups=groups)


def _is_of_steps(group: str) -> bool:
    return group == name_group(get_school(group), _STEPS)


def read_today() -> date:
    """The day from which new figures stand."""
    return date.today()


def make_groups(outcome: Outcome, earlier: Sequence[EarlierPublication], marker: Marker) -> dict[str, Group]:
    """The pupils behind the figures of a run, by group.

    Of each school: what its figures are made of, its register, and the rows of earlier peildata that they are compared
    with. Apart, because each shows in figures of its own: many who differ in one do not hide a few in another.
    """
    pupils: dict[str, dict[str, str]] = defaultdict(dict)
    # Under another number a school has the same groups, so that the number alone is no difference.
    stems = outcome.settings.stammen
    told = [replace(each, pupils=each.pupils.with_columns(pl.col("school").replace(stems))) for each in earlier]
    for school_id, leerling, part, text in (*outcome.marts[_MART].iter_rows(), *_list_earlier(told)):
        school = stems.get(school_id, school_id)
        name = name_group(school, "" if part == _OWN else part)
        pupils[name][marker.mark(school, leerling)] = marker.mark(name, leerling, text)
    rests = {
        stems[school]: marker.mark(stems[school], "rijen", *_tell_delivery(outcome, school))
        for school in outcome.measured
    }
    return {name: Group(pupils[name], rests.get(name, "")) for name in sorted({*pupils, *rests})}


def _list_earlier(earlier: Sequence[EarlierPublication]) -> Iterator[tuple[str, str, str, str]]:
    """School, pupil, part and where the pupil stood at the last peildatum before: all that figures tell of it."""
    for last in earlier[-1:]:
        rows = last.pupils.select(
            "school",
            "leerling",
            tekst=pl.concat_str(
                pl.lit(last.peildatum.isoformat()),
                *(pl.col(name).cast(pl.String).fill_null("") for name in last.pupils.columns),
                separator="|",
            ),
        )
        for school, leerling, text in rows.iter_rows():
            yield school, leerling, _EARLIER, text


def _tell_delivery(outcome: Outcome, school: str) -> list[str]:
    """What the page tells of the rows that a school delivered: some are of nobody who is known."""
    stem = outcome.settings.get_school(school).stam
    told = outcome.marts["registratie"].filter(pl.col("school") == school)
    found = told.with_columns(school=pl.lit(stem)).row(0)
    return [str(astuple(sum_balance(outcome.files[school]))), str(found)]


def keep_to_editions(earlier: Sequence[EarlierPublication], settings: Settings) -> list[EarlierPublication]:
    """Earlier publications with what the account kept of their attendance when their figures came out.

    A peildatum of which a publication is lost is left out: nothing is printed beside figures that nobody knows.
    """
    losses, ledger = read_losses(settings.opslag), read_ledger(settings.opslag)
    return [
        replace(
            publication,
            aanwezigheid=find_kept_attendance(ledger, publication.peildatum, publication.shown),
        )
        for publication in earlier
        if not losses.covers(publication.peildatum)
    ]


def drop_outdated_editions(settings: Settings) -> None:
    """After a backup was put back: let go of what is kept of a peildatum when what stands is none of it.

    Then nobody knows what came out, and what stands stays. So too where it cannot be read.
    """
    outdated = []
    for peildatum, _ in list_edition_files(settings.opslag):
        figures = settings.uitvoer / peildatum.isoformat() / FIGURES_FILE
        try:
            editions = load_editions(settings.opslag, peildatum)
        except StoreUnavailable:
            editions = []
        stands = figures.read_bytes() if figures.exists() else None
        if not editions or (stands is not None and all(each.files.get(FIGURES_FILE) != stands for each in editions)):
            outdated.append(peildatum)
    drop_editions(settings.opslag, outdated)


def compare(edition: Edition, now: Edition) -> Change:
    """Count who differs, by group: changed, come, gone, and erased since the edition came out."""
    if (edition.key_id, edition.definition) != (now.key_id, now.definition):
        return Change((), None)
    if not all(any(map(_is_of_steps, each.groups)) for each in (edition, now)):
        # One of the two tells no causes, so of those there is nothing to lay beside each other.
        edition, now = _leave_out_steps(edition), _leave_out_steps(now)
    drempel = max(edition.drempel, now.drempel)
    few, differ, erased = set(), set(), dict[str, int]()
    for name in sorted({*edition.groups, *now.groups}):
        before, after = edition.groups.get(name, _NOBODY), now.groups.get(name, _NOBODY)
        others = {
            pupil for pupil in {*before.pupils, *after.pupils} if before.pupils.get(pupil) != after.pupils.get(pupil)
        }
        school, number = get_school(name), len(others) + before.erased
        # Rows that are of nobody who is known may be of one pupil.
        if 0 < number < drempel or (number == 0 and before.rest != after.rest):
            few.add(school)
        differ |= others
        erased[school] = max(erased.get(school, 0), before.erased)
    return Change(tuple(sorted(few)), len(differ) + sum(erased.values()))


def _find_carried(editions: Sequence[Edition], now: Edition) -> CarriedFigures | None:
    """The last edition of which the run differs by a few pupils, or nobody knows by how many."""
    for edition in reversed(editions):
        change = compare(edition, now)
        if change.must_carry:
            drempel = max(edition.drempel, now.drempel)
            many = None if change.pupils is None else change.pupils >= drempel
            return CarriedFigures(edition.files, Carried(edition.since, drempel, many), change.few)
    return None


def _carry_standing(standing: Path | None, drempel: int) -> CarriedFigures | None:
    """None where no figures stand, or those of a version that could not say that they are carried."""
    if standing is None:
        raise StoreUnavailable(
            "De cijfers zonder leerlingen die er staan, zijn beschadigd, en msa heeft er geen ander exemplaar van. "
            "Zet de map van deze peildatum terug in de uitvoer uit een reservekopie."
        )
    files = read_files(standing)
    if not has_place(files.get(_FIRST_PAGE, b"").decode("utf-8")):
        return None
    return CarriedFigures(files, Carried(None, drempel, None), ())


def read_files(publication: Path) -> dict[str, bytes]:
    """The files without pupils of a publication whose figures are carried, by name within it."""
    files = sorted(path for path in (publication / FOLDER).rglob("*") if path.is_file() and path.suffix != ".pdf")
    return {file.relative_to(publication).as_posix(): file.read_bytes() for file in files}


def write_carried(publication: Publication, carried: CarriedFigures) -> None:
    """Write the files as they were, but for the words on each page that say so."""
    for name, content in sorted(carried.files.items()):
        page = name.endswith(".html")
        written = tell_on_page(content.decode("utf-8"), carried.told).encode("utf-8") if page else content
        publication.write_bytes(name, written)


def keep_edition(opslag: Path, peildatum: date, rerun: Rerun, *, files: Mapping[str, bytes]) -> None:
    """Keep what comes out with these files. Before it is published, and once the ledger knows what it shows.

    So a crash in between leaves an edition that nobody has, which later runs are compared with all the same.
    """
    same = [edition for edition in rerun.editions if _is_same(edition, rerun.now)]
    since = next((edition.since for edition in same if edition.files == files), rerun.now.since)
    kept = [edition for edition in rerun.editions if edition not in same]
    editions = [*kept, replace(rerun.now, since=since, files=files)]
    if editions != list(rerun.editions):
        save_editions(opslag, peildatum, editions)


def _is_same(edition: Edition, now: Edition) -> bool:
    return (edition.key_id, edition.definition, edition.groups) == (now.key_id, now.definition, now.groups)


def tell_carried(carried: CarriedFigures, settings: Settings, report_progress: Report) -> None:
    """Say on the screen which figures stay, and which schools are the reason: no number below the threshold."""
    since = "van een eerdere keer" if carried.told.since is None else f"van {short_date(carried.told.since)}"
    band = tell_band(carried.told)
    changed = (
        f"daarna zijn gegevens veranderd van {band}" if band else "of er daarna iets veranderde, is niet na te gaan"
    )
    report_progress(f"De cijfers in {FOLDER}/ blijven die {since}: {changed}.")
    if carried.schools:
        names = listing(list(_name_schools(carried.schools, settings)))
        few = tell_band(replace(carried.told, many=False))
        report_progress(f"Nieuwe cijfers zouden te veel zeggen over weinig leerlingen ({few}): {names}.")
    report_progress("De schoolrapporten, tabellen/ en swv-intern/ hebben de cijfers van nu.")


def _name_schools(schools: Iterable[str], settings: Settings) -> Iterator[str]:
    names = {number: school.naam for school in settings.scholen for number in school.nummers}
    for school in schools:
        yield "de lijsten van leerplicht" if school == LPA_FOLDER else names.get(school, school)


def name_definition() -> str:
    """By what two runs say of a pupil in the same way what its figures are made of."""
    name = f"mart_{_MART}"
    # Beside the mart of now what is told of the peildatum before: of one of which more was told nobody knows.
    text = " ".join([*_COMMENT.sub("", read_models((name,))[name]).split(), *FOLLOWED])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
