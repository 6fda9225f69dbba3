"""What lies in the folder of deliveries and belongs to no school: nobody reads it, so it is told (contract 1.3).

A misspelt folder would otherwise be a school without its newest export. Names are free text and are not shown: the
place in order of names says which is meant.
"""

import os
import re
from collections.abc import Collection
from pathlib import Path

from pipelines.intake.arrival import is_leftover
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER
from pipelines.settings import Settings
from schemas.exports.base import SAMENMAP
from schemas.findings import Finding, make_finding

# What such findings have for a school: they are about the folder of all of them.
WHOLE_SWV = "swv"
_MOST_PLACES = 20


def tell_unclaimed(settings: Settings, *, known: Collection[str] = ()) -> list[Finding]:
    """At most one finding for files and one for folders; none when every entry is a school's, the LPA's or ours.

    `known`: names of folders of schools that these settings know by another number.
    """
    folder = settings.aanlevering
    if not folder.is_dir():
        return []
    claimed = {
        *known,
        LPA_FOLDER,
        SAMENMAP,
        SWV_FOLDER,
        *(settings.get_delivery_folder(each.id).name for each in settings.scholen),
    }
    names = sorted(name for name in os.listdir(folder) if not is_leftover(name))
    found = [
        (place, name)
        for place, name in enumerate(names, start=1)
        if not _is_claimed(settings, folder / name, claimed=claimed)
    ]
    folders = [(place, name) for place, name in found if (folder / name).is_dir()]
    files = [(place, name) for place, name in found if not (folder / name).is_dir()]
    told = []
    for code, entries in (("bestand_zonder_school", files), ("map_zonder_school", folders)):
        if entries:
            told.append(
                make_finding(
                    WHOLE_SWV,
                    code,
                    aantal=len(entries),
                    plaatsen=_list_places([place for place, _ in entries]),
                    totaal=len(names),
                    lijkt=_say_alike(settings, [name for _, name in entries]),
                )
            )
    return told


def _is_claimed(settings: Settings, entry: Path, *, claimed: set[str]) -> bool:
    if entry.name in claimed and entry.is_dir():
        return True
    # The settings, or the form of the Inspectie, may lie in the same folder; `uitvoer` and `opslag` may not.
    ours = (settings.file.resolve(), settings.inspectie.formulier)
    return any(path is not None and path.is_relative_to(entry) for path in ours)


def _list_places(places: list[int]) -> str:
    shown = [str(place) for place in places[:_MOST_PLACES]]
    rest = len(places) - len(shown)
    if rest:
        return f"{', '.join(shown)} en nog {rest}"
    return " en ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _say_alike(settings: Settings, names: list[str]) -> str:
    """The schools of which a name holds a number but for case and marks; their ids are ours to show."""
    plain = [re.sub(r"[^0-9A-Z]", "", name.upper()) for name in names]
    alike = [school.id for school in settings.scholen if any(each in name for name in plain for each in school.nummers)]
    return f" De naam lijkt op die van school {', '.join(alike)}." if alike else ""
