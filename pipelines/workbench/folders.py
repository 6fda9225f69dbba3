"""The folders into which files are brought: one a school, and those of what is not of one school."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.arrival import is_leftover
from pipelines.settings import Settings
from schemas.exports.base import LEERPLICHTMAP, SAMENMAP, SWVMAP

SCHOOL_PAGE, SHARED_PAGE = "/school", "/map"


@dataclass(frozen=True)
class DeliveryFolder:
    """A folder below `aanlevering`. `pagina`: the address of its page, below the base."""

    id: str
    naam: str
    pagina: str


@dataclass(frozen=True)
class SharedWords:
    """What is said of a folder that is not of one school: its name, what belongs in it, and what a check cannot see."""

    naam: str
    uitleg: str
    later: str


SHARED = {
    SAMENMAP: SharedWords(
        "Lijsten voor meer scholen",
        "Hier komt een lijst die een bestuur voor meer scholen tegelijk maakt. Een kolom zegt van elke rij van welke "
        "school die is: BRIN6, BRIN, vestiging, locatie of school. Elke school leest haar eigen rijen.",
        "Wat een school met haar eigen rijen moet doen, staat op haar eigen pagina.",
    ),
    SWVMAP: SharedWords(
        "Overstappen",
        "Hier komt een lijst van leerlingen die van de ene school van uw SWV naar de andere gingen. Zo blijft hun "
        "verzuim bij elkaar.",
        "Of elke overstap te volgen is, blijkt bij het draaien.",
    ),
    LEERPLICHTMAP: SharedWords(
        "Lijsten van leerplicht",
        "Hier komen lijsten van de leerplichtambtenaar: wie nergens staat ingeschreven (absoluut verzuim), en "
        "vrijstellingen.",
        "Of een vrijstelling voorbij is, blijkt bij het draaien.",
    ),
}


def get_folder(settings: Settings, folder_id: str) -> DeliveryFolder:
    """The folder of a school, or one of SHARED; WrongUse for any other."""
    if folder_id in SHARED:
        return DeliveryFolder(folder_id, SHARED[folder_id].naam, f"{SHARED_PAGE}/{folder_id}")
    school = settings.get_school(folder_id)
    return DeliveryFolder(school.id, school.naam, f"{SCHOOL_PAGE}/{school.id}")


def list_files(folder: Path) -> list[Path]:
    """The files in a folder, as reading lists them: no hidden ones, no folders, no links. OSError passes."""
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and not is_leftover(path.name)
    )


def list_folders(settings: Settings) -> tuple[str, ...]:
    """The ids of all of them."""
    return (*(school.id for school in settings.scholen), *SHARED)
