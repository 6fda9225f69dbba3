"""Layouts of ParnasSys (PO): pupils and verzuim per part of the day (formats 5)."""

from schemas.exports import kinds
from schemas.exports.base import AANNEMELIJK, Layout

LVS = "parnassys"

LAYOUTS = (
    Layout(
        name="parnassys-leerlingen-csv",
        label="ParnasSys leerlingen (CSV)",
        kind=kinds.LEERLINGEN,
        lvs=LVS,
        mark=AANNEMELIJK,
        columns={"leerlingnummer": "leerlingnummer", "groep": "klas", "geboortedatum": "geboortedatum"},
        required=("leerlingnummer", "achternaam", "groep"),
        dropped=("achternaam", "voorletters", "roepnaam", "voornaam", "tussenvoegsel"),
    ),
    Layout(
        name="parnassys-leerlingen-soap",
        label="ParnasSys leerlingen (SOAP, XML)",
        kind=kinds.LEERLINGEN,
        lvs=LVS,
        document=True,
        columns={},
        required=("leerlingNummer", "groepsindeling"),
    ),
    Layout(
        name="parnassys-verzuim-csv",
        label="ParnasSys verzuim (CSV)",
        kind=kinds.ABSENTIES_DAGDEEL,
        lvs=LVS,
        mark=AANNEMELIJK,
        columns={
            "leerlingnummer": "leerlingnummer",
            "datum": "datum",
            "dagdeel": "dagdeel",
            "reden": "code",
            "geoorloofd": "geoorloofd",
        },
        required=("leerlingnummer", "datum", "dagdeel", "reden", "geoorloofd"),
        dropped=("roepnaam", "tussenvoegsel", "achternaam", "groep", "opmerking"),
    ),
)
