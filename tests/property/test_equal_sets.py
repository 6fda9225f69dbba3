"""A reader who knows which school has which leerjaren and kinds of education, and lays their tables beside each other.

`MSA_DEEP=1` multiplies the number of invented SWV by ten (60).
"""

import itertools
import os
import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from reports.context.counts import FourWeekCounts, LpaCounts, PossibleCounts, StatusCounts, TierCounts
from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Figures, Rules, release
from reports.swv.chapters.units import SWV, list_schools, sum_fields
from reports.swv.quarter import SwvReport, TierGroup
from reports.swv.trimester import make_figures
from tests.lib import report_samples as samples
from tests.lib.sum_reader import Outsider

REGIONS = 60 if os.environ.get("MSA_DEEP") else 6
RULES = (Rules(8, 5, 5), Rules(8, 1, 5), Rules(10, 3, 7))
TIERS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")


def draw_report(seed: int) -> SwvReport:
    """Three to five schools; most have one or two groups, so that many rows are about the same pupils."""
    draw = random.Random(seed)
    plain = samples.make_report(draw.randint(3, 5))
    schools, groups = [], []
    for at, school in enumerate(plain.scholen):
        sector = draw.choice(("PO", "VO", "VO")) if at else "VO"
        kinds = [(year, kind) for year, kind in itertools.product("123", ("mavo", "havo", ""))]
        found = [
            TierGroup(school.school, sector, year, kind, draw_tiers(draw))
            for year, kind in draw.sample(kinds, draw.choice((1, 1, 2, 3)))
        ]
        groups += found
        schools.append(
            replace(
                school,
                sector=sector,
                tiers=sum_fields(TierCounts, (group.tiers for group in found)),
                statussen=StatusCounts(),
                statussen_op_peildatum=StatusCounts(),
                vierweken=FourWeekCounts(),
                mogelijk=PossibleCounts(),
            )
        )
    return replace(
        plain, scholen=tuple(schools), groepen=tuple(groups), register=(), registerparen=(), acties=(), meldingen=(),
        eerder=(), beweging=None, lpa=LpaCounts(),
    )  # fmt: skip


def draw_tiers(draw: random.Random) -> TierCounts:
    few = (0, 0, 1, 2, 3, 6, 8, 9, 14)
    return TierCounts(draw.choice((5, 30, 60, 90)), draw.choice(few), draw.choice(few), draw.choice((0, 0, 0, 2)))


def look(report: SwvReport, shown: Mapping[str, Shown], rules: Rules) -> Outsider:
    """All printed tiers as sums of the pupils of one school, leerjaar, kind and tier."""
    reader = Outsider()
    units = {SWV: tuple(school.school for school in report.scholen)}
    units |= {f"sector/{one.sector}": () for one in report.scholen}
    for school in report.scholen:
        units[f"sector/{school.sector}"] += (school.school,)
    units |= {unit.sleutel: unit.scholen for unit in list_schools(report)}
    rows = {key: [group for group in report.groepen if group.school in schools] for key, schools in units.items()}
    for group in report.groepen:
        rows.setdefault(f"leerjaar/{group.sector}/{group.leerjaar}", []).append(group)
        rows.setdefault(f"onderwijssoort/{group.sector}/{group.onderwijssoort}", []).append(group)
    for key, found in rows.items():
        if f"tiers/{key}" not in shown:
            continue
        reader.see(key, shown[f"tiers/{key}"], rules)
        reader.add_up(key, [f"{key} {tier}" for tier in TIERS])
        for tier in TIERS:
            reader.see(f"{key} {tier}", shown[f"tiers/{key}/{tier}"], rules)
            reader.add_up(
                f"{key} {tier}",
                [f"{group.school} {group.leerjaar} {group.onderwijssoort} {tier}" for group in found],
            )
    return reader


def count_narrow(report: SwvReport, figures: Figures, rules: Rules) -> tuple[int, int]:
    """Small printed tiers, and how many of them have fewer values left than promised."""
    shown = release(figures, rules, attack=LinearAttack(rules.breedte))
    small = [
        cell.id.removeprefix("tiers/")
        for cell in figures.cellen
        if cell.publiek and cell.id.startswith("tiers/") and 0 < cell.getal < rules.drempel
    ]
    names = [f"{unit} {tier}" if tier in TIERS else f"{unit}/{tier}" for unit, _, tier in map(_split, small)]
    found = look(report, shown, rules).find(names)
    return len(found), sum(high - low + 1 < rules.breedte for low, high in found.values())


def _split(name: str) -> tuple[str, str, str]:
    return name.rpartition("/")


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_no_small_tier_follows_from_tables_about_the_same_pupils(rules: Rules) -> None:
    seen = narrow = 0
    for seed in range(RULES.index(rules), REGIONS, len(RULES)):
        report = draw_report(seed)
        small, found = count_narrow(report, make_figures(report), rules)
        seen, narrow = seen + small, narrow + found
    assert seen > 2 * REGIONS
    assert narrow == 0


def test_without_the_groups_of_each_school_they_follow() -> None:
    """The negative control: the same figures as if nobody knew who has which groups."""
    narrow = 0
    for seed in range(3):
        report = draw_report(seed)
        figures = make_figures(report)
        without = Figures(
            tuple(cell for cell in figures.cellen if not cell.id.startswith("tiers/groep/")),
            tuple(
                known
                for known in figures.sommen
                if not any(name.startswith("tiers/groep/") for name in known.delen)
                and not is_about_groups(known.totaal, known.delen)
            ),
        )
        narrow += count_narrow(report, without, RULES[1])[1]
    assert narrow > 2


def is_about_groups(total: str, parts: tuple[str, ...]) -> bool:
    """A leerjaar or a kind as the sum of schools of one group."""
    return total.startswith(("tiers/leerjaar/", "tiers/onderwijssoort/")) and parts[0].startswith(
        ("tiers/school/", "tiers/klein/")
    )
