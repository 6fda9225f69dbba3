"""The closed list of findings (`bevinding`): code, severity and the Dutch words a school reads.

A finding never holds a value of a pupil: file, line and column say where to look. `{…}` in a text is
filled with counts, codes of the school's own code list, kinds or column names, never with pupil data.
"""

from dataclasses import dataclass

GEWEIGERD = "geweigerd"
QUARANTAINE = "quarantaine"
LET_OP = "let_op"


@dataclass(frozen=True)
class FindingKind:
    """One kind of finding: what is wrong, what follows, how to mend it."""

    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str


@dataclass(frozen=True)
class Finding:
    """One row of table `bevinding`, one per place or per cause.

    `regelnummer`: first line of the record, header = 1 (JSON: number of the item, from 1); None = whole file.
    `aantal`: rows (or slots, where the text says so) that the finding is about.
    """

    school: str
    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str
    bestand: str = ""
    regelnummer: int | None = None
    kolom: str = ""
    aantal: int = 1


def make_finding(
    school: str,
    code: str,
    *,
    bestand: str = "",
    regelnummer: int | None = None,
    kolom: str = "",
    aantal: int = 1,
    **words: object,
) -> Finding:
    """Fill the texts of the finding kind `code` with `words`; KeyError on an unknown code or missing word."""
    kind = FINDINGS[code]
    return Finding(
        school=school,
        code=code,
        ernst=kind.ernst,
        omschrijving=kind.omschrijving.format(**words),
        gevolg=kind.gevolg.format(**words),
        oplossing=kind.oplossing.format(**words),
        bestand=bestand,
        regelnummer=regelnummer,
        kolom=kolom,
        aantal=aantal,
    )


def _index(*kinds: FindingKind) -> dict[str, FindingKind]:
    return {kind.code: kind for kind in kinds}


# --- Reading a delivery: folder, files, lines (pipelines/intake/readers) ---------------------------------------
_NOT_USED = "De levering van deze school is niet gebruikt."
_NOT_COPIED = "De levering van deze school is niet gebruikt. Er is niets van bewaard."
_ROW_ASIDE = "De regel telt niet mee. Hij staat apart (quarantaine)."
_EXPORT_AGAIN = "Maak de export opnieuw in uw leerlingadministratie en lever die aan zonder hem eerst te bewerken."
_SAVE_AS_CSV = "Open het bestand in Excel en kies Opslaan als > CSV UTF-8 (door lijstscheidingsteken gescheiden)."

READING_KINDS: tuple[FindingKind, ...] = (
    FindingKind(
        "map_ontbreekt",
        GEWEIGERD,
        "De map van deze school ontbreekt in de map met aanleveringen.",
        _NOT_USED,
        "Maak een map met als naam het id van de school (BRIN en vestiging). Zet de bestanden van de school daarin.",
    ),
    FindingKind(
        "map_onleesbaar",
        GEWEIGERD,
        "De map van deze school is niet te openen.",
        _NOT_USED,
        "Geef het account dat dit programma start leesrecht op de map.",
    ),
    FindingKind(
        "submap",
        GEWEIGERD,
        "In de map van deze school staat een andere map.",
        _NOT_USED,
        "Zet alle bestanden los in de map van de school en haal de extra map weg.",
    ),
    FindingKind(
        "geen_gewoon_bestand",
        GEWEIGERD,
        "In de map van deze school staat iets dat geen gewoon bestand is.",
        _NOT_USED,
        "Haal het weg. Lever alleen gewone bestanden aan: CSV, Excel (.xlsx), JSON of XML.",
    ),
    FindingKind(
        "koppeling_buiten_map",
        GEWEIGERD,
        "In de map van deze school staat een snelkoppeling naar een plek buiten de map.",
        _NOT_USED,
        "Vervang de snelkoppeling door het bestand zelf.",
    ),
    FindingKind(
        "genegeerd_bestand",
        LET_OP,
        "Dit bestand is een restant van het besturingssysteem, van Excel of van een download.",
        "Het bestand is niet gelezen.",
        "U hoeft niets te doen. Staat hier toch een levering in? Geef het bestand dan een gewone naam.",
    ),
    FindingKind(
        "dubbel_bestand",
        LET_OP,
        "Dit bestand is al verwerkt: in dezelfde map staat nog een bestand met precies dezelfde inhoud.",
        "Beide bestanden zijn gelezen. Van gelijke regels telt de laatste.",
        "Haal een van de twee bestanden weg. Had er een andere export moeten staan? Lever die dan aan.",
    ),
    FindingKind(
        "bestand_onleesbaar",
        GEWEIGERD,
        "Het bestand is niet te openen.",
        _NOT_USED,
        "Sluit het bestand in andere programma's en geef het account dat dit programma start leesrecht.",
    ),
    FindingKind(
        "bestand_gewijzigd",
        GEWEIGERD,
        "Het bestand veranderde of verdween terwijl het werd gelezen.",
        _NOT_USED,
        "Wacht tot het kopiëren of downloaden klaar is en start dan opnieuw.",
    ),
    FindingKind("bestand_leeg", GEWEIGERD, "Het bestand is leeg (0 tekens).", _NOT_USED, _EXPORT_AGAIN),
    FindingKind(
        "bestand_te_groot",
        GEWEIGERD,
        "Het bestand is te groot om veilig te lezen.",
        _NOT_USED,
        "Maak de export per schooljaar of per maand en lever de delen als losse bestanden aan.",
    ),
    FindingKind(
        "afgebroken",
        GEWEIGERD,
        "Het bestand houdt midden in de laatste regel op. Er ontbreken waarschijnlijk regels.",
        _NOT_USED,
        "Download of kopieer het bestand opnieuw, tot het einde.",
    ),
    FindingKind(
        "bsn_kolom",
        GEWEIGERD,
        "Het bestand heeft een kolom met BSN, PGN of onderwijsnummer. Daar is geen wettelijke grond voor.",
        _NOT_COPIED,
        "Haal die kolom uit de export en lever opnieuw aan. Verwijder het oude bestand overal, ook uit de mail.",
    ),
    FindingKind(
        "utf16",
        GEWEIGERD,
        "Het bestand is opgeslagen als UTF-16 (in Excel: Unicode-tekst).",
        _NOT_USED,
        _SAVE_AS_CSV,
    ),
    FindingKind(
        "geen_tekst",
        GEWEIGERD,
        "Het bestand is geen tekstbestand en geen Excel-werkmap (.xlsx).",
        _NOT_USED,
        _EXPORT_AGAIN,
    ),
    FindingKind(
        "kop_leeg",
        GEWEIGERD,
        "De eerste regel is leeg. Daar horen de kolomnamen te staan.",
        _NOT_USED,
        "Haal lege regels boven de kolomnamen weg.",
    ),
    FindingKind(
        "kop_aanhalingsteken",
        GEWEIGERD,
        'In de regel met kolomnamen staat een los aanhalingsteken (").',
        _NOT_USED,
        "Haal het losse aanhalingsteken weg. Een kolomnaam mag niet over meer regels lopen.",
    ),
    FindingKind(
        "kop_teken",
        GEWEIGERD,
        "In de regel met kolomnamen staat een onzichtbaar of onleesbaar teken.",
        _NOT_USED,
        "Typ de kolomnamen opnieuw, of maak de export opnieuw.",
    ),
    FindingKind(
        "sep_regel",
        GEWEIGERD,
        "De eerste regel is 'sep=', een aanwijzing voor Excel. Daar horen de kolomnamen te staan.",
        _NOT_USED,
        "Haal die eerste regel weg in Kladblok en sla het bestand op.",
    ),
    FindingKind(
        "scheidingsteken_streep",
        GEWEIGERD,
        "De kolommen zijn gescheiden door een rechte streep (|).",
        _NOT_USED,
        "Kies bij het exporteren een puntkomma, komma of tab als scheidingsteken.",
    ),
    FindingKind(
        "scheidingsteken_onduidelijk",
        GEWEIGERD,
        "In de kolomnamen staan evenveel puntkomma's, komma's of tabs. Het scheidingsteken is zo niet te bepalen.",
        _NOT_USED,
        "Gebruik in de kolomnamen alleen het scheidingsteken zelf.",
    ),
    FindingKind(
        "te_veel_kolommen",
        GEWEIGERD,
        "Het bestand heeft meer dan 2.000 kolommen.",
        _NOT_USED,
        "Maak een export met alleen de kolommen die nodig zijn.",
    ),
    FindingKind(
        "regel_te_lang",
        GEWEIGERD,
        "Het bestand heeft een regel van meer dan een miljoen tekens.",
        _NOT_USED,
        _EXPORT_AGAIN,
    ),
    FindingKind(
        "oude_werkmap",
        GEWEIGERD,
        "Het bestand is een werkmap in de oude vorm (.xls), of een werkmap met een wachtwoord.",
        _NOT_USED,
        "Open het bestand in Excel, haal het wachtwoord weg en kies Opslaan als > Excel-werkmap (.xlsx).",
    ),
    FindingKind(
        "geen_werkmap",
        GEWEIGERD,
        "Het bestand is een zip-bestand, maar geen Excel-werkmap (.xlsx) die te lezen is.",
        _NOT_USED,
        "Pak een zip-bestand eerst uit. Sla een ander rekenblad op als Excel-werkmap (.xlsx) of als CSV.",
    ),
    FindingKind(
        "werkmap_onveilig",
        GEWEIGERD,
        "De werkmap is beveiligd of bevat delen die er niet in horen.",
        _NOT_USED,
        "Open de werkmap in Excel en sla hem zonder wachtwoord op als nieuwe werkmap (.xlsx).",
    ),
    FindingKind(
        "werkmap_te_groot",
        GEWEIGERD,
        "De werkmap is uitgepakt te groot om veilig te lezen.",
        _NOT_USED,
        "Haal opmaak en lege rijen weg, of sla het werkblad op als CSV.",
    ),
    FindingKind(
        "te_veel_velden",
        QUARANTAINE,
        "De regel heeft meer velden dan er kolomnamen zijn.",
        _ROW_ASIDE,
        "Kijk of er in een veld een scheidingsteken staat. Zet dat veld tussen aanhalingstekens of haal het teken weg.",
    ),
    FindingKind(
        "te_weinig_velden",
        QUARANTAINE,
        "De regel heeft minder velden dan er kolomnamen zijn.",
        _ROW_ASIDE,
        "Kijk of de regel is afgebroken, of een voetregel is zoals een totaal. Maak de export opnieuw.",
    ),
    FindingKind(
        "aanhalingsteken",
        QUARANTAINE,
        'In de regel staat een aanhalingsteken (") dat niet past.',
        _ROW_ASIDE,
        "Haal het aanhalingsteken weg in uw leerlingadministratie en maak de export opnieuw.",
    ),
    FindingKind(
        "backslash",
        QUARANTAINE,
        'In de regel staat een schuine streep voor een aanhalingsteken (\\").',
        _ROW_ASIDE,
        "Haal die tekens weg in uw leerlingadministratie en maak de export opnieuw.",
    ),
    FindingKind(
        "nul_byte",
        QUARANTAINE,
        "In de regel staat een nul-teken. Het bestand is beschadigd.",
        _ROW_ASIDE,
        _EXPORT_AGAIN,
    ),
    FindingKind(
        "besturingsteken",
        QUARANTAINE,
        "In de regel staat een besturingsteken dat niet in tekst hoort.",
        _ROW_ASIDE,
        "Typ het veld opnieuw in uw leerlingadministratie en maak de export opnieuw.",
    ),
    FindingKind(
        "onzichtbaar_teken",
        QUARANTAINE,
        "In de regel staat een onzichtbaar teken. Een code met zo'n teken lijkt gelijk maar is het niet.",
        _ROW_ASIDE,
        "Typ het veld opnieuw in uw leerlingadministratie en maak de export opnieuw.",
    ),
    FindingKind(
        "tekenset",
        QUARANTAINE,
        "In de regel staan letters in een andere tekenset dan in de rest van het bestand.",
        _ROW_ASIDE,
        "Plak geen bestanden aan elkaar. " + _SAVE_AS_CSV,
    ),
    FindingKind(
        "dubbele_tekenset",
        LET_OP,
        "In de regel lijken letters met een accent beschadigd (een é staat er als twee tekens).",
        "De regel telt mee zoals hij er staat.",
        "Open een CSV niet door te dubbelklikken. Kies in Excel Gegevens > Van tekst/CSV en daar UTF-8.",
    ),
    FindingKind(
        "kop_herhaald",
        QUARANTAINE,
        "De regel met kolomnamen staat nog een keer in het bestand.",
        _ROW_ASIDE,
        "Lever elke export als een eigen bestand aan, niet achter elkaar geplakt.",
    ),
    FindingKind(
        "cel_fout",
        QUARANTAINE,
        "In de rij staat een cel met een fout van Excel (zoals #N/B) of een datum die niet bestaat.",
        _ROW_ASIDE,
        "Verbeter de cel in Excel, of maak de export opnieuw.",
    ),
    FindingKind(
        "formule_zonder_waarde",
        QUARANTAINE,
        "In de rij staat een formule waarvan de uitkomst niet is opgeslagen.",
        _ROW_ASIDE,
        "Open de werkmap in Excel, sla hem op en lever hem opnieuw aan.",
    ),
)


# --- What the rows say: layouts, cells, codes (pipelines/intake) ------------------------------------------------
_MEND_ROW = "Verbeter de regel in uw leerlingadministratie en maak de export opnieuw."
_OWN_NAMES = (
    "Heet een kolom bij u anders? Laat het samenwerkingsverband die naam zetten in swv.toml onder "
    "[school.kolommen], of gebruik het sjabloon."
)
_COUNTED = "De regel telt mee."

CONTENT_KINDS: tuple[FindingKind, ...] = (
    FindingKind(
        "niet_herkend",
        GEWEIGERD,
        "Dit bestand is niet herkend aan zijn kolomnamen.",
        _NOT_USED,
        "Zet de kolomnamen op de eerste regel; daar mag niets boven staan. "
        + _OWN_NAMES
        + " Dit zijn de bekende soorten met hun kolommen:\n{soorten}",
    ),
    FindingKind(
        "kolom_ontbreekt",
        GEWEIGERD,
        "Dit bestand lijkt op '{soort}', maar daarvoor ontbreekt: {kolommen}.",
        _NOT_USED,
        "Voeg de kolom toe aan de export. " + _OWN_NAMES + " Dit zijn de bekende soorten met hun kolommen:\n{soorten}",
    ),
    FindingKind(
        "soort_dubbelzinnig",
        GEWEIGERD,
        "Dit bestand past even goed bij meer dan één soort: {soorten}.",
        _NOT_USED,
        "Haal de kolommen weg die niet bij de bedoelde soort horen.",
    ),
    FindingKind(
        "kolom_dubbel",
        GEWEIGERD,
        "De kolom '{naam}' staat twee keer in het bestand.",
        _NOT_USED,
        "Haal een van de twee kolommen weg. Kijk ook of swv.toml niet twee kolommen dezelfde naam geeft.",
    ),
    FindingKind(
        "json_onleesbaar",
        GEWEIGERD,
        "Dit bestand begint als JSON, maar is niet als JSON te lezen.",
        _NOT_USED,
        "Maak het bestand opnieuw. Een bestand dat halverwege stopt, is niet goed gedownload.",
    ),
    FindingKind(
        "json_zonder_leerlingnummer",
        GEWEIGERD,
        "In dit JSON-bestand staat niet van welke leerling de absenties zijn.",
        _NOT_USED,
        'Lever per leerling {{"leerlingnummer": "…", "Items": […]}} aan, of een lijst daarvan.',
    ),
    FindingKind(
        "xml_onleesbaar",
        GEWEIGERD,
        "Dit bestand begint als XML, maar is niet veilig als XML te lezen.",
        _NOT_USED,
        "Haal het bestand opnieuw op, of lever de leerlingen aan als CSV volgens het sjabloon.",
    ),
    FindingKind(
        "geen_leerlingen",
        GEWEIGERD,
        "Er is geen enkele bruikbare regel met een leerling.",
        _NOT_USED,
        "Lever een bestand met leerlingen aan, met minstens de kolommen leerlingnummer en klas.",
    ),
    FindingKind(
        "geen_rooster",
        GEWEIGERD,
        "Er is geen enkele bruikbare regel met een rooster.",
        _NOT_USED,
        "Lever een rooster aan met het sjabloon: groep, weekdag (of datum), lesuur, begintijd en eindtijd."
        " Geen enkele leerlingadministratie heeft hier een vaste export voor.",
    ),
    FindingKind(
        "leeg",
        QUARANTAINE,
        "De cel in kolom '{naam}' is leeg, maar moet gevuld zijn.",
        _ROW_ASIDE,
        "Vul de cel in uw leerlingadministratie en maak de export opnieuw.",
    ),
    FindingKind(
        "datum_onleesbaar",
        QUARANTAINE,
        "In kolom '{naam}' staat geen datum of tijdstip dat bestaat, of een andere schrijfwijze.",
        _ROW_ASIDE,
        "Schrijf een datum als 2025-09-01, 01-09-2025 of 01/09/2025, met vier cijfers voor het jaar."
        " Een getal zoals 45292 is een datum die Excel heeft veranderd.",
    ),
    FindingKind(
        "geboortedatum_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat geen geboortedatum die bestaat, of een andere schrijfwijze.",
        "De leerling telt mee, maar zonder geboortedatum. Regels met een leeftijd zijn dan niet te bepalen.",
        "Schrijf de geboortedatum als 2010-09-01, 01-09-2010 of 01/09/2010.",
    ),
    FindingKind(
        "tijd_onleesbaar",
        QUARANTAINE,
        "In kolom '{naam}' staat geen tijd.",
        _ROW_ASIDE,
        "Schrijf een tijd als 08:30. De laatste tijd van een dag is 23:59.",
    ),
    FindingKind(
        "getal_onleesbaar",
        QUARANTAINE,
        "In kolom '{naam}' staat geen heel getal.",
        _ROW_ASIDE,
        "Schrijf een heel getal, zonder komma of punt.",
    ),
    FindingKind(
        "buiten_bereik",
        QUARANTAINE,
        "Het getal in kolom '{naam}' is te klein of te groot.",
        _ROW_ASIDE,
        _MEND_ROW,
    ),
    FindingKind(
        "lesuur_buiten_bereik",
        QUARANTAINE,
        "Het lesuur in kolom '{naam}' ligt niet tussen 1 en 20.",
        _ROW_ASIDE,
        "Kijk of de kolom wel het lesuur is. Een uur 0 of een tijd zoals 08:30 is geen lesuur.",
    ),
    FindingKind(
        "weekdag_buiten_bereik",
        QUARANTAINE,
        "De weekdag in kolom '{naam}' ligt niet tussen 1 (maandag) en 7 (zondag).",
        _ROW_ASIDE,
        "Schrijf de weekdag als getal: 1 is maandag, 5 is vrijdag.",
    ),
    FindingKind(
        "janee_onleesbaar",
        QUARANTAINE,
        "In kolom '{naam}' staat geen ja of nee.",
        _ROW_ASIDE,
        "Schrijf J of N.",
    ),
    FindingKind(
        "nummer_verminkt",
        QUARANTAINE,
        "Het nummer in kolom '{naam}' is veranderd door Excel, bijvoorbeeld in 1,23E+05.",
        _ROW_ASIDE,
        "Open de export niet in Excel voordat u hem aanlevert. Of maak de kolom eerst op als tekst.",
    ),
    FindingKind(
        "tekst_verminkt",
        QUARANTAINE,
        "In kolom '{naam}' staat een foutwaarde van Excel, zoals #N/B of #####.",
        _ROW_ASIDE,
        "Verbeter de cel, of lever de export aan zonder hem in Excel te openen.",
    ),
    FindingKind(
        "groep_verminkt",
        QUARANTAINE,
        "De naam van de groep in kolom '{naam}' is veranderd door Excel, bijvoorbeeld van 1-2 in 1-feb.",
        _ROW_ASIDE,
        "Open de export niet in Excel voordat u hem aanlevert. Of maak de kolom eerst op als tekst.",
    ),
    FindingKind(
        "keuze_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat iets anders dan mag: {keuzes}.",
        _ROW_ASIDE,
        "Kies een van deze woorden.",
    ),
    FindingKind(
        "soort_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat geen bekend soort verzuim.",
        "De regel telt niet mee. De code blijft onbekend.",
        "Kies uit: {keuzes}.",
    ),
    FindingKind(
        "kalendersoort_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat iets anders dan vrij of les.",
        _ROW_ASIDE,
        "Schrijf vrij voor dagen zonder les, of les voor dagen waarop toch les is. Leeg is vrij.",
    ),
    FindingKind(
        "meldsoort_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat geen meldsoort die hier telt.",
        _ROW_ASIDE,
        "Kies uit 16uur, lrv, luxe of overig. Een RMC-melding hoort niet in dit bestand.",
    ),
    FindingKind(
        "dagdeel_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat geen dagdeel.",
        _ROW_ASIDE,
        "Schrijf Ochtend, Middag of Hele dag.",
    ),
    FindingKind(
        "interventies_onbekend",
        QUARANTAINE,
        "In kolom '{naam}' staat iets anders dan codes met komma's ertussen.",
        _ROW_ASIDE,
        "Gebruik alleen de codes van de lijst, zonder toelichting.",
    ),
    FindingKind(
        "interventie_niet_op_lijst",
        LET_OP,
        "In kolom 'interventies' staat een code die niet op de lijst van het samenwerkingsverband staat.",
        "De code is bewaard, maar heeft in de verslagen geen naam.",
        "Kies een code van het blad Lijsten in het MSA-formulier. Mist er een? Vraag het samenwerkingsverband erom.",
    ),
    FindingKind(
        "register_verschilt",
        LET_OP,
        "Dit bestand zegt over {leerlingen} iets anders dan een bestand met een latere naam in het alfabet.",
        "De waarde uit het bestand met de latere naam telt.",
        "Is dit bestand juist het nieuwste? Haal dan het oude bestand uit de map. "
        "Wat daarin stond, blijft bewaard en telt mee waar het nieuwe bestand leeg is.",
    ),
    FindingKind(
        "register_eerder_gebruikt",
        LET_OP,
        "Er tellen {formulieren} mee die u eerder inleverde en die nu niet in de map staan.",
        "Wat daarin stond, telt mee waar een later bestand leeg is. Een streepje (-) in een later bestand wist het.",
        "U hoeft niets te doen.",
    ),
    FindingKind(
        "register_eerder_weg",
        LET_OP,
        "Van {formulieren} die u eerder inleverde, is de kopie gewist of niet meer te lezen.",
        "Wat alleen daarin stond, telt niet meer mee.",
        "Kijk in het nieuwe MSA-formulier wat er ontbreekt, vul dat in en lever het aan.",
    ),
    FindingKind(
        "register_eerder_onbekend",
        LET_OP,
        "In eerder ingeleverde formulieren gaan {rijen} over leerlingen die nu niet in de leerlingenlijst staan.",
        "Die rijen tellen niet mee. Staat de leerling weer in de lijst, dan wel.",
        "Zijn deze leerlingen van school? Dan hoeft u niets te doen. Lever anders ook hen aan in de leerlingenlijst.",
    ),
    FindingKind(
        "gewiste_leerling",
        LET_OP,
        "Dit bestand bevat {rijen} van een leerling van wie de gegevens zijn gewist.",
        "Wat daar staat, telt niet mee. Van dit bestand is geen kopie bewaard.",
        "Lever het bestand opnieuw aan zonder deze leerling, en gooi het oude bestand weg.",
    ),
    FindingKind(
        "einde_voor_begin",
        QUARANTAINE,
        "Het einde in kolom '{naam}' ligt voor het begin.",
        _ROW_ASIDE,
        _MEND_ROW,
    ),
    FindingKind(
        "lesuren_over_dagen",
        QUARANTAINE,
        "De melding heeft lesuren, maar begint en eindigt niet op dezelfde dag.",
        _ROW_ASIDE,
        "Maak er in SOMtoday een melding per dag van, of een melding zonder lesuren.",
    ),
    FindingKind(
        "les_zonder_lesuur",
        QUARANTAINE,
        "De absentie heeft geen lesuur en geen les met een begintijd.",
        _ROW_ASIDE,
        "Koppel de absentie in Magister aan een les, of vul het lesuur in.",
    ),
    FindingKind(
        "les_zonder_duur",
        QUARANTAINE,
        "De les duurt nul minuten of minder: het einde in kolom '{naam}' ligt niet na het begin.",
        _ROW_ASIDE,
        "Verbeter de begintijd of de eindtijd in het rooster.",
    ),
    FindingKind(
        "les_zonder_tijden",
        QUARANTAINE,
        "De les heeft geen begintijd en eindtijd, en voor de school is geen minuten_per_lesuur ingesteld.",
        _ROW_ASIDE,
        "Vul de tijden in het rooster in, of zet minuten_per_lesuur bij de school in swv.toml.",
    ),
    FindingKind(
        "lesuur_nul_met_tijden",
        QUARANTAINE,
        "Lesuur 0 betekent 'geen les op deze dag', maar de regel heeft wel tijden.",
        _ROW_ASIDE,
        "Geef de les een lesuur van 1 tot en met 20, of haal de tijden weg.",
    ),
    FindingKind(
        "onbekende_leerling",
        QUARANTAINE,
        "De leerling in kolom '{naam}' staat niet in de aangeleverde leerlingen.",
        _ROW_ASIDE,
        "Lever ook de leerlingen aan die in deze periode van school zijn gegaan.",
    ),
    FindingKind(
        "onbekende_leerling_180",
        QUARANTAINE,
        "De leerling in kolom '{naam}' staat niet in de aangeleverde leerlingen."
        " De webservice-lijst van Magister laat leerlingen weg die langer dan 180 dagen geleden zijn vertrokken.",
        _ROW_ASIDE,
        "Vul de lijst aan met leerlingen die eerder in het schooljaar zijn vertrokken (sjabloon leerlingen).",
    ),
    FindingKind(
        "json_ander_item",
        QUARANTAINE,
        "Dit onderdeel van het JSON-bestand is iets anders dan de rest van het bestand.",
        _ROW_ASIDE,
        "Lever elke soort als een eigen bestand aan.",
    ),
    FindingKind(
        "layout_aannemelijk",
        LET_OP,
        "Dit bestand is gelezen als '{soort}'. Die vorm is nog niet gezien op een echte export.",
        "De gegevens tellen mee. Er is een kleine kans dat een kolom iets anders betekent.",
        "Vergelijk een paar leerlingen met uw leerlingadministratie en laat het weten als iets niet klopt.",
    ),
    FindingKind(
        "kolom_onbekend",
        LET_OP,
        "Het bestand heeft kolommen die niet worden gebruikt: {kolommen}.",
        "Deze kolommen zijn niet gelezen en niet bewaard.",
        "Laat kolommen weg die niet nodig zijn. " + _OWN_NAMES,
    ),
    FindingKind(
        "kolom_dubbel_ongebruikt",
        LET_OP,
        "Het bestand heeft twee keer een kolom met dezelfde naam: {kolommen}.",
        "De kolom wordt niet gebruikt, dus er gaat niets verloren.",
        "U hoeft niets te doen.",
    ),
    FindingKind(
        "alleen_kopregel",
        LET_OP,
        "Het bestand heeft alleen een regel met kolomnamen.",
        "Er zijn nul regels gelezen.",
        "Klopt het dat er niets te melden is? Dan hoeft u niets te doen. Maak anders de export opnieuw.",
    ),
    FindingKind(
        "geen_absenties",
        LET_OP,
        "Er is geen bestand met absenties aangeleverd.",
        "Elke leerling telt als steeds aanwezig.",
        "Lever de absenties aan en draai opnieuw.",
    ),
    FindingKind(
        "oogst_onbekend",
        LET_OP,
        "Het bestand zegt niet voor welke leerlingen de absenties zijn opgevraagd.",
        "Een leerling die niet is opgevraagd, lijkt nul uur afwezig.",
        "Controleer of het ophalen voor alle leerlingen is gelukt.",
    ),
    FindingKind(
        "meer_locaties",
        LET_OP,
        "Het bestand bevat leerlingen van {locaties} locaties.",
        "Alle leerlingen tellen mee bij deze school.",
        "Hoort een locatie bij een andere vestiging? Maak dan per vestiging een eigen lijst.",
    ),
    FindingKind(
        "einddatum_telt_mee",
        LET_OP,
        "Het is niet zeker of de einddatum in deze export de laatste schooldag is of de dag erna.",
        "De einddatum telt mee als laatste schooldag.",
        "Controleer dit bij een leerling die is vertrokken.",
    ),
    FindingKind(
        "geboortedatum_onzeker",
        LET_OP,
        "Van sommige leerlingen staat de geboortedatum in ParnasSys als onzeker.",
        "De datum telt mee zoals hij er staat. Een regel met een leeftijd kan daardoor niet kloppen.",
        "Vul de juiste geboortedatum in.",
    ),
    FindingKind(
        "redenentabel_niet_gebruikt",
        LET_OP,
        "Naast deze lijst met absentieredenen is een eigen codetabel aangeleverd.",
        "De eigen codetabel beslist. Deze lijst is niet gebruikt.",
        "U hoeft niets te doen.",
    ),
    FindingKind(
        "type_en_code_verschillen",
        LET_OP,
        "Het type van de absentie zegt iets anders dan de gewone betekenis van de code.",
        "Het type beslist of de absentie geoorloofd is.",
        "Lever een codetabel aan (sjabloon codes). Die beslist dan.",
    ),
    FindingKind(
        "geoorloofd_spreekt_tegen",
        LET_OP,
        "De code of reden en de kolom geoorloofd spreken elkaar tegen.",
        "In ParnasSys beslist de kolom geoorloofd. In Magister en SOMtoday beslist de gewone betekenis van de code.",
        "Verbeter de reden in uw leerlingadministratie, of lever een codetabel aan (sjabloon codes).",
    ),
    FindingKind(
        "ziek_niet_geoorloofd",
        LET_OP,
        "Ziekte staat hier als niet geoorloofd.",
        "Ziekte blijft geoorloofd en gaat nooit naar leerplicht of DUO.",
        "Verbeter de absentiereden in uw leerlingadministratie.",
    ),
    FindingKind(
        "luxe_en_geoorloofd",
        LET_OP,
        "De absentiereden staat tegelijk als luxeverzuim en als geoorloofd.",
        "De absentie telt als geoorloofd.",
        "Verbeter de absentiereden in Magister, of lever een codetabel aan (sjabloon codes).",
    ),
    FindingKind(
        "type_omschrijving_wijkt_af",
        LET_OP,
        "De omschrijving van het verantwoordingstype past niet bij het nummer.",
        "De omschrijving beslist.",
        "Controleer de verantwoordingstypes in Magister.",
    ),
    FindingKind(
        "meer_dan_getoond",
        QUARANTAINE,
        "Nog meer regels in dit bestand hebben dezelfde fout in kolom '{naam}'.",
        _ROW_ASIDE,
        "Begin met de regels die wel zijn genoemd. Vaak is er één oorzaak.",
    ),
)


COUNTING_KINDS: tuple[FindingKind, ...] = (
    FindingKind(
        "absentie_buiten_rooster",
        LET_OP,
        "Deze absentie valt op geen enkele les van de leerling volgens het rooster.",
        "De absentie telt nergens mee.",
        "Controleer de datum, het lesuur en de klas of groep van de leerling. "
        "Klopt de absentie? Dan mist er een les in het rooster, of staat de dag ten onrechte als vrij.",
    ),
    FindingKind(
        "woongemeente_onbekend",
        LET_OP,
        "Van {leerlingen} met een melding voor DUO is de woongemeente niet bekend of niet te gebruiken.",
        "Deze leerlingen staan in de map leerplicht/onbekend. Die map gaat naar geen enkele gemeente.",
        "Vul de woongemeente in uw leerlingadministratie in en lever het leerlingenbestand opnieuw aan.",
    ),
    FindingKind(
        "code_onbekend",
        LET_OP,
        "Code '{waarde}' heeft geen betekenis in de codetabel van de school: {lessen} van {leerlingen}.",
        "De lessen tellen als onbekend: niet als aanwezig en niet als afwezig. {tiers}",
        "Zet de code met haar soort in de codetabel (sjabloon codes) en lever opnieuw aan.",
    ),
    FindingKind(
        "code_standaardtabel",
        LET_OP,
        "Code '{waarde}' is gelezen als '{soort}' volgens de standaardtabel van de leerlingadministratie: "
        "{lessen} van {leerlingen}.",
        "Gebruikt uw school de code anders, dan kloppen deze lessen niet.",
        "Lever een codetabel van uw school aan (sjabloon codes).",
    ),
    FindingKind(
        "code_uit_rij",
        LET_OP,
        "Code '{waarde}' is gelezen als '{soort}' volgens het type dat in de rij staat: {lessen} van {leerlingen}.",
        "Gebruikt uw school de code anders, dan kloppen deze lessen niet.",
        "Lever een codetabel van uw school aan (sjabloon codes).",
    ),
)


FINDINGS: dict[str, FindingKind] = _index(*READING_KINDS, *CONTENT_KINDS, *COUNTING_KINDS)
