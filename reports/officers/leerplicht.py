"""What an officer sees of one municipality, and its words.

The attendance officer (`leerplicht/<woongemeente>/`) and the Doorstroompunt (`doorstroompunt/<woongemeente>/`) read
the same form.

Unauthorised absence only: no field here can hold sick leave, another authorised hour or a time that is scheduled or
attended. What a fact of that kind would change may not stand here either: no place in a file, no name of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.context.header import ReportHeader
from reports.release.address import SOM, WAARDE, Address
from reports.school.evidence import KIND_WORDS
from reports.words import wording


@dataclass(frozen=True)
class Reader:
    """Who reads a folder: the folder of all its municipalities, and the words of its pages."""

    map: str
    naam: str
    voor: str
    """As in "voor de leerplichtambtenaar"."""
    over: str
    """Of whom the reports are, a sentence."""


LEERPLICHT_LEZER = Reader(
    "leerplicht",
    "Leerplicht",
    "de leerplichtambtenaar",
    "Het gaat om leerlingen met leerplicht of kwalificatieplicht. Wie meerderjarig is, staat in een map voor het "
    "Doorstroompunt.",
)
DOORSTROOMPUNT_LEZER = Reader(
    "doorstroompunt",
    "Doorstroompunt",
    "het Doorstroompunt (RMC)",
    "Het gaat om meerderjarige leerlingen zonder startkwalificatie.",
)
# In this order: what asks for something comes first.
STATE_WORDS = {
    "niet_gemeld": "niet gemeld",
    "te_laat": "te laat gemeld",
    "onbekend": "niet bekend of dit gemeld is",
    "nog_niet": "nog te melden",
    "op_tijd": "op tijd gemeld",
}


@dataclass(frozen=True)
class OfficerHours:
    """Unauthorised lesson hours of one day with one code, behind a report."""

    datum: date
    lesuren: tuple[int, ...]
    soort: str
    """Kind of contract 2.2, one of the unauthorised ones."""
    code: str
    """Code of the school; empty where no code table has it."""


@dataclass(frozen=True)
class OfficerNotice:
    """One report to DUO that was due by the peildatum."""

    leerling: str
    meldsoort: str
    """`16uur` or `lrv`."""
    begindatum: date
    einddatum: date | None
    """None: the run still goes on (LRV)."""
    uren: float
    waarvan_voorlopig: float
    uiterste_meldatum: date
    status: str
    bewijs: tuple[OfficerHours, ...]


@dataclass(frozen=True)
class OfficerSchool:
    """One school with pupils of this municipality; its reports, in order of pupil and day."""

    school: str
    naam: str
    sector: str
    """PO, VO or VSO; decides between "lesuur" and "klokuur"."""
    meldingen: tuple[OfficerNotice, ...]


@dataclass(frozen=True)
class OfficerReport:
    """`leerplicht/<woongemeente>/index.html`, or that of another reader."""

    kop: ReportHeader
    lezer: Reader
    gemeente: str
    """Name of the municipality; empty: not known, and then the folder is for nobody."""
    schrijfwijzen: tuple[str, ...]
    """How the schools wrote that name (the cells of mart `leerplicht`)."""
    scholen: tuple[OfficerSchool, ...]
    geweigerd: tuple[str, ...] = ()
    """Schools whose delivery could not be used, as "naam (id)": their pupils are missing here."""
    synthetisch: bool = False

    @property
    def meldingen(self) -> tuple[OfficerNotice, ...]:
        """The reports of all schools."""
        return tuple(notice for school in self.scholen for notice in school.meldingen)

    @property
    def leerlingen(self) -> int:
        """Pupils with a report; one at two schools counts twice (contract 2.5)."""
        return sum(len({notice.leerling for notice in school.meldingen}) for school in self.scholen)


def split_by_year(school: OfficerSchool, header: ReportHeader) -> tuple[list[OfficerNotice], list[OfficerNotice]]:
    """Reports of this school year, those that ask for something first, and of earlier school years."""
    now, earlier = [], []
    for notice in sorted(school.meldingen, key=_order):
        ended_before = notice.einddatum is not None and notice.einddatum < header.schooljaar_van
        (earlier if ended_before else now).append(notice)
    return now, earlier


def _order(notice: OfficerNotice) -> tuple[int, date, str, str]:
    place = list(STATE_WORDS).index(notice.status)
    return place, notice.uiterste_meldatum, notice.leerling, notice.meldsoort


def count_states(notices: Sequence[OfficerNotice]) -> list[tuple[str, int]]:
    """How many reports stand in each state: [("niet gemeld", 3), …]."""
    due = [notice.status for notice in notices]
    return [(words, due.count(status)) for status, words in STATE_WORDS.items() if status in due]


def describe_period(notice: OfficerNotice) -> str:
    """ "8 sep 2025 t/m 3 okt 2025", or "sinds 8 sep 2025"."""
    if notice.einddatum is None:
        return f"sinds {wording.short_date(notice.begindatum)}"
    if notice.einddatum == notice.begindatum:
        return wording.short_date(notice.begindatum)
    return f"{wording.short_date(notice.begindatum)} t/m {wording.short_date(notice.einddatum)}"


def describe_hours(line: OfficerHours, sector: str) -> str:
    """ "ma 8 sep 2025: lesuur 1 t/m 4, code S (spijbelen)"."""
    day = f"{wording.WEEKDAYS[line.datum.weekday()][:2]} {wording.short_date(line.datum)}"
    kind = KIND_WORDS[line.soort]
    code = f"code {line.code} ({kind})" if line.code else kind
    return f"{day}: {wording.slot_unit(sector)} {wording.listing(wording.line_ranges(line.lesuren))}, {code}"


def address_hours(notice: OfficerNotice, school: str, column: str) -> Address:
    """The address of a number of one report: the cell of table `duo_melding`."""
    end = "" if notice.einddatum is None else notice.einddatum.isoformat()
    where = (("school", school), ("leerling", notice.leerling), ("meldsoort", notice.meldsoort), ("einddatum", end))
    return Address("duo_melding", WAARDE, column, where)


def address_evidence(notice: OfficerNotice, school: str) -> Address:
    """The address of the same hours in the evidence: the sum of its lesson hours."""
    return Address("leerplicht_bewijs", SOM, "uren", address_hours(notice, school, "").filter)


FILTERS = {
    "officier_stand": STATE_WORDS.__getitem__,
    "officier_over": describe_period,
    "uursoort": wording.hour_unit,
}
GLOBALS: dict[str, Any] = {
    "officier_uren": describe_hours,
    "officier_jaren": split_by_year,
    "officier_standen": count_states,
    "adres_melding": address_hours,
    "adres_bewijs": address_evidence,
}
