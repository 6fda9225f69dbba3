"""Mart rolblad on rows written down here: which rule asks what of a role, and what the youth doctor may know of it.

Peildatum Thursday 1 January 2026. Rule Z counts sick reports, L lateness, O unauthorised hours; W, without a signal,
counts sickness too. Pupils 11 and 12 are of school 10AB00, 21 of 20AB00, where rule Z counts lateness.
"""

from datetime import date
from typing import Any

import pytest

from tests.lib.models import Rows, build_model

PEILDATUM = date(2026, 1, 1)
NOV_3, NOV_4, NOV_5, NOV_10, NOV_11 = (date(2025, 11, day) for day in (3, 4, 5, 10, 11))
WORK = (
    "school varchar, leerling varchar, rol varchar, actie varchar, sinds date, regels varchar, uiterste_datum date,"
    " stand varchar, gedaan_op date, zwaarte tinyint, toelichting varchar, bron varchar"
)
OCCASIONS = "leerling_nr integer, regel varchar, sinds date"
REGISTER = "leerling_nr integer, afgesloten_op date"


def build(work: list[tuple[Any, ...]], **tables: Rows) -> list[tuple[Any, ...]]:
    """Rows of the mart."""
    given: dict[str, Rows] = {
        "mart_werklijst": (WORK, work),
        "mart_leerling_periode": (
            "school varchar, leerling varchar, klas varchar",
            [("10AB00", "a", "1A"), ("20AB00", "a", "2B")],
        ),
        "mart_signaal": (
            "school varchar, leerling varchar, regel varchar, waarde double",
            [("10AB00", "a", "Z", 4.0), ("10AB00", "a", "L", 12.0), ("20AB00", "a", "L", 6.0)],
        ),
        "win_leerling": (
            "leerling_nr integer, leerling varchar, school_nr smallint",
            [(11, "a", 1), (12, "b", 1), (21, "a", 2)],
        ),
        "win_geboorte": (
            "leerling_nr integer, woongemeente varchar",
            [(11, "Schagen"), (12, None), (21, "Texel")],
        ),
        "win_register": (REGISTER, []),
        "cls_vraag": (
            "school_nr smallint, regel varchar, werkregel varchar, groep varchar",
            [
                (1, "Z", None, "ziek"),
                (1, None, "W", "ziek"),
                (1, "L", None, "te_laat"),
                (1, "O", None, "oa"),
                (1, None, None, "ziek"),
                (2, "Z", None, "te_laat"),
            ],
        ),
        "cls_aanleiding": (
            OCCASIONS,
            [(11, "Z", NOV_10), (11, "W", NOV_5), (11, "L", NOV_3), (12, "Z", NOV_4), (12, None, NOV_3)],
        ),
        "ref_school": ("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
        "ref_run": ("peildatum date", [(PEILDATUM,)]),
    }
    return build_model("mart_rolblad", **{**given, **tables})


def work_row(role: str, rules: str, **other: Any) -> tuple[Any, ...]:
    """A row of the work list of pupil a at 10AB00: an act since 3 November that is still to be done."""
    cells = {
        "school": "10AB00",
        "leerling": "a",
        "actie": "jgz",
        "sinds": NOV_3,
        "uiterste": None,
        "stand": "te_doen",
        "gedaan": None,
        "woorden": None,
        **other,
    }
    return (
        cells["school"], cells["leerling"], role, cells["actie"], cells["sinds"], rules, cells["uiterste"],
        cells["stand"], cells["gedaan"], 2, cells["woorden"], "bron",
    )  # fmt: skip


def test_one_row_for_each_rule_with_what_it_found() -> None:
    """Rule O gives no signal; pupil b has no row of the period. Only leerplicht reads where a pupil lives, only the oco
    the group (2)."""
    found = build(
        [
            work_row("mentor", "L,O", actie="gesprek", uiterste=NOV_11, stand="te_laat", woorden="bel"),
            work_row("lpa", "L", actie="spreekuur"),
            work_row("oco", "tier3", actie="opnemen_msa", leerling="b", stand="gedaan", gedaan=NOV_11),
            work_row("lpa", "L", actie="spreekuur", school="20AB00"),
        ]
    )
    assert found == [
        ("10AB00", "a", "1A", "Schagen", "lpa", "spreekuur", NOV_3, "L", None, "te_doen", None, None, None, 12.0),
        ("10AB00", "a", "1A", None, "mentor", "gesprek", NOV_3, "L", NOV_11, "te_laat", None, "bel", None, 12.0),
        ("10AB00", "a", "1A", None, "mentor", "gesprek", NOV_3, "O", NOV_11, "te_laat", None, "bel", None, None),
        ("10AB00", "b", None, None, "oco", "opnemen_msa", NOV_3, "tier3", None, "gedaan", NOV_11, None, 2, None),
        ("20AB00", "a", "2B", "Texel", "lpa", "spreekuur", NOV_3, "L", None, "te_doen", None, None, None, 6.0),
    ]


def test_the_doctor_reads_of_sickness_alone_and_since_when_that_asks() -> None:
    """Lateness asked since 3 November, one rule on sickness since the 5th and the other since the 10th: the 5th."""
    found = build([work_row("jgz", "L,W,Z")])
    assert [(row[6], row[7], row[9]) for row in found] == [(NOV_5, "W", "te_doen"), (NOV_5, "Z", "te_doen")]
    assert [row[3] for row in found] == [None, None]


def test_a_pupil_whom_only_lateness_asks_for_is_not_on_the_doctors_sheet() -> None:
    """At 20AB00 the rule of that name counts lateness."""
    assert build([work_row("jgz", "L"), work_row("jgz", "Z", school="20AB00")]) == []


@pytest.mark.parametrize(
    ("done", "closed", "told"),
    [
        (None, None, None),
        # Contact on the day before the 10th, when lateness asked already: not for this. On the day itself it is.
        (date(2025, 11, 9), None, None),
        (NOV_10, None, NOV_10),
        (NOV_11, None, NOV_11),
        # The case was closed after that: done, on that day. Before the 10th, or only planned: not.
        (date(2025, 11, 9), NOV_11, NOV_11),
        (date(2025, 11, 9), NOV_10, NOV_10),
        (NOV_5, date(2025, 11, 9), None),
        (NOV_5, PEILDATUM, PEILDATUM),
        (NOV_5, date(2026, 1, 2), None),
        # The day of the contact goes first.
        (NOV_10, NOV_11, NOV_10),
    ],
)
def test_done_for_the_doctor_goes_by_the_first_day_of_sickness(
    done: date | None, closed: date | None, told: date | None
) -> None:
    found = build(
        [work_row("jgz", "L,Z", stand="te_doen" if done is None else "gedaan", gedaan=done)],
        win_register=(REGISTER, [(11, closed), (12, NOV_11)]),
    )
    ((*_, sinds, rule, _, state, told_on, _, _, _),) = found
    assert (sinds, rule) == (NOV_10, "Z")
    assert (state, told_on) == ("te_doen" if told is None else "gedaan", told)
