"""Layouts of SOMtoday (VO): absentiemeldingen, waarnemingen, absentieredenen, students, timetable (formats 4)."""

from schemas.exports import kinds
from schemas.exports.base import AANNEMELIJK, Layout

LVS = "somtoday"

LAYOUTS = (
    Layout(
        name="somtoday-absenties-csv",
        label="SOMtoday absenties (CSV)",
        kind=kinds.ABSENTIES_SOMTODAY,
        lvs=LVS,
        mark=AANNEMELIJK,
        columns={
            "leerlingnummer": "leerlingnummer",
            "begindatumtijd": "begin",
            "einddatumtijd": "eind",
            "beginlesuur": "lesuur_van",
            "eindlesuur": "lesuur_tot",
            "absentiesoort": "type",
            "afkorting": "code",
            "omschrijving": "omschrijving",
            "geoorloofd": "geoorloofd",
            "datumtijdinvoer": "ingevoerd_op",
        },
        required=("leerlingnummer", "begindatumtijd", "absentiesoort", "afkorting"),
        dropped=("roepnaam", "voorvoegsel", "achternaam", "stamgroep", "afgehandeld", "opmerkingen"),
    ),
    Layout(
        name="somtoday-leerlingen-csv",
        label="SOMtoday leerlingen (CSV)",
        kind=kinds.LEERLINGEN,
        lvs=LVS,
        mark=AANNEMELIJK,
        columns={"leerlingnummer": "leerlingnummer", "stamgroep": "klas"},
        required=("leerlingnummer", "stamgroep"),
        absent=("begindatumtijd",),
        dropped=(
            "voornaam",
            "roepnaam",
            "volledigenaam",
            "tussenvoegsel",
            "achternaam",
            "mentor",
            "afkorting",
            "cumlaude",
        ),
    ),
    Layout(
        name="somtoday-absentiemeldingen-json",
        label="SOMtoday absentiemeldingen (JSON)",
        kind=kinds.ABSENTIES_SOMTODAY,
        lvs=LVS,
        document=True,
        columns={},
        required=("$type = participatie.RAbsentieMelding",),
    ),
    Layout(
        name="somtoday-absentieredenen-json",
        label="SOMtoday absentieredenen (JSON)",
        kind=kinds.REDENEN,
        lvs=LVS,
        document=True,
        columns={},
        required=("items[].afkorting", "items[].absentieSoort", "items[].geoorloofd"),
    ),
    Layout(
        name="somtoday-leerlingen-json",
        label="SOMtoday leerlingen (Connect, JSON)",
        kind=kinds.LEERLINGEN,
        lvs=LVS,
        document=True,
        columns={},
        required=("leerlingen[].leerlingnummer", "leerlingen[].plaatsingen"),
    ),
    Layout(
        name="somtoday-rooster-json",
        label="SOMtoday rooster (Connect, JSON)",
        kind=kinds.ROOSTER_DATUM,
        lvs=LVS,
        document=True,
        columns={},
        required=("groep", "rooster.afspraken[].begintijd"),
    ),
)
