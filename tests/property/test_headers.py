"""Natural headers of absence lists: whatever the columns are called and wherever they stand, never a list of pupils.

The words are written out here as people who make such lists write them; none is taken from the program's own table.
"""

import re

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import make_header
from pipelines.intake.recognition import recognise

# By these a list of pupils, groups, codes or free days is known; by LVS, for the names differ.
PUPILS = {
    "magister": ["Stamnummer;Klas", "Leerlingnummer;Klas", "STAMNR;STUDYPERIOD;CLASS", "Leerlingnummer;Groep"],
    "somtoday": ["Leerlingnummer;Stamgroep", "Leerlingnummer;Klas", "Leerlingnummer;Groep"],
    "parnassys": ["Leerlingnummer;Achternaam;Groep", "Leerlingnummer;Klas", "Leerlingnummer;Groep"],
    "sjabloon": ["leerlingnummer;klas", "leerlingnummer;groep"],
}
NAMES = ["Roepnaam", "Tussenvoegsel", "Achternaam", "Mentor", "Leerjaar", "Opmerking", "Vestiging", "Naam"]
ABSENCE = [
    *("Datum", "Datum afwezig", "Datum van afwezigheid", "Begindatum", "Einddatum", "Begin", "Eind", "Van", "Tot"),
    *("T/m", "Tot en met", "Vanaf", "Startdatum", "Datum van", "Datum t/m", "Datum tot", "Dag", "Weekdag"),
    *(
        "Begindatum/tijd",
        "Einddatum/tijd",
        "Begin datum tijd",
        "Starttijd",
        "Begintijd",
        "Eindtijd",
        "Tijd",
        "Van tijd",
    ),
    *("Lesuur", "Lesuren", "Uur", "Uren", "Uur van", "Uur t/m", "Lesuur (van)", "Lesuur (tot)", "Eerste lesuur"),
    *("Laatste uur", "Lesnummer", "Les", "Dagdeel", "Ochtend", "Middag", "Ochtend/middag"),
    *("Reden", "Absentiereden", "Reden afwezigheid", "Reden code", "Absentie code", "Absentiecode", "Code", "Soort"),
    *("Soort absentie", "Absentiesoort", "Melding", "Soort melding", "Verantwoording", "Registratie", "Oorzaak"),
    *("Geoorloofd", "Ongeoorloofd", "Geoorloofd?", "Geoorloofd J/N", "Verzuim", "Verzuimtype", "Soort verzuim"),
    *("Absent", "Absenties", "Afwezig", "Afwezigheid", "Aanwezigheid %", "Presentie", "Ziek", "Ziekmelding", "Te laat"),
    *("Te laat (keer)", "Spijbelen", "Spijbeluren", "Gespijbeld", "Ziek gemeld", "Aantal", "Totaal", "Aantal uren"),
    *("Totaal ongeoorloofd", "Aantal dagen", "Uren gemist", "Percentage", "Minuten", "Verlof", "Verzuimuren"),
    *("08-09-2025", "9/9/2025", "2025-09-10", "Ma", "Woensdag", "Week 36", "1e uur", "Uur 3", "1", "7"),
]
# Columns that a list of pupils may well have: none of them says anything about absence.
HARMLESS = [
    *("Datum inschrijving", "Reden uitschrijving", "Vestigingscode", "Muziekles", "Geboortedatum", "Opleidingscode"),
    *("Inschrijfdatum", "Uitschrijfdatum", "Woonplaats", "Onderwijssoort", "Soort onderwijs", "Profiel", "Mentor"),
    *("Klassenmentor 1", "Datum aanmelding", "Postcode", "Studie", "Advies basisschool", "Datum wijziging", "E-mail"),
    *("Muziek", "Vak", "Kluisje", "Schooljaar", "Coach", "Lichting", "Geslacht", "Reden vertrek", "Code opleiding"),
]
LISTS = {"leerlingen", "groepen", "codes", "kalender", "rooster", "msa-register"}


def read_kind(cells: list[str], lvs: str) -> str:
    """The kind of the header, or the reason of its refusal."""
    try:
        return recognise(make_header(cells, separator=";", line=1, file="x"), lvs=lvs, file="x").layout.kind.soort
    except DeliveryRefused as refusal:
        return refusal.reason


def _write(cell: str, form: str) -> str:
    """The name as another program would write it."""
    if form == "camel":
        return re.sub(r" (\w)", lambda found: found[1].upper(), cell)
    return {"upper": cell.upper(), "lower": cell.lower(), "snake": cell.lower().replace(" ", "_")}.get(form, cell)


@st.composite
def headers(draw, extra: list[str], least: int) -> tuple[str, list[str]]:
    """An LVS, and the columns of a list of its pupils or groups with more beside them, in any order."""
    lvs = draw(st.sampled_from(sorted(PUPILS)))
    cells = draw(st.sampled_from(PUPILS[lvs])).split(";")
    cells += draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    cells += draw(st.lists(st.sampled_from(extra), min_size=least, max_size=5, unique=True))
    form = draw(st.sampled_from(["as it is", "upper", "lower", "snake", "camel"]))
    seen: dict[str, str] = {}
    for cell in cells:
        seen.setdefault(_write(cell, form).lower().replace("_", "").replace(" ", ""), _write(cell, form))
    return lvs, draw(st.permutations(list(seen.values())))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(headers(ABSENCE, 1))
def test_an_absence_list_is_never_another_list(drawn):
    lvs, cells = drawn
    kind = read_kind(cells, lvs)
    event(kind)
    # A list of groups may say from when to when; nothing else of absence.
    if {cell.lower() for cell in cells} & {"van", "tot"} and kind == "groepen":
        rest = [cell for cell in cells if cell.lower() not in ("van", "tot")]
        assert read_kind(rest, lvs) in LISTS
        assert not any(cell in ABSENCE for cell in rest)
        return
    assert kind not in LISTS, (lvs, cells)


@pytest.mark.parametrize("name", ABSENCE)
def test_each_name_alone_is_enough(name):
    assert read_kind(["Leerlingnummer", "Klas", name], "sjabloon") == "lijkt_absenties"
    assert read_kind([name, "Klas", "Stamnummer"], "magister") == "lijkt_absenties"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(headers(HARMLESS, 0))
def test_a_list_of_pupils_stays_one(drawn):
    """Negative control: columns that tell nothing of absence rule nothing out."""
    lvs, cells = drawn
    kind = read_kind(cells, lvs)
    # `Schooljaar` and the like may fit two layouts of one kind, never another kind.
    assert kind in {"leerlingen", "groepen"}, (lvs, cells)


@pytest.mark.parametrize("name", HARMLESS)
def test_each_harmless_name_alone(name):
    assert read_kind(["leerlingnummer", "klas", name], "sjabloon") == "leerlingen"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        # Free days are the days of the whole school: with a pupil or anything unknown beside them they are none.
        ("van;tot;omschrijving;soort", "kalender"),
        ("van;tot;schooljaar", "kalender"),
        ("van;tot;naam", "lijkt_absenties"),
        ("stamnr;van;tot", "lijkt_absenties"),
        ("van;tot;reden", "lijkt_absenties"),
        ("nr;van;tot", "lijkt_absenties"),
        ("code;soort;omschrijving", "codes"),
        ("code;soort;datum", "lijkt_absenties"),
        ("code;soort;stamnr", "lijkt_absenties"),
        ("code;soort;klas", "lijkt_absenties"),
        ("code;soort;aantal", "lijkt_absenties"),
        ("groep;datum;lesuur;begintijd;eindtijd;vak;lokaal", "rooster"),
        ("leerlingnummer;groep;datum;lesuur;begintijd;eindtijd", "lijkt_absenties"),
        ("groep;datum;lesuur;begintijd;eindtijd;absentie", "lijkt_absenties"),
        ("leerlingnummer;typologie;categorie;datum besproken", "msa-register"),
        ("leerlingnummer;categorie;datum;lesuur;reden", "absenties"),
        ("leerlingnummer;categorie;datum;lesuren;reden", "lijkt_absenties"),
        # What says how long somebody was away is not passed over.
        ("leerlingnummer;datum;lesuur;code;klas", "absenties"),
        ("leerlingnummer;datum;lesuur;code;begintijd;eindtijd", "absenties"),
        ("leerlingnummer;datum;lesuur;code;lesuur tot", "einde_niet_te_lezen"),
        ("leerlingnummer;datum;lesuur;code;einddatum", "absenties"),
        ("leerlingnummer;begin;eind;code;klas", "absenties"),
        ("leerlingnummer;begin;eind;code;begintijd", "einde_niet_te_lezen"),
        ("leerlingnummer;begin;eind;code;lesuren", "einde_niet_te_lezen"),
        ("leerlingnummer;begin;eind;code;ochtend of middag", "einde_niet_te_lezen"),
        # Until when, under another name and beside no end that is read: no row may last to the peildatum for that.
        ("leerlingnummer;begin;code", "absenties"),
        ("leerlingnummer;begin;code;hersteld", "einde_niet_te_lezen"),
        ("leerlingnummer;begin;code;beter gemeld", "einde_niet_te_lezen"),
        ("leerlingnummer;begin;code;aantal dagen", "einde_niet_te_lezen"),
        ("leerlingnummer;begin;eind;code;aantal dagen", "absenties"),
        ("leerlingnummer;begin;eind;code;hersteld", "absenties"),
        # A list of absences that asks when and why in everyday words.
        ("leerlingnummer;klas;wanneer", "lijkt_absenties"),
        ("leerlingnummer;klas;waarom", "lijkt_absenties"),
        ("leerlingnummer;klas;tijdvak", "lijkt_absenties"),
    ],
)
def test_other_lists_are_nothing_else_either(header, kind):
    assert read_kind(header.split(";"), "sjabloon") == kind
