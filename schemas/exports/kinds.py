"""The kinds of contract 1.1, and the reading shapes of LVS exports that end up as one of them."""

from schemas import tables
from schemas.columns import MELDSOORTEN
from schemas.exports.base import (
    CODE,
    DATUM,
    GEHEEL,
    GROEP,
    JANEE,
    KEUZE,
    LESUREN,
    MOMENT,
    NUMMER,
    TIJD,
    Field,
    Kind,
    make_field,
)
from schemas.tables import (
    CATEGORIE,
    GEBOORTEJAAR,
    GROND,
    KALENDERSOORT,
    LESUUR,
    MINUTEN_TE_LAAT,
    REGIEHOUDER,
    RESULTAAT,
    SOORT,
    TYPOLOGIE,
    WEEKDAG,
)

DAGDELEN = ("ochtend", "middag", "hele dag", "dag")
# Formats 7.1: the codes of the notification desk beside the words of the template.
DUO_CODES = {"v3": "16uur", "v4": "16uur", "l": "luxe", "o": "overig"}

_LEERLINGNUMMER = Field("leerlingnummer", NUMMER, filled=True)
_CODE = Field("code", CODE, filled=True)
_INGEVOERD_OP = Field("ingevoerd_op", MOMENT, empties=True, fault="cel_onleesbaar")
_LESUUR = make_field(LESUUR, GEHEEL, filled=True, fault="lesuur_buiten_bereik")
_WEEKDAG = make_field(WEEKDAG, GEHEEL, filled=True, fault="weekdag_buiten_bereik")
_MINUTEN_TE_LAAT = make_field(MINUTEN_TE_LAAT, GEHEEL, empties=True, fault="cel_onleesbaar")
_GELDIG = (Field("geldig_van", DATUM), Field("geldig_tot", DATUM))
_MINUTEN_PER_LES = make_field(tables.MINUTEN, GEHEEL, name="minuten_per_les", fault="minuten_buiten_bereik")
_TYPE_HULP = (
    Field("type", helper=True),
    Field("geoorloofd", JANEE, helper=True),
    Field("omschrijving", helper=True),
)
_GEBOORTEJAAR = make_field(GEBOORTEJAAR, GEHEEL)
_LES_VAN_TOT = (
    make_field(LESUUR, GEHEEL, name="lesuur_van", fault="lesuur_buiten_bereik"),
    make_field(LESUUR, GEHEEL, name="lesuur_tot", fault="lesuur_buiten_bereik"),
)

LEERLINGEN = Kind(
    "leerlingen",
    "leerlingen",
    "leerlingen",
    (
        _LEERLINGNUMMER,
        Field("klas", GROEP, filled=True),
        Field("leerjaar"),
        Field("onderwijssoort"),
        Field("geboortedatum", DATUM, empties=True, fault="geboortedatum_onbekend"),
        Field("woongemeente"),
        Field("inschrijfdatum", DATUM),
        Field("uitschrijfdatum", DATUM),
        Field("startkwalificatie", JANEE, empties=True, fault="cel_onleesbaar"),
        Field("vertrekdatum", DATUM, helper=True),
        Field("studieperiode", helper=True, empties=True, fault="schooljaar_onleesbaar"),
        Field("locatie", helper=True),
    ),
)
ABSENTIES_LES = Kind(
    "absenties-les",
    "absenties",
    "absenties per les",
    (
        _LEERLINGNUMMER,
        Field("datum", DATUM, filled=True),
        make_field(LESUUR, LESUREN, filled=True, fault="lesuur_buiten_bereik"),
        _CODE,
        _INGEVOERD_OP,
        _MINUTEN_TE_LAAT,
        *_TYPE_HULP,
    ),
)
ABSENTIES_SPAN = Kind(
    "absenties-periode",
    "absenties",
    "absenties per periode",
    (_LEERLINGNUMMER, Field("begin", MOMENT, filled=True), Field("eind", MOMENT), _CODE, _INGEVOERD_OP),
)
ABSENTIES_DAGDEEL = Kind(
    "absenties-dagdeel",
    "absenties",
    "absenties per dagdeel",
    (
        _LEERLINGNUMMER,
        Field("datum", DATUM, filled=True),
        Field("dagdeel", KEUZE, filled=True, one_of=DAGDELEN, fault="dagdeel_onbekend"),
        _CODE,
        Field("geoorloofd", JANEE, helper=True),
    ),
)
# A list in its own words: on a day or from day to day, with times, lesson hours or a part of the day beside it.
ABSENTIES_LIJST = Kind(
    "absenties-lijst",
    "absenties",
    "absentielijst",
    (
        _LEERLINGNUMMER,
        Field("begin", MOMENT, filled=True),
        Field("eind", MOMENT),
        Field("begintijd", TIJD, helper=True),
        Field("eindtijd", TIJD, helper=True),
        make_field(LESUUR, LESUREN, fault="lesuur_buiten_bereik"),
        *_LES_VAN_TOT,
        Field("dagdeel", KEUZE, one_of=DAGDELEN, fault="dagdeel_onbekend"),
        _CODE,
        _INGEVOERD_OP,
        _MINUTEN_TE_LAAT,
        Field("geoorloofd", JANEE, helper=True),
        Field("omschrijving", helper=True),
        # Which of these columns the file has: an empty cell says another thing than a column that is not there.
        Field("kolommen", helper=True),
    ),
)
ABSENTIES_SOMTODAY = Kind(
    "absentiemeldingen",
    "absenties",
    "absentiemeldingen van SOMtoday",
    (
        _LEERLINGNUMMER,
        Field("begin", MOMENT, filled=True),
        Field("eind", MOMENT),
        *_LES_VAN_TOT,
        _CODE,
        _INGEVOERD_OP,
        *_TYPE_HULP,
    ),
)
ABSENTIES_MAGISTER = Kind(
    "absenties-magister-json",
    "absenties",
    "absenties van Magister (JSON)",
    (
        _LEERLINGNUMMER,
        Field("datum", DATUM, filled=True),
        *_LES_VAN_TOT,
        Field("les_begin", MOMENT),
        _CODE,
        *_TYPE_HULP,
    ),
)
WAARNEMINGEN = Kind(
    "waarnemingen",
    "absenties",
    "waarnemingen van SOMtoday",
    (
        _LEERLINGNUMMER,
        Field("begin", MOMENT, filled=True),
        Field("eind", MOMENT, filled=True),
        *_LES_VAN_TOT,
        Field("waarneming", KEUZE, filled=True, one_of=("aanwezig", "afwezig"), fault="keuze_onbekend"),
    ),
)
CODES = Kind(
    "codes",
    "codes",
    "codes",
    (_CODE, make_field(SOORT, KEUZE, filled=True, fault="soort_onbekend"), *_GELDIG),
)
REDENEN = Kind(
    "absentieredenen",
    "codes",
    "absentieredenen",
    (_CODE, *_TYPE_HULP, Field("type_omschrijving", helper=True), Field("luxeverzuim", JANEE, helper=True)),
)
VERANTWOORDINGSTYPES = Kind(
    "verantwoordingstypes",
    "codes",
    "verantwoordingstypes",
    (Field("type", filled=True), Field("type_omschrijving", filled=True)),
)
ROOSTER_WEEK = Kind(
    "rooster-week",
    "rooster",
    "weekrooster",
    (
        Field("groep", GROEP, filled=True),
        _WEEKDAG,
        _LESUUR,
        Field("begintijd", TIJD),
        Field("eindtijd", TIJD),
        *_GELDIG,
    ),
)
ROOSTER_DATUM = Kind(
    "rooster-datum",
    "rooster",
    "rooster per datum",
    (
        Field("groep", GROEP, filled=True),
        Field("datum", DATUM, filled=True),
        _LESUUR,
        Field("begintijd", TIJD),
        Field("eindtijd", TIJD),
    ),
)
LESSENTABEL = Kind(
    "lessentabel",
    "lessentabel",
    "lessentabel",
    (
        Field("groep", GROEP, filled=True),
        _WEEKDAG,
        make_field(tables.LESSEN, GEHEEL, filled=True, fault="lessen_buiten_bereik"),
        _MINUTEN_PER_LES,
        *_GELDIG,
    ),
)
LESSEN_PER_WEEK = Kind(
    "lessen-per-week",
    "lessen per week",
    "lessen per week",
    (
        Field("groep", GROEP, filled=True),
        make_field(tables.LESSEN_PER_WEEK, GEHEEL, filled=True, fault="lessen_buiten_bereik"),
        _MINUTEN_PER_LES,
        *_GELDIG,
    ),
)
SCHOOLTIJDEN = Kind(
    "schooltijden",
    "schooltijden",
    "schooltijden",
    (
        _WEEKDAG,
        Field("begintijd", TIJD, filled=True),
        Field("eindtijd", TIJD, filled=True),
        Field("pauze_van", TIJD),
        Field("pauze_tot", TIJD),
        Field("groep", GROEP),
        *_GELDIG,
    ),
)
# The lessons of a timetable that lists its pupils: `groep` is a name within the file, of those who have them together.
ROOSTER_LIJST = Kind("rooster-lijst", "rooster", "rooster met leerlingen", ROOSTER_DATUM.fields)
ROOSTER_LEERLINGEN = Kind(
    "rooster-leerlingen",
    "rooster",
    "leerlingen van een rooster",
    (
        _LEERLINGNUMMER,
        Field("groep", GROEP, filled=True),
        Field("van", DATUM, filled=True),
        Field("tot", DATUM, filled=True),
    ),
)
ROOSTER_UNTIS = Kind(
    "rooster-untis",
    "rooster",
    "weekrooster van Untis",
    (
        *(field for field in ROOSTER_WEEK.fields if field not in _GELDIG),
        Field("duur", TIJD, helper=True, empties=True, fault="cel_onleesbaar"),
    ),
)
ROOSTER_UNTIS_WEKEN = Kind(
    "rooster-untis-weken",
    "rooster",
    "rooster van Untis met weken",
    (*(field for field in ROOSTER_WEEK.fields if field not in _GELDIG), Field("weken", filled=True, helper=True)),
)
UNTIS_TIJDEN = Kind(
    "untis-tijden",
    "rooster",
    "lestijden van Untis",
    (
        _WEEKDAG,
        _LESUUR,
        Field("begintijd", TIJD, filled=True),
        Field("eindtijd", TIJD, filled=True),
    ),
)
GROEPEN = Kind(
    "groepen",
    "groepen",
    "groepen",
    (_LEERLINGNUMMER, Field("groep", GROEP, filled=True), Field("van", DATUM), Field("tot", DATUM)),
)
KALENDER = Kind(
    "kalender",
    "kalender",
    "kalender",
    (
        Field("van", DATUM, filled=True),
        Field("tot", DATUM, filled=True),
        make_field(KALENDERSOORT, KEUZE, fault="kalendersoort_onbekend"),
    ),
)
LEVERING = Kind(
    "levering",
    "levering",
    "levering",
    (
        Field("onderdeel", KEUZE, filled=True, one_of=("absenties",), fault="keuze_onbekend"),
        Field("dekt_van", DATUM, filled=True),
        Field("dekt_tot", DATUM, filled=True),
    ),
)
REGISTER = Kind(
    "msa-register",
    "msa-register",
    "msa-register",
    (
        Field("leerlingnummer", NUMMER),
        Field("leerling"),
        make_field(TYPOLOGIE, KEUZE, fault="keuze_onbekend"),
        make_field(CATEGORIE, KEUZE, fault="keuze_onbekend"),
        Field("plan_van_aanpak", JANEE, empties=True, fault="cel_onleesbaar"),
        Field("plan_datum", DATUM),
        Field("mdo_datum", DATUM),
        Field("evaluatie_datum", DATUM),
        Field("eerste_afmelding", DATUM),
        Field("interventies"),
        Field("gesprek_datum", DATUM),
        Field("jgz_datum", DATUM),
        Field("spreekuur_datum", DATUM),
        make_field(REGIEHOUDER, KEUZE, fault="keuze_onbekend"),
        Field("afgesloten_op", DATUM),
        make_field(RESULTAAT, KEUZE, fault="keuze_onbekend"),
    ),
)
DUO_MELDINGEN = Kind(
    "duo-meldingen",
    "duo-meldingen",
    "duo-meldingen",
    (
        _LEERLINGNUMMER,
        Field("meldsoort", KEUZE, filled=True, one_of=(*MELDSOORTEN, *DUO_CODES), fault="meldsoort_onbekend"),
        Field("begindatum", DATUM, filled=True),
        Field("einddatum", DATUM),
        Field("gemeld_op", DATUM, filled=True),
    ),
)
ABSOLUUT_VERZUIM = Kind(
    "absoluut-verzuim",
    "absoluut verzuim",
    "absoluut verzuim",
    (
        Field("volgnummer", filled=True),
        Field("woongemeente"),
        _GEBOORTEJAAR,
        Field("sinds", DATUM, filled=True),
        Field("tot", DATUM),
    ),
)
VRIJSTELLINGEN = Kind(
    "vrijstellingen",
    "vrijstellingen",
    "vrijstellingen",
    (
        Field("volgnummer", filled=True),
        Field("woongemeente"),
        _GEBOORTEJAAR,
        make_field(GROND, KEUZE, filled=True, fault="keuze_onbekend"),
        Field("van", DATUM, filled=True),
        Field("tot", DATUM),
    ),
)
OVERSTAPPEN = Kind(
    "overstappen",
    "overstappen",
    "overstappen",
    (
        Field("school_van", filled=True),
        Field("leerlingnummer_van", NUMMER, filled=True),
        Field("school_naar", filled=True),
        Field("leerlingnummer_naar", NUMMER, filled=True),
        Field("datum", DATUM, filled=True),
    ),
)
KINDS = (
    LEERLINGEN,
    ABSENTIES_LES,
    ABSENTIES_SPAN,
    ABSENTIES_DAGDEEL,
    ABSENTIES_LIJST,
    ABSENTIES_SOMTODAY,
    ABSENTIES_MAGISTER,
    WAARNEMINGEN,
    CODES,
    REDENEN,
    VERANTWOORDINGSTYPES,
    ROOSTER_WEEK,
    ROOSTER_DATUM,
    LESSENTABEL,
    LESSEN_PER_WEEK,
    SCHOOLTIJDEN,
    GROEPEN,
    KALENDER,
    LEVERING,
    REGISTER,
    DUO_MELDINGEN,
    ABSOLUUT_VERZUIM,
    VRIJSTELLINGEN,
    OVERSTAPPEN,
)
