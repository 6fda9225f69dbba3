"""Who goes on from an earlier number of a school: what was kept or published under it is read as that of the school.

Nothing that is stored is written anew: each reader of it asks here. Pupils of a school that is given another number
keep their codes, which are made with its first number; where editions came out before `vroeger` was said, they have
others, and those are known by what the school delivers now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from pipelines.settings import Settings
from schemas.tables import RAW_SLEUTEL

if TYPE_CHECKING:
    # Who only asks which number a school had does not wait for what reads deliveries.
    from pipelines.intake.delivered import Delivery


@dataclass(frozen=True)
class Succession:
    """`schools`: earlier number -> the school that has another one now. `codes`: code that a pupil had -> code now."""

    schools: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)

    def name(self, school: str) -> str:
        """The number that a school has now."""
        return self.schools.get(school, school)

    def follow(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of a published table, with the number of each school and the code of each pupil as they are now."""
        if "school" not in rows.columns:
            return rows
        schools = [column for column in ("school", "naar_school") if column in rows.columns]
        followed = (
            rows.with_columns(pl.col(column).replace(self.schools) for column in schools) if self.schools else rows
        )
        if not self.codes or "leerling" not in rows.columns:
            return followed
        return followed.with_columns(pl.col("leerling").replace(self.codes))


NOBODY = Succession()


def make_succession(settings: Settings, deliveries: Mapping[str, "Delivery"]) -> Succession:
    """What goes on in these schools, by what they deliver now. `deliveries`: by school."""
    codes = [each.vroegere_codes for school, each in deliveries.items() if school in settings.ids]
    return Succession(settings.opvolgers, {old: now for found in codes for old, now in found.items()})


def find_linked(moves: pl.DataFrame, pupils: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same child at every school, as (school, code), from one move to the next; `pupils` among them.

    `moves`: rows of raw_overstap.
    """
    rows = moves.select("school_van", "leerling_van", "school_naar", "leerling_naar").rows()
    found, known = set(pupils), 0
    while len(found) > known:
        known = len(found)
        found |= {pupil for row in rows if {row[:2], row[2:]} & found for pupil in (row[:2], row[2:])}
    return found


def follow_delivery(delivery: "Delivery", codes: Mapping[str, str]) -> "Delivery":
    """A delivery of before with the codes of now."""
    keys = delivery.frames[RAW_SLEUTEL.name]
    if not codes or keys.filter(pl.col("leerling").is_in(list(codes))).is_empty():
        return delivery
    renewed = keys.with_columns(pl.col("leerling", "leerlingnummer").replace(codes))
    return replace(delivery, frames={**delivery.frames, RAW_SLEUTEL.name: renewed})
