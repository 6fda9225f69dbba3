"""Like with like: what may be told of the change since an earlier peildatum, or why nothing is told.

A change is told between schools that were measured over the whole period both times, over pupils who have a tier, and
only where it is larger than rounding and unknown time can make it. All of it is worked out from released counts, as any
reader could, and from minutes with enough pupils behind them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reports.context.counts import Minutes
from reports.context.shown import Shown
from reports.release.address import AANDEEL, ATTENDANCE, DEEL, FIGURES, Address, name_earlier
from reports.release.disclosure import Range, Rules, find_counts
from reports.release.public_table import FEWEST_FOR_SHARE
from reports.release.time_share import ReleasedTime, TimeShare, add_spreads, leave_out, release_time
from reports.swv.chapters.units import SWV, name_tiers, sum_fields
from reports.swv.quarter import TIER_KEYS, EarlierQuarter, SchoolMinutes, SwvReport
from reports.words import wording

TIERS = TIER_KEYS[:3]
# Under which the attendance of all schools together is kept.
ALL = ""

_RESTARTS = "deze telling begint op 1 augustus opnieuw"
_OF_PERIOD = "dit aantal gaat over een periode, en de vorige viel in een andere tijd van het jaar"
# Why a measure is not compared with the last peildatum, which lies in another season; empty: it is compared. Every
# measure with a change on the page stands here, and every measure of schemas/measures.yaml that counts a school year.
AGAINST_LAST: Mapping[str, str] = {
    # Shares of the planned time of a period: a longer period does not raise them, and nothing adds up over the year.
    "aanwezigheid": "",
    "tier": "",
    # Who is a thuiszitter at the peildatum: a run goes on over 1 August and over the end of a period.
    "thuiszitters/op_peildatum": "",
    # Lists in force at the peildatum.
    "lijst": "",
    # Whoever was one at some moment of the period: the longer the period, the more of them.
    "thuiszitters": _OF_PERIOD,
    "vierweken": _OF_PERIOD,
    "relatief_verzuim": _OF_PERIOD,
    "meldingen": _OF_PERIOD,
    # Among its grounds are times late and unauthorised hours of the school year.
    "dreigend": _RESTARTS,
    # Counted from 1 August.
    "te_laat_schooljaar": _RESTARTS,
    "te_laat_minuten": _RESTARTS,
    "oa_uren_schooljaar": _RESTARTS,
    "oa_dagen_leeftijd": _RESTARTS,
    "spijbeluren_schooljaar": _RESTARTS,
    "ziek_schooldagen": _RESTARTS,
    "ziekmeldingen_venster": _RESTARTS,
}

_NOT_KNOWN_THEN = "van toen is niet bekend welke scholen helemaal gemeten zijn"
_NO_SCHOOL = "geen enkele school is beide keren helemaal gemeten"
# Statuses and four-week groups stand on no page by school: without the schools that differ the number would tell,
# beside that of all, how many there are at those.
_OTHER_SCHOOLS = (
    "toen en nu zijn niet dezelfde scholen helemaal gemeten. Alleen dezelfde scholen vergelijken kan hier niet:"
    " dan is een klein aantal uit te rekenen"
)
# Told at length once; after that, and on a tile, so.
BRIEFLY = {_OTHER_SCHOOLS: "toen zijn andere scholen gemeten"}
_OTHER_PERIOD = "de periode was toen langer of korter"
_NOT_SHOWN = "een van de aantallen is niet te tonen"
OTHER_CODES = "de leerlingen hebben nu andere codes dan toen"
ERASED = "de tabellen van toen zijn gewist"
NOT_READ = "de tabellen van toen zijn niet te lezen"
TOO_TELLING = "dan zou een klein aantal uit te rekenen zijn"
NOT_KEPT = "de cijfers van toen zeggen niet hoe dat was op dezelfde scholen"
FEW = "er zijn te weinig leerlingen om te vergelijken"


@dataclass(frozen=True)
class Basis:
    """On what an earlier peildatum and this one are compared."""

    kwartaal: EarlierQuarter
    scholen: frozenset[str]
    """Ids of the schools that were measured over the whole period both times."""
    nu_niet: frozenset[str]
    """Counted now, and not compared."""
    toen_niet: frozenset[str]
    jaar_eerder: bool
    """The same day, a year ago."""
    zelfde_periode: bool
    """Its period began a year before this one."""

    @property
    def alle(self) -> bool:
        """All schools of both are compared."""
        return not self.nu_niet and not self.toen_niet


@dataclass(frozen=True)
class Sentence:
    """What is told, in pieces: a number has the address it comes from, other words have none."""

    delen: tuple[tuple[str, str], ...]

    @property
    def tekst(self) -> str:
        return "".join(text for text, _ in self.delen)


@dataclass(frozen=True)
class Change:
    """The change of one number since an earlier peildatum, or (`reden`) why none is told."""

    dag: date
    toen: str = ""
    nu: str = ""
    richting: int = 0
    """1: more, -1: less, 0: no change that is sure."""
    verschil: str = ""
    """How much, in words; empty where one of the numbers is not shown."""
    scholen: int = 0
    """How many schools it is about, where that are not all; else 0."""
    reden: str = ""
    toen_adres: str = ""
    nu_adres: str = ""

    @property
    def zin(self) -> str:
        return self.tell().tekst

    def tell(self, before: str = "") -> Sentence:
        """ "1 jan 2025: 93,4 %, nu 93,0 %: 0,4 punt lager (over 9 scholen)"; `before`: words before it."""
        day = f"{before}{wording.short_date(self.dag)}: "
        if self.reden:
            return Sentence(((f"{day}geen vergelijking, want {self.reden}", ""),))
        about = f" (over {wording.counted(self.scholen, 'school', 'scholen')})" if self.scholen else ""
        apart = f": {self.verschil}" if self.verschil else ""
        pieces = (
            (day, ""), (self.toen, self.toen_adres), (", nu ", ""), (self.nu, self.nu_adres), (f"{apart}{about}", ""),
        )  # fmt: skip
        return Sentence(tuple(piece for piece in pieces if piece[0]))


def tell_together(changes: Iterable[tuple[Change, str]], *, briefly: Collection[str] = BRIEFLY) -> tuple[Sentence, ...]:
    """Each change with the words before it, those that are not told for the same reason in one sentence.

    `briefly`: the reasons that are told in few words, because they stand elsewhere at length.
    """
    found: dict[object, list[tuple[Change, str]]] = {}
    for place, (change, before) in enumerate(changes):
        found.setdefault(change.reden or place, []).append((change, before))
    return tuple(_tell_group(group, briefly) for group in found.values())


def _tell_group(group: Sequence[tuple[Change, str]], briefly: Collection[str]) -> Sentence:
    (first, before), *others = group
    reason = BRIEFLY[first.reden] if first.reden in briefly else first.reden
    if not others:
        return replace(first, reden=reason).tell(before)
    days = wording.listing([f"{words}{wording.short_date(change.dag)}" for change, words in group])
    return Sentence(((f"{days}: geen vergelijking, want {reason}", ""),))


def is_year_ago(then: date, now: date) -> bool:
    """Whether it is the same day of the year before."""
    return (then.year + 1, then.month, then.day) == (now.year, now.month, now.day)


def find_basis(report: SwvReport, quarter: EarlierQuarter) -> Basis:
    """The schools to compare, and whether the season is the same."""
    shared = report.gemeten & (quarter.gemeten or frozenset())
    began = quarter.periode_van
    return Basis(
        quarter,
        shared,
        nu_niet=frozenset(school.school for school in report.scholen) - shared,
        toen_niet=frozenset(quarter.scholen) - shared,
        jaar_eerder=is_year_ago(quarter.peildatum, report.kop.peildatum),
        zelfde_periode=began is not None and (began.month, began.day) == _month_day(report.kop.periode_van),
    )


def _month_day(day: date) -> tuple[int, int]:
    return day.month, day.day


def find_obstacle(basis: Basis, measure: str) -> str:
    """Why a measure cannot be compared at all; empty: it can."""
    against = AGAINST_LAST[measure]
    if measure == "lijst":
        return ""
    if basis.kwartaal.gemeten is None:
        return _NOT_KNOWN_THEN
    if not basis.scholen:
        return _NO_SCHOOL
    if against and not basis.jaar_eerder:
        return against
    return _OTHER_PERIOD if against and not basis.zelfde_periode else ""


def compare_attendance(report: SwvReport, basis: Basis) -> Change:
    """Of the pupils with a tier at the schools compared. Unknown time could be presence, so ranges are compared."""
    day, obstacle = basis.kwartaal.peildatum, find_obstacle(basis, "aanwezigheid")
    if obstacle:
        return Change(day, reden=obstacle)
    whole = sum_fields(Minutes, (school.minuten for school in report.scholen)).gepland
    pupils = sum(school.tiers.totaal for school in report.scholen)
    now = add_up_minutes(report.met_tier, basis.scholen, pupils, whole, rules=report.regels)
    if not basis.kwartaal.aanwezigheid:
        return Change(day, reden=NOT_KEPT)
    then = find_attendance(basis.kwartaal, basis.scholen)
    if now is None or then is None:
        return Change(day, reden=FEW)
    direction, apart = _attendance_apart(now.deel, then)
    return Change(
        day,
        then.tekst,
        now.deel.tekst,
        direction,
        apart,
        0 if basis.alle else len(basis.scholen),
        toen_adres=str(address_attendance(basis.kwartaal, basis.scholen)),
        nu_adres=str(address_minutes(basis.scholen)),
    )


def address_minutes(schools: Iterable[str]) -> Address:
    """Of the attendance of the pupils with a tier at these schools now."""
    filters = (("school", "|".join(sorted(schools))), ("tier", "|".join(tier[-1] for tier in TIERS)))
    return Address("leerling_periode", DEEL, "aanwezig_min/gepland_min", filters)


def find_attendance(quarter: EarlierQuarter, schools: Collection[str]) -> TimeShare | None:
    """Of the pupils with a tier at these schools then: what came out of all, less what came out of each other school.

    None where not all of that came out.
    """
    whole, kept = quarter.aanwezigheid.get(ALL), quarter.aanwezigheid
    left_out = frozenset(quarter.scholen) - frozenset(schools)
    if whole is None or not left_out <= kept.keys() or not any(school in kept for school in schools):
        return None
    return leave_out(whole, [kept[school] for school in sorted(left_out)])


def address_attendance(quarter: EarlierQuarter, schools: Collection[str]) -> Address:
    """Of `find_attendance`: of what came out then, all and each school that is left out."""
    left_out = sorted(frozenset(quarter.scholen) - frozenset(schools))
    filters = (("school", "|".join([ALL, *left_out])),)
    return Address(name_earlier(ATTENDANCE, quarter.peildatum), DEEL, "aanwezig/gepland", filters)


def add_up_minutes(
    minutes: Mapping[str, SchoolMinutes], schools: Iterable[str], pupils: int, planned: int, *, rules: Rules
) -> ReleasedTime | None:
    """The minutes of the schools; None where too few pupils stand behind them, or behind what is left out.

    Attendance of all, and of other choices of schools, stands on the page too: each school that is left out, and those
    without a tier, must be none or enough, unless one step of rounding covers them wholly.
    """
    chosen = frozenset(schools)
    listed = [each for school, each in minutes.items() if school in chosen]
    with_tier = sum_fields(Minutes, (each.minuten for each in minutes.values()))
    without = SchoolMinutes(
        pupils - sum(each.leerlingen for each in minutes.values()), Minutes(planned - with_tier.gepland)
    )
    left_out = [without, *(each for school, each in minutes.items() if school not in chosen)]
    is_safe = all(
        each.leerlingen == 0 or each.leerlingen >= rules.drempel or each.minuten.gepland * 1000 <= planned
        for each in left_out
    )
    if not is_safe:
        return None
    total = sum_fields(Minutes, (each.minuten for each in listed))
    return release_time(total, add_spreads(each.spreiding for each in listed), rules)


def _attendance_apart(now: TimeShare, then: TimeShare) -> tuple[int, str]:
    """Direction and words; a range goes from unknown time as absent to unknown time as present."""
    low, high, low_then, high_then = now.laag, now.hoog, then.laag, then.hoog
    least = "ten minste " if low != high or low_then != high_then else ""
    # What is shown is rounded down, each by its own step.
    if low >= high_then + then.stap:
        return 1, least + wording.points_apart(low, high_then)
    if high + now.stap <= low_then:
        return -1, least + wording.points_apart(high, low_then)
    return 0, _write_no_change(same=low == high == low_then == high_then)


def _write_no_change(*, same: bool) -> str:
    return "gelijk" if same else "geen duidelijk verschil"


def compare_tier(
    report: SwvReport, shown: Mapping[str, Shown], then: Mapping[str, Shown], basis: Basis, tier: str
) -> Change:
    """The share of a tier among pupils who have one, at the schools compared."""
    day, obstacle = basis.kwartaal.peildatum, find_obstacle(basis, "tier")
    if obstacle:
        return Change(day, reden=obstacle)
    found = [
        find_share(count_tiers(counts, left_out, report.regels), tier)
        for counts, left_out in ((then, basis.toen_niet), (shown, basis.nu_niet))
    ]
    before, now = found
    if before is None or now is None:
        return Change(day, reden=_NOT_SHOWN)
    direction = 1 if now.laagst > before.hoogst else -1 if now.hoogst < before.laagst else 0
    apart = wording.points_apart(now.midden, before.midden)
    return Change(
        day,
        wording.share(before.midden),
        wording.share(now.midden),
        direction,
        f"ongeveer {apart}" if direction else _write_no_change(same=now == before),
        0 if basis.alle else len(basis.scholen),
        toen_adres=str(address_share_then(day, tier, basis.toen_niet)),
        nu_adres=str(address_share(tier, basis.scholen if basis.nu_niet else ())),
    )


def address_share_then(day: date, tier: str, left_out: Iterable[str]) -> Address:
    """Of the share of a tier in an earlier publication, from its counts as shown, without those of some schools."""
    units = [SWV, *(f"school/{school}" for school in sorted(left_out))]
    keys = "|".join(f"{name_tiers(unit)}/{each}" for unit in units for each in TIERS)
    filters = (("sleutel", keys), ("sleutel", f"{name_tiers(SWV)}/{tier}"))
    return Address(name_earlier(FIGURES, day), AANDEEL, "getoond", filters)


def address_share(tier: str, schools: Iterable[str]) -> Address:
    """Of the share now among pupils with a tier; `schools`: at these alone."""
    listed = "|".join(sorted(schools))
    tiers = ("tier", "|".join(each[-1] for each in TIERS))
    return Address(
        "leerling_periode", AANDEEL, "", (*((("school", listed),) if listed else ()), tiers, ("tier", tier[-1]))
    )


@dataclass(frozen=True)
class ShareRange:
    """A share in tenths of a per cent: the least and the most that rounded counts leave open, and the one between."""

    laagst: int
    midden: int
    hoogst: int


def count_tiers(shown: Mapping[str, Shown], left_out: Iterable[str], rules: Rules) -> dict[str, Range] | None:
    """Pupils per tier without those of some schools, as a range each; None where that cannot be told."""
    schools, found = list(left_out), {}
    for tier in TIERS:
        whole = shown.get(f"{name_tiers(SWV)}/{tier}")
        parts = [shown.get(f"{name_tiers(f'school/{school}')}/{tier}") for school in schools]
        known = [find_range(part, rules) for part in parts if part is not None and not part.afgeschermd]
        if whole is None or whole.getal is None or len(known) < len(parts):
            return None
        low, high = find_range(whole, rules)
        found[tier] = (max(0, low - sum(most for _, most in known)), max(0, high - sum(least for least, _ in known)))
    return found


def find_range(count: Shown, rules: Rules) -> Range:
    """A number that was read back does not say its threshold."""
    return find_counts(replace(count, drempel=count.drempel or rules.drempel), rules.afronding)


def find_share(tiers: Mapping[str, Range] | None, tier: str) -> ShareRange | None:
    """The share of one tier in all three; None where there are too few pupils for a share."""
    if tiers is None or sum(low for low, _ in tiers.values()) < FEWEST_FOR_SHARE:
        return None
    (low, high), others = tiers[tier], [tiers[other] for other in TIERS if other != tier]
    least, most = (sum(bounds) for bounds in zip(*others, strict=True))
    middle, rest = (low + high) // 2, (least + most) // 2
    return ShareRange(
        wording.tenths(low, low + most) if low else 0,
        wording.tenths(middle, middle + rest),
        -(-1000 * high // (high + least)) if high else 0,
    )


def compare_count(report: SwvReport, now: Shown, then: Shown | None, basis: Basis, measure: str) -> Change | None:
    """A count of the whole SWV; None where it was not published then. It is compared between the same schools alone."""
    if then is None:
        return None
    day, obstacle = basis.kwartaal.peildatum, find_obstacle(basis, measure)
    if not obstacle and measure != "lijst" and not basis.alle:
        obstacle = _OTHER_SCHOOLS
    if obstacle:
        return Change(day, reden=obstacle)
    if now.getal is None or then.getal is None:
        return Change(day, wording.shown(then), wording.shown(now))
    (low, high), (low_then, high_then) = find_range(now, report.regels), find_range(then, report.regels)
    direction = 1 if low > high_then else -1 if high < low_then else 0
    apart = wording.counts_apart(now, then)
    words = f"ongeveer {apart}" if direction else _write_no_change(same=now.getal == then.getal)
    return Change(day, wording.shown(then), wording.shown(now), direction, words)
