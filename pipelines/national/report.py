"""The national report and its figures, written whole or not at all, and what came out before kept beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipelines.national.country import Country, CountrySwv
from pipelines.national.read_released import UNREADABLE, NotReleased, read_released
from pipelines.national.swv_run import SwvEnd
from pipelines.publish.export import make_csv
from pipelines.publish.publication import Publication
from pipelines.settings import Settings
from pipelines.store.periods import make_period_of
from pipelines.vault.leftovers import repair_publications
from reports.context.header import ReportHeader
from reports.national.page import NationalReport, UncountedSwv, make_national_report
from reports.national.released import ReleasedSwv, can_be_read
from reports.release.public_table import FigureRow, list_figures
from reports.render import render_national
from reports.words.wording import short_date
from schemas.ruleset import load_definitions

PAGE, FIGURES, MANIFEST = "index.html", "cijfers.csv", "manifest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Written:
    """Where the national report stands; `counted` and `uncounted` SWVs, the latter with the reason."""

    folder: Path | None
    counted: tuple[ReleasedSwv, ...]
    uncounted: tuple[UncountedSwv, ...]
    is_same: bool = False


def write_report(country: Country, peildatum: date, ends: Mapping[Path, SwvEnd]) -> Written:
    """Read what each SWV released and publish the report on them; nothing where no SWV released anything.

    `ends`: how the run of each SWV ended, by its file. The caller holds the lock of `country.uitvoer`.
    """
    counted, uncounted = _read_all(country.swvs, peildatum, ends)
    if not counted:
        return Written(None, (), uncounted)
    settings = {swv.settings.code: swv.settings for swv in country.swvs if swv.settings is not None}
    header = _make_header(country, settings[counted[0].code], peildatum)
    synthetic = any(settings[swv.code].voorbeeld for swv in counted)
    report = make_national_report(header, counted, uncounted, synthetic=synthetic)
    repair_publications(country.uitvoer)
    publication = Publication(country.uitvoer, peildatum.isoformat())
    try:
        publication.write_text(PAGE, render_national(report))
        publication.write_bytes(FIGURES, make_figures(report))
        publication.write_text(MANIFEST, _make_manifest(country, peildatum, counted, uncounted))
        if publication.target.is_dir() and publication.equals(publication.target):
            return Written(publication.target, counted, uncounted, is_same=True)
        publication.keep_standing()
        publication.finish()
    finally:
        publication.discard()
    return Written(publication.target, counted, uncounted)


def make_figures(report: NationalReport) -> bytes:
    """Every number of the report as a row of a CSV."""
    rows = [astuple(row) for table in report.tabellen for row in list_figures(table)]
    return make_csv(pl.DataFrame(rows, schema=[field.name for field in fields(FigureRow)], orient="row"))


def _read_all(
    swvs: Sequence[CountrySwv], peildatum: date, ends: Mapping[Path, SwvEnd]
) -> tuple[tuple[ReleasedSwv, ...], tuple[UncountedSwv, ...]]:
    counted: list[ReleasedSwv] = []
    uncounted: list[UncountedSwv] = []
    for swv in swvs:
        try:
            counted.append(_read_one(swv, peildatum, ends[swv.file], counted))
        except NotReleased as reason:
            uncounted.append(UncountedSwv(swv.name, str(reason)))
    return tuple(counted), tuple(uncounted)


def _read_one(swv: CountrySwv, peildatum: date, end: SwvEnd, before: Sequence[ReleasedSwv]) -> ReleasedSwv:
    """What an SWV released. NotReleased when that is nothing, or cannot stand beside the others."""
    if end.failed or swv.settings is None:
        # What came out earlier stands where it stands; whether it is of the deliveries of now is not known.
        raise NotReleased(f"de run is mislukt (uitgangscode {end.exit_code}). Kijk bij dit samenwerkingsverband.")
    released = read_released(swv.settings, peildatum)
    if before and released.van != before[0].van:
        raise NotReleased(
            f"de periode begint op {short_date(released.van)}, en niet zoals bij {before[0].naam} op "
            f"{short_date(before[0].van)}."
        )
    if not can_be_read(released):
        raise NotReleased(UNREADABLE)
    return released


def _make_header(country: Country, settings: Settings, peildatum: date) -> ReportHeader:
    definitions = load_definitions()
    period = make_period_of(settings, peildatum)
    return ReportHeader(
        swv=country.naam,
        peildatum=peildatum,
        periode_van=period.van,
        periode_tot=peildatum,
        schooljaar_van=period.schooljaar_van,
        versie=version("msa"),
        tier_1_vanaf=definitions["tier_1_pct"],
        tier_2_vanaf=definitions["tier_2_pct"],
        minimum_schooldagen=definitions["minimum_lesdagen"],
    )


def _make_manifest(
    country: Country, peildatum: date, counted: Sequence[ReleasedSwv], uncounted: Sequence[UncountedSwv]
) -> str:
    document = {
        "peildatum": peildatum.isoformat(),
        "programma": {"versie": version("msa")},
        "vorm": _FORMAT,
        "land": country.naam,
        "geteld": [
            {"code": swv.code, "naam": swv.naam, "scholen": swv.scholen, "gemeten": swv.gemeten} for swv in counted
        ],
        "niet_geteld": [{"naam": swv.naam, "reden": swv.reden} for swv in uncounted],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
