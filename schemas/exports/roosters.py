"""Timetables of the programs that make them, accepted from every school whatever its LVS (formats 13)."""

from schemas.exports import kinds
from schemas.exports.base import Layout

ZERMELO = "zermelo-rooster-json"

LAYOUTS = (
    Layout(
        name=ZERMELO,
        label="Zermelo rooster (appointments, JSON)",
        kind=kinds.ROOSTER_DATUM,
        columns={},
        required=("data[].start", "data[].end", "data[].groups of data[].students"),
        document=True,
    ),
)
