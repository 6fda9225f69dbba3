"""The sheets `school/<id>/rol/<rol>.html`: for each role what it must do, made from mart `rolblad` alone.

That mart holds for each role the rules that ask something of it (contract 2.10); the declared columns are checked
before anything is shown (`ROLBLAD`), and a data check finds a rule that a role may not know of (`chk_rolblad`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pipelines.contexts.evidence import get_shown_unit
from pipelines.contexts.header import make_report_header
from pipelines.contexts.outcome import Outcome
from pipelines.publish.attendance_officer import split_by_town
from pipelines.settings import School
from reports.render import render_role_sheet
from reports.school.rolblad import RoleAct, RolePart, RolePupil, RoleSheet
from reports.words import wording
from schemas.acts import LPA, load_acts
from schemas.frames import check_frame
from schemas.measures import BOOK
from schemas.ruleset import RuleSet
from schemas.tables import ROLBLAD

_MENTOR, _OCO = "mentor", "oco"
_DONE, _OVERDUE = "gedaan", "te_laat"
# What must be full before a report of the ledger is due (contract 2.7).
_FULL = {
    "duo_16uur": "Zestien uur ongeoorloofd binnen vier lesweken",
    "duo_lrv": "Vier lesweken achter elkaar ongeoorloofd afwezig",
}
_TIER_RULE, _ = load_acts().without_rule["tier"]
_TIER_3 = "Aanwezigheid in tier 3, zonder ander signaal"
_Row = Mapping[str, Any]


def make_role_sheets(outcome: Outcome, school_id: str) -> Iterator[tuple[str, str]]:
    """Name and page of the sheet of each role that is asked something; ValueError on what may not be in it."""
    school = outcome.settings.get_school(school_id)
    rows = check_frame(ROLBLAD, outcome.marts["rolblad"]).filter(pl.col("school") == school_id)
    for role in load_acts().roles:
        own = rows.filter(pl.col("rol") == role)
        if own.height:
            sheet = _make_sheet(outcome, school, role=role, rows=own)
            yield f"rol/{role}.html", render_role_sheet(sheet)


def _make_sheet(outcome: Outcome, school: School, *, role: str, rows: pl.DataFrame) -> RoleSheet:
    open_rows = rows.filter(pl.col("stand") != _DONE)
    rule_set = outcome.rule_sets[school.protocol]
    return RoleSheet(
        kop=make_report_header(outcome, school.id),
        school=school.id,
        naam=school.naam,
        rol=role,
        rolnaam=load_acts().roles[role],
        delen=tuple(
            RolePart(heading, _make_pupils(part, rule_set, school=school))
            for heading, part in _split(open_rows, outcome, role=role)
        ),
        alles_gedaan=rows["leerling"].n_unique() - open_rows["leerling"].n_unique(),
        synthetisch=outcome.settings.voorbeeld,
    )


def _split(rows: pl.DataFrame, outcome: Outcome, *, role: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The parts that are handed over each to somebody else, with what stands above them."""
    if role == LPA:
        for town, part in split_by_town(rows, outcome.deliveries):
            yield f"Gemeente {town.naam}" if town.naam else "Woongemeente onbekend: niet om te overhandigen", part
    elif role == _MENTOR:
        for (klas,), part in rows.group_by("klas", maintain_order=True):
            yield f"Klas {klas}" if klas else "Klas onbekend", part
    elif role == _OCO:
        for (group,), part in rows.sort("zwaarte").group_by("zwaarte", maintain_order=True):
            yield wording.WEIGHT_WORDS[group], part
    elif rows.height:
        yield "", rows


def _make_pupils(rows: pl.DataFrame, rule_set: RuleSet, *, school: School) -> tuple[RolePupil, ...]:
    """By class and code, which tell nothing; what is overdue first within a pupil."""
    pupils: dict[tuple[str, str], list[RoleAct]] = {}
    by = ("klas", "leerling", "actie", "sinds")
    for _, found in groupby(rows.sort(*by, "regel").rows(named=True), key=itemgetter(*by)):
        group = list(found)
        pupil = (group[0]["klas"] or "", group[0]["leerling"])
        pupils.setdefault(pupil, []).append(_make_act(group, rule_set, school=school))
    return tuple(
        RolePupil(leerling, klas, tuple(sorted(acts, key=_by_urgency))) for (klas, leerling), acts in pupils.items()
    )


def _by_urgency(act: RoleAct) -> tuple[bool, bool, Any, Any]:
    return (not act.te_laat, act.uiterste_datum is None, act.uiterste_datum or act.sinds, act.woorden)


def _make_act(rows: Sequence[_Row], rule_set: RuleSet, *, school: School) -> RoleAct:
    first = rows[0]
    # Where something else than a rule of the protocol asks too, the words beside the act are the reason.
    by_rules = all(row["regel"] in rule_set.rules for row in rows)
    words = load_acts().tell(first["actie"], first["toelichting"] if by_rules else "")
    return RoleAct(
        woorden=words[:1].upper() + words[1:],
        sinds=first["sinds"],
        uiterste_datum=first["uiterste_datum"],
        te_laat=first["stand"] == _OVERDUE,
        redenen=tuple(dict.fromkeys(_tell_reasons(rows, rule_set, school=school))),
    )


def _tell_reasons(rows: Iterable[_Row], rule_set: RuleSet, *, school: School) -> Iterator[str]:
    """Each rule in words with what it found: "Vierde ziekmelding in twaalf lesweken (nu 6 ziekmeldingen)".

    A row without a rule of the protocol tells its reason itself, or is that of tier 3.
    """
    for row in rows:
        rule = rule_set.rules.get(row["regel"])
        if row["actie"] in _FULL:
            yield _FULL[row["actie"]]
        elif rule is None:
            yield _TIER_3 if row["regel"] == _TIER_RULE else row["toelichting"]
        elif row["waarde"] is None or not rule.measure:
            yield rule.description
        else:
            one, more = BOOK.tell(rule.measure, get_shown_unit(rule.unit), sector=school.sector)
            unit = one if row["waarde"] == 1 else more
            yield f"{rule.description} (nu {wording.amount(row['waarde'])} {unit})"
