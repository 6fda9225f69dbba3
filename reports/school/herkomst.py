"""Where the numbers of the school report come from: per block the table or model, which rows, and the definition."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """One block of the page. `rijen` says which rows beside those of the school; empty: all of them."""

    blok: str
    tabel: str
    rijen: str
    definitie: str


SCHOOL_BLOCKS = (
    Provenance(
        "In één oogopslag",
        "leerling_periode",
        "",
        "Minuten van alle leerlingen samen, als deel van de geplande minuten in de periode.",
    ),
    Provenance(
        "De lijst: groepen en wat er moet gebeuren",
        "werklijst, mart_werktelling",
        "",
        "Wie wat doet volgens de regels van de school, en wat al is gedaan. De groep is zwaarte.",
    ),
    Provenance(
        "Status",
        "thuiszitter, vierweken",
        "",
        "De status volgt de regelset van de school.",
    ),
    Provenance(
        "Nog te melden bij DUO",
        "mart_duo_werklijst, mart_duo_aanvullen, duo_melding",
        "status is niet op_tijd, plicht is niet geen",
        "Meldingen die gedaan moeten zijn of nog moeten, en luxeverzuim zonder melding. Aanvullen: plicht is "
        "niet_te_bepalen, of de woongemeente is niet te gebruiken.",
    ),
    Provenance(
        "Strook van dagen",
        "mart_dagbeeld, mart_schooldag",
        "het schooljaar tot en met de peildatum",
        "Een teken per schooldag, of per week wat er het vaakst was. Met meer soorten op een dag telt de eerste: "
        "ongeoorloofd, onbekend, ziek, anders "
        "geoorloofd, elders, te laat.",
    ),
    Provenance(
        "Tier per periode",
        "mart_tier_kwartaal",
        "perioden die in het schooljaar eindigen",
        "Dezelfde telling en grenzen als de tier van nu, opnieuw geteld met de gegevens van nu.",
    ),
    Provenance(
        "Reeksen",
        "reeks, mart_reeks_vrij",
        "reeksen die in de periode vallen",
        "Dagen achter elkaar waarop alle minuten afwezig zijn, in lesweken en in kalenderdagen.",
    ),
    Provenance(
        "Ziekmeldingen",
        "mart_ziekmelding",
        "begonnen in het schooljaar",
        "Dagen achter elkaar met minstens één les ziek zijn één melding.",
    ),
    Provenance(
        "Dicht bij een grens",
        "mart_afstand",
        "regels met een ondergrens die niet is gehaald",
        "Wat er op de peildatum staat naast de grens uit de regelset, de dichtste eerst.",
    ),
    Provenance(
        "Wat onbekende codes kunnen veranderen",
        "mart_onbekend_invloed",
        "leerlingen met lessen met een onbekende code",
        "Geteld alsof die lessen afwezig zijn. Een grens die dan wel en nu niet wordt gehaald, staat erbij.",
    ),
    Provenance(
        "Afwezig, reden niet ingevuld",
        "mart_zonder_reden",
        "het schooljaar tot en met de peildatum",
        "Lessen waarvan alleen vaststaat dat de leerling er niet was. Geteld alsof ze ongeoorloofd waren, met de "
        "lessen erbij die dat al zijn. Getoond is het meeste in vier lesweken.",
    ),
    Provenance(
        "Vertrokken of nieuw, en afwezig",
        "mart_vertrokken_afwezig, mart_nieuw_afwezig",
        "in- en uitgeschreven in de periode",
        "Vertrokken: op de laatste lesdagen een lesweek of langer geheel afwezig. Nieuw: vanaf de eerste lesdag geheel "
        "afwezig. Met en zonder geldige reden.",
    ),
    Provenance("Tiers per klas", "leerling_periode", "per klas", "Leerlingen per tier in de periode."),
    Provenance(
        "Per week en klas", "mart_week_klas", "per klas en week", "Afwezige minuten als deel van de geplande minuten."
    ),
    Provenance(
        "Per weekdag en lesuur",
        "mart_weekdag_lesuur",
        "de periode",
        "Afwezige lessen als deel van de geplande lessen van alle leerlingen.",
    ),
    Provenance(
        "Per dag, te laat, rond vakanties",
        "mart_schooldag, mart_te_laat_weekdag, mart_rond_vakantie",
        "het schooljaar tot en met de peildatum",
        "Minuten en keren van alle leerlingen samen. Luxeverzuim is een deel van ongeoorloofd.",
    ),
    Provenance(
        "Wat valt op",
        "mart_weekdag_lesuur, mart_te_laat_weekdag, mart_rond_vakantie, mart_patroon_leerling",
        "waar genoeg is gezien",
        "Eenzijdige binomiale toets van keren tegen het verwachte deel. Samen begrensd volgens Benjamini en Hochberg, "
        "per school en per leerling apart.",
    ),
    Provenance(
        "Registratie",
        "mart_codegebruik, mart_voorlopig, mart_stille_week, bevinding",
        "",
        "Codes zonder betekenis, lessen die voorlopig blijven, weken zonder registratie, meldingen buiten het rooster.",
    ),
)
