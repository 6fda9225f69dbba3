"""The list of the school page: whom to talk about, and what must still be done, from table `werklijst` (contract 2.10).

Every pupil of the work list has one row, in the group of its `zwaarte`; who only has a status or a four-week group has
one too, in a last group. What is overdue goes first, then who is away longest. What is done is not asked again.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from reports.context.parts import CaseNotes, PastQuarter
from reports.context.school import THUISZITTERS, EarlierList, Pupil, SchoolReport, WorkItem
from reports.release.address import make_address
from reports.school.day_strip import Strip, make_week_strip
from reports.school.words import OVERDUE_SIGN, describe_status
from reports.words import wording
from schemas.acts import load_acts

Key = TypeVar("Key")

WEEKS = 12
# What stands open on the screen and on paper is as much as fits on three sheets with the tiles (a test prints a large
# school); the other rows are folded. Counted in lines of a row on paper, from the letters that fit in its columns.
LINES_IN_FULL = 170
_FEWEST_LINES = 3
_LETTERS_MATTER, _LETTERS_TO_DO, _LETTERS_DONE = 26, 50, 18
OVERDUE, DONE = "te_laat", "gedaan"
NEW, STILL = "nieuw", "nog steeds"
HOME, ILL = 1, 2
# Who has a status, and of whom no rule asks anything.
ONLY_STATUS = 6
_EXPLAINED = {
    HOME: "Thuiszitters, wie lang weg is zonder reden, en wie vier weken (bijna) niet kwam.",
    ILL: "Een regel over ziekte vraagt nu iets.",
    3: "Ongeoorloofd verzuim, spijbelen, te laat komen, of een melding die nog moet.",
    4: "Eén regel per leerling.",
    5: "Eén regel per leerling.",
}
GROUPS = {
    **{group: (words, _EXPLAINED[group]) for group, words in wording.WEIGHT_WORDS.items()},
    ONLY_STATUS: ("Een status, maar niets gevraagd", "Van deze leerlingen vraagt geen regel nu iets."),
}
# Groups whose rows stand open while there is room; of the others only what is overdue.
_IN_FULL = (HOME, ILL, 3)
# Short enough for a column; a test compares the keys with the list of roles.
ROLE_NAMES = {
    "mentor": "mentor",
    "oco": "oco",
    "mt": "schoolleiding",
    "jgz": "jeugdarts",
    "jsc": "jeugd- en schoolcoach",
    "lpa": "leerplicht",
    "swv": "samenwerkingsverband",
    "school": "administratie",
}
# Column `resultaat` of the register; a test compares the keys with its values.
RESULT_WORDS = {
    "terug": "terug op school",
    "deels_terug": "deels terug op school",
    "ander_onderwijs": "ander onderwijs",
    "geen_verandering": "geen verandering",
}
# In the columns of the list, whose head tells what an MDO is; a test compares the keys with the list of acts.
SHORT_WORDS = {
    "mdo": "MDO",
    "spreekuur": "verzuimspreekuur",
    "duo_16uur": "DUO-melding zestien uur",
    "duo_lrv": "DUO-melding langdurig relatief verzuim",
    "duo_luxe": "DUO-melding luxeverzuim",
    "duo_overig": "DUO-melding overig verzuim",
}
_LONG_AWAY = (*THUISZITTERS, "reden_onbekend", "langdurig_geoorloofd")
_REGISTER = {"plan_van_aanpak": "plan_datum", "mdo": "mdo_datum", "evaluatie": "evaluatie_datum"}


class Piece(NamedTuple):
    """A piece of a sentence; a number has the address it comes from."""

    tekst: str
    adres: str = ""


@dataclass(frozen=True)
class Row:
    """One pupil of the list. `zin`: what is the matter. `stand`: new, still there, or empty: nothing is compared."""

    leerling: Pupil
    zin: tuple[Piece, ...]
    weken: Strip | None
    te_laat: tuple[str, ...]
    te_doen: tuple[tuple[str, str], ...]
    """Who, and what."""
    gedaan: tuple[str, ...]
    stand: str


@dataclass(frozen=True)
class Group:
    """One part of the list. `sleutel`: its `zwaarte`, or ONLY_STATUS."""

    sleutel: int
    titel: str
    uitleg: str
    rijen: tuple[Row, ...]
    open: Set[str]
    """Codes of those, of any group, that stand open on the screen and on paper."""

    @cached_property
    def voorop(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rijen if row.leerling.leerling in self.open)

    @cached_property
    def rest(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rijen if row.leerling.leerling not in self.open)


def make_list(report: SchoolReport, *, lines: int = LINES_IN_FULL) -> tuple[Group, ...]:
    """The groups that have pupils, the most urgent first. `lines`: how much of them stands open."""
    members: dict[int, list[Pupil]] = {group: [] for group in GROUPS}
    for pupil in report.op_de_lijst:
        group = get_group(pupil)
        if group is not None:
            members[group].append(pupil)
    days = tuple(day.datum for day in report.dagen)
    rows = {
        group: tuple(_make_row(report, pupil, days) for pupil in sorted(pupils, key=_order_of_pupil))
        for group, pupils in members.items()
    }
    shown = _choose_open_rows(rows, lines)
    return tuple(Group(group, *GROUPS[group], made, shown) for group, made in rows.items() if made)


def get_group(pupil: Pupil) -> int | None:
    """The part of the list in which a pupil stands; None for who is not on it."""
    if pupil.zwaarte is not None:
        return pupil.zwaarte
    tells = any(not status.alleen_aanwezigheid for status in pupil.statussen)
    return ONLY_STATUS if tells or pupil.vierweken else None


def list_gone(report: SchoolReport) -> tuple[str, ...]:
    """Codes of the last list that are on this one no more, whether the pupil left or nothing is asked any more."""
    if report.vorige is None:
        return ()
    now = {pupil.leerling for pupil in report.op_de_lijst if pupil.zwaarte is not None}
    return tuple(sorted(set(report.vorige.zwaarte) - now))


def is_overdue(pupil: Pupil) -> bool:
    return any(item.stand == OVERDUE for item in pupil.werk)


def list_overdue_reports(pupil: Pupil) -> tuple[WorkItem, ...]:
    """Reports to DUO whose last day has passed."""
    return tuple(item for item in pupil.werk if item.stand == OVERDUE and item.actie.startswith("duo_"))


def _choose_open_rows(rows: Mapping[int, Sequence[Row]], room: int) -> set[str]:
    """The first group and what is overdue, then the next groups, as long as there is room."""
    everyone = [(group, row) for group, made in rows.items() for row in made]
    first = [row for group, row in everyone if group == HOME or row.te_laat]
    then = [row for group, row in everyone if group in _IN_FULL]
    wanted = {row.leerling.leerling: _count_lines(row) for row in (*first, *then)}
    ends = itertools.accumulate(wanted.values())
    return {code for code, end in zip(wanted, ends, strict=True) if end <= room}


def _count_lines(row: Row) -> int:
    """How high a row is on paper: its longest cell, and a line between rows."""
    work = "; ".join(f"{who}: {what}" for who, what in row.te_doen)
    cells = (
        _fold("".join(piece.tekst for piece in row.zin), _LETTERS_MATTER),
        sum(_fold(line, _LETTERS_TO_DO) for line in (*row.te_laat, work)),
        _fold("; ".join(row.gedaan), _LETTERS_DONE),
    )
    return max(_FEWEST_LINES, *cells) + 1


def _fold(text: str, letters: int) -> int:
    return -(-len(text) // letters)


def _order_of_pupil(pupil: Pupil) -> tuple[date, bool, int, float, str]:
    """What is overdue first and longest; then a status that goes on, the longest run, and the lowest attendance."""
    overdue = [item.uiterste_datum or item.sinds for item in pupil.werk if item.stand == OVERDUE]
    now = any(status.op_peildatum for status in pupil.statussen)
    longest = max((status.duur_posities or 0 for status in pupil.statussen), default=0)
    minutes = pupil.minuten
    present = minutes.aanwezig / minutes.gepland if minutes.gepland else 1.0
    return (min(overdue, default=date.max), not now, -longest, present, pupil.leerling)


def _make_row(report: SchoolReport, pupil: Pupil, days: Sequence[date]) -> Row:
    return Row(
        leerling=pupil,
        zin=describe_matter(report, pupil),
        weken=make_week_strip(pupil.kaart.dagen, days, weeks=WEEKS) if pupil.kaart and pupil.ingeschreven else None,
        te_laat=_describe_overdue(report, pupil.werk),
        te_doen=_describe_to_do(report, pupil.werk),
        gedaan=_describe_done(report, pupil),
        stand=_tell_stand(pupil, report.vorige),
    )


def _tell_stand(pupil: Pupil, before: EarlierList | None) -> str:
    if before is None or pupil.zwaarte is None:
        return ""
    return STILL if pupil.leerling in before.zwaarte else NEW


# --- what is the matter ----------------------------------------------------------------------------------------------


def describe_matter(report: SchoolReport, pupil: Pupil) -> tuple[Piece, ...]:
    """One sentence: status with its first day, then what was counted, and the attendance of the period last."""
    if not pupil.ingeschreven:
        return (Piece("niet meer ingeschreven in deze periode"),)
    tell = {ILL: _tell_illness, 3: _tell_unauthorised}
    group = get_group(pupil)
    # A status of who is away that long says the same and more.
    windows = () if any(status.status in _LONG_AWAY for status in pupil.statussen) else pupil.vierweken
    last = " aanwezig in de periode" if windows else " aanwezig"
    parts = [
        *([Piece(describe_status(status))] for status in pupil.statussen if not status.alleen_aanwezigheid),
        *([Piece(wording.four_weeks_phrase(window))] for window in windows),
        *(tell[group](report, pupil) if group in tell else []),
        *([Piece(item.toelichting)] for item in pupil.werk if _tells_the_matter(item)),
        [_number(report, pupil, "aanwezig_pct_min", wording.attendance(pupil.minuten)), Piece(last)],
        *([[Piece(wording.NOEMER_GESCHAT)]] if pupil.noemer_geschat else []),
    ]
    pieces: list[Piece] = []
    for part in parts:
        pieces += [Piece("; "), *part] if pieces else part
    return tuple(pieces)


def _tell_illness(report: SchoolReport, pupil: Pupil) -> list[list[Piece]]:
    """ "8 keer ziek gemeld; 27,7 dagen ziek; langste 8 schooldagen": of this school year."""
    times = _number(report, pupil, "ziekmeldingen", wording.number(pupil.ziekmeldingen))
    days = _number(report, pupil, "ziek_schooldagen", wording.one_decimal(pupil.ziek_schooldagen))
    told = [[times, Piece(" keer ziek gemeld")], [days, Piece(" dagen ziek")]]
    spells = pupil.kaart.ziekmeldingen if pupil.kaart else ()
    if spells:
        longest = max(spells, key=lambda spell: (spell.ziekdagen, spell.start))
        address = make_address(
            "ziekmelding", "waarde", "ziekdagen", school=report.school, leerling=pupil.leerling, start=longest.start
        )
        told.append([Piece("langste "), Piece(wording.school_days(longest.ziekdagen), address)])
    return told


def _tell_unauthorised(report: SchoolReport, pupil: Pupil) -> list[list[Piece]]:
    """ "12,0 lesuren ongeoorloofd; 9 keer te laat; 3 lesuren gespijbeld": what there was of it."""
    unit = wording.hour_unit(report.sector, pupil.oa_uren)
    told = []
    if pupil.oa_uren:
        hours = _number(report, pupil, "oa_uren", wording.one_decimal(pupil.oa_uren))
        told.append([hours, Piece(f" {unit} ongeoorloofd")])
    if pupil.te_laat:
        told.append([_number(report, pupil, "te_laat", wording.number(pupil.te_laat)), Piece(" keer te laat")])
    if pupil.spijbeluren:
        number, _, unit = wording.counted(pupil.spijbeluren, "les", "lessen").partition(wording.NBSP)
        told.append([_number(report, pupil, "spijbeluren", number), Piece(f" {unit} gespijbeld")])
    return told


def _tells_the_matter(item: WorkItem) -> bool:
    """Little lesson time or lessons elsewhere: its words hold the figures (schemas/acts.yaml)."""
    return item.actie == "opnemen_msa" and bool(item.toelichting)


def _number(report: SchoolReport, pupil: Pupil, column: str, text: str) -> Piece:
    address = make_address("leerling_periode", "waarde", column, school=report.school, leerling=pupil.leerling)
    return Piece(text, address)


# --- what must still be done, and what was done ----------------------------------------------------------------------


def _describe_overdue(report: SchoolReport, work: Sequence[WorkItem]) -> tuple[str, ...]:
    """ "▲ te laat: oco, overleg met alle partners (MDO), uiterlijk 17 nov"; the oldest first."""
    found = _group_items((item for item in work if item.stand == OVERDUE), by=_tell_asked)
    lines = []
    for (role, words), items in sorted(found.items(), key=lambda group: min(map(_get_due, group[1]))):
        first = _tell_day(report, min(map(_get_due, items)))
        many = f", {wording.counted(len(items), 'keer', 'keer')}, de eerste" if len(items) > 1 else ","
        lines.append(f"{OVERDUE_SIGN} te laat: {ROLE_NAMES[role]}, {words}{many} uiterlijk {first}")
    return tuple(lines)


def _describe_to_do(report: SchoolReport, work: Sequence[WorkItem]) -> tuple[tuple[str, str], ...]:
    """("oco", "plan van aanpak, overleg (MDO) uiterlijk 5 jan"): one for each role, in the order of the list."""
    roles: dict[str, list[str]] = {}
    found = _group_items((item for item in work if item.stand not in (OVERDUE, DONE)), by=_tell_asked)
    for (role, words), items in found.items():
        days = [item.uiterste_datum for item in items if item.uiterste_datum is not None]
        times = f" ({wording.counted(len(items), 'keer', 'keer')})" if len(items) > 1 else ""
        by = f" uiterlijk {_tell_day(report, min(days))}" if days else ""
        roles.setdefault(role, []).append(f"{words}{times}{by}")
    return tuple((ROLE_NAMES[role], ", ".join(roles[role])) for role in ROLE_NAMES if role in roles)


def _describe_done(report: SchoolReport, pupil: Pupil) -> tuple[str, ...]:
    """What was done by table `werklijst`, and what else the register says was done or has a day."""
    lines = []
    done = _group_items((item for item in pupil.werk if item.stand == DONE), by=lambda item: item.actie)
    for items in done.values():
        days = [item.gedaan_op for item in items if item.gedaan_op is not None]
        times = f" {wording.counted(len(items), 'keer', 'keer')}, laatst" if len(items) > 1 and days else ""
        day = f"{times} {_tell_day(report, max(days))}" if days else ", dag niet bekend"
        lines.append(f"{describe_act(items[0])}{day}")
    for act, column in _REGISTER.items():
        day = getattr(pupil, column)
        if act not in done and (day is not None or (act == "plan_van_aanpak" and pupil.plan_van_aanpak)):
            lines.append(_describe_registered(report, SHORT_WORDS.get(act) or load_acts().acts[act].words, day))
    return tuple(lines)


def _describe_registered(report: SchoolReport, words: str, day: date | None) -> str:
    if day is None:
        return f"{words}, dag niet bekend"
    planned = " gepland op" if day > report.kop.peildatum else ""
    return f"{words}{planned} {_tell_day(report, day)}"


def _tell_day(report: SchoolReport, day: date) -> str:
    """ "17 nov" in the school year of the page, whose years the head tells; another day with its year."""
    first = report.kop.schooljaar_van
    return wording.day_month(day) if first <= day < first.replace(year=first.year + 1) else wording.short_date(day)


def describe_past(quarter: PastQuarter) -> str:
    """ "1 jun 2025: vaak of lang ziek, 83,2 % aanwezig; gedaan: plan van aanpak; nog open: gesprek met leerling"."""
    words = GROUPS[quarter.zwaarte][0]
    told = [f"{wording.short_date(quarter.peildatum)}: {words[0].lower()}{words[1:]}"]
    if quarter.gepland_min:
        told[0] += f", {wording.percentage(quarter.aanwezig_min, quarter.gepland_min)} aanwezig"
    for name, acts in (("gedaan", quarter.gedaan), ("nog open", quarter.open)):
        known = [load_acts().acts[act].words for act in acts if act in load_acts().acts]
        if known:
            told.append(f"{name}: {wording.listing(known)}")
    return "; ".join(told)


def describe_case(notes: CaseNotes) -> tuple[str, ...]:
    """What was agreed and what came of it, as the register says; empty where it says nothing."""
    lines = []
    if notes.regiehouder:
        lines.append(f"regie: {ROLE_NAMES[notes.regiehouder]}")
    if notes.interventies:
        lines.append(f"ingezet: {wording.listing(notes.interventies)}")
    if notes.resultaat:
        lines.append(f"resultaat: {RESULT_WORDS[notes.resultaat]}")
    if notes.afgesloten_op is not None:
        lines.append(f"afgesloten op {wording.short_date(notes.afgesloten_op)}")
    return tuple(lines)


def describe_act(item: WorkItem) -> str:
    """An act in words, the short ones where there are; "anders" in those of the protocol."""
    own = "" if _tells_the_matter(item) else item.toelichting
    return load_acts().tell(item.actie, own, words=SHORT_WORDS.get(item.actie))


def _tell_asked(item: WorkItem) -> tuple[str, str]:
    """Of whom, and what."""
    return item.rol, describe_act(item)


def _group_items(items: Iterable[WorkItem], by: Callable[[WorkItem], Key]) -> dict[Key, list[WorkItem]]:
    groups: dict[Key, list[WorkItem]] = {}
    for item in items:
        groups.setdefault(by(item), []).append(item)
    return groups


def _get_due(item: WorkItem) -> date:
    return item.uiterste_datum or item.sinds


FILTERS = {"eerder_zin": describe_past, "zaak_zinnen": describe_case}
