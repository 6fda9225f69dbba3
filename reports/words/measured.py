"""Up to which day schools were measured, in words: the head of each page says it before the first figure."""

from collections.abc import Sequence

from reports.context.measured import MeasuredSchool
from reports.words import wording
from schemas.tables import STAND_GEWEIGERD, STAND_NIET_GEMETEN, STAND_VEROUDERD


def describe_measured(schools: Sequence[MeasuredSchool]) -> str:
    """ "8 van de 9 scholen gemeten, gegevens t/m 19 dec 2025"; of one school "gegevens t/m 19 dec 2025".

    The day is the last school day of the schools whose data go as far as that; of the others `list_exceptions` tells.
    """
    if len(schools) == 1:
        return _describe_one(schools[0])
    measured = [school for school in schools if school.is_gemeten]
    words = f"{wording.number(len(measured))} van de {wording.counted(len(schools), 'school', 'scholen')} gemeten"
    days = [school.laatste_schooldag for school in measured if school.laatste_schooldag and not school.loopt_achter]
    return f"{words}, gegevens t/m {wording.short_date(min(days))}" if days else words


def list_exceptions(schools: Sequence[MeasuredSchool]) -> tuple[str, ...]:
    """Sentences on schools that are not measured, or not up to their last school day; of one school alone: none."""
    if len(schools) == 1:
        return ()
    missing = [school.naam for school in schools if school.stand == STAND_NIET_GEMETEN]
    refused = [school.naam for school in schools if school.stand == STAND_GEWEIGERD]
    estimated = [school.naam for school in schools if school.is_gemeten and school.noemer_geschat]
    short = [
        f"{school.naam} t/m {wording.short_date(school.gegevens_tot)}"
        for school in schools
        if school.is_gemeten and school.loopt_achter
    ]
    return tuple(
        f"▲ {words}: {wording.listing(names)}."
        for words, names in (
            ("Niet gemeten", missing),
            ("Aanlevering niet te gebruiken", refused),
            ("Gegevens houden eerder op", short),
            (f"{wording.NOEMER_GESCHAT.capitalize()}, uit een lessentabel of lessen per week", estimated),
        )
        if names
    )


def list_shortcomings(schools: Sequence[MeasuredSchool]) -> tuple[str, ...]:
    """("2 geweigerd", "1 niet over de hele periode"): how many schools were not measured, or not wholly."""
    counts = [
        (sum(school.stand == stand for school in schools), words)
        for stand, words in (
            (STAND_GEWEIGERD, "geweigerd"),
            (STAND_NIET_GEMETEN, "niet gemeten"),
            (STAND_VEROUDERD, "niet over de hele periode"),
        )
    ]
    return tuple(f"{wording.number(count)} {words}" for count, words in counts if count)


def describe_unmeasured(school: MeasuredSchool) -> str:
    """Why a school of which a delivery was read is in no figure."""
    if school.gegevens_tot is None:
        return "Er is geen enkele dag waarop een absentie is geregistreerd."
    return f"De absenties lopen t/m {wording.short_date(school.gegevens_tot)}; van deze periode is niets gemeten."


def _describe_one(school: MeasuredSchool) -> str:
    if not school.is_gemeten:
        return "▲ niet gemeten in deze periode"
    estimated = f"; ▲ {wording.NOEMER_GESCHAT}" if school.noemer_geschat else ""
    if school.loopt_achter:
        return (
            f"▲ gegevens t/m {wording.short_date(school.gegevens_tot)};"
            f" de laatste schooldag was {wording.short_date(school.laatste_schooldag)}{estimated}"
        )
    return f"gegevens t/m {wording.short_date(school.laatste_schooldag or school.gegevens_tot)}{estimated}"


FILTERS = {"gemeten": describe_measured, "uitzonderingen": list_exceptions}
