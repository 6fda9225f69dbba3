"""Invented report contexts: normal, empty, huge and hostile. Seeded, so two calls give equal contexts."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from datetime import date, timedelta

from reports.context.counts import (
    Balance,
    Contribution,
    FileBalance,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    PossibleCounts,
    RefusedSchool,
    SchoolFigures,
    Spread,
    StatusCounts,
    TierCounts,
)
from reports.context.header import ProtocolUse, Reading, ReportHeader
from reports.context.measured import MeasuredSchool
from reports.context.parts import (
    CaseNotes,
    Departure,
    Distance,
    HolidayEdge,
    LateWeekday,
    Newcomer,
    PastQuarter,
    PatternCount,
    Provisional,
    PupilCard,
    QuarterTier,
    Run,
    SchoolDay,
    SchoolLimits,
    SickSpell,
    SilentWeek,
    WithoutReason,
)
from reports.context.returns import CauseKey, ReturnSheet, SolvedCause, Touched
from reports.context.school import (
    DueReport,
    EarlierList,
    Evidence,
    EvidenceLine,
    Pupil,
    PupilFourWeeks,
    PupilStatus,
    Reason,
    SchoolReport,
    Signal,
    UnmappedCode,
    UnmeasuredWeek,
    WeekClassCell,
    WeekdayHourCell,
    WorkItem,
)
from reports.context.start import StartPage, StartPart, StartSchool
from reports.release.disclosure import Rules, release, shield
from reports.release.time_share import KeptShare, add_spreads, keep_share, release_time
from reports.school.explanation import Explanation, ReportThen, RuleExplanation, Slot, make_calendar, order_rules
from reports.swv.chapters.units import sum_fields
from reports.swv.intern import EndingExemption, InternReport, SchoolReports
from reports.swv.page import PublicSwv, release_swv
from reports.swv.quarter import (
    TIER_KEYS,
    ActCount,
    EarlierQuarter,
    Holiday,
    HourPoint,
    KindMinutes,
    LedgerCount,
    Movement,
    RegisterCount,
    RegisterPair,
    SchoolMinutes,
    SwvReport,
    TierGroup,
    WeekPoint,
)
from reports.swv.trimester import make_figures as make_figures_of
from reports.swv.vergelijking import (
    GROUPS,
    REST,
    Comparison,
    LeftOut,
    PublicComparison,
    SectorCounts,
    VariantText,
    make_comparison_figures,
    release_comparison,
)
from reports.words.markdown import read_markdown
from schemas.findings import LET_OP, QUARANTAINE, Finding, make_finding

HOSTILE = (
    "<script>window.PWNED=1</script>",
    "{{7*7}}",
    "\"'><img src=x onerror=window.PWNED=1>",
    "</title></style><script>window.PWNED=1</script>",
    "<b>vet</b> & <a href='https://kwaad.example'>klik</a>",
    "javascript:window.PWNED=1",
    "$\\href{javascript:alert(1)}{x}$",
    "{% raw %}",
    # As a page under way marks where evidence comes.
    "<gat>",
)
PLANNED = 17 * 26 * 50
FIRST_MONDAY = date(2025, 9, 1)


def make_header(meting: tuple[MeasuredSchool, ...] = ()) -> ReportHeader:
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
        meting=meting,
    )


LAST_DAY = date(2025, 12, 19)


def make_measured(*names: str) -> tuple[MeasuredSchool, ...]:
    """Schools that were measured up to their last school day."""
    return tuple(
        MeasuredSchool(f"{10 + at}AB00", name, "gemeten", date(2026, 1, 1), LAST_DAY) for at, name in enumerate(names)
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
        # In the letters of a code: 2 to 7 of the digits alone.
        leerling=f"l{number:011d}".translate(str.maketrans("0189", "kmwx"))[:12],
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
                Slot(when, 1, 510, 50, groep, soort, code, "verzuim.csv" if code else "", regel=line, vervangen=gone)
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
        werk=(
            "ondersteuningscoördinator: overleg met alle partners (MDO), sinds 31 jan 2026, uiterlijk 2 feb 2026:"
            " te laat (S3-72)",
        ),
        synthetisch=True,
    )


def make_changed_explanation() -> Explanation:
    """Of a date whose deliveries have changed since the report."""
    then = ReportThen(
        "De leveringen van deze school zijn veranderd sinds het verslag van 1 jan 2026: 1 bestand weg.",
        ("Klas 2b, tier 3, 71,3 % aanwezig, 40 uur ongeoorloofd in de periode.", "Status: geen"),
    )
    return replace(make_explanation(), verslag=then)


def make_vanished_explanation() -> Explanation:
    """Of a pupil that stood in the report and that no school delivers now."""
    changed = make_changed_explanation()
    return replace(changed, regels=(), statussen=(), meldingen=(), werk=(), geleverd=False)


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
        werk=(text,),
    )


LIMITS = SchoolLimits(
    fdr_pct=5,
    verhouding_pct=150,
    minimum_keer=5,
    minimum_lessen=50,
    minimum_leerlingen=5,
    voorlopig_schooldagen=5,
    stille_klas_leerlingen=10,
    vakantie_rand_dagen=2,
)
# A week for each state of a day, then weeks at school.
STRIP_WEEKS = ("OOOOO", "ZZZza", "GgaTE", "?-aoa")


def make_days(weeks: int) -> tuple[SchoolDay, ...]:
    """Five school days a week; the eighth week is a holiday."""
    mondays = [FIRST_MONDAY + timedelta(weeks=at) for at in range(weeks) if at != 7]
    return tuple(
        SchoolDay(monday + timedelta(days=day), 58_500, 2_925 + 500 * day, 50 * day, 180)
        for monday in mondays
        for day in range(5)
    )


def make_card(weeks: int) -> PupilCard:
    """A card with every kind of day and every part."""
    letters = "".join(STRIP_WEEKS[at] if at < len(STRIP_WEEKS) else "aaaaa" for at in range(weeks) if at != 7)
    return PupilCard(
        dagen=letters,
        kwartalen=(
            QuarterTier(date(2025, 6, 2), date(2025, 9, 1), 5_200, 4_900, 0, 4_900, 2, "zeker"),
            QuarterTier(
                date(2025, 9, 2), date(2026, 1, 1), PLANNED, PLANNED - 3_000, 900, PLANNED - 3_000, None, "open"
            ),
        ),
        ziekmeldingen=(SickSpell(date(2025, 9, 8), date(2025, 9, 11), 4),),
        reeksen=(
            Run("oa", date(2025, 9, 1), date(2025, 10, 3), 35, 35, 0, loopt=False),
            Run("alle", date(2025, 12, 1), date(2025, 12, 19), 21, 35, 13, loopt=True),
        ),
        afstanden=(Distance("S3-70", "Zestien uur in vier lesweken", 13.0, 16, ("lesuur", "lesuren")),),
        eerder=(PastQuarter(date(2025, 6, 1), 2, 10_000, 8_321, ("plan_van_aanpak",), ("gesprek", "mdo")),),
        zaak=CaseNotes("oco", ("Consult bij de jeugdarts",), "deels_terug", date(2025, 12, 3)),
    )


WORK = (
    WorkItem("oco", "opnemen_msa", date(2025, 9, 2), "te_doen"),
    WorkItem("mentor", "gesprek", date(2025, 10, 1), "te_doen"),
    WorkItem("school", "duo_16uur", date(2025, 9, 30), "gedaan", date(2025, 10, 7), date(2025, 10, 6)),
    WorkItem("oco", "mdo", date(2025, 11, 3), "te_laat", date(2025, 11, 24)),
)
# The group of a pupil of the list by the status that `_with_status` gives.
_WEIGHTS = {"lrv_langer_dan_3_maanden": 1, "thuiszitter": 1, "dreigend": 3, "langdurig_geoorloofd": 2}
EARLIER_DAY = date(2025, 9, 1)


def _with_work(pupil: Pupil, at: int) -> Pupil:
    """One to four things to do or done; who stands out by attendance alone is in the fourth group."""
    [status] = pupil.statussen
    weight = 4 if status.alleen_aanwezigheid else _WEIGHTS[status.status]
    return replace(pupil, werk=WORK[: 1 + at % 4], zwaarte=weight)


def make_edges() -> tuple[HolidayEdge, ...]:
    """Unauthorised absence begins far more often right before the autumn holiday."""
    return (
        HolidayEdge("herfst", "voor", date(2025, 10, 16), date(2025, 10, 17), 2, 360, 117_000, 4_000, 3_000, 900, 30),
        HolidayEdge("herfst", "na", date(2025, 10, 27), date(2025, 10, 28), 2, 360, 117_000, 4_000, 100, 0, 2),
        HolidayEdge("", "anders", date(2025, 9, 1), date(2025, 12, 19), 66, 11_880, 3_861_000, 150_000, 9_000, 0, 90),
    )


def make_patterns() -> tuple[PatternCount, ...]:
    """One pupil of whom all absence begins on a Friday, one like the others."""
    return (
        PatternCount("lkkkkkkkkkka", "2b", "weekdag", 5, 10, 10, 0.2),
        PatternCount("lkkkkkkkkkka", "2b", "weekdag", 1, 0, 10, 0.2),
        PatternCount("lkkkkkkkkkkb", "2b", "laatste_lesuur", 0, 2, 8, 0.25),
    )


def make_school(pupils: int = 180, weeks: int = 15, statuses: int = 14) -> SchoolReport:
    seed = random.Random(7)
    everyone = [make_pupil(number, seed) for number in range(pupils)]
    everyone = [_with_status(pupil, at) if at < statuses else pupil for at, pupil in enumerate(everyone)]
    everyone = [replace(pupil, bewijs=make_evidence()) if at % 2 else pupil for at, pupil in enumerate(everyone)]
    everyone = [
        replace(pupil, onbekend_invloed=("tier", "uren")) if at % 41 == 0 else pupil
        for at, pupil in enumerate(everyone)
    ]
    everyone = [
        replace(
            _with_work(pupil, at),
            kaart=make_card(weeks),
            mdo_datum=date(2025, 12, 1) if at % 2 else None,
            evaluatie_datum=date(2025, 12, 15) if at % 2 else date(2026, 2, 1),
        )
        if at < statuses
        else pupil
        for at, pupil in enumerate(everyone)
    ]
    if pupils > statuses + 1:
        everyone[statuses] = replace(
            everyone[statuses],
            vierweken=(PupilFourWeeks("hoogstens_20pct", date(2025, 9, 8), 5_200, 700),),
            werk=WORK[:2],
            zwaarte=1,
        )
        everyone[-1] = replace(everyone[-1], lesdagen=6, tier=None, tier_status="te_weinig_gegevens")
    classes = sorted({pupil.klas for pupil in everyone})
    return SchoolReport(
        kop=make_header(make_measured("Voorbeeldcollege")),
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
        grenzen=LIMITS,
        onbekende_codes=(UnmappedCode("XQ", 212, 14, 9), UnmappedCode("zw", 8, 2, 0)),
        absenties_buiten_rooster=31,
        bevindingen=make_findings(),
        meldingen=(
            DueReport("l2aaaaaaaaaa", "16uur", date(2025, 9, 8), date(2025, 9, 30), 16.0, date(2025, 10, 7), "te_laat"),
            DueReport("l2aaaaaaaaab", "lrv", date(2025, 10, 1), None, 42.5, date(2025, 11, 5), "niet_gemeld"),
            DueReport("l2aaaaaaaaac", "luxe", date(2025, 12, 18), date(2025, 12, 19), 12.0, None, "onbekend"),
        ),
        meldingen_eerder=1,
        dagen=make_days(weeks),
        vakantieranden=make_edges(),
        te_laat=tuple(LateWeekday(day, 20 + 40 * (day == 1), 1_000) for day in range(1, 6)),
        patronen=make_patterns(),
        voorlopig=(Provisional("lkkkkkkkkkka", "2b", date(2025, 11, 3), 6, 28),),
        zonder_reden=(
            WithoutReason("lkkkkkkkkkka", "2b", date(2025, 9, 8), 20, 62, 20.0, 28, True, True),
            WithoutReason("lkkkkkkkkkkb", "2b", date(2025, 11, 3), 16, 28, 16.0, 3, True, False),
            WithoutReason("lkkkkkkkkkkc", "2b", date(2025, 12, 1), 1, 8, 1.0, 0, False, False),
        ),
        vertrokken=(
            Departure("lkkkkkkkkkkd", "2b", date(2025, 10, 31), date(2025, 10, 6), 21),
            Departure("lkkkkkkkkkke", "2b", date(2025, 12, 19), date(2025, 12, 15), 7),
        ),
        nieuw=(
            Newcomer("lkkkkkkkkkkf", "3c", date(2025, 11, 1), date(2025, 11, 3), date(2026, 1, 1), 45, loopt=True),
            Newcomer("lkkkkkkkkkkg", "3c", date(2025, 11, 1), date(2025, 11, 3), date(2025, 11, 21), 21, loopt=False),
        ),
        stille_weken=(SilentWeek("3c", FIRST_MONDAY, 24), SilentWeek("3c", FIRST_MONDAY + timedelta(weeks=1), 24)),
        # The class 1a was measured in part in its last week; of the week after it nothing is known of anybody.
        ongemeten=(
            UnmeasuredWeek("1a", FIRST_MONDAY + timedelta(weeks=weeks - 1), 2),
            *(UnmeasuredWeek(name, FIRST_MONDAY + timedelta(weeks=weeks), 5) for name in classes),
        ),
        rollen=("mentor", "oco", "school"),
        # Every third pupil stood on the last list, in the same group, and one who is on it no more.
        vorige=EarlierList(
            EARLIER_DAY,
            {pupil.leerling: pupil.zwaarte for pupil in everyone[::3] if pupil.zwaarte} | {"lzzzzzzzzzzz": 2},
        ),
        vorig_jaar=Minutes(1_000, 960, 30, 10),
    )


def _make_week(name: str, at: int, seed: random.Random) -> WeekClassCell:
    monday = FIRST_MONDAY + timedelta(weeks=at)
    year, week, _ = monday.isocalendar()
    pupils = 4 if name == "5c" else 12
    planned = 0 if at == 7 else pupils * 26 * 50
    absent, unknown = int(planned * min(0.5, seed.expovariate(1 / 0.06))), planned // 40 if at % 6 == 2 else 0
    return WeekClassCell(
        klas=name,
        week=f"{year}-W{week:02d}",
        maandag=monday,
        gepland_min=planned,
        afwezig_min=absent,
        onbekend_min=unknown,
        leerlingen=pupils,
        aanwezig_min=planned - absent - unknown,
    )


def _make_hour(day: int, hour: int, seed: random.Random) -> WeekdayHourCell:
    planned = 40 if hour == 9 else 2_400
    absent = int(planned * seed.uniform(0.01, 0.14))
    # Friday's last full hour is missed far more often by who is at school.
    missed = 90 if (day, hour) == (5, 8) else 12
    return WeekdayHourCell(
        *(day, hour, planned, absent, 3 * (hour == 1), planned - 20, missed, 11),
        ongeoorloofd_lessen=absent // 8,
        reden_onbekend_lessen=absent // 50,
        te_laat_lessen=planned // (30 if hour == 1 else 400),
    )


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
        statussen=StatusCounts(
            *(2, 3 + at % 4, 1, 6 * (sector == "PO"), 12 * (sector != "PO") + at, 3 * (sector != "PO"), 4),
            leeftijd_onbekend=at % 3,
            rmc=(1 + at) * (sector != "PO"),
        ),
        statussen_op_peildatum=StatusCounts(2, 2 + at % 3, 0, 3, 8, 2, 3),
        vierweken=FourWeekCounts(5 + at, 3 + at // 2, 1, 4 + at, 2, 1),
        mogelijk=PossibleCounts(at % 3, 5 * (at % 2), 0),
        balans=Balance(12_000 + 900 * at, 11_500 + 880 * at, 40 + at, 300 + 10 * at, 160 + 9 * at),
        onbekende_codes=at % 3,
        absenties_buiten_rooster=17 * at,
    )


EARLIER_DAYS = (date(2025, 1, 1), date(2025, 6, 1), date(2025, 9, 1))
EARLIER_STARTS = (date(2024, 9, 2), date(2025, 1, 2), date(2025, 6, 2))


def make_report(schools: int = 8) -> SwvReport:
    """Exact figures of a quarter whose sums close; schools come in two sectors."""
    names = ("De Linde", "Het Anker", "Zuiderlicht", "Kompas", "De Brug", "Noorderpoort", "Meander", "De Vaart")
    figures = tuple(
        make_figures(at, f"{names[at % 8]}{'' if at < 8 else f' {at}'}", "PO" if at % 4 == 0 else "VO")
        for at in range(schools)
    )
    whole = sum_fields(TierCounts, (school.tiers for school in figures))
    groups = sum_fields(FourWeekCounts, (school.vierweken for school in figures)).totaal
    return SwvReport(
        kop=make_header(
            (*make_measured(*(school.naam for school in figures)), MeasuredSchool("99ZZ00", "Westerhof", "geweigerd"))
        ),
        scholen=figures,
        geweigerd=(
            RefusedSchool("99ZZ00", "Westerhof", "VO", "Het bestand met leerlingen ontbreekt. Lever het opnieuw aan."),
        ),
        niet_gemeten=(),
        lpa=LpaCounts(absoluut_verzuim=23, vrijstelling_5a=41, vrijstelling_5b=3, vrijstelling_5c=None),
        groepen=tuple(
            TierGroup(
                school.school,
                school.sector,
                str(1 + at % 3) if school.sector == "VO" else "",
                "havo" if at % 2 else "",
                school.tiers,
            )
            for at, school in enumerate(figures)
        ),
        bijdragen={
            (school.school, tier): make_spread(_take_part(school, tier), getattr(school.tiers, tier))
            for school in figures
            for tier in TIER_KEYS
            if getattr(school.tiers, tier)
        },
        weken=tuple(_make_report_week(year, at) for year in (2024, 2025) for at in range(16) if at != 7),
        vakanties=(Holiday("herfst", date(2025, 10, 18), date(2025, 10, 26)),),
        lesuren=make_hours() if schools else (),
        soorten=(
            KindMinutes("ga", "schorsing", Contribution(45_000, 4, 12_000, 11_500)),
            KindMinutes("ga", "verlof", Contribution(450_000, 800, 1_500, 1_200)),
            KindMinutes("ga", "ziek", Contribution(4_500_000, 4_000, 9_000, 8_500)),
            KindMinutes("oa", "spijbelen", Contribution(700_000, 800, 2_000, 1_900)),
        ),
        register=(
            RegisterCount("typologie", "", groups - 12 if groups else 0),
            RegisterCount("typologie", "ziekte", 12 if groups else 0),
            RegisterCount("mdo", "J", groups),
            RegisterCount("interventie", "huisbezoek", 11),
            RegisterCount("interventie", "zeldzaam", 2),
        ),
        meldingen=(
            LedgerCount("16uur", "niet_gemeld", 19),
            LedgerCount("16uur", "op_tijd", 81),
            LedgerCount("lrv", "te_laat", 2),
        ),
        # 60 000 - 6 000 - 600 - 1 200 = 52 200 = 48 000 + 3 000 + 900 + 300 minutes.
        waterval={
            "rooster": 60_000, "schoolvakantie": 6_000, "feestdag": 600, "lokaal_vrij": 1_200, "gepland": 52_200,
            "aanwezig": 48_000, "geoorloofd": 3_000, "ongeoorloofd": 900, "onbekend": 300,
        },
        eerder=tuple(
            EarlierQuarter(
                day, EARLIER_STARTS[at], tuple(school.school for school in figures), _list_ids(figures), "0.0.9",
                {"11AB00": "twente, 2020"}, make_kept(_make_school_minutes(figures, lower=1 + at)),
            )
            for at, day in enumerate(EARLIER_DAYS)
        ),
        beweging=Movement(EARLIER_DAYS[-1], _make_movement(whole)) if schools else None,
        protocollen=(
            ProtocolUse(
                "noord-kennemerland",
                "Protocol Schoolaanwezigheid SWV VO Noord-Kennemerland",
                "1 augustus 2024",
                tuple(school.naam for school in figures if school.sector == "VO"),
            ),
        ),
        regelsets={school.school: f"{school.protocol}, 1 augustus 2024" for school in figures},
        lezingen=(
            Reading("D5", "Thuiszitter", "Vanaf vier lesweken aaneengesloten geheel ongeoorloofd verzuim."),
            Reading(
                "D2", "Welke vier weken", "Vier lesweken achter elkaar, vanaf elke dag. Vakanties tellen niet mee."
            ),
        ),
        regels=Rules(),
        aanwezigheidsregels=("S3-16",),
        dreigendregels=("S3-70", "S3-71"),
        duiding=read_markdown("# Beeld\n\nHet **griepseizoen** begon vroeg.\n\n- eerste punt\n- tweede *punt*\n"),
        duiding_bestand="duiding/2026-01-01.md",
        synthetisch=True,
        namen={school.school: school.naam for school in figures},
        registerparen=make_pairs() if schools else (),
        acties=make_acts() if schools else (),
        gemeten=_list_ids(figures),
        met_tier=_make_school_minutes(figures),
    )  # fmt: skip


def make_spread(minutes: Minutes, pupils: int) -> dict[str, Contribution]:
    """Of pupils with as many lessons each; of what they missed the two largest have twice what the others have."""
    parts = {
        "gepland": minutes.gepland,
        "aanwezig": minutes.aanwezig,
        "verzuim": minutes.gepland - minutes.aanwezig,
        "weg": minutes.geoorloofd + minutes.ongeoorloofd,
        "geoorloofd": minutes.geoorloofd,
        "rest": minutes.ongeoorloofd,
        "ongeoorloofd": minutes.ongeoorloofd,
        "voorlopig": minutes.voorlopig,
        "vast": minutes.ongeoorloofd - minutes.voorlopig,
        "reden_onbekend": 0,
        "onbekend": minutes.onbekend,
    }
    return {
        name: Contribution(total, pupils if total else 0, *[min(total, total // pupils * most)] * 2)
        for name, total in parts.items()
        for most in [1 if name in ("gepland", "aanwezig") else 2]
    }


def _take_part(school: SchoolFigures, tier: str) -> Minutes:
    """The minutes of one tier, as large a part as its pupils are; what dividing leaves over is of tier 1."""
    pupils = {name: getattr(school.tiers, name) for name in TIER_KEYS}
    shares = {
        name: [number * minutes // school.tiers.totaal for minutes in astuple(school.minuten)]
        for name, number in pupils.items()
    }
    left = [
        whole - sum(parts)
        for whole, parts in zip(astuple(school.minuten), zip(*shares.values(), strict=True), strict=True)
    ]
    return Minutes(*(part + (more if tier == "tier_1" else 0) for part, more in zip(shares[tier], left, strict=True)))


def make_pairs() -> tuple[RegisterPair, ...]:
    """Sixty pupils in the register: forty of VO with `ziekte`, twenty of PO without a typology.

    Of the forty 10, 10 and 20 are in tier 1, 2 and 3; of the twenty 12 are in tier 3 and 8 have no tier. Thirty of VO
    had `huisbezoek`, all in tier 3 or 2; three of them `zeldzaam` too.
    """
    sick = ("ziekte", "geoorloofd", "VO", "Den Helder")
    pupils = [
        *[("1", *sick, ())] * 10,
        *[("2", *sick, ("huisbezoek",))] * 10,
        *[("3", *sick, ("huisbezoek",))] * 17,
        *[("3", *sick, ("huisbezoek", "zeldzaam"))] * 3,
        *[("3", "", "", "PO", "", ())] * 12,
        *[("", "", "", "PO", "", ())] * 8,
    ]
    return pair_facts(pupils)


def pair_facts(pupils: Iterable[tuple[str, str, str, str, str, tuple[str, ...]]]) -> tuple[RegisterPair, ...]:
    """Each two facts of pupils once, as the mart gives them: tier, typology, category, sector, town, interventions."""
    names = ("tier", "typologie", "categorie", "sector", "woongemeente")
    found: Counter[tuple[str, str, str, str]] = Counter()
    for *single, interventions in pupils:
        facts = list(zip(names, single, strict=True))
        found.update((*fact, "", "") for fact in facts[1:])
        found.update((*later, *first) for at, later in enumerate(facts) for first in facts[:at])
        for code in interventions:
            found.update(("interventie", code, *fact) for fact in (("", ""), *facts))
    return tuple(RegisterPair(*key, leerlingen=count) for key, count in sorted(found.items()))


def make_acts() -> tuple[ActCount, ...]:
    """After an MDO 12 of 30 in tier 3 are in tier 2, and 10 in tier 1; of five talks nothing can be shown."""
    return (
        ActCount("mdo", "3", "3", 8),
        ActCount("mdo", "3", "2", 12),
        ActCount("mdo", "3", "1", 10),
        ActCount("gesprek", "3", "3", 5),
    )


def _list_ids(figures: tuple[SchoolFigures, ...]) -> frozenset[str]:
    return frozenset(school.school for school in figures)


def _make_school_minutes(figures: tuple[SchoolFigures, ...], *, lower: int = 0) -> dict[str, SchoolMinutes]:
    """Of the pupils with a tier, of whom all but nine have one; `lower`: so many tenths of a per cent less present."""
    found = {}
    for school in figures:
        with_tier = school.tiers.totaal - 9
        planned = with_tier * PLANNED
        present = school.minuten.aanwezig * planned // school.minuten.gepland - lower * planned // 1000
        unknown = school.minuten.onbekend * planned // school.minuten.gepland
        minutes = Minutes(planned, present, planned - present - unknown, 0, unknown)
        found[school.school] = SchoolMinutes(with_tier, minutes, make_spread(minutes, with_tier))
    return found


def make_kept(schools: Mapping[str, SchoolMinutes]) -> dict[str, KeptShare]:
    """What the account keeps of these minutes of an earlier peildatum, where all of it may be told."""
    kept = {school: _keep(each.minuten, each.spreiding) for school, each in schools.items()}
    minutes = sum_fields(Minutes, [each.minuten for each in schools.values()])
    return {"": _keep(minutes, add_spreads(each.spreiding for each in schools.values())), **kept} if kept else {}


def _keep(minutes: Minutes, spread: Spread) -> KeptShare:
    found = release_time(minutes, spread, Rules())
    assert found is not None
    return keep_share(found, spread["gepland"].grootste)


def make_hours() -> tuple[HourPoint, ...]:
    """VO: nine hours of 900 pupils in 12 weeks, the ninth of twenty on Mondays alone. PO: two of 400."""
    vo = (_make_hour_point("VO", day, hour, 900) for day in range(1, 6) for hour in range(1, 9))
    po = (_make_hour_point("PO", day, hour, 400) for day in range(1, 6) for hour in (1, 2))
    return (*po, *vo, _make_hour_point("VO", 1, 9, 20))


def _make_hour_point(sector: str, day: int, hour: int, pupils: int) -> HourPoint:
    """Of a hundred pupils three and one more for each hour and day miss all; a tenth of that is unauthorised."""
    planned = pupils * 12 * 50
    missed = planned * (3 + hour + day) // 100
    spread = make_spread(Minutes(planned, planned - missed, missed - missed // 10, missed // 10), pupils)
    return HourPoint(sector, day, hour, {name: spread[name] for name in ("gepland", "verzuim", "ongeoorloofd")})


def _make_report_week(year: int, at: int) -> WeekPoint:
    monday = date(2024, 9, 2) + timedelta(weeks=at + 52 * (year - 2024))
    minutes = Minutes(*(900 * part for part in (1_000, 950 - 2 * at - 3 * (year - 2024), 40 + 2 * at, 10)))
    return WeekPoint(date(year, 8, 1), monday, 900, minutes, 8, make_spread(minutes, 900))


RETURN_KEYS = (
    CauseKey("datum_onleesbaar", "absenties", "datum", "De datum bestaat niet of heeft een onbekende vorm."),
    CauseKey(
        "onbekende_leerling", "absenties", "leerlingnummer", "De leerling staat niet in het bestand met leerlingen."
    ),
)


def _make_movement(now: TierCounts) -> dict[tuple[str, str], int]:
    """Ten of each tier are new or come from the tier before; each column adds up to the tier now."""
    moves = {("tier_1", "weg"): 25, ("tier_3", "weg"): 4}
    for tier in ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens"):
        count = getattr(now, tier)
        new = min(10, count)
        moves |= {("nieuw", tier): new, (tier, tier): count - new}
    return moves


def release_report(report: SwvReport) -> PublicSwv:
    """The page of a report, with earlier quarters that were a little smaller."""
    shown = release(make_figures_of(report), report.regels)
    before = {name: shield(max(0, (count.getal or 0) - 10), report.regels.drempel) for name, count in shown.items()}
    return release_swv(report, shown, {quarter.peildatum: before for quarter in report.eerder})


def make_swv(schools: int = 8) -> PublicSwv:
    return release_report(make_report(schools))


def make_intern(text: str = "") -> InternReport:
    """Two schools; the second has three pupils, fewer than any public page shows."""
    report = make_report(2)
    first, second = report.scholen
    small = replace(
        second,
        tiers=TierCounts(tier_1=1, tier_3=2),
        statussen=StatusCounts(thuiszitter=1, lrv_langer_dan_3_maanden=1, leeftijd_onbekend=1, rmc=3, dreigend=5,
                               dreigend_alleen_aanwezigheid=4),
        statussen_op_peildatum=StatusCounts(thuiszitter=1),
        vierweken=FourWeekCounts(2, 1, 1, 1),
    )  # fmt: skip
    small = replace(small, naam=text or small.naam)
    plain = replace(report, scholen=(first, small), lpa=LpaCounts(absoluut_verzuim=3))
    return InternReport(
        verslag=plain,
        meldingen={first.school: SchoolReports(7, 4, 2, 1), small.school: SchoolReports(3, niet_gemeld=2, onbekend=1)},
        vrijstellingen=(
            EndingExemption("vrijstelling_5a", text or "Schagen", ("Schagen",), date(2025, 12, 31), False, 1),
            EndingExemption("vrijstelling_5a", text or "Schagen", ("Schagen",), date(2026, 7, 31), True, 2),
            EndingExemption("vrijstelling_5b", "", (), date(2026, 7, 31), False, 4),
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
        make_school(0, 0, 0),
        lesuren=(),
        bestanden=(),
        onbekende_codes=(),
        absenties_buiten_rooster=0,
        bevindingen=(),
        vakantieranden=(),
        te_laat=(),
        patronen=(),
        voorlopig=(),
        stille_weken=(),
        ongemeten=(),
        rollen=(),
        vorige=None,
        vorig_jaar=None,
    )


def make_empty_swv() -> PublicSwv:
    report = make_report(0)
    return release_report(
        replace(
            report, geweigerd=(), lpa=LpaCounts(), eerder=(), weken=(), register=(), protocollen=(), lezingen=(),
            duiding=(), synthetisch=False,
        )
    )  # fmt: skip


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


def make_stopped_return_sheet() -> ReturnSheet:
    """A delivery that two causes keep out: a file that was not recognised, and so no pupils."""
    advice = "Een lijst met leerlingen heeft ten minste de kolommen leerlingnummer en klas."
    return replace(
        make_empty_return_sheet(),
        geweigerd="leerlingen.csv: Dit bestand is niet herkend aan zijn kolomnamen.",
        bestanden=tuple(
            replace(file, balans=Balance(file.balans.gelezen, 0, 0, 0, file.balans.gelezen)) for file in make_files()
        ),
        bevindingen=(
            make_finding(
                "12AB00",
                "niet_herkend",
                bestand="leerlingen.csv",
                regelnummer=1,
                gevonden="kolom 1, klas",
                advies=advice,
            ),
            make_finding("12AB00", "geen_leerlingen"),
        ),
        vergeleken=True,
    )


def make_hostile_school(text: str) -> SchoolReport:
    """Every text field of a pupil page holds `text`."""
    plain = make_school(12, 3, 6)
    pupils = tuple(
        replace(
            pupil,
            # Every pupil has a code of his own, and so have the regions of the page.
            leerling=f"{text}{number}",
            klas=text,
            leerjaar=text,
            redenen=tuple(Reason(text, text, text) for _ in pupil.redenen),
            bewijs=_make_hostile_evidence(text),
            werk=tuple(item._replace(rol="oco", actie="anders", toelichting=text) for item in pupil.werk),
            kaart=_make_hostile_card(text),
        )
        for number, pupil in enumerate(plain.leerlingen)
    )
    return replace(
        plain,
        kop=replace(plain.kop, swv=text, versie=text),
        school=text,
        naam=text,
        protocol=ProtocolUse(text, text, text, (text,)),
        leerlingen=pupils,
        weken=tuple(cell._replace(klas=text) for cell in plain.weken[:3]),
        ongemeten=tuple(replace(week, klas=text) for week in plain.ongemeten[-1:]),
        bestanden=tuple(replace(file, bestand=text, soort=text) for file in plain.bestanden),
        onbekende_codes=(UnmappedCode(text, 1, 1, 1),),
        bevindingen=make_hostile_findings(text),
        meldingen=tuple(replace(due, leerling=text) for due in plain.meldingen),
        vakantieranden=tuple(replace(edge, vakantie=edge.vakantie and text) for edge in plain.vakantieranden),
        patronen=tuple(count._replace(leerling=text, klas=text) for count in plain.patronen),
        voorlopig=tuple(replace(row, leerling=text, klas=text) for row in plain.voorlopig),
        stille_weken=tuple(replace(week, klas=text) for week in plain.stille_weken),
    )


def _make_hostile_card(text: str) -> PupilCard:
    plain = make_card(3)
    return replace(
        plain,
        afstanden=tuple(each._replace(regel=text, woorden=text, eenheid=(text, text)) for each in plain.afstanden),
        zaak=CaseNotes(interventies=(text,)),
    )


def _make_hostile_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(
        found._replace(
            signalen=tuple(
                signal._replace(regel=text, woorden=text, plaats=text, eenheid=text, wie=text, actie=text)
                for signal in found.signalen
            ),
            regels=tuple(line._replace(code=text, soort=text, bestand=text) for line in found.regels),
        )
        for found in make_evidence()
    )


def make_hostile_swv(text: str) -> PublicSwv:
    plain = make_report(3)
    schools = tuple(replace(school, naam=text, protocol=text) for school in plain.scholen)
    return release_report(
        replace(
            plain,
            kop=replace(plain.kop, swv=text, versie=text),
            scholen=schools,
            geweigerd=(RefusedSchool(text, text, text, text),),
            register=(RegisterCount("interventie", text.replace(" ", ""), 30),),
            vakanties=(Holiday(text, date(2025, 10, 18), date(2025, 10, 26)),),
            eerder=tuple(replace(quarter, versie=text, regelsets={"10AB00": text}) for quarter in plain.eerder),
            protocollen=(ProtocolUse(text, text, text, (text, text)),),
            regelsets={"10AB00": text},
            lezingen=(Reading(text, text, text),),
            duiding=read_markdown(f"# {text}\n\n{text}\n\n- {text}\n\n**{text}**\n"),
            duiding_bestand=text,
            namen={school.school: text for school in schools},
        )
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
    moves = {
        measure: {(start, end): 2 if start != end else 40 for start in words for end in words}
        for measure, words in GROUPS.items()
    }
    for measure, counts in moves.items():
        counts[REST[measure], REST[measure]] += 1250 - sum(counts.values())
    groups = {
        measure: {group: sum(moves[measure][group, end] for end in words) for group in words}
        for measure, words in GROUPS.items()
    }
    comparison = Comparison(
        kop=replace(make_header(), swv=text or "SWV VO Voorbeeldregio"),
        varianten=(
            VariantText(text or "zoals ingesteld", text or "Zoals swv.toml zegt.", (text or "S0-16, regel 80; D1",)),
            VariantText(f"{text} B" if text else "dronten", text or "Elke school onder dronten."),
        ),
        sectoren=(SectorCounts("PO", 1250, groups, (None,)), SectorCounts("VO", 1250, groups, (moves,))),
        niet_gedekt=(LeftOut(text or "dronten", "PO", (text or "Voorbeeldschool",)),),
        geweigerd=(RefusedSchool("34CD00", text or "Andere School", "VO", text or "Er is geen rooster."),),
        regels=Rules(drempel=5),
        synthetisch=True,
    )
    shown = release(make_comparison_figures(comparison), comparison.regels)
    return release_comparison(comparison, shown)


def make_start_page(text: str = "") -> StartPage:
    """Two parts, and two schools of which one has a return sheet alone; every text field holds `text`, if any."""
    header = make_header()
    return StartPage(
        kop=replace(header, swv=text or header.swv, versie=text or header.versie),
        delen=(
            StartPart(
                text or "Samenwerkingsverband",
                text or "Om te delen",
                text or "Alleen aantallen.",
                ((text or "Trimesterverslag", "swv/index.html"), (text or "Figuren", "swv/figuren.html")),
            ),
            StartPart("Tabellen", "Voor de analist", "Niet doorgeven.", (("Map met alle tabellen", "tabellen/"),)),
        ),
        scholen=(
            StartSchool(
                text or "Voorbeeldcollege",
                text or "12AB00",
                (("Schoolrapport", "school/12AB00/index.html"), ("Retourblad", "school/12AB00/retour.html")),
            ),
            StartSchool("Andere School", "34CD00", (("Retourblad", "school/34CD00/retour.html"),)),
        ),
        synthetisch=True,
    )


def make_start_page_of_returns() -> StartPage:
    """No school could be measured."""
    whole = make_start_page()
    return replace(whole, delen=(), scholen=whole.scholen[1:], alleen_retour=True)
