"""Pupils who went along when schools merged or one was split: moves that follow from what the schools deliver.

A school that goes on from others (`vroeger`, with a block of their own) has their pupils under the same leerlingnummer.
A number alone does not say that it is the same child: birth dates decide, and where they do not, only who can be nobody
else goes along. Who is left over is counted and told, and stays at the school of before: nobody is joined by guess, and
nobody disappears. What the SWV says itself, in its list of moves, goes before all of this.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import polars as pl

from pipelines.intake.delivered import Delivery
from pipelines.intake.read_parts import Covered
from pipelines.run.earlier import read_covered
from pipelines.settings import Settings
from pipelines.store.reference import get_school_number
from pipelines.store.store import Store
from reports.words.wording import NBSP, counted, listing
from schemas.findings import make_finding
from schemas.tables import RAW_BESTAND, RAW_LEERLING, RAW_OVERSTAP, RAW_SLEUTEL

_DAY = timedelta(days=1)
_BIRTH, _BEGIN, _END, _NUMBER = "geboortedatum", "inschrijfdatum", "uitschrijfdatum", "leerling_nr"


@dataclass(frozen=True)
class Followed:
    """What followed: deliveries that are other ones now, and the list of moves with those that were added."""

    deliveries: Mapping[str, Delivery]
    moves: Delivery


@dataclass(frozen=True)
class _Pupil:
    """One pupil of one delivery. `begin`: of its first enrolment, None without a bound; `end`: of its last."""

    birth: date | None
    begin: date | None
    end: date | None


@dataclass
class _Pairs:
    """Who went along: (school and code of before) -> (school and code now, first day there). `unsure`: by school."""

    found: dict[tuple[str, str], tuple[str, str, date]] = field(default_factory=dict)
    unsure: dict[str, int] = field(default_factory=dict)


def add_successors(
    store: Store,
    settings: Settings,
    load: Mapping[str, Callable[[], Delivery]],
    moves: Delivery,
    make_references: Callable[[], Mapping[str, pl.DataFrame]],
    *,
    same: Collection[int] = (),
) -> Followed:
    """What follows where schools merged or were split, in the store too; nothing where none did.

    `load`: by school whose rows the store holds, how to get its delivery with them. `make_references`: asked for where
    a school goes on from others. `same`: as of `read_covered`.
    """
    if not any(school.herkomst for school in settings.scholen if school.id in load):
        return Followed({}, moves)
    for name, frame in make_references().items():
        store.load_reference(name, frame)
    followed = follow_pupils(settings, load, read_covered(store, settings, same=same), moves)
    for name, delivery in followed.deliveries.items():
        store.replace_delivery(get_school_number(settings, name), delivery.frames)
    return followed


def follow_pupils(
    settings: Settings, load: Mapping[str, Callable[[], Delivery]], covered: Mapping[str, Covered], moves: Delivery
) -> Followed:
    """The moves that follow, and the pupils who made one enrolled at the school of before until the day before.

    `load`: by school that takes part, how to get its delivery with all rows. `covered`: the days that each is measured.
    """
    involved = [school for school in settings.scholen if school.herkomst and school.id in load]
    former = sorted({each for school in involved for each in school.herkomst if each in load})
    read = {name: load[name]() for name in sorted({*former, *(school.id for school in involved)})}
    pupils = {name: _list_pupils(delivery) for name, delivery in read.items()}
    told = moves.frames[RAW_OVERSTAP.name]
    gone = set(told.select("school_van", "leerling_van").iter_rows())
    come = set(told.select("school_naar", "leerling_naar").iter_rows())
    pairs = _Pairs()
    for school in involved:
        _pair(read[school.id], pupils, covered, gone=gone, come=come, pairs=pairs)
    changed = {name: _end_enrolments(read[name], pairs, _find_last(covered, name)) for name in former}
    for name in former:
        left = _count_left(pupils[name], name, _find_last(covered, name), {*gone, *pairs.found})
        if left and read[name].frames[RAW_BESTAND.name].is_empty():
            changed[name] = _tell(changed[name], "leerling_kwijt", left)
    for name, number in pairs.unsure.items():
        changed[name] = _tell(changed.get(name, read[name]), "leerling_botsing", number)
    for school in involved:
        number = sum(now == school.id for now, *_ in pairs.found.values())
        told_by = changed.get(school.id, read[school.id])
        changed[school.id] = _tell(told_by, "leerlingen_mee", number, scholen=listing(school.herkomst))
    return Followed(changed, _add_moves(moves, pairs))


def _list_pupils(delivery: Delivery) -> dict[str, _Pupil]:
    rows = delivery.frames[RAW_LEERLING.name].join(delivery.frames[RAW_SLEUTEL.name], on=_NUMBER)
    of_pupil = rows.group_by("leerling").agg(
        pl.col(_BIRTH).drop_nulls().last(),
        pl.when(pl.col(_BEGIN).is_null().any()).then(None).otherwise(pl.col(_BEGIN).min()).alias(_BEGIN),
        pl.when(pl.col(_END).is_null().any()).then(None).otherwise(pl.col(_END).max()).alias(_END),
    )
    return {code: _Pupil(*told) for code, *told in of_pupil.sort("leerling").iter_rows()}


def _find_last(covered: Mapping[str, Covered], name: str) -> date:
    """The last measured day of a school; before all days where it has none."""
    days = covered[name].days if name in covered else ()
    return days[-1][1] if days else date.min


def _pair(
    delivery: Delivery,
    pupils: Mapping[str, Mapping[str, _Pupil]],
    covered: Mapping[str, Covered],
    *,
    gone: set[tuple[str, str]],
    come: set[tuple[str, str]],
    pairs: _Pairs,
) -> None:
    """The pupils of one school beside those with the same number at the schools that it goes on from."""
    school, unsure = delivery.school, 0
    candidates: dict[str, list[tuple[str, str]]] = {}
    for name, codes in delivery.herkomst_codes.items():
        for other, code in codes.items():
            if other in pupils.get(name, {}) and (name, other) not in gone and (school, code) not in come:
                candidates.setdefault(code, []).append((name, other))
    days = covered[school].days if school in covered else ()
    for code, found in sorted(candidates.items()):
        pupil = pupils[school].get(code)
        first = days[0][0] if days else None
        if pupil is None or (first := pupil.begin or first) is None:
            continue
        chosen = _choose(pupil, first, found, pupils, covered)
        if chosen is None or chosen in pairs.found:
            unsure += 1
        else:
            pairs.found[chosen] = (school, code, first)
    if unsure:
        pairs.unsure[school] = unsure


def _choose(
    pupil: _Pupil,
    first: date,
    candidates: Sequence[tuple[str, str]],
    pupils: Mapping[str, Mapping[str, _Pupil]],
    covered: Mapping[str, Covered],
) -> tuple[str, str] | None:
    """Which of those with the number is this child: the one with its birth date.

    Without birth dates the only one, when its school told nothing any more once the child was here: before that, the
    number can have been of another child here.
    """
    same = [each for each in candidates if pupil.birth and pupils[each[0]][each[1]].birth == pupil.birth]
    if len(same) == 1:
        return same[0]
    (name, code), *others = candidates
    is_known = pupil.birth is not None and pupils[name][code].birth is not None
    return None if others or is_known or first <= _find_last(covered, name) else (name, code)


def _end_enrolments(delivery: Delivery, pairs: _Pairs, last: date) -> Delivery:
    """Who went along is enrolled until the day before; who came before the `last` measured day is left as told.

    Of a school that is closed, and delivers nothing, nobody is enrolled after that day.
    """
    is_closed = delivery.frames[RAW_BESTAND.name].is_empty() and last > date.min
    ends = {
        code: first - _DAY
        for (school, code), (_, _, first) in pairs.found.items()
        if school == delivery.school and first > last
    }
    keys = delivery.frames[RAW_SLEUTEL.name].select(_NUMBER, "leerling")
    known = pl.DataFrame(
        {"leerling": list(ends), "tot": list(ends.values())}, schema={"leerling": pl.String, "tot": pl.Date}
    )
    rows = delivery.frames[RAW_LEERLING.name]
    until = rows.join(keys.join(known, on="leerling"), on=_NUMBER, how="left", maintain_order="left")
    until = until.with_columns(pl.col("tot").fill_null(last)) if is_closed else until
    cut = until.filter(pl.col("tot").is_null() | pl.col(_BEGIN).is_null() | (pl.col(_BEGIN) <= pl.col("tot")))
    cut = cut.with_columns(pl.min_horizontal(_END, "tot").alias(_END)).select(rows.columns)
    return replace(delivery, frames={**delivery.frames, RAW_LEERLING.name: cut})


def _count_left(pupils: Mapping[str, _Pupil], name: str, last: date, followed: set[tuple[str, str]]) -> int:
    """Who was at the school on its last measured day, and of whom nothing says where they are now."""
    there = (code for code, pupil in pupils.items() if (pupil.begin or date.min) <= last <= (pupil.end or date.max))
    return sum((name, code) not in followed for code in there)


def _add_moves(moves: Delivery, pairs: _Pairs) -> Delivery:
    known = moves.frames[RAW_OVERSTAP.name]
    # Of no file: what follows stands in none.
    file = moves.frames[RAW_BESTAND.name].height
    rows = [
        (*before, school, code, first, file, line)
        for line, (before, (school, code, first)) in enumerate(sorted(pairs.found.items()), start=1)
    ]
    added = pl.DataFrame(rows, schema=RAW_OVERSTAP.polars_schema, orient="row")
    return replace(moves, frames={**moves.frames, RAW_OVERSTAP.name: pl.concat([known, added])})


def _tell(delivery: Delivery, code: str, number: int, *, scholen: str = "") -> Delivery:
    pupils = counted(number, "leerling", "leerlingen").replace(NBSP, " ")
    return replace(
        delivery,
        findings=[
            *delivery.findings,
            make_finding(delivery.school, code, aantal=number, leerlingen=pupils, scholen=scholen),
        ],
    )
