"""Invented pupils: names from two syllable lists, numbers, classes and enrolments."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from pipelines.demo.chance import happens
from pipelines.demo.profiles import SchoolProfile
from pipelines.demo.timetable import SCHOOL_YEARS

FIRST_SYLLABLES = ("Bré", "Kjo", "Zwil", "Tamf", "Wopp", "Jurk", "Fnil", "Drie", "Plov", "Snaë")
LAST_SYLLABLES = ("damp", "ülka", "worst", "ebbo", "fisk", "junt", "klomp", "ruzzi", "zwaap", "öttel")
PREFIXES = ("", "", "", "", "van", "ten", "op 't")
MUNICIPALITIES = ("Kwelderstad", "Oeverwolde", "Griendemeer", "Zilverduin aan Zee", "'t Lage Land")
UPPER_YEARS = 4  # from this year on there are cluster groups
LAST_INTAKE = 2025
LEAVES_EARLY, COMES_LATE = 0.0125, 0.05
LEVELS = {4: "vmbo", 5: "havo", 6: "vwo"}  # by years of the school


@dataclass(frozen=True)
class Stay:
    """One enrolment of a pupil, in one class; both dates inclusive."""

    klas: str
    leerjaar: int
    van: date
    tot: date


@dataclass(frozen=True)
class Pupil:
    """One pupil of one school. `groep` is a cluster group beside the class; `listed` is false when the export
    of pupils leaves the pupil out (a leaver), so that the absences name an unknown pupil."""

    nummer: str
    voornaam: str
    tussenvoegsel: str
    achternaam: str
    geboortedatum: date
    onderwijssoort: str
    woongemeente: str
    stays: tuple[Stay, ...]
    groep: str = ""
    listed: bool = True

    @property
    def volle_achternaam(self) -> str:
        return f"{self.tussenvoegsel} {self.achternaam}".strip()

    def klas_on(self, day: date) -> str:
        """Class on a day, "" when not enrolled; of overlapping enrolments the latest (contract 5)."""
        inside = [stay for stay in self.stays if stay.van <= day <= stay.tot]
        return max(inside, key=lambda stay: stay.van).klas if inside else ""


def make_pupils(rng: Random, school: SchoolProfile) -> list[Pupil]:
    """All pupils of a school over both years, in order of number."""
    intakes = _intakes(school)
    pupils = []
    number = school.first_number
    for position in range(school.pupils):
        intake = intakes[position * len(intakes) // school.pupils]
        letter = "abcdefghijklmnop"[(position - _first_position(school, intakes, intake)) // school.class_size]
        number += rng.choice((1, 1, 2, 3))
        pupils.append(_draw_pupil(rng, school, str(number), intake=intake, letter=letter))
    return pupils


def _intakes(school: SchoolProfile) -> list[int]:
    """Years of entry; a school whose classes keep their name lists only today's pupils, so no leavers of last year."""
    oldest = 2026 - school.years if school.cohort_classes else 2025 - school.years
    return list(range(oldest, 2026))


def _first_position(school: SchoolProfile, intakes: list[int], intake: int) -> int:
    return -(-intakes.index(intake) * school.pupils // len(intakes))


def _draw_pupil(rng: Random, school: SchoolProfile, number: str, *, intake: int, letter: str) -> Pupil:
    level = "" if school.is_po else LEVELS[school.years]
    entry_age = 4 if school.is_po else 12
    # One pupil in ten is a year older than the class.
    birth_year = intake - entry_age - happens(rng, 0.1)
    born = date(birth_year - 1, 10, 1) + timedelta(days=rng.randrange(365))
    stays = _stays(rng, school, intake=intake, letter=letter, level=level)
    in_cluster = (
        school.cluster_groups and stays[-1].leerjaar >= UPPER_YEARS and _is_here(stays[-1]) and happens(rng, 0.4)
    )
    return Pupil(
        nummer=number,
        voornaam=_syllables(rng, FIRST_SYLLABLES, 2),
        tussenvoegsel=rng.choice(PREFIXES),
        achternaam=_syllables(rng, LAST_SYLLABLES, 2),
        geboortedatum=born,
        onderwijssoort="PO" if school.is_po else "VSO" if school.sector == "VSO" else level,
        woongemeente=rng.choice(MUNICIPALITIES),
        stays=stays,
        groep=f"{stays[-1].leerjaar}#wis{letter}" if in_cluster else "",
    )


def _is_here(stay: Stay) -> bool:
    return stay.tot == SCHOOL_YEARS[1][1]


def _syllables(rng: Random, syllables: tuple[str, ...], count: int) -> str:
    return "".join(rng.choice(syllables) for _ in range(count)).capitalize()


def _stays(rng: Random, school: SchoolProfile, *, intake: int, letter: str, level: str) -> tuple[Stay, ...]:
    if school.cohort_classes:
        leerjaar = 2025 - intake + 1
        klas = f"{leerjaar}{letter.upper()}" if school.is_po else f"i{intake % 100}{letter}"
        van = SCHOOL_YEARS[1][0] if intake == LAST_INTAKE else SCHOOL_YEARS[0][0]
        return (Stay(klas, leerjaar, van, SCHOOL_YEARS[1][1]),)
    stays = []
    for (van, tot), begin_year in zip(SCHOOL_YEARS, (2024, 2025), strict=True):
        leerjaar = begin_year - intake + 1
        if 1 <= leerjaar <= school.years:
            stays.append(Stay(f"{level[0]}{leerjaar}{letter}", leerjaar, van, tot))
    return tuple(_vary_dates(rng, stays))


def _vary_dates(rng: Random, stays: list[Stay]) -> list[Stay]:
    """About one pupil in eighty leaves in the autumn of the second year, and as many come in late."""
    chance = rng.random()
    last = stays[-1]
    autumn = date(2025, 9, 15) + timedelta(days=rng.randrange(85))
    if last.van == SCHOOL_YEARS[1][0] and chance < LEAVES_EARLY:
        stays[-1] = replace(last, tot=autumn)
    elif len(stays) == 1 and last.van == SCHOOL_YEARS[1][0] and chance > 1 - COMES_LATE:
        stays[-1] = replace(last, van=autumn)
    return stays


def groups_of(pupils: list[Pupil]) -> dict[str, tuple[int, ...]]:
    """Each class and cluster group with the school years (0, 1) in which it has pupils, in order of name."""
    years: dict[str, list[int]] = {}
    for pupil in pupils:
        for stay in pupil.stays:
            for year, (van, tot) in enumerate(SCHOOL_YEARS):
                if stay.van <= tot and stay.tot >= van:
                    years.setdefault(stay.klas, []).append(year)
        if pupil.groep:
            years.setdefault(pupil.groep, []).append(1)
    return {group: tuple(sorted(dict.fromkeys(years[group]))) for group in sorted(years)}
