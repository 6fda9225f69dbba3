"""Invented contexts for the page of an officer: normal, for the Doorstroompunt, hostile, and of nowhere."""

from dataclasses import replace
from datetime import date

from reports.officers.leerplicht import (
    DOORSTROOMPUNT_LEZER,
    LEERPLICHT_LEZER,
    OfficerHours,
    OfficerNotice,
    OfficerReport,
    OfficerSchool,
)
from tests.lib.report_samples import make_header

HOURS = (
    OfficerHours(date(2025, 11, 10), (1, 2, 3, 4, 5, 6, 7, 8), "spijbelen", "S"),
    OfficerHours(date(2025, 11, 11), (1, 2, 3, 6, 7), "voorlopig_ongeoorloofd", "P"),
    OfficerHours(date(2025, 11, 11), (4, 5, 8), "luxe", ""),
)
NOTICE = OfficerNotice(
    leerling="labcdefghij2",
    meldsoort="16uur",
    begindatum=date(2025, 11, 10),
    einddatum=date(2025, 11, 11),
    uren=16.0,
    waarvan_voorlopig=5.0,
    uiterste_meldatum=date(2025, 11, 18),
    status="niet_gemeld",
    bewijs=HOURS,
)


def make_officer_report(text: str = "") -> OfficerReport:
    """Two schools, every kind of report and state; every text field holds `text`, if any."""
    late = replace(NOTICE, status="te_laat", leerling="labcdefghij3")
    earlier = replace(
        NOTICE, begindatum=date(2025, 3, 3), einddatum=date(2025, 3, 3), uiterste_meldatum=date(2025, 3, 10)
    )
    running = replace(NOTICE, meldsoort="lrv", begindatum=date(2025, 12, 1), einddatum=None, uren=0.0, bewijs=())
    states = [
        replace(NOTICE, status=status, leerling=f"labcdefghi{letter}a")
        for letter, status in (("a", "op_tijd"), ("b", "nog_niet"), ("c", "onbekend"))
    ]
    notices = (earlier, NOTICE, late, running, *states)
    if text:
        notices = tuple(
            replace(notice, leerling=text, bewijs=tuple(replace(line, code=text) for line in notice.bewijs))
            for notice in notices
        )
    header = make_header()
    return OfficerReport(
        kop=replace(header, swv=text or header.swv, versie=text or header.versie),
        lezer=LEERPLICHT_LEZER,
        gemeente=text or "Den Helder",
        schrijfwijzen=(text or "Den Helder",),
        scholen=(
            OfficerSchool(text or "12AB00", text or "Voorbeeldcollege", "VO", notices),
            OfficerSchool("34CD00", text or "Basisschool", "PO", (replace(earlier, uren=16.5),)),
        ),
        geweigerd=(text or "Andere School (56EF00)",),
        synthetisch=True,
    )


def make_report_of_adults() -> OfficerReport:
    """The same form for the Doorstroompunt."""
    return replace(make_officer_report(), lezer=DOORSTROOMPUNT_LEZER)


def make_report_of_nowhere() -> OfficerReport:
    return replace(make_officer_report(), gemeente="", schrijfwijzen=(), geweigerd=(), synthetisch=False)
