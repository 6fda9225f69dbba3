"""By what a rerun tells who differs: each row that reaches a figure changes the mark of its own pupil, and no other.

Which pupil and which part must differ is written beside each change; marks themselves say nothing that can be worked
out by hand.
"""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pipelines.store.models import SWV, list_marts, read_models, read_sources
from tests.lib.models import Rows, build_model

LONG_AGO, AUGUST_1, SEPT_1, NOV_3, NOV_4, JAN_1, JAN_2 = (
    date(2024, 7, 31),
    date(2024, 8, 1),
    date(2025, 9, 1),
    date(2025, 11, 3),
    date(2025, 11, 4),
    date(2026, 1, 1),
    date(2026, 1, 2),
)
YEAR, YEAR_BEFORE, BEFORE_THAT = date(2025, 8, 1), AUGUST_1, date(2023, 8, 1)
# Two pupils of a measured school on one path, one of another path there, one of a school that was not measured.
ONE, TWO, THREE, FOUR = "lone", "ltwo", "lthree", "lfour"
MINUTES = ", ".join(
    f"{part}_min integer"
    for part in (
        *("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "reden_onbekend", "onbekend"),
        *("voorlopig", "elders"),
    )
)
TABLES: Mapping[str, Rows] = {
    "ref_run": (
        "periode_van date, peildatum date, schooljaar_van date, vorig_schooljaar_van date",
        [(SEPT_1, JAN_1, YEAR, YEAR_BEFORE)],
    ),
    "ref_school": ("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
    "ref_soort": ("soort varchar, groep varchar", [("ziek", "ga"), ("luxe", "oa"), ("elders", "aanwezig")]),
    "win_meting": ("school_nr smallint, is_gemeten boolean", [(1, True), (2, False)]),
    "win_leerling": (
        "leerling_nr integer, school_nr smallint, leerling varchar",
        [(1, 1, ONE), (2, 1, TWO), (3, 1, THREE), (4, 2, FOUR)],
    ),
    "win_traject": ("leerling_nr integer, traject_nr integer", [(1, 1), (2, 1), (3, 2), (4, 3)]),
    "win_traject_dag": (
        "traject_nr integer, school_nr smallint, datum date, minuten integer, dagprofiel_nr integer",
        [
            *((1, 1, NOV_3, 100, 1), (1, 1, NOV_4, 50, 2), (2, 1, NOV_3, 60, 3), (3, 2, NOV_3, 60, 3)),
            (2, 1, LONG_AGO, 60, 3),
        ],
    ),
    "win_dagprofiel_les": (
        "dagprofiel_nr integer, lesuur tinyint, minuten integer",
        [(1, 1, 50), (1, 2, 50), (2, 1, 50), (3, 2, 60), (4, 2, 60), (5, 3, 60)],
    ),
    # No lesson is an estimate, unless a test says so.
    "win_geschat_dagprofiel": ("dagprofiel_nr integer", [(9,)]),
    "win_geschatte_dag": ("leerling_nr integer, datum date", [(1, LONG_AGO)]),
    "win_schooldag": (
        "school_nr smallint, datum date, maandag date, schooljaar_van date",
        [
            (1, NOV_3, NOV_3, YEAR),
            (1, NOV_4, NOV_3, YEAR),
            (2, NOV_3, NOV_3, YEAR),
            (1, LONG_AGO, date(2024, 7, 29), BEFORE_THAT),
        ],
    ),
    "win_leerling_dag": (
        "leerling_nr integer, datum date, schooljaar_van date, geoorloofd_min integer, ongeoorloofd_min integer, "
        "reden_onbekend_min integer, onbekend_min integer, afwezig_min integer",
        [(1, NOV_3, YEAR, 10, 20, 30, 40, 60), (1, LONG_AGO, BEFORE_THAT, 10, 0, 0, 0, 10), (2, NOV_3, YEAR, *[0] * 5)],
    ),
    "win_registratie": (
        "leerling_nr integer, datum date, lesuur tinyint, soort varchar, minuten integer",
        [
            (1, NOV_3, 1, "ziek", 10),
            (1, NOV_3, 2, "luxe", 20),
            (1, LONG_AGO, 1, "ziek", 10),
            (2, NOV_3, 1, "elders", 5),
        ],
    ),
    "win_segment": (
        "leerling_nr integer, van date, tot date, zonder_begin boolean",
        [(number, AUGUST_1, JAN_2, False) for number in (1, 2, 3, 4)],
    ),
    "win_leerling_periode": (
        f"leerling_nr integer, klas varchar, leerjaar varchar, onderwijssoort varchar, lesdagen integer, {MINUTES}",
        [
            (1, "1A", "1", "havo", 2, 150, 50, 10, 20, 30, 40, 0, 0),
            (2, "1A", None, None, 2, 150, 150, 0, 0, 0, 0, 0, 5),
        ],
    ),
    "cls_tier": ("leerling_nr integer, tier integer, tier_status varchar", [(1, 3, "zeker"), (2, None, "open")]),
    "cls_thuiszitter": (
        "leerling_nr integer, status varchar, grond varchar, start date, op_peildatum boolean, "
        "precies_vier_weken boolean, plicht varchar",
        [(1, "dreigend", "S3-16", NOV_3, True, False, "verplicht")],
    ),
    "cls_status_mogelijk": (
        "leerling_nr integer, status varchar, alleen_aanwezigheid boolean, alleen_rmc boolean",
        [(1, "thuiszitter", False, False)],
    ),
    "cls_vierweken": (
        "leerling_nr integer, groep varchar, start date, met_onbekend boolean",
        [
            (1, "hoogstens_20pct", NOV_3, False),
            (1, "hoogstens_20pct", NOV_4, False),
            (2, "hoogstens_20pct", NOV_3, True),
        ],
    ),
    "mart_duo_melding": (
        "school varchar, leerling varchar, meldsoort varchar, einddatum date, plicht varchar, status varchar, "
        "uiterste_meldatum date",
        [
            ("10AB00", ONE, "16uur", NOV_3, "verplicht", "op_tijd", NOV_4),
            ("10AB00", TWO, "16uur", LONG_AGO, "verplicht", "op_tijd", AUGUST_1),
        ],
    ),
    "mart_overgestapt": (
        "school varchar, leerling varchar, naar_school varchar, telt_thuiszitter boolean, telt_vierweken boolean",
        [("10AB00", TWO, "20AB00", False, False)],
    ),
    "win_register": (
        "leerling_nr integer, typologie varchar, categorie varchar, interventies varchar, plan_van_aanpak boolean, "
        "gesprek_datum date, plan_datum date, mdo_datum date, jgz_datum date, spreekuur_datum date, "
        "regiehouder varchar",
        [(1, "a", None, "mdo", True, None, NOV_3, None, None, None, "mentor")],
    ),
    "win_geboorte": (
        "leerling_nr integer, geboortedatum date, woongemeente varchar",
        [(1, date(2012, 5, 1), "Alkmaar"), (2, date(2012, 5, 1), "Heiloo")],
    ),
    "win_lpa_lijst": (
        "soort varchar, volgnummer varchar, van date, tot date",
        [
            ("vrijstelling_5a", "1", NOV_3, JAN_2),
            ("vrijstelling_5a", "2", NOV_3, JAN_1),
            ("vrijstelling_5b", "1", JAN_2, JAN_2),
        ],
    ),
}
ALL = {
    ("10AB00", ONE, "cijfers"),
    ("10AB00", ONE, "register"),
    ("10AB00", TWO, "cijfers"),
    ("10AB00", THREE, "cijfers"),
    # On the list on 1 January; number 2 left it that day, and the other comes a day later.
    ("leerplicht", "vrijstelling_5a|1", "cijfers"),
}


def build(**changed: list[tuple[Any, ...]]) -> dict[tuple[str, str, str], str]:
    tables = {name: (columns, changed.get(name, rows)) for name, (columns, rows) in TABLES.items()}
    rows = build_model("mart_uitgave_leerling", **tables)
    found = {(school, pupil, part): mark for school, pupil, part, mark in rows}
    assert len(found) == len(rows)
    assert list(found) == sorted(found)
    return found


def change(table: str, row: int, column: str, value: Any) -> list[tuple[Any, ...]]:
    columns, rows = copy.deepcopy(TABLES[table])
    names = [each.split()[0] for each in columns.split(", ")]
    cells = dict(zip(names, rows[row], strict=True))
    rows[row] = tuple({**cells, column: value}.values())
    return rows


def test_pupils_of_measured_schools_and_who_is_on_a_list_on_the_peildatum() -> None:
    found = build()
    assert set(found) == ALL
    # On one path and otherwise different; the same rows give the same marks.
    assert len(set(found.values())) == len(found)
    assert build() == found


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "differ"),
    [
        # 100 + 50 minutes in one week: for both pupils of the path.
        ("win_traject_dag", 1, "minuten", 51, {ONE, TWO}),
        ("win_traject_dag", 2, "minuten", 61, {THREE}),
        ("win_schooldag", 0, "maandag", NOV_4, {ONE, TWO, THREE}),
        ("win_leerling_dag", 0, "datum", NOV_4, {ONE}),
        ("win_leerling_dag", 0, "geoorloofd_min", 11, {ONE}),
        ("win_leerling_dag", 0, "ongeoorloofd_min", 21, {ONE}),
        ("win_leerling_dag", 0, "reden_onbekend_min", 31, {ONE}),
        ("win_leerling_dag", 0, "onbekend_min", 41, {ONE}),
        ("win_leerling_dag", 2, "afwezig_min", 1, {TWO}),
        ("win_leerling_dag", 2, "onbekend_min", 1, {TWO}),
        ("win_traject_dag", 0, "dagprofiel_nr", 2, {ONE, TWO}),
        ("win_dagprofiel_les", 2, "lesuur", 3, {ONE, TWO}),
        ("win_dagprofiel_les", 2, "minuten", 49, {ONE, TWO}),
        ("win_registratie", 0, "soort", "luxe", {ONE}),
        ("win_registratie", 0, "lesuur", 3, {ONE}),
        ("win_registratie", 0, "minuten", 11, {ONE}),
        ("win_registratie", 2, "datum", SEPT_1, {ONE}),
        # The first day of path 1 is an estimate: its lessons leave the figures of lesson hours, for both its pupils.
        ("win_geschat_dagprofiel", 0, "dagprofiel_nr", 1, {ONE, TWO}),
        ("win_geschatte_dag", 0, "datum", NOV_3, {ONE}),
        ("win_segment", 1, "van", NOV_4, {TWO}),
        ("win_segment", 1, "tot", JAN_1, {TWO}),
        ("win_segment", 1, "zonder_begin", True, {TWO}),
        *(
            ("win_leerling_periode", 0, column, value, {ONE})
            for column, value in (
                *(("leerjaar", "2"), ("onderwijssoort", "vwo"), ("lesdagen", 3), ("gepland_min", 151)),
                *(("aanwezig_min", 51), ("geoorloofd_min", 11), ("ongeoorloofd_min", 21), ("reden_onbekend_min", 31)),
                *(("onbekend_min", 41), ("voorlopig_min", 1), ("elders_min", 1)),
            )
        ),
        ("cls_tier", 0, "tier", 2, {ONE}),
        ("cls_tier", 1, "tier_status", "te_weinig_gegevens", {TWO}),
        ("cls_thuiszitter", 0, "status", "thuiszitter", {ONE}),
        ("cls_thuiszitter", 0, "grond", "S3-01", {ONE}),
        ("cls_thuiszitter", 0, "op_peildatum", False, {ONE}),
        ("cls_thuiszitter", 0, "precies_vier_weken", True, {ONE}),
        ("cls_thuiszitter", 0, "plicht", "rmc", {ONE}),
        ("cls_thuiszitter", 0, "leerling_nr", 2, {ONE, TWO}),
        ("cls_status_mogelijk", 0, "status", "dreigend", {ONE}),
        ("cls_status_mogelijk", 0, "alleen_aanwezigheid", True, {ONE}),
        ("cls_status_mogelijk", 0, "alleen_rmc", True, {ONE}),
        ("cls_vierweken", 1, "groep", "vier_weken_afwezig", {ONE}),
        ("cls_vierweken", 2, "met_onbekend", False, {TWO}),
        ("mart_duo_melding", 0, "meldsoort", "lrv", {ONE}),
        ("mart_duo_melding", 0, "einddatum", None, {ONE}),
        ("mart_duo_melding", 0, "plicht", "rmc", {ONE}),
        ("mart_duo_melding", 0, "status", "te_laat", {ONE}),
        ("mart_duo_melding", 1, "uiterste_meldatum", SEPT_1, {TWO}),
        ("mart_overgestapt", 0, "telt_thuiszitter", True, {TWO}),
        ("mart_overgestapt", 0, "telt_vierweken", True, {TWO}),
        ("mart_overgestapt", 0, "leerling", THREE, {TWO, THREE}),
    ],
)
def test_what_reaches_a_figure_makes_its_pupil_differ(
    table: str, row: int, column: str, value: Any, differ: set[str]
) -> None:
    before, after = build(), build(**{table: change(table, row, column, value)})
    assert set(after) == ALL
    assert {key for key in ALL if before[key] != after[key]} == {("10AB00", pupil, "cijfers") for pupil in differ}


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("win_register", 0, "typologie", None),
        ("win_register", 0, "categorie", "x"),
        ("win_register", 0, "interventies", None),
        ("win_register", 0, "plan_van_aanpak", None),
        *(("win_register", 0, f"{act}_datum", NOV_4) for act in ("gesprek", "plan", "mdo", "jgz", "spreekuur")),
        ("win_geboorte", 0, "woongemeente", None),
    ],
)
def test_the_register_is_a_part_of_its_own(table: str, row: int, column: str, value: Any) -> None:
    before, after = build(), build(**{table: change(table, row, column, value)})
    assert {key for key in ALL if before[key] != after[key]} == {("10AB00", ONE, "register")}


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("win_leerling_periode", 0, "klas", "1B"),
        # Before last school year, outside the period, or present after all.
        ("win_traject_dag", 4, "minuten", 10),
        # Another profile with the same lesson hours; and a day before the period.
        ("win_traject_dag", 2, "dagprofiel_nr", 4),
        ("win_traject_dag", 4, "dagprofiel_nr", 5),
        ("win_leerling_dag", 1, "geoorloofd_min", 11),
        ("win_registratie", 2, "minuten", 11),
        ("win_registratie", 3, "minuten", 6),
        ("win_segment", 1, "van", SEPT_1),
        ("win_segment", 1, "tot", date(2026, 1, 5)),
        ("cls_thuiszitter", 0, "start", NOV_4),
        ("cls_vierweken", 1, "start", SEPT_1),
        ("mart_duo_melding", 1, "status", "te_laat"),
        ("mart_overgestapt", 0, "naar_school", "10AB00"),
        ("win_register", 0, "regiehouder", "oco"),
        # Of age nothing but the status and the duty shows; who is not in the register shows no municipality.
        ("win_geboorte", 0, "geboortedatum", date(2013, 5, 1)),
        ("win_geboorte", 1, "woongemeente", None),
        ("win_lpa_lijst", 1, "van", SEPT_1),
    ],
)
def test_what_reaches_no_figure_makes_nobody_differ(table: str, row: int, column: str, value: Any) -> None:
    assert build(**{table: change(table, row, column, value)}) == build()


def test_two_rows_of_one_number_on_a_list_are_two_young_people() -> None:
    key = ("leerplicht", "vrijstelling_5a|1", "cijfers")
    rows = TABLES["win_lpa_lijst"][1]
    marks = [build(win_lpa_lijst=rows + rows[:1] * more)[key] for more in range(3)]
    assert len(set(marks)) == 3


# What the marts of the SWV report read and the mark need not.
_TOLD_OTHERWISE = {
    # Counts of win_lpa_lijst.
    "win_lpa",
    # Of a school: follows from its calendar and the enrolments of its pupils.
    "win_vrij_rooster",
    # A column of leerling_periode that the report does not read.
    "win_vol_rooster",
}


def test_what_the_pages_read_of_a_pupil_is_in_the_mark() -> None:
    """A mart of the report that reads another table makes this fail: what it tells must make a pupil differ."""
    mart = "mart_uitgave_leerling"
    models = read_models(list_marts(SWV))

    def list_facts(name: str) -> set[str]:
        """The tables below the marts that a mart reads."""
        found = set()
        for source in read_sources(models[name]):
            if source.startswith("mart_"):
                found |= list_facts(source) if source in models else {source}
            elif not source.startswith("ref_"):
                found.add(source)
        return found

    read = {source for name in list_marts(SWV) if name != mart for source in list_facts(name)}
    assert {"win_leerling_dag", "cls_thuiszitter", "win_lpa"} <= read
    assert read - list_facts(mart) == _TOLD_OTHERWISE
