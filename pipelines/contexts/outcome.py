"""What a run found: all that reports, the manifest and the published tables read. No duckdb, no files."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.guards import is_safe_name
from pipelines.settings import Settings
from pipelines.store.periods import Period
from reports.context.counts import Balance, FileBalance
from reports.context.difference import Bridges
from reports.words import wording
from schemas.findings import Finding, make_finding
from schemas.ruleset import RuleSet
from schemas.tables import BEVINDING, SCHOOL_METING, STAND_NIET_GEMETEN

# In the place of the name of a file that no longer lies in the folder.
EARLIER_DELIVERY = "een eerdere levering"
_LONGEST_CODE = 60
# Five digits in a row, or a date with any marks between its parts.
_NOT_A_CODE = re.compile(r"\d{5}|\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}")


_PARTED = {
    "c": "De ochtend houdt op na het blok dat het dichtst bij de helft van de dag eindigt.",
    "d": "De dag is één blok; dat is in twee helften gedeeld.",
}


@dataclass(frozen=True)
class QuarterSplit:
    """What differs between the edition that stands of an earlier peildatum and a run, by school, pupil and count.

    `rows`: as the SWV counts. `then`, `now`: schools that figures of each hold. `sectors`: by school, as it was then.
    `linked`: a code is the same pupil in both. `whole`: nothing of it stands with what cannot be split. `states`: what
    was counted in between, for a run that follows (`pipelines.run.kept_states`); None where nothing was.
    """

    peildatum: date
    number: int
    rows: pl.DataFrame = field(repr=False)
    then: frozenset[str]
    now: frozenset[str]
    sectors: Mapping[str, str]
    linked: bool
    whole: bool
    states: pl.DataFrame | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Outcome:
    """One classified run. `deliveries`: by school id, and the LPA lists under LPA_FOLDER.

    `tables`: the published tables by name. `marts`: what the reports read besides, by name without prefix. `bridges`:
    what leads to it from the edition before it; None where nothing came out before. `since_quarter`: the same from the
    peildatum before, by pupil, where that edition is of it.
    """

    settings: Settings
    period: Period
    rule_sets: Mapping[str, RuleSet]
    deliveries: Mapping[str, Delivery]
    findings: tuple[Finding, ...]
    files: Mapping[str, tuple[FileBalance, ...]]
    tables: Mapping[str, pl.DataFrame]
    marts: Mapping[str, pl.DataFrame]
    bridges: Bridges | None = None
    since_quarter: QuarterSplit | None = None

    def take_school(self, school_id: str) -> "Outcome":
        """What the pages of one school read: its own rows and nothing of another school.

        A table without a school in its rows is of the SWV, and left out; so are cells that could not be read.
        """
        own = (pl.col("school") == school_id,)
        return replace(
            self,
            settings=replace(self.settings, scholen=(self.settings.get_school(school_id),)),
            deliveries={school_id: replace(self.deliveries[school_id], quarantine=[])},
            findings=self.get_findings(school_id),
            files={school_id: self.files[school_id]},
            tables={name: frame.filter(own) for name, frame in self.tables.items() if "school" in frame.columns},
            marts={name: frame.filter(own) for name, frame in self.marts.items() if "school" in frame.columns},
            bridges=self.bridges.take_school(school_id) if self.bridges else None,
            since_quarter=None,
        )

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """Schools whose delivery was refused, with the reason, in order of the settings."""
        return tuple(
            (school.id, refusal.message)
            for school in self.settings.scholen
            if (refusal := self.deliveries[school.id].refused) is not None
        )

    @property
    def refused_on_screen(self) -> tuple[tuple[str, str], ...]:
        """The same for a screen, which names no file (contract 3)."""
        return tuple(
            (school.id, refusal.on_screen)
            for school in self.settings.scholen
            if (refusal := self.deliveries[school.id].refused) is not None
        )

    @cached_property
    def unmeasured(self) -> tuple[str, ...]:
        """Schools that were read and of which no school day of the period was measured: they are in no figure."""
        meting = self.tables.get(SCHOOL_METING.name)
        if meting is None:
            return ()
        found = set(meting.filter(pl.col("stand") == STAND_NIET_GEMETEN)["school"])
        return tuple(school.id for school in self.settings.scholen if school.id in found)

    @property
    def measured(self) -> tuple[str, ...]:
        """Schools of which figures hold something, in order of the settings."""
        return tuple(
            school.id
            for school in self.settings.scholen
            if self.deliveries[school.id].refused is None and school.id not in self.unmeasured
        )

    def get_findings(self, school_id: str) -> tuple[Finding, ...]:
        """Findings about one school, in order of file, line, column and code."""
        return self._findings_by_school.get(school_id, ())

    @cached_property
    def _findings_by_school(self) -> Mapping[str, tuple[Finding, ...]]:
        return {
            school: tuple(group) for school, group in itertools.groupby(self.findings, key=lambda found: found.school)
        }


def balance_files(deliveries: Mapping[str, Delivery], row_counts: pl.DataFrame) -> dict[str, tuple[FileBalance, ...]]:
    """The row balance of every file (contract 1.3), by school, in order of file names.

    `row_counts`: rows of mart_rijtelling. Rows that are not in it nor in quarantine were used; of a refused delivery
    none was, so they count as not counted.
    """
    counts = {
        (row["school"], row["bestand_nr"]): (row["vervangen"], row["niet_geteld"])
        for row in row_counts.iter_rows(named=True)
    }
    return {
        school: tuple(
            _balance_file(file, counts.get((school, file["bestand_nr"]), (0, 0)), refused=delivery.refused is not None)
            for file in delivery.frames["raw_bestand"].iter_rows(named=True)
        )
        for school, delivery in deliveries.items()
    }


def _balance_file(file: Mapping[str, Any], fallen: tuple[int, int], *, refused: bool) -> FileBalance:
    """`fallen`: rows that were superseded, and those that counting left out; reading left out others before."""
    superseded, not_counted = fallen[0], file["niet_geteld"] + fallen[1]
    left = file["gelezen"] - file["quarantaine"] - superseded - not_counted
    return FileBalance(
        bestand=file["bestand"],
        soort=file["soort"],
        balans=Balance(
            gelezen=file["gelezen"],
            gebruikt=0 if refused else left,
            quarantaine=file["quarantaine"],
            vervangen=superseded,
            niet_geteld=not_counted + left if refused else not_counted,
        ),
    )


def collect_findings(
    deliveries: Mapping[str, Delivery],
    *,
    row_states: pl.DataFrame,
    code_use: pl.DataFrame,
    more: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """Findings of reading and of counting and `more`, in order of school, file, line, column and code."""
    findings = [*(finding for delivery in deliveries.values() for finding in delivery.findings), *more]
    findings += _outside_timetable(deliveries, row_states)
    findings += _codes(deliveries, code_use)
    return sort_findings(findings)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order of school, file, line, column, code and text."""
    return tuple(
        sorted(
            findings,
            key=lambda found: (
                found.school,
                found.bestand,
                found.regelnummer or 0,
                found.kolom,
                found.code,
                found.omschrijving,
            ),
        )
    )


def _outside_timetable(deliveries: Mapping[str, Delivery], row_states: pl.DataFrame) -> list[Finding]:
    shown = {
        (school, number): name
        for school, delivery in deliveries.items()
        for number, name in delivery.frames["raw_bestand"].select("bestand_nr", "bestand").iter_rows()
    }
    outside = row_states.filter(pl.col("buiten_rooster") > 0)
    return [
        make_finding(school, "absentie_buiten_rooster", bestand=shown[school, number], regelnummer=line, aantal=hours)
        for school, number, line, hours in outside.select(
            "school", "bestand_nr", "regelnummer", "buiten_rooster"
        ).iter_rows()
        # Of a row that was delivered before the school was told then.
        if (school, number) in shown
    ]


def _codes(deliveries: Mapping[str, Delivery], code_use: pl.DataFrame) -> list[Finding]:
    return [
        describe_code_use(row, hidden=deliveries[row["school"]].hidden_codes) for row in code_use.iter_rows(named=True)
    ]


def describe_code_use(row: Mapping[str, Any], *, hidden: frozenset[str] = frozenset()) -> Finding:
    """The finding of one row of mart_codegebruik: a code that no code table of the school explains."""
    kinds = {"standaardtabel": "code_standaardtabel", "rij_type": "code_uit_rij", "koppeling": "code_gekoppeld"}
    return make_finding(
        row["school"],
        "code_onbekend" if row["soort"] == "onbekend" else kinds[row["soort_bron"]],
        kolom="code",
        aantal=row["slots"],
        waarde=show_code(row["code"], hidden=hidden),
        soort=row["soort"],
        lessen=_count(row["slots"], "les", "lessen"),
        leerlingen=_count(row["leerlingen"], "leerling", "leerlingen"),
        tiers=_tell_open(row["leerlingen_tier_open"]),
    )


def tell_numbers(settings: Settings, deliveries: Mapping[str, Delivery]) -> list[Finding]:
    """One finding a school that is read and had another number before."""
    return [
        make_finding(school.id, "eerder_nummer", vroeger=" en daarna ".join(school.oude_nummers))
        for school in settings.scholen
        if school.oude_nummers and deliveries[school.id].refused is None
    ]


def tell_parts_of_day(readings: pl.DataFrame) -> list[Finding]:
    """Where morning and afternoon are a reading: one finding per school and way, of mart_dagdeel_lezing."""
    return [
        make_finding(
            row["school"],
            "dagdeel_onzeker",
            kolom="dagdeel",
            aantal=row["rijen"],
            hoe=_PARTED[row["dagdeel_wijze"]],
            rijen=_count(row["rijen"], "absentie", "absenties"),
            leerlingen=_count(row["leerlingen"], "leerling", "leerlingen"),
        )
        for row in readings.iter_rows(named=True)
    ]


def tell_estimates(
    schools: pl.DataFrame, groups: pl.DataFrame, deliveries: Mapping[str, Delivery]
) -> Iterator[Finding]:
    """Where lessons are an estimate (contract 1.4): a finding a school, of mart_noemer_geschat, and one for each group
    that named more lesson hours than it says, of mart_lessen_erbij."""
    for row in schools.iter_rows(named=True):
        yield make_finding(
            row["school"],
            "noemer_geschat",
            aantal=row["geschat"],
            geschat=row["geschat"],
            leerlingen=_count(row["leerlingen"], "leerling", "leerlingen"),
        )
    for row in groups.iter_rows(named=True):
        yield make_finding(
            row["school"],
            "meer_lessen_dan_lessentabel",
            aantal=row["dagen"],
            groep=show_code(row["groep"], hidden=deliveries[row["school"]].hidden_codes),
            dagen=_count(row["dagen"], "dag", "dagen"),
            datum=wording.short_date(row["datum"]).replace(wording.NBSP, " "),
            lesuren=row["lessen"],
            lessen=_count(row["lessen_geschat"], "les", "lessen"),
        )


def tell_exemptions(ended: pl.DataFrame) -> list[Finding]:
    """Exemptions that ended with their school year: one finding a kind, of mart_vrijstelling_verlopen (2.9)."""
    return [
        make_finding(
            LPA_FOLDER,
            "vrijstelling_verlopen",
            aantal=row["aantal"],
            vrijstellingen=_count(row["aantal"], "vrijstelling", "vrijstellingen"),
            letter=row["soort"][-1],
        )
        for row in ended.sort("soort").iter_rows(named=True)
    ]


def tell_moves(moves: pl.DataFrame) -> list[Finding]:
    """Moves between schools that cannot be followed (2.9), of mart_overstap: at most one finding of each kind."""
    [row] = moves.rows(named=True)
    return [
        make_finding(
            SWV_FOLDER,
            code,
            aantal=row[kind],
            overstappen=_count(row[kind], "overstap", "overstappen"),
        )
        for kind, code in (("onbekend", "overstap_onbekend"), ("los", "overstap_los"))
        if row[kind]
    ]


def tell_sickness(schools: pl.DataFrame) -> list[Finding]:
    """Schools whose sickness is not recognised: one finding a school, of mart_ziekte_niet_herkend (formats 14)."""
    return [
        make_finding(
            row["school"],
            "ziekte_niet_herkend",
            aantal=row["rijen"],
            absenties=_count(row["rijen"], "absentie", "absenties"),
            leerlingen=_count(row["leerlingen"], "leerling", "leerlingen"),
        )
        for row in schools.iter_rows(named=True)
    ]


def describe_code_without_kind(row: Mapping[str, Any], *, hidden: frozenset[str] = frozenset()) -> Finding:
    """The finding of one row of mart_code_zonder_soort: as `describe_code_use`, in rows, before tiers are known."""
    return make_finding(
        row["school"],
        "code_onbekend",
        kolom="code",
        aantal=row["rijen"],
        waarde=show_code(row["code"], hidden=hidden),
        lessen=_count(row["rijen"], "regel", "regels"),
        leerlingen=_count(row["leerlingen"], "leerling", "leerlingen"),
        tiers=_tell_possible(row),
    )


def _tell_possible(row: Mapping[str, Any]) -> str:
    """What a code without a meaning can do to tiers: only rows of the period count for them."""
    if row["rijen_periode"] == row["rijen"]:
        return "Bij hun leerlingen kan de tier daardoor open blijven."
    if not row["rijen_periode"]:
        return "Al deze regels zijn van voor deze periode: geen tier blijft daardoor open."
    rows = _count(row["rijen_periode"], "regel", "regels")
    pupils = _count(row["leerlingen_periode"], "leerling", "leerlingen")
    return f"In deze periode vallen er {rows} van {pupils}: alleen bij hen kan de tier daardoor open blijven."


def _tell_open(pupils: int) -> str:
    """What a code without a meaning does to the tiers of its pupils."""
    if not pupils:
        return "Geen tier blijft daardoor open."
    return f"Bij {_count(pupils, 'leerling', 'leerlingen')} blijft de tier open, door deze code of mede daardoor."


def _count(number: int, singular: str, plural: str) -> str:
    return wording.counted(number, singular, plural).replace(wording.NBSP, " ")


def show_code(code: str, *, hidden: frozenset[str] = frozenset()) -> str:
    """A code as any output may show it: what looks like a number of a pupil, a date or a note is not shown.

    `hidden`: codes of the delivery that hold a delivered name or number.
    A column put in the wrong place makes leerlingnummers or birth dates into codes. A hash would not hide them: there
    are few enough of both to try them all.
    """
    if code in hidden or len(code) > _LONGEST_CODE or _NOT_A_CODE.search(code) or not is_safe_name(code):
        return wording.CODE_NOT_SHOWN
    return code


def make_finding_table(findings: tuple[Finding, ...]) -> pl.DataFrame:
    """Table `bevinding`: one row a finding, in the order given; empty text becomes an empty cell."""
    rows = [{column: getattr(finding, column) for column in BEVINDING.names} for finding in findings]
    frame = pl.DataFrame(rows, schema=dict(BEVINDING.polars_schema))
    return frame.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in ("bestand", "kolom")
    )
