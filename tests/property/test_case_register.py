"""The register for the Inspectie: whatever the deliveries say, and in whatever order peildata are run, numbers hold."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from pipelines.vault.case_register import EMPTY, Register, Seen, load_register, save_register, update_register
from schemas.inspectie import AFGESLOTEN, LOOPT, LRV_TOT_3_MAANDEN

PEILDATA = (date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1))
FIRST = date(2025, 6, 1)
Run = tuple[str, date, date]


@st.composite
def draw_runs(draw: st.DrawFn) -> list[Run]:
    """Runs of three pupils, with at least a day between two of the same pupil."""
    runs = []
    for houder in "abc":
        day = FIRST
        for gap, length in draw(st.lists(st.tuples(st.integers(1, 90), st.integers(28, 150)), max_size=4)):
            begin = day + timedelta(days=gap)
            day = begin + timedelta(days=length)
            runs.append((houder, begin, day - timedelta(days=1)))
    return runs


def get_period_start(peildatum: date) -> date:
    return max((day for day in PEILDATA if day < peildatum), default=FIRST)


def tell(runs: list[Run], peildatum: date) -> list[Seen]:
    """What deliveries that are always right say of the runs on a peildatum."""
    period = get_period_start(peildatum)
    return [
        Seen(
            houder=houder,
            soort=LRV_TOT_3_MAANDEN,
            begin=begin,
            eind=last if last < peildatum else None,
            gezien_tot=min(last, peildatum),
            in_periode=last > period,
        )
        for houder, begin, last in runs
        if begin <= peildatum
    ]


@given(runs=draw_runs(), order=st.lists(st.sampled_from(PEILDATA), min_size=1, max_size=8))
def test_a_run_has_one_number_whatever_the_order_of_the_peildata(runs: list[Run], order: list[date]) -> None:
    def step(register: Register, peildatum: date) -> Register:
        return update_register(register, peildatum=peildatum, seen=tell(runs, peildatum), reach={})

    numbers: dict[tuple[str, date], int] = {}
    register = EMPTY
    for peildatum in order:
        register = step(register, peildatum)
        for entry in register.standen[peildatum]:
            run = (register.houders[entry.nummer], entry.begin)
            assert numbers.setdefault(run, entry.nummer) == entry.nummer
    assert len(set(numbers.values())) == len(numbers) == len(register.houders)

    # In the order of time once more: each view holds what was in force in a period up to then, as it is now.
    done = sorted(set(order))
    register = reduce(step, done, register)
    for peildatum in done:
        told = {(seen.houder, seen.begin): seen for seen in tell(runs, peildatum)}
        ever = {
            (seen.houder, seen.begin) for day in done if day <= peildatum for seen in tell(runs, day) if seen.in_periode
        }
        view = {(register.houders[entry.nummer], entry.begin): entry for entry in register.standen[peildatum]}
        assert set(view) == ever
        for run, entry in view.items():
            assert (entry.eind, entry.stand) == (told[run].eind, LOOPT if told[run].eind is None else AFGESLOTEN)
        # Doing it again changes nothing at all, and neither does the order of the rows.
        assert step(register, peildatum) == register
        assert update_register(register, peildatum=peildatum, seen=tell(runs, peildatum)[::-1], reach={}) == register


DAYS = st.dates(FIRST, PEILDATA[-1])


@st.composite
def draw_seen(draw: st.DrawFn) -> Seen:
    begin, last = sorted((draw(DAYS), draw(DAYS)))
    goes_on, confirmed = draw(st.booleans()), draw(st.booleans())
    return Seen(
        houder=draw(st.sampled_from("ab")),
        soort=LRV_TOT_3_MAANDEN,
        begin=begin,
        eind=None if goes_on else last,
        gezien_tot=last,
        niet_bevestigd_sinds=None if confirmed else last,
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(PEILDATA),
        st.lists(draw_seen(), max_size=5),
        st.dictionaries(st.sampled_from("ab"), st.lists(st.tuples(DAYS, DAYS), max_size=2)),
    ),
    max_size=8,
)


@given(steps=STEPS)
def test_numbers_are_never_lost_doubled_or_given_to_another(steps: list, tmp_path_factory) -> None:
    """Deliveries that contradict each other in every way, also for a peildatum that was run before."""
    register = EMPTY
    for peildatum, told_now, reach in steps:
        before = register
        period = get_period_start(peildatum)
        seen = [replace(case, in_periode=case.eind is None or case.eind > period) for case in told_now]
        register = update_register(before, peildatum=peildatum, seen=seen, reach=reach)
        stand = [entry.nummer for entry in register.standen[peildatum]]
        assert stand == sorted(set(stand))
        # A holder keeps its numbers, and what an earlier view or this one held is still there.
        assert before.houders.items() <= register.houders.items()
        assert sorted(register.houders) == list(range(1, len(register.houders) + 1))
        known = [*before.list_entries_before(peildatum), *before.standen.get(peildatum, ())]
        assert {entry.nummer for entry in known} <= set(stand)
        # Every case that the deliveries tell of in the period is in the view, as they tell it.
        rows = sorted(
            (register.houders[entry.nummer], entry.begin, entry.gezien_tot, entry.eind or date.max)
            for entry in register.standen[peildatum]
            if entry.in_periode
        )
        told = [(case.houder, case.begin, case.gezien_tot, case.eind or date.max) for case in seen if case.in_periode]
        assert rows == sorted(told)
        # No case is closed by what is not confirmed, unless it was closed before with that very end.
        closed = {(entry.nummer, entry.eind) for entry in known if entry.stand == AFGESLOTEN}
        confirmed = {(case.houder, case.begin, case.eind) for case in seen if case.niet_bevestigd_sinds is None}
        for entry in register.standen[peildatum]:
            if entry.stand == AFGESLOTEN and (entry.nummer, entry.eind) not in closed:
                assert (register.houders[entry.nummer], entry.begin, entry.eind) in confirmed
        # Other peildata are not touched; doing it again is doing nothing.
        others = {day: view for day, view in register.standen.items() if day != peildatum}
        assert others == {day: view for day, view in before.standen.items() if day != peildatum}
        assert update_register(register, peildatum=peildatum, seen=seen, reach=reach) == register
    folder = tmp_path_factory.mktemp("register")
    save_register(register, folder)
    assert load_register(folder) == register
