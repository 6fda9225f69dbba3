"""The ledger beside the publications, one by one: each figure that readers have is in it, and each line came out.

What the ledger lacks binds nothing that comes out later, so small counts could be worked out from it.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.contexts.trend import FIGURES_FILE
from pipelines.publish.publication import list_editions
from pipelines.settings import Settings
from pipelines.vault.publications import TRIMESTERVERSLAG, read_ledger
from reports.release.released_text import write_shown

Figures = Mapping[str, str]


@dataclass(frozen=True)
class Account:
    """`unknown`: publications in `uitvoer` of which the ledger has not what they show, by their folder.

    `lost`: peildata of which it has figures that no folder shows; once for each time that they came out.
    """

    unknown: tuple[str, ...]
    lost: tuple[date, ...]


def lay_account(settings: Settings) -> Account:
    """Lay the trimester reports of the ledger beside all that stands. StoreUnavailable (14) when it is damaged.

    A publication whose figures cannot be read is told as damaged elsewhere, and stands here for any.
    """
    told: dict[date, list[Figures]] = defaultdict(list)
    for released in read_ledger(settings.opslag):
        if released.soort == TRIMESTERVERSLAG:
            told[released.peildatum].append({name: write_shown(shown) for name, shown in released.getoond.items()})
    unknown, seen = [], defaultdict(list)
    for day, folder in list_editions(settings.uitvoer):
        if not (folder / "swv").is_dir():
            continue
        figures = _read((folder / FIGURES_FILE).read_bytes() if (folder / FIGURES_FILE).is_file() else b"")
        lines = [number for number, line in enumerate(told[day]) if figures.items() <= line.items()]
        seen[day] += lines
        if not lines:
            unknown.append(folder.relative_to(settings.uitvoer).as_posix())
    lost = [day for day in sorted(told) for number in range(len(told[day])) if number not in seen[day]]
    return Account(tuple(unknown), tuple(lost))


def _read(content: bytes) -> Figures:
    """Each count as it is printed, by its id; none of what cannot be read."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return {row["sleutel"]: row["getoond"] for row in rows if row["sleutel"]}
    except (UnicodeDecodeError, KeyError, csv.Error):
        return {}
