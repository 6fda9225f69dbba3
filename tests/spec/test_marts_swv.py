"""What the marts of the SWV report count, on rows written down here; every sum stands beside its parts."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

SCHOOLS: Rows = (
    "school_nr smallint, school varchar, sector varchar, protocol varchar, heeft_register boolean",
    [
        (1, "10AB00", "VO", "noord", True),
        (2, "20AB00", "PO", "twente", False),
        (3, "30AB00", "VO", "noord", True),
    ],
)
RUN: Rows = ("periode_van date, peildatum date", [(date(2025, 9, 2), date(2026, 1, 1))])
NOV_3, NOV_4 = date(2025, 11, 3), date(2025, 11, 4)
# Who the SWV counts at a later school.
MOVED = "school varchar, leerling varchar, telt_thuiszitter boolean, telt_vierweken boolean"
MINUTES = "gepland_min bigint, aanwezig_min bigint, geoorloofd_min bigint, ongeoorloofd_min bigint, onbekend_min bigint"


# --- one row a school -------------------------------------------------------------------------------------------------


def test_tiers_and_minutes_of_a_school() -> None:
    """Two in tier 1, one in each other place; a school without pupils has zeros; another school counts for itself.
    Pupil z of the first school moved."""
    columns = (
        f"school varchar, tier tinyint, tier_status varchar, {MINUTES}, voorlopig_min bigint, elders_min bigint,"
        " leerling varchar"
    )
    pupils = [
        ("10AB00", 1, "zeker", 1000, 990, 10, 0, 0, 0, 5),
        ("10AB00", 1, "zeker", 1000, 980, 0, 20, 0, 20, 0),
        ("10AB00", 2, "zeker", 1000, 898, 60, 40, 2, 0, 7),
        ("10AB00", 3, "zeker", 1000, 500, 0, 500, 0, 1, 0),
        ("10AB00", None, "open", 1000, 890, 0, 0, 110, 0, 0),
        ("10AB00", None, "te_weinig_gegevens", 50, 50, 0, 0, 0, 0, 0),
        ("20AB00", 3, "zeker", 7, 1, 2, 3, 1, 3, 1),
    ]
    coded = [(*pupil, code) for code, pupil in zip("abcdefz", pupils, strict=True)]
    found = build_model(
        "mart_swv_school_tier",
        ref_school=SCHOOLS,
        mart_leerling_periode=(columns, [*coded, ("10AB00", 3, "zeker", *[9] * 7, "z")]),
        mart_overgestapt=(MOVED, [("10AB00", "z", True, True)]),
    )
    assert found == [
        (
            *("10AB00", 2, 1, 1, 1, 1),
            *(5 * 1000 + 50, 990 + 980 + 898 + 500 + 890 + 50, 10 + 60, 20 + 40 + 500, 2 + 110, 20 + 1, 5 + 7),
        ),
        ("20AB00", 0, 0, 1, 0, 0, 7, 1, 2, 3, 1, 3, 1),
        ("30AB00", *[0] * 12),
    ]


def test_statuses_of_a_school_in_the_period_and_at_the_peildatum() -> None:
    """Ground A of `noord` is the attendance of the period; at the school of `twente` a rule of that name is not."""
    grounds: Rows = (
        "protocol varchar, sector varchar, status varchar, grond varchar, maat varchar",
        [
            ("noord", "VO", "dreigend", "A", "aanwezigheid_periode"),
            ("noord", "VO", "dreigend", "A", "aanwezigheid_periode"),
            ("noord", "VO", "dreigend", "B", "te_laat"),
            # The same rule is a ground of attendance for another status, and in another sector: neither counts.
            ("noord", "VO", "relatief_verzuim", "B", "aanwezigheid_periode"),
            ("noord", "PO", "dreigend", "B", "aanwezigheid_periode"),
            ("twente", "VO", "dreigend", "B", "aanwezigheid_periode"),
            ("twente", "PO", "dreigend", "A", "te_laat"),
        ],
    )
    statuses: Rows = (
        "school varchar, leerling varchar, status varchar, grond varchar, op_peildatum boolean,"
        " precies_vier_weken boolean, plicht varchar",
        [
            ("10AB00", "a", "lrv_langer_dan_3_maanden", "R", True, False, "verplicht"),
            ("10AB00", "b", "thuiszitter", "R", True, True, "verplicht"),
            ("10AB00", "c", "thuiszitter", "R", False, True, "verplicht"),
            ("10AB00", "d", "thuiszitter", "R", False, False, "niet_te_bepalen"),
            ("10AB00", "e", "relatief_verzuim", "B", True, False, "niet_te_bepalen"),
            ("10AB00", "f", "dreigend", "A", True, False, "geen"),
            ("10AB00", "g", "dreigend", "A", False, False, "verplicht"),
            ("10AB00", "h", "dreigend", "B", True, False, "rmc"),
            ("10AB00", "h", "langdurig_geoorloofd", "G", True, False, "rmc"),
            # Exactly four weeks is said of thuiszitters alone.
            ("10AB00", "i", "langdurig_geoorloofd", "G", False, True, "verplicht"),
            ("10AB00", "i", "reden_onbekend", "X", True, False, "geen"),
            # Away as long, of 18 and older: apart, and not among those of exactly four weeks.
            ("10AB00", "j", "thuiszitter", "R", True, True, "rmc"),
            ("10AB00", "k", "lrv_langer_dan_3_maanden", "R", False, False, "rmc"),
            ("20AB00", "a", "dreigend", "A", True, False, "verplicht"),
            ("20AB00", "b", "lrv_langer_dan_3_maanden", "R", True, False, "niet_te_bepalen"),
            # Moved: counted at the new school, but where only this one knows a thuiszitter.
            ("20AB00", "x", "thuiszitter", "R", True, False, "verplicht"),
            ("20AB00", "y", "thuiszitter", "R", False, False, "verplicht"),
        ],
    )
    # Of f and g the attendance is the only ground: f is in tier 2, g in tier 3. The tier of h does not matter, and the
    # pupil f of another school is another pupil.
    tiers: Rows = (
        "school varchar, leerling varchar, tier tinyint",
        [("10AB00", "f", 2), ("10AB00", "g", 3), ("10AB00", "h", 3), ("20AB00", "f", 3), ("20AB00", "a", 3)],
    )
    found = build_model(
        "mart_swv_school_status",
        ref_school=SCHOOLS,
        ref_status=grounds,
        mart_thuiszitter=statuses,
        mart_leerling_periode=tiers,
        mart_overgestapt=(
            MOVED,
            [("20AB00", "x", False, True), ("20AB00", "y", True, False), ("10AB00", "b", True, True)],
        ),
    )
    # Longer than three months, thuiszitter, exactly four weeks, age not known, 18 and older, relatief, dreigend, by
    # attendance alone, of whom in tier 2 and in tier 3, without a reason, langdurig.
    assert found == [
        ("10AB00", "peildatum", 1, 1, 1, 0, 1, 1, 2, 1, 1, 0, 1, 1),
        ("10AB00", "periode", 1, 3, 2, 1, 2, 1, 3, 2, 1, 1, 1, 2),
        ("20AB00", "peildatum", 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
        ("20AB00", "periode", 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
        ("30AB00", "peildatum", *[0] * 12),
        ("30AB00", "periode", *[0] * 12),
    ]


def test_pupils_who_could_have_a_status_that_they_do_not_have() -> None:
    """A rule that holds if unknown lessons were absence (nee), or that cannot be decided, is a ground of the status."""
    grounds: Rows = (
        "school_nr smallint, status varchar, grond varchar, maat varchar, toets_nr integer, zonder_plicht boolean",
        [
            (1, "lrv_langer_dan_3_maanden", "L", "reeks", 1, False),
            (1, "thuiszitter", "R", "reeks", 2, False),
            (1, "dreigend", "A", "aanwezigheid_periode", 3, True),
            (1, "dreigend", "T", "te_laat", 4, False),
            (1, "relatief_verzuim", "U", "oa_uren_venster", 5, False),
        ],
    )
    outcomes: Rows = (
        "leerling_nr integer, school_nr smallint, toets_nr integer, uitkomst varchar, laatste_dag date",
        [
            # Could be thuiszitter of both durations: one pupil.
            (11, 1, 1, "nee", NOV_3),
            (11, 1, 2, "nee", NOV_3),
            # Is thuiszitter, and could be one for longer than three months: no pupil more.
            (12, 1, 1, "nee", NOV_3),
            (12, 1, 2, "ja", NOV_3),
            # Could be dreigend for its attendance alone, and for that or lateness.
            (13, 1, 3, "niet_te_bepalen", NOV_3),
            (14, 1, 3, "niet_te_bepalen", NOV_3),
            (14, 1, 4, "nee", NOV_3),
            (14, 1, 5, "nee", NOV_3),
            # No pupil of the period.
            (15, 1, 2, "nee", NOV_3),
            # Lateness holds, and gives way to the status that stands.
            (12, 1, 4, "ja", NOV_3),
            # Under no duty: by its attendance alone. 23 on 4 November: a thuiszitter of 18 or older up to the 3rd.
            *((16, 1, number, "nee", NOV_3) for number in (2, 3, 4, 5)),
            (17, 1, 2, "nee", NOV_3),
            (18, 1, 2, "nee", NOV_4),
            # Thuiszitter on a day under the duty, and for longer on a later one, after 18.
            (19, 1, 2, "nee", NOV_3),
            (19, 1, 1, "nee", NOV_4),
        ],
    )
    duties: Rows = (
        "leerling_nr integer, van date, tot date, plicht varchar",
        [
            *((number, date.min, date.max, "verplicht") for number in range(11, 16)),
            (16, date.min, date.max, "geen"),
            *((number, date.min, NOV_4, "rmc") for number in (17, 18)),
            *((number, NOV_4, date.max, "geen") for number in (17, 18)),
            (19, date.min, NOV_4, "verplicht"),
            (19, NOV_4, date.max, "rmc"),
        ],
    )
    possible = build_model(
        "cls_status_mogelijk",
        cls_uitkomst=outcomes,
        cls_grond=grounds,
        cls_plicht=duties,
        cls_thuiszitter=("leerling_nr integer, status varchar", [(12, "thuiszitter")]),
        win_leerling_periode=("leerling_nr integer", [(11,), (12,), (13,), (14,), (16,), (17,), (18,), (19,)]),
    )
    assert sorted(possible) == [
        (11, 1, "lrv_langer_dan_3_maanden", False, False),
        (11, 1, "thuiszitter", False, False),
        (12, 1, "lrv_langer_dan_3_maanden", False, False),
        (13, 1, "dreigend", True, False),
        (14, 1, "dreigend", False, False),
        (14, 1, "relatief_verzuim", False, False),
        (16, 1, "dreigend", True, False),
        (17, 1, "thuiszitter", False, True),
        (19, 1, "lrv_langer_dan_3_maanden", False, True),
        (19, 1, "thuiszitter", False, False),
    ]
    found = build_model(
        "mart_swv_status_mogelijk",
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
        cls_status_mogelijk=(POSSIBLE, possible),
        cls_thuiszitter=("leerling_nr integer, status varchar", [(12, "thuiszitter")]),
    )
    # Pupils 11 and 19; 14; 14.
    assert found == [("10AB00", 2, 1, 1), ("20AB00", 0, 0, 0)]


POSSIBLE = "leerling_nr integer, school_nr smallint, status varchar, alleen_aanwezigheid boolean, alleen_rmc boolean"


def test_a_pupil_counts_once_for_each_status_that_it_could_have() -> None:
    possible: Rows = (
        POSSIBLE,
        [
            # Thuiszitter or dreigend.
            (11, 1, "thuiszitter", False, False),
            (11, 1, "dreigend", False, False),
            # Of another duration than it is already.
            (12, 1, "thuiszitter", False, False),
            # By its attendance alone.
            (13, 1, "dreigend", True, False),
            (14, 1, "dreigend", False, True),
            # Dreigend already, and could be thuiszitter.
            (15, 1, "lrv_langer_dan_3_maanden", False, False),
            (16, 1, "dreigend", False, False),
            (17, 1, "relatief_verzuim", False, True),
            # 18 or older: never one of the thuiszitters.
            (18, 1, "thuiszitter", False, True),
        ],
    )
    statuses = [
        (12, "lrv_langer_dan_3_maanden"),
        (15, "dreigend"),
        (16, "thuiszitter"),
        (16, "lrv_langer_dan_3_maanden"),
    ]
    found = build_model(
        "mart_swv_status_mogelijk",
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00")]),
        cls_status_mogelijk=possible,
        cls_thuiszitter=("leerling_nr integer, status varchar", statuses),
    )
    # Pupils 11 and 15; 11, 14 and 16; 17.
    assert found == [("10AB00", 2, 3, 1)]


def test_four_week_groups_of_a_school() -> None:
    """A plan is there, is not there, or nobody knows."""
    groups: Rows = (
        "school varchar, groep varchar, plan_van_aanpak boolean",
        [
            *[("10AB00", "nul_procent", True)] * 3,
            *[("10AB00", "nul_procent", False)] * 2,
            ("10AB00", "nul_procent", None),
            ("10AB00", "hoogstens_20", True),
            *[("10AB00", "hoogstens_20", None)] * 4,
            ("20AB00", "hoogstens_20", False),
        ],
    )
    found = build_model("mart_swv_school_vierweken", ref_school=SCHOOLS, mart_swv_vierweken=groups)
    assert found == [
        ("10AB00", 3 + 2 + 1, 3, 1, 1 + 4, 1, 4),
        ("20AB00", 0, 0, 0, 1, 0, 0),
        ("30AB00", *[0] * 6),
    ]


# --- the whole SWV ----------------------------------------------------------------------------------------------------

TIERS: Rows = (
    "school varchar, sector varchar, leerjaar varchar, onderwijssoort varchar, tier varchar, leerlingen integer,"
    f" {MINUTES}",
    [
        ("10AB00", "VO", "1", "havo", "1", 5, 500, 488, 5, 5, 2),
        ("30AB00", "VO", "1", "havo", "1", 7, 700, 687, 4, 6, 3),
        ("10AB00", "VO", "1", "havo", "3", 2, 200, 90, 10, 100, 0),
        ("30AB00", "VO", "1", "havo", "3", 1, 100, 50, 0, 50, 0),
        ("10AB00", "VO", "1", "vwo", "2", 3, 300, 280, 8, 12, 0),
        ("30AB00", "VO", "1", "vwo", "2", 4, 400, 360, 20, 20, 0),
        ("10AB00", "VO", "", "", "open", 1, 100, 80, 0, 0, 20),
        ("30AB00", "VO", "", "", "open", 2, 200, 160, 0, 0, 40),
        ("20AB00", "PO", "1", "", "te_weinig_gegevens", 4, 40, 40, 0, 0, 0),
        ("40AB00", "PO", "1", "", "te_weinig_gegevens", 3, 30, 30, 0, 0, 0),
        ("20AB00", "PO", "1", "", "1", 6, 600, 600, 0, 0, 0),
    ],
)


def test_tiers_of_a_group() -> None:
    """The same leerjaar at another school, or with another kind, is another group."""
    assert build_model("mart_swv_groep", mart_swv_tier=TIERS) == [
        ("10AB00", "VO", "", "", 0, 0, 0, 1, 0),
        ("10AB00", "VO", "1", "havo", 5, 0, 2, 0, 0),
        ("10AB00", "VO", "1", "vwo", 0, 3, 0, 0, 0),
        ("20AB00", "PO", "1", "", 6, 0, 0, 0, 4),
        ("30AB00", "VO", "", "", 0, 0, 0, 2, 0),
        ("30AB00", "VO", "1", "havo", 7, 0, 1, 0, 0),
        ("30AB00", "VO", "1", "vwo", 0, 4, 0, 0, 0),
        ("40AB00", "PO", "1", "", 0, 0, 0, 0, 3),
    ]


def test_who_stands_behind_the_minutes() -> None:
    """Three pupils of tier 1 and one without a timetable. Of each part: all minutes, who has any, most, second most.

    | pupil | planned | present | authorised | unauthorised | provisional | no reason | unknown |
    |---|---|---|---|---|---|---|---|
    | 1 | 1000 | 900 | 60 | 30 | 10 | 0 | 10 |
    | 2 | 1000 | 950 | 0 | 50 | 50 | 0 | 0 |
    | 3 | 800 | 780 | 0 | 0 | 0 | 20 | 0 |
    """
    pupils: Rows = (
        "leerling_nr integer, school_nr smallint, gepland_min bigint, aanwezig_min bigint, geoorloofd_min bigint,"
        " ongeoorloofd_min bigint, voorlopig_min bigint, reden_onbekend_min bigint, onbekend_min bigint,"
        " afwezig_min bigint",
        [
            (1, 1, 1000, 900, 60, 30, 10, 0, 10, 60 + 30),
            (2, 1, 1000, 950, 0, 50, 50, 0, 0, 50),
            (3, 1, 800, 780, 0, 0, 0, 20, 0, 20),
            (4, 2, 0, 0, 0, 0, 0, 0, 0, 0),
            (5, 1, 5000, 5000, 0, 0, 0, 0, 0, 0),
        ],
    )
    found = build_model(
        "mart_swv_bijdrage",
        win_leerling_periode=pupils,
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
        cls_tier=(
            "leerling_nr integer, tier tinyint, tier_status varchar",
            [(1, 1, "zeker"), (2, 1, "zeker"), (3, 1, "zeker"), (4, None, "geen_rooster"), (5, 1, "zeker")],
        ),
        # Pupil 5 moved.
        win_elders_geteld=("leerling_nr integer", [(5,)]),
    )
    parts = {row[2]: row[3:] for row in found if row[:2] == ("10AB00", "1")}
    assert parts == {
        "gepland": (1000 + 1000 + 800, 3, 1000, 1000),
        "aanwezig": (900 + 950 + 780, 3, 950, 900),
        "verzuim": (100 + 50 + 20, 3, 100, 50),
        "weg": (90 + 50 + 20, 3, 90, 50),
        "geoorloofd": (60, 1, 60, 0),
        "rest": (30 + 50 + 20, 3, 50, 30),
        "ongeoorloofd": (30 + 50, 2, 50, 30),
        "voorlopig": (10 + 50, 2, 50, 10),
        "vast": (20, 1, 20, 0),
        "reden_onbekend": (20, 1, 20, 0),
        "onbekend": (10, 1, 10, 0),
    }
    assert {row[3:] for row in found if row[:2] == ("20AB00", "te_weinig_gegevens")} == {(0, 0, 0, 0)}
    assert len(found) == 2 * 11


def test_what_who_missed_least_has_missed() -> None:
    """Per thousand of its own lessons, rounded down: of thuiszitters unauthorised time, of the four-week group all.

    a: 265 of 1,000; b: 333 of 999, 333,3; c has no status; d no lessons. Of the group a: 265 + 100 + 5; c: 900.
    """
    found = build_model(
        "mart_swv_minst",
        mart_leerling_periode=(
            "school varchar, leerling varchar, gepland_min bigint, geoorloofd_min bigint, ongeoorloofd_min bigint,"
            " reden_onbekend_min bigint",
            [("10AB00", "a", 1000, 100, 265, 5), ("10AB00", "b", 999, 0, 333, 0), ("10AB00", "c", 1000, 900, 0, 0),
             ("10AB00", "d", 0, 0, 0, 0), ("20AB00", "b", 1000, 0, 1, 0), ("10AB00", "e", 1000, 0, 1, 0)],
        ),
        # e moved: its lesson time is in no share.
        mart_overgestapt=(MOVED, [("10AB00", "e", True, True), ("20AB00", "a", False, False)]),
        mart_thuiszitter=(
            "school varchar, leerling varchar, status varchar",
            [("10AB00", "a", "thuiszitter"), ("10AB00", "b", "lrv_langer_dan_3_maanden"),
             ("10AB00", "d", "thuiszitter"), ("20AB00", "b", "dreigend"), ("10AB00", "e", "thuiszitter")],
        ),
        mart_vierweken=("school varchar, leerling varchar", [("10AB00", "a"), ("10AB00", "c")]),
    )  # fmt: skip
    assert found == [("10AB00", "thuiszitters", 265), ("10AB00", "vierweken", 265 + 100 + 5)]


def test_steps_of_the_waterfall_are_added_over_schools() -> None:
    steps: Rows = (
        "school varchar, stap varchar, minuten bigint",
        [("10AB00", "gepland", 100), ("20AB00", "gepland", 23), ("10AB00", "feestdag", 0), ("20AB00", "feestdag", 7)],
    )
    assert build_model("mart_swv_waterval", mart_waterval=steps) == [("feestdag", 0 + 7), ("gepland", 100 + 23)]


@pytest.mark.parametrize("moved", [[], [(1, 2)]])
def test_kinds_of_absence(moved: list[tuple]) -> None:
    """From the first day of the period up to the peildatum; a pupil twice ill is one pupil. Present is no absence, and
    who is enrolled on no day of the period does not count."""
    recorded: Rows = (
        "leerling_nr integer, datum date, soort varchar, minuten integer",
        [
            (1, date(2025, 9, 2), "ziek", 50),
            (1, date(2026, 1, 1), "ziek", 60),
            (2, date(2025, 10, 1), "ziek", 45),
            (1, date(2025, 9, 1), "ziek", 1000),
            (1, date(2026, 1, 2), "ziek", 1000),
            (9, date(2025, 10, 1), "ziek", 1000),
            (2, date(2025, 10, 2), "spijbelen", 50),
            (2, date(2025, 10, 3), "te_laat", 50),
        ],
    )
    kinds: Rows = (
        "soort varchar, groep varchar",
        [("ziek", "ga"), ("spijbelen", "oa"), ("te_laat", "aanwezig")],
    )
    found = build_model(
        "mart_swv_soort",
        win_registratie=recorded,
        ref_soort=kinds,
        ref_run=RUN,
        win_leerling_periode=("leerling_nr integer", [(1,), (2,)]),
        win_elders_geteld=("leerling_nr integer, later_nr integer", moved),
    )
    # Of the first pupil 110 minutes, of the second 45; moved, they are one.
    sick = (1, 50 + 60 + 45, 50 + 60 + 45, 0) if moved else (2, 50 + 60 + 45, 50 + 60, 45)
    assert sorted(found) == [("ga", "ziek", *sick), ("oa", "spijbelen", 1, 50, 50, 0)]


# --- register and ledger ----------------------------------------------------------------------------------------------


def test_a_pupil_stands_in_one_four_week_group_with_what_the_register_says() -> None:
    """Of a pupil with both windows the group is nothing present; the same code at another school is another pupil."""
    windows: Rows = (
        "school varchar, leerling varchar, groep varchar, plan_van_aanpak boolean",
        [
            ("10AB00", "a", "vier_weken_afwezig", True),
            ("10AB00", "a", "hoogstens_20pct", True),
            ("10AB00", "b", "hoogstens_20pct", None),
            ("20AB00", "a", "hoogstens_20pct", None),
            # Moved: x is in a group at the new school too.
            ("20AB00", "x", "hoogstens_20pct", None),
        ],
    )
    register: Rows = (
        "school_nr smallint, leerling_nr integer, typologie varchar, categorie varchar, mdo_datum date,"
        " interventies varchar",
        [(1, 11, "angst", None, date(2025, 10, 1), "mdo,jgz"), (1, 12, None, "licht", None, None)],
    )
    pupils: Rows = ("leerling_nr integer, leerling varchar", [(11, "a"), (12, "b"), (21, "a")])
    found = build_model(
        "mart_swv_vierweken",
        mart_vierweken=windows,
        win_register=register,
        win_leerling=pupils,
        ref_school=SCHOOLS,
        mart_overgestapt=(MOVED, [("20AB00", "x", True, False), ("20AB00", "a", False, True)]),
    )
    assert sorted(found) == [
        ("10AB00", "VO", "hoogstens_20", None, True, "", "licht", False, ""),
        ("10AB00", "VO", "nul_procent", True, True, "angst", "", True, "mdo,jgz"),
        ("20AB00", "PO", "hoogstens_20", None, False, "", "", False, ""),
    ]


def test_the_register_counts_each_pupil_once_a_value() -> None:
    """Three pupils: one word a field, and of interventions as many as were written, each once."""
    groups: Rows = (
        "typologie varchar, categorie varchar, mdo boolean, interventies varchar",
        [
            ("angst", "", True, "mdo,Huisbezoek"),
            ("angst", "zwaar", False, "huisbezoek, HUISBEZOEK,,mdo"),
            ("", "zwaar", False, ""),
        ],
    )
    assert build_model("mart_swv_register", mart_swv_vierweken=groups) == [
        ("categorie", "", 1),
        ("categorie", "zwaar", 2),
        ("interventie", "huisbezoek", 2),
        ("interventie", "mdo", 2),
        ("mdo", "J", 1),
        ("mdo", "N", 2),
        ("typologie", "", 1),
        ("typologie", "angst", 2),
    ]


@pytest.mark.parametrize(("due", "counted"), [(date(2025, 9, 1), 0), (date(2025, 9, 2), 1), (date(2026, 4, 1), 1)])
def test_a_report_counts_in_the_period_in_which_it_fell_due(due: date, counted: int) -> None:
    """The period begins on 2 September; what is due after the peildatum counts too."""
    reports: Rows = (
        "school varchar, meldsoort varchar, plicht varchar, status varchar, uiterste_meldatum date",
        [("10AB00", "16uur", "verplicht", "op_tijd", due)],
    )
    found = build_model("mart_swv_melding", mart_duo_melding=reports, ref_school=SCHOOLS, ref_run=RUN)
    assert found == [("10AB00", "VO", "16uur", "verplicht", "op_tijd", 1)] * counted


def test_what_has_to_be_reported() -> None:
    """Schools together; without a duty, and left to the RMC, no report is due."""
    reports: Rows = (
        "school varchar, sector varchar, meldsoort varchar, plicht varchar, status varchar, meldingen integer",
        [
            ("10AB00", "VO", "16uur", "verplicht", "op_tijd", 4),
            ("20AB00", "PO", "16uur", "verplicht", "op_tijd", 3),
            ("10AB00", "VO", "16uur", "verplicht", "te_laat", 2),
            ("10AB00", "VO", "16uur", "rmc", "te_laat", 9),
            ("10AB00", "VO", "16uur", "geen", "te_laat", 9),
            ("10AB00", "VO", "16uur", "niet_te_bepalen", "op_tijd", 9),
            ("10AB00", "VO", "lrv", "verplicht", "op_tijd", 1),
        ],
    )
    assert build_model("mart_swv_meldplicht", mart_swv_melding=reports) == [
        ("16uur", "op_tijd", 4 + 3),
        ("16uur", "te_laat", 2),
        ("lrv", "op_tijd", 1),
    ]


def test_what_a_school_has_to_report() -> None:
    """By what became of it; a school with nothing to report has zeros, and duties of others are not its own."""
    reports: Rows = (
        "school varchar, meldsoort varchar, plicht varchar, status varchar, meldingen integer",
        [
            ("10AB00", "16uur", "verplicht", "op_tijd", 4),
            ("10AB00", "lrv", "verplicht", "op_tijd", 1),
            ("10AB00", "16uur", "verplicht", "te_laat", 2),
            ("10AB00", "16uur", "verplicht", "niet_gemeld", 3),
            ("10AB00", "16uur", "verplicht", "nog_niet", 6),
            ("10AB00", "16uur", "rmc", "niet_gemeld", 50),
            ("20AB00", "16uur", "verplicht", "onbekend", 7),
            ("20AB00", "16uur", "niet_te_bepalen", "onbekend", 50),
        ],
    )
    assert build_model("mart_swv_school_melding", ref_school=SCHOOLS, mart_swv_melding=reports) == [
        ("10AB00", 4 + 1 + 2 + 3 + 6, 4 + 1, 2, 3, 6, 0),
        ("20AB00", 7, 0, 0, 0, 0, 7),
        ("30AB00", 0, 0, 0, 0, 0, 0),
    ]


def test_exemptions_that_end() -> None:
    """In force on the peildatum (1 January 2026), or ended in the period (from 2 September 2025 on); `tot` is open."""
    year, day = date(2025, 8, 1), timedelta(days=1)
    period, peildatum = RUN[1][0]
    lists: Rows = (
        "soort varchar, woongemeente varchar, van date, tot date, zonder_einde boolean",
        [
            ("vrijstelling_5a", "Schagen", year, date(2026, 8, 1), True),
            ("vrijstelling_5a", "Schagen", year, date(2026, 8, 1), True),
            # The list tells the same end, of another municipality, of none, of another ground.
            ("vrijstelling_5a", "Schagen", year, date(2026, 8, 1), False),
            ("vrijstelling_5a", "Alkmaar", year, date(2026, 8, 1), False),
            ("vrijstelling_5a", None, year, date(2026, 8, 1), False),
            ("vrijstelling_5b", "Schagen", year, date(2026, 8, 1), False),
            # The last day is the day before the period, and its first day; begins on the peildatum, and after it.
            ("vrijstelling_5c", "Schagen", year, period, False),
            ("vrijstelling_5c", "Schagen", year, period + day, False),
            ("vrijstelling_5c", "Schagen", peildatum, date(2027, 1, 1), False),
            ("vrijstelling_5c", "Schagen", peildatum + day, date(2028, 1, 1), False),
            ("absoluut_verzuim", "Schagen", year, date(2026, 8, 1), False),
        ],
    )
    last = date(2026, 7, 31)
    assert build_model("mart_swv_vrijstelling", win_lpa_lijst=lists, ref_run=RUN) == [
        ("vrijstelling_5c", "Schagen", period, False, 1),
        ("vrijstelling_5a", "Alkmaar", last, False, 1),
        ("vrijstelling_5a", "Schagen", last, False, 1),
        ("vrijstelling_5a", "Schagen", last, True, 2),
        ("vrijstelling_5a", None, last, False, 1),
        ("vrijstelling_5b", "Schagen", last, False, 1),
        ("vrijstelling_5c", "Schagen", date(2026, 12, 31), False, 1),
    ]


def test_pupils_in_the_register_by_two_facts_at_a_time() -> None:
    """Pupil 1: a typology, an intervention in two spellings; pupil 2: nothing filled in, no tier; 3 is not enrolled.
    Pupil 4 went on as 1, who is in the register; 2 as 3, who is not enrolled."""
    register: Rows = (
        "school_nr smallint, leerling_nr integer, typologie varchar, categorie varchar, interventies varchar",
        [
            (1, 1, "ziekte", "geoorloofd", "mdo,Huisbezoek, huisbezoek"),
            (2, 2, None, None, None),
            (1, 3, "ziekte", "dreigend", "mdo"),
            (2, 4, "ziekte", "dreigend", "mdo"),
        ],
    )
    found = build_model(
        "mart_swv_register_paar",
        win_register=register,
        ref_school=SCHOOLS,
        # Who is enrolled on no day of the period has no row.
        cls_tier=("leerling_nr integer, tier tinyint", [(1, 3), (2, None), (4, 1)]),
        win_overstap_keten=("leerling_nr integer, eerder_nr integer", [(1, 4), (3, 2)]),
        win_geboorte=("leerling_nr integer, woongemeente varchar", [(1, "Schagen")]),
    )
    one = [("typologie", "ziekte"), ("categorie", "geoorloofd"), ("sector", "VO"), ("woongemeente", "Schagen"),
           ("interventie", "mdo"), ("interventie", "huisbezoek")]  # fmt: skip
    two = [("typologie", ""), ("categorie", ""), ("sector", "PO"), ("woongemeente", "")]
    # Each two facts once, against the one that comes first: 1 + 2 + 3 + 4 of the first four fields, and twice 5.
    expected = [
        *((field, value, "", "", 1) for field, value in (*one, *two)),
        *((field, value, "tier", "3", 1) for field, value in one),
        *((field, value, "tier", "", 1) for field, value in two),
        *((*one[later], *one[first], 1) for later in range(1, 4) for first in range(later)),
        *((*two[later], *two[first], 1) for later in range(1, 4) for first in range(later)),
        *((*intervention, *one[first], 1) for intervention in one[4:] for first in range(4)),
    ]
    assert len([row for row in found if row[2]]) == (1 + 2 + 3 + 4 + 2 * 5) + (1 + 2 + 3 + 4)
    assert found == sorted(expected)


DEFINITION: Rows = (
    "actie_posities integer, minimum_lesdagen integer, tier_1_pct integer, tier_2_pct integer",
    [(14, 2, 95, 90)],
)


def _act(
    day: date,
    *,
    after: int = 0,
    unknown: int = 0,
    first: int = 0,
    horizon: int = 28,
    weeks: tuple[int, ...] = (0, 1, 2, 3),
    free: int = 0,
) -> list[tuple]:
    """One pupil and one act, with windows of two lesweken (14 positions) instead of eight.

    Four lesweken from 1 September 2025 on, with a lesson of 100 minutes on each Monday and Tuesday: positions 0, 1, 7,
    8, 14 … 22. Ten minutes are missed on the first Monday; `after`: on the last Monday, or `unknown` there. `first`:
    from which position on was measured; `weeks`: in which the pupil has lessons; `free`: weeks without any before the
    third.
    """
    begin = date(2025, 9, 1)
    mondays = [begin + timedelta(weeks=week + (free if week > 1 else 0)) for week in range(4)]
    school = [
        (monday + timedelta(days=weekday), 7 * week + weekday, monday)
        for week, monday in enumerate(mondays)
        for weekday in (0, 1)
    ]
    return build_model(
        "mart_swv_actie",
        ref_definitie=DEFINITION,
        win_register=(
            "school_nr smallint, leerling_nr integer, gesprek_datum date, plan_datum date, mdo_datum date,"
            " jgz_datum date, spreekuur_datum date",
            [(1, 11, None, None, day, None, None)],
        ),
        win_leerling=("leerling_nr integer, traject_nr integer, horizon_positie integer", [(11, 101, horizon)]),
        win_schooldag=(
            "school_nr smallint, datum date, positie integer, maandag date, gemeten boolean",
            [(1, when, position, monday, position >= first) for when, position, monday in school],
        ),
        win_traject_dag=(
            "traject_nr integer, school_nr smallint, datum date, minuten integer",
            [(101, 1, when, 100) for when, position, _ in school if position // 7 in weeks],
        ),
        win_leerling_dag=(
            "leerling_nr integer, datum date, afwezig_min integer, onbekend_min integer",
            [(11, begin, 10, 0), (11, mondays[-1], after, unknown)],
        ),
    )


# The third Monday, position 14: before it lie 0 to 13, after it 15 to 28.
THIRD_MONDAY = date(2025, 9, 15)


@pytest.mark.parametrize(
    ("after", "unknown", "tier"),
    # Before: 390 of 400 minutes, 97,5 %. After, three days: 300 - 15 is 95 %, 300 - 30 is 90 %.
    [(0, 0, "1"), (15, 0, "1"), (16, 0, "2"), (30, 0, "2"), (31, 0, "3"), (0, 31, "3"), (15, 16, "3")],
)
def test_attendance_before_and_after_an_act(after: int, unknown: int, tier: str) -> None:
    assert _act(THIRD_MONDAY, after=after, unknown=unknown) == [("mdo", "1", tier, 1)]


@pytest.mark.parametrize(
    ("day", "changes", "counted"),
    [
        # Measured from position 0 on, and up to position 28.
        (THIRD_MONDAY, {"first": 1}, False),
        (THIRD_MONDAY, {"horizon": 27}, False),
        # A day earlier, the Sunday of the second week, position 13: from -1 on.
        (date(2025, 9, 14), {}, False),
        # A day later, position 15: from 1 on, and up to 29.
        (date(2025, 9, 16), {"horizon": 29, "first": 1}, True),
        (date(2025, 9, 16), {"horizon": 28}, False),
        # Two days on each side are enough: of the third week the Tuesday alone comes after.
        (THIRD_MONDAY, {"weeks": (1, 3)}, True),
        (THIRD_MONDAY, {"weeks": (1, 2)}, False),
        (THIRD_MONDAY, {"weeks": (2, 3)}, False),
        # In a week without lessons: 0 to 13 before it and 14 to 27 after it.
        (date(2025, 9, 17), {"free": 1, "horizon": 27}, True),
        (date(2025, 9, 17), {"free": 1, "horizon": 26}, False),
    ],
)
def test_both_sides_must_be_whole(day: date, changes: dict, counted: bool) -> None:
    assert _act(day, **changes) == [("mdo", "1", "1", 1)] * counted


# --- what was measured ------------------------------------------------------------------------------------------------


def _weeks(*measured: tuple[int, bool, date], without_begin: tuple[int, ...] = (), quiet: int = 0) -> list[tuple]:
    """Each row: monday, schools, pupils, scheduled, present."""
    found = _build_weeks(*measured, without_begin=without_begin, quiet=quiet)
    return sorted((row[1], row[2], row[3], row[4], row[8]) for row in found)


def _build_weeks(*measured: tuple[int, bool, date], without_begin: tuple[int, ...] = (), quiet: int = 0) -> list[tuple]:
    """Three schools with a pupil each, of 100 minutes on a Monday of both years; the pupil of school 1 is away half,
    that of school 2 ten minutes and that of 3 not at all. `quiet`: nothing of that school's year before is registered.
    `without_begin`: pupils without an inschrijfdatum.
    """
    away = {1: 50, 2: 10}
    year, last = date(2025, 8, 1), date(2024, 8, 1)
    mondays = ((date(2024, 9, 2), last), (date(2025, 9, 1), year))
    return build_model(
        "mart_swv_week",
        ref_run=("schooljaar_van date, vorig_schooljaar_van date, peildatum date", [(year, last, date(2026, 1, 1))]),
        win_meting=("school_nr smallint, is_gemeten boolean, gemeten_van date", list(measured)),
        win_traject=("traject_nr integer, leerling_nr integer", [(1, 1), (2, 2), (3, 3)]),
        win_segment=(
            "leerling_nr integer, zonder_begin boolean",
            # A pupil has as many rows as stretches of enrolment.
            [(number, number in without_begin) for number in (1, 2, 3) for _ in range(2)],
        ),
        win_traject_dag=(
            "traject_nr integer, school_nr smallint, datum date, minuten integer",
            [(school, school, day, 100) for school in (1, 2, 3) for day, _ in mondays],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, schooljaar_van date, maandag date",
            [(school, day, start, day) for school in (1, 2, 3) for day, start in mondays],
        ),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, schooljaar_van date, afwezig_min integer,"
            " geoorloofd_min integer, ongeoorloofd_min integer, onbekend_min integer",
            [
                (school, school, day, start, minutes, minutes, 0, 0)
                for school, minutes in away.items()
                for day, start in mondays
                if start == year or school != quiet
            ],
        ),
    )


def test_who_stands_behind_a_week() -> None:
    """Three pupils of 100 minutes: two were away, 50 and 10 minutes. Where nobody was, both are 0."""
    everything = date(1, 1, 1)
    schools = tuple((school, True, everything) for school in (1, 2, 3))
    assert {row[9:] for row in _build_weeks(*schools) if row[1] == date(2025, 9, 1)} == {(100, 2, 50, 10)}
    alone = ((1, False, everything), (2, False, everything), (3, True, date(2025, 9, 1)))
    assert {row[9:] for row in _build_weeks(*alone)} == {(100, 0, 0, 0)}


def test_weeks_of_two_years_are_about_the_schools_measured_in_both() -> None:
    """From the first school day of last year on (2 September 2024), not a day later; never a school without data."""
    then, now = date(2024, 9, 2), date(2025, 9, 1)
    everything = date(1, 1, 1)
    # School 2 begins a day late, school 3 was not measured: one school, 100 minutes, of which 50 present.
    begun = _weeks((1, True, then), (2, True, date(2024, 9, 3)), (3, False, everything))
    assert begun == [(then, 1, 1, 100, 50), (now, 1, 1, 100, 50)]
    # All of both years: 2 * 100 - 50 - 10.
    both = _weeks((1, True, then), (2, True, everything), (3, False, everything))
    assert both == [(then, 2, 2, 200, 140), (now, 2, 2, 200, 140)]
    # Nobody was measured last year: this year alone, about all who were measured in it.
    only_now = _weeks((1, True, now), (2, True, now), (3, False, everything))
    assert only_now == [(now, 2, 2, 200, 140)]


def test_a_year_in_which_nothing_was_registered_is_not_compared_with() -> None:
    """School 3 never has an absence, and school 2 none of last year: that they were all present is not known."""
    then, now = date(2024, 9, 2), date(2025, 9, 1)
    found = _weeks((1, True, then), (2, True, then), (3, True, then), quiet=2)
    assert found == [(then, 1, 1, 100, 50), (now, 1, 1, 100, 50)]


def test_who_has_no_inschrijfdatum_was_not_present_last_year() -> None:
    """Pupil 2 may have come this year: of school 2 nobody is left last year, so it is compared in neither."""
    then, now = date(2024, 9, 2), date(2025, 9, 1)
    measured = ((1, True, then), (2, True, then), (3, False, then))
    assert _weeks(*measured, without_begin=(2,)) == [(then, 1, 1, 100, 50), (now, 1, 1, 100, 50)]
    # Of nobody it is known: this year alone.
    assert _weeks(*measured, without_begin=(1, 2)) == [(now, 2, 2, 200, 140)]
