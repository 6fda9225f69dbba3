"""Computed sentences of the SWV page, from released counts alone: true for any data, or left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.release.time_share import find_share_step
from reports.swv.chapters.book import TOTAL
from reports.swv.chapters.likeness import Change, is_year_ago
from reports.swv.chapters.units import SWV
from reports.swv.chapters.view import View
from reports.swv.tiles import THUISZITTERS, list_attendance, list_count, list_tier
from reports.words import wording
from schemas.tables import STAND_VEROUDERD

MOST_DECISIONS = 3
# More schools than this are counted, not named.
_MOST_NAMED = 6
_HALF = 500


@dataclass(frozen=True)
class Message:
    """What became of one figure: `oordeel` (better, worse or neither), the sentence, and the id of its section."""

    oordeel: str
    tekst: str
    anker: str


@dataclass(frozen=True)
class Decision:
    """What the SWV can decide to do: the act, why, at which schools, by whom, and the id of the section it rests on."""

    kop: str
    reden: str
    scholen: str
    wie: str
    anker: str


@dataclass(frozen=True)
class _Subject:
    """A figure in words: what there is more of, what there is less of, and whether more is better."""

    meer: str
    minder: str
    even: str
    beter: int
    anker: str


_SUBJECTS = {
    "aanwezigheid": _Subject(
        "leerlingen zijn meer aanwezig dan",
        "leerlingen zijn minder aanwezig dan",
        "leerlingen zijn ongeveer even vaak aanwezig als",
        1,
        "aanwezigheid",
    ),
    "tier_3": _Subject(
        "een groter deel van de leerlingen zit in tier 3 dan",
        "een kleiner deel van de leerlingen zit in tier 3 dan",
        "een ongeveer even groot deel van de leerlingen zit in tier 3 als",
        -1,
        "aanwezigheid",
    ),
    "thuiszitters": _Subject(
        "er zijn op de peildatum meer thuiszitters dan",
        "er zijn op de peildatum minder thuiszitters dan",
        "er zijn op de peildatum ongeveer evenveel thuiszitters als",
        -1,
        "thuiszitters",
    ),
}


def make_messages(view: View) -> tuple[Message, ...]:
    """At most three: attendance, tier 3, thuiszitters, each against the first peildatum that allows it."""
    if not view.report.scholen:
        return ()
    found = (
        ("aanwezigheid", list_attendance(view)),
        ("tier_3", list_tier(view, "tier_3")),
        ("thuiszitters", list_count(view, f"{THUISZITTERS}/op_peildatum", "thuiszitters/op_peildatum")),
    )
    return tuple(message for key, changes in found for message in _say_change(view, _SUBJECTS[key], changes))


def _say_change(view: View, subject: _Subject, changes: Sequence[Change]) -> Iterator[Message]:
    told = next((change for change in changes if change.verschil), None)
    if told is None:
        return
    words = {1: subject.meer, -1: subject.minder, 0: subject.even}[told.richting]
    judged = told.richting * subject.beter
    about = f", over {wording.counted(told.scholen, 'school', 'scholen')}" if told.scholen else ""
    season = "" if is_year_ago(told.dag, view.report.kop.peildatum) else ", een andere tijd van het jaar"
    apart = f": {told.verschil}" if told.richting else ""
    yield Message(
        {1: "Beter", -1: "Slechter", 0: "Niet duidelijk anders"}[judged],
        f"{words} op {wording.short_date(told.dag)}{season}. Toen {told.toen}, nu {told.nu}{about}{apart}.",
        subject.anker,
    )


def make_decisions(view: View) -> tuple[Decision, ...]:
    """At most three, in order of weight."""
    parts = (_plans, _reports, _ages) if view.report.scholen else ()
    found = [decision for part in parts for decision in part(view)]
    # Who is in no figure at all is never crowded out.
    missing = list(_deliveries(view))
    return (*found[: MOST_DECISIONS - len(missing)], *missing)


def _plans(view: View) -> Iterator[Decision]:
    group = f"vierweken/{SWV}"
    told = [
        f"van ongeveer {wording.shown(count)} {words}"
        for part, words in (("plan_onbekend", "is niet bekend of er een plan is"), ("zonder_plan", "is er geen plan"))
        if (count := view.shown[f"{group}/{part}"]).getal
    ]
    if not told:
        return
    whole = view.shown[group]
    of_all = f"ongeveer {wording.shown(whole)} leerlingen" if whole.getal else "leerlingen"
    schools = view.report.zonder_register
    head = wording.counted(len(schools), "school", "scholen")
    yield Decision(
        "Plannen van aanpak ophalen",
        f"In de vierwekengroep zitten {of_all}. {_start(wording.listing(told))}.",
        f"Begin bij de {head} zonder MSA-register: {_name(view, schools)}." if schools else "",
        "consulent van het SWV, met de ondersteuningscoördinator (oco) van de school",
        "thuiszitters",
    )


def _reports(view: View) -> Iterator[Decision]:
    missed = view.shown[f"meldingen/{TOTAL}/niet_gemeld"]
    if not missed.getal:
        return
    schools = view.report.zonder_meldingen
    yield Decision(
        "Meldingen aan DUO alsnog doen",
        f"Ongeveer {wording.shown(missed)} verplichte meldingen zijn niet gedaan.",
        f"Niet bekend wat er gemeld is: {_name(view, schools)}." if schools else "",
        "administratie van de school",
        "meldingen",
    )


def _ages(view: View) -> Iterator[Decision]:
    unknown = view.shown[f"{THUISZITTERS}/leeftijd_onbekend"]
    if unknown.getal:
        yield Decision(
            "Geboortedatums aanvullen",
            f"Van ongeveer {wording.shown(unknown)} thuiszitters is de leeftijd niet bekend. Dan is ook niet bekend of "
            "zij leerplichtig zijn.",
            "",
            "administratie van de school",
            "thuiszitters",
        )


def _deliveries(view: View) -> Iterator[Decision]:
    """Schools of which pupils are in no figure, or not over the whole period."""
    report = view.report
    short = [school.naam for school in report.kop.meting if school.stand == STAND_VEROUDERD]
    told = [
        f"{words} {_list_names(names)}"
        for words, names in (
            ("aanlevering niet te gebruiken:", [school.naam for school in report.geweigerd]),
            ("niets gemeten:", [school.naam for school in report.niet_gemeten]),
            ("niet over de hele periode gemeten:", short),
        )
        if names
    ]
    if told:
        count = len(report.geweigerd) + len(report.niet_gemeten) + len(short)
        yield Decision(
            f"Opnieuw laten aanleveren bij {wording.counted(count, 'school', 'scholen')}",
            "Wie daar thuiszit, staat niet of niet helemaal in deze cijfers.",
            f"{_start('; '.join(told))}.",
            "SWV, met de administratie van de school",
            "geweigerd" if report.geweigerd or report.niet_gemeten else "verantwoording",
        )


def _name(view: View, schools: Sequence[str]) -> str:
    return _list_names([view.report.namen.get(school, school) for school in schools])


def _list_names(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    if rest <= 1:
        return wording.listing(names)
    return wording.listing([*names[:_MOST_NAMED], f"nog {wording.counted(rest, 'school', 'scholen')}"])


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def say_authorised(view: View) -> str:
    """Above the chapter on absence: most of it is authorised in tier 3, where that is so."""
    spread = view.spread_of(view.whole, "tier_3")
    step = find_share_step(spread, "weg", ("geoorloofd", "rest"), view.report.regels)
    if step is None:
        return ""
    part, away = spread["geoorloofd"].minuten, spread["weg"].minuten
    if wording.tenths(part, away, step) <= _HALF:
        return ""
    return (
        "Het meeste verzuim van leerlingen in tier 3 is geoorloofd:"
        f" {wording.percentage(part, away, step)} van hun gemiste tijd."
    )
