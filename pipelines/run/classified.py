"""From the schools that were read to the tables and marts of a run: what is counted, built, checked and read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from pipelines.contexts.earlier_findings import tell_shortened, tell_vanished
from pipelines.contexts.measured_findings import tell_measured
from pipelines.contexts.outcome import (
    Outcome,
    balance_files,
    collect_findings,
    make_finding_table,
    tell_estimates,
    tell_exemptions,
    tell_moves,
    tell_numbers,
    tell_parts_of_day,
    tell_sickness,
)
from pipelines.intake.checked import pack
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.read_otherwise import OTHERWISE
from pipelines.intake.school import list_taking_part, read_lpa, read_moves, without_rows
from pipelines.intake.succession import make_succession
from pipelines.intake.unclaimed import tell_unclaimed
from pipelines.publish.attendance_officer import find_unknown_towns
from pipelines.publish.standing import count_reading, find_losses, read_standing, refuse_losses
from pipelines.run.counted_schools import TABLE, find_part, find_same, make_marks
from pipelines.run.earlier import add_earlier_rows, count_school_days, list_delivered
from pipelines.run.opened import REPORTS, OpenRun, list_targets
from pipelines.run.read_schools import load_counted, load_read, name_part, read_counted
from pipelines.run.successors import add_successors
from pipelines.store.counting import Part, count, read_mart, read_marts
from pipelines.store.reference import LPA_NUMBER, SWV_NUMBER, get_school_number, make_references
from pipelines.vault.keyring import make_key_id
from pipelines.vault.private_file import write_private
from schemas.tables import BEVINDING, LEERLING_PERIODE, PUBLISHED_TABLES, SCHOOL_METING


def classify(run: OpenRun, deliveries: Mapping[str, Delivery]) -> Outcome:
    """Read the lists of the LPA and the SWV, build the tables, check them, then build what the reports read.

    DataCheckFailed (13) when a check finds rows, or when less was read than what stands for the peildatum.
    """
    lists = read_lpa(run.settings, key=run.key)
    deliveries, moves, part = _settle(run, deliveries, lists, read_moves(run.settings, key=run.key))
    outcome = count_read(run, deliveries, lists=lists, moves=moves, part=part)
    if part is not None:
        taken = len(run.settings.scholen) - len(part.counted)
        is_are = "school is" if taken == 1 else "scholen zijn"
        run.progress(f"{taken} {is_are} niet opnieuw geteld: daar is niets veranderd.")
    if not run.toch:
        refuse_losses(_find_losses(run, outcome), peildatum=run.period.peildatum.isoformat())
    return read_report_marts(run, outcome)


def _settle(
    run: OpenRun, deliveries: Mapping[str, Delivery], lists: Delivery, moves: Delivery
) -> tuple[Mapping[str, Delivery], Delivery, Part | None]:
    """What is counted: the deliveries with what was told before, the list of moves, and which schools, where the others
    stand as they were counted. In the store are all rows that counting asks for then.
    """
    for name, delivery in ((LPA_FOLDER, lists), (SWV_FOLDER, moves)):
        write_private(run.aside / name_part(name), pack(delivery))
    marks, standing = _make_marks(run, deliveries), run.store.read_standing(TABLE)
    same = find_same(marks, standing) or frozenset()
    _load_kept(run, deliveries, run.store.load_delivery, without=same)
    with_earlier = _add_earlier(run, deliveries, same)
    settled, followed = _add_successors(run, with_earlier, moves, same)
    if followed is not moves or any(settled[name] is not delivery for name, delivery in deliveries.items()):
        write_private(run.aside / name_part(SWV_FOLDER), pack(followed))
        marks = _make_marks(run, settled)
    # What a later run asks for.
    run.store.load_reference(TABLE, marks)
    part = find_part(run.settings, marks, standing, followed.frames)
    # In the place of what was made of the others alone.
    _load_kept(run, settled, run.store.replace_delivery, without=frozenset() if part is None else same - part.beside)
    return settled, followed, part


def _load_kept(
    run: OpenRun,
    deliveries: Mapping[str, Delivery],
    load: Callable[[int, Mapping[str, pl.DataFrame]], None],
    *,
    without: frozenset[int],
) -> None:
    """Load the rows of schools that were read before and are not there yet, but for these schools by number."""
    numbers = {get_school_number(run.settings, school): school for school in list_taking_part(run.settings, deliveries)}
    for number in sorted(numbers.keys() - without - run.store.loaded):
        load(number, load_counted(run, numbers[number]).frames)


def _add_earlier(run: OpenRun, deliveries: Mapping[str, Delivery], same: frozenset[int]) -> Mapping[str, Delivery]:
    """The deliveries, each with what its school told before of days that it does not cover, in the store too.

    `same`: schools by number that stand as they were counted.
    """
    delivered = list_taking_part(run.settings, deliveries)
    both = dict(deliveries)
    for delivery in add_earlier_rows(
        run.store,
        run.settings,
        {school: partial(load_read, run, school) for school in delivered},
        partial(_make_references, run, delivered),
        period=run.period,
        coverage=run.coverage,
        key=run.key,
        same=same,
    ):
        write_private(run.aside / name_part(delivery.school), pack(delivery))
        both[delivery.school] = without_rows(delivery)
        for found in delivery.findings:
            if found.code in OTHERWISE:
                run.tell(f"Let op: school {found.school}: {found.omschrijving} Het retourblad zegt wat u kunt doen.")
    return both


def _add_successors(
    run: OpenRun, deliveries: Mapping[str, Delivery], moves: Delivery, same: frozenset[int]
) -> tuple[Mapping[str, Delivery], Delivery]:
    """The deliveries and the list of moves, with what follows where schools merged or were split.

    `same`: schools by number that stand as they were counted.
    """
    delivered = list_taking_part(run.settings, deliveries)
    followed = add_successors(
        run.store,
        run.settings,
        {school: partial(load_counted, run, school) for school in delivered},
        moves,
        partial(_make_references, run, delivered),
        same=same - run.store.loaded,
    )
    for name, delivery in followed.deliveries.items():
        write_private(run.aside / name_part(name), pack(delivery))
    return {**deliveries, **{name: without_rows(each) for name, each in followed.deliveries.items()}}, followed.moves


def _make_marks(run: OpenRun, deliveries: Mapping[str, Delivery]) -> pl.DataFrame:
    """By what each school is recognised that it would be counted the same."""
    delivered = list_taking_part(run.settings, deliveries)
    return make_marks(
        run.settings,
        {school: read_counted(run, school) for school in delivered},
        {name: (run.aside / name_part(name)).read_bytes() for name in (LPA_FOLDER, SWV_FOLDER)},
        _make_references(run, delivered),
        key_id=make_key_id(run.key),
    )


def _make_references(run: OpenRun, delivered: Mapping[str, Mapping[str, bool]]) -> dict[str, pl.DataFrame]:
    return make_references(run.settings, period=run.period, rule_sets=run.rule_sets, delivered=delivered)


def count_read(
    run: OpenRun,
    deliveries: Mapping[str, Delivery],
    *,
    lists: Delivery,
    moves: Delivery,
    part: Part | None = None,
) -> Outcome:
    """Build and check the tables of what was read and loaded. DataCheckFailed (13) when a check finds rows.

    `part`: the schools to count, where the others stand as they were counted.
    """
    run.progress("Tellen en indelen")
    references = _make_references(run, list_taking_part(run.settings, deliveries))
    own = {LPA_NUMBER: lists.frames, SWV_NUMBER: moves.frames}
    count(run.store, own, references, marts=list_targets(), coverage=run.coverage, part=part)
    return _make_outcome(run, {**deliveries, LPA_FOLDER: without_rows(lists), SWV_FOLDER: without_rows(moves)})


def read_report_marts(run: OpenRun, outcome: Outcome) -> Outcome:
    """The outcome with all that the reports read."""
    run.progress("Rapporten maken")
    marts = read_marts(run.store, *REPORTS)
    return replace(outcome, marts={name.removeprefix("mart_"): frame for name, frame in marts.items()})


def _find_losses(run: OpenRun, outcome: Outcome) -> list[str]:
    """What of the publication that stands for this peildatum this run does not read from the folder any more."""
    count_days = partial(count_school_days, run.store, run.settings, period=run.period)
    now = count_reading(
        outcome.tables[LEERLING_PERIODE.name],
        outcome.tables.get(SCHOOL_METING.name),
        files=[(school, file.bestand) for school, files in outcome.files.items() for file in files],
        refused={school for school, _ in outcome.refused},
        kept=[(school, kept) for school, delivery in outcome.deliveries.items() for kept in delivery.kept_registers],
        earlier={school: count_days(school, each.eerder_dagen) for school, each in outcome.deliveries.items()},
    )
    if run.is_standing_damaged("tabellen"):
        return find_losses(None, now)
    return find_losses(read_standing(run.standing, count_days, opvolgers=run.settings.opvolgers), now)


def _make_outcome(run: OpenRun, deliveries: Mapping[str, Delivery]) -> Outcome:
    tables = {
        table.name: read_mart(run.store, f"mart_{table.name}", order_by=table.key)
        for table in PUBLISHED_TABLES
        if table is not BEVINDING
    }
    succession = make_succession(run.settings, deliveries)
    findings = collect_findings(
        deliveries,
        row_states=read_mart(run.store, "mart_rijstand"),
        code_use=read_mart(run.store, "mart_codegebruik"),
        more=[
            *find_unknown_towns(read_mart(run.store, "mart_leerplicht"), deliveries),
            *tell_unclaimed(run.settings, known=run.known_folders),
            *tell_parts_of_day(read_mart(run.store, "mart_dagdeel_lezing")),
            *tell_estimates(
                read_mart(run.store, "mart_noemer_geschat"), read_mart(run.store, "mart_lessen_erbij"), deliveries
            ),
            *tell_sickness(read_mart(run.store, "mart_ziekte_niet_herkend")),
            *tell_exemptions(read_mart(run.store, "mart_vrijstelling_verlopen")),
            *tell_moves(read_mart(run.store, "mart_overstap")),
            *tell_measured(lambda name: read_mart(run.store, name), deliveries, period=run.period),
            *tell_vanished(
                run.settings.uitvoer,
                peildatum=run.period.peildatum,
                delivered=list_delivered(read_mart(run.store, "mart_leerling_geleverd"), deliveries, run.settings),
                key_id=make_key_id(run.key),
                damaged=run.damaged,
                succession=succession,
            ),
            *tell_shortened(
                run.settings.uitvoer,
                peildatum=run.period.peildatum,
                measured=tables[SCHOOL_METING.name],
                pupils=tables[LEERLING_PERIODE.name],
                damaged=run.damaged,
                succession=succession,
            ),
            *tell_numbers(run.settings, deliveries),
        ],
    )
    return Outcome(
        settings=run.settings,
        period=run.period,
        rule_sets=run.rule_sets,
        deliveries=deliveries,
        findings=findings,
        files=balance_files(deliveries, read_mart(run.store, "mart_rijtelling")),
        tables={**tables, BEVINDING.name: make_finding_table(findings)},
        marts={},
    )
