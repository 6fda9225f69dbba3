"""The published tables and what officers, `msa explain` and `msa compare` read, on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

SCHOOLS: Rows = (
    "school_nr smallint, school varchar, sector varchar, protocol varchar, heeft_codetabel boolean,"
    " heeft_duo_meldingen boolean",
    [(1, "10AB00", "VO", "noord", True, True), (2, "20AB00", "PO", "twente", False, False)],
)
PUPILS: Rows = (
    "leerling_nr integer, leerling varchar, school_nr smallint, traject_nr integer, vertrokken boolean,"
    " horizon_datum date",
    [
        (11, "a", 1, 101, False, date(2026, 1, 1)),
        (12, "b", 1, 102, True, date(2025, 11, 28)),
        (21, "a", 2, 201, False, date(2026, 1, 1)),
    ],
)
PEILDATUM = date(2026, 1, 1)
PERIOD = date(2025, 9, 2)
RUN: Rows = ("periode_van date, peildatum date", [(PERIOD, PEILDATUM)])
NOV_3, NOV_4, NOV_10, NOV_21 = (date(2025, 11, day) for day in (3, 4, 10, 21))
ASKED: Rows = ("leerling varchar", [("b",)])


# --- published tables -------------------------------------------------------------------------------------------------


def test_what_was_measured_of_each_school() -> None:
    """Two of three pupils of 10AB00 in a group with a timetable. Nobody was enrolled at 20AB00, which is not measured:
    nought, not empty. 30AB00 was refused: only its name and that."""
    schools: Rows = (
        "school_nr smallint, school varchar",
        [(3, "30AB00"), (2, "20AB00"), (1, "10AB00")],
    )
    measured: Rows = (
        "school_nr smallint, stand varchar, gegevens_van date, gegevens_tot date, schooldagen integer,"
        " gemeten_dagen integer, gat_dagen integer",
        [(1, "verouderd", PERIOD, NOV_10, 69, 44, 5), (2, "niet_gemeten", None, None, 69, 0, 0)],
    )
    enrolled: Rows = (
        "school_nr smallint, leerling_nr integer, heeft_rooster boolean",
        [(1, 11, True), (1, 12, False), (1, 13, True)],
    )
    found = build_model("mart_school_meting", ref_swv_school=schools, win_meting=measured, win_ingeschreven=enrolled)
    assert found == [
        ("10AB00", "verouderd", PERIOD, NOV_10, 69, 44, 5, 3, 1),
        ("20AB00", "niet_gemeten", None, None, 69, 0, 0, 0, 0),
        ("30AB00", "geweigerd", *[None] * 7),
    ]


def test_a_pupil_in_the_period() -> None:
    """Of 1 000 minutes 900 present, 60 + 20 + 10 away, 10 unknown; two rows in quarantine could be 20 of the minutes
    present: 88 to 91 per cent. Without lessons there is no share; with one minute there is. 1 000 sixtieths are 16 2/3
    hours."""
    periods: Rows = (
        "leerling_nr integer, school_nr smallint, klas varchar, leerjaar varchar, lesdagen integer,"
        " gepland_min integer, aanwezig_min integer, geoorloofd_min integer, ongeoorloofd_min integer,"
        " reden_onbekend_min integer, onbekend_min integer, voorlopig_min integer, elders_min integer,"
        " oa_zestigsten integer, te_laat integer, spijbeluren integer,"
        " ziekmeldingen integer, ziek_schooldagen double, quarantaine_rijen integer, laagste_min integer,"
        " noemer varchar",
        [
            (11, 1, "1A", "1", 60, 1000, 900, 60, 20, 10, 10, 5, 3, 1000, 4, 2, 1, 1.5, 2, 880, "rooster"),
            (21, 2, "7", None, *[0] * 16, None),
            (12, 1, "1B", None, 1, 1, 1, *[0] * 11, 0, 1, "lessentabel"),
        ],
    )
    tiers: Rows = (
        "leerling_nr integer, tier integer, tier_status varchar",
        [(11, 2, "zeker"), (21, None, "te_weinig_gegevens"), (12, None, "te_weinig_gegevens")],
    )  # fmt: skip
    found = build_model(
        "mart_leerling_periode",
        win_leerling_periode=periods,
        win_leerling=PUPILS,
        win_vol_rooster=(
            "leerling_nr integer, vol_min integer, weinig_les boolean",
            [(11, 1700, True), (12, 1700, False), (21, None, None)],
        ),
        ref_school=SCHOOLS,
        cls_tier=tiers,
    )
    minutes = (1000, 900, 60, 20, 10, 10, 5, 3)
    assert found == [
        (
            *("10AB00", "a", "1A", "1", "VO", 60, *minutes, 2, "rooster", 1700, True, 88.0, 91.0, 2, "zeker"),
            *(1000 / 60, 4, 2, 1, 1.5),
        ),
        (
            *("10AB00", "b", "1B", None, "VO", 1, 1, 1, *[0] * 6, 0, "lessentabel", 1700, False),
            *(100.0, 100.0, None, "te_weinig_gegevens", 0.0, 0, 0, 0, 0.0),
        ),
        (
            "20AB00",
            "a",
            "7",
            None,
            "PO",
            0,
            *[0] * 8,
            0,
            None,
            None,
            None,
            None,
            None,
            None,
            "te_weinig_gegevens",
            0.0,
            0,
            0,
            0,
            0.0,
        ),
    ]


@pytest.mark.parametrize(
    ("last", "positions", "shown"),
    [
        # From 28 positions on, when the run reaches the first day of the period.
        (NOV_10, 27, False),
        (NOV_10, 28, True),
        (PERIOD - timedelta(days=1), 28, False),
        (PERIOD, 28, True),
    ],
)
def test_runs_of_the_period(last: date, positions: int, shown: bool) -> None:
    runs: Rows = (
        "leerling_nr integer, school_nr smallint, groep varchar, start date, laatste_dag date, duur_posities integer,"
        " duur_kalenderdagen integer, loopt boolean",
        [(11, 1, "oa", date(2025, 6, 2), last, positions, 99, True)],
    )
    found = build_model(
        "mart_reeks",
        win_reeks=runs,
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        ref_run=RUN,
        ref_definitie=("reeks_posities integer", [(28,)]),
    )
    assert found == [("10AB00", "a", "oa", date(2025, 6, 2), last, positions, 99, True)] * shown


def _four_weeks(*windows: tuple[date, date, int, int, int]) -> list[tuple]:
    """Groups of pupil `a` from windows (first day, last day, planned, present, unknown); `b` is not in the period."""
    columns = (
        "leerling_nr integer, school_nr smallint, start date, eind date, gepland_min integer, aanwezig_min integer,"
        " onbekend_min integer"
    )
    groups = build_model(
        "cls_vierweken",
        win_vierweken=(columns, [(11, 1, *window) for window in windows] + [(12, 1, NOV_3, NOV_10, 100, 0, 0)]),
        win_leerling_periode=("leerling_nr integer", [(11,)]),
        ref_run=RUN,
        ref_definitie=("hoogstens_aanwezig_pct integer", [(20,)]),
    )
    columns = (
        "leerling_nr integer, school_nr smallint, groep varchar, start date, gepland_min integer,"
        " aanwezig_min integer, met_onbekend boolean"
    )
    return build_model(
        "mart_vierweken",
        cls_vierweken=(columns, groups),
        win_leerling=PUPILS,
        win_register=("leerling_nr integer, plan_van_aanpak boolean", [(11, True), (12, False)]),
        ref_school=SCHOOLS,
    )


@pytest.mark.parametrize(
    ("present", "unknown", "groups"),
    [
        (0, 0, ["hoogstens_20pct", "vier_weken_afwezig"]),
        (1, 0, ["hoogstens_20pct"]),
        # What is unknown may have been present.
        (0, 1, ["hoogstens_20pct"]),
        (199, 1, ["hoogstens_20pct"]),
        (200, 0, ["hoogstens_20pct"]),
        (200, 1, []),
        (201, 0, []),
    ],
)
def test_groups_of_four_weeks(present: int, unknown: int, groups: list[str]) -> None:
    """20 per cent of 1 000 minutes is 200."""
    found = _four_weeks((NOV_3, date(2025, 11, 28), 1000, present, unknown))
    assert found == [("10AB00", "a", group, NOV_3, 1000, present, True) for group in groups]


def test_the_first_window_that_reaches_the_period_counts() -> None:
    before = (date(2025, 6, 2), PERIOD - timedelta(days=1), 1000, 0, 0)
    first, second = (date(2025, 6, 3), PERIOD, 1000, 5, 0), (NOV_3, date(2025, 11, 28), 1000, 0, 0)
    assert [row[2:6] for row in _four_weeks(second, before, first)] == [
        ("hoogstens_20pct", first[0], 1000, 5),
        ("vier_weken_afwezig", second[0], 1000, 0),
    ]


def test_without_a_register_nothing_is_known_of_a_plan() -> None:
    columns = (
        "leerling_nr integer, school_nr smallint, groep varchar, start date, gepland_min integer,"
        " aanwezig_min integer, met_onbekend boolean"
    )
    found = build_model(
        "mart_vierweken",
        cls_vierweken=(columns, [(11, 1, "hoogstens_20pct", NOV_3, 1000, 100, False)]),
        win_leerling=PUPILS,
        win_register=("leerling_nr integer, plan_van_aanpak boolean", [(12, True)]),
        ref_school=SCHOOLS,
    )
    assert found == [("10AB00", "a", "hoogstens_20pct", NOV_3, 1000, 100, None)]


def test_statuses_stand_by_school_and_pupil() -> None:
    statuses: Rows = (
        "leerling_nr integer, school_nr smallint, status varchar, grond varchar, start date, duur_posities integer,"
        " op_peildatum boolean, precies_vier_weken boolean, plicht varchar",
        [
            (21, 2, "dreigend", "T1", None, None, True, False, "rmc"),
            (11, 1, "thuiszitter", "R", NOV_3, 28, False, True, "verplicht"),
        ],
    )
    found = build_model("mart_thuiszitter", cls_thuiszitter=statuses, win_leerling=PUPILS, ref_school=SCHOOLS)
    assert found == [
        ("10AB00", "a", "thuiszitter", "R", NOV_3, 28, False, True, "verplicht"),
        ("20AB00", "a", "dreigend", "T1", None, None, True, False, "rmc"),
    ]


def test_signals_name_the_rule_of_the_own_school() -> None:
    signals: Rows = (
        "leerling_nr integer, school_nr smallint, regel varchar, uitkomst varchar, eerste_datum date,"
        " in_periode boolean, op_peildatum boolean, waarde double, venster_van date, venster_tot date,"
        " ontbreekt varchar",
        [(11, 1, "A", "ja", NOV_3, True, False, 18.0, NOV_3, NOV_10, None)],
    )
    rules: Rows = (
        "school_nr smallint, regel varchar, protocol varchar, drempel double, wie varchar, actie varchar,"
        " bestemming varchar, bron varchar",
        [
            (1, "A", "noord", 16.0, "school", "bel", "duo", "p. 1"),
            (1, "B", "noord", 9.0, "x", "x", "x", "x"),
            (2, "A", "twente", 9.0, "x", "x", "x", "x"),
        ],
    )
    found = build_model("mart_signaal", cls_signaal=signals, cls_regel=rules, win_leerling=PUPILS, ref_school=SCHOOLS)
    head = ("10AB00", "a", "A", "noord", "ja", NOV_3, True, False, 18.0, 16.0)
    assert found == [(*head, NOV_3, NOV_10, "school", "bel", "duo", "p. 1", None)]


@pytest.mark.parametrize(
    ("pupil", "due", "reported", "status"),
    [
        # Peildatum 1 January 2026; due on 14 November: the last day itself is in time.
        (11, date(2025, 11, 14), date(2025, 11, 13), "op_tijd"),
        (11, date(2025, 11, 14), date(2025, 11, 14), "op_tijd"),
        (11, date(2025, 11, 14), date(2025, 11, 15), "te_laat"),
        (11, date(2025, 12, 31), None, "niet_gemeld"),
        (11, PEILDATUM, None, "nog_niet"),
        (11, date(2026, 1, 2), None, "nog_niet"),
        # The second school delivered no notifications.
        (21, date(2025, 11, 14), None, "onbekend"),
        (21, PEILDATUM, None, "onbekend"),
    ],
)
@pytest.mark.parametrize("last_day", [NOV_10, None])
def test_what_is_known_of_a_report(
    pupil: int, due: date, reported: date | None, status: str, last_day: date | None
) -> None:
    """990 sixtieths are 16.5 hours, 120 of them 2 hours. A run that goes on has no last day, and finds its notification
    all the same."""
    school = 1 if pupil == 11 else 2
    reports: Rows = (
        "leerling_nr integer, school_nr smallint, meldsoort varchar, einddatum date, begindatum date,"
        " oa_zestigsten integer, voorlopig_zestigsten integer, plicht varchar, uiterste_meldatum date,"
        " ernst_precies_16 boolean",
        [(pupil, school, "16uur", last_day, NOV_3, 990, 120, "verplicht", due, False)],
    )
    matches: Rows = (
        "leerling_nr integer, meldsoort varchar, einddatum date, gemeld_op date",
        [
            *([(pupil, "16uur", last_day, reported)] if reported else []),
            # Of another kind, of another report, and of another pupil.
            (pupil, "lrv", last_day, NOV_4),
            (pupil, "16uur", NOV_4, NOV_4),
            (12, "16uur", last_day, NOV_4),
        ],
    )
    found = build_model(
        "mart_duo_melding",
        cls_duo_melding=reports,
        cls_duo_treffer=matches,
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    place = "10AB00" if school == 1 else "20AB00"
    assert found == [(place, "a", "16uur", last_day, NOV_3, 16.5, 2.0, "verplicht", due, status, False)]


# --- officers ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_to_the_municipality_of_its_pupil() -> None:
    """The same code at another school is another pupil, who lives elsewhere."""
    report = ("16uur", NOV_10, NOV_3, 16.0, 2.0, "verplicht", date(2025, 11, 17), "niet_gemeld", True)
    adult = (*report[:5], "rmc", *report[6:])
    # Without a duty, or where nobody knows of one, a report is handed over to nobody.
    others = [("10AB00", "b", *report[:5], duty, *report[6:]) for duty in ("geen", "niet_te_bepalen")]
    columns = (
        "school varchar, leerling varchar, meldsoort varchar, einddatum date, begindatum date, uren double,"
        " waarvan_voorlopig double, plicht varchar, uiterste_meldatum date, status varchar, ernst_precies_16 boolean"
    )
    towns = [(11, "Alkmaar"), (12, "Bergen"), (21, None)]
    found = build_model(
        "mart_leerplicht",
        mart_duo_melding=(columns, [("10AB00", "a", *report), ("20AB00", "a", *adult), *others]),
        win_geboorte=("leerling_nr integer, woongemeente varchar", towns),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
    )
    assert found == [("Alkmaar", "10AB00", "a", *report), (None, "20AB00", "a", *adult)]


def test_an_officer_sees_unauthorised_hours_alone() -> None:
    """Lessons of 40 minutes are an hour in VO and 40 minutes in PO. First and last day of the report count; while a run
    goes on, the peildatum is the last. A code is shown when a code table explains it."""
    reports: Rows = (
        "leerling_nr integer, school_nr smallint, meldsoort varchar, begindatum date, einddatum date",
        [(11, 1, "16uur", NOV_3, NOV_4), (21, 2, "lrv", NOV_3, None)],
    )
    recorded: Rows = (
        "leerling_nr integer, school_nr smallint, datum date, lesuur integer, volgnr bigint, soort varchar,"
        " minuten integer",
        [
            (11, 1, date(2025, 11, 2), 1, 1, "spijbelen", 40),
            (11, 1, NOV_3, 1, 1, "spijbelen", 40),
            (11, 1, NOV_4, 2, 1, "spijbelen", 90),
            (11, 1, NOV_4, 3, 2, "ziek", 40),
            (11, 1, date(2025, 11, 5), 1, 1, "spijbelen", 40),
            (12, 1, NOV_3, 1, 1, "spijbelen", 40),
            (21, 2, PEILDATUM, 1, 7, "luxe", 40),
            (21, 2, PEILDATUM, 2, 8, "luxe", 40),
            (21, 2, date(2026, 1, 2), 1, 7, "luxe", 40),
        ],
    )
    sources: Rows = (
        "school_nr smallint, volgnr bigint, code varchar, soort_bron varchar",
        [(1, 1, "s", "codetabel"), (1, 1, "s", "codetabel"), (1, 2, "z", "codetabel"), (2, 7, "lx", "standaardtabel"),
         (2, 8, "vrije tekst", "rij_type"), (2, 1, "q", "standaardtabel")],
    )  # fmt: skip
    kinds: Rows = ("soort varchar, groep varchar", [("spijbelen", "oa"), ("luxe", "oa"), ("ziek", "ga")])
    found = build_model(
        "mart_leerplicht_bewijs",
        cls_duo_melding=reports,
        win_registratie=recorded,
        win_bron=sources,
        win_leerling=PUPILS,
        ref_soort=kinds,
        ref_school=SCHOOLS,
        ref_run=RUN,
        # Pupil 21 was 12 before, of whom an hour counts on; of 11, after a longer pause, none.
        win_overstap_keten=(
            "leerling_nr integer, eerder_nr integer, sluit_aan boolean",
            [(21, 12, True), (21, 11, False)],
        ),
    )
    assert sorted(found) == [
        ("10AB00", "a", "16uur", NOV_4, NOV_3, 1, 60 / 60, "spijbelen", "s"),
        ("10AB00", "a", "16uur", NOV_4, NOV_4, 2, 90 / 60, "spijbelen", "s"),
        ("20AB00", "a", "lrv", None, NOV_3, 1, 60 / 60, "spijbelen", "s"),
        ("20AB00", "a", "lrv", None, PEILDATUM, 1, 40 / 60, "luxe", "lx"),
        ("20AB00", "a", "lrv", None, PEILDATUM, 2, 40 / 60, "luxe", None),
    ]


ALWAYS = [(number, date.min, date.max, "verplicht") for number in (11, 12, 21)]


def _cases(
    runs: list[tuple] = [],  # noqa: B006
    lists: list[tuple] = [],  # noqa: B006
    counted: list[tuple] = [],  # noqa: B006
    duties: list[tuple] = ALWAYS,
    *,
    chain: list[tuple] = [],  # noqa: B006
    linked: list[tuple] = [],  # noqa: B006
    moved: list[tuple] = [],  # noqa: B006
    enrolled: tuple[int, ...] = (11,),
) -> list[tuple]:
    """Cases for the Inspectie; only pupil 11 is enrolled in the period. A run without a duty is under `verplicht`.
    `chain`: pupil, earlier pupil and whether it is the first; `linked`: of a run that goes on the pupil, first day at
    any school and here, the earlier pupil, first day at any school and there; `moved`: school, pupil, status counts."""
    return sorted(
        build_model(
            "mart_inspectie",
            cls_status_reeks=(
                "leerling_nr integer, school_nr smallint, start date, laatste_dag date, tot_en_met date, loopt boolean,"
                " status varchar, plicht varchar, volle_dag date",
                # Full on its first day, where a run says nothing else.
                [(*run, *("verplicht", run[2])[len(run) - 7 :]) for run in runs],
            ),
            cls_plicht=("leerling_nr integer, van date, tot date, plicht varchar", duties),
            cls_thuiszitter=("leerling_nr integer, status varchar, start date", counted),
            win_lpa_lijst=("soort varchar, volgnummer varchar, van date, tot date", lists),
            win_leerling=PUPILS,
            win_leerling_periode=("leerling_nr integer", [(number,) for number in enrolled]),
            ref_school=SCHOOLS,
            ref_run=RUN,
            win_overstap_keten=("leerling_nr integer, eerder_nr integer, is_eerste boolean", chain),
            win_reeks=(
                "leerling_nr integer, groep varchar, start date, start_hier date",
                [
                    *((pupil, "oa", start, here) for pupil, start, here, *_ in linked),
                    *((earlier, "oa", start, there) for *_, earlier, start, there in linked),
                ],
            ),
            win_reeks_eerder=(
                "leerling_nr integer, groep varchar, start date, eerder_nr integer, eerder_start date",
                [(pupil, "oa", here, earlier, there) for pupil, _, here, earlier, _, there in linked],
            ),
            mart_overgestapt=("school varchar, leerling varchar, telt_thuiszitter boolean", moved),
            # The second school was measured up to 10 November.
            win_meting=(
                "school_nr smallint, is_bevestigd boolean, meetdatum date",
                [(1, True, PEILDATUM), (2, False, NOV_10)],
            ),
        )
    )


def test_a_run_of_a_thuiszitter_is_a_case() -> None:
    """Longer than three months when any status of the run says so; it counts where table thuiszitter counts it."""
    runs = [
        (11, 1, NOV_3, PEILDATUM, PEILDATUM, True, "thuiszitter"),
        (11, 1, NOV_3, PEILDATUM, PEILDATUM, True, "lrv_langer_dan_3_maanden"),
        (11, 1, date(2025, 8, 25), date(2025, 9, 26), date(2025, 9, 26), False, "thuiszitter"),
        (11, 1, date(2025, 8, 18), date(2025, 9, 26), date(2025, 9, 26), False, "relatief_verzuim"),
    ]
    counted = [
        (11, "lrv_langer_dan_3_maanden", NOV_3),
        (11, "thuiszitter", NOV_4),
        # Of another pupil, and another status.
        (12, "thuiszitter", date(2025, 8, 25)),
        (11, "lrv_langer_dan_3_maanden", date(2025, 8, 25)),
    ]
    assert _cases(runs, counted=counted) == [
        ("lrv_langer_dan_3_maanden", "10AB00", "a", NOV_3, None, PEILDATUM, True, True, None, False),
        (
            *("lrv_tot_3_maanden", "10AB00", "a", date(2025, 8, 25)),
            *(date(2025, 9, 26), date(2025, 9, 26), True, False, None, False),
        ),
    ]


SEP_8, OCT_31 = date(2025, 9, 8), date(2025, 10, 31)


def test_a_child_that_moved_is_one_holder() -> None:
    """Pupil 11 went on as 21 of the second school, which was not measured up to the peildatum. Its run began there and
    goes on here: one case, under who it was first. An earlier one that ended there stays; it counts no second time."""
    there = (11, 1, SEP_8, OCT_31, OCT_31, False, "thuiszitter")
    ended = (11, 1, date(2025, 6, 2), PERIOD, PERIOD, False, "thuiszitter")
    here = (21, 2, SEP_8, NOV_21, NOV_21, True, "thuiszitter")
    told = {
        "chain": [(21, 11, True)],
        "linked": [(21, SEP_8, NOV_3, 11, SEP_8, SEP_8)],
        "moved": [("10AB00", "a", False)],
        "enrolled": (11, 21),
    }
    counted = [(11, "thuiszitter", SEP_8), (21, "thuiszitter", SEP_8)]
    case = ("lrv_tot_3_maanden", "10AB00", "a", SEP_8, None, NOV_21, True, True, NOV_10, False)
    assert _cases([there, here], counted=counted, **told) == [case]
    assert _cases([there, ended, here], counted=counted, **told) == [
        ("lrv_tot_3_maanden", "10AB00", "a", date(2025, 6, 2), PERIOD, PERIOD, True, False, None, False),
        case,
    ]
    # Of 18 and older here: what was there is a case still, which ended and counts.
    adult = [*ALWAYS[:2], (21, date.min, NOV_3, "verplicht"), (21, NOV_3, date.max, "rmc")]
    found = _cases(
        [there, (*here, "rmc", NOV_10)],
        counted=counted,
        duties=adult,
        **(told | {"moved": [("10AB00", "a", True)]}),
    )
    assert found == [("lrv_tot_3_maanden", "10AB00", "a", SEP_8, OCT_31, OCT_31, True, True, None, False)]


def test_a_run_over_three_schools_is_one_case() -> None:
    """12 went on as 11 and that as 21: the parts at the first two are parts of the last."""
    runs = [
        (12, 1, SEP_8, OCT_31, OCT_31, False, "thuiszitter"),
        (11, 1, SEP_8, NOV_10, NOV_10, False, "thuiszitter"),
        (21, 2, SEP_8, NOV_21, NOV_21, True, "thuiszitter"),
    ]
    found = _cases(
        runs,
        chain=[(11, 12, True), (21, 12, True), (21, 11, False)],
        linked=[
            (11, SEP_8, NOV_3, 12, SEP_8, SEP_8),
            (21, SEP_8, NOV_21, 12, SEP_8, SEP_8),
            (21, SEP_8, NOV_21, 11, SEP_8, NOV_3),
        ],
        moved=[("10AB00", "a", False), ("10AB00", "b", False)],
        counted=[(21, "thuiszitter", SEP_8), (11, "thuiszitter", SEP_8)],
        enrolled=(11, 12, 21),
    )
    assert [row[1:4] for row in found] == [("10AB00", "b", SEP_8)]


def test_who_the_swv_counts_at_a_later_school() -> None:
    """11 and 12 of the first school are counted at the second; 11 is a thuiszitter and in a group there too."""
    found = build_model(
        "mart_overgestapt",
        win_elders_geteld=("leerling_nr integer, later_nr integer", [(11, 21), (12, 21)]),
        win_overstap_keten=("leerling_nr integer, eerder_nr integer", [(21, 11)]),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        cls_thuiszitter=(
            "leerling_nr integer, status varchar, plicht varchar",
            [
                (11, "thuiszitter", "verplicht"),
                (21, "lrv_langer_dan_3_maanden", "niet_te_bepalen"),
                (12, "thuiszitter", "verplicht"),
                (21, "thuiszitter", "rmc"),
            ],
        ),
        cls_vierweken=(
            "leerling_nr integer, met_onbekend boolean", [(11, False), (21, False), (21, True), (12, False)]
        ),
    )  # fmt: skip
    assert found == [("10AB00", "a", "20AB00", False, False), ("10AB00", "b", "20AB00", True, True)]


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        # Here alone; another status there; of 18 and older there alone; of 18 and older at both.
        ([(11, "thuiszitter", "verplicht")], True),
        ([(11, "thuiszitter", "verplicht"), (21, "dreigend", "verplicht")], True),
        ([(11, "thuiszitter", "verplicht"), (21, "thuiszitter", "rmc")], True),
        ([(11, "thuiszitter", "rmc"), (21, "thuiszitter", "rmc")], False),
        # At both; nothing here; another status here.
        ([(11, "thuiszitter", "verplicht"), (21, "thuiszitter", "verplicht")], False),
        ([(21, "thuiszitter", "verplicht")], False),
        ([(11, "dreigend", "verplicht")], False),
    ],
)
def test_what_only_the_earlier_school_knows_counts_there(statuses: list[tuple], counts: bool) -> None:
    [row] = build_model(
        "mart_overgestapt",
        win_elders_geteld=("leerling_nr integer, later_nr integer", [(11, 21)]),
        win_overstap_keten=("leerling_nr integer, eerder_nr integer", [(21, 11), (12, 11)]),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        cls_thuiszitter=("leerling_nr integer, status varchar, plicht varchar", statuses),
        cls_vierweken=("leerling_nr integer, met_onbekend boolean", [(11, False), (21, True)]),
    )
    # The group there would hold with unknown lessons only.
    assert row[3:] == (counts, True)


def test_who_is_counted_at_a_later_school_has_a_row_there() -> None:
    """11 went on as 12 and as 21, 12 as 21; 31 is not in the period, or was not there."""
    found = build_model(
        "win_elders_geteld",
        win_overstap_keten=(
            "leerling_nr integer, eerder_nr integer, eerste_lesdag date",
            [(12, 11, NOV_3), (21, 11, NOV_10), (21, 12, NOV_10), (31, 21, NOV_21), (31, 11, NOV_21), (12, 32, NOV_3)],
        ),
        win_leerling_periode=("leerling_nr integer", [(11,), (12,), (21,)]),
    )
    assert sorted(found) == [(11, 21), (12, 21)]


@pytest.mark.parametrize(
    ("pupil", "last", "in_period"),
    [(11, PERIOD - timedelta(days=1), False), (11, PERIOD, True), (12, PERIOD, False)],
)
def test_a_run_lies_in_the_period_when_its_last_day_and_its_pupil_do(pupil: int, last: date, in_period: bool) -> None:
    [found] = _cases([(pupil, 1, date(2025, 6, 2), last, last, False, "thuiszitter")])
    assert found[6] is in_period


@pytest.mark.parametrize(
    ("start", "until", "expected"),
    [
        # `tot` is the first day that is not in it. On the list until the day before the period: not in it.
        (date(2025, 1, 6), PERIOD, (PERIOD - timedelta(days=1), PERIOD - timedelta(days=1), False)),
        (date(2025, 1, 6), PERIOD + timedelta(days=1), (PERIOD, PERIOD, True)),
        (date(2025, 1, 6), PEILDATUM, (date(2025, 12, 31), date(2025, 12, 31), True)),
        # Its last day is the peildatum: nobody knows yet that it ends.
        (date(2025, 1, 6), date(2026, 1, 2), (None, PEILDATUM, True)),
        (PEILDATUM, date(9999, 12, 31), (None, PEILDATUM, True)),
        (date(2026, 1, 2), date(9999, 12, 31), None),
    ],
)
def test_a_young_person_on_a_list_is_a_case(start: date, until: date, expected: tuple | None) -> None:
    found = _cases(lists=[("absoluut_verzuim", "7", start, until), ("vrijstelling_5b", "8", start, until)])
    wanted = (
        [] if expected is None else [("absoluut", "absoluut_verzuim", "7", start, *expected, expected[2], None, False)]
    )
    assert found == wanted


def test_exemption_5a_is_a_case() -> None:
    [found] = _cases(lists=[("vrijstelling_5a", "3", NOV_3, date(9999, 12, 31))])
    assert found == ("vrijstelling_5_onder_a", "vrijstelling_5a", "3", NOV_3, None, PEILDATUM, True, True, None, False)


def test_a_case_of_a_school_that_was_not_measured_to_the_end_says_up_to_when() -> None:
    runs = [
        (21, 2, date(2025, 9, 8), NOV_10, NOV_10, True, "thuiszitter"),
    ]
    [found] = _cases(runs)
    assert found == ("lrv_tot_3_maanden", "20AB00", "a", date(2025, 9, 8), None, NOV_10, False, False, NOV_10, False)


EIGHTEEN = [(11, date.min, NOV_10, "verplicht"), (11, NOV_10, date.max, "rmc")]


def test_a_case_of_a_pupil_whose_age_is_not_known_says_so() -> None:
    unknown = [(11, date.min, date.max, "niet_te_bepalen")]
    [found] = _cases([(11, 1, NOV_3, NOV_21, NOV_21, False, "thuiszitter", "niet_te_bepalen")], duties=unknown)
    assert found[4:] == (NOV_21, NOV_21, True, False, None, True)


def test_a_run_that_ends_at_eighteen_or_older_or_under_no_duty_is_no_case() -> None:
    """It began after the birthday, or before the leerplicht did: nobody ever knew it as a case."""
    after = (11, 1, NOV_10, NOV_21, NOV_21, False, "thuiszitter", "rmc")
    assert _cases([after], duties=EIGHTEEN) == []
    young = [(11, date.min, NOV_10, "geen"), (11, NOV_10, date.max, "verplicht")]
    assert _cases([(11, 1, NOV_3, NOV_4, NOV_4, False, "thuiszitter", "geen")], duties=young) == []
    # It began before the leerplicht and goes on under it.
    [found] = _cases([(11, 1, NOV_3, NOV_21, NOV_21, False, "thuiszitter", "verplicht")], duties=young)
    assert found[3:7] == (NOV_3, NOV_21, NOV_21, True)


def test_a_case_ends_on_the_last_day_under_the_duty() -> None:
    """18 on 10 November, while the run goes on: for who knew the case it ended on the 9th, and it is no new one."""
    run = (11, 1, NOV_3, PEILDATUM, PEILDATUM, True, "thuiszitter", "rmc")
    [found] = _cases([run], counted=[(11, "thuiszitter", NOV_3)], duties=EIGHTEEN)
    ninth = date(2025, 11, 9)
    assert found == ("lrv_tot_3_maanden", "10AB00", "a", NOV_3, ninth, ninth, False, False, None, False)


@pytest.mark.parametrize(
    ("full", "longer", "kind"),
    [
        # The last day under the duty is 9 November: on it the case was full, or longer than three months, or not yet.
        (date(2025, 11, 9), None, "lrv_tot_3_maanden"),
        (NOV_10, None, None),
        (NOV_3, date(2025, 11, 9), "lrv_langer_dan_3_maanden"),
        (NOV_3, NOV_10, "lrv_tot_3_maanden"),
    ],
)
def test_a_case_that_a_pupil_outgrows_is_what_it_was_then(full: date, longer: date | None, kind: str | None) -> None:
    run = (11, 1, date(2025, 8, 4), PEILDATUM, PEILDATUM, True)
    runs = [(*run, "thuiszitter", "rmc", full)]
    runs += [(*run, "lrv_langer_dan_3_maanden", "rmc", longer)] if longer else []
    assert [row[0] for row in _cases(runs, duties=EIGHTEEN)] == ([kind] if kind else [])


def test_of_two_grounds_the_first_that_was_full_tells_how_long_a_case_is() -> None:
    """Longer than three months by one ground on 9 November, the last day under the duty, by another on the 10th."""
    run = (11, 1, date(2025, 8, 4), PEILDATUM, PEILDATUM, True)
    longer = [(*run, "lrv_langer_dan_3_maanden", "rmc", day) for day in (NOV_10, date(2025, 11, 9))]
    [found] = _cases([(*run, "thuiszitter", "rmc", NOV_3), *longer], duties=EIGHTEEN)
    assert found[0] == "lrv_langer_dan_3_maanden"


def test_a_pupil_who_is_counted_apart_now_has_no_case_in_the_period() -> None:
    """A run before the birthday and one after it: the table counts the last one, for the Doorstroompunt."""
    before = (11, 1, date(2025, 9, 8), NOV_4, NOV_4, False, "thuiszitter", "verplicht")
    after = (11, 1, NOV_21, PEILDATUM, PEILDATUM, True, "thuiszitter", "rmc")
    [found] = _cases([before, after], counted=[(11, "thuiszitter", NOV_21)], duties=EIGHTEEN)
    assert found[3:8] == (date(2025, 9, 8), NOV_4, NOV_4, False, False)
    # The first one was longer than three months, so it is the one that the table counts.
    longer = (*before[:6], "lrv_langer_dan_3_maanden", "verplicht")
    [found] = _cases(
        [before, longer, after], counted=[(11, "lrv_langer_dan_3_maanden", date(2025, 9, 8))], duties=EIGHTEEN
    )
    assert found[6:8] == (True, True)


def test_the_days_that_deliveries_tell_about() -> None:
    """The first absence of the first school is on 4 November. `a` had lessons from the 3rd on, `b` from the 10th;
    lessons after the peildatum tell nothing. The second school recorded no absence: it tells about nobody. Nothing was
    delivered of 11 to 20 November: a stretch before it and one after."""
    days: Rows = (
        "traject_nr integer, school_nr smallint, datum date",
        [
            (101, 1, NOV_3), (101, 1, date(2025, 11, 7)), (101, 1, NOV_21), (101, 1, PEILDATUM),
            (101, 1, date(2026, 1, 2)), (102, 1, NOV_10), (102, 1, date(2025, 11, 28)), (201, 2, NOV_3),
        ],
    )  # fmt: skip
    recorded: Rows = (
        "leerling_nr integer, school_nr smallint, datum date, afwezig_min integer, onbekend_min integer",
        [(11, 1, NOV_3, 0, 0), (12, 1, NOV_4, 0, 1), (12, 1, NOV_10, 50, 0), (21, 2, NOV_3, 0, 0)],
    )
    found = build_model(
        "mart_inspectie_bereik",
        win_traject_dag=days,
        win_gat=("school_nr smallint, van date, tot date", [(1, date(2025, 11, 11), NOV_21)]),
        win_leerling_dag=recorded,
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        ref_run=RUN,
        # `b` was 21 first; in between nobody.
        win_overstap_keten=(
            "leerling_nr integer, eerder_nr integer, is_eerste boolean",
            [(12, 21, True), (12, 11, False)],
        ),
    )
    assert sorted(found) == [
        ("10AB00", "a", NOV_4, date(2025, 11, 7)),
        ("10AB00", "a", NOV_21, PEILDATUM),
        ("10AB00", "b", NOV_10, NOV_10),
        ("10AB00", "b", date(2025, 11, 28), date(2025, 11, 28)),
        ("20AB00", "a", NOV_10, NOV_10),
        ("20AB00", "a", date(2025, 11, 28), date(2025, 11, 28)),
    ]


def test_the_lists_of_the_lpa() -> None:
    counts: Rows = ("soort varchar, aantal integer", [("absoluut_verzuim", 3), ("vrijstelling_5a", 1)])
    assert sorted(build_model("mart_lpa", win_lpa=counts)) == [("absoluut_verzuim", 3), ("vrijstelling_5a", 1)]


# --- msa compare ------------------------------------------------------------------------------------------------------


def test_who_moved_is_compared_once_at_the_new_school() -> None:
    """`a` went from the first school to the second, where it is `a` too; only the first has its sixteen hours. Of the
    second, `b` came to the first: only the second knows of its status and its four weeks."""
    found = build_model(
        "mart_vergelijking",
        mart_leerling_periode=(
            "school varchar, leerling varchar, sector varchar, tier tinyint, tier_status varchar",
            [
                ("10AB00", "a", "VO", 3, "zeker"), ("20AB00", "a", "PO", 2, "zeker"),
                ("10AB00", "b", "VO", 1, "zeker"), ("20AB00", "b", "PO", None, "open"),
            ],
        ),
        mart_thuiszitter=(
            "school varchar, leerling varchar, status varchar, plicht varchar",
            [
                ("10AB00", "a", "dreigend", "verplicht"), ("10AB00", "a", "langdurig_geoorloofd", "verplicht"),
                ("20AB00", "b", "thuiszitter", "verplicht"), ("20AB00", "b", "langdurig_geoorloofd", "verplicht"),
            ],
        ),
        mart_vierweken=(
            "school varchar, leerling varchar, groep varchar",
            [("10AB00", "a", "vier_weken_afwezig"), ("20AB00", "b", "vier_weken_afwezig")],
        ),
        mart_overgestapt=(
            "school varchar, leerling varchar, telt_thuiszitter boolean, telt_vierweken boolean",
            [("10AB00", "a", False, False), ("20AB00", "b", True, True)],
        ),
        win_overstap_keten=("leerling_nr integer, eerder_nr integer", [(21, 11), (12, 22)]),
        cls_uitkomst=("leerling_nr integer, toets_nr integer, uitkomst varchar", [(11, 1, "ja")]),
        cls_grond=(
            "toets_nr integer, status varchar, grond varchar, maat varchar",
            [(1, "dreigend", "U", "oa_uren_venster")],
        ),
        win_leerling=(PUPILS[0], [*PUPILS[1], (22, "b", 2, 202, False, date(2026, 1, 1))]),
        ref_school=SCHOOLS,
    )  # fmt: skip
    assert found == [
        ("10AB00", "a", "VO", True, None, "geen", "nee", "geen", "nee"),
        ("10AB00", "b", "VO", False, "1", "geen", "nee", "geen", "nee"),
        ("20AB00", "a", "PO", False, "2", "geen", "nee", "geen", "ja"),
        ("20AB00", "b", "PO", True, None, "thuiszitter", "ja", "vier_weken_afwezig", "nee"),
    ]


def test_each_pupil_is_in_one_group_of_each_measure() -> None:
    """`a` has everything, `b` is an adult who is away as long, and nothing else, `a` of the other school an open tier
    and sixteen hours by a rule that its own rule set does not use for a status."""
    found = build_model(
        "mart_vergelijking",
        mart_leerling_periode=(
            "school varchar, leerling varchar, sector varchar, tier tinyint, tier_status varchar",
            [("10AB00", "a", "VO", 3, "zeker"), ("10AB00", "b", "VO", 1, "zeker"), ("20AB00", "a", "PO", None, "open")],
        ),
        mart_thuiszitter=(
            "school varchar, leerling varchar, status varchar, plicht varchar",
            [
                ("10AB00", "a", "thuiszitter", "verplicht"),
                ("10AB00", "a", "langdurig_geoorloofd", "verplicht"),
                ("10AB00", "b", "thuiszitter", "rmc"),
                ("20AB00", "a", "dreigend", "rmc"),
                # It stands beside another status.
                ("20AB00", "a", "reden_onbekend", "rmc"),
            ],
        ),
        mart_vierweken=(
            "school varchar, leerling varchar, groep varchar",
            [
                ("10AB00", "a", "vier_weken_afwezig"),
                ("10AB00", "a", "hoogstens_20pct"),
                ("20AB00", "a", "hoogstens_20pct"),
            ],
        ),
        # Two grounds ask toets 1, one toets 2; nobody has toets 4.
        cls_uitkomst=(
            "leerling_nr integer, toets_nr integer, uitkomst varchar",
            [(11, 1, "ja"), (21, 3, "ja"), (12, 2, "ja"), (12, 1, "nee")],
        ),
        cls_grond=(
            "toets_nr integer, status varchar, grond varchar, maat varchar",
            [(1, "relatief_verzuim", "A", "oa_uren_venster"), (1, "dreigend", "U", "oa_uren_venster"),
             (2, "dreigend", "L", "te_laat_schooljaar"), (4, "relatief_verzuim", "L", "oa_uren_venster")],
        ),
        mart_overgestapt=("school varchar, leerling varchar, telt_thuiszitter boolean, telt_vierweken boolean", []),
        win_overstap_keten=("leerling_nr integer, eerder_nr integer", []),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
    )  # fmt: skip
    assert found == [
        ("10AB00", "a", "VO", False, "3", "thuiszitter", "ja", "vier_weken_afwezig", "ja"),
        ("10AB00", "b", "VO", False, "1", "rmc", "nee", "geen", "nee"),
        ("20AB00", "a", "PO", False, "open", "dreigend", "nee", "hoogstens_20pct", "nee"),
    ]


# --- msa explain ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("enrolled", [True, False])
def test_the_pupil_that_is_asked_about(enrolled: bool) -> None:
    """One row when it is enrolled in the period."""
    periods = [("10AB00", "a", "1A"), ("20AB00", "b", "8")] + [("10AB00", "b", "1B")] * enrolled
    found = build_model(
        "mart_uitleg_leerling",
        win_leerling=PUPILS,
        ref_leerling=ASKED,
        mart_leerling_periode=("school varchar, leerling varchar, klas varchar", periods),
        ref_school=SCHOOLS,
    )
    assert found == [("10AB00", "VO", "b", True, date(2025, 11, 28), "1B")] * enrolled


SOURCES: Rows = (
    "school_nr smallint, volgnr bigint, bestand_nr integer, regelnummer integer, code varchar",
    [(1, 5, 0, 7, "TL"), (1, 5, 0, 7, "TL"), (1, 6, 0, 8, "x"), (2, 5, 9, 9, "x")],
)


def test_every_lesson_of_the_pupil_that_is_asked_about() -> None:
    """Up to and including the peildatum; a lesson without an event is present; only the own events."""
    found = build_model(
        "mart_uitleg_slot",
        win_leerling=PUPILS,
        ref_leerling=ASKED,
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer",
            [(102, PEILDATUM, 1), (102, date(2026, 1, 2), 1), (101, NOV_3, 1)],
        ),
        win_dagprofiel_les=(
            "dagprofiel_nr integer, lesuur integer, begin_min integer, minuten integer",
            [(1, 1, 510, 50), (1, 2, 560, 45), (2, 3, 600, 50)],
        ),
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, lesuur integer, soort varchar,"
            " minuten_te_laat integer, volgnr bigint",
            [
                (12, 1, PEILDATUM, 2, "ziek", 3, 5),
                (12, 1, NOV_3, 1, "ziek", None, 5),
                (11, 1, PEILDATUM, 1, "ziek", None, 5),
            ],
        ),
        win_bron=(f"{SOURCES[0]}, ingevoerd_op date", [(*row, NOV_3) for row in SOURCES[1]]),
        ref_soort=("soort varchar, groep varchar", [("ziek", "ga")]),
        ref_run=RUN,
    )
    assert sorted(found) == [
        (PEILDATUM, 1, 510, 50, "aanwezig", "aanwezig", None, None, None, None, None),
        (PEILDATUM, 2, 560, 45, "ga", "ziek", 3, NOV_3, "TL", 0, 7),
    ]


def test_events_that_gave_way() -> None:
    """Of two events on a lesson the one that does not stand, with its file and line; of the asked pupil alone."""
    events: Rows = (
        "leerling_nr integer, school_nr smallint, datum date, lesuur integer, soort varchar, ingevoerd_op date,"
        " volgnr bigint, staat boolean",
        [
            (12, 1, NOV_3, 1, "te_laat", NOV_4, 5, False),
            (12, 1, NOV_3, 1, "ziek", NOV_10, 5, True),
            (11, 1, NOV_3, 1, "te_laat", NOV_4, 5, False),
        ],
    )
    found = build_model(
        "mart_uitleg_vervangen", win_betwist=events, win_leerling=PUPILS, ref_leerling=ASKED, win_bron=SOURCES
    )
    assert found == [(NOV_3, 1, "te_laat", NOV_4, "TL", 0, 7)]
