"""What was measured of a school as findings (contract 2.8): each from rows that are written down here."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.contexts.measured_findings import MEASURED_MARTS, tell_measured
from pipelines.intake.delivered import Delivery
from pipelines.store.periods import make_period

SCHOOL = "10AB00"
PERIOD = make_period(date(2026, 1, 1), peildata=((9, 1), (1, 1)), schooljaar_begin=(8, 1))
LAST, FIRST = date(2025, 12, 19), date(2025, 8, 1)
METING: dict[str, Any] = {
    "school": SCHOOL,
    "stand": "gemeten",
    "gegevens_van": FIRST,
    "gegevens_tot": date(2026, 1, 1),
    "schooldagen": 74,
    "gemeten_dagen": 74,
    "gat_dagen": 0,
}
TWIJFEL: dict[str, Any] = {
    "school": SCHOOL,
    "laatste_schooldag": LAST,
    "laatst_gedateerd": LAST,
    "laatst_ingevoerd": LAST,
    "ingevoerd_na": 0,
    "rijen_na": 0,
    "tot_onzeker": False,
    "rijen_na_levering": False,
}
DELIVERY = Delivery(
    SCHOOL,
    None,
    {"raw_bestand": pl.DataFrame({"bestand_nr": [0, 1], "bestand": ["leerlingen.csv", "ziek.csv"]})},
    [],
    [],
)


def tell(
    meting: dict[str, Any] | None = None, twijfel: dict[str, Any] | None = None, **others: list[dict[str, Any]]
) -> list[tuple[str, int, str]]:
    """(code, number, text) of what is told of one school."""
    rows: dict[str, list[dict[str, Any]]] = {
        **{name: [] for name in MEASURED_MARTS},
        "mart_school_meting": [METING | (meting or {})],
        "mart_meting_twijfel": [TWIJFEL | (twijfel or {})],
        **{f"mart_{name}": found for name, found in others.items()},
    }
    found = tell_measured(lambda name: pl.DataFrame(rows[name]), {SCHOOL: DELIVERY}, period=PERIOD)
    assert {each.school for each in found} <= {SCHOOL}
    return [(each.code, each.aantal, each.omschrijving) for each in found]


def test_a_school_that_is_wholly_measured_has_nothing_to_tell() -> None:
    assert tell() == []
    # Covered up to its last school day, and not a day further.
    assert tell({"gegevens_tot": LAST}) == []


def test_a_refused_school_is_told_by_its_refusal_alone() -> None:
    assert tell({"school": "99ZZ00", "stand": "geweigerd", "gegevens_tot": None}) == []


def test_an_export_that_ends_before_the_last_school_day() -> None:
    """One day earlier than the last school day is enough: 73 of 74."""
    [(code, number, text)] = tell({"gegevens_tot": date(2025, 12, 18), "gemeten_dagen": 73})
    assert (code, number) == ("levering_eindigt", 1)
    assert "lopen van 1 aug 2025 t/m 18 dec 2025. De laatste schooldag tot nu toe is 19 dec 2025." in text
    assert "Gemeten: 73 van de 74 schooldagen" in text


def test_an_export_that_begins_in_the_period() -> None:
    """From 6 October on: 50 of 74; before the period it is no news."""
    late = {"gegevens_van": date(2025, 10, 6), "gemeten_dagen": 50}
    [(code, number, text)] = tell(late)
    assert (code, number) == ("levering_begint", 74 - 50)
    assert "beginnen op 6 okt 2025" in text
    assert tell({"gegevens_van": date(2025, 9, 1)}) == []


@pytest.mark.parametrize(
    ("tot", "why"),
    [
        (None, "niemand is nieuw afwezig gemeld"),
        (date(2025, 8, 31), "de absenties lopen van 1 aug 2025 t/m 31 aug 2025"),
    ],
)
def test_a_school_that_is_not_measured(tot: date | None, why: str) -> None:
    """It is told once, with the reason, and nothing else of its range."""
    [(code, number, text)] = tell({"stand": "niet_gemeten", "gegevens_tot": tot, "gemeten_dagen": 0})
    assert (code, number) == ("niet_gemeten", 74)
    assert text == f"Van geen van de 74 schooldagen van deze periode is gemeten wie er was: {why}."


def test_doubts_about_the_end() -> None:
    [(code, number, text)] = tell(
        twijfel={"tot_onzeker": True, "ingevoerd_na": 4, "laatst_ingevoerd": date(2025, 12, 30)}
    )
    assert (code, number) == ("gegevens_tot_onzeker", 4)
    assert "de laatste invoer is van 30 dec 2025" in text
    [(code, number, text)] = tell(twijfel={"rijen_na_levering": True, "rijen_na": 5})
    assert (code, number) == ("absenties_na_levering", 5)
    assert "De laatste is van 19 dec 2025." in text


@pytest.mark.parametrize(
    ("bron", "code", "words"),
    [
        ("stilte", "gat_in_absenties", "niemand nieuw afwezig gemeld. Daarvoor en daarna wel"),
        ("levering", "gat_in_levering", "Het sjabloon levering noemt de dagen van"),
    ],
)
def test_a_gap(bron: str, code: str, words: str) -> None:
    gap = {"school": SCHOOL, "van": date(2025, 11, 3), "tot_en_met": date(2025, 11, 7), "bron": bron, "schooldagen": 5}
    [(found, number, text)] = tell(gat=[gap])
    assert (found, number) == (code, 5)
    assert words in text
    assert "3 nov 2025 t/m 7 nov 2025 (5 schooldagen)" in text


@pytest.mark.parametrize(("days", "words"), [(1, "Op 1 dag van"), (5, "Op 5 dagen van")])
def test_free_days_with_absences(days: int, words: str) -> None:
    row = {"school": SCHOOL, "van": date(2025, 11, 3), "tot_en_met": date(2025, 11, 7), "dagen": days, "meldingen": 12}
    [(found, number, text)] = tell(vrij_gemeld=[row])
    assert (found, number) == ("vrije_dag_met_absenties", 12)
    assert text.startswith(f"{words} 3 nov 2025 t/m 7 nov 2025 die vrij zijn")
    assert "12 meldingen" in text


@pytest.mark.parametrize(("klas", "shown"), [("1B", "Van klas '1B' is"), ("123456", "(niet getoond")])
def test_a_class_that_falls_silent(klas: str, shown: str) -> None:
    """A class that looks like a number of a pupil is not shown."""
    silence = {
        "school": SCHOOL,
        "klas": klas,
        "van": date(2025, 11, 3),
        "tot_en_met": date(2025, 11, 21),
        "schooldagen": 15,
        "verwacht": 12,
    }
    [(code, number, text)] = tell(stille_klas=[silence])
    assert (code, number) == ("klas_stil", 15)
    assert shown in text
    assert "waren het er 12." in text


def test_absences_that_were_never_closed() -> None:
    """Each with its file and line; of a pupil that was seen since it says so."""
    rows = [
        {"school": SCHOOL, "bestand_nr": 1, "regelnummer": line, "weersproken": seen}
        for line, seen in ((2, True), (3, False))
    ]
    seen, unseen = tell(melding_open=rows)
    assert seen[0] == unseen[0] == "melding_niet_gesloten"
    assert "begon meer dan 20 schooldagen geleden." in unseen[2]
    assert seen[2].startswith(unseen[2])
    assert seen[2].endswith("De leerling was daarna wel op school: de melding is zo goed als zeker vergeten.")


def test_absences_beside_the_timetable() -> None:
    row = {"school": SCHOOL, "meldingen": 1500, "naast": 1308, "naast_leerlingen": 24, "vreemd": 0}
    [(code, number, text)] = tell(naast_rooster=[row | {"vreemd_leerlingen": 0}])
    assert (code, number) == ("absenties_naast_rooster", 1308)
    assert text.startswith(
        "Van de 1.500 absenties van deze periode vallen er 1.308 op geen enkele les, van 24 leerlingen."
    )
    # Of pupils who are not enrolled; no number of them is told beside the timetable.
    [(code, number, text)] = tell(naast_rooster=[row | {"naast": 0, "vreemd": 2, "vreemd_leerlingen": 1}])
    assert (code, number) == ("absenties_niet_ingeschreven", 2)
    assert text.startswith("Er staan 2 absenties op dagen")
    assert text.endswith("Het gaat om 1 leerling.")


def test_a_timetable_that_ends() -> None:
    row = {"school": SCHOOL, "van": date(2025, 11, 10), "tot_en_met": date(2025, 12, 19), "schooldagen": 30}
    [(code, number, text)] = tell(rooster_einde=[row])
    assert (code, number) == ("rooster_eindigt", 30)
    assert text.startswith(
        "Van 10 nov 2025 t/m 19 dec 2025 staat er voor 30 schooldagen geen enkele les in het rooster."
    )
