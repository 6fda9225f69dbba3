"""The start page: an SWV that was open before, or a first `swv.toml`, made by a form.

Nothing is written before `read_settings` has read it, and never over a file that lies there.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipelines import settings_file
from pipelines.errors import UserError, WrongUse
from pipelines.progress import make_plain
from pipelines.settings import DEFAULT_PEILDATA, Settings, find_foreign_folder, load_settings, read_settings
from pipelines.system import DOCUMENTS, find_home, find_user_folder, open_aside, put_new, sync
from pipelines.workbench.bench import Bench
from pipelines.workbench.fields import Answers, make_school_part, make_swv_part, read_school, read_swv
from pipelines.workbench.forms import Form
from pipelines.workbench.gate import Gate
from pipelines.workbench.recent import Recent, make_mark
from reports.context.workbench import Field, FormPart, KnownSwv, StartPage
from schemas.ruleset import load_rule_sets

SETTINGS_NAME = "swv.toml"
_PROPOSED = "mijn-swv"
_OURS = ("aanlevering", "uitvoer", "opslag")
# Folders that a program copies to a computer elsewhere, as they call them.
_COPIED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "clouddocs", "nextcloud", "sharepoint")
_LABEL = "Map"
_HELP = (
    "Het hele pad van een nieuwe of lege map. Hier komen gegevens van leerlingen. Kies een schijf met versleuteling, "
    "en geen map die OneDrive, iCloud of een ander programma kopieert."
)
_OPEN_LABEL = "Waar staat het?"
_OPEN_HELP = "Het hele pad van swv.toml, of van de map waarin het staat."


@dataclass
class Start:
    """What the start page needs. `place`: what the command named; `open_swv`: goes on with the workbench of an SWV;
    `entered`: the private file was used."""

    gate: Gate
    recent: Recent
    open_swv: Callable[[Path], Bench]
    entered: Callable[[], None] = lambda: None
    today: Callable[[], date] = date.today
    place: Path | None = None


@dataclass
class Given:
    """What was answered on the page and refused. `texts`, `faults`: of the folders, by the name of the question."""

    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    swv: Answers = field(default_factory=Answers)
    school: Answers = field(default_factory=Answers)
    melding: str = ""


def make_start_page(start: Start, given: Given | None = None) -> StartPage:
    """The page as it is first, or with answers that were refused."""
    given, rule_sets = given or Given(), load_rule_sets()
    texts = {"map": str(propose_folder(start.place)), **given.texts}
    return StartPage(
        basis=start.gate.base,
        sleutelwoord=start.gate.form_token,
        versie=version("msa"),
        bekend=tuple(_describe(file) for file in start.recent.list_files()),
        plaats=FormPart((_ask("map", _LABEL, _HELP, texts, given.faults),)),
        swv=make_swv_part(given.swv.texts, rule_sets, faults=given.swv.faults),
        school=make_school_part(given.school.texts, rule_sets, faults=given.school.faults),
        open=FormPart((_ask("pad", _OPEN_LABEL, _OPEN_HELP, texts, given.faults),)),
        melding=given.melding,
        wenk="" if start.place is None else _hint(start.place),
    )


def propose_folder(place: Path | None) -> Path:
    """A folder for a new SWV: the one that the command named, else one among the documents of this user."""
    if place is not None:
        return place.parent if _names_file(place) else place
    documents = find_user_folder(DOCUMENTS)
    if documents is not None and not _is_copied(documents.resolve()):
        return documents / _PROPOSED
    return (find_home() or Path.cwd()) / _PROPOSED


def make_swv(start: Start, form: Form) -> Given | None:
    """Write the first settings and open their workbench; what must be answered otherwise, and then nothing is made."""
    rule_sets = load_rule_sets()
    swv = read_swv(form, rule_sets)
    school = read_school(form, rule_sets, swv_protocol=str(swv.keys.get("protocol", "")))
    given = Given({"map": form.get("map")}, {}, swv, school)
    try:
        folder = _read_folder(form.get("map"))
    except ValueError as fault:
        given.faults["map"] = str(fault)
        return given
    if swv.faults or school.faults:
        return given
    file = folder / (start.place.name if start.place is not None and _names_file(start.place) else SETTINGS_NAME)
    keys = {**swv.keys, "peildata": list(DEFAULT_PEILDATA)}
    text = settings_file.write_new(keys, school.keys, today=start.today())
    try:
        read_settings(text, file)
        _write_new(file, text)
    except WrongUse as error:
        given.melding = str(error)
        return given
    start.open_swv(file).tell(f"Uw SWV staat in {folder}. Voeg hieronder de andere scholen toe.")
    return None


def open_known(start: Start, form: Form) -> Given | None:
    """Open settings that are there: of the list, or at a path; what is wrong with the path."""
    mark = form.get("eerder")
    if mark:
        start.open_swv(_find_known(start, mark))
        return None
    try:
        file = _read_file(form.get("pad"))
    except ValueError as fault:
        return Given({"pad": form.get("pad")}, {"pad": str(fault)})
    start.open_swv(file)
    return None


def forget(start: Start, form: Form) -> None:
    """Leave one SWV out of the list; nothing of it is removed."""
    _find_known(start, form.get("eerder"))
    start.recent.forget(form.get("eerder"))


def find_settings(place: Path | None) -> Path | None:
    """The settings that the command named: the file itself, or that in the folder; None where there are none yet."""
    if place is None:
        return None
    if place.is_dir():
        place = place / SETTINGS_NAME
    return place if place.is_file() else None


def _find_known(start: Start, mark: str) -> Path:
    for file in start.recent.list_files():
        if make_mark(file) == mark:
            return file
    raise WrongUse("Dit SWV staat niet in de lijst. Kies er een uit de lijst, of geef hieronder het pad.")


def _describe(file: Path) -> KnownSwv:
    settings: Settings | None = None
    trouble = ""
    try:
        settings = load_settings(file)
    except UserError as error:
        trouble = make_plain(str(error)) if file.is_file() else "Dit bestand is er niet meer."
    except (OSError, ValueError):
        trouble = "Dit bestand is niet te lezen."
    return KnownSwv(make_mark(file), make_plain(settings.naam) if settings else "", make_plain(str(file)), trouble)


def _ask(name: str, label: str, told: str, texts: Mapping[str, str], faults: Mapping[str, str]) -> Field:
    return Field(name, label, texts.get(name, ""), told, faults.get(name, ""))


def _hint(place: Path) -> str:
    return f"Er staat nog geen SWV in {make_plain(str(propose_folder(place)))}. Hieronder maakt u het."


def _names_file(place: Path) -> bool:
    return place.suffix.lower() == ".toml"


def _read_folder(text: str) -> Path:
    """A folder that may become that of an SWV; ValueError says in words why not."""
    folder = _read_path(text)
    if _is_copied(folder):
        raise ValueError(
            "Deze map wordt naar een andere computer gekopieerd. Kies een map die alleen op deze computer staat."
        )
    try:
        if folder.exists() and not folder.is_dir():
            raise ValueError("Dit is een bestand, geen map. Kies een nieuwe of lege map.")
        # A file that is around nothing: what is asked is the folder itself.
        if what := find_foreign_folder(folder, Path(folder.anchor)):
            raise ValueError(f"Dit is {what}. Kies een nieuwe map daarin of ergens anders.")
        if (folder / SETTINGS_NAME).exists():
            raise ValueError(
                "In deze map staat al een swv.toml. Open die onderaan deze pagina, of kies een andere map."
            )
        for name in _OURS:
            if (folder / name).exists() and (not (folder / name).is_dir() or any((folder / name).iterdir())):
                raise ValueError(f"In deze map staat al iets onder de naam '{name}'. Kies een nieuwe of lege map.")
    except OSError:
        raise ValueError("Deze map is niet te gebruiken. Controleer het pad en uw rechten.") from None
    return folder


def _read_file(text: str) -> Path:
    place = _read_path(text)
    try:
        found = find_settings(place)
    except OSError:
        found = None
    if found is None:
        raise ValueError("Hier staat geen swv.toml. Controleer het pad.")
    return found


def _read_path(text: str) -> Path:
    """A whole path, as people copy it: with quotes around it or a ~ in front."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1].strip()
    try:
        place = Path(bare).expanduser()
        if not bare or "\0" in bare or not place.is_absolute():
            raise ValueError
        return place.resolve()
    except (OSError, RuntimeError, ValueError):
        raise ValueError("Geef het hele pad van de map, zoals uw bestandsbeheer het toont.") from None


def _is_copied(folder: Path) -> bool:
    return any(word in part.casefold() for part in folder.parts for word in _COPIED)


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet, whole, with the folders around it; WrongUse where that cannot be."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out, aside = open_aside(file.parent)
        try:
            with out:
                out.write(text.encode())
            put_new(aside, file)
        finally:
            aside.unlink(missing_ok=True)
        with suppress(OSError):
            sync(file.parent)
    except FileExistsError:
        raise WrongUse("In deze map staat al een swv.toml. Open die onderaan deze pagina.") from None
    except OSError:
        raise WrongUse("Deze map is niet te maken of te beschrijven. Controleer het pad en uw rechten.") from None
