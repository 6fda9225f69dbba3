"""Which group of the timetable a class of the pupils has, where the names do not meet (contract 1.3 (c))."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

# Words beside the name of a class: klas 3a is 3a.
_BESIDE = re.compile(r"\A(?:stamgroep|stamklas|basisgroep|klas|groep|(?:gr|kl)(?=\d))")


@dataclass(frozen=True)
class ClassProposal:
    """A class without a timetable, with its pupils. `nu`, `voorstel`: its group now, and the one proposed; "" for none.

    `zeker`: but for words as klas and groep the names are the same, and no other class or group is. `keuzes`: groups
    of the timetable without pupils; none where the name of the class is not shown, and so cannot be written down.
    """

    id: str
    shown: str
    leerlingen: int
    nu: str
    voorstel: str
    zeker: bool
    keuzes: tuple[str, ...]


def propose_classes(
    classes: Mapping[str, int],
    groups: Collection[str],
    *,
    hidden: Collection[str],
    mapped: Mapping[str, str],
    make_id: Callable[[str], str],
) -> tuple[ClassProposal, ...]:
    """A proposal for each class without a timetable. `hidden`: fixed words of names that are not shown."""
    free = tuple(sorted(set(groups) - set(hidden)))
    proposals = []
    for name, pupils in classes.items():
        is_hidden = name in hidden
        same = _find_like(name, classes, free, _strip)
        mixed = _find_like(name, classes, free, _mix)
        now = mapped.get(name, "")
        proposals.append(
            ClassProposal(
                id=make_id(name),
                shown=name,
                leerlingen=pupils,
                nu=now,
                voorstel="" if is_hidden else now or same or mixed,
                zeker=bool(same) and not is_hidden,
                keuzes=() if is_hidden else tuple(dict.fromkeys((*((now,) if now else ()), *free))),
            )
        )
    return tuple(proposals)


def _find_like(name: str, classes: Collection[str], groups: Collection[str], fold: Callable[[str], str]) -> str:
    """The one group that is written so, where this class is the only one that is."""
    asked = fold(name)
    alike = [group for group in groups if fold(group) == asked]
    others = [other for other in classes if other != name and fold(other) == asked]
    return alike[0] if asked and len(alike) == 1 and not others else ""


def _strip(name: str) -> str:
    """Letters and digits in lower case, without the words that stand beside a name."""
    plain = re.sub(r"[^0-9a-z]", "", name.casefold())
    return _BESIDE.sub("", plain) or plain


def _mix(name: str) -> str:
    """The same signs in any order: 3HA and H3A."""
    return "".join(sorted(_strip(name)))
