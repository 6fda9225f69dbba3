"""The national report and its figures, written whole or not at all, and what came out before kept beside it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipelines.national.country import Country, CountrySwv
from pipelines.national.handover import read_handed
from pipelines.national.places import Place
from pipelines.national.publishing import HASHES, MANIFEST, publish_in_bucket, publish_in_folder
from pipelines.national.read_released import UNREADABLE, NotReleased, read_released
from pipelines.national.swv_run import SwvEnd
from pipelines.publish.export import make_csv
from pipelines.publish.publication import hash_files
from reports.context.header import ReportHeader
from reports.national.page import NationalReport, UncountedSwv, make_national_report
from reports.national.released import ReleasedSwv, can_be_read
from reports.release.public_table import FigureRow, list_figures
from reports.render_swv import render_national
from reports.words.wording import short_date
from schemas.ruleset import load_definitions

PAGE, FIGURES = "index.html", "cijfers.csv"
_FORMAT = 1


@dataclass(frozen=True)
class Written:
    """Where the national report stands; `counted` and `uncounted` SWVs, the latter with the reason."""

    folder: Place | None
    counted: tuple[ReleasedSwv, ...]
    uncounted: tuple[UncountedSwv, ...]
    is_same: bool = False


def write_report(country: Country, peildatum: date, ends: Mapping[Path, SwvEnd]) -> Written:
    """Read what each SWV released and publish the report on them; nothing where no SWV released anything.

    `ends`: how the run of each SWV ended, by its file. The caller holds the lock of the country.
    """
    counted, uncounted = _read_all(country, peildatum, ends)
    if not counted:
        return Written(None, (), uncounted)
    header = _make_header(country, counted[0], peildatum)
    report = make_national_report(header, counted, uncounted, synthetic=any(swv.synthetisch for swv in counted))
    files = {PAGE: render_national(report).encode(), FIGURES: make_figures(report)}
    files[MANIFEST] = _make_manifest(country, peildatum, counted, uncounted, hash_files(files)).encode()
    publish = publish_in_folder if isinstance(country.uitvoer, Path) else publish_in_bucket
    folder, is_same = publish(country.uitvoer, peildatum.isoformat(), files)
    return Written(folder, counted, uncounted, is_same)


def make_figures(report: NationalReport) -> bytes:
    """Every number of the report as a row of a CSV."""
    rows = [astuple(row) for table in report.tabellen for row in list_figures(table)]
    return make_csv(pl.DataFrame(rows, schema=[field.name for field in fields(FigureRow)], orient="row"))


def _read_all(
    country: Country, peildatum: date, ends: Mapping[Path, SwvEnd]
) -> tuple[tuple[ReleasedSwv, ...], tuple[UncountedSwv, ...]]:
    """Those that ran here, then those that handed over what they released elsewhere."""
    counted: list[ReleasedSwv] = []
    uncounted: list[UncountedSwv] = []
    readers: list[tuple[str, Callable[[], ReleasedSwv]]] = [
        (swv.name, partial(_read_own, swv, peildatum, ends[swv.file])) for swv in country.swvs
    ]
    readers += [(place.name, partial(read_handed, place, peildatum)) for place in country.elders]
    for name, read in readers:
        try:
            counted.append(_require_beside(read(), counted))
        except NotReleased as reason:
            uncounted.append(UncountedSwv(name, str(reason)))
    return tuple(counted), tuple(uncounted)


def _read_own(swv: CountrySwv, peildatum: date, end: SwvEnd) -> ReleasedSwv:
    if end.failed or swv.settings is None:
        # What came out earlier stands where it stands; whether it is of the deliveries of now is not known.
        raise NotReleased(f"de run is mislukt (uitgangscode {end.exit_code}). Kijk bij dit samenwerkingsverband.")
    return read_released(swv.settings, peildatum)


def _require_beside(released: ReleasedSwv, before: Sequence[ReleasedSwv]) -> ReleasedSwv:
    """The same; NotReleased when it cannot stand beside the others."""
    if same := next((swv for swv in before if swv.code == released.code), None):
        raise NotReleased(f"het heeft dezelfde code als {same.naam}, dat al meetelt. Laat een van de twee weg.")
    if before and released.van != before[0].van:
        raise NotReleased(
            f"de periode begint op {short_date(released.van)}, en niet zoals bij {before[0].naam} op "
            f"{short_date(before[0].van)}."
        )
    if not can_be_read(released):
        raise NotReleased(UNREADABLE)
    return released


def _make_header(country: Country, swv: ReleasedSwv, peildatum: date) -> ReportHeader:
    """`swv`: any that is counted; all have the same period."""
    definitions = load_definitions()
    return ReportHeader(
        swv=country.naam,
        peildatum=peildatum,
        periode_van=swv.van,
        periode_tot=peildatum,
        schooljaar_van=swv.schooljaar_van,
        versie=version("msa"),
        tier_1_vanaf=definitions["tier_1_pct"],
        tier_2_vanaf=definitions["tier_2_pct"],
        minimum_schooldagen=definitions["minimum_lesdagen"],
    )


def _make_manifest(
    country: Country,
    peildatum: date,
    counted: Sequence[ReleasedSwv],
    uncounted: Sequence[UncountedSwv],
    hashes: Mapping[str, str],
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
        HASHES: dict(hashes),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
