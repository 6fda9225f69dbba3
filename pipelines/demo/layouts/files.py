"""Writing files as an LVS or Excel would, and the free text people type in them."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from random import Random

from pipelines.demo.chance import happens
from pipelines.demo.mess import Row
from pipelines.demo.people import Pupil

DMY = "%d-%m-%Y"
ISO = "%Y-%m-%d"
# Free text: the program must drop it. Separators, quotes and a line break, as people type them.
REMARKS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    'Ouder belde; komt "later"',
    "Zie mail\r\nvan de mentor",
    "verslapen, bus; trein",
)


def write_table(path: Path, header: Row, rows: Iterable[Row], *, sep: str = ";", encoding: str = "utf-8") -> None:
    """Write one delimited file with Windows line ends; quotes only where needed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=sep, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_json(path: Path, document: object) -> None:
    path.write_bytes(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8"))


def draw_remark(rng: Random, pupil: Pupil) -> str:
    """Free text on one row in eight, now and then with the pupil's name in it, as people write."""
    if not happens(rng, 0.125):
        return ""
    remark = rng.choice(REMARKS)
    return f"{pupil.voornaam}: {remark}" if remark and happens(rng, 0.3) else remark
