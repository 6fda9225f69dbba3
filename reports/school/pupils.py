"""What the second page of a school gets: a card for each pupil of the list, and a row for everybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.context.counts import Minutes, sum_minutes
from reports.context.school import Evidence, Pupil, PupilStatus, SchoolReport, Signal
from reports.school import worklist
from reports.school.day_strip import Strip, make_year_strip
from reports.school.evidence import limit_evidence
from reports.school.words import describe_free_days


@dataclass(frozen=True)
class Card:
    """What is known of a pupil of the list. `zin` and the work: as on the first page."""

    rij: worklist.Row
    jaar: Strip | None
    statussen: tuple[tuple[PupilStatus, str], ...]
    """Each with how many of its calendar days were free, where calendar days decide."""
    bewijs: tuple[Evidence, ...]
    klas: Minutes | None
    """Of the class as a whole, to compare with; None of a small class, and of who has none."""


@dataclass(frozen=True)
class CardGroup:
    """The cards of one part of the list."""

    groep: worklist.Group
    kaarten: tuple[Card, ...]


@dataclass(frozen=True)
class PupilsView:
    """Everything of the page that is not a field of the context."""

    groepen: tuple[CardGroup, ...]
    anderen: tuple[Pupil, ...]
    """Pupils who are not on the list, by class and code."""
    signalen: Mapping[str, tuple[Evidence, ...]]
    """Signals of those, by code; none where there is no room for them."""
    te_veel: bool
    """Signals of `anderen` were left out."""
    regels: tuple[Signal, ...]
    """Each rule that holds for any pupil, once."""


def make_pupils_view(report: SchoolReport, groups: Sequence[worklist.Group], *, lines: int, others: bool) -> PupilsView:
    """`lines`: of evidence, in the order of the list; `others`: also signals of pupils who are not on it."""
    listed = [row.leerling for group in groups for row in group.rijen]
    codes = {pupil.leerling for pupil in listed}
    left = sorted((p for p in report.leerlingen if p.leerling not in codes), key=lambda p: (p.klas, p.leerling))
    shown = limit_evidence([*listed, *(left if others else ())], lines=lines)
    found = {pupil.leerling: pupil.bewijs for pupil in shown}
    classes, days = _sum_classes(report), [day.datum for day in report.dagen]
    return PupilsView(
        groepen=tuple(
            CardGroup(
                group,
                tuple(
                    _make_card(report, row, found.get(row.leerling.leerling, ()), classes, days=days)
                    for row in group.rijen
                ),
            )
            for group in groups
        ),
        anderen=tuple(left),
        signalen={pupil.leerling: found[pupil.leerling] for pupil in left if pupil.leerling in found},
        te_veel=not others and any(pupil.bewijs for pupil in left),
        regels=_list_rules(report.leerlingen),
    )


def _sum_classes(report: SchoolReport) -> dict[str, Minutes]:
    """The minutes of each class with enough pupils to compare with."""
    members: dict[str, list[Minutes]] = {}
    for pupil in report.leerlingen:
        members.setdefault(pupil.klas, []).append(pupil.minuten)
    return {
        name: sum_minutes(found)
        for name, found in members.items()
        if name and len(found) >= report.grenzen.minimum_leerlingen
    }


def _make_card(
    report: SchoolReport,
    row: worklist.Row,
    evidence: Sequence[Evidence],
    classes: Mapping[str, Minutes],
    *,
    days: Sequence[date],
) -> Card:
    pupil = row.leerling
    decide = report.kalenderdagen_beslissen
    return Card(
        rij=row,
        jaar=make_year_strip(pupil.kaart.dagen, days) if pupil.kaart and pupil.ingeschreven else None,
        statussen=tuple((status, describe_free_days(pupil, status) if decide else "") for status in pupil.statussen),
        bewijs=tuple(evidence),
        klas=classes.get(pupil.klas) if pupil.ingeschreven else None,
    )


def _list_rules(pupils: Iterable[Pupil]) -> tuple[Signal, ...]:
    found = {signal.regel: signal for pupil in pupils for group in pupil.bewijs for signal in group.signalen}
    return tuple(found[rule] for rule in sorted(found))
