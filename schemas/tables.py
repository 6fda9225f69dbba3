"""Each table at a layer border: grain, key and columns. The store is built from it and checked against it.

`raw_*` tables are what ingest hands to the store: one row per usable row of a delivery (or per event, where a
row names several lessons), all of one school at a time. The store adds `school_nr`.
"""

from dataclasses import dataclass, replace

import polars as pl

from schemas.acts import load_acts
from schemas.columns import (
    CATEGORIEEN,
    MELDSOORTEN,
    MELDSOORTEN_GROOTBOEK,
    ONBEKEND,
    ONGEOORLOOFD,
    PLICHTEN,
    REGIEHOUDERS,
    RESULTATEN,
    SECTOREN,
    SOORTEN,
    TYPOLOGIEEN,
    Column,
)
from schemas.findings import SEVERITIES
from schemas.timetable_sources import NOEMERS


@dataclass(frozen=True)
class Table:
    """A declared table: one row per `grain`, unique on `key` (empty: no key, the grain says why)."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def polars_schema(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        """Types of the columns by name, in order."""
        return {column.name: column.dtype for column in self.columns}


BESTAND_NR = Column(
    "bestand_nr", pl.Int32, "number of the file within the school, in code-point order of names, from 0", at_least=0
)
REGELNUMMER = Column(
    "regelnummer", pl.Int32, "first line of the record, header = 1; JSON: number of the item, from 1", at_least=1
)
LEERLING_NR = Column(
    "leerling_nr", pl.Int32, "number of the pupil within the school, in order of leerlingnummer, from 0", at_least=0
)
VOLGNR = Column(
    "volgnr", pl.Int64, "place in the school's one sequence of absence rows (files by name, then rows)", at_least=0
)
CODE = Column("code", pl.String, "absence code as the school wrote it, trimmed, case kept")
SOORT_RIJ = Column(
    "soort_rij",
    pl.String,
    "kind by the row's own type or the LVS's default table; null when neither tells",
    nullable=True,
    one_of=(*SOORTEN, ONBEKEND),
)
SOORT_BRON = Column(
    "soort_bron",
    pl.String,
    "where soort_rij comes from; null when there is none",
    nullable=True,
    one_of=("rij_type", "standaardtabel", "koppeling"),
)
INGEVOERD_OP = Column("ingevoerd_op", pl.Datetime("us"), "when it was entered, Amsterdam time", nullable=True)
INGEVOERD_UTC = Column("ingevoerd_utc", pl.Datetime("us"), "the same in UTC, by which two are compared", nullable=True)
MINUTEN_TE_LAAT = Column("minuten_te_laat", pl.Int32, "minutes late", nullable=True, at_least=0)
LESUUR = Column("lesuur", pl.Int8, "lesson hour", at_least=0, at_most=20)
WEEKDAG = Column("weekdag", pl.Int8, "day of the week, 1 = Monday", at_least=1, at_most=7)
GEBOORTEJAAR = Column("geboortejaar", pl.Int16, "year of birth", nullable=True, at_least=1900, at_most=2100)
SOORT = Column("soort", pl.String, "kind of contract 2.2", one_of=(*SOORTEN, ONBEKEND))
KALENDERSOORT = Column(
    "soort",
    pl.String,
    "vrij = no lessons; les = lessons after all on days of an advisory holiday",
    one_of=("vrij", "les"),
)
REGIEHOUDER = Column("regiehouder", pl.String, "role that leads the case", nullable=True, one_of=REGIEHOUDERS)
RESULTAAT = Column("resultaat", pl.String, "what came of it", nullable=True, one_of=RESULTATEN)
TYPOLOGIE = Column("typologie", pl.String, "typology (D15)", nullable=True, one_of=TYPOLOGIEEN)
CATEGORIE = Column("categorie", pl.String, "category", nullable=True, one_of=CATEGORIEEN)
GROND = Column("grond", pl.String, "ground: article 5 onder a, b or c", one_of=("5a", "5b", "5c"))

RAW_BESTAND = Table(
    "raw_bestand",
    "one delivered file of a school (leftovers of the operating system excepted)",
    ("bestand_nr",),
    (
        BESTAND_NR,
        Column("bestand", pl.String, "name as it may be shown (contract 3)"),
        Column("sha256", pl.String, "SHA-256 of the bytes, hexadecimal"),
        Column("soort", pl.String, "kind of contract 1.1"),
        Column("layout", pl.String, "layout by which it was read"),
        Column("gelezen", pl.Int64, "rows read", at_least=0),
        Column("quarantaine", pl.Int64, "rows in quarantine", at_least=0),
        Column("niet_geteld", pl.Int64, "rows not counted at reading (blank lines, separators only)", at_least=0),
    ),
)
RAW_SLEUTEL = Table(
    "raw_sleutel",
    "one pupil of the school",
    ("leerling_nr",),
    (
        LEERLING_NR,
        Column("leerlingnummer", pl.String, "number of the pupil in the LVS", sensitive=True),
        Column("leerling", pl.String, "keyed code of the pupil (contract 3)"),
    ),
)
RAW_WOONGEMEENTE = Table(
    "raw_woongemeente",
    "one municipality of pupils of the school, as written; what can be none, or may not be shown, has no row",
    ("woongemeente",),
    (
        Column("woongemeente", pl.String, "as the school wrote it"),
        Column("sleutel", pl.String, "by what two spellings of one municipality are the same"),
    ),
)
RAW_LEERLING = Table(
    "raw_leerling",
    "one enrolment row of a pupil; several rows of a pupil are several enrolments",
    ("bestand_nr", "regelnummer", "leerling_nr", "inschrijfdatum"),
    (
        LEERLING_NR,
        Column("klas", pl.String, "class, which is a group too"),
        Column("leerjaar", pl.String, "year", nullable=True),
        Column("onderwijssoort", pl.String, "kind of education", nullable=True),
        Column("geboortedatum", pl.Date, "birth date", nullable=True, sensitive=True),
        Column("woongemeente", pl.String, "municipality of residence", nullable=True),
        Column("inschrijfdatum", pl.Date, "first day of enrolment; null = unbounded", nullable=True),
        Column("uitschrijfdatum", pl.Date, "last day of enrolment, inclusive; null = unbounded", nullable=True),
        Column("startkwalificatie", pl.Boolean, "has a basic qualification", nullable=True),
        VOLGNR,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_ABSENTIE_LES = Table(
    "raw_absentie_les",
    "one absence event on one lesson hour; a row that names several hours is several events",
    (),
    (
        LEERLING_NR,
        Column("datum", pl.Date, "day of the lesson"),
        LESUUR,
        CODE,
        SOORT_RIJ,
        SOORT_BRON,
        INGEVOERD_OP,
        INGEVOERD_UTC,
        MINUTEN_TE_LAAT,
        VOLGNR,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_ABSENTIE_SPAN = Table(
    "raw_absentie_span",
    "one absence event from a moment or day to a moment or day",
    (),
    (
        LEERLING_NR,
        Column("begin", pl.Datetime("us"), "begin, Amsterdam time; 00:00 when begin_is_dag"),
        Column("begin_is_dag", pl.Boolean, "begin was written without a time: the whole day"),
        Column("eind", pl.Datetime("us"), "end; null = until further notice", nullable=True),
        Column("eind_is_dag", pl.Boolean, "end was written without a time: that day included; true when eind is null"),
        Column(
            "op_een_les",
            pl.Boolean,
            "covers the one slot in which begin lies (SOMtoday Telaat, Verwijderd), not a range",
        ),
        Column(
            "dagdeel",
            pl.String,
            "part of the day: then the slots of that part, whatever begin and eind say (contract 1.4)",
            nullable=True,
            one_of=("ochtend", "middag"),
        ),
        CODE,
        SOORT_RIJ,
        SOORT_BRON,
        INGEVOERD_OP,
        INGEVOERD_UTC,
        MINUTEN_TE_LAAT,
        VOLGNR,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
GELDIG_VAN = Column("geldig_van", pl.Date, "first day in force; null = unbounded", nullable=True)
GELDIG_TOT = Column("geldig_tot", pl.Date, "last day in force, inclusive; null = unbounded", nullable=True)
RAW_QUARANTAINE = Table(
    "raw_quarantaine",
    "one quarantined absence row of a known pupil; it keeps a tier from being sure (contract 2.5)",
    (),
    (
        LEERLING_NR,
        Column("van", pl.Date, "first day that the row is about; null = cannot be read", nullable=True),
        Column("tot", pl.Date, "last day; null = cannot be read, or until further notice", nullable=True),
        Column("hele_dag", pl.Boolean, "the row can be of more than one slot of a day"),
        Column("uit_bestand_nr", pl.Int32, "number of the file it stands in (bestand_nr)", at_least=0),
    ),
)
RAW_CODE = Table(
    "raw_code",
    "one row of the school's own code table (codes file, or reason table of the LVS)",
    (),
    (
        CODE,
        SOORT,
        GELDIG_VAN,
        GELDIG_TOT,
        VOLGNR,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
GROEP = Column("groep", pl.String, "group or class")
BEGIN_MIN = Column("begin_min", pl.Int16, "begin in minutes after midnight", nullable=True, at_least=0, at_most=1439)
EIND_MIN = Column("eind_min", pl.Int16, "end in minutes after midnight", nullable=True, at_least=0, at_most=1440)
MINUTEN = Column(
    "minuten", pl.Int16, "length in minutes, from the times or else minuten_per_lesuur", at_least=1, at_most=1440
)
RAW_ROOSTER_WEEK = Table(
    "raw_rooster_week",
    "one lesson of a group's weekly timetable",
    (),
    (
        GROEP,
        WEEKDAG,
        LESUUR,
        BEGIN_MIN,
        EIND_MIN,
        MINUTEN,
        GELDIG_VAN,
        GELDIG_TOT,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_ROOSTER_DATUM = Table(
    "raw_rooster_datum",
    "one lesson of a group on one date (replaces the weekly pattern of that group on that date)",
    (),
    (
        GROEP,
        Column("datum", pl.Date, "day of the lesson"),
        replace(LESUUR, meaning="lesson hour; 0 without minutes = no lessons that day"),
        BEGIN_MIN,
        EIND_MIN,
        Column(
            "minuten",
            pl.Int16,
            "length in minutes; null = no lessons that day",
            nullable=True,
            at_least=1,
            at_most=1440,
        ),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
_MINUTEN_PER_LES = replace(MINUTEN, meaning="length of a lesson in minutes, from minuten_per_les or minuten_per_lesuur")
LESSEN = Column("lessen", pl.Int16, "lessons on that weekday; 0 = none", at_least=0, at_most=20)
LESSEN_PER_WEEK = Column(
    "lessen_per_week", pl.Int16, "lessons from Monday to Friday; 0 = none", at_least=0, at_most=100
)
RAW_LESSENTABEL = Table(
    "raw_lessentabel",
    "how many lessons a group has on a weekday: an estimated timetable (contract 1.4)",
    (),
    (GROEP, WEEKDAG, LESSEN, _MINUTEN_PER_LES, GELDIG_VAN, GELDIG_TOT, BESTAND_NR, REGELNUMMER),
)
RAW_LESSEN_PER_WEEK = Table(
    "raw_lessen_per_week",
    "how many lessons a group has in a week: an estimated timetable (contract 1.4)",
    (),
    (GROEP, LESSEN_PER_WEEK, _MINUTEN_PER_LES, GELDIG_VAN, GELDIG_TOT, BESTAND_NR, REGELNUMMER),
)
RAW_SCHOOLTIJDEN = Table(
    "raw_schooltijden",
    "when school begins and ends on a weekday, of one group or of every pupil (contract 1.4)",
    (),
    (
        replace(GROEP, meaning="group or class; null = every pupil", nullable=True),
        WEEKDAG,
        replace(BEGIN_MIN, nullable=False),
        replace(EIND_MIN, nullable=False),
        replace(BEGIN_MIN, name="pauze_van_min", meaning="begin of the break, minutes after midnight; null = no break"),
        replace(EIND_MIN, name="pauze_tot_min", meaning="end of the break, minutes after midnight; null = no break"),
        GELDIG_VAN,
        GELDIG_TOT,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_GROEP = Table(
    "raw_groep",
    "one membership of a pupil in a group, beside the class",
    (),
    (
        LEERLING_NR,
        GROEP,
        Column("van", pl.Date, "first day, inclusive; null = unbounded", nullable=True),
        Column("tot", pl.Date, "last day, inclusive; null = unbounded", nullable=True),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
# Begins the name of a set of pupils of a timetable; no delivered group can, since cells are stripped.
SET_OF_PUPILS = " "
RAW_ROOSTER_LEERLING = Table(
    "raw_rooster_leerling",
    "one pupil in a group of lessons of a timetable that lists its pupils; on these days only such groups are his",
    (),
    (
        LEERLING_NR,
        replace(GROEP, meaning="those lessons in raw_rooster_datum; a name that no delivered group can have"),
        Column("van", pl.Date, "first day that the timetable covers"),
        Column("tot", pl.Date, "last day that it covers, inclusive"),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_KALENDER = Table(
    "raw_kalender",
    "one local period of the school",
    (),
    (
        Column("van", pl.Date, "first day, inclusive"),
        Column("tot", pl.Date, "last day, inclusive"),
        KALENDERSOORT,
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_LEVERING = Table(
    "raw_levering",
    "one range of days of which the school says that its absence files cover it (contract 2.8)",
    (),
    (
        Column("dekt_van", pl.Date, "first day covered, inclusive"),
        Column("dekt_tot", pl.Date, "last day covered, inclusive"),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_REGISTER = Table(
    "raw_register",
    "one pupil in the MSA register, after folding its rows (contract 5: empty keeps, - clears)",
    ("leerling_nr",),
    (
        LEERLING_NR,
        TYPOLOGIE,
        CATEGORIE,
        Column("plan_van_aanpak", pl.Boolean, "a plan is present", nullable=True),
        Column("plan_datum", pl.Date, "date of the plan", nullable=True),
        Column("mdo_datum", pl.Date, "date of the MDO", nullable=True),
        Column("evaluatie_datum", pl.Date, "date of the evaluation", nullable=True),
        Column("eerste_afmelding", pl.Date, "first notice of absence", nullable=True),
        Column("interventies", pl.String, "codes of interventions, separated by commas", nullable=True),
        Column("gesprek_datum", pl.Date, "date of the last talk with pupil or parents", nullable=True),
        Column("jgz_datum", pl.Date, "date of the contact with the youth doctor (JGZ)", nullable=True),
        Column("spreekuur_datum", pl.Date, "date of the attendance officer's consulting hour", nullable=True),
        REGIEHOUDER,
        Column("afgesloten_op", pl.Date, "day on which the case was closed", nullable=True),
        RESULTAAT,
    ),
)
RAW_DUO_MELDING = Table(
    "raw_duo_melding",
    "one notification to DUO as delivered by the school",
    (),
    (
        LEERLING_NR,
        Column("meldsoort", pl.String, "kind of notification", one_of=MELDSOORTEN),
        Column("begindatum", pl.Date, "first day"),
        Column("einddatum", pl.Date, "last day; null = open", nullable=True),
        Column("gemeld_op", pl.Date, "day it was reported"),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_ABSOLUUT_VERZUIM = Table(
    "raw_absoluut_verzuim",
    "one young person without enrolment, as listed by the LPA",
    (),
    (
        Column("volgnummer", pl.String, "number on the list"),
        Column("woongemeente", pl.String, "municipality", nullable=True),
        GEBOORTEJAAR,
        Column("sinds", pl.Date, "first day"),
        Column("tot", pl.Date, "last day; null = goes on", nullable=True),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_VRIJSTELLING = Table(
    "raw_vrijstelling",
    "one exemption under article 5, as listed by the LPA",
    (),
    (
        Column("volgnummer", pl.String, "number on the list"),
        Column("woongemeente", pl.String, "municipality", nullable=True),
        GEBOORTEJAAR,
        GROND,
        Column("van", pl.Date, "first day"),
        Column("tot", pl.Date, "last day; null = goes on", nullable=True),
        BESTAND_NR,
        REGELNUMMER,
    ),
)
RAW_OVERSTAP = Table(
    "raw_overstap",
    "one pupil who went from one school of the SWV to another, as the SWV says (contract 2.9)",
    (),
    (
        Column("school_van", pl.String, "school that the pupil left"),
        Column("leerling_van", pl.String, "keyed code of the pupil there"),
        Column("school_naar", pl.String, "school that the pupil went to"),
        Column("leerling_naar", pl.String, "keyed code of the pupil there"),
        Column("datum", pl.Date, "first day at the new school"),
        BESTAND_NR,
        REGELNUMMER,
    ),
)

RAW_TABLES = (
    RAW_BESTAND,
    RAW_SLEUTEL,
    RAW_WOONGEMEENTE,
    RAW_LEERLING,
    RAW_ABSENTIE_LES,
    RAW_ABSENTIE_SPAN,
    RAW_QUARANTAINE,
    RAW_CODE,
    RAW_ROOSTER_WEEK,
    RAW_ROOSTER_DATUM,
    RAW_LESSENTABEL,
    RAW_LESSEN_PER_WEEK,
    RAW_SCHOOLTIJDEN,
    RAW_GROEP,
    RAW_ROOSTER_LEERLING,
    RAW_KALENDER,
    RAW_LEVERING,
    RAW_REGISTER,
    RAW_DUO_MELDING,
    RAW_ABSOLUUT_VERZUIM,
    RAW_VRIJSTELLING,
    RAW_OVERSTAP,
)

# Under these a pupil counts among the thuiszitters; who is 18 or older is counted apart.
GETELDE_PLICHTEN = ("verplicht", "niet_te_bepalen")
SCHOOL = Column("school", pl.String, "BRIN and vestiging")
LEERLING = Column("leerling", pl.String, "keyed code of the pupil")
KLAS = Column("klas", pl.String, "class on the last enrolled day up to the peildatum")
LEERJAAR = Column("leerjaar", pl.String, "year on that day", nullable=True)
SECTOR = Column("sector", pl.String, "PO, VO or VSO", one_of=SECTOREN)
START = Column("start", pl.Date, "first day")
DUUR_POSITIES = Column("duur_posities", pl.Int32, "length in positions of lesweken, seven a week", at_least=1)


def _minutes(name: str, meaning: str) -> Column:
    return Column(name, pl.Int32, f"minutes {meaning}", at_least=0)


def _percentage(name: str, meaning: str) -> Column:
    return Column(name, pl.Float64, f"{meaning}, 0 to 100, unrounded; empty without scheduled minutes", nullable=True)


def _count(name: str, meaning: str) -> Column:
    return Column(name, pl.Int32, meaning, at_least=0)


def _optional_count(name: str, meaning: str) -> Column:
    return Column(name, pl.Int32, f"{meaning}; empty for a refused school", nullable=True, at_least=0)


TIER_STATUSSEN = ("zeker", "open", "te_weinig_gegevens", "geen_rooster")
LEERLING_PERIODE = Table(
    "leerling_periode",
    "one pupil of a school, enrolled on at least one day of the period",
    ("school", "leerling"),
    (
        SCHOOL,
        LEERLING,
        KLAS,
        LEERJAAR,
        SECTOR,
        _count("lesdagen", "days with slots in the period"),
        _minutes("gepland_min", "scheduled in the period"),
        _minutes("aanwezig_min", "present"),
        _minutes("geoorloofd_min", "absent, authorised"),
        _minutes("ongeoorloofd_min", "absent, unauthorised"),
        _minutes("reden_onbekend_min", "absent, reason not told"),
        _minutes("onbekend_min", "unknown: neither present nor absent"),
        _minutes("voorlopig_min", "provisionally unauthorised, part of ongeoorloofd_min"),
        _minutes("elders_min", "present elsewhere, part of aanwezig_min"),
        _count(
            "quarantaine_rijen",
            "absence rows of the pupil in quarantine that are of the period, or could be; they can leave the tier open",
        ),
        Column(
            "noemer",
            pl.String,
            "source of most of the scheduled minutes (contract 1.4); empty without any",
            nullable=True,
            one_of=NOEMERS,
        ),
        Column(
            "vol_min",
            pl.Int32,
            "what a full timetable holds in the measured part of the period; empty where nobody can be compared",
            nullable=True,
            at_least=0,
        ),
        Column(
            "weinig_les",
            pl.Boolean,
            "has little of a full timetable at school; empty where vol_min is",
            nullable=True,
        ),
        _percentage("aanwezig_pct_min", "attendance with unknown minutes and rows in quarantine taken as absent"),
        _percentage("aanwezig_pct_max", "attendance with unknown minutes taken as present"),
        Column("tier", pl.Int8, "tier; empty when open or too little data", nullable=True, at_least=1, at_most=3),
        Column("tier_status", pl.String, "how sure the tier is", one_of=TIER_STATUSSEN),
        Column("oa_uren", pl.Float64, "unauthorised hours in the period (VO, VSO: slots; PO: clock hours)"),
        _count("te_laat", "times late in the school year up to the peildatum"),
        _count("spijbeluren", "truant slots in the school year up to the peildatum"),
        _count("ziekmeldingen", "sick spells that started in the school year up to the peildatum"),
        Column("ziek_schooldagen", pl.Float64, "sick school days in the school year, in parts of a day"),
    ),
)
REEKS = Table(
    "reeks",
    "one run of two lesweken or more that overlaps the period",
    ("school", "leerling", "groep", "start"),
    (
        SCHOOL,
        LEERLING,
        Column("groep", pl.String, "group of kinds", one_of=("oa", "ga", "alle")),
        START,
        Column("laatste_dag", pl.Date, "last absent day"),
        DUUR_POSITIES,
        Column("duur_kalenderdagen", pl.Int32, "length in calendar days", at_least=1),
        Column("loopt", pl.Boolean, "not broken at the horizon"),
    ),
)
VIERWEKEN = Table(
    "vierweken",
    "one pupil and four-week group",
    ("school", "leerling", "groep"),
    (
        SCHOOL,
        LEERLING,
        Column("groep", pl.String, "four-week group", one_of=("vier_weken_afwezig", "hoogstens_20pct")),
        Column("venster_van", pl.Date, "first day of the earliest such window in or overlapping the period"),
        _minutes("gepland_min", "scheduled in that window"),
        _minutes("aanwezig_min", "present in that window"),
        Column(
            "plan_van_aanpak", pl.Boolean, "a plan is present; empty when the register does not tell", nullable=True
        ),
    ),
)
THUISZITTER = Table(
    "thuiszitter",
    "one pupil and status by the rule set of its school",
    ("school", "leerling", "status"),
    (
        SCHOOL,
        LEERLING,
        Column(
            "status",
            pl.String,
            "status (decisions per rule set)",
            one_of=(
                "lrv_langer_dan_3_maanden",
                "thuiszitter",
                "dreigend",
                "langdurig_geoorloofd",
                "reden_onbekend",
                "relatief_verzuim",
            ),
        ),
        Column("grond", pl.String, "id of the rule that decides"),
        Column("start", pl.Date, "first day; empty for attendance", nullable=True),
        Column("duur_posities", pl.Int32, "length of the run; empty without one", nullable=True, at_least=1),
        Column("op_peildatum", pl.Boolean, "holds at the horizon"),
        Column("precies_vier_weken", pl.Boolean, "the run is exactly four weeks on the measure of the rule set"),
        Column(
            "plicht",
            pl.String,
            "duty on the last day on which the ground holds, at the horizon the last measured day; of a ground that "
            "asks no duty: at the horizon, or on the last enrolled day",
            one_of=PLICHTEN,
        ),
    ),
)
SIGNAAL = Table(
    "signaal",
    "one pupil and rule of the rule set of its school, where the outcome is ja or cannot be decided",
    ("school", "leerling", "regel"),
    (
        SCHOOL,
        LEERLING,
        Column("regel", pl.String, "id of the rule"),
        Column("protocol", pl.String, "id of the rule set"),
        Column("uitkomst", pl.String, "outcome; nee has no row", one_of=("ja", "niet_te_bepalen")),
        Column(
            "eerste_datum",
            pl.Date,
            "first day in the school year on which the rule holds; empty when it held only before it",
            nullable=True,
        ),
        Column("in_periode", pl.Boolean, "holds on at least one day with slots in the period"),
        Column("op_peildatum", pl.Boolean, "holds at the horizon"),
        Column(
            "waarde",
            pl.Float64,
            "what was counted, at the horizon or else on the last day in the period on which the rule held",
            nullable=True,
            at_least=0,
        ),
        Column("drempel", pl.Float64, "threshold that decides, in the unit of waarde", at_least=0),
        Column("venster_van", pl.Date, "first day over which was counted", nullable=True),
        Column("venster_tot", pl.Date, "last day over which was counted", nullable=True),
        Column("wie", pl.String, "who acts"),
        Column("actie", pl.String, "what to do"),
        Column("bestemming", pl.String, "where it goes"),
        Column("bron", pl.String, "rule set, section and lines"),
        Column(
            "ontbreekt",
            pl.String,
            "what is missing to decide",
            nullable=True,
            one_of=("geboortedatum", "msa-register", "minuten_te_laat", "tier", "woongemeente", "soort ziek"),
        ),
    ),
)
DUO_MELDING = Table(
    "duo_melding",
    "one report to DUO that was due by the peildatum",
    ("school", "leerling", "meldsoort", "einddatum"),
    (
        SCHOOL,
        LEERLING,
        Column("meldsoort", pl.String, "kind of report", one_of=MELDSOORTEN_GROOTBOEK),
        Column("einddatum", pl.Date, "last day; empty while the run of an lrv goes on", nullable=True),
        Column("begindatum", pl.Date, "first day"),
        Column("uren", pl.Float64, "unauthorised hours in it (VO, VSO: slots; PO: clock hours)", at_least=0),
        Column("waarvan_voorlopig", pl.Float64, "hours of these that are provisionally unauthorised", at_least=0),
        Column(
            "plicht",
            pl.String,
            "duty of the pupil on the last day (the peildatum when that is empty)",
            one_of=PLICHTEN,
        ),
        Column("uiterste_meldatum", pl.Date, "last working day on which the report is in time"),
        Column(
            "status",
            pl.String,
            "what the school delivered about it; onbekend without such a delivery",
            one_of=("op_tijd", "te_laat", "niet_gemeld", "nog_niet", "onbekend"),
        ),
        Column("ernst_precies_16", pl.Boolean, "a 16uur report of exactly sixteen hours"),
    ),
)
WERKLIJST = Table(
    "werklijst",
    "one thing that one role must do for a pupil (contract 2.10)",
    ("school", "leerling", "rol", "actie", "sinds"),
    (
        SCHOOL,
        LEERLING,
        Column("rol", pl.String, "whose work it is", one_of=tuple(load_acts().roles)),
        Column("actie", pl.String, "what must be done", one_of=tuple(load_acts().acts)),
        Column(
            "sinds",
            pl.Date,
            "first day in the school year on which a rule that asks it holds; of a report to DUO the day from which it "
            "must be made, of luxury leave and suspension the first day, of a next MDO the last one",
        ),
        Column(
            "regels",
            pl.String,
            "ids of the rules that ask it, sorted, with commas; tier3, weinig_les or elders where it is no rule",
        ),
        Column("uiterste_datum", pl.Date, "last day; empty when the protocols give none", nullable=True),
        Column("stand", pl.String, "how it stands on the peildatum", one_of=("te_doen", "te_laat", "gedaan")),
        Column("gedaan_op", pl.Date, "day on which it was done; empty when not known", nullable=True),
        Column(
            "zwaarte",
            pl.Int8,
            "group of the pupil: 1 thuiszitter, reden onbekend or four weeks; 2 illness; 3 unauthorised, late, truant "
            "or a report due; 4 tier 3; 5 other. It can tell of sickness",
            at_least=1,
            at_most=5,
        ),
        Column(
            "toelichting",
            pl.String,
            "words of the protocol beside the act; of weinig_les and elders the hours",
            nullable=True,
        ),
        Column("bron", pl.String, "rule set, section and lines of what asks it"),
    ),
)
# The states of a school (contract 2.8); of a school in one of STANDEN_GEMETEN something was measured.
STAND_GEWEIGERD, STAND_NIET_GEMETEN = "geweigerd", "niet_gemeten"
STANDEN_GEMETEN = (STAND_VEROUDERD, STAND_GEMETEN) = ("verouderd", "gemeten")
SCHOOL_METING = Table(
    "school_meting",
    "one school of the SWV: what was measured of it in the period (contract 2.8)",
    ("school",),
    (
        SCHOOL,
        Column(
            "stand",
            pl.String,
            "geweigerd; niet_gemeten: no school day of the period was measured; verouderd: fewer than nine in ten were",
            one_of=(STAND_GEWEIGERD, STAND_NIET_GEMETEN, *STANDEN_GEMETEN),
        ),
        Column(
            "gegevens_van", pl.Date, "first day that the absences cover; empty when nothing shows one", nullable=True
        ),
        Column(
            "gegevens_tot", pl.Date, "last day that the absences cover; empty when nothing shows one", nullable=True
        ),
        _optional_count("schooldagen", "school days of the period up to the peildatum"),
        _optional_count("gemeten_dagen", "those between gegevens_van and gegevens_tot"),
        _optional_count("gat_dagen", "those of gemeten_dagen that lie in a gap"),
        _optional_count("leerlingen", "pupils with a row in leerling_periode, or who would have one"),
        _optional_count("zonder_rooster", "those of leerlingen who are in no group with a timetable"),
    ),
)
BEVINDING = Table(
    "bevinding",
    "one finding about a delivery: a place or a cause (a place can have several, so there is no key)",
    (),
    (
        SCHOOL,
        Column("bestand", pl.String, "file as it may be shown; empty for the whole delivery", nullable=True),
        Column("regelnummer", pl.Int32, "first line of the record; empty for a whole file", nullable=True),
        Column("kolom", pl.String, "column; empty when no single one", nullable=True),
        Column("code", pl.String, "code of the finding"),
        Column("ernst", pl.String, "severity", one_of=SEVERITIES),
        Column("aantal", pl.Int64, "rows or slots it is about", at_least=0),
        Column("omschrijving", pl.String, "what is wrong"),
        Column("gevolg", pl.String, "what follows"),
        Column("oplossing", pl.String, "how to mend it"),
    ),
)

# What the sheet of a role is made from, column by column: no tier, group (but for the oco) or order that tells more
# than its rules do.
ROLBLAD = Table(
    "rolblad",
    "one rule that asks one act of one role for a pupil (contract 2.10)",
    ("school", "leerling", "rol", "actie", "sinds", "regel"),
    (
        SCHOOL,
        LEERLING,
        Column("klas", pl.String, "class; empty when unknown", nullable=True),
        Column(
            "woongemeente",
            pl.String,
            "municipality as the school wrote it, for role lpa alone; empty when unknown",
            nullable=True,
        ),
        *(column for column in WERKLIJST.columns if column.name in ("rol", "actie", "sinds")),
        Column("regel", pl.String, "id of the rule"),
        *(column for column in WERKLIJST.columns if column.name in ("uiterste_datum", "stand", "gedaan_op")),
        *(column for column in WERKLIJST.columns if column.name == "toelichting"),
        Column("zwaarte", pl.Int8, "group of the pupil, for role oco alone", nullable=True, at_least=1, at_most=5),
        Column("waarde", pl.Float64, "what the rule found; empty where it counts nothing", nullable=True),
    ),
)

# What an attendance officer may see, column by column (contract 2.7, 3): no sick, medical or other authorised fact, and
# none that lets one be worked out (no scheduled or attended time, no place in a file). The folder is made from these.
# Whom a report is handed over to, by the duty of the pupil; other reports are handed over to nobody (contract 2.9).
LEERPLICHT_PLICHT, DOORSTROOMPUNT_PLICHT = "verplicht", "rmc"
LEERPLICHT = Table(
    "leerplicht",
    "one report to DUO that was due by the peildatum and is handed over, with where the pupil lives",
    DUO_MELDING.key,
    (
        Column("woongemeente", pl.String, "municipality as the school wrote it; empty when unknown", nullable=True),
        *(
            replace(column, one_of=(LEERPLICHT_PLICHT, DOORSTROOMPUNT_PLICHT)) if column.name == "plicht" else column
            for column in DUO_MELDING.columns
        ),
    ),
)
LEERPLICHT_BEWIJS = Table(
    "leerplicht_bewijs",
    "one unauthorised lesson hour behind a report to DUO",
    (*DUO_MELDING.key, "datum", "lesuur"),
    (
        SCHOOL,
        LEERLING,
        *(column for column in DUO_MELDING.columns if column.name in ("meldsoort", "einddatum")),
        Column("datum", pl.Date, "day of the lesson"),
        LESUUR,
        Column("uren", pl.Float64, "hours (VO, VSO: slots; PO: clock hours)", at_least=0),
        Column("soort", pl.String, "kind of contract 2.2", one_of=ONGEOORLOOFD),
        Column("code", pl.String, "code of the school; empty where no code table has it", nullable=True),
    ),
)

OVERGESTAPT = Table(
    "overgestapt",
    "one pupil of leerling_periode who the SWV counts at a later school (contract 2.9)",
    ("school", "leerling"),
    (
        SCHOOL,
        LEERLING,
        Column("naar_school", pl.String, "the school at which the SWV counts the child"),
        Column(
            "telt_thuiszitter", pl.Boolean, "its statuses count all the same: at no later school it is a thuiszitter"
        ),
        Column(
            "telt_vierweken", pl.Boolean, "its four-week group counts all the same: at no later school it is in one"
        ),
    ),
)

PUBLISHED_TABLES = (
    LEERLING_PERIODE,
    REEKS,
    VIERWEKEN,
    THUISZITTER,
    SIGNAAL,
    DUO_MELDING,
    WERKLIJST,
    SCHOOL_METING,
    OVERGESTAPT,
    BEVINDING,
)
