"""The texts to ask a school for its files, and to remind it."""

from pipelines.settings import School, Settings
from pipelines.store.periods import Period
from reports.words.wording import NBSP, short_date
from schemas.lvs import get_lvs

_ASK = """Beste collega,

Voor het verslag over schoolaanwezigheid van {swv} vragen we uw bestanden.
Het gaat om {school}, van {van} t/m {tot}.

Wilt u deze bestanden uit {lvs} halen?
- alle leerlingen die in deze tijd stonden ingeschreven, met klas en geboortedatum
- alle absenties vanaf {begin}, met datum, lesuur en reden
- het rooster, of de schooltijden als er geen rooster is
- de lijst van redenen en codes die uw school gebruikt

Laat de bestanden zoals ze uit het systeem komen. U hoeft niets aan te passen.
Zet er geen BSN in. Stuur ze niet met gewone e-mail: gebruik de beveiligde weg die we afspraken.

Met vriendelijke groet,
{swv}
"""
_REMIND = """Beste collega,

We vroegen u om bestanden over schoolaanwezigheid van {school}, van {van} t/m {tot}.
Het verslag van {swv} maken we over de dagen tot en met {tot}.

We missen nog bestanden, of er was iets mee. Kreeg u een retourblad? Daar staat in wat er ontbreekt.
Lukt het niet? Laat het ons weten, dan kijken we samen.

Zonder uw bestanden telt de school niet mee. Dan weten we van geen leerling of er hulp nodig is.

Met vriendelijke groet,
{swv}
"""


def write_message(settings: Settings, school: School, *, period: Period, reminds: bool) -> tuple[str, str]:
    """Subject and text, in plain words; without anything of a pupil."""
    words = {
        "swv": settings.naam,
        "school": school.naam,
        "van": short_date(period.van).replace(NBSP, " "),
        "tot": short_date(period.peildatum).replace(NBSP, " "),
        "begin": short_date(period.schooljaar_van).replace(NBSP, " "),
        "lvs": get_lvs(school.lvs).naam,
    }
    subject = "Herinnering: bestanden over schoolaanwezigheid" if reminds else "Bestanden over schoolaanwezigheid"
    return f"{subject} tot en met {words['tot']}", (_REMIND if reminds else _ASK).format(**words)
