"""What a school told before of days that its delivery does not cover still stands: put with what was read now.

What a delivery covers is what is measured of it (contract 2.8), so this comes when all deliveries are loaded: the same
models say it as say later what was measured. Where nothing is added nothing is built twice.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import polars as pl

from pipelines.calendar import Coverage
from pipelines.intake.day_ranges import Days, Range, join_days, keep_within, leave_out
from pipelines.intake.delivered import Delivery
from pipelines.intake.earlier_rows import Division, add_earlier, find_begin
from pipelines.intake.read_otherwise import say_days, tell_otherwise
from pipelines.intake.read_parts import Covered, Earlier, find_earlier
from pipelines.settings import School, Settings
from pipelines.store.models import read_models
from pipelines.store.periods import Period
from pipelines.store.reference import get_school_number, number_schools
from pipelines.store.store import PUPILS_PER_SCHOOL, Store
from reports.words.wording import listing
from schemas.findings import make_finding

# From when to when a school is measured, and what is not within it.
_RANGE, _GAPS = COVERED = "win_gegevens", "win_gat"
_DAY = timedelta(days=1)
_WORKDAYS = range(1, 6)


def read_covered(store: Store, settings: Settings, *, same: Collection[int] = ()) -> dict[str, Covered]:
    """By school that was read, the days that are measured: from begin to end without the gaps (contract 2.8).

    `same`: schools that are not loaded and stand as they were counted, by number.
    """
    store.build(read_models(COVERED), asked=COVERED)
    schools = dict(number_schools(settings))
    gaps: dict[int, list[tuple[date, date]]] = {}
    for number, van, tot in _read_with(store, _GAPS, same).select("school_nr", "van", "tot").iter_rows():
        gaps.setdefault(number, []).append((van, tot - _DAY))
    covered = {}
    for row in _read_with(store, _RANGE, same).iter_rows(named=True):
        first, last = row["gegevens_van"], row["gegevens_tot"]
        whole: Days = ((first, last),) if first is not None and first <= last else ()
        days = leave_out(whole, join_days(gaps.get(row["school_nr"], [])))
        covered[schools[row["school_nr"]].id] = Covered(days, from_begin=row["gemeten_van"] == date.min)
    return covered


def _read_with(store: Store, name: str, same: Collection[int]) -> pl.DataFrame:
    """The rows of a table, of these schools as they stand."""
    standing = store.read_standing(name) if same else None
    made = store.read(name)
    if standing is None:
        return made
    return pl.concat(
        [made.filter(~pl.col("school_nr").is_in(list(same))), standing.filter(pl.col("school_nr").is_in(list(same)))]
    )


def count_school_days(store: Store, settings: Settings, school: str, days: Sequence[Range], *, period: Period) -> int:
    """How many measured school days of the period a school has among these days."""
    if not days or school not in settings.ids:
        return 0
    counted = store.read("win_schooldag").filter(
        pl.col("school_nr") == get_school_number(settings, school),
        "gemeten",
        pl.col("datum").is_between(period.van, period.peildatum),
        pl.any_horizontal(pl.col("datum").is_between(first, last) for first, last in days),
    )
    return counted.height


def add_earlier_rows(
    store: Store,
    settings: Settings,
    load: Mapping[str, Callable[[], Delivery]],
    make_references: Callable[[], Mapping[str, pl.DataFrame]],
    *,
    period: Period,
    coverage: Coverage,
    key: bytes,
    same: Collection[int] = (),
) -> Iterator[Delivery]:
    """The deliveries to which earlier ones add days, one after another, with all their rows, which then stand in the
    store too.

    `load`: by school whose rows were loaded into the store, how to get its delivery with them. `make_references`: asked
    for where anything was kept. `coverage`: that of the calendar; what lies before it cannot be counted. `same`: as of
    `read_covered`.
    StoreUnavailable (14) where what was kept is damaged.
    """
    found = find_earlier(settings.opslag, period.peildatum, key=key, opvolgers=settings.opvolgers)
    told = {school: found[school] for school in load if school in found}
    if not told:
        return
    for name, frame in make_references().items():
        store.load_reference(name, frame)
    covered = read_covered(store, settings, same=same)
    for school, earlier in told.items():
        delivery = add_what_was_told(
            load[school],
            covered[school],
            earlier,
            first=max(period.vorig_schooljaar_van, coverage.van),
            floor=coverage.van,
            last=period.peildatum,
            as_now=settings.get_school(school),
            may_have_lessons=partial(_may_have_lessons, settings, school),
        )
        if delivery is not None:
            store.replace_delivery(get_school_number(settings, school), delivery.frames)
            yield delivery


def load_with_earlier(
    store: Store,
    settings: Settings,
    deliveries: Mapping[str, Delivery],
    references: Mapping[str, pl.DataFrame],
    *,
    period: Period,
    coverage: Coverage,
    key: bytes,
) -> dict[str, Delivery]:
    """Load deliveries of schools, none of them refused, with what earlier ones add; returned with all their rows."""
    for school, delivery in deliveries.items():
        store.load_delivery(get_school_number(settings, school), delivery.frames)
    load = {school: partial(_take, delivery) for school, delivery in deliveries.items()}
    take = partial(dict, references)
    both = add_earlier_rows(store, settings, load, take, period=period, coverage=coverage, key=key)
    return {**deliveries, **{delivery.school: delivery for delivery in both}}


def _take(delivery: Delivery) -> Delivery:
    return delivery


def list_delivered(pupils: pl.DataFrame, deliveries: Mapping[str, Delivery], settings: Settings) -> pl.DataFrame:
    """Of the rows of mart_leerling_geleverd those of pupils that stand in the deliveries of now."""
    first = {school.id: number * PUPILS_PER_SCHOOL for number, school in number_schools(settings)}
    gone = [
        (pl.col("school") == school) & (pl.col("leerling_nr") >= first[school] + delivery.eerder_vanaf)
        for school, delivery in deliveries.items()
        if delivery.eerder
    ]
    return pupils.filter(~pl.any_horizontal(pl.lit(value=False), *gone))


def add_what_was_told(
    load: Callable[[], Delivery],
    covered: Covered,
    told: Sequence[Earlier],
    *,
    first: date,
    floor: date,
    last: date,
    as_now: School,
    may_have_lessons: Callable[[Range], bool] = lambda _: True,
) -> Delivery | None:
    """The delivery with what was told before of days from `first` to `last` that it does not cover; None without any.

    An absence that began before these days goes on from its begin, though not from before `floor`. `covered`: the days
    that the delivery covers; `told`: in the order in which it was told. `as_now`: the school as it is read now; what
    was read otherwise is told.
    """
    known = join_days(days for each in told for days in each.covered.days)
    lacking = keep_within(leave_out(known, covered.days), first, last)
    # Days without lessons alone tell nothing, and are covered by whoever covers what lies around them.
    idle = tuple(days for days in lacking if not may_have_lessons(days))
    if len(idle) == len(lacking):
        return None
    covered = replace(covered, days=join_days((*covered.days, *idle)))
    now, before, days = load(), told[0].load(), told[0].covered
    for since in told[1:]:
        before, days = _put_together(since.load(), since.covered, before, days, first=date.min, floor=date.min)
    both, _ = _put_together(now, covered, before, days, first=first, floor=floor, last=last)
    if both is now:
        return None
    days = listing([say_days(*each) for each in both.eerder_dagen])
    told_before = make_finding(now.school, "eerdere_leveringen", dagen=days)
    return replace(both, findings=[*now.findings, told_before, *tell_otherwise(both, now, as_now)])


def _put_together(
    now: Delivery,
    covered: Covered,
    before: Delivery,
    days: Covered,
    *,
    first: date,
    floor: date,
    last: date = date.max,
) -> tuple[Delivery, Covered]:
    counted = keep_within(leave_out(days.days, covered.days), first, last)
    if not counted:
        return now, covered
    (begin, *_), (*_, end) = counted[0], counted[-1]
    decided = counted
    if not any(day < begin for day, _ in covered.days):
        # Who said what it covers is followed no further back than that.
        lowest = floor if days.from_begin else max(floor, days.days[0][0])
        counted = join_days((*counted, (max(find_begin(before, begin), lowest), begin)))
        decided = join_days((*counted, (date.min, begin)))
    events = counted
    if not any(day > end for _, day in covered.days):
        decided, events = (join_days((*each, (end, date.max))) for each in (decided, events))
    division = Division(counted, events, decided, join_days((*counted, *covered.days)))
    return add_earlier(now, before, division), Covered(division.covered)


def _may_have_lessons(settings: Settings, school: str, days: Range) -> bool:
    """Whether a day from Monday to Friday is among these that a school may not have free by the calendar alone."""
    first, last = days
    free = settings.kalender.list_free_days(
        first, last, vakantieregio=settings.get_school(school).vakantieregio, local=[(first, last, "les")]
    )
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return any(day.isoweekday() in _WORKDAYS and day not in free for day in every)
