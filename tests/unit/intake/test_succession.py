"""Rows of published tables and of deliveries, as they are once a school has another number."""

import polars as pl

from pipelines.intake.delivered import Delivery
from pipelines.intake.shared_list import make_owners
from pipelines.intake.succession import NOBODY, Succession, follow_delivery
from pipelines.settings import School
from schemas.tables import RAW_SLEUTEL

OLD, NEW, OTHER = "12AB00", "22BB00", "34CD00"
MOVED = Succession({OLD: NEW}, {"laaaaaaaaaaa": "lbbbbbbbbbbb"})


def test_rows_have_the_number_and_the_codes_of_now() -> None:
    rows = pl.DataFrame(
        {
            "school": [OLD, OTHER],
            "leerling": ["laaaaaaaaaaa", "lccccccccccc"],
            "naar_school": [OTHER, OLD],
            "klas": [OLD, "1A"],
        }
    )
    assert MOVED.follow(rows).rows() == [
        (NEW, "lbbbbbbbbbbb", OTHER, OLD),
        (OTHER, "lccccccccccc", NEW, "1A"),
    ]
    assert NOBODY.follow(rows).equals(rows)


def test_a_table_without_schools_stays() -> None:
    rows = pl.DataFrame({"leerling": ["laaaaaaaaaaa"]})
    assert MOVED.follow(rows) is rows


def test_a_delivery_of_before_has_the_codes_of_now() -> None:
    keys = pl.DataFrame(
        {"leerling_nr": [0, 1], "leerlingnummer": ["laaaaaaaaaaa", "lccccccccccc"]},
        schema_overrides={"leerling_nr": pl.Int32},
    ).with_columns(leerling="leerlingnummer")
    before = Delivery(OLD, None, {RAW_SLEUTEL.name: keys}, [], [])
    followed = follow_delivery(before, MOVED.codes).frames[RAW_SLEUTEL.name]
    assert followed.select("leerlingnummer", "leerling").rows() == [("lbbbbbbbbbbb",) * 2, ("lccccccccccc",) * 2]
    assert follow_delivery(before, {}) is before


def test_a_list_for_several_schools_may_name_the_number_of_before() -> None:
    """Its BRIN alone too, where no other school has it."""
    renumbered = School(NEW, "A", "VO", "sjabloon", "p", "noord", vroeger=(OLD,))
    owners = make_owners([renumbered, School("12AB01", "B", "VO", "sjabloon", "p", "noord")])
    assert {name: owners.get(name) for name in ("12ab00", "22bb00", "22bb", "12ab", "12ab01")} == {
        "12ab00": NEW,
        "22bb00": NEW,
        "22bb": NEW,
        "12ab": None,
        "12ab01": "12AB01",
    }
