"""One input of a delivery replaced by that of another edition: rows written down, expectations worked out by hand."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from pipelines.run.replaced_inputs import (
    Frames,
    Measured,
    Reach,
    align,
    is_measured_alike,
    replace_codes,
    replace_corrections,
    replace_timetables,
    says_the_same,
)
from schemas.tables import RAW_TABLES

SAME_DAY, SAME_YEAR, OTHER_YEAR = Reach(True, True), Reach(False, True), Reach(False, False)
TABLES = {table.name: table for table in RAW_TABLES}
NOV_3, DEC_31, JAN_1, JAN_5, FEB_1 = (
    date(2025, 11, 3),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 5),
    date(2026, 2, 1),
)
YEAR = date(2025, 8, 1)


def make(**rows: list[dict[str, Any]]) -> Frames:
    """A delivery with these rows by name of the raw table; a column that is not given is empty, or 0 for a number."""
    return {
        name: pl.DataFrame(
            [
                {
                    column.name: row.get(column.name, None if column.nullable else _fill(column.dtype))
                    for column in table.columns
                }
                for row in rows.get(name, [])
            ],
            schema=table.polars_schema,
        )
        for name, table in TABLES.items()
    }


def _fill(kind: Any) -> Any:
    return {pl.String: "", pl.Boolean: False, pl.Date: YEAR}.get(kind, 0)


def pupils(*codes: str) -> list[dict[str, Any]]:
    return [{"leerling_nr": number, "leerlingnummer": code, "leerling": code} for number, code in enumerate(codes)]


def lesson(number: int, day: date, code: str = "Z", **more: Any) -> dict[str, Any]:
    return {"leerling_nr": number, "datum": day, "lesuur": 1, "code": code, **more}


def span(number: int, begin: date, end: date | None) -> dict[str, Any]:
    return {
        "leerling_nr": number,
        "begin": datetime(begin.year, begin.month, begin.day),
        "begin_is_dag": True,
        "eind": end and datetime(end.year, end.month, end.day),
        "eind_is_dag": True,
        "code": "Z",
    }


def test_pupils_of_both_get_one_number_and_files_their_own() -> None:
    """lb is 1 in the first delivery and 0 in the second; together la, lb and lc are 0, 1 and 2."""
    before = make(raw_sleutel=pupils("la", "lb"), raw_absentie_les=[lesson(1, NOV_3, bestand_nr=4, volgnr=9)])
    after = make(raw_sleutel=pupils("lb", "lc"), raw_absentie_les=[lesson(0, NOV_3, bestand_nr=2, volgnr=3)])
    first, second = align(before, after)
    columns = ["leerling_nr", "bestand_nr", "volgnr"]
    assert first["raw_absentie_les"].select(columns).rows() == [(1, 4, 9)]
    # Files go on after number 4, rows after number 9.
    assert second["raw_absentie_les"].select(columns).rows() == [(1, 2 + 5, 3 + 10)]
    assert second["raw_sleutel"].sort("leerling_nr").select("leerling_nr", "leerling").rows() == [(1, "lb"), (2, "lc")]
    assert says_the_same(first, second, ["raw_absentie_les"])
    assert not says_the_same(first, second, ["raw_sleutel"])


def list_codes(frames: Frames) -> list[tuple[Any, ...]]:
    return sorted(frames["raw_code"].select("code", "soort", "geldig_van", "geldig_tot").rows(), key=str)


def test_of_one_peildatum_the_later_code_table_is_the_table() -> None:
    before = make(raw_code=[{"code": "A", "soort": "ziek"}, {"code": "B", "soort": "luxe"}])
    after = make(raw_code=[{"code": "A", "soort": "verlof"}])
    assert list_codes(replace_codes(before, after, SAME_DAY)) == [("A", "verlof", None, None)]


def test_of_another_peildatum_what_a_later_table_does_not_tell_stays() -> None:
    """A holds from 1 January in the later one, so before it as it was; B is not told; C is told for all days."""
    before = make(
        raw_code=[
            {"code": "A", "soort": "ziek"},
            {"code": "A", "soort": "medisch", "geldig_van": JAN_5},
            {"code": "B", "soort": "luxe"},
            {"code": "C", "soort": "luxe"},
        ]
    )
    after = make(raw_code=[{"code": "A", "soort": "verlof", "geldig_van": JAN_1}, {"code": "C", "soort": "spijbelen"}])
    assert list_codes(replace_codes(before, after, SAME_YEAR)) == [
        ("A", "verlof", JAN_1, None),
        ("A", "ziek", None, DEC_31),
        ("B", "luxe", None, None),
        ("C", "spijbelen", None, None),
    ]


def test_a_mapped_code_gives_its_kind_to_the_rows_of_then_but_not_to_rows_with_a_kind_of_their_own() -> None:
    own = {"soort_rij": "ziek", "soort_bron": "rij_type"}
    before = make(raw_absentie_les=[lesson(0, NOV_3, "X"), lesson(0, NOV_3, "X", **own), lesson(0, NOV_3, "Y")])
    mapped = {"soort_rij": "luxe", "soort_bron": "koppeling"}
    after = make(raw_absentie_les=[lesson(0, FEB_1, "X", **mapped), lesson(0, FEB_1, "X", **own)])
    found = replace_codes(before, after, SAME_DAY)["raw_absentie_les"]
    assert found.select("code", "soort_rij", "soort_bron").rows() == [
        ("X", "luxe", "koppeling"),
        ("X", "ziek", "rij_type"),
        ("Y", None, None),
    ]


def weekly(first: date | None = None, last: date | None = None, hour: int = 1) -> dict[str, Any]:
    return {"groep": "1A", "weekdag": 1, "lesuur": hour, "minuten": 50, "geldig_van": first, "geldig_tot": last}


def list_weekly(frames: Frames) -> list[tuple[Any, ...]]:
    return frames["raw_rooster_week"].select("lesuur", "geldig_van", "geldig_tot").rows()


def test_a_timetable_that_begins_later_leaves_the_days_before_it() -> None:
    before = make(raw_rooster_week=[weekly(), weekly(FEB_1, hour=3)])
    after = make(raw_rooster_week=[weekly(JAN_5, hour=2)])
    assert list_weekly(replace_timetables(before, after, SAME_YEAR)) == [(1, None, date(2026, 1, 4)), (2, JAN_5, None)]
    # Without a first day, or of the same peildatum, it is the timetable of all days.
    whole = make(raw_rooster_week=[weekly(hour=2)])
    assert list_weekly(replace_timetables(before, whole, SAME_YEAR)) == [(2, None, None)]
    assert list_weekly(replace_timetables(before, after, SAME_DAY)) == [(2, JAN_5, None)]


def test_a_new_school_year_brings_free_days_alone() -> None:
    free = {"van": JAN_1, "tot": JAN_5, "soort": "vrij"}
    before = make(raw_rooster_week=[weekly()], raw_kalender=[{"van": NOV_3, "tot": NOV_3, "soort": "vrij"}])
    after = make(raw_rooster_week=[weekly(hour=2)], raw_kalender=[free])
    found = replace_timetables(before, after, OTHER_YEAR)
    assert list_weekly(found) == [(1, None, None)]
    assert found["raw_kalender"].select("van", "tot").rows() == [(NOV_3, NOV_3), (JAN_1, JAN_5)]


def test_groups_of_who_is_in_both_are_of_later() -> None:
    before = make(
        raw_sleutel=pupils("la", "lb"),
        raw_groep=[{"leerling_nr": 0, "groep": "wi1"}, {"leerling_nr": 1, "groep": "wi1"}],
    )
    after = make(raw_sleutel=pupils("la"), raw_groep=[{"leerling_nr": 0, "groep": "wi2"}])
    found = replace_timetables(before, after, SAME_DAY)["raw_groep"]
    assert sorted(found.select("leerling_nr", "groep").rows()) == [(0, "wi2"), (1, "wi1")]


def test_corrections_are_of_measured_days_that_the_later_delivery_reaches() -> None:
    """Then measured up to 31 December; the later delivery covers 1 December on. la is in both, lb then, lc now."""
    nov_28, dec_1, dec_8 = date(2025, 11, 28), date(2025, 12, 1), date(2025, 12, 8)
    before = make(
        raw_sleutel=pupils("la", "lb"),
        raw_absentie_les=[lesson(0, nov_28), lesson(0, dec_1), lesson(1, dec_1)],
    )
    after = make(
        raw_sleutel=[*pupils("la"), {"leerling_nr": 2, "leerlingnummer": "lc", "leerling": "lc"}],
        raw_absentie_les=[lesson(0, nov_28, "N"), lesson(0, dec_8), lesson(0, JAN_1), lesson(2, dec_8)],
    )
    found = replace_corrections(before, after, reach=SAME_YEAR, was=Measured(YEAR, DEC_31), now=Measured(dec_1, FEB_1))
    assert sorted(found["raw_absentie_les"].select("leerling_nr", "datum", "code").rows()) == [
        (0, nov_28, "Z"),
        (0, dec_8, "Z"),
        (1, dec_1, "Z"),
    ]


def test_a_span_ends_where_the_later_delivery_begins_to_tell() -> None:
    before = make(raw_sleutel=pupils("la"), raw_absentie_span=[span(0, NOV_3, None)])
    after = make(raw_sleutel=pupils("la"), raw_absentie_span=[span(0, JAN_1, JAN_5)])
    was, now = Measured(YEAR, JAN_5), Measured(date(2025, 12, 1), FEB_1)
    found = replace_corrections(before, after, reach=SAME_YEAR, was=was, now=now)["raw_absentie_span"]
    assert found.select("begin", "eind").rows() == [
        (datetime(2025, 11, 3), datetime(2025, 11, 30)),
        (datetime(2026, 1, 1), datetime(2026, 1, 5)),
    ]


@pytest.mark.parametrize(("reach", "register"), [(SAME_DAY, [True]), (SAME_YEAR, [False])])
def test_the_register_is_a_correction_of_the_same_peildatum_alone(reach: Reach, register: list[bool]) -> None:
    before = make(raw_sleutel=pupils("la"), raw_register=[{"leerling_nr": 0, "plan_van_aanpak": False}])
    after = make(raw_sleutel=pupils("la"), raw_register=[{"leerling_nr": 0, "plan_van_aanpak": True}])
    whole = Measured(YEAR, DEC_31)
    found = replace_corrections(before, after, reach=reach, was=whole, now=whole)
    assert found["raw_register"]["plan_van_aanpak"].to_list() == register


def test_another_timetable_may_move_the_first_day_but_not_what_was_measured() -> None:
    before, after = make(raw_rooster_week=[weekly()]), make(raw_rooster_week=[weekly(hour=2)])
    was, now = Measured(YEAR, DEC_31), Measured(date(2025, 8, 2), DEC_31)
    assert is_measured_alike(before, after, was, now)
    assert not is_measured_alike(before, before, was, now)
    assert not is_measured_alike(before, after, was, Measured(YEAR, JAN_1))
    covered = {**after, **{"raw_levering": make(raw_levering=[{"dekt_van": YEAR, "dekt_tot": DEC_31}])["raw_levering"]}}
    assert not is_measured_alike(before, covered, was, was)
