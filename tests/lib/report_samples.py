"""Invented report contexts: normal, empty, huge and hostile. Seeded, so two calls give equal contexts."""

import random
from dataclasses import replace
from datetime import date, timedelta

from reports.context import (
    Balance,
    CauseKey,
    DueReport,
    Evidence,
    EvidenceLine,
    FileBalance,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    ProtocolUse,
    Pupil,
    PupilFourWeeks,
    PupilStatus,
    Reading,
    Reason,
    RefusedSchool,
    ReportHeader,
    ReturnSheet,
    SchoolFigures,
    SchoolReport,
    Signal,
    SolvedCause,
    StatusCounts,
    SwvReport,
    TierCounts,
    Touched,
    TrendPoint,
    UnmappedCode,
    WeekClassCell,
    WeekdayHourCell,
)
from reports.explanation import Explanation, RuleExplanation, Slot, make_calendar, order_rules
from reports.vergelijking import (
    GROUPS,
    MEASURES,
    REST,
    Comparison,
    LeftOut,
    PublicComparison,
    SectorCounts,
    VariantText,
    release_comparison,
)
from schemas.findings import LET_OP, QUARANTAINE, Finding

HOSTILE = (
    "<script>window.PWNED=1</script>",
    "{{7*7}}",
    "\"'><img src=x onerror=window.PWNED=1>",
    "</title></style><script>window.PWNED=1</script>",
    "<b>vet</b> & <a href='https://kwaad.example'>klik</a>",
    "javascript:window.PWNED=1",
    "$\\href{javascript:alert(1)}{x}$",
    "{% raw %}",
)
PLANNED = 17 * 26 * 50
FIRST_MONDAY = date(2025, 9, 1)


def make_header() -> ReportHeader:
    return ReportHeader(
        swv="SWV VO Voorbeeldregio",
        peildatum=date(2026, 1, 1),
        periode_van=date(2025, 9, 2),
        periode_tot=date(2026, 1, 1),
        schooljaar_van=date(2025, 8, 1),
        versie="0.1.0",
        tier_1_vanaf=95,
        tier_2_vanaf=90,
        minimum_schooldagen=10,
    )


def make_files() -> tuple[FileBalance, ...]:
    """Balances that close: read = used + quarantined + superseded + not counted."""
    return (
        FileBalance("absenties-najaar.csv", "absenties", Balance(12_480, 12_100, 38, 302, 40)),
        FileBalance("leerlingen.csv", "leerlingen", Balance(742, 741, 1, 0, 0)),
        FileBalance("rooster.csv", "rooster", Balance(1_310, 1_310, 0, 0, 0)),
    )


def make_findings() -> tuple[Finding, ...]:
    dates = [
        Finding(
            school="12AB00",
            code="datum_onleesbaar",
            ernst=QUARANTAINE,
            omschrijving="De datum bestaat niet of heeft een onbekende vorm.",
            gevolg="De rij is niet gebruikt.",
            oplossing="Schrijf de datum als jjjj-mm-dd, bijvoorbeeld 2025-09-12.",
            bestand="absenties-najaar.csv",
            regelnummer=line,
            kolom="datum",
        )
        for line in range(140, 175)
    ]
    return (
        *dates,
        Finding(
            school="12AB00",
            code="onbekende_leerling",
            ernst=QUARANTAINE,
            omschrijving="De leerling staat niet in het bestand met leerlingen.",
            gevolg="De rij is niet gebruikt.",
            oplossing="Lever een nieuw bestand met leerlingen aan.",
            bestand="absenties-najaar.csv",
            regelnummer=2_011,
            kolom="leerlingnummer",
            aantal=4,
        ),
        Finding(
            school="12AB00",
            code="standaardtabel",
            ernst=LET_OP,
            omschrijving="Er is geen codetabel aangeleverd. De standaardtabel van het systeem is gebruikt.",
            gevolg="Codes van de school zelf kunnen anders bedoeld zijn.",
            oplossing="Lever een codetabel aan met code, omschrijving en soort.",
        ),
    )


def make_pupil(number: int, seed: random.Random) -> Pupil:
    """A pupil with a drawn attendance; tier and minutes agree."""
    absent = min(PLANNED, int(PLANNED * seed.expovariate(1 / 0.045)))
    unknown = 900 if number % 41 == 0 else 0
    absent = min(absent, PLANNED - unknown)
    excused = absent * 7 // 10
    present = PLANNED - absent - unknown
    low, high = _tier(present), _tier(present + unknown)
    return Pupil(
        leerling=f"l{number:011d}".replace("0", "k").replace("1", "m")[:12],
        klas=f"{1 + number % 5}{'abc'[number % 3]}",
        leerjaar=str(1 + number % 5),
        lesdagen=75,
        minuten=Minutes(PLANNED, present, excused, absent - excused, unknown, (absent - excused) // 4, 100),
        tier=low if low == high else None,
        tier_status="zeker" if low == high else "open",
        oa_uren=(absent - excused) / 50,
        te_laat=number % 9,
        spijbeluren=number % 4,
        ziekmeldingen=number % 5,
        ziek_schooldagen=(number % 13) * 0.25,
        plan_van_aanpak=(None, True, False)[number % 3],
        plan_datum=date(2025, 11, 3) if number % 3 == 1 else None,
    )


def _tier(present: int) -> int:
    return 1 if 100 * present >= 95 * PLANNED else 2 if 100 * present >= 90 * PLANNED else 3


def _with_status(pupil: Pupil, number: int) -> Pupil:
    away = Minutes(PLANNED, 4_000, 0, PLANNED - 4_000, 0, 0, 0)
    week = timedelta(weeks=1)
    start = date(2025, 10, 6) + number % 6 * week
    length = 28 + 5 * (number % 9)
    kinds = ("lrv_langer_dan_3_maanden", "thuiszitter", "dreigend", "dreigend", "langdurig_geoorloofd", "dreigend")
    kind = kinds[number % 6]
    only = number % 6 == 5
    status = PupilStatus(
        kind,
        {"dreigend": "S3-70"}.get(kind, "S3-72"),
        None if only else start,
        None if kind == "dreigend" else length,
        op_peildatum=number % 5 != 0,
        precies_vier_weken=length == 28 and kind == "thuiszitter",
        alleen_aanwezigheid=only,
    )
    reasons = {
        "lrv_langer_dan_3_maanden": Reason("S3-06", "al langer dan drie maanden ongeoorloofd afwezig", "regel 157-158"),
        "thuiszitter": Reason(
            "S3-72", "langer dan 4 lesweken aaneengesloten ongeoorloofd afwezig", "bijlage 3, regel 972-989"
        ),
        "dreigend": Reason("S3-70", "19,0 lesuren ongeoorloofd afwezig in 4 lesweken", "bijlage 3, regel 910-934"),
        "langdurig_geoorloofd": Reason("S3-69", "langer dan 4 lesweken geoorloofd afwezig", "bijlage 3, regel 867-872"),
    }
    long_away = kind in ("lrv_langer_dan_3_maanden", "thuiszitter")
    return replace(
        pupil,
        minuten=away if long_away else pupil.minuten,
        tier=3 if long_away else pupil.tier,
        tier_status="zeker" if long_away else pupil.tier_status,
        oa_uren=(PLANNED - 4_000) / 50 if long_away else pupil.oa_uren,
        statussen=(status,),
        redenen=(reasons[kind],),
        vierweken=(PupilFourWeeks("vier_weken_afwezig", start, 5_200, 0),) if long_away else (),
    )


def make_evidence(days: int = 4) -> tuple[Evidence, ...]:
    """Two rules on one window, with `days` lines of four lesson hours."""
    lines = tuple(
        EvidenceLine(
            FIRST_MONDAY + timedelta(days=day), (1, 2, 3, 4), "S", "spijbelen", "verzuim-najaar.csv", (12, 13, 15, 16)
        )
        for day in range(days)
    )
    signals = tuple(
        Signal(rule, "Zestien uur ongeoorloofd in vier lesweken", "bijlage 3, regel 910-934", "ja", True, 18.0, 16.0,
               "lesuren", "mentor", "gesprek met ouders")
        for rule in ("S3-70", "S3-58")
    )  # fmt: skip
    return (Evidence(signals, FIRST_MONDAY, FIRST_MONDAY + timedelta(days=27), 4 * days, lines),)


def make_slots() -> tuple[Slot, ...]:
    """One lesson a day for four weeks: two Tuesdays unauthorised, one over another event; a sick and a late day."""
    kinds = {1: ("oa", "spijbelen", "S"), 8: ("oa", "spijbelen", "S"), 9: ("ga", "ziek", "Z")}
    kinds[10] = ("aanwezig", "te_laat", "TL")
    slots = []
    for day in range(26):
        when = FIRST_MONDAY + timedelta(days=day)
        groep, soort, code = kinds.get(day, ("aanwezig", "aanwezig", ""))
        if when.isoweekday() <= 5:
            line = 12 + day if code else None
            gone = ("code Z (ziek), verzuim.csv regel 9, ingevoerd 1 sep 2025",) if day == 1 else ()
            slots.append(
                Slot(when, 1, 510, 50, groep, soort, code, "verzuim.csv" if code else "", line, vervangen=gone)
            )
    return tuple(slots)


def make_explained_rule(rule: str, outcome: str, *, slots: tuple[Slot, ...], near: float = 1.0) -> RuleExplanation:
    last = FIRST_MONDAY + timedelta(days=27)
    return RuleExplanation(
        regel=rule,
        woorden="Zestien uur ongeoorloofd in vier lesweken",
        uitkomst=outcome,
        uitkomst_zin="Ja: de regel geldt op de peildatum.",
        afstand="Nog 3 lesuren",
        som="1 + 1 = 2 lesuren in 4 lesweken, van 1 sep t/m 28 sep 2025",
        grens="ongeoorloofd afwezig: 16 uur of meer, in 4 lesweken",
        plaats="Protocol Schoolaanwezigheid, bijlage 3, regel 910-934",
        letterlijk="meer dan 16 uur",
        beslissing="D1, D2",
        lezingen=("D1: Vanaf precies 16 uur telt het mee.",),
        wie="mentor",
        actie="gesprek met ouders",
        bestemming="DUO",
        eerste_datum=FIRST_MONDAY,
        kalender=make_calendar(slots, FIRST_MONDAY, last),
        slots=tuple(slot for slot in slots if slot.groep == "oa"),
        dichtbij=near,
    )


def make_explanation() -> Explanation:
    slots = make_slots()
    rules = [make_explained_rule(f"S3-{70 + at}", "ja", slots=slots) for at in range(2)]
    rules.append(make_explained_rule("S3-12", "niet_te_bepalen", slots=slots[:5]))
    rules += [make_explained_rule(f"S3-{80 + at}", "nee", slots=slots[at:], near=0.9 - at / 10) for at in range(5)]
    rules.append(replace(make_explained_rule("S3-90", "nee", slots=(), near=0.0), kalender=(), som=""))
    return Explanation(
        kop=make_header(),
        school="12AB00",
        naam="Voorbeeldcollege",
        sector="VO",
        leerling="labcdefghijk",
        klas="2b",
        protocol="Protocol Schoolaanwezigheid (noord-kennemerland)",
        regels=order_rules(rules),
        statussen=("Thuiszitter sinds 12 jan 2026, 6 lesweken (grond S3-72)",),
        meldingen=("16 uur ongeoorloofd verzuim, 1 sep t/m 9 sep 2025: uiterlijk 16 sep 2025 melden, niet gemeld",),
        synthetisch=True,
    )


def make_hostile_explanation(text: str) -> Explanation:
    """Every text field holds `text`, but the ids of rules: those are ours."""
    plain = make_explanation()
    slots = tuple(replace(slot, code=text, bestand=text, soort=text, vervangen=(text,)) for slot in make_slots())
    rules = tuple(
        replace(
            rule,
            woorden=text,
            uitkomst_zin=text,
            afstand=text,
            som=text,
            grens=text,
            plaats=text,
            letterlijk=text,
            beslissing=text,
            lezingen=(text,),
            wie=text,
            actie=text,
            bestemming=text,
            slots=slots,
        )
        for rule in plain.regels
    )
    return replace(
        plain,
        kop=replace(plain.kop, swv=text, versie=text),
        school=text,
        naam=text,
        sector=text,
        leerling=text,
        klas=text,
        protocol=text,
        regels=rules,
        statussen=(text,),
        meldingen=(text,),
    )


def make_school(pupils: int = 180, weeks: int = 15, statuses: int = 14) -> SchoolReport:
    seed = random.Random(7)
    everyone = [make_pupil(number, seed) for number in range(pupils)]
    everyone = [_with_status(pupil, at) if at < statuses else pupil for at, pupil in enumerate(everyone)]
    everyone = [replace(pupil, bewijs=make_evidence()) if at % 2 else pupil for at, pupil in enumerate(everyone)]
    if pupils > statuses + 1:
        everyone[statuses] = replace(
            everyone[statuses], vierweken=(PupilFourWeeks("hoogstens_20pct", date(2025, 9, 8), 5_200, 700),)
        )
        everyone[-1] = replace(everyone[-1], lesdagen=6, tier=None, tier_status="te_weinig_gegevens")
    classes = sorted({pupil.klas for pupil in everyone})
    return SchoolReport(
        kop=make_header(),
        school="12AB00",
        naam="Voorbeeldcollege",
        sector="VO",
        protocol=ProtocolUse(
            "noord-kennemerland",
            "Protocol Schoolaanwezigheid SWV VO Noord-Kennemerland",
            "1 augustus 2024",
            ("Voorbeeldcollege",),
        ),
        leerlingen=tuple(everyone),
        weken=tuple(_make_week(name, at, seed) for name in classes for at in range(weeks)),
        lesuren=tuple(_make_hour(day, hour, seed) for day in range(1, 6) for hour in range(1, 10)),
        bestanden=make_files(),
        onbekende_codes=(UnmappedCode("XQ", 212, 14, 9), UnmappedCode("zw", 8, 2, 0)),
        absenties_buiten_rooster=31,
        bevindingen=make_findings(),
        meldingen=(
            DueReport("l2aaaaaaaaaa", "16uur", date(2025, 9, 8), date(2025, 9, 30), 16.0, date(2025, 10, 7), "te_laat"),
            DueReport("l2aaaaaaaaab", "lrv", date(2025, 10, 1), None, 42.5, date(2025, 11, 5), "niet_gemeld"),
            DueReport("l2aaaaaaaaac", "luxe", date(2025, 12, 18), date(2025, 12, 19), 12.0, None, "onbekend"),
        ),
        meldingen_eerder=1,
    )


def _make_week(name: str, at: int, seed: random.Random) -> WeekClassCell:
    monday = FIRST_MONDAY + timedelta(weeks=at)
    year, week, _ = monday.isocalendar()
    pupils = 4 if name == "5c" else 12
    planned = 0 if at == 7 else pupils * 26 * 50
    return WeekClassCell(
        klas=name,
        week=f"{year}-W{week:02d}",
        maandag=monday,
        gepland_min=planned,
        afwezig_min=int(planned * min(0.5, seed.expovariate(1 / 0.06))),
        onbekend_min=planned // 40 if at % 6 == 2 else 0,
        leerlingen=pupils,
    )


def _make_hour(day: int, hour: int, seed: random.Random) -> WeekdayHourCell:
    planned = 40 if hour == 9 else 2_400
    return WeekdayHourCell(day, hour, planned, int(planned * seed.uniform(0.01, 0.14)), 3 * (hour == 1))


def make_figures(at: int, name: str, sector: str = "VO") -> SchoolFigures:
    pupils = 320 + 130 * at
    tier_3, tier_2 = pupils * (5 + at % 4) // 100, pupils * (13 + at % 5) // 100
    tiers = TierCounts(pupils - tier_2 - tier_3 - 9, tier_2, tier_3, 6, 3)
    planned = pupils * PLANNED
    absent = planned * (55 + 4 * (at % 5)) // 1000
    unknown = planned // 400 if at % 3 == 1 else 0
    return SchoolFigures(
        school=f"{10 + at}AB00",
        naam=name,
        sector=sector,
        protocol="noord-kennemerland" if sector != "PO" else "kennemerland",
        minuten=Minutes(planned, planned - absent - unknown, absent * 3 // 4, absent - absent * 3 // 4, unknown, 0, 0),
        tiers=tiers,
        statussen=StatusCounts(2, 3 + at % 4, 1, 6 * (sector == "PO"), 12 * (sector != "PO") + at, 3, 4),
        statussen_op_peildatum=StatusCounts(2, 2 + at % 3, 0, 3, 8, 2, 3),
        vierweken=FourWeekCounts(5 + at, 3 + at // 2, 1, 4 + at, 2, 1),
        balans=Balance(12_000 + 900 * at, 11_500 + 880 * at, 40 + at, 300 + 10 * at, 160 + 9 * at),
        onbekende_codes=at % 3,
        absenties_buiten_rooster=17 * at,
    )


def make_swv(schools: int = 8) -> SwvReport:
    names = ("De Linde", "Het Anker", "Zuiderlicht", "Kompas", "De Brug", "Noorderpoort", "Meander", "De Vaart")
    figures = tuple(
        make_figures(at, f"{names[at % 8]}{'' if at < 8 else f' {at}'}", "PO" if at % 4 == 0 else "VO")
        for at in range(schools)
    )
    earlier = tuple(
        TrendPoint(
            day, 8, Minutes(1_000_000, present, 50_000, 950_000 - present), TierCounts(4_700, 900, 380, 60, 40), 31, 62
        )
        for day, present in ((date(2025, 3, 1), 929_400), (date(2025, 6, 1), 921_000), (date(2025, 9, 1), 938_200))
    )
    return SwvReport(
        kop=make_header(),
        scholen=figures,
        geweigerd=(
            RefusedSchool("99ZZ00", "Westerhof", "VO", "Het bestand met leerlingen ontbreekt. Lever het opnieuw aan."),
        ),
        lpa=LpaCounts(absoluut_verzuim=23, vrijstelling_5a=41, vrijstelling_5b=3, vrijstelling_5c=None),
        eerder=earlier,
        protocollen=(
            ProtocolUse(
                "noord-kennemerland",
                "Protocol Schoolaanwezigheid SWV VO Noord-Kennemerland",
                "1 augustus 2024",
                tuple(school.naam for school in figures if school.sector == "VO"),
            ),
        ),
        lezingen=(
            Reading("D1", "16 uur: bereikt of meer", "Vanaf precies 16 uur telt het mee."),
            Reading(
                "D2", "Welke vier weken", "Vier lesweken achter elkaar, vanaf elke dag. Vakanties tellen niet mee."
            ),
        ),
        drempel=5,
        synthetisch=True,
    )


RETURN_KEYS = (
    CauseKey("datum_onleesbaar", "absenties", "datum", "De datum bestaat niet of heeft een onbekende vorm."),
    CauseKey(
        "onbekende_leerling", "absenties", "leerlingnummer", "De leerling staat niet in het bestand met leerlingen."
    ),
)


def make_return_sheet() -> ReturnSheet:
    return ReturnSheet(
        kop=make_header(),
        school="12AB00",
        naam="Voorbeeldcollege",
        geweigerd="",
        bestanden=make_files(),
        bevindingen=make_findings(),
        lvs="magister",
        geraakt={RETURN_KEYS[0]: Touched(12), RETURN_KEYS[1]: Touched(3)},
        nieuw=frozenset({RETURN_KEYS[1]}),
        opgelost=(SolvedCause("De tijd is niet te lezen.", "rooster", "begintijd", 2),),
        vergeleken=True,
    )


def make_empty_school() -> SchoolReport:
    return replace(
        make_school(0, 0, 0), lesuren=(), bestanden=(), onbekende_codes=(), absenties_buiten_rooster=0, bevindingen=()
    )


def make_empty_swv() -> SwvReport:
    return replace(
        make_swv(0), geweigerd=(), lpa=LpaCounts(), eerder=(), protocollen=(), lezingen=(), synthetisch=False
    )


def make_empty_return_sheet() -> ReturnSheet:
    return replace(
        make_return_sheet(),
        geweigerd="Er is geen map van deze school.",
        bestanden=(),
        bevindingen=(),
        geraakt={},
        nieuw=frozenset(),
        opgelost=(),
        vergeleken=False,
    )


def make_hostile_school(text: str) -> SchoolReport:
    """Every text field of a pupil page holds `text`."""
    plain = make_school(12, 3, 6)
    pupils = tuple(
        replace(
            pupil,
            leerling=text,
            klas=text,
            leerjaar=text,
            redenen=tuple(Reason(text, text, text) for _ in pupil.redenen),
            bewijs=_make_hostile_evidence(text),
        )
        for pupil in plain.leerlingen
    )
    return replace(
        plain,
        kop=replace(plain.kop, swv=text, versie=text),
        school=text,
        naam=text,
        protocol=ProtocolUse(text, text, text, (text,)),
        leerlingen=pupils,
        weken=tuple(replace(cell, klas=text) for cell in plain.weken[:3]),
        bestanden=tuple(replace(file, bestand=text, soort=text) for file in plain.bestanden),
        onbekende_codes=(UnmappedCode(text, 1, 1, 1),),
        bevindingen=make_hostile_findings(text),
    )


def _make_hostile_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(
        replace(
            found,
            signalen=tuple(
                replace(signal, regel=text, woorden=text, plaats=text, eenheid=text, wie=text, actie=text)
                for signal in found.signalen
            ),
            regels=tuple(replace(line, code=text, soort=text, bestand=text) for line in found.regels),
        )
        for found in make_evidence()
    )


def make_hostile_swv(text: str) -> SwvReport:
    plain = make_swv(3)
    return replace(
        plain,
        kop=replace(plain.kop, swv=text, versie=text),
        scholen=tuple(replace(school, naam=text, sector=text, protocol=text) for school in plain.scholen),
        geweigerd=(RefusedSchool(text, text, text, text),),
        protocollen=(ProtocolUse(text, text, text, (text, text)),),
        lezingen=(Reading(text, text, text),),
    )


def make_hostile_return_sheet(text: str) -> ReturnSheet:
    plain = make_return_sheet()
    return replace(
        plain,
        kop=replace(plain.kop, swv=text, versie=text),
        school=text,
        naam=text,
        geweigerd=text,
        bestanden=tuple(replace(file, bestand=text, soort=text) for file in plain.bestanden),
        bevindingen=make_hostile_findings(text),
        geraakt={},
        nieuw=frozenset(),
        opgelost=(SolvedCause(text, text, text, 1),),
    )


def make_hostile_findings(text: str) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, code=text, omschrijving=text, gevolg=text, oplossing=text, bestand=text, kolom=text)
        for finding in make_findings()
    )


def make_comparison(text: str = "") -> PublicComparison:
    """Two sectors, of which the second definition covers one; every text field holds `text`, if any."""
    groups = {measure: {**dict.fromkeys(GROUPS[measure], 3), REST[measure]: 1230} for measure in MEASURES}
    moves = {
        measure: {(start, end): 2 if start != end else 40 for start in words for end in words}
        for measure, words in GROUPS.items()
    }
    return release_comparison(
        Comparison(
            kop=replace(make_header(), swv=text or "SWV VO Voorbeeldregio"),
            varianten=(
                VariantText(
                    text or "zoals ingesteld", text or "Zoals swv.toml zegt.", (text or "S0-16, regel 80; D1",)
                ),
                VariantText(text or "dronten", text or "Elke school onder dronten."),
            ),
            sectoren=(SectorCounts("PO", 1250, groups, (None,)), SectorCounts("VO", 1250, groups, (moves,))),
            niet_gedekt=(LeftOut(text or "dronten", "PO", (text or "Voorbeeldschool",)),),
            geweigerd=(RefusedSchool("34CD00", text or "Andere School", "VO", text or "Er is geen rooster."),),
            drempel=5,
            synthetisch=True,
        )
    )
