"""The schools of the demo SWV: who they are, how they teach and how they write their exports.

Everything here is invented. BRINs 98xx and 99xx, place names and school names do not exist, and one SWV
with both PO and VO is for show: in the Netherlands these are different SWVs.
"""

from dataclasses import dataclass
from datetime import date

# What happened to a pupil, in the generator's own words; each school writes it with its own code.
ABSENT_GA = ("ziek", "ziek_naar_huis", "medisch", "verlof", "schorsing", "overig_ga", "vrijstelling")
ABSENT_OA = ("spijbelen", "overig_oa", "luxe", "voorlopig")


@dataclass(frozen=True)
class Code:
    """How one school writes one reason.

    `soort` stands in an own code table, `type` and `geoorloofd` in an LVS's; `in_table` is false for a code that
    the delivered table leaves out (an expired reason). `share` is its part of the reason's events.
    """

    reason: str
    code: str
    text: str
    soort: str = ""
    type: str = ""
    geoorloofd: bool | None = None
    luxe: bool = False
    in_table: bool = True
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class SchoolProfile:
    """One demo school.

    `pupils` counts every pupil of both school years; `years` is the number of year groups; `cohort_classes` says
    that a class keeps its name from year to year (needed where the list of pupils has no enrolment dates);
    `week` is the number of lessons on Monday to Friday; `layout` picks the writer.
    """

    id: str
    naam: str
    sector: str
    lvs: str
    layout: str
    pupils: int
    years: int
    first_number: int
    codes: tuple[Code, ...]
    lesson_minutes: int = 50
    week: tuple[int, ...] = (7, 6, 6, 7, 6)
    class_size: int = 26
    cohort_classes: bool = False
    protocol: str = ""
    two_rosters_a_year: bool = False
    cluster_groups: bool = False
    delivers_notifications: bool = False
    stops_after: date | None = None
    """Last day of the export, although the school goes on."""
    silent_class: tuple[str, date, date] | None = None
    """A class of which nobody registers anything from one day up to and including another."""
    adult_case: str = ""
    """The planted case whose pupil is 18 or older, without a startkwalificatie: for the Doorstroompunt."""
    timetable_up_to: int = 99
    """Last year group whose classes the delivered timetable names."""

    @property
    def is_po(self) -> bool:
        return self.sector == "PO"


# formats.md 3.4 and 3.7: a school's own reason table with verantwoordingstypes 1-8.
MAGISTER_OWN = (
    Code("ziek", "Z", "Ziek", type="3", geoorloofd=True, share=0.9),
    Code("ziek", "Zb", "Ziek bevestigd", type="3", geoorloofd=True, share=0.1),
    Code("ziek_naar_huis", "ZH", "Ziek naar huis", type="3", geoorloofd=True),
    Code("medisch", "M", "Medisch", type="1", geoorloofd=True),
    Code("verlof", "VL", "Verlof", type="1", geoorloofd=True),
    Code("schorsing", "GE", "Geschorst extern", type="1", geoorloofd=True),
    Code("overig_ga", "P", "Privé", type="1", geoorloofd=True, share=0.93),
    Code("overig_ga", "AO", "Arts of orthodontist", type="1", geoorloofd=True, in_table=False, share=0.07),
    Code("vrijstelling", "VR", "Vrijstelling", type="6", geoorloofd=True),
    Code("spijbelen", "SP", "Spijbelen", type="1", geoorloofd=False),
    Code("overig_oa", "A", "Absent zonder reden", type="1", geoorloofd=False),
    Code("luxe", "LX", "Luxe verzuim", type="1", geoorloofd=False, luxe=True),
    Code("voorlopig", "ON", "Nog onbekend", type="1", geoorloofd=False),
    Code("te_laat", "TL", "Te laat", type="2", geoorloofd=False),
    Code("te_laat_ga", "TG", "Te laat, geldige reden", type="2", geoorloofd=True),
    Code("uit_les", "U", "Uitgestuurd", type="4", geoorloofd=True),
    Code("boeken", "BV", "Boeken vergeten ", type="7", geoorloofd=False),
    Code("elders", "PR", "Present", type="5", geoorloofd=True),
)

# formats.md 6.3, Magister: no table is delivered, so only codes marked "ja" there are known; the rest stays onbekend.
MAGISTER_DEFAULT = (
    Code("ziek", "Z", "", share=0.85),
    Code("ziek", "Zb", "", share=0.15),
    Code("ziek_naar_huis", "Z", ""),
    Code("medisch", "AG", "", share=0.6),
    Code("medisch", "M", "", share=0.4),
    Code("verlof", "AG", ""),
    Code("schorsing", "SC", ""),
    Code("overig_ga", "AG", ""),
    Code("vrijstelling", "VR", ""),
    Code("spijbelen", "SP", ""),
    Code("overig_oa", "A", ""),
    Code("luxe", "A", ""),
    Code("voorlopig", "ON", ""),
    Code("te_laat", "LO", "", share=0.8),
    Code("te_laat", "TO", "", share=0.2),
    Code("te_laat_ga", "TG", ""),
    Code("uit_les", "U", ""),
    Code("boeken", "HV", ""),
    Code("elders", "BS", ""),
)

# formats.md 4.1, 4.3 and 6.2: SOMtoday's absentieSoort decides the group, afkorting is at most two characters.
SOMTODAY = (
    Code("ziek", "ZK", "Ziek", "ziek", "Absent", True),
    Code("ziek_naar_huis", "ZH", "Ziek naar huis", "ziek", "Absent", True),
    Code("medisch", "MB", "Medisch", "medisch", "Absent", True),
    Code("verlof", "VE", "Verlof", "verlof", "Absent", True),
    Code("schorsing", "SC", "Geschorst", "schorsing", "Absent", True),
    Code("overig_ga", "EB", "Externe begeleiding", "overig_geoorloofd", "Absent", True, share=0.9),
    Code("overig_ga", "XC", "Onbekend", "", "Absent", None, in_table=False, share=0.1),
    Code("vrijstelling", "VR", "Vrijstelling", "vrijstelling", "Absent", True),
    Code("spijbelen", "SP", "Spijbelen", "spijbelen", "Absent", False),
    Code("overig_oa", "OA", "Zonder reden afwezig", "overig_ongeoorloofd", "Absent", False),
    Code("luxe", "LV", "Luxe verzuim", "luxe", "Absent", False),
    Code("voorlopig", "ON", "Reden nog niet bekend", "voorlopig_ongeoorloofd", "Absent", False),
    Code("te_laat", "TO", "Te laat ongeoorloofd", "te_laat", "Telaat", False),
    Code("te_laat_ga", "TG", "Te laat geoorloofd", "te_laat_geoorloofd", "Telaat", True),
    Code("uit_les", "LE", "Lesverwijdering", "uit_les", "Verwijderd", False),
    Code("elders", "ST", "Stage", "elders", "Absent", True),
)

OWN_CODES = (
    Code("ziek", "Z", "Ziek", "ziek"),
    Code("ziek_naar_huis", "ZNH", "Ziek naar huis", "ziek"),
    Code("medisch", "MED", "Arts, tandarts", "medisch"),
    Code("verlof", "VL", "Verlof", "verlof"),
    Code("schorsing", "SCH", "Schorsing", "schorsing"),
    Code("overig_ga", "GO", "Geoorloofd overig", "overig_geoorloofd", share=0.92),
    Code("overig_ga", "QX", "Oude code", in_table=False, share=0.08),
    Code("vrijstelling", "VRS", "Vrijstelling", "vrijstelling"),
    Code("spijbelen", "SP", "Spijbelen", "spijbelen"),
    Code("overig_oa", "ONG", "Ongeoorloofd", "overig_ongeoorloofd"),
    Code("luxe", "LUX", "Luxe verzuim", "luxe"),
    Code("voorlopig", "VO", "Voorlopig ongeoorloofd", "voorlopig_ongeoorloofd"),
    Code("te_laat", "TL", "Te laat", "te_laat"),
    Code("te_laat_ga", "TLG", "Te laat, geldige reden", "te_laat_geoorloofd"),
    Code("uit_les", "UIT", "Uit de les gestuurd", "uit_les"),
    Code("boeken", "BV", "Boeken vergeten; werkboek", "niet_tellen"),
    Code("elders", "ELD", "Onderwijs elders of online", "elders"),
)

# A school that writes down who was reported ill as "called off": nobody can tell that it was illness.
CODES_WITHOUT_ILLNESS = tuple(
    Code(code.reason, "AFG", "Afgemeld door ouders", "overig_geoorloofd") if code.soort == "ziek" else code
    for code in OWN_CODES
    if code.code != "ZNH"
)

# formats.md 5.2: in ParnasSys the text of the reason is the code, Geoorloofd decides the group.
PARNASSYS = (
    Code("ziek", "Ziek", "", geoorloofd=True),
    Code("ziek_naar_huis", "Ziek naar huis", "", geoorloofd=True),
    Code("medisch", "Medisch", "", geoorloofd=True, share=0.7),
    Code("medisch", "Bezoek tandarts", "", geoorloofd=True, share=0.3),
    Code("verlof", "Bijzonder verlof", "", geoorloofd=True),
    Code("schorsing", "Schorsing", "", geoorloofd=True),
    Code("overig_ga", "Familieomstandigheden", "", geoorloofd=True, share=0.9),
    Code("overig_ga", "Overig", "", geoorloofd=None, share=0.1),
    Code("vrijstelling", "Vrijstelling", "", geoorloofd=True),
    Code("spijbelen", "Afwezig zonder bericht", "", geoorloofd=False),
    Code("overig_oa", "Afwezig zonder bericht", "", geoorloofd=False),
    Code("luxe", "Luxe verzuim", "", geoorloofd=False),
    Code("voorlopig", "Afwezig zonder bericht", "", geoorloofd=False),
    Code("te_laat", "Te laat ongeoorloofd", "", geoorloofd=False),
    Code("te_laat_ga", "Te laat geoorloofd", "", geoorloofd=True),
)

SWV_CODE = "DEMO01"
SWV_NAAM = "SWV Demoregio (verzonnen; PO en VO samen is alleen voor de show)"

SCHOOLS = (
    SchoolProfile(
        id="99AA00",
        naam="Demo-College De Kwelder",
        sector="VO",
        lvs="magister",
        layout="magister_webservice",
        pupils=1330,
        years=5,
        first_number=248001,
        codes=MAGISTER_OWN,
        two_rosters_a_year=True,
        delivers_notifications=True,
    ),
    SchoolProfile(
        id="99AB00",
        naam="Demo-Lyceum Oeverland",
        sector="VO",
        lvs="magister",
        layout="magister_scherm",
        pupils=950,
        years=6,
        first_number=317001,
        codes=MAGISTER_DEFAULT,
        lesson_minutes=45,
        week=(8, 7, 6, 8, 7),
        cohort_classes=True,
    ),
    SchoolProfile(
        id="99AC00",
        naam="Demo-Scholengemeenschap Het Griend",
        sector="VO",
        lvs="somtoday",
        layout="somtoday_csv",
        pupils=1010,
        years=5,
        first_number=452001,
        codes=SOMTODAY,
        lesson_minutes=60,
        week=(6, 5, 5, 6, 5),
        cohort_classes=True,
    ),
    SchoolProfile(
        id="99AD00",
        naam="Demo-Mavo Lage Land",
        sector="VO",
        lvs="somtoday",
        layout="somtoday_json",
        pupils=430,
        years=4,
        first_number=561001,
        codes=SOMTODAY,
    ),
    SchoolProfile(
        id="99AE00",
        naam="Demo-College Zilverduin",
        sector="VO",
        lvs="sjabloon",
        layout="sjabloon_vo",
        pupils=1100,
        years=6,
        first_number=633001,
        codes=OWN_CODES,
        two_rosters_a_year=True,
        cluster_groups=True,
        delivers_notifications=True,
    ),
    SchoolProfile(
        id="99AF00",
        naam="Demo-VSO Stuifzand",
        sector="VSO",
        lvs="sjabloon",
        layout="sjabloon_vso",
        pupils=190,
        years=5,
        first_number=709001,
        codes=OWN_CODES,
        lesson_minutes=45,
        week=(7, 7, 6, 7, 6),
        class_size=12,
        delivers_notifications=True,
        adult_case="home_six_weeks",
    ),
    SchoolProfile(
        id="98BA00",
        naam="Demo-Basisschool De Veldmuis",
        sector="PO",
        lvs="parnassys",
        layout="parnassys",
        pupils=330,
        years=8,
        first_number=815001,
        codes=PARNASSYS,
        cohort_classes=True,
        protocol="kennemerland",
        delivers_notifications=True,
    ),
    SchoolProfile(
        id="98BB00",
        naam="Demo-Basisschool Het Wad",
        sector="PO",
        lvs="parnassys",
        layout="parnassys",
        pupils=240,
        years=8,
        first_number=874001,
        codes=PARNASSYS,
        cohort_classes=True,
        protocol="kennemerland",
    ),
    SchoolProfile(
        id="99AG00",
        naam="Demo-Praktijkschool Kreek",
        sector="VO",
        lvs="sjabloon",
        layout="geweigerd",
        pupils=120,
        years=5,
        first_number=926001,
        codes=OWN_CODES,
        class_size=16,
    ),
    SchoolProfile(
        id="99AH00",
        naam="Demo-Mavo De Schor",
        sector="VO",
        lvs="sjabloon",
        layout="sjabloon_vo",
        pupils=160,
        years=4,
        first_number=948001,
        codes=OWN_CODES,
        stops_after=date(2025, 10, 31),
        silent_class=("v2a", date(2025, 9, 8), date(2025, 9, 26)),
    ),
    SchoolProfile(
        id="99AI00",
        naam="Demo-Vakcollege Slik",
        sector="VO",
        lvs="sjabloon",
        layout="sjabloon_vo",
        pupils=120,
        years=4,
        first_number=961001,
        codes=OWN_CODES,
        timetable_up_to=2,
    ),
    SchoolProfile(
        id="99AJ00",
        naam="Demo-Mavo Getij",
        sector="VO",
        lvs="sjabloon",
        layout="sjabloon_vo",
        pupils=120,
        years=4,
        first_number=974001,
        codes=CODES_WITHOUT_ILLNESS,
    ),
)
