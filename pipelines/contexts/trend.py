"""Earlier publications, read back as they were published then. They feed comparisons and nothing else.

What came out of each is compared with: it stays when its tables are erased. Of the last one alone pupils are read, to
follow them from there to now. That is the one place where contexts count pupils: those of an earlier quarter stand in
no store. A store holds what one run read; their rows in it would outlive the publication that `msa erase` takes away.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contexts.moved import leave_out_moved
from pipelines.intake.succession import NOBODY, Succession
from reports.context.counts import Minutes
from reports.context.shown import Shown
from reports.release.disclosure import follow_id
from reports.release.released_text import read_shown
from reports.release.time_share import KeptShare
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, EarlierQuarter, Movement
from reports.words.wording import short_date
from schemas.tables import LEERLING_PERIODE, OVERGESTAPT, SCHOOL_METING, STAND_GEMETEN, THUISZITTER

# In which form a publication is laid down, and where its manifest says so; one of before has none.
PUBLISHED_FORMAT = 1
FORMAT_KEY = "vorm"
# Where a manifest says which schools were measured over the whole period; one of before does not.
MEASURED_KEY = "gemeten"
# Of a file of the SWV: enough to see that it is another one.
_SHOWN_HASH = 8
_CASE = ["school", "leerling", "start", "duur_posities", "op_peildatum"]
FIGURES_FILE = "swv/cijfers.csv"
PARTS = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")
# What is read of an earlier leerling_periode: a column that this version added must not make it unreadable.
FOLLOWED = ["school", "leerling", "tier", "tier_status"]
_NOBODY = pl.DataFrame(schema={name: LEERLING_PERIODE.polars_schema[name] for name in FOLLOWED})


@dataclass(frozen=True)
class EarlierPublication:
    """One earlier publication. `shown`: its counts as printed, by id. `scholen`: the schools that it counted.

    `gemeten`: the schools that were measured over the whole period; None where it does not say. `aanwezigheid`: what
    the account kept of it when its figures came out. `gewist`: its tables were erased. `pupils`: of the last one, where
    it has tables, `FOLLOWED` of its leerling_periode, without who it counted at a later school; else empty.
    """

    peildatum: date
    periode_van: date | None
    scholen: frozenset[str]
    gemeten: frozenset[str] | None
    shown: Mapping[str, Shown]
    versie: str
    regelsets: Mapping[str, str]
    gewist: bool = False
    aanwezigheid: Mapping[str, KeptShare] = field(default_factory=dict)
    pupils: pl.DataFrame = field(default_factory=_NOBODY.clone, repr=False)


def read_earlier_publications(
    uitvoer: Path,
    *,
    before: date,
    damaged: Collection[date] = (),
    report_problem: Callable[[str], None] = lambda _: None,
) -> list[EarlierPublication]:
    """Every publication before `before`, oldest first, without those that are `damaged`.

    One that cannot be read (damaged, or made by a version without these files) is left out and told to
    `report_problem`; this quarter does not depend on it.
    """
    found = []
    for folder in sorted(uitvoer.iterdir() if uitvoer.is_dir() else ()):
        day = read_peildatum(folder.name)
        if day is not None and day < before and day in damaged:
            told = f"De uitvoer van peildatum {short_date(day)} is beschadigd of te nieuw"
            report_problem(f"{told}; daarmee wordt niet vergeleken.")
        elif day is not None and day < before:
            if (folder / "manifest.json").exists() and not (folder / "tabellen").exists():
                # Erasing leaves what is anonymous; where no school was measured there never was any.
                if not (folder / "swv").exists():
                    told = f"Van peildatum {short_date(day)} is geen enkele school gemeten"
                    report_problem(f"{told}; daarmee wordt niet vergeleken.")
                    continue
                told = f"De tabellen van peildatum {short_date(day)} zijn gewist"
                report_problem(f"{told}; vergeleken wordt alleen met de cijfers die zijn uitgekomen.")
            try:
                found.append(_read_publication(folder, day))
            except (OSError, ValueError, LookupError, TypeError, csv.Error, pl.exceptions.PolarsError):
                report_problem(f"De cijfers van peildatum {day} zijn niet te lezen; daarmee wordt niet vergeleken.")
    return found


def read_pupils_of_last(
    earlier: Sequence[EarlierPublication], uitvoer: Path, *, report_problem: Callable[[str], None] = lambda _: None
) -> list[EarlierPublication]:
    """The same, the last one with its pupils; where they cannot be read it has none, and `report_problem` is told."""
    if not earlier or earlier[-1].gewist:
        return list(earlier)
    last = earlier[-1]
    try:
        pupils = _read_pupils(uitvoer / last.peildatum.isoformat())
    except (OSError, pl.exceptions.PolarsError):
        told = f"De tabellen van peildatum {short_date(last.peildatum)} zijn niet te lezen"
        report_problem(f"{told}; vergeleken wordt alleen met de cijfers die zijn uitgekomen.")
        return list(earlier)
    return [*earlier[:-1], replace(last, pupils=pupils)]


def follow(publication: EarlierPublication, succession: Succession) -> EarlierPublication:
    """An earlier publication with the numbers of schools and the codes of pupils as they are now."""

    return replace(
        publication,
        pupils=succession.follow(publication.pupils),
        gemeten=None if publication.gemeten is None else frozenset(map(succession.name, publication.gemeten)),
        shown={follow_id(name, succession.schools): shown for name, shown in publication.shown.items()},
        regelsets={succession.name(school): used for school, used in publication.regelsets.items()},
        scholen=frozenset(map(succession.name, publication.scholen)),
        aanwezigheid={succession.name(school): share for school, share in publication.aanwezigheid.items()},
    )


def _read_publication(folder: Path, day: date) -> EarlierPublication:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    erased = not (folder / "tabellen").exists()
    return EarlierPublication(
        peildatum=day,
        periode_van=date.fromisoformat(manifest["periode"]["van"]) if "periode" in manifest else None,
        scholen=_tell_counted(manifest),
        # One of a version whose manifest did not say it yet may have the table.
        gemeten=_tell_measured(manifest) if erased or MEASURED_KEY in manifest else _read_measured(folder),
        gewist=erased,
        shown=read_figures(folder / FIGURES_FILE),
        versie=str(manifest["programma"]["versie"]),
        regelsets={school: tell_rule_set(used) for school, used in manifest["regelsets"].items()},
    )


def _tell_measured(manifest: Mapping[str, Any]) -> frozenset[str] | None:
    return frozenset(manifest[MEASURED_KEY]) if MEASURED_KEY in manifest else None


def _tell_counted(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Schools that stand in its figures: all but those that were refused or not measured."""
    left_out = {refused["school"] for refused in manifest.get("geweigerd", ())} | set(manifest.get("niet_gemeten", ()))
    return frozenset(manifest["regelsets"]) - left_out


def _read_pupils(folder: Path) -> pl.DataFrame:
    """The pupils that its SWV report counted: who moved once, at the new school."""
    pupils = pl.read_parquet(folder / "tabellen" / f"{LEERLING_PERIODE.name}.parquet", columns=FOLLOWED)
    moved = folder / "tabellen" / f"{OVERGESTAPT.name}.parquet"
    return leave_out_moved(LEERLING_PERIODE.name, pupils, pl.read_parquet(moved)) if moved.exists() else pupils


def _read_measured(folder: Path) -> frozenset[str] | None:
    file = folder / "tabellen" / f"{SCHOOL_METING.name}.parquet"
    return find_measured(pl.read_parquet(file, columns=["school", "stand"])) if file.exists() else None


def list_newer(uitvoer: Path) -> dict[date, str]:
    """Peildata of which what stands was made by a newer version of msa, with that version; OSError passes.

    A manifest that cannot be read says nothing of it: whoever reads it tells.
    """
    found = {}
    for file in sorted(uitvoer.glob("*/manifest.json")):
        day = read_peildatum(file.parent.name)
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            manifest = json.loads(file.read_bytes())
            if day is not None and manifest.get(FORMAT_KEY, 0) > PUBLISHED_FORMAT:
                found[day] = str(manifest["programma"]["versie"])
    return found


def describe_newer(found: tuple[date, str]) -> str:
    """What is done with one of `list_newer`, and how to read it, in Dutch."""
    return (
        f"De uitvoer van peildatum {short_date(found[0])} is gemaakt door een nieuwere versie van msa ({found[1]}). "
        "Deze versie leest haar niet en vergelijkt er niet mee. Installeer die versie."
    )


def find_measured(meting: pl.DataFrame) -> frozenset[str]:
    """Ids of the schools of which the whole period was measured, from rows of school_meting."""
    return frozenset(meting.filter(pl.col("stand") == STAND_GEMETEN)["school"])


def tell_rule_set(used: Mapping[str, Any]) -> str:
    """A rule set as a manifest names it, in words; one of the SWV itself with which file it was."""
    own = f", bestand {used['sha256'][:_SHOWN_HASH]}" if "sha256" in used else ""
    return f"{used['id']}, {used['versie']}{own}"


def read_figures(file: Path) -> dict[str, Shown]:
    """The counts of a publication as printed, by id; OSError, csv.Error or ValueError where they are none."""
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";")
    if "sleutel" not in (rows.fieldnames or ()):
        raise ValueError("no figures of a publication")
    return {row["sleutel"]: read_shown(row["getoond"]) for row in rows if row["sleutel"]}


def count_movement(day: date, before: pl.DataFrame, now: pl.DataFrame, *, measured: Collection[str]) -> Movement | None:
    """Pupils by place at `day` and now, by school and code; None when no school has a code in common.

    `before`, `now`: rows of leerling_periode. `measured`: the schools that were measured over the whole period both
    times. A pupil of another school did not come, go or change: of then and of now it stands in a row of its own.
    """
    moves = [
        frame.select("school", "leerling", pl.col("school").is_in(list(measured)).alias("gevolgd"), place=_place())
        for frame in (before, now)
    ]
    followed = [frame.filter("gevolgd").drop("gevolgd") for frame in moves]
    joined = followed[0].join(followed[1], on=["school", "leerling"], how="full", coalesce=True, suffix="_nu")
    if joined.filter(pl.col("place").is_not_null() & pl.col("place_nu").is_not_null()).is_empty():
        return None
    counts = {
        (start or NEW, end or GONE): number
        for start, end, number in joined.group_by("place", "place_nu").len().iter_rows()
    }
    then, at_present = (frame.filter(~pl.col("gevolgd")).group_by("place").len().iter_rows() for frame in moves)
    counts |= {(start, SCHOOL_OUT): number for start, number in then}
    counts |= {(SCHOOL_OUT, end): number for end, number in at_present}
    return Movement(day, dict(sorted(counts.items())))


def _place() -> pl.Expr:
    tier = pl.col("tier").cast(pl.String)
    # Without a timetable there is too little to tell, as without enough days.
    status = pl.col("tier_status").replace("geen_rooster", "te_weinig_gegevens")
    return pl.when(tier.is_not_null()).then(pl.lit("tier_") + tier).otherwise(status)


def make_earlier_quarter(publication: EarlierPublication) -> EarlierQuarter:
    """What an earlier publication was made of, without its pupils."""
    return EarlierQuarter(
        peildatum=publication.peildatum,
        periode_van=publication.periode_van,
        scholen=tuple(sorted(publication.scholen)),
        gemeten=publication.gemeten,
        versie=publication.versie,
        regelsets=publication.regelsets,
        aanwezigheid=publication.aanwezigheid,
        gewist=publication.gewist,
    )


def add_minutes(pupils: pl.DataFrame) -> Minutes:
    """The minutes of all these rows of leerling_periode together."""
    return Minutes(**{part: int(pupils[f"{part}_min"].sum()) for part in PARTS})


def count_vanished(
    folder: Path, *, delivered: pl.DataFrame, key_id: str, succession: Succession = NOBODY
) -> list[tuple[str, int]]:
    """Per school with any: how many pupils of the publication `folder` are not delivered any more.

    `delivered`: school and code of every pupil of the schools that were read. None where the publication cannot be read
    or has codes under another key.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        pupils = pl.read_parquet(
            folder / "tabellen" / f"{LEERLING_PERIODE.name}.parquet", columns=["school", "leerling"]
        )
        if manifest["sleutel"] != key_id:
            return []
    except (OSError, ValueError, LookupError, TypeError, pl.exceptions.PolarsError):
        return []
    gone = (
        succession.follow(pupils)
        .join(delivered.select("school").unique(), on="school", how="semi")
        .join(delivered.select("school", "leerling"), on=["school", "leerling"], how="anti")
    )
    return list(gone.group_by("school").len().sort("school").iter_rows())


def count_shortened(
    folder: Path, *, measured: pl.DataFrame, pupils: pl.DataFrame, succession: Succession = NOBODY
) -> list[tuple[str, date, int]]:
    """Per school: from which day its absences run now, and how many cases began before that day.

    A case is a run of table thuiszitter of the publication `folder` that went on then; `measured` is school_meting and
    `pupils` leerling_periode of now. None where that table cannot be read.
    """
    try:
        cases = pl.read_parquet(folder / "tabellen" / f"{THUISZITTER.name}.parquet", columns=_CASE)
    except (OSError, pl.exceptions.PolarsError):
        return []
    shortened = (
        succession.follow(cases)
        .filter("op_peildatum", pl.col("duur_posities").is_not_null())
        .join(measured.select("school", "gegevens_van"), on="school")
        .join(pupils.select("school", "leerling"), on=["school", "leerling"], how="semi")
        .filter(pl.col("start") < pl.col("gegevens_van"))
    )
    counted = shortened.group_by("school", "gegevens_van").agg(pl.col("leerling").n_unique()).sort("school")
    return list(counted.iter_rows())


def list_published(uitvoer: Path, *, damaged: Collection[date] = ()) -> list[date]:
    """Peildata with published tables, oldest first; folders of others in `uitvoer` are left alone.

    `damaged`: without these, which are not as they were published.
    """
    tables = uitvoer.glob(f"*/tabellen/{LEERLING_PERIODE.name}.parquet")
    days = [read_peildatum(path.parents[1].name) for path in tables]
    return sorted(day for day in days if day is not None and day not in damaged)


def read_peildatum(name: str) -> date | None:
    """The peildatum of a publication, None for any other folder; also for another way to write a date."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
