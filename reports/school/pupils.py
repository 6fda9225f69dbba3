"""What the second page of a school gets: a card for each pupil of the list, and a row for everybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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
    regels: tuple[Signal, ...]
    """Each rule that holds for any pupil, once."""

    @property
    def met_kaart(self) -> tuple[Pupil, ...]:
        """Pupils in the order of their cards."""
        return tuple(card.rij.leerling for group in self.groepen for card in group.kaarten)


@dataclass(frozen=True)
class ShownEvidence:
    """The evidence for which the page has room."""

    kaarten: tuple[tuple[Evidence, ...], ...]
    """Of each card in turn."""
    anderen: tuple[Pupil, ...]
    """Pupils without a card, with the signals that are shown of them; none where there is no room for any."""
    te_veel: bool
    """Signals of pupils without a card were left out."""

    @cached_property
    def codes(self) -> frozenset[str]:
        """Of `anderen`."""
        return frozenset(pupil.leerling for pupil in self.anderen)


def make_pupils_view(report: SchoolReport, groups: Sequence[worklist.Group]) -> PupilsView:
    """`groups`: the list of the first page."""
    codes = {row.leerling.leerling for group in groups for row in group.rijen}
    left = sorted((p for p in report.leerlingen if p.leerling not in codes), key=lambda p: (p.klas, p.leerling))
    classes, days = _sum_classes(report), tuple(day.datum for day in report.dagen)
    return PupilsView(
        groepen=tuple(
            CardGroup(
                group,
                tuple(_make_card(report, row, classes, days=days) for row in group.rijen),
            )
            for group in groups
        ),
        anderen=tuple(left),
        regels=_list_rules(report.leerlingen),
    )


def choose_evidence(view: PupilsView, *, lines: int, others: bool) -> ShownEvidence:
    """`lines`: of evidence, in the order of the list; `others`: also signals of pupils who are not on it."""
    shown = limit_evidence([*view.met_kaart, *(view.anderen if others else ())], lines=lines)
    found = {pupil.leerling: pupil for pupil in shown}
    return ShownEvidence(
        kaarten=tuple(found[p.leerling].bewijs if p.leerling in found else () for p in view.met_kaart),
        anderen=tuple(found[pupil.leerling] for pupil in view.anderen if pupil.leerling in found),
        te_veel=not others and any(pupil.bewijs for pupil in view.anderen),
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
        klas=classes.get(pupil.klas) if pupil.ingeschreven else None,
    )


def _list_rules(pupils: Iterable[Pupil]) -> tuple[Signal, ...]:
    found = {signal.regel: signal for pupil in pupils for group in pupil.bewijs for signal in group.signalen}
    return tuple(found[rule] for rule in sorted(found))
