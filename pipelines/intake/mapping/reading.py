"""By what it is recognised how the columns and classes of a school are read."""

import hashlib
import json
from dataclasses import asdict

from pipelines.mapping_file import FileMapping
from pipelines.settings import School


def make_reading(school: School) -> str:
    """64 hexadecimal characters, the same for the same LVS, own columns, mapped files and mapped classes.

    Not for codes: what a code means is laid beside each row (`pipelines.intake.read_otherwise`).
    """
    told = {
        "lvs": school.lvs,
        "kolommen": dict(school.kolommen),
        "bestanden": sorted(_describe(file) for file in school.koppeling.bestanden),
        "klassen": dict(school.koppeling.klassen),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _describe(file: FileMapping) -> str:
    told = asdict(file)
    # Where it stands in the file of the mapping says nothing of what it means.
    del told["line"]
    return json.dumps(told, sort_keys=True)
