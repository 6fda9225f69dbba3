"""Who does what: the closed lists of roles and acts (`schemas/acts.yaml`), and how a rule set asks for them.

A rule asks acts of roles when it holds, or on each occasion of its own (`occasion`). DUO and the attendance officer
hear of unauthorised absence alone: no act for them may rest on a rule that counts anything else (D4, D10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from schemas.columns import MELDSOORTEN, NIET_TE_BEPALEN, PLICHTEN
from schemas.errors import DeclarationInvalid
from schemas.strict_yaml import check_keys, load_yaml

_FILE = Path(__file__).resolve().parent / "acts.yaml"
# What a rule can ask an act for beside its own outcome: each row of days with such a slot.
OCCASIONS = ("luxe", "schorsing")
# And what gives occasion without any rule: the tier, and an adapted programme (contract 2.9, 2.10).
WITHOUT_RULE = ("tier", "weinig_les", "elders")
# What is said with yes or no of an act that rests on the outcome of the rule.
_FLAGS = ("whole_period", "once_a_year", "inside_region")
LPA, OTHER = "lpa", "anders"
# What a rule may count that asks an act of the attendance officer, or a report to DUO.
_UNAUTHORISED = ("oa", "te_laat", "spijbelen")


@dataclass(frozen=True)
class Act:
    """One act. `register`: the column with the day it was done; `flag`: the column that says so without a day.

    `report`: the kind of notification to DUO that does it. `each`: asked anew on each occasion. `elsewhere`: words
    beside it where its last day is counted from a day at an earlier school.
    """

    words: str
    register: str | None = None
    flag: str | None = None
    report: str | None = None
    each: bool = False
    elsewhere: str | None = None


@dataclass(frozen=True)
class Asked:
    """What a rule asks of a role, with its place in the text of the protocol.

    `words`: the protocol's own, shown beside the act. `occasion`: the occasion; None is the outcome of the rule itself.
    `whole_period`: it stands for the whole period in which the rule held, also when the child is back (D30).
    `once_a_year`: any day of the school year on which it was done does it; `inside_region`: not for a pupil of another
    municipality than those of the SWV (D28).
    """

    role: str
    act: str
    section: str
    lines: str
    words: str = ""
    occasion: str | None = None
    whole_period: bool = False
    once_a_year: bool = False
    inside_region: bool = False


@dataclass(frozen=True)
class ActList:
    """The closed lists; `without_rule`: by occasion, what stands on the list although no rule asks it.

    `duties_of_acts` and `duties_of_roles`: of whose duty they are asked, where not of everybody.
    """

    roles: Mapping[str, str]
    acts: Mapping[str, Act]
    without_rule: Mapping[str, tuple[str, Asked]]
    duties_of_acts: Mapping[str, tuple[str, ...]]
    duties_of_roles: Mapping[str, tuple[str, ...]]

    def is_asked_of(self, plicht: str, *, role: str, act: str) -> bool:
        """Whether this is asked for a pupil under this duty; for one whose duty cannot be told it always is."""
        duties = self.duties_of_acts.get(act) or self.duties_of_roles.get(role)
        return plicht == NIET_TE_BEPALEN or duties is None or plicht in duties

    def tell(self, act: str, own: str | None, *, words: str | None = None) -> str:
        """An act as people read it, or by other `words`.

        `own`: words beside it, those of the protocol; where it is `anders` they are it.
        """
        words = words or self.acts[act].words
        if not own:
            return words
        return own if act == OTHER else f"{words} ({own})"


@cache
def load_acts(file: Path = _FILE) -> ActList:
    """The roles and acts; DeclarationInvalid names file and key of a fault."""
    document = load_yaml(file)
    check_keys(document, file.name, required={"roles", "acts", "duties", "without_rule"})
    acts = {name: _read_act(item, f"{file.name}, {name}") for name, item in document["acts"].items()}
    check_keys(document["without_rule"], f"{file.name}, without_rule", required=set(WITHOUT_RULE))
    duties = document["duties"]
    check_keys(duties, f"{file.name}, duties", required={"acts", "roles"})
    return ActList(
        roles=MappingProxyType(document["roles"]),
        acts=MappingProxyType(acts),
        without_rule=MappingProxyType(
            {
                name: _read_without_rule(item, f"{file.name}, {name}", document["roles"], acts)
                for name, item in document["without_rule"].items()
            }
        ),
        duties_of_acts=_read_duties(duties["acts"], f"{file.name}, duties.acts", acts),
        duties_of_roles=_read_duties(duties["roles"], f"{file.name}, duties.roles", document["roles"]),
    )


def _read_duties(items: Any, where: str, known: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    check_keys(items, where, optional=set(known))
    for name, duties in items.items():
        if not isinstance(duties, list) or not duties or not set(duties) <= set(PLICHTEN):
            raise DeclarationInvalid(f"{where}, {name}: kies uit {', '.join(PLICHTEN)}")
    return MappingProxyType({name: tuple(duties) for name, duties in items.items()})


def _read_without_rule(item: Any, where: str, roles: Mapping[str, str], acts: Mapping[str, Act]) -> tuple[str, Asked]:
    """What stands in column `regels`, and what is asked."""
    check_keys(item, where, required={"rule", "role", "act", "source"}, optional={"words"})
    check_keys(item["source"], f"{where}.source", required={"document", "section"})
    if item["role"] not in roles or item["act"] not in acts:
        raise DeclarationInvalid(f"{where}: noemt een onbekende rol of actie")
    section = f"{item['source']['document']}, {item['source']['section']}"
    return item["rule"], Asked(item["role"], item["act"], section=section, lines="", words=item.get("words", ""))


def _read_act(item: Any, where: str) -> Act:
    check_keys(item, where, required={"words"}, optional={"register", "flag", "report", "each", "elsewhere"})
    if "report" in item and (item["report"] not in MELDSOORTEN or "register" in item):
        raise DeclarationInvalid(f"{where}: 'report' is geen soort melding, of staat naast 'register'")
    return Act(**item)


def read_asked(item: Any, where: str) -> Asked:
    """One entry of `acts` in a rule set; DeclarationInvalid names an unknown role, act or occasion."""
    check_keys(item, where, required={"role", "act", "source"}, optional={"words", "occasion", *_FLAGS})
    check_keys(item["source"], f"{where}.source", required={"section", "lines"})
    known = load_acts()
    for key, allowed in (("role", known.roles), ("act", known.acts), ("occasion", OCCASIONS)):
        if key in item and item[key] not in allowed:
            raise DeclarationInvalid(f"{where}: '{key}' is '{item[key]}'; toegestaan: {', '.join(allowed)}")
    if item["act"] == OTHER and not item.get("words"):
        raise DeclarationInvalid(f"{where}: bij actie '{OTHER}' hoort 'words', de woorden van het protocol")
    for flag in _FLAGS:
        if not isinstance(item.get(flag, False), bool) or ("occasion" in item and flag in item):
            raise DeclarationInvalid(f"{where}: '{flag}' is geen true of false, of staat naast 'occasion'")
    return Asked(
        role=item["role"],
        act=item["act"],
        section=str(item["source"]["section"]),
        lines=str(item["source"]["lines"]),
        words=item.get("words", ""),
        occasion=item.get("occasion"),
        **{flag: item.get(flag, False) for flag in _FLAGS},
    )


def find_act_fault(asked: Asked, *, counts: str, holds: bool) -> str:
    """Why a rule that counts `counts` may not ask this; empty when it may. `holds`: models decide when it holds."""
    if asked.occasion is None and not holds:
        return "niemand rekent uit wanneer deze regel geldt; een actie heeft dan 'occasion'"
    to_law = asked.role == LPA or load_acts().acts[asked.act].report is not None
    if to_law and (asked.occasion == "schorsing" or (asked.occasion is None and counts not in _UNAUTHORISED)):
        return f"'{asked.act}' van '{asked.role}' rust op ongeoorloofd verzuim, en dat telt deze regel niet (D10)"
    return ""
