"""What a check of the deliveries ended with, and the words in which it is told (contract 2.8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from reports.words.wording import NBSP, counted, short_date
from schemas.tables import STAND_NIET_GEMETEN, STAND_VEROUDERD, STANDEN_GEMETEN

_MOST_CODES = 20


@dataclass(frozen=True)
class CodeWithoutKind:
    """A code that no table explains, as it may be shown, with the absence rows and the pupils that have it.

    Of all that was delivered, up to two school years, and of the period alone.
    """

    code: str
    rijen: int
    leerlingen: int
    rijen_periode: int
    leerlingen_periode: int


@dataclass(frozen=True)
class CheckedFile:
    """One file of a delivery: its hash, the layout by which it was read (empty: none), rows read and set aside."""

    sha256: str
    layout: str
    gelezen: int
    quarantaine: int


def list_checked_files(frame: pl.DataFrame) -> tuple[CheckedFile, ...]:
    """The files of a delivery, by its frame `raw_bestand`."""
    return tuple(CheckedFile(*row) for row in frame.select("sha256", "layout", "gelezen", "quarantaine").iter_rows())


@dataclass(frozen=True)
class CheckedSchool:
    """What a check found of one school. `stand`: of table school_meting; `ongemeten`: school days not measured.

    `quarantaine`: rows set aside; `cellen`: cells that could not be read in rows that do count. `laatste`: the last
    school day of the period so far. `naast_rooster`: absences on no lesson, where timetable and absences do not fit.
    `twijfels`: kinds of findings that cast doubt on the figures.
    """

    school: str
    stand: str
    quarantaine: int
    cellen: int
    codes: tuple[CodeWithoutKind, ...] = ()
    gegevens_tot: date | None = None
    laatste: date | None = None
    ongemeten: int = 0
    zonder_rooster: int = 0
    naast_rooster: int = 0
    twijfels: int = 0
    bestanden: tuple[CheckedFile, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Nothing refused, set aside, unknown, not measured or beside the timetable."""
        counts = (
            *(self.quarantaine, self.cellen, len(self.codes)),
            *(self.ongemeten, self.zonder_rooster, self.naast_rooster),
        )
        return self.stand in STANDEN_GEMETEN and not any(counts)


@dataclass(frozen=True)
class CheckResult:
    """What a check ended with. `tot`: the day up to which was looked; `noticed`: what is of no school, in sentences."""

    exit_code: int
    output: Path
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...]
    tot: date
    schools: tuple[CheckedSchool, ...]

    @property
    def measured(self) -> tuple[str, ...]:
        """Schools of which something was measured in the period."""
        return tuple(school.school for school in self.schools if school.stand in STANDEN_GEMETEN)


def describe_check(result: CheckResult, names: Mapping[str, str]) -> list[str]:
    """What is told on the screen, one line a finding; the last one is about all of them. No file is named.

    `names`: of the schools by id.
    """
    told = [line for school in result.schools for line in describe_school(school, names[school.school])]
    return [line.replace(NBSP, " ") for line in [*told, _give_verdict(result)]]


def describe_school(school: CheckedSchool, name: str) -> Iterator[str]:
    """What a check found of one school, a sentence a finding; the reason of a refusal is not among them."""
    who = f"{school.school} {name}"
    if school.stand == STAND_NIET_GEMETEN:
        yield f"Niet gemeten: {who}. Van geen enkele schooldag van de periode is bekend wie er was."
    elif school.stand in STANDEN_GEMETEN and school.ongemeten:
        word = "Verouderd" if school.stand == STAND_VEROUDERD else "Niet helemaal gemeten"
        days = counted(school.ongemeten, "schooldag is", "schooldagen zijn")
        yield f"{word}: {who}. De absenties lopen t/m {short_date(school.gegevens_tot)}; {days} niet gemeten."
    for found in school.codes[:_MOST_CODES]:
        yield f"Code zonder betekenis: {who}. '{found.code}': {_count_rows(found)}."
    if len(school.codes) > _MOST_CODES:
        more = counted(len(school.codes) - _MOST_CODES, "andere code", "andere codes")
        yield f"Code zonder betekenis: {who}. Nog {more}: zie het retourblad."


def _count_rows(found: CodeWithoutKind) -> str:
    """How much has the code; where some of it lies before the period, also how much of it does not."""
    told = f"{_name_rows(found.rijen)} van {_name_pupils(found.leerlingen)}"
    if found.rijen_periode == found.rijen:
        return told
    if not found.rijen_periode:
        return f"{told}, alles van voor deze periode"
    within = f"{_name_rows(found.rijen_periode)} van {_name_pupils(found.leerlingen_periode)}"
    return f"{told}, waarvan in deze periode {within}"


def _name_rows(number: int) -> str:
    return counted(number, "regel", "regels")


def _name_pupils(number: int) -> str:
    return counted(number, "leerling", "leerlingen")


def _give_verdict(result: CheckResult) -> str:
    day = short_date(result.tot)
    if all(school.is_usable for school in result.schools) and not result.noticed:
        doubts = counted(sum(school.twijfels for school in result.schools), "punt", "punten")
        told = f" Twijfel is er over {doubts}: zie de retourbladen." if any(s.twijfels for s in result.schools) else ""
        return f"Alle gecontroleerde leveringen zijn bruikbaar en gemeten t/m {day}.{told}"
    return f"Niet alles is bruikbaar of gemeten t/m {day}: {', '.join(_list_counts(result))}."


def _list_counts(result: CheckResult) -> list[str]:
    """What keeps all from being usable, each with its number."""
    schools = result.schools
    measured = [school for school in schools if school.stand in STANDEN_GEMETEN]
    rows = sum(found.rijen for school in schools for found in school.codes)
    counts = (
        (len(result.refused), "school geweigerd", "scholen geweigerd"),
        (sum(school.stand == STAND_NIET_GEMETEN for school in schools), "school niet gemeten", "scholen niet gemeten"),
        (sum(school.stand == STAND_VEROUDERD for school in schools), "school verouderd", "scholen verouderd"),
        (sum(school.ongemeten for school in measured), "schooldag niet gemeten", "schooldagen niet gemeten"),
        (sum(school.quarantaine for school in schools), "regel in quarantaine", "regels in quarantaine"),
        (sum(school.cellen for school in schools), "cel onleesbaar", "cellen onleesbaar"),
        (rows, "regel met een code zonder betekenis", "regels met een code zonder betekenis"),
        (sum(school.zonder_rooster for school in schools), "leerling zonder rooster", "leerlingen zonder rooster"),
        (
            sum(school.naast_rooster for school in schools),
            "absentie die op geen les valt",
            "absenties die op geen les vallen",
        ),
        (len(result.noticed), "punt bij de map met aanleveringen", "punten bij de map met aanleveringen"),
    )
    return [counted(number, one, more) for number, one, more in counts if number]
