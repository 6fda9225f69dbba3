"""`msa verify`: are the printed numbers those of the tables? Reads what was published, and changes nothing."""

import json
import random
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.commands.printed_numbers import PrintedNumber, read_numbers
from pipelines.commands.recount import Recounter, TableGone
from pipelines.contexts.moved import leave_out_moved
from pipelines.contexts.trend import FIGURES_FILE, list_published, read_figures
from pipelines.errors import DataCheckFailed, StoreUnavailable, WrongUse
from pipelines.intake.succession import NOBODY, Succession
from pipelines.publish.manifest import CARRIED
from pipelines.publish.stripped_tables import NOTE_FILE, TABLES
from pipelines.publish.wholeness import describe_damage, find_damage, list_damaged_parts
from pipelines.settings import Settings
from pipelines.store import models
from pipelines.store.store import read_tables
from pipelines.vault.lock import take_lock
from pipelines.vault.places import STORE_FILE
from pipelines.vault.publications import find_kept_attendance, read_ledger
from pipelines.vault.stored import refuse_changed
from reports.release.address import ATTENDANCE, EARLIER, FIGURES, read_address
from reports.release.disclosure import Rules, follow_id
from reports.release.forms import is_printed
from reports.release.time_share import KEPT_COLUMNS
from reports.words import wording
from schemas.tables import OVERGESTAPT, PUBLISHED_TABLES

SAMPLE = 1000
# The folders without pupils: counts are shielded there.
PUBLIC_FOLDERS = ("swv",)
# Pages about the whole SWV, for which a child that moved is one.
_OF_THE_SWV = (*PUBLIC_FOLDERS, "swv-intern")
_DIFFERS = 13
_SHOWN = 20
_PUBLISHED = frozenset(table.name for table in PUBLISHED_TABLES)
_MARTS = frozenset(
    models.list_marts(models.TABLES, models.SWV, models.SCHOOL, models.OFFICERS, models.EXPLAIN, models.COMPARE)
)


@dataclass(frozen=True)
class Place:
    """A number on a page of the publication; says nothing of its value."""

    page: str
    number: PrintedNumber

    def __str__(self) -> str:
        return f"{self.page}, regel {self.number.line}: {self.number.address}"


@dataclass(frozen=True)
class Recounted:
    """What the sample showed. `different`: not what the tables say; `gone`: the table is kept no longer.

    `carried`: since when the figures without pupils stand, as the manifest says it; they are not of these tables, and
    not looked at. Empty where all figures are of one run.
    """

    peildatum: date
    pages: int
    found: int
    sample: int
    different: tuple[Place, ...]
    gone: int
    carried: str = ""

    @property
    def exit_code(self) -> int:
        """13 when a number differs."""
        return _DIFFERS if self.different else 0


def verify(settings: Settings, *, peildatum: date | None = None, sample: int = SAMPLE) -> Recounted:
    """Work out `sample` printed numbers of a publication again (0: all of them); default: the newest publication.

    Raises WrongUse (2) when there is no such publication, DataCheckFailed (13) when no number on it has an address.
    """
    published = list_published(settings.uitvoer)
    chosen = peildatum or (published[-1] if published else None)
    if chosen is None or chosen not in published:
        raise WrongUse(
            "Van die peildatum is er geen uitvoer. Draai eerst 'msa run', of kies met --peildatum een andere."
        )
    folder = settings.uitvoer / chosen.isoformat()
    if (folder / TABLES / NOTE_FILE).exists():
        raise WrongUse(
            f"Uit de tabellen van {chosen:%d-%m-%Y} is een leerling gewist; de pagina's zijn van daarvoor. "
            "Draai 'msa run' opnieuw voor die peildatum, of kies met --peildatum een andere."
        )
    # While a run goes on, the pages and the store could be of two runs.
    lock = take_lock(settings.opslag)
    try:
        # Once: each of its tables is read by itself.
        refuse_changed(settings.opslag, STORE_FILE)
        damage = find_damage(settings, only=(TABLES,))
        if chosen in list_damaged_parts(damage):
            raise StoreUnavailable(*describe_damage([each for each in damage if each.place == chosen.isoformat()]))
        carried = _read_carried(folder)
        # Carried figures are those of an earlier run: the tables of now say something else, and that is no fault.
        places = [place for place in _list_places(folder) if not (carried and _is_public(place))]
        if not places:
            raise DataCheckFailed(
                "Op de pagina's staat geen enkel getal met een adres, dus er valt niets na te rekenen. "
                f"Draai 'msa run' opnieuw voor {chosen:%d-%m-%Y}."
            )
        tables = _Tables(folder, settings.opslag, chosen, Succession(settings.opvolgers))
        recounters = _Recounters(Recounter(tables.load), Recounter(tables.load_for_swv))
        verdict = _judge(chosen, places, _draw(places, sample), recounters, rules=settings.publicatie)
        return replace(verdict, carried=carried)
    finally:
        lock.release()


def describe(verdict: Recounted) -> str:
    """The verdict in Dutch, for the screen: no value, and pupils by code alone."""
    checked = verdict.sample - verdict.gone
    pages = wording.counted(verdict.pages, "pagina", "pagina’s")
    lines = [
        f"Peildatum {wording.short_date(verdict.peildatum)}: "
        f"{wording.number(checked)} van de {wording.number(verdict.found)} getallen nagerekend, op {pages}."
    ]
    if verdict.carried:
        lines.append(f"{_describe_carried(verdict.carried)} Die zijn niet nagerekend.")
    if verdict.gone:
        lines.append(
            f"{wording.counted(verdict.gone, 'getal is', 'getallen zijn')} niet na te rekenen: "
            "de opslag hoort bij een andere peildatum, of is weg. "
            "Draai 'msa run' voor deze peildatum om alles na te rekenen."
        )
    if not verdict.different:
        return "\n".join([*lines, _describe_right(checked, unchecked=verdict.gone + bool(verdict.carried))])
    lines.append(f"{wording.counted(len(verdict.different), 'getal klopt', 'getallen kloppen')} niet met de tabellen:")
    lines += [f"- {place}" for place in verdict.different[:_SHOWN]]
    rest = len(verdict.different) - _SHOWN
    if rest > 0:
        lines.append(f"- en nog {wording.number(rest)}")
    return "\n".join([*lines, "Deel deze uitvoer niet. Draai 'msa run' opnieuw, en meld het als het zo blijft."])


def _describe_carried(since: str) -> str:
    try:
        when = f"staan zo sinds {wording.short_date(date.fromisoformat(since))}"
    except ValueError:
        when = "zijn van een eerdere run"
    return f"De cijfers in {' en '.join(f'{name}/' for name in PUBLIC_FOLDERS)} {when}, de tabellen zijn van later."


def _describe_right(checked: int, *, unchecked: int) -> str:
    """What may be said when nothing differs: never that all is right while something was not looked at."""
    if not unchecked:
        return "Alles klopt met de tabellen."
    if not checked:
        return "Er is niets nagerekend: of de getallen kloppen, is niet bekend."
    return "De nagerekende getallen kloppen met de tabellen; van de andere is dat niet bekend."


@dataclass(frozen=True)
class _Recounters:
    """How the numbers of a page are worked out again."""

    of_school: Recounter
    of_swv: Recounter

    def choose(self, folder: str) -> Recounter:
        return self.of_swv if folder in _OF_THE_SWV else self.of_school


@dataclass(frozen=True)
class _Tables:
    """The tables behind one publication: published, or from the store when that is of the same peildatum.

    `succession`: by it other publications are read, as the pages were made.
    """

    folder: Path
    opslag: Path
    peildatum: date
    succession: Succession = NOBODY

    def load_for_swv(self, name: str) -> pl.DataFrame | None:
        """A table as the SWV counts it: who moved is one child, at the new school. Earlier versions list nobody."""
        table = self.load(name)
        own, _, day = name.partition(EARLIER)
        moved = self._find_folder(day) / TABLES / f"{OVERGESTAPT.name}.parquet"
        if table is None or own not in _PUBLISHED or not moved.exists():
            return table
        listed = pl.read_parquet(moved)
        return leave_out_moved(own, table, self.succession.follow(listed) if day else listed)

    def _find_folder(self, day: str) -> Path:
        """Of this publication, or of that of a day."""
        return self.folder.parent / date.fromisoformat(day).isoformat() if day else self.folder

    def _load_earlier(self, name: str, day: str) -> pl.DataFrame | None:
        """A table of another publication; None where that is gone, or a pupil was erased from it."""
        folder = self._find_folder(day)
        if name == ATTENDANCE:
            return self._load_kept(folder, date.fromisoformat(day))
        file = folder / FIGURES_FILE if name == FIGURES else folder / TABLES / f"{name}.parquet"
        if name not in (*_PUBLISHED, FIGURES):
            raise ValueError("not a table")
        if not file.exists() or (folder / TABLES / NOTE_FILE).exists():
            return None
        if name != FIGURES:
            return self.succession.follow(pl.read_parquet(file))
        figures = pl.read_csv(file, separator=";", infer_schema=False)
        ids = {each: follow_id(each, self.succession.schools) for each in figures["sleutel"].drop_nulls().unique()}
        return figures.with_columns(pl.col("sleutel").replace(ids))

    def _load_kept(self, folder: Path, day: date) -> pl.DataFrame | None:
        """What the account has of the attendance of a publication; None where that publication is gone."""
        file = folder / FIGURES_FILE
        if not file.exists():
            return None
        kept = find_kept_attendance(read_ledger(self.opslag), day, read_figures(file))
        rows = [(school, *astuple(share)) for school, share in kept.items()]
        found = pl.DataFrame(rows, schema=["school", *KEPT_COLUMNS], orient="row") if rows else None
        return None if found is None else self.succession.follow(found)

    def load(self, name: str) -> pl.DataFrame | None:
        own, sign, day = name.partition(EARLIER)
        if sign:
            return self._load_earlier(own, day)
        if name in _PUBLISHED:
            return pl.read_parquet(self.folder / "tabellen" / f"{name}.parquet")
        if f"mart_{name}" not in _MARTS:
            raise ValueError("not a table")
        run = read_tables(self.opslag / STORE_FILE, ("ref_run",)).get("ref_run")
        if run is None or run["peildatum"].to_list() != [self.peildatum]:
            return None
        return read_tables(self.opslag / STORE_FILE, (f"mart_{name}",)).get(f"mart_{name}")


def _read_carried(folder: Path) -> str:
    """Since when the figures without pupils stand, where they are carried; a manifest of before says nothing of it."""
    try:
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get(CARRIED) or ""
    except (OSError, ValueError, AttributeError):
        return ""


def _is_public(place: Place) -> bool:
    return place.page.split("/")[0] in PUBLIC_FOLDERS


def _list_places(folder: Path) -> list[Place]:
    return [
        Place(path.relative_to(folder).as_posix(), number)
        for path in sorted(folder.rglob("*.html"))
        for number in read_numbers(path.read_text(encoding="utf-8"))
    ]


def _draw(places: Sequence[Place], sample: int) -> Sequence[Place]:
    """The same numbers each time; 0 or more than there are: all."""
    if not 0 < sample < len(places):
        return places
    # A fixed seed: who repeats the check gets the same verdict.
    return [places[at] for at in sorted(random.Random(len(places)).sample(range(len(places)), sample))]


def _judge(
    peildatum: date, places: Sequence[Place], drawn: Sequence[Place], recounters: _Recounters, *, rules: Rules
) -> Recounted:
    different, gone = [], 0
    for place in drawn:
        folder = place.page.split("/")[0]
        public = rules if folder in PUBLIC_FOLDERS else None
        try:
            forms = recounters.choose(folder).list_forms(read_address(place.number.address), public=public)
        except TableGone:
            gone += 1
            continue
        except ValueError:
            forms = frozenset()
        if not any(is_printed(text, forms) for text in place.number.texts):
            different.append(place)
    return Recounted(
        peildatum=peildatum,
        pages=len({place.page for place in drawn}),
        found=len(places),
        sample=len(drawn),
        different=tuple(different),
        gone=gone,
    )
