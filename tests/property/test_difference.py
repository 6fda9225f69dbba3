"""Whatever the counts of the states between two editions are, the parts of each pupil, school and count add up."""

import os

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.run.difference import bridge_unit, lay_parts
from reports.context.difference import CODES, CORRECTIES, PROGRAMMA, REGELS, ROOSTERS, STAPPEN, TELLINGEN

SCHOOLS = ("10AB00", "20AB00", "30AB00")
PUPILS = ("la", "lb", "lc")
STATES = ("van", PROGRAMMA, REGELS, CODES, ROOSTERS, CORRECTIES, "later", "naar")
SCHEMA = {
    "school": pl.String,
    "leerling": pl.String,
    "telling": pl.String,
    "telt_swv": pl.Boolean,
    "aantal": pl.Int32,
}

rows = st.tuples(
    st.sampled_from(SCHOOLS), st.sampled_from(PUPILS), st.sampled_from(TELLINGEN), st.booleans(), st.integers(1, 3)
)
states = st.lists(rows, max_size=12, unique_by=lambda row: row[:3]).map(
    lambda found: pl.DataFrame(found, schema=SCHEMA, orient="row")
)
some_schools = st.sets(st.sampled_from(SCHOOLS))


@settings(max_examples=2000 if os.environ.get("MSA_DEEP") else 100)
@given(
    counted=st.fixed_dictionaries(dict.fromkeys(STATES, states)),
    before=some_schools,
    after=some_schools,
    countable=some_schools,
    linked=st.booleans(),
    swv=st.booleans(),
)
def test_the_parts_always_add_up(
    counted: dict[str, pl.DataFrame],
    before: set[str],
    after: set[str],
    countable: set[str],
    linked: bool,
    swv: bool,
) -> None:
    known = counted if countable else {name: counted[name] for name in ("van", "naar")}
    found = lay_parts(known, before=before, after=after, countable=sorted(countable), linked=linked, swv=swv)
    assert found.filter(pl.col("naar") - pl.col("van") != pl.sum_horizontal(STAPPEN)).is_empty()
    for name in ("van", "naar"):
        expected = counted[name].filter(pl.col("telt_swv") | (not swv))["aantal"].sum()
        assert found[name].sum() == expected
    for school in ("", *SCHOOLS):
        for bridge in bridge_unit(found, school=school, name="").tellingen.values():
            assert bridge.van + sum(part.netto for part in bridge.delen.values()) == bridge.naar
            assert all(part.erbij >= 0 and part.eraf >= 0 for part in bridge.delen.values())
