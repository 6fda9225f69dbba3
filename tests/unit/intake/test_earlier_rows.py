"""Rows of an earlier delivery put with those of now: what each table keeps of which days.

The earlier delivery decides the days up to and including 31 December, the one of now those from 1 January on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.intake.delivered import Delivery
from pipelines.intake.earlier_rows import Division, add_earlier, find_begin, keep_from
from schemas.tables import RAW_TABLES

DEC_31, JAN_1 = date(2025, 12, 31), date(2026, 1, 1)
NOV_3, JAN_5, MARCH = date(2025, 11, 3), date(2026, 1, 5), date(2026, 3, 1)
TABLES = {table.name: table for table in RAW_TABLES}
COUNTED = ((date(2025, 8, 1), DEC_31),)
DIVISION = Division(COUNTED, COUNTED, ((date.min, DEC_31),), ((date(2025, 8, 1), MARCH),))
# Two pupils of then; now the second has the first number, and a third is new.
THEN, NOW = ("een", "twee"), ("twee", "drie")
Row = Mapping[str, Any]


def deliver(codes: Sequence[str], **rows: Sequence[Row]) -> Delivery:
    """A delivery of these pupils and rows; what a row does not say is empty."""
    frames = {name: pl.DataFrame(schema=table.polars_schema) for name, table in TABLES.items()}
    rows = {"raw_sleutel": [_name(number, code) for number, code in enumerate(codes)], **rows}
    for name, found in rows.items():
        frames[name] = pl.DataFrame([{"bestand_nr": 0, "regelnummer": 2, **row} for row in found]).select(
            (pl.col(column) if any(column in row or column in _PLACE for row in found) else pl.lit(None))
            .cast(dtype)
            .alias(column)
            for column, dtype in TABLES[name].polars_schema.items()
        )
    return Delivery("12AB00", None, frames, [], [])


_PLACE = ("bestand_nr", "regelnummer")


def _name(number: int, code: str) -> Row:
    return {"leerling_nr": number, "leerlingnummer": f"nummer {code}", "leerling": code}


def enrol(number: int, klas: str = "1A", van: date | None = None, tot: date | None = None, **more: Any) -> Row:
    row = {"leerling_nr": number, "klas": klas, "inschrijfdatum": van, "uitschrijfdatum": tot, "volgnr": 0}
    return {**row, **more}


def put(then: Delivery, now: Delivery) -> Delivery:
    return add_earlier(now, then, DIVISION)


def read(delivery: Delivery, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Rows with the code of the pupil in the place of its number, in order."""
    codes = delivery.frames["raw_sleutel"].select("leerling_nr", "leerling")
    frame = delivery.frames[f"raw_{table}"]
    found = frame.join(codes, on="leerling_nr", how="left") if "leerling_nr" in frame.columns else frame
    return sorted(found.select(columns).rows(), key=repr)


def test_pupils_are_known_by_their_code() -> None:
    both = put(
        deliver(THEN, raw_leerling=[enrol(0), enrol(1)], raw_absentie_les=[_miss(0, NOV_3), _miss(1, NOV_3)]),
        deliver(NOW, raw_leerling=[enrol(0), enrol(1)], raw_absentie_les=[_miss(1, JAN_5)]),
    )
    assert read(both, "absentie_les", "leerling", "datum") == [("drie", JAN_5), ("een", NOV_3), ("twee", NOV_3)]
    # Numbers of now stay; who is told of before alone comes last, and has no number of a pupil but its code.
    assert both.frames["raw_sleutel"].rows() == [
        (0, "nummer twee", "twee"),
        (1, "nummer drie", "drie"),
        (2, "een", "een"),
    ]
    assert both.eerder_vanaf == 2
    # Who was told of by both is enrolled all the time; the others in the days of the one that tells of them.
    assert read(both, "leerling", "leerling", "inschrijfdatum", "uitschrijfdatum") == [
        ("drie", JAN_1, None),
        ("een", None, DEC_31),
        ("twee", None, None),
    ]


def _miss(number: int, day: date, **more: Any) -> Row:
    row = {"leerling_nr": number, "datum": day, "lesuur": 1, "code": "Z", "soort_rij": "ziek", "soort_bron": "rij_type"}
    return {**row, "volgnr": 0, **more}


def test_of_a_day_the_one_that_decides_it_tells_alone() -> None:
    days = (NOV_3, DEC_31, JAN_1, JAN_5)
    tell = [_miss(1, day, volgnr=place) for place, day in enumerate(days)]
    again = [_miss(0, day, lesuur=2, volgnr=place, regelnummer=2 + place) for place, day in enumerate(days)]
    now = deliver(NOW, raw_leerling=[enrol(0)], raw_absentie_les=again, raw_bestand=[_file(gelezen=4, niet_geteld=1)])
    both = put(deliver(THEN, raw_leerling=[enrol(1)], raw_absentie_les=tell), now)
    assert read(both, "absentie_les", "datum", "lesuur") == [(NOV_3, 1), (DEC_31, 1), (JAN_1, 2), (JAN_5, 2)]
    # Places in one sequence: those of before first. Files of before come after those of now, and are not told of.
    assert read(both, "absentie_les", "volgnr", "bestand_nr") == [(0, 1), (1, 1), (4, 0), (5, 0)]
    # Of four rows two do not count, and one did not before.
    assert both.frames["raw_bestand"].select("bestand_nr", "gelezen", "niet_geteld").rows() == [(0, 4, 3)]


def _file(**counts: int) -> Row:
    return {"bestand": "absenties.csv", "sha256": "aa", "soort": "absenties", "layout": "x", "quarantaine": 0, **counts}


@pytest.mark.parametrize(
    ("begin", "eind", "then", "now"),
    [
        # Whole days: cut after the last day of then, and before the first of now.
        ((NOV_3, True), (JAN_5, True), (NOV_3, True, DEC_31, True), (JAN_1, True, JAN_5, True)),
        ((NOV_3, True), None, (NOV_3, True, DEC_31, True), (JAN_1, True, None, True)),
        ((NOV_3, True), (DEC_31, True), (NOV_3, True, DEC_31, True), None),
        ((JAN_1, True), (JAN_5, True), None, (JAN_1, True, JAN_5, True)),
        # At a time: midnight is one too, so that lessons without times are covered by neither half.
        (
            (datetime(2025, 11, 3, 10), False),
            (JAN_5, True),
            (datetime(2025, 11, 3, 10), False, DEC_31, True),
            (JAN_1, False, JAN_5, True),
        ),
        (
            (NOV_3, True),
            (datetime(2026, 1, 5, 10), False),
            (NOV_3, False, DEC_31, True),
            (JAN_1, True, datetime(2026, 1, 5, 10), False),
        ),
        # Up to midnight is up to the day before.
        ((NOV_3, True), (datetime(2026, 1, 1), False), (NOV_3, True, datetime(2026, 1, 1), False), None),
    ],
)
def test_an_absence_over_days_is_cut_at_midnight(
    begin: tuple[date, bool],
    eind: tuple[date, bool] | None,
    then: tuple[Any, ...] | None,
    now: tuple[Any, ...] | None,
) -> None:
    last, last_is_day = eind or (None, True)
    span = {"begin": begin[0], "begin_is_dag": begin[1], "eind": last, "eind_is_dag": last_is_day, "op_een_les": False}
    span |= {"code": "Z", "soort_rij": "ziek", "volgnr": 0}
    both = put(
        deliver(THEN, raw_leerling=[enrol(1)], raw_absentie_span=[{"leerling_nr": 1, **span}]),
        deliver(NOW, raw_leerling=[enrol(0)], raw_absentie_span=[{"leerling_nr": 0, **span}]),
    )
    expected = [tuple(_as_moment(cell) for cell in row) for row in (then, now) if row is not None]
    columns = ("begin", "begin_is_dag", "eind", "eind_is_dag")
    assert read(both, "absentie_span", *columns) == sorted(expected, key=repr)


def _as_moment(cell: Any) -> Any:
    return datetime(cell.year, cell.month, cell.day) if type(cell) is date else cell


def test_what_holds_over_days_is_one_row_where_both_tell_the_same() -> None:
    lesson = {"groep": "1A", "weekdag": 1, "lesuur": 1, "begin_min": 500, "eind_min": 550, "minuten": 50}
    longer = {**lesson, "eind_min": 560, "minuten": 60}
    both = put(
        deliver(THEN, raw_rooster_week=[lesson, {**lesson, "weekdag": 2}]),
        deliver(NOW, raw_rooster_week=[{**longer, "weekdag": 2}, {**lesson, "regelnummer": 9}]),
    )
    columns = ("weekdag", "minuten", "geldig_van", "geldig_tot", "regelnummer")
    # That of Monday is the row of now; Tuesday changes with the year.
    assert read(both, "rooster_week", *columns) == [
        (1, 50, None, None, 9),
        (2, 50, None, DEC_31, 2),
        (2, 60, JAN_1, None, 2),
    ]


def test_where_enrolments_overlap_the_one_that_began_last_stays_the_last() -> None:
    """Of now two without an end, from 2023 and from 2024: the class of 2024 is in force, whichever stands first."""
    first, last = enrol(0, "2B", date(2024, 8, 1), volgnr=0), enrol(0, "1A", date(2023, 8, 1), volgnr=1)
    both = put(deliver(THEN, raw_leerling=[enrol(1, "1A", date(2023, 8, 1))]), deliver(NOW, raw_leerling=[first, last]))
    rows = both.frames["raw_leerling"].sort("inschrijfdatum", "volgnr").select("klas", "inschrijfdatum")
    assert rows.rows() == [("1A", date(2023, 8, 1)), ("1A", JAN_1), ("2B", JAN_1)]


def test_of_a_pupil_the_last_that_is_known_counts() -> None:
    """The birth date of now, the municipality of before where now has none."""
    then = enrol(1, geboortedatum=date(2010, 1, 1), woongemeente="Alkmaar")
    now = enrol(0, "2B", geboortedatum=date(2010, 2, 2))
    towns = [{"woongemeente": "Alkmaar", "sleutel": "alkmaar"}, {"woongemeente": "Hoorn", "sleutel": "hoorn"}]
    both = put(deliver(THEN, raw_leerling=[then], raw_woongemeente=towns), deliver(NOW, raw_leerling=[now]))
    expected = [("1A", date(2010, 2, 2), "Alkmaar"), ("2B", date(2010, 2, 2), "Alkmaar")]
    assert read(both, "leerling", "klas", "geboortedatum", "woongemeente") == expected
    # Who lived in the other town is not told of any more.
    assert read(both, "woongemeente", "woongemeente") == [("Alkmaar",)]


def test_a_row_in_quarantine_counts_once() -> None:
    """One of which no begin can be read is in both; one over the border is one again; one of before stays."""
    loose = {"hele_dag": True, "uit_bestand_nr": 0}
    over = {"van": NOV_3, "tot": JAN_5, **loose}
    both = put(
        deliver(
            THEN,
            raw_leerling=[enrol(0), enrol(1)],
            raw_quarantaine=[{"leerling_nr": 1, **over}, {"leerling_nr": 1, **loose}, {"leerling_nr": 0, **loose}],
        ),
        deliver(
            NOW,
            raw_leerling=[enrol(0)],
            raw_quarantaine=[{"leerling_nr": 0, **over}, {"leerling_nr": 0, **loose}],
            raw_bestand=[_file(gelezen=1, niet_geteld=0)],
        ),
    )
    expected = [("een", None, None, 1), ("twee", None, None, 0), ("twee", NOV_3, JAN_5, 0)]
    assert read(both, "quarantaine", "leerling", "van", "tot", "uit_bestand_nr") == sorted(expected, key=repr)


def test_reports_to_duo_of_before_stay_unless_they_are_told_again() -> None:
    """Of three of before one is of days of now, and one is told again with another end."""

    def report(number: int, begin: date, end: date | None) -> Row:
        days = {"begindatum": begin, "einddatum": end, "gemeld_op": end or begin}
        return {"leerling_nr": number, "meldsoort": "16uur", **days}

    dec_1 = date(2025, 12, 1)
    both = put(
        deliver(
            THEN,
            raw_leerling=[enrol(1)],
            raw_duo_melding=[report(1, NOV_3, NOV_3), report(1, dec_1, None), report(1, JAN_5, None)],
        ),
        deliver(NOW, raw_leerling=[enrol(0)], raw_duo_melding=[report(0, dec_1, DEC_31)]),
    )
    assert read(both, "duo_melding", "begindatum", "einddatum") == [(NOV_3, NOV_3), (dec_1, DEC_31)]


def test_the_same_rows_have_the_same_hash_wherever_they_stood() -> None:
    """Put with the same delivery once more, it is what it was: in another file and on other lines too."""
    now = deliver(NOW, raw_leerling=[enrol(0)], raw_absentie_les=[_miss(0, JAN_5)])
    then = deliver(THEN, raw_leerling=[enrol(1), enrol(0)], raw_absentie_les=[_miss(1, NOV_3)])
    once = put(then, now)
    again = put(once, now)
    assert again.eerder == once.eerder
    assert all(again.frames[name].equals(frame) for name, frame in once.frames.items() if name != "raw_leerling")
    columns = ("leerling", "klas", "inschrijfdatum", "uitschrijfdatum")
    assert read(again, "leerling", *columns) == read(once, "leerling", *columns)
    elsewhere = deliver(
        THEN, raw_leerling=[enrol(1), enrol(0)], raw_absentie_les=[_miss(1, NOV_3, regelnummer=7, volgnr=3)]
    )
    assert put(elsewhere, now).eerder == once.eerder
    other = deliver(THEN, raw_leerling=[enrol(1), enrol(0)], raw_absentie_les=[_miss(1, DEC_31)])
    assert put(other, now).eerder != once.eerder


@pytest.mark.parametrize(
    ("eind", "begin"),
    [(None, NOV_3), (JAN_1, NOV_3), (DEC_31, JAN_1), (date(2026, 1, 9), NOV_3)],
)
def test_the_begin_of_an_absence_that_goes_on(eind: date | None, begin: date) -> None:
    span = {"leerling_nr": 0, "begin": NOV_3, "begin_is_dag": True, "eind": eind, "eind_is_dag": True}
    span |= {"op_een_les": False, "code": "Z", "volgnr": 0}
    assert find_begin(deliver(THEN, raw_absentie_span=[span]), JAN_1) == begin
    assert find_begin(deliver(THEN), JAN_1) == JAN_1


def test_absences_of_before_a_day_go() -> None:
    left = keep_from(deliver(THEN, raw_absentie_les=[_miss(0, DEC_31), _miss(0, DEC_31 + timedelta(days=1))]), JAN_1)
    assert left.frames["raw_absentie_les"]["datum"].to_list() == [JAN_1]


def test_how_days_were_read_goes_along_with_them() -> None:
    """October was kept of a delivery before, read otherwise; November is of one that did not note how it was read."""
    october, november = (date(2025, 10, 1), date(2025, 10, 31)), (date(2025, 11, 1), date(2025, 11, 30))
    summer = (date(2025, 8, 1), date(2025, 9, 30))
    then = replace(deliver(THEN), lezing="b", eerdere_lezingen=((*october, "a"),))
    division = replace(DIVISION, days=((date(2025, 10, 15), date(2025, 11, 15)),))
    assert add_earlier(deliver(NOW), then, division).eerdere_lezingen == (
        (date(2025, 10, 15), october[1], "a"),
        (november[0], date(2025, 11, 15), "b"),
    )
    unknown = replace(then, lezing="")
    assert add_earlier(deliver(NOW), unknown, division).eerdere_lezingen == ((date(2025, 10, 15), october[1], "a"),)
    assert add_earlier(deliver(NOW), then, replace(DIVISION, days=(summer,))).eerdere_lezingen == ((*summer, "b"),)
