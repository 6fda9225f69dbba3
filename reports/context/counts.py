"""Counts and sums without a pupil: of a school, of its files, and of what came from no school."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter


@dataclass(frozen=True)
class TierCounts:
    """Pupils per tier; the five fields are disjoint and add up to all pupils of the unit."""

    tier_1: int = 0
    tier_2: int = 0
    tier_3: int = 0
    open: int = 0
    """Pupils whose two bounds give different tiers (`tier_status` open)."""
    te_weinig_gegevens: int = 0

    @property
    def totaal(self) -> int:
        return self.tier_1 + self.tier_2 + self.tier_3 + self.open + self.te_weinig_gegevens


@dataclass(frozen=True)
class StatusCounts:
    """Pupils per status of table `thuiszitter` (rows; a pupil may also have `langdurig_geoorloofd`).

    Thuiszitters are those under leerplicht or kwalificatieplicht and those whose age is not known (contract 2.9).
    """

    lrv_langer_dan_3_maanden: int = 0
    thuiszitter: int = 0
    """Thuiszitters not longer than three months."""
    precies_vier_weken: int = 0
    """Those among the thuiszitters whose run is exactly four weeks (D5: totals with and without)."""
    relatief_verzuim: int = 0
    dreigend: int = 0
    dreigend_alleen_aanwezigheid: int = 0
    """Those among `dreigend` whose only ground is the attendance of the period (shown apart)."""
    langdurig_geoorloofd: int = 0
    reden_onbekend: int = 0
    """Away for longer than four weeks, of which some without a reason."""
    leeftijd_onbekend: int = 0
    """Those among the thuiszitters of both durations whose age is not known."""
    dreigend_alleen_tier_2: int = 0
    """Those among `dreigend_alleen_aanwezigheid` who are in tier 2."""
    dreigend_alleen_tier_3: int = 0
    """And those in tier 3; of the others the tier is open."""
    rmc: int = 0
    """Of 18 up to 23 and away as a thuiszitter is, of both durations: counted apart, for the Doorstroompunt."""


@dataclass(frozen=True)
class PossibleCounts:
    """Pupils who do not have a status and could have it: unknown lessons, or what is missing, could change that."""

    thuiszitters: int = 0
    """Of any duration."""
    dreigend: int = 0
    """On another ground than the attendance of the period."""
    relatief_verzuim: int = 0


@dataclass(frozen=True)
class FourWeekCounts:
    """The four-week groups of the period, disjoint: 0 % present, and more than 0 up to 20 % present."""

    nul_procent: int = 0
    """Pupils with a row `vier_weken_afwezig`."""
    nul_procent_met_plan: int = 0
    """Of these: `plan_van_aanpak` is J."""
    nul_procent_plan_onbekend: int = 0
    """Of these: `plan_van_aanpak` is empty."""
    hoogstens_20: int = 0
    """Pupils with a row `hoogstens_20pct` and no row `vier_weken_afwezig`."""
    hoogstens_20_met_plan: int = 0
    hoogstens_20_plan_onbekend: int = 0

    @property
    def totaal(self) -> int:
        return self.nul_procent + self.hoogstens_20

    @property
    def met_plan(self) -> int:
        return self.nul_procent_met_plan + self.hoogstens_20_met_plan

    @property
    def plan_onbekend(self) -> int:
        return self.nul_procent_plan_onbekend + self.hoogstens_20_plan_onbekend

    @property
    def zonder_plan(self) -> int:
        """Pupils of whom it is known that there is no plan."""
        return self.totaal - self.met_plan - self.plan_onbekend


@dataclass(frozen=True)
class Minutes:
    """Minutes over slots in the period; present + GA + OA + unknown = scheduled, always (contract 2.2)."""

    gepland: int = 0
    aanwezig: int = 0
    geoorloofd: int = 0
    ongeoorloofd: int = 0
    onbekend: int = 0
    voorlopig: int = 0
    """Part of `ongeoorloofd`."""
    elders: int = 0
    """Part of `aanwezig`."""
    niet_zeker: int = 0
    """Part of `aanwezig` that rows in quarantine could take off (contract 2.5); of one pupil."""


_MINUTES = attrgetter(*(field.name for field in fields(Minutes)))


@dataclass(frozen=True)
class Contribution:
    """Who stands behind a sum of minutes: pupils with any, and what the largest and the second largest add to it."""

    minuten: int = 0
    leerlingen: int = 0
    grootste: int = 0
    tweede: int = 0


Spread = Mapping[str, Contribution]
"""By part of lesson time (`mart_swv_bijdrage`): `gepland`, `aanwezig`, `verzuim` (all that is not present), `weg` (all
that is known as absent), `geoorloofd`, `rest` (of `weg`), `ongeoorloofd`, `voorlopig` and `vast` (of unauthorised),
`reden_onbekend`, `onbekend`."""


def sum_minutes(parts: Iterable[Minutes]) -> Minutes:
    """The minutes of several pupils together; what rows in quarantine could take off stays with each pupil."""
    total = Minutes(*map(sum, zip(*map(_MINUTES, parts), strict=True)))
    return replace(total, niet_zeker=0)


def count_unsure(present: int, scheduled: int, lowest_pct: float | None) -> int:
    """Present minutes that rows in quarantine could take off, from column `aanwezig_pct_min`, which is without them."""
    return 0 if lowest_pct is None else present - round(lowest_pct * scheduled / 100)


@dataclass(frozen=True)
class Balance:
    """Row balance (contract 1.3): read = used + quarantined + superseded + not counted."""

    gelezen: int = 0
    gebruikt: int = 0
    quarantaine: int = 0
    vervangen: int = 0
    niet_geteld: int = 0


@dataclass(frozen=True)
class FileBalance:
    """One delivered file and its row balance, as in `manifest.json`."""

    bestand: str
    """Name as it may be shown (contract 3)."""
    soort: str
    """Kind of contract 1.1."""
    balans: Balance


@dataclass(frozen=True)
class RefusedSchool:
    """A school whose delivery was refused; it is missing from every figure."""

    school: str
    naam: str
    sector: str
    reden: str
    """Why, in Dutch, a whole sentence without pupil data."""


@dataclass(frozen=True)
class SchoolFigures:
    """One school on the SWV page: counts and sums only. A pupil at two schools counts at both."""

    school: str
    """BRIN and vestiging."""
    naam: str
    sector: str
    protocol: str
    """Id of the rule set."""
    minuten: Minutes
    tiers: TierCounts
    statussen: StatusCounts
    """Status held in the period or at the peildatum."""
    statussen_op_peildatum: StatusCounts
    """Status holds at the peildatum (`op_peildatum`)."""
    vierweken: FourWeekCounts
    mogelijk: PossibleCounts
    balans: Balance
    """Over all files of the school."""
    onbekende_codes: int = 0
    """Number of different codes without a meaning."""
    absenties_buiten_rooster: int = 0
    """Absence events that cover no slot."""


@dataclass(frozen=True)
class LpaCounts:
    """From the LPA lists (folder `leerplicht`), in force at the peildatum; None: no such list delivered."""

    absoluut_verzuim: int | None = None
    vrijstelling_5a: int | None = None
    vrijstelling_5b: int | None = None
    vrijstelling_5c: int | None = None


def sum_balance(files: Sequence[FileBalance]) -> Balance:
    """The balance over several files."""
    return Balance(
        gelezen=sum(file.balans.gelezen for file in files),
        gebruikt=sum(file.balans.gebruikt for file in files),
        quarantaine=sum(file.balans.quarantaine for file in files),
        vervangen=sum(file.balans.vervangen for file in files),
        niet_geteld=sum(file.balans.niet_geteld for file in files),
    )
