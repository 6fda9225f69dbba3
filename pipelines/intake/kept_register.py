"""Registers and MSA forms of earlier runs: kept as deliveries, so that nothing typed once is lost (contract 5).

Kept are the copies in the vault and, in `opslag/register/<school>.json` (`pipelines.vault.kept_forms`), per peildatum
which register files lay in the school's folder, in the order in which they counted: only hashes, no pupil data. A run
of a peildatum folds the files of its own and earlier peildata, each at its latest place, and then the files that lie in
the folder now. So running again gives the same, a form that arrived for a later peildatum never changes an earlier one,
and a form that is taken out of the folder counts on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import is_sound
from pipelines.intake.example_rows import leave_out_examples
from pipelines.intake.header_search import find_table
from pipelines.intake.readers.text_table import read_text_table
from pipelines.intake.recognition import recognise
from pipelines.intake.rows.building import Context, Source
from pipelines.intake.rows.handlers import HANDLERS
from pipelines.intake.rows.register import mark_cleared
from pipelines.intake.validation import drop_rows, type_columns
from pipelines.vault.places import get_copy
from schemas.exports import kinds
from schemas.tables import RAW_REGISTER

# Faults of a row that say its pupil is not in the list now; the others were told in the run in which the file came.
_UNKNOWN_PUPIL = {"onbekende_leerling", "onbekende_leerling_180"}
# A kept file is none of the folder's: its rows have no place in the balance.
_NO_FILE = -1


@dataclass(frozen=True)
class KeptRows:
    """What earlier register files say: `frames` for `fold_register`, in order.

    `used`: SHA-256 of the copies that were read. `lost`: copies that are gone, changed or no longer readable.
    `unknown`: rows about pupils that the school does not list now.
    """

    frames: tuple[pl.DataFrame, ...] = ()
    used: tuple[str, ...] = ()
    lost: int = 0
    unknown: int = 0


def read_kept(
    order: Sequence[str], *, vault: Path, context: Context, own_columns: dict[str, str] | None = None
) -> KeptRows:
    """The rows of kept register files, `order` as `list_kept` gives them, read against the pupils of now."""
    frames: list[pl.DataFrame] = []
    used: list[str] = []
    lost = unknown = 0
    for sha256 in order:
        copy = get_copy(vault, sha256)
        try:
            rows, strangers = _read_copy(copy, context=context, own_columns=own_columns or {})
        except (DeliveryRefused, OSError):
            lost += 1
            continue
        frames.append(rows)
        used.append(sha256)
        unknown += strangers
    return KeptRows(tuple(frames), tuple(used), lost, unknown)


def _read_copy(copy: Path, *, context: Context, own_columns: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """Good rows of one copy, and how many rows are about pupils not listed now; OSError when it is not that file."""
    if not is_sound(copy):
        raise OSError("not the file that was kept")
    found = find_table(
        copy,
        recognise_header=lambda header: recognise(header, lvs=context.lvs, own_columns=own_columns),
        own_columns=own_columns,
        file=copy.name,
    )
    header, recognised = found.header, found.recognised
    if header is None or recognised is None:
        raise OSError("no table")
    if recognised.layout.kind.name != kinds.REGISTER.name:
        raise OSError("no register")
    table = read_text_table(copy, header)
    text = table.frame.select(pl.col(str(place)).alias(name) for name, place in recognised.places.items())
    text, lines, _ = leave_out_examples(recognised, text, table.lines)
    rows, faults = check_register(text, lines, context)
    built = HANDLERS[kinds.REGISTER.name][1](rows, Source(_NO_FILE, 0), context)
    return built.frames[RAW_REGISTER.name], len({row for row, code in faults if code in _UNKNOWN_PUPIL})


def check_register(
    text: pl.DataFrame, lines: pl.Series, context: Context
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Good rows of a register with their `wist_` marks, and (row, finding code) of each fault."""
    from pipelines.intake.cell_faults import find_faults

    flag, _ = HANDLERS[kinds.REGISTER.name]
    typed = flag(type_columns(kinds.REGISTER, text, lines), context)
    faults = find_faults(kinds.REGISTER, typed)
    good = drop_rows(mark_cleared(text, typed), {fault.row for fault in faults})
    return good, [(fault.row, fault.code) for fault in faults]
