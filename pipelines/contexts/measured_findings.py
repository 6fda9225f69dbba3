"""What was measured of each school, and what casts doubt on it, as findings (contract 2.8)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from pipelines.contexts.outcome import EARLIER_DELIVERY, show_code
from pipelines.intake.delivered import Delivery
from pipelines.store.periods import Period
from reports.words import wording
from schemas.exports.kinds import LEVERING
from schemas.findings import Finding, make_finding
from schemas.ruleset import load_definitions
from schemas.tables import RAW_BESTAND, SCHOOL_METING, STAND_NIET_GEMETEN

_METING, _TWIJFEL, _GAT = f"mart_{SCHOOL_METING.name}", "mart_meting_twijfel", "mart_gat"
_STIL, _OPEN, _VRIJ = "mart_stille_klas", "mart_melding_open", "mart_vrij_gemeld"
NAAST_ROOSTER, _EINDE = "mart_naast_rooster", "mart_rooster_einde"
# All that the findings are made of.
MEASURED_MARTS = (_METING, _TWIJFEL, _GAT, _STIL, _OPEN, _VRIJ, NAAST_ROOSTER, _EINDE)
# The source of a gap that the school told itself.
_SAID = "levering"
_SEEN = " De leerling was daarna wel op school: de melding is zo goed als zeker vergeten."

ReadMart = Callable[[str], pl.DataFrame]


def tell_measured(read_mart: ReadMart, deliveries: Mapping[str, Delivery], *, period: Period) -> list[Finding]:
    """All findings of contract 2.8; `read_mart` gives the rows of one of MEASURED_MARTS."""
    doubts = {row["school"]: row for row in read_mart(_TWIJFEL).iter_rows(named=True)}
    found: list[Finding] = []
    for row in read_mart(_METING).iter_rows(named=True):
        # A refused school has no row there: nothing was counted of it.
        if row["school"] in doubts:
            found += _tell_range(row, doubts[row["school"]], deliveries[row["school"]], period=period)
    found += [each for row in read_mart(_GAT).iter_rows(named=True) for each in _tell_gap(row, deliveries)]
    found += [_tell_free(row) for row in read_mart(_VRIJ).iter_rows(named=True)]
    found += [each for row in read_mart(NAAST_ROOSTER).iter_rows(named=True) for each in _tell_beside(row)]
    found += [_tell_end(row) for row in read_mart(_EINDE).iter_rows(named=True)]
    found += [_tell_silence(row, deliveries) for row in read_mart(_STIL).iter_rows(named=True)]
    found += [_tell_open(row, deliveries) for row in read_mart(_OPEN).iter_rows(named=True)]
    return found


def _tell_range(
    row: Mapping[str, Any], doubt: Mapping[str, Any], delivery: Delivery, *, period: Period
) -> Iterator[Finding]:
    """From which day to which the absences run. `row`: of school_meting; `doubt`: of mart_meting_twijfel."""
    school, tot = row["school"], row["gegevens_tot"]
    missed = row["schooldagen"] - row["gemeten_dagen"]
    words: dict[str, Any] = {
        "van": _say(row["gegevens_van"]),
        "tot": _say(tot),
        "laatste": _say(doubt["laatste_schooldag"]),
        "gemeten": row["gemeten_dagen"] - row["gat_dagen"],
        "schooldagen": _count_days(row["schooldagen"]),
    }
    if row["stand"] == STAND_NIET_GEMETEN:
        range_words = f"de absenties lopen van {words['van']} t/m {words['tot']}"
        why = "niemand is nieuw afwezig gemeld" if tot is None else range_words
        yield make_finding(school, STAND_NIET_GEMETEN, aantal=row["schooldagen"], waarom=why, **words)
        return
    if doubt["laatste_schooldag"] is not None and tot < doubt["laatste_schooldag"]:
        yield make_finding(school, "levering_eindigt", aantal=missed, **words)
    elif missed and row["gegevens_van"] > period.van:
        yield make_finding(school, "levering_begint", aantal=missed, **words)
    if doubt["tot_onzeker"]:
        words["ingevoerd"] = _say(doubt["laatst_ingevoerd"])
        yield make_finding(school, "gegevens_tot_onzeker", aantal=doubt["ingevoerd_na"], **words)
    if doubt["rijen_na_levering"] and _says_itself(delivery):
        words["datum"] = _say(doubt["laatst_gedateerd"])
        yield make_finding(school, "absenties_na_levering", aantal=doubt["rijen_na"], **words)


def _tell_gap(row: Mapping[str, Any], deliveries: Mapping[str, Delivery]) -> Iterator[Finding]:
    delivery = deliveries[row["school"]]
    if delivery.eerder and not row["schooldagen"]:
        # Between two deliveries: a weekend or a holiday, of which there is nothing to deliver.
        return
    yield make_finding(
        row["school"],
        "gat_in_levering" if row["bron"] == _SAID and _says_itself(delivery) else "gat_in_absenties",
        aantal=row["schooldagen"],
        van=_say(row["van"]),
        tot=_say(row["tot_en_met"]),
        schooldagen=_count_days(row["schooldagen"]),
    )


def _says_itself(delivery: Delivery) -> bool:
    """Whether the school says what its files cover, and not the program of what it delivered before."""
    return not delivery.eerder or LEVERING.soort in set(delivery.frames[RAW_BESTAND.name]["soort"])


def _tell_free(row: Mapping[str, Any]) -> Finding:
    return make_finding(
        row["school"],
        "vrije_dag_met_absenties",
        aantal=row["meldingen"],
        van=_say(row["van"]),
        tot=_say(row["tot_en_met"]),
        dagen=_plain(wording.counted(row["dagen"], "dag", "dagen")),
        meldingen=_plain(wording.counted(row["meldingen"], "melding", "meldingen")),
    )


def _tell_beside(row: Mapping[str, Any]) -> Iterator[Finding]:
    """Absences on no lesson of the timetable, and those of pupils who are not enrolled on the day."""
    if row["naast"]:
        yield make_finding(
            row["school"],
            "absenties_naast_rooster",
            aantal=row["naast"],
            meldingen=_count_reports(row["meldingen"]),
            naast=_plain(wording.number(row["naast"])),
            leerlingen=_count_pupils(row["naast_leerlingen"]),
        )
    if row["vreemd"]:
        yield make_finding(
            row["school"],
            "absenties_niet_ingeschreven",
            aantal=row["vreemd"],
            meldingen=_count_reports(row["vreemd"]),
            leerlingen=_count_pupils(row["vreemd_leerlingen"]),
        )


def _tell_end(row: Mapping[str, Any]) -> Finding:
    return make_finding(
        row["school"],
        "rooster_eindigt",
        aantal=row["schooldagen"],
        van=_say(row["van"]),
        tot=_say(row["tot_en_met"]),
        schooldagen=_count_days(row["schooldagen"]),
    )


def _tell_silence(row: Mapping[str, Any], deliveries: Mapping[str, Delivery]) -> Finding:
    return make_finding(
        row["school"],
        "klas_stil",
        aantal=row["schooldagen"],
        klas=show_code(row["klas"], hidden=deliveries[row["school"]].hidden_codes),
        van=_say(row["van"]),
        tot=_say(row["tot_en_met"]),
        schooldagen=_count_days(row["schooldagen"]),
        verwacht=row["verwacht"],
    )


def _tell_open(row: Mapping[str, Any], deliveries: Mapping[str, Delivery]) -> Finding:
    """One absence without an end; stronger where the pupil was seen since."""
    files = deliveries[row["school"]].frames["raw_bestand"]
    shown = dict(files.select("bestand_nr", "bestand").iter_rows()).get(row["bestand_nr"], EARLIER_DELIVERY)
    return make_finding(
        row["school"],
        "melding_niet_gesloten",
        bestand=shown,
        regelnummer=row["regelnummer"],
        schooldagen=_count_days(load_definitions()["melding_open_schooldagen"]),
        gezien=_SEEN if row["weersproken"] else "",
    )


def _say(day: Any) -> str:
    return _plain(wording.short_date(day))


def _count_days(days: int) -> str:
    return _plain(wording.school_days(days))


def _count_reports(number: int) -> str:
    return _plain(wording.counted(number, "absentie", "absenties"))


def _count_pupils(number: int) -> str:
    return _plain(wording.pupils(number))


def _plain(words: str) -> str:
    return words.replace(wording.NBSP, " ")
