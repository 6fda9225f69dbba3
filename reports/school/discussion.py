"""The order of the school page: every pupil stands in exactly one group, the most urgent that fits.

The groups follow the statuses of the rule set; nothing is scored. A pupil with two statuses is shown once,
with both in words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reports.context.counts import TierCounts
from reports.context.school import Pupil

_THREATENED = ("relatief_verzuim", "dreigend")
_REASON_UNKNOWN = ("reden_onbekend",)
_LONG_EXCUSED = ("langdurig_geoorloofd",)
LOWEST_TIER = 3


@dataclass(frozen=True)
class PupilGroup:
    """One part of the list. `gevouwen`: shown closed, as a table with one row a pupil."""

    sleutel: str
    titel: str
    uitleg: str
    gevouwen: bool
    leerlingen: tuple[Pupil, ...]

    @property
    def zonder_plan(self) -> int:
        """Pupils of whom it is known that there is no plan of action."""
        return sum(pupil.plan_van_aanpak is False for pupil in self.leerlingen)

    @property
    def plan_onbekend(self) -> int:
        return sum(pupil.plan_van_aanpak is None for pupil in self.leerlingen)


@dataclass(frozen=True)
class _GroupKind:
    sleutel: str
    titel: str
    uitleg: str
    gevouwen: bool
    fits: Callable[[Pupil], bool]


def _has_status(*statuses: str) -> Callable[[Pupil], bool]:
    return lambda pupil: any(status.status in statuses and not status.alleen_aanwezigheid for status in pupil.statussen)


def _only_attendance(pupil: Pupil) -> bool:
    return any(status.alleen_aanwezigheid for status in pupil.statussen)


_KINDS = (
    _GroupKind(
        "thuiszitters",
        "Thuiszitters",
        "Langere tijd aaneengesloten en geheel ongeoorloofd afwezig.",
        False,
        lambda pupil: any(status.telt_als_thuiszitter for status in pupil.statussen),
    ),
    _GroupKind(
        "rmc",
        "Meerderjarig en lang thuis",
        "Net zo lang afwezig als een thuiszitter, maar zonder leerplicht. Het Doorstroompunt (RMC) is aan zet.",
        False,
        lambda pupil: any(status.zit_thuis for status in pupil.statussen),
    ),
    _GroupKind(
        "vierweken",
        "Vierwekengroep",
        "Vier lesweken niet of bijna niet op school, met of zonder geldige reden. Het"
        " trimesterverslag telt voor hen of er een plan van aanpak is.",
        False,
        lambda pupil: bool(pupil.vierweken),
    ),
    _GroupKind(
        "dreigend",
        "Dreigend thuiszitter of relatief verzuim",
        "Het verzuim loopt op. Vroeg in gesprek gaan helpt.",
        False,
        _has_status(*_THREATENED),
    ),
    _GroupKind(
        "reden",
        "Lang afwezig, reden niet ingevuld",
        "Langer dan vier lesweken afwezig, deels zonder reden. Zoek uit of het geoorloofd is.",
        False,
        _has_status(*_REASON_UNKNOWN),
    ),
    _GroupKind(
        "geoorloofd",
        "Langdurig geoorloofd afwezig",
        "Lang afwezig met een geldige reden, zoals ziekte.",
        False,
        _has_status(*_LONG_EXCUSED),
    ),
    _GroupKind(
        "aanwezigheid",
        "Valt alleen op door de aanwezigheid",
        "Dreigend thuiszitter volgens het protocol, met lage aanwezigheid als enige grond.",
        True,
        _only_attendance,
    ),
    _GroupKind(
        "tier3",
        "Tier 3 zonder status",
        "Veel afwezig, maar geen enkele grens voor een status is bereikt.",
        True,
        lambda pupil: pupil.tier == LOWEST_TIER,
    ),
    _GroupKind(
        "open",
        "Tier nog open",
        "Door codes zonder betekenis is nog niet te zeggen in welke tier deze leerlingen vallen.",
        True,
        lambda pupil: pupil.tier_status == "open",
    ),
    _GroupKind("overig", "Overige leerlingen", "Geen status en geen tier 3.", True, lambda pupil: True),
)


GROUP_KEYS = tuple(kind.sleutel for kind in _KINDS)


def group_pupils(pupils: tuple[Pupil, ...]) -> tuple[PupilGroup, ...]:
    """All groups in order of urgency, empty ones too; within a group the longest duration first."""
    members: dict[str, list[Pupil]] = {kind.sleutel: [] for kind in _KINDS}
    for pupil in pupils:
        members[next(kind.sleutel for kind in _KINDS if kind.fits(pupil))].append(pupil)
    return tuple(
        PupilGroup(
            kind.sleutel,
            kind.titel,
            kind.uitleg,
            kind.gevouwen,
            tuple(sorted(members[kind.sleutel], key=_by_class if kind.sleutel == "overig" else _by_urgency)),
        )
        for kind in _KINDS
    )


def count_tiers(pupils: tuple[Pupil, ...]) -> TierCounts:
    """Pupils per tier."""
    sure = [pupil.tier for pupil in pupils]
    return TierCounts(
        tier_1=sure.count(1),
        tier_2=sure.count(2),
        tier_3=sure.count(LOWEST_TIER),
        open=sum(pupil.tier_status == "open" for pupil in pupils),
        te_weinig_gegevens=sum(pupil.tier_status in ("te_weinig_gegevens", "geen_rooster") for pupil in pupils),
    )


def _by_urgency(pupil: Pupil) -> tuple[bool, int, float, str]:
    """Still going on first, then the longest run, then the lowest attendance."""
    now = any(status.op_peildatum for status in pupil.statussen)
    longest = max((status.duur_posities or 0 for status in pupil.statussen), default=0)
    minutes = pupil.minuten
    present = minutes.aanwezig / minutes.gepland if minutes.gepland else 1.0
    return (not now, -longest, present, pupil.leerling)


def _by_class(pupil: Pupil) -> tuple[str, str]:
    return (pupil.klas, pupil.leerling)
