"""The sheet of one role of one school, to hand over: what is to be done, for whom, and why (contract 2.10).

A sheet holds what its role may know and no more: the rules that ask something of that role, with what they found. No
tier, no weight and no order by them, but for the support coordinator (oco): those tell of sickness where a reader may
know of unauthorised absence alone, and the other way round. What is done is not asked again.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reports.context.header import ReportHeader

# Who reads the sheet, and how to hand it over. `{rol}` is the name of the role.
_FOR = {
    "mentor": "Elke klas begint op een nieuw blad. Geef een mentor alleen het blad van de eigen klas.",
    "jgz": "Hier staat alleen ziekteverzuim. Vraagt het protocol contact met de jeugdarts om iets anders, dan neemt de "
    "school dat zelf op.",
    "lpa": "Hier staat alleen ongeoorloofd verzuim en te laat komen. Elke woongemeente begint op een nieuw blad. Geef "
    "een leerplichtambtenaar alleen het blad van de eigen gemeente.",
}
_FOR_SCHOOL = "Dit blad is voor gebruik op school. Geef het niet aan anderen door."
_FOR_OTHERS = "Hier staat alleen waarom het protocol iets van u vraagt. Vraag de school, als u meer wilt weten."
_AT_SCHOOL = ("mentor", "oco", "mt", "school")


class RoleAct(NamedTuple):
    """One act that is still to be done."""

    woorden: str
    """What is asked, e.g. "gesprek met leerling of ouders"."""
    sinds: date
    uiterste_datum: date | None
    te_laat: bool
    redenen: tuple[str, ...]
    """The rules that ask it in plain words, with what they found."""


class RolePupil(NamedTuple):
    """One pupil for whom the role has something to do."""

    leerling: str
    klas: str
    """Empty when unknown."""
    acties: tuple[RoleAct, ...]


@dataclass(frozen=True)
class RolePart:
    """What is handed over together: a class for the mentor, a municipality for leerplicht, a group of the work list for
    the oco, else everything."""

    kop: str
    """Empty: the whole sheet is one part."""
    leerlingen: tuple[RolePupil, ...]


@dataclass(frozen=True)
class RoleSheet:
    """`school/<id>/rol/<rol>.html`."""

    kop: ReportHeader
    school: str
    naam: str
    rol: str
    rolnaam: str
    """The role in words."""
    delen: tuple[RolePart, ...]
    alles_gedaan: int
    """Pupils for whom all that was asked of this role is done: they are not listed."""
    synthetisch: bool = False

    @property
    def leerlingen(self) -> int:
        """Pupils with something to do."""
        return sum(len(part.leerlingen) for part in self.delen)

    @property
    def nieuw_blad(self) -> bool:
        """Each part begins on paper of its own: it goes to somebody else."""
        return self.rol in _FOR

    @property
    def te_laat(self) -> int:
        """Pupils for whom a last day has passed."""
        return sum(any(act.te_laat for act in pupil.acties) for part in self.delen for pupil in part.leerlingen)

    @property
    def zinnen(self) -> tuple[str, ...]:
        """For whom the sheet is, and what it does not hold."""
        own = _FOR.get(self.rol)
        last = _FOR_SCHOOL if self.rol in _AT_SCHOOL else _FOR_OTHERS
        return (last,) if own is None else (own, last)
