"""The MSA form of a school (`msa-formulier.xlsx`): filled in by the school, delivered back, read as its register.

One row a pupil of the first three groups of the work list, or who stood in the register, with what the register says of
them now, so that nothing typed earlier is lost. The form is recognised by its header like any other delivery (contract
5): the Dutch headings are the names of the columns, for a header is read without case, spaces and `_`. What it shows
beside the cells to fill, and the free columns, have headers that `schemas.exports.sjabloon` knows and does not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from xlsxwriter.worksheet import Worksheet

from pipelines.contexts.outcome import Outcome
from pipelines.publish.written_workbook import Book, Column, Value, make_workbook
from reports.context.counts import Minutes
from reports.context.header import ReportHeader
from reports.context.school import STATUSSEN
from reports.words import wording
from schemas.columns import CATEGORIEEN, REGIEHOUDERS, RESULTATEN, TYPOLOGIEEN
from schemas.exports.sjabloon import FORM_HELP, FORM_LISTS, FORM_NAME, FORM_NOTES, FORM_SHOWN

FORM_SHEET = "MSA-formulier"
CLEAR = "-"
# The code of the pupil and the free column for the name stand in front.
_FIRST_FILLED = 2 + len(FORM_SHOWN)
_FILLED = (
    "typologie",
    "categorie",
    "plan_van_aanpak",
    "plan_datum",
    "mdo_datum",
    "evaluatie_datum",
    "eerste_afmelding",
    "interventies",
    "gesprek_datum",
    "jgz_datum",
    "spreekuur_datum",
    "regiehouder",
    "afgesloten_op",
    "resultaat",
)
# In the order of the columns of the sheet with the lists; the interventions come last, with their words beside them.
_LISTS = ("typologie", "categorie", "plan_van_aanpak", "regiehouder", "resultaat", "interventies")
_DATES = tuple(name for name in _FILLED if name not in _LISTS)
_WIDTHS = {
    "typologie": 18,
    "categorie": 16,
    "plan_van_aanpak": 10,
    "interventies": 28,
    "regiehouder": 13,
    "resultaat": 18,
}
_DATE_WIDTH = 13
# Rows below the list in which a school can add a pupil by code.
_SPARE_ROWS = 50
# The groups of the work list that the form is about, and the place below all of them: only in the register.
_GROUPS = (1, 2, 3)
_LAST = 9
_EARLIER = "stond eerder in het register"


@dataclass(frozen=True)
class FormRow:
    """One pupil: `getoond` in the order of FORM_SHOWN, `ingevuld` what the register says now, by column."""

    leerling: str
    getoond: tuple[Value, ...]
    ingevuld: Mapping[str, Any]


@dataclass(frozen=True)
class MsaForm:
    """What the form of one school holds. `interventies`: code -> words, the list the school may choose from."""

    kop: ReportHeader
    school: str
    naam: str
    rijen: tuple[FormRow, ...]
    interventies: Mapping[str, str]


def make_msa_form(outcome: Outcome, school_id: str, *, header: ReportHeader) -> MsaForm:
    """The form of one school, the most urgent pupils first; within a group by class and code."""
    register = {row["leerling"]: row for row in _rows(outcome.marts["register"], school_id)}
    weights = dict(
        outcome.tables["werklijst"].filter(pl.col("school") == school_id).select("leerling", "zwaarte").iter_rows()
    )
    statuses = _group(_rows(outcome.tables["thuiszitter"], school_id))
    windows = _group(_rows(outcome.tables["vierweken"], school_id))
    ranked = []
    for pupil in _rows(outcome.tables["leerling_periode"], school_id):
        code = pupil["leerling"]
        weight = weights.get(code)
        asked = weight in _GROUPS
        if asked or code in register:
            group = wording.WEIGHT_WORDS[weight] if asked else _EARLIER
            why = _say_why(statuses.get(code, []), windows.get(code, [])) or group
            row = FormRow(code, _show(pupil, why), register.get(code, {}))
            ranked.append(((weight if asked else _LAST, pupil["klas"], code), row))
    school = outcome.settings.get_school(school_id)
    return MsaForm(
        kop=header,
        school=school.id,
        naam=school.naam,
        rijen=tuple(row for _, row in sorted(ranked, key=lambda found: found[0])),
        interventies=outcome.settings.interventies,
    )


def write_msa_form(form: MsaForm) -> bytes:
    """The workbook: the form first (only the first sheet is read back), then the lists, then how to fill it in."""

    def fill(book: Book) -> None:
        sheet = book.add_table(FORM_SHEET, _make_columns(), [_cells(row) for row in form.rijen])
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 32)
        _format_spare_rows(book, sheet, first=len(form.rijen) + 1)
        lists = _make_lists(form.interventies)
        _add_choices(sheet, lists, last=len(form.rijen) + _SPARE_ROWS)
        book.protect(sheet)
        _write_lists(book, lists, form.interventies)
        book.add_text(FORM_HELP, _explain(form))

    return make_workbook(fill, title=f"MSA-formulier {form.school}")


# --- rows ----------------------------------------------------------------------------------------------------------


def _say_why(statuses: Sequence[Mapping[str, Any]], windows: Sequence[Mapping[str, Any]]) -> str:
    """Statuses and four-week groups in words; empty when the tier alone put the pupil on the list."""
    ordered = sorted(statuses, key=lambda row: STATUSSEN.index(row["status"]))
    words = [
        wording.STATUS_WORDS[row["status"]] + ("" if row["op_peildatum"] else " (nu niet meer)") for row in ordered
    ]
    # The tables nest the group of 0 % in that of 20 %; the pupil is named in one of them (D7).
    groups = {row["groep"] for row in windows}
    group = next((name for name in wording.FOUR_WEEK_WORDS if name in groups), None)
    return "; ".join([*words, *([wording.FOUR_WEEK_WORDS[group]] if group else [])]).replace(wording.NBSP, " ")


def _show(pupil: Mapping[str, Any], why: str) -> tuple[Value, ...]:
    """The cells beside the code, in the order of FORM_SHOWN."""
    tier = pupil["tier"] if pupil["tier"] is not None else wording.TIER_WORDS[pupil["tier_status"]]
    return (
        pupil["klas"],
        why,
        tier,
        _show_attendance(pupil),
        float(pupil["oa_uren"]),
        float(pupil["ziek_schooldagen"]),
        pupil["te_laat"],
    )


def _show_attendance(pupil: Mapping[str, Any]) -> Value:
    """Per cent present in tenths, rounded down; the range as text where unknown codes leave one."""
    scheduled, present, unknown = pupil["gepland_min"], pupil["aanwezig_min"], pupil["onbekend_min"]
    if not scheduled:
        return None
    if unknown:
        minutes = Minutes(gepland=scheduled, aanwezig=present, onbekend=unknown)
        return wording.attendance(minutes).replace(wording.NBSP, " ")
    return present * 1000 // scheduled / 10


def _cells(row: FormRow) -> list[Value]:
    filled = [_fill_in(row.ingevuld.get(name)) for name in _FILLED]
    return [row.leerling, None, *row.getoond, *filled, *(None for _ in FORM_NOTES)]


def _fill_in(value: Any) -> Value:
    if isinstance(value, bool):
        return "J" if value else "N"
    return value


def _rows(frame: pl.DataFrame, school_id: str) -> list[dict[str, Any]]:
    return frame.filter(pl.col("school") == school_id).rows(named=True)


def _group(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["leerling"], []).append(row)
    return groups


# --- sheets --------------------------------------------------------------------------------------------------------


def _make_columns() -> list[Column]:
    shown = (
        Column(FORM_SHOWN[0], 10, "getoond"),
        Column(FORM_SHOWN[1], 34, "getoond"),
        Column(FORM_SHOWN[2], 12, "getoond"),
        Column(FORM_SHOWN[3], 12, "getoond_decimaal"),
        Column(FORM_SHOWN[4], 14, "getoond_decimaal"),
        Column(FORM_SHOWN[5], 12, "getoond_decimaal"),
        Column(FORM_SHOWN[6], 9, "getoond_getal"),
    )
    filled = [
        Column(_head(name), _WIDTHS.get(name, _DATE_WIDTH), "invullen_datum" if name in _DATES else "invullen")
        for name in _FILLED
    ]
    notes = [Column(_head(name), 18, "invullen") for name in FORM_NOTES]
    return [Column("Leerling", 16, "getoond"), Column(_head(FORM_NAME), 22, "invullen"), *shown, *filled, *notes]


def _head(name: str) -> str:
    """ "plan_van_aanpak" -> "Plan van aanpak": the same to who reads the form back."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _format_spare_rows(book: Book, sheet: Worksheet, *, first: int) -> None:
    """Whole columns keep their format, so that a date typed below the list is a date too; the code can be typed."""
    styles = {
        place: "invullen_datum" if column.style == "invullen_datum" else "invullen"
        for place, column in enumerate(_make_columns())
        if place == 0 or column.style.startswith("invullen")
    }
    book.leave_empty(sheet, range(first, first + _SPARE_ROWS), styles)


def _make_lists(interventions: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        "typologie": (*TYPOLOGIEEN, CLEAR),
        "categorie": (*CATEGORIEEN, CLEAR),
        "plan_van_aanpak": ("J", "N", CLEAR),
        "regiehouder": (*REGIEHOUDERS, CLEAR),
        "resultaat": (*RESULTATEN, CLEAR),
        "interventies": (*interventions, CLEAR),
    }


def _add_choices(sheet: Worksheet, lists: Mapping[str, Sequence[str]], *, last: int) -> None:
    for place, name in enumerate(_FILLED, start=_FIRST_FILLED):
        if name in _LISTS:
            sheet.data_validation(1, place, last, place, _choose(name, lists))
        else:
            sheet.data_validation(1, place, last, place, _date_or_clear(place))


def _choose(name: str, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A drop-down from the second sheet. Of interventions a drop-down gives one; more may be typed, with commas."""
    letter = chr(ord("A") + _LISTS.index(name))
    several = name == "interventies"
    return {
        "validate": "list",
        "source": f"={FORM_LISTS}!${letter}$2:${letter}${1 + len(lists[name])}",
        "show_error": not several,
        "input_title": name,
        "input_message": "Meer dan een? Typ de codes met een komma ertussen." if several else "Kies uit de lijst.",
        "error_title": "Kies uit de lijst",
        "error_message": f"Kies een van de woorden van het blad {FORM_LISTS}. Een streepje (-) wist wat er stond.",
    }


def _date_or_clear(place: int) -> dict[str, Any]:
    cell = f"{chr(ord('A') + place)}2"
    return {
        "validate": "custom",
        "value": f'=OR({cell}="{CLEAR}",ISNUMBER({cell}))',
        "input_title": "Datum",
        "input_message": "Typ een datum als 15-01-2026. Een streepje (-) wist wat er stond.",
        "error_title": "Geen datum",
        "error_message": "Typ een datum als 15-01-2026, of een streepje (-) om te wissen.",
    }


def _write_lists(book: Book, lists: Mapping[str, Sequence[str]], interventions: Mapping[str, str]) -> None:
    height = max(len(choices) for choices in lists.values())
    words = {**interventions, CLEAR: "wis wat er stond"}
    rows = []
    for number in range(height):
        cells = [choices[number] if number < len(choices) else None for choices in lists.values()]
        rows.append([*cells, words.get(cells[-1]) if cells[-1] else None])
    columns = [Column(name, 20) for name in lists]
    book.add_table(FORM_LISTS, [*columns, Column("wat de code betekent", 52)], rows)


def _explain(form: MsaForm) -> list[tuple[str, str]]:
    return [
        (f"MSA-formulier · {form.naam} ({form.school})", ""),
        ("", f"Peildatum {_plain(form.kop.peildatum)}. Gemaakt met msa {form.kop.versie}."),
        ("Waarvoor", "Hier vult u in wat er voor een leerling gebeurt: plan, overleg en interventies."),
        (
            "Wie staan erop",
            "Leerlingen die thuis of bijna thuis zijn, vaak of lang ziek, ongeoorloofd weg of vaak te laat.",
        ),
        ("", "Andere leerlingen met een actie staan in het schoolrapport. U kunt ze hier toevoegen."),
        ("", "Onderaan staan leerlingen die eerder in het register stonden."),
        ("Wat u invult", "Alleen de kolommen met een donkere kop. De grijze cellen zijn beveiligd, zonder wachtwoord."),
        (
            "naam, notitie, ingevuld door en op",
            "Voor uzelf. Het programma leest ze niet; in het volgende formulier zijn ze weer leeg.",
        ),
        (
            "leerling",
            "De code van de leerling. Bij welke leerling de code hoort, staat in de sleutellijst van uw school.",
        ),
        ("typologie, categorie", f"Kies uit de lijst. De woorden staan ook op het blad {FORM_LISTS}."),
        ("plan van aanpak", "J als er een plan is, N als er geen plan is. Weet u het niet? Laat de cel dan leeg."),
        ("datums", "Typ een datum als 15-01-2026: van het plan, het MDO, de evaluatie en de eerste afmelding."),
        (
            "gesprek, jgz, spreekuur",
            "De dag van het laatste gesprek, van het contact met de jeugdarts en van het spreekuur van leerplicht.",
        ),
        ("regiehouder", "Wie de regie heeft: mentor, oco (ondersteuningscoördinator), mt (schoolleiding) of swv."),
        (
            "afgesloten op, resultaat",
            "De dag waarop alles klaar was, en wat het opleverde. Meldingen aan DUO blijven openstaan.",
        ),
        ("interventies", "Een of meer codes van de lijst, met een komma ertussen, bijvoorbeeld gesprek,jeugdarts."),
        (
            "Een cel wissen",
            "Een lege cel verandert niets: wat er eerder stond, blijft staan. Typ een streepje (-) om te wissen.",
        ),
        ("Een leerling toevoegen", "Zet de code in de eerste lege rij onder de lijst en vul de andere cellen in."),
        ("Inleveren", "Sla het bestand op als Excel-werkmap (.xlsx). De naam mag u kiezen. Laat de eerste rij staan."),
        (
            "",
            "Zet het in de map met uw andere bestanden voor het samenwerkingsverband, of stuur het naar wie dat doet.",
        ),
        ("", "Haal een ouder formulier uit die map. Wat daarin stond, blijft bewaard."),
        ("tier", "1, 2 of 3. 'Tier nog open': door codes zonder betekenis is de tier nog niet zeker."),
        (
            "aanwezig procent",
            "Deel van de geplande tijd in de periode. Staan er twee getallen? Dan ligt het daartussen.",
        ),
        ("schooldagen ziek, keer te laat", f"Geteld vanaf {_plain(form.kop.schooljaar_van)}. Uren: in de periode."),
        (
            "Privacy",
            "Schrijf geen namen, leerlingnummers of toelichting in de andere kolommen. Codes en datums zijn genoeg.",
        ),
    ]


def _plain(day: date) -> str:
    return wording.short_date(day).replace(wording.NBSP, " ")
