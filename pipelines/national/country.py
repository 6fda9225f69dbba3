"""Which SWVs one national command runs, read strictly from `land.toml`; paths are relative to the file itself."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from pipelines import toml_lines
from pipelines.errors import UserError, WrongUse
from pipelines.national.places import Bucket, Place, is_address, open_files, read_bucket
from pipelines.settings import Settings, find_foreign_folder, load_settings
from pipelines.system import count_processors

MOST_WORKERS = 256
# Names under which people keep a key; no file of settings may hold one.
_SECRET = re.compile(r"(?i)key|sleutel|secret|geheim|token|wachtwoord|password|aws")
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):[1-9][0-9]{0,4}")


@dataclass(frozen=True)
class CountrySwv:
    """One SWV of the file: where its `swv.toml` lies, and what it says; None with the `fault` of one that is no use."""

    file: Path
    settings: Settings | None
    fault: str = ""
    exit_code: int = 0
    block: int = 0
    """Which [[swv]] of the file it is, from 0."""

    @property
    def name(self) -> str:
        """What it is called in what is told: its name, else where its file lies."""
        return self.settings.naam if self.settings else f"{self.file.parent.name}/{self.file.name}"


@dataclass(frozen=True)
class Country:
    """`werkers`: processes on this computer; `adres`: of a cluster that is there already, instead of those.

    `elders`: where SWVs that run elsewhere hand over what they released.
    """

    file: Path
    naam: str
    uitvoer: Place
    swvs: tuple[CountrySwv, ...]
    elders: tuple[Place, ...] = ()
    peildatum: date | None = None
    werkers: int = 1
    adres: str = ""

    @property
    def lock_folder(self) -> Path:
        """Where the lock of a national command lies; a bucket has none, so then beside the file."""
        return self.uitvoer if isinstance(self.uitvoer, Path) else self.file.parent

    def require_reachable(self) -> None:
        """WrongUse (2) when the environment does not say how to reach the buckets; 14 when `uitvoer` is not there."""
        for place in self.elders:
            open_files(place)
        if isinstance(self.uitvoer, Bucket):
            open_files(self.uitvoer).list_names("")

    def require_day(self) -> date:
        """The peildatum; WrongUse (2) when neither the file nor the command line says one."""
        if self.peildatum is None:
            raise WrongUse(
                f"Er is geen peildatum. Geef --peildatum op, of zet 'peildatum' onder [land] in {self.file.name}."
            )
        return self.peildatum


def load_country(file: Path) -> Country:
    """Read and check `land.toml`; WrongUse (2) tells the place and what to do.

    A `swv.toml` that cannot be used is no fault of this file: it is kept with what is wrong, and the others go on.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except FileNotFoundError:
        raise WrongUse(f"Het bestand {file} bestaat niet. Geef het pad van uw land.toml op.") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f": zie regel {line[1]}" if line else ""
        raise WrongUse(
            f"{file.name} is geen geldig TOML-bestand{where}. Controleer de aanhalingstekens en de haken."
        ) from None
    except (OSError, ValueError, RecursionError):
        raise WrongUse(f"Het bestand {file} is niet te lezen. Sla het op als tekst (UTF-8).") from None
    return _CountryReader(file, toml_lines.find_lines(text)).read(document)


def choose(country: Country, *, peildatum: date | None, werkers: str | None, adres: str | None) -> Country:
    """The country with what the command line says instead of the file; WrongUse (2) for what cannot be."""
    try:
        if werkers is not None:
            # Digits alone: as a number of a settings file.
            country = replace(country, werkers=read_workers(int(werkers) if werkers.isdecimal() else werkers), adres="")
        if adres is not None:
            country = replace(country, adres=read_address(adres))
    except ValueError as error:
        raise WrongUse(f"--{'werkers' if werkers is not None else 'adres'} is {error}.") from None
    return replace(country, peildatum=peildatum or country.peildatum)


def read_workers(value: Any) -> int:
    """A number of workers; ValueError for what is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_WORKERS:
        raise ValueError(f"een heel getal van 1 tot en met {MOST_WORKERS}")
    return value


def read_address(value: Any) -> str:
    """The address of a scheduler of Dask; ValueError for what is none."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise ValueError("een adres zoals tcp://10.0.0.5:8786 of tls://10.0.0.5:8786")
    return value


@dataclass(frozen=True)
class _CountryReader:
    """Turns the document into a Country. `lines`: where each key stands."""

    file: Path
    lines: Mapping[toml_lines.Path, int] = field(default_factory=dict)

    def read(self, document: dict[str, Any]) -> Country:
        self._only_keys(document, (), {"land", "swv"})
        land = document.get("land")
        if not isinstance(land, dict):
            self._fail((), "het blok [land] ontbreekt")
        self._only_keys(land, ("land",), {"naam", "peildatum", "uitvoer", "werkers", "adres"})
        if "werkers" in land and "adres" in land:
            self._fail(("land", "adres"), "'werkers' en 'adres' gaan niet samen: het cluster heeft zijn eigen werkers")
        blocks = self._list_blocks(document.get("swv"))
        country = Country(
            file=self.file.resolve(),
            naam=self._text(land, ("land",), "naam"),
            uitvoer=self._place(land, ("land",), "uitvoer"),
            swvs=self._list_swvs(blocks),
            elders=self._list_elsewhere(blocks),
            peildatum=self._day(land),
            werkers=self._value(land, "werkers", read_workers, count_processors()),
            adres=self._value(land, "adres", read_address, ""),
        )
        self._check_apart(country)
        return country

    def _list_blocks(self, blocks: Any) -> list[dict[str, Any]]:
        if not isinstance(blocks, list) or not blocks or not all(isinstance(block, dict) for block in blocks):
            self._fail((), "er staat geen blok [[swv]] in, met 'bestand' = het pad van een swv.toml")
        for number, block in enumerate(blocks):
            self._only_keys(block, ("swv", number), {"bestand", "uitgave"})
            if len(block) != 1:
                self._fail(("swv", number), "een blok [[swv]] heeft 'bestand' of 'uitgave', en niet allebei")
        return blocks

    def _list_swvs(self, blocks: list[dict[str, Any]]) -> tuple[CountrySwv, ...]:
        swvs: list[CountrySwv] = []
        for number, block in enumerate(blocks):
            if "bestand" not in block:
                continue
            file = self._path(block, ("swv", number), "bestand")
            if any(file == other.file for other in swvs):
                self._fail(("swv", number, "bestand"), "dit bestand staat er twee keer in")
            swvs.append(_load_swv(file, number))
        return tuple(swvs)

    def _list_elsewhere(self, blocks: list[dict[str, Any]]) -> tuple[Place, ...]:
        places: list[Place] = []
        for number, block in enumerate(blocks):
            if "uitgave" not in block:
                continue
            place = self._place(block, ("swv", number), "uitgave")
            if place in places:
                self._fail(("swv", number, "uitgave"), "deze plaats staat er twee keer in")
            places.append(place)
        return tuple(places)

    def _check_apart(self, country: Country) -> None:
        """Each SWV is itself, and no folder of the national report lies in or around one of theirs."""
        if isinstance(country.uitvoer, Path) and (found := find_foreign_folder(country.uitvoer, country.file)):
            self._fail(("land", "uitvoer"), f"'uitvoer' is {found}. Kies een map die alleen voor msa is")
        if any(_lies_in_or_around(country.uitvoer, place) for place in country.elders):
            self._fail(("land", "uitvoer"), "'uitvoer' ligt in of om een 'uitgave' van een SWV. Kies een andere plaats")
        seen: dict[str | Path, int] = {}
        for swv in country.swvs:
            number = swv.block
            if swv.settings is None:
                continue
            for what in (swv.settings.code, swv.settings.opslag, swv.settings.uitvoer):
                if seen.setdefault(what, number) != number:
                    self._fail(
                        ("swv", number, "bestand"),
                        f"dit SWV en [[swv]] nummer {seen[what] + 1} hebben dezelfde code, opslag of uitvoer",
                    )
            for folder in (swv.settings.opslag, swv.settings.uitvoer, swv.settings.aanlevering):
                if _lies_in_or_around(country.uitvoer, folder):
                    self._fail(
                        ("land", "uitvoer"),
                        f"'uitvoer' ligt in of om een map van [[swv]] nummer {number + 1}. Kies een andere map",
                    )

    def _only_keys(self, block: Mapping[str, Any], path: toml_lines.Path, allowed: set[str]) -> None:
        if unknown := sorted(set(block) - allowed):
            if _SECRET.search(unknown[0]):
                self._fail(
                    (*path, unknown[0]),
                    "een sleutel of wachtwoord hoort in geen bestand van instellingen. Haal die regel weg, maak een "
                    "nieuwe sleutel, en zet die in de omgeving waarin u msa start (AWS_ACCESS_KEY_ID en "
                    "AWS_SECRET_ACCESS_KEY)",
                )
            known = ", ".join(sorted(allowed))
            self._fail((*path, unknown[0]), f"de sleutel '{unknown[0]}' is onbekend. Toegestaan: {known}")

    def _text(self, block: Mapping[str, Any], path: toml_lines.Path, key: str) -> str:
        value = block.get(key)
        if not isinstance(value, str) or not value.strip() or toml_lines.CONTROL.search(value):
            self._fail((*path, key), f"'{key}' ontbreekt, is leeg of is geen gewone tekst")
        return value.strip()

    def _path(self, block: Mapping[str, Any], path: toml_lines.Path, key: str) -> Path:
        return (self.file.resolve().parent / self._text(block, path, key)).resolve()

    def _place(self, block: Mapping[str, Any], path: toml_lines.Path, key: str) -> Place:
        text = self._text(block, path, key)
        if not is_address(text):
            return self._path(block, path, key)
        try:
            return read_bucket(text)
        except ValueError as error:
            # The address is not told: it may hold a key.
            self._fail((*path, key), f"'{key}' is een map, of {error}")

    def _day(self, land: Mapping[str, Any]) -> date | None:
        value = land.get("peildatum")
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self._fail(("land", "peildatum"), "'peildatum' is een datum als jjjj-mm-dd, bijvoorbeeld 2026-01-01")

    def _value(self, land: Mapping[str, Any], key: str, read: Any, otherwise: Any) -> Any:
        if key not in land:
            return otherwise
        try:
            return read(land[key])
        except ValueError as error:
            self._fail(("land", key), f"'{key}' is {error}")

    def _fail(self, path: toml_lines.Path, what: str) -> NoReturn:
        where = toml_lines.say_line(self.lines, *path)
        raise WrongUse(f"{self.file.name}{f', {where}' if where else ''}: {what}.") from None


def _load_swv(file: Path, block: int) -> CountrySwv:
    try:
        return CountrySwv(file, load_settings(file), block=block)
    except UserError as error:
        return CountrySwv(file, None, str(error), error.exit_code, block)


def _lies_in_or_around(one: Place, other: Place) -> bool:
    if isinstance(one, Path) and isinstance(other, Path):
        return one.is_relative_to(other) or other.is_relative_to(one)
    if isinstance(one, Bucket) and isinstance(other, Bucket):
        ours, theirs = f"{one.path}/", f"{other.path}/"
        return ours.startswith(theirs) or theirs.startswith(ours)
    return False
