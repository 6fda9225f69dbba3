"""Invented contexts for the sheet of a role: normal, in parts, with nothing left to do, and hostile."""

from dataclasses import replace
from datetime import date

from reports.school.rolblad import RoleAct, RolePart, RolePupil, RoleSheet
from tests.lib.report_samples import make_header

LATE = RoleAct(
    "Overleg met alle partners (MDO)",
    date(2025, 11, 3),
    date(2025, 11, 24),
    True,
    ("Vier lesweken of langer aaneengesloten ongeoorloofd afwezig (nu 35 dagen in lesweken)",),
)
TALK = RoleAct(
    "Gesprek met leerling of ouders",
    date(2025, 12, 1),
    None,
    False,
    ("Zes keer te laat in het schooljaar (nu 8 keer te laat)", "Vierde ziekmelding in twaalf lesweken"),
)


def make_role_sheet(text: str = "") -> RoleSheet:
    """A sheet within the school, of one part; every text field holds `text`, if any."""
    acts = (LATE, TALK, TALK._replace(uiterste_datum=date(2026, 1, 20)))
    if text:
        acts = tuple(act._replace(woorden=text, redenen=(text,)) for act in acts)
    header = make_header()
    return RoleSheet(
        kop=replace(header, swv=text or header.swv, versie=text or header.versie),
        school=text or "12AB00",
        naam=text or "Voorbeeldcollege",
        rol="oco",
        rolnaam=text or "ondersteuningscoördinator",
        delen=(
            RolePart(
                "",
                (
                    RolePupil(text or "labcdefghij2", text or "3A", acts),
                    RolePupil(text or "labcdefghij3", "", acts[1:2]),
                ),
            ),
        ),
        alles_gedaan=3,
    )


def make_sheet_of_classes(rol: str = "mentor", rolnaam: str = "mentor of coach", kop: str = "Klas 3A") -> RoleSheet:
    """Two parts, each handed over to somebody else."""
    whole = make_role_sheet()
    pupils = whole.delen[0].leerlingen
    parts = (RolePart(kop, pupils[:1]), RolePart(kop.replace("3A", "3B").replace("Schagen", "Texel"), pupils[1:]))
    return replace(whole, rol=rol, rolnaam=rolnaam, delen=parts, alles_gedaan=0)


def make_done_sheet() -> RoleSheet:
    return replace(make_role_sheet(), rol="jgz", rolnaam="jeugdgezondheidszorg", delen=())
