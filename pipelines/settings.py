"""Frozen settings of one SWV, read strictly from `swv.toml` (contract 1).

Every path is relative to the file itself. An unknown key, a missing one or a value that cannot be is refused
with the file, the key and what may stand there (exit code 2).
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urlsplit

from pipelines import paths, toml_lines
from pipelines.calendar import VAKANTIEREGIOS, Calendar, Coverage, load_calendar, load_shipped_calendar
from pipelines.errors import RuleSetInvalid, WrongUse
from pipelines.mapping_file import FOLDER as MAPPING_FOLDER
from pipelines.mapping_file import NO_MAPPING, SchoolMapping, get_place, list_mappable, load_mapping
from reports.release.disclosure import Rules
from schemas.columns import SECTOREN
from schemas.exports.base import normalise_name
from schemas.inspectie import DATUMS, MAAND
from schemas.interventions import load_interventions
from schemas.lvs import load_lvs
from schemas.municipalities import is_usable_town
from schemas.publication import PUBLICATION
from schemas.ruleset import RuleSet, load_own_rule_sets, load_rule_sets

# Beside swv.toml: the rule sets of the SWV itself.
RULES_FOLDER = "regels"
DIRECT, NA_AKKOORD = "direct", "na akkoord"
DEFAULT_PEILDATA = ("09-01", "01-01", "03-01", "06-01")
DEFAULT_SCHOOLJAAR_BEGIN = "08-01"
_DATED_EXAMPLE = '{vanaf = 2026-08-01, is = "..."}'
SCHOOL_ID = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
_NUMBERS = re.compile(rf"{SCHOOL_ID.pattern}(?: *> *{SCHOOL_ID.pattern})*")
SWV_CODE = re.compile(r"[A-Za-z0-9]{1,20}")
LONGEST_LESSON = 240
# An SWV may keep data of pupils for three years at most (WPO art. 18a, WVO 2020 art. 2.47).
MOST_YEARS = 3
# What a cell of the register may hold as one code; a single - clears the cell, so it is none.
_INTERVENTION = re.compile(r"(?!-$)[\w-]{1,30}")
LONGEST_WORDS = 120

# Folders of the system: nothing of ours lies in the first; the others are too wide themselves, and fine to lie in.
_OF_THE_SYSTEM = (
    *("/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/private/etc", "/proc", "/sbin", "/sys"),
    *("/usr/bin", "/usr/lib", "/usr/sbin", "/usr/share", "/Applications", "/Library", "/System"),
)
_TOO_WIDE = (
    *("/dev", "/home", "/media", "/mnt", "/opt", "/private", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local"),
    *("/usr/src", "/var", "/var/lib", "/var/tmp", "/Users", "/Volumes"),
)
# Of this program, in its own folder; the demo lies beside them.
_ROOMS = ("pipelines", "schemas", "reports", "sql", "tests", ".venv", ".git", ".ci")


@dataclass(frozen=True)
class School:
    """One school (vestiging): `id` is BRIN and vestiging; `kolommen` maps its own column names to ours.

    `kolomregels`: the own column names -> `regel 12` of swv.toml. `koppeling`: what was mapped with `msa koppel`.
    `te_laat_is_les_vanaf`: from how many minutes on a lateness is a missed lesson; None: never. `locatie`: what a list
    for several schools calls this one, beside its id. `vroeger`: the number that the school had before,
    if it had another one, and the schools from which pupils came along when they merged or one was split. Those have a
    block of their own: `herkomst`. `keten`: the numbers that it had one after another, where that is said.
    """

    id: str
    naam: str
    sector: str
    lvs: str
    protocol: str
    vakantieregio: str
    minuten_per_lesuur: int | None = None
    kolommen: dict[str, str] = field(default_factory=dict)
    kolomregels: Mapping[str, str] = field(default_factory=dict)
    koppeling: SchoolMapping = NO_MAPPING
    te_laat_is_les_vanaf: int | None = None
    locatie: tuple[str, ...] = ()
    vroeger: tuple[str, ...] = ()
    herkomst: tuple[str, ...] = ()
    keten: tuple[str, ...] = ()

    @property
    def oude_nummers(self) -> tuple[str, ...]:
        """The numbers that this very school had before, the first one first; empty where it never had another one."""
        return tuple(number for number in self.vroeger if number not in self.herkomst)

    @property
    def stam(self) -> str:
        """The number that codes of its pupils are made with: a school that is given another one keeps them."""
        return self.nummers[0]

    @property
    def nummers(self) -> tuple[str, ...]:
        """Every number under which anything of this very school is kept, the first one first."""
        return (*self.oude_nummers, self.id)


@dataclass(frozen=True)
class Dated:
    """What a key says from which day on, the first day first; `school` empty: of the SWV itself.

    The first day is `date.min` where what is said first has no day: it held from the beginning.
    """

    school: str
    key: str
    values: tuple[tuple[date, Any], ...]

    def get_place(self, day: date) -> int:
        """Which of the values holds on a day; -1 before the first."""
        return sum(since <= day for since, _ in self.values) - 1


@dataclass(frozen=True)
class Inspection:
    """The export for the Inspectie: how coarse its dates are (`schemas.inspectie.DATUMS`), and the SWV's own blank form
    with the file that tells which column holds what; both or neither."""

    datums: str = MAAND
    formulier: Path | None = None
    kolommen: Path | None = None


@dataclass(frozen=True)
class Alert:
    """Who is told when a night went wrong: a command with its arguments, an address, or both; neither: nobody."""

    opdracht: tuple[str, ...] = ()
    webhook: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.opdracht or self.webhook)


@dataclass(frozen=True)
class Settings:
    """One SWV: who, where the folders lie, which schools; `peildata` as (month, day), in calendar order.

    `voorbeeld`: the data are invented, and every page says so. `pdf`: reports as PDF too, where there is a browser.
    `publicatie`: how small counts are protected. `interventies`: code -> words, in order.
    `melding`: who is told when a scheduled run went wrong.
    `vrijgeven`: whether a run publishes (DIRECT) or leaves its output waiting for approval (NA_AKKOORD).
    `bewaren_jaren`: how many years data of pupils are kept. `gemeenten`: the municipalities of the region, as written
    in the file; empty: nothing is asked of where a pupil lives (D28). `kalender`: that of the program, with what the
    SWV adds in the folder `kalender`. `regels`: its own rule sets, of the folder `regels`. `gedateerd`: the keys that
    say from which day on they hold; what `get_on` gives has their values of one day.
    """

    file: Path
    code: str
    naam: str
    peildata: tuple[tuple[int, int], ...]
    schooljaar_begin: tuple[int, int]
    aanlevering: Path
    uitvoer: Path
    opslag: Path
    scholen: tuple[School, ...]
    voorbeeld: bool = False
    inspectie: Inspection = Inspection()
    pdf: bool = True
    publicatie: Rules = field(default_factory=Rules)
    interventies: Mapping[str, str] = field(default_factory=load_interventions)
    bewaren_jaren: int = MOST_YEARS
    gemeenten: tuple[str, ...] = ()
    vrijgeven: str = DIRECT
    melding: Alert = Alert()
    kalender: Calendar = field(default_factory=load_shipped_calendar, repr=False)
    regels: Mapping[str, RuleSet] = field(default_factory=dict, repr=False)
    gedateerd: tuple[Dated, ...] = field(default=(), repr=False)

    @property
    def coverage(self) -> Coverage:
        """The days on which the calendar tells of every school whether there is school."""
        return self.kalender.get_coverage(school.vakantieregio for school in self.scholen)

    @property
    def ids(self) -> frozenset[str]:
        """The id of every school."""
        return frozenset(school.id for school in self.scholen)

    @property
    def opvolgers(self) -> Mapping[str, str]:
        """By earlier number of a school that has another one now: its id; those of one school in their order."""
        return {number: school.id for school in self.scholen for number in school.oude_nummers}

    @property
    def stammen(self) -> Mapping[str, str]:
        """By id of a school: the number that codes of its pupils are made with."""
        return {school.id: school.stam for school in self.scholen}

    def get_delivery_folder(self, name: str) -> Path:
        """Where the files of a school lie, or of a folder that is of no school.

        A delivery under the earlier number of a school is hers, as long as she has no folder of her own.
        """
        folder = self.aanlevering / name
        earlier = next((school.oude_nummers for school in self.scholen if school.id == name), ())
        if folder.exists() or folder.is_symlink():
            return folder
        old = (self.aanlevering / number for number in reversed(earlier))
        return next((place for place in old if place.is_dir()), folder)

    def get_on(self, day: date) -> "Settings":
        """The settings as they hold on a day, which is the peildatum of a run; WrongUse where one has no value yet."""
        for dated in self.gedateerd:
            if dated.get_place(day) < 0:
                whose = f"school {dated.school}" if dated.school else "[swv]"
                raise WrongUse(
                    f"{self.file.name}: '{dated.key}' van {whose} heeft nog geen waarde op {day:%d-%m-%Y}. Zet er een "
                    "regel zonder 'vanaf' boven, met wat daarvoor gold."
                )
        return self.take(day)

    def take(self, day: date) -> "Settings":
        """The value of each key on a day; before the first one the first."""
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for dated in self.gedateerd:
            found[dated.school][dated.key] = dated.values[max(0, dated.get_place(day))][1]
        schools = tuple(replace(school, **found.get(school.id, {})) for school in self.scholen)
        return replace(self, scholen=schools, **found.get("", {}))

    def list_moments(self) -> list[date]:
        """The days from which a key says something else, or says anything at all."""
        days = {since for dated in self.gedateerd for since, _ in dated.values}
        return sorted(days - {date.min})

    def list_protocol_changes(self, since: date, until: date) -> list[tuple[date, str, str, str]]:
        """Each change after `since` and up to `until`, in order: day, school, protocol before and after."""
        changes = [
            (later, dated.school, before, after)
            for dated in self.gedateerd
            if dated.key == "protocol" and any(dated.school == school.id for school in self.scholen)
            for (_, before), (later, after) in pairwise(dated.values)
            if since < later <= until and before != after
        ]
        return sorted(changes)

    def get_school(self, school_id: str) -> School:
        """The school with this id; WrongUse names the known ones."""
        for school in self.scholen:
            if school.id == school_id:
                return school
        known = ", ".join(school.id for school in self.scholen)
        raise WrongUse(f"School '{school_id}' staat niet in {self.file.name}. Bekende scholen: {known}.")


def load_settings(file: Path, *, today: date | None = None) -> Settings:
    """Read and check `swv.toml` and what lies beside it; WrongUse (2) tells the place and what to do.

    Keys that say from which day on they hold have their value of `today`; a run asks for that of its peildatum.

    RuleSetInvalid (12) for a rule set or calendar of the SWV that cannot be used.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise WrongUse(f"Het instellingenbestand {file} bestaat niet. Geef het pad van uw swv.toml op.") from None
    except (OSError, UnicodeDecodeError):
        raise WrongUse(f"Het instellingenbestand {file} is niet te lezen. Sla het op als tekst (UTF-8).") from None
    return read_settings(text, file, today=today)


def read_settings(text: str, file: Path, *, today: date | None = None) -> Settings:
    """The settings that `text` says, as if it stood in `file`: what is changed is read before it is written.

    Raises as `load_settings`.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(
            f"{file.name} is geen geldig TOML-bestand{_say_where(error)}. Controleer de aanhalingstekens en de haken."
        ) from None
    except (ValueError, RecursionError):
        # What Python cannot hold: a number of thousands of digits, thousands of brackets in each other.
        raise WrongUse(
            f"{file.name} is niet te lezen: er staat een veel te lang getal in, of veel te veel haken in elkaar. "
            "Vergelijk het met het voorbeeld in README.md."
        ) from None
    return _SettingsReader(file, toml_lines.find_lines(text)).read(document, today or date.today())


def find_foreign_folder(folder: Path, file: Path) -> str:
    """What a folder is, in Dutch, that may not be `uitvoer` or `opslag`; empty where it may. `file`: the settings."""
    home = None
    # An account without a home has none to keep out of.
    with suppress(RuntimeError):
        home = Path.home().resolve()
    if folder == Path(folder.anchor):
        return "de hele schijf"
    if any(folder.is_relative_to(place) for place in _OF_THE_SYSTEM) or str(folder) in _TOO_WIDE:
        return "een map van het systeem"
    if home is not None and home.is_relative_to(folder):
        return "uw eigen map (of een map daarboven)"
    if paths.ROOT.is_relative_to(folder) or any(folder.is_relative_to(paths.ROOT / room) for room in _ROOMS):
        return "de map van het programma zelf"
    if file.is_relative_to(folder):
        return f"de map waarin {file.name} staat (of een map daarboven)"
    return ""


def _load_own_rules(folder: Path) -> Mapping[str, RuleSet]:
    """The rule sets that the SWV adds; RuleSetInvalid (12) names file, line and fault."""
    if not folder.is_dir():
        return {}
    try:
        return load_own_rule_sets(folder, load_rule_sets())
    except ValueError as error:
        raise RuleSetInvalid(f"Een eigen regelset is niet te gebruiken. {error}.") from None


def _list_column_names(lvs: str) -> frozenset[str]:
    """Names, as compared, of the columns of every layout that a school with this LVS may deliver as a table."""
    return frozenset(name for layout in list_mappable(lvs) for name in (*layout.columns, *layout.required))


def _is_safe_address(address: Any) -> bool:
    """Whether this is an address that nobody on the way can read what is sent to."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        found = urlsplit(address)
        return found.scheme == "https" and bool(found.hostname) and "@" not in found.netloc and found.port != 0
    except ValueError:
        return False


def _say_where(error: tomllib.TOMLDecodeError) -> str:
    """The line of a fault: the parser's own words are English, and only tell the place."""
    line = re.search(r"at line (\d+)", str(error))
    return f": zie regel {line[1]}" if line else ""


@dataclass(frozen=True)
class _SettingsReader:
    """Turns the TOML document into Settings; each method owns one section. `lines`: where each key stands.

    `dated`: the keys that say from which day on they hold, as they are met.
    """

    file: Path
    lines: Mapping[toml_lines.Path, int] = field(default_factory=dict)
    dated: list[Dated] = field(default_factory=list)

    def read(self, document: dict[str, Any], today: date) -> Settings:
        """The settings of one document as they are on a day; WrongUse at the first fault."""
        self._only_keys(
            document,
            "het bestand",
            {"swv", "paden", "school", "inspectie", "publicatie", "interventies", "bewaren", "melding"},
        )
        swv = self._section(document, "swv")
        self._only_keys(
            swv,
            "[swv]",
            {
                "code",
                "naam",
                "protocol",
                "vakantieregio",
                "peildata",
                "schooljaar_begin",
                "voorbeeld",
                "pdf",
                "gemeenten",
                "vrijgeven",
            },
        )
        paden = self._section(document, "paden")
        self._only_keys(paden, "[paden]", {"aanlevering", "uitvoer", "opslag"})
        schools = document.get("school")
        if not isinstance(schools, list) or not schools:
            self._fail("er staat geen enkele [[school]] in. Voeg per school een blok [[school]] toe")
        defaults = {
            "protocol": self._values(swv, "[swv]", "protocol", self._text),
            "vakantieregio": self._values(swv, "[swv]", "vakantieregio", self._region),
        }
        names = self._values(swv, "[swv]", "naam", self._text)
        towns = self._values(swv, "[swv]", "gemeenten", self._towns)
        settings = Settings(
            file=self.file.resolve(),
            code=self._pattern(swv, "[swv]", "code", SWV_CODE, "letters en cijfers, bijvoorbeeld VO9901"),
            naam=names[0][1],
            peildata=self._month_days(swv.get("peildata", list(DEFAULT_PEILDATA)), "peildata"),
            schooljaar_begin=self._month_day(swv.get("schooljaar_begin", DEFAULT_SCHOOLJAAR_BEGIN), "schooljaar_begin"),
            aanlevering=self._folder(paden, "aanlevering"),
            uitvoer=self._folder(paden, "uitvoer"),
            opslag=self._folder(paden, "opslag"),
            scholen=tuple(self._school(school, number, defaults) for number, school in enumerate(schools, start=1)),
            voorbeeld=self._flag(swv, "[swv]", "voorbeeld"),
            inspectie=self._inspection(document),
            melding=self._alert(document),
            pdf=self._flag(swv, "[swv]", "pdf", default=True),
            publicatie=self._rules(document),
            interventies=self._interventions(document),
            bewaren_jaren=self._years(document),
            gemeenten=towns[0][1],
            vrijgeven=self._choice({"vrijgeven": DIRECT, **swv}, "[swv]", "vrijgeven", (DIRECT, NA_AKKOORD)),
            kalender=load_calendar(self.file.resolve().parent),
            regels=_load_own_rules(self.file.resolve().parent / RULES_FOLDER),
        )
        self._date("", "naam", names)
        self._date("", "gemeenten", towns)
        self._check_unique([school.id for school in settings.scholen])
        settings = replace(settings, scholen=self._settle_earlier_numbers(settings.scholen))
        self._check_locations(settings.scholen)
        self._check_folders(settings)
        self._check_mappings(settings)
        return replace(settings, gedateerd=tuple(self.dated)).take(today)

    def _values(
        self, section: dict[str, Any], where: str, key: str, read: Callable[[dict[str, Any], str, str], Any]
    ) -> tuple[tuple[date, Any], ...]:
        """What a key says, each with the day from which it holds; `read` takes the section, its place and the key."""
        told = section.get(key)
        if not isinstance(told, list) or not any(isinstance(each, dict) for each in told):
            return ((date.min, read(section, where, key)),)
        values: list[tuple[date, Any]] = []
        for each in told:
            if not isinstance(each, dict):
                self._fail(f"{where}: '{key}' is één waarde, of een lijst van {_DATED_EXAMPLE}")
            self._only_keys(each, f"{where}, '{key}'", {"vanaf", "is"})
            since = each.get("vanaf", None if values else date.min)
            if not isinstance(since, date) or isinstance(since, datetime):
                self._fail(
                    f"{where}: bij '{key}' ontbreekt 'vanaf', of het is geen datum zonder aanhalingstekens. Alleen "
                    f"de eerste mag zonder. Bijvoorbeeld: {_DATED_EXAMPLE}"
                )
            if values and since <= values[-1][0]:
                self._fail(f"{where}: bij '{key}' staan de dagen van 'vanaf' niet op volgorde, of een dag twee keer")
            if "is" not in each:
                self._fail(f"{where}: bij '{key}' ontbreekt 'is'. Bijvoorbeeld: {_DATED_EXAMPLE}")
            values.append((since, read({key: each["is"]}, where, key)))
        return tuple(values)

    def _date(self, school: str, key: str, values: tuple[tuple[date, Any], ...]) -> None:
        """Remember a key that does not say the same from the beginning on."""
        if len(values) > 1 or values[0][0] > date.min:
            self.dated.append(Dated(school, key, values))

    def _region(self, section: dict[str, Any], where: str, key: str) -> str:
        return self._choice(section, where, key, VAKANTIEREGIOS)

    def _sector(self, section: dict[str, Any], where: str, key: str) -> str:
        return self._choice(section, where, key, SECTOREN)

    def _alert(self, document: dict[str, Any]) -> Alert:
        """`[melding]`, which may be left out: a command that is started as it stands here, or an https address."""
        if "melding" not in document:
            return Alert()
        where, section = "[melding]", self._section(document, "melding")
        self._only_keys(section, where, {"opdracht", "webhook"})
        command, webhook = section.get("opdracht", []), section.get("webhook", "")
        if not command and not webhook:
            self._fail(f"{where}: vul 'opdracht' of 'webhook' in, of haal het blok weg")
        if not isinstance(command, list) or not all(
            isinstance(word, str) and word and "\0" not in word for word in command
        ):
            self._fail(
                f'{where}: \'opdracht\' is een lijst van teksten, bijvoorbeeld ["mail", "-s", "msa", "ict@swv.nl"]'
            )
        if webhook and not _is_safe_address(webhook):
            self._fail(f"{where}: 'webhook' is een adres dat begint met https://, zonder naam of wachtwoord erin")
        return Alert(tuple(command), webhook)

    def _inspection(self, document: dict[str, Any]) -> Inspection:
        if "inspectie" not in document:
            return Inspection()
        where, section = "[inspectie]", self._section(document, "inspectie")
        self._only_keys(section, where, {"datums", "formulier", "kolommen"})
        if ("formulier" in section) != ("kolommen" in section):
            self._fail(f"{where}: 'formulier' en 'kolommen' horen bij elkaar. Vul ze allebei in, of geen van beide")
        has_form = "formulier" in section
        return Inspection(
            datums=self._choice({"datums": MAAND, **section}, where, "datums", DATUMS),
            formulier=self._path(section, where, "formulier") if has_form else None,
            kolommen=self._path(section, where, "kolommen") if has_form else None,
        )

    def _school(self, school: Any, number: int, defaults: dict[str, tuple[tuple[date, Any], ...]]) -> School:
        where = f"[[school]] nummer {number}"
        if not isinstance(school, dict):
            self._fail(f"{where} is geen blok [[school]]")
        self._only_keys(
            school,
            where,
            {
                "id",
                "naam",
                "sector",
                "lvs",
                "protocol",
                "vakantieregio",
                "minuten_per_lesuur",
                "te_laat_is_les_vanaf",
                "locatie",
                "kolommen",
                "vroeger",
            },
        )
        school_id = self._pattern(school, where, "id", SCHOOL_ID, "BRIN en vestiging, bijvoorbeeld 12AB00")
        lvs = self._choice(school, where, "lvs", tuple(load_lvs()))
        columns = self._columns(school, number, lvs)
        earlier, chain = self._earlier_numbers(school, number)
        values = {
            "naam": self._values(school, where, "naam", self._text),
            "sector": self._values(school, where, "sector", self._sector),
            **defaults,
        }
        for key, read in (("protocol", self._text), ("vakantieregio", self._region)):
            if key in school:
                values[key] = self._values(school, where, key, read)
        for key, found in values.items():
            self._date(school_id, key, found)
        return School(
            id=school_id,
            **{key: found[0][1] for key, found in values.items()},
            lvs=lvs,
            minuten_per_lesuur=self._minutes(school, where, "minuten_per_lesuur"),
            te_laat_is_les_vanaf=self._minutes(school, where, "te_laat_is_les_vanaf"),
            locatie=self._locations(school, where),
            vroeger=earlier,
            keten=chain,
            kolommen=columns,
            kolomregels={own: self._say_column(number, own) for own in columns},
            koppeling=load_mapping(get_place(self.file.resolve().parent, school_id), lvs=lvs),
        )

    def _rules(self, document: dict[str, Any]) -> Rules:
        """`[publicatie]`, which may be left out; what it does not set is as in schemas/publication.yaml."""
        section = document.get("publicatie", {})
        if not isinstance(section, dict):
            self._fail("'publicatie' is geen blok [publicatie]")
        names = ("drempel", "afronding", "speling", "overheersing", "schatting")
        self._only_keys(section, "[publicatie]", set(names))
        for name, value in section.items():
            least, most = PUBLICATION[f"{name}_minst"], PUBLICATION.get(f"{name}_hoogst", PUBLICATION["hoogstens"])
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                self._fail(f"[publicatie]: '{name}' is een heel getal van {least} tot en met {most}")
        rules = Rules(**{name: section.get(name, PUBLICATION[name]) for name in names})
        if rules.drempel <= rules.speling:
            # A hidden count is 1 up to the threshold.
            self._fail(
                f"[publicatie]: een verborgen aantal is 1 tot en met {rules.drempel - 1}, en moet {rules.speling} "
                f"waarden kunnen hebben. Kies 'drempel' {rules.speling + 1} of hoger, of een lagere 'speling'"
            )
        return rules

    def _years(self, document: dict[str, Any]) -> int:
        """`[bewaren]`, which may be left out; longer than the law allows is refused."""
        section = document.get("bewaren", {})
        if not isinstance(section, dict):
            self._fail("'bewaren' is geen blok [bewaren]")
        self._only_keys(section, "[bewaren]", {"jaren"})
        years = section.get("jaren", MOST_YEARS)
        if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= MOST_YEARS:
            self._fail(
                f"[bewaren]: 'jaren' is een heel getal van 1 tot en met {MOST_YEARS}. Een samenwerkingsverband mag "
                f"gegevens van leerlingen hoogstens {MOST_YEARS} jaar bewaren (WPO artikel 18a, WVO 2020 artikel 2.47)"
            )
        return years

    def _towns(self, swv: dict[str, Any], where: str, key: str) -> tuple[str, ...]:
        """The municipalities of the region, which may be left out; an empty list would leave every pupil outside."""
        towns = swv.get(key)
        if towns is None:
            return ()
        if (
            not isinstance(towns, list)
            or not towns
            or not all(isinstance(town, str) and is_usable_town(town.strip()) for town in towns)
        ):
            self._fail(f'{where}: \'{key}\' is een lijst van gemeenten, bijvoorbeeld ["Alkmaar", "Heiloo"]')
        return tuple(town.strip() for town in towns)

    def _minutes(self, school: dict[str, Any], where: str, key: str) -> int | None:
        minutes = school.get(key)
        if minutes is None:
            return None
        # A yes or no is a whole number to Python, not to a school.
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= LONGEST_LESSON:
            self._fail(f"{where}: '{key}' is een heel getal van 1 tot en met {LONGEST_LESSON}")
        return minutes

    def _locations(self, school: dict[str, Any], where: str) -> tuple[str, ...]:
        """What lists for several schools call this one; compared without case and the spaces around."""
        names = school.get("locatie", [])
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            self._fail(f'{where}: \'locatie\' is een lijst van namen, bijvoorbeeld ["Noord", "12AB"]')
        return tuple(name.strip() for name in names)

    def _earlier_numbers(self, school: dict[str, Any], number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """`vroeger`, which may be left out: the numbers, and those of a text that says several in their order."""
        texts = school.get("vroeger", [])
        if "vroeger" in school and (
            not isinstance(texts, list)
            or not texts
            or not all(isinstance(each, str) and _NUMBERS.fullmatch(each) for each in texts)
        ):
            self._fail(
                f"{self._say_earlier(number)}: 'vroeger' is een lijst van nummers (BRIN en vestiging), bijvoorbeeld "
                '["22BB00"], of na elkaar ["22BB00 > 33CC00"]'
            )
        said = [tuple(SCHOOL_ID.findall(each)) for each in texts]
        numbers = [each for some in said for each in some]
        if len(set(numbers)) < len(numbers):
            self._fail(f"{self._say_earlier(number)}: in 'vroeger' staat een nummer twee keer")
        return tuple(numbers), next((some for some in said if len(some) > 1), ())

    def _say_earlier(self, number: int) -> str:
        line = toml_lines.say_line(self.lines, "school", number - 1, "vroeger")
        return f"[[school]] nummer {number}" + (f", {line}" if line else "")

    def _columns(self, school: dict[str, Any], number: int, lvs: str) -> dict[str, str]:
        """`[school.kolommen]`: own names of columns -> those of any layout that the school may deliver."""
        where = f"[[school]] nummer {number}"
        columns = school.get("kolommen", {})
        if not isinstance(columns, dict) or not all(isinstance(value, str) for value in columns.values()):
            self._fail(f'{where}: \'kolommen\' is een tabel van teksten, bijvoorbeeld "Lln nr" = "leerlingnummer"')
        known = _list_column_names(lvs)
        seen: set[str] = set()
        for own, ours in columns.items():
            place = f"[school.kolommen], {self._say_column(number, own)}"
            if not normalise_name(own):
                self._fail(f"{place}: links staat geen naam van een kolom")
            if normalise_name(ours) not in known:
                self._fail(
                    f"{place}: rechts staat geen kolom die msa kent. Kies een kolom van een sjabloon, bijvoorbeeld "
                    '"leerlingnummer" of "datum" (README.md, "Eigen namen in swv.toml")'
                )
            if normalise_name(own) in seen:
                self._fail(f"{place}: deze kolom staat er twee keer. Hoofdletters, spaties, - en _ tellen niet mee")
            seen.add(normalise_name(own))
        return dict(columns)

    def _say_column(self, number: int, own: str) -> str:
        return toml_lines.say_line(self.lines, "school", number - 1, "kolommen", own) or "een regel"

    def _interventions(self, document: dict[str, Any]) -> Mapping[str, str]:
        """Code -> words, in the order of the file; without the table the default list."""
        table = document.get("interventies")
        if table is None:
            return load_interventions()
        if not isinstance(table, dict) or not table:
            self._fail('[interventies] is een tabel van code = omschrijving, bijvoorbeeld gesprek = "Verzuimgesprek"')
        words = {code: self._text(table, "[interventies]", code) for code in table}
        for code, text in words.items():
            if not _INTERVENTION.fullmatch(code) or len(text) > LONGEST_WORDS:
                self._fail(
                    f"[interventies]: '{code}' heeft een code van 1 tot en met 30 letters, cijfers, - of _ nodig, "
                    f"en een omschrijving van hoogstens {LONGEST_WORDS} tekens"
                )
        if len({code.casefold() for code in words}) < len(words):
            self._fail("[interventies]: twee codes verschillen alleen in hoofdletters")
        return MappingProxyType(words)

    def _section(self, document: dict[str, Any], name: str) -> dict[str, Any]:
        section = document.get(name)
        if not isinstance(section, dict):
            self._fail(f"het blok [{name}] ontbreekt")
        return section

    def _only_keys(self, section: dict[str, Any], where: str, allowed: set[str]) -> None:
        unknown = sorted(set(section) - allowed)
        if unknown:
            self._fail(f"{where} heeft een onbekende sleutel '{unknown[0]}'. Toegestaan: {', '.join(sorted(allowed))}")

    def _text(self, section: dict[str, Any], where: str, key: str) -> str:
        value = section.get(key)
        if not isinstance(value, str) or not value.strip():
            self._fail(f"{where}: '{key}' ontbreekt of is leeg")
        return value.strip()

    def _choice(self, section: dict[str, Any], where: str, key: str, allowed: tuple[str, ...]) -> str:
        value = self._text(section, where, key)
        if value not in allowed:
            self._fail(f"{where}: '{key}' is '{value}'. Kies uit: {', '.join(allowed)}")
        return value

    def _pattern(self, section: dict[str, Any], where: str, key: str, pattern: re.Pattern[str], example: str) -> str:
        value = self._text(section, where, key)
        if not pattern.fullmatch(value):
            self._fail(f"{where}: '{key}' is '{value}'. Verwacht: {example}")
        return value

    def _flag(self, section: dict[str, Any], where: str, key: str, *, default: bool = False) -> bool:
        value = section.get(key, default)
        if not isinstance(value, bool):
            self._fail(f"{where}: '{key}' is true of false, zonder aanhalingstekens")
        return value

    def _month_days(self, values: Any, key: str) -> tuple[tuple[int, int], ...]:
        if not isinstance(values, list) or not values:
            self._fail(f'[swv]: \'{key}\' is een lijst van data als MM-DD, bijvoorbeeld ["09-01", "01-01"]')
        return tuple(sorted({self._month_day(value, key) for value in values}))

    def _month_day(self, value: Any, key: str) -> tuple[int, int]:
        match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", value) if isinstance(value, str) else None
        if match:
            # A leap-free year: 29 February cannot be a peildatum, it does not exist every year.
            with suppress(ValueError):
                day = date(2023, int(match[1]), int(match[2]))
                return day.month, day.day
        self._fail(f"[swv]: '{key}' bevat iets anders dan een datum als MM-DD, bijvoorbeeld \"09-01\"")

    def _check_folders(self, settings: Settings) -> None:
        """What is handed over whole may not hold the folders with pupil data (contract 3), nor any folder another.

        msa closes, empties and removes in its own two folders, so they are nobody else's. Links were followed before.
        """
        folders = {name: getattr(settings, name) for name in ("opslag", "uitvoer", "aanlevering")}
        for name in ("uitvoer", "opslag"):
            if found := find_foreign_folder(folders[name], settings.file):
                self._fail(f"[paden]: '{name}' is {found}. Kies een map die alleen voor msa is")
        for name, folder in folders.items():
            for other, around in folders.items():
                if name != other and folder.is_relative_to(around):
                    self._fail(f"[paden]: '{name}' ligt in de map '{other}'. Kies een map daarbuiten")
        form = settings.inspectie.formulier
        if form is not None and form.is_relative_to(settings.uitvoer):
            self._fail(
                "[inspectie]: 'formulier' ligt in de map 'uitvoer', die msa steeds vervangt. Kies een andere map"
            )

    def _check_mappings(self, settings: Settings) -> None:
        """A mapping under a name of no school would be read by nobody, without a word."""
        ids = {school.id for school in settings.scholen}
        for file in sorted((settings.file.parent / MAPPING_FOLDER).glob("*.toml")):
            if file.stem not in ids:
                raise WrongUse(
                    f"In de map '{MAPPING_FOLDER}' naast {self.file.name} staat een bestand dat bij geen school hoort. "
                    "Geef het als naam het id van een school, zoals 12AB00.toml, of haal het weg."
                )

    def _folder(self, paden: dict[str, Any], key: str) -> Path:
        return self._path(paden, "[paden]", key)

    def _path(self, section: dict[str, Any], where: str, key: str) -> Path:
        return (self.file.resolve().parent / self._text(section, where, key)).resolve()

    def _check_unique(self, ids: list[str]) -> None:
        doubled = sorted({school_id for school_id in ids if ids.count(school_id) > 1})
        if doubled:
            self._fail(f"school '{doubled[0]}' staat er twee keer in")

    def _settle_earlier_numbers(self, schools: tuple[School, ...]) -> tuple[School, ...]:
        """What was of a number goes on at one school; of a school that is still here pupils go along to any."""
        ids = {school.id for school in schools}
        settled = [
            replace(school, herkomst=tuple(each for each in school.vroeger if each in ids)) for school in schools
        ]
        came_from = {school.id: school.herkomst for school in settled}
        users: dict[str, str] = {}
        for number, school in enumerate(settled, start=1):
            where = self._say_earlier(number)
            if school.id in school.vroeger:
                self._fail(f"{where}: in 'vroeger' staat het nummer dat de school nog heeft. Haal dat weg")
            if len(school.oude_nummers) > 1 and school.oude_nummers != school.keten:
                self._fail(
                    f"{where}: in 'vroeger' staat meer dan één nummer zonder blok [[school]]. Zijn er scholen "
                    'samengegaan? Laat van elke school het blok staan (README.md, "Een ander nummer"). Kreeg deze '
                    "school twee keer een ander nummer? Zet ze in één tekst, het eerste voorop: "
                    '["22BB00 > 33CC00"]'
                )
            if kept := sorted({*school.keten} & ids):
                self._fail(
                    f"{where}: {kept[0]} heeft een eigen blok [[school]], en staat met een > bij 'vroeger'. Een nummer "
                    "dat de school zelf had, heeft geen blok"
                )
            if any(school.id in came_from[each] for each in school.herkomst):
                self._fail(f"{where}: twee scholen noemen elkaar bij 'vroeger'. Haal een van de twee weg")
            for earlier in school.oude_nummers:
                if users.setdefault(earlier, school.id) != school.id:
                    self._fail(
                        f"{where}: '{earlier}' staat ook bij 'vroeger' van school {users[earlier]}. Werd die "
                        "school gesplitst? Laat dan haar blok staan: dan mag zij bij meer scholen staan (README.md, "
                        '"Een ander nummer")'
                    )
        return tuple(settled)

    def _check_locations(self, schools: tuple[School, ...]) -> None:
        """One name is of one school: else a row of a shared list would be of two."""
        owners: dict[str, str] = {}
        for school in schools:
            for name in {name.casefold() for name in (*school.nummers, *school.locatie)}:
                other = owners.setdefault(name, school.id)
                if other != school.id:
                    self._fail(
                        f"'locatie' van school {school.id} is ook van school {other}. Elke naam hoort bij één school"
                    )

    def _fail(self, what: str) -> NoReturn:
        raise WrongUse(f"{self.file.name}: {what}.") from None
