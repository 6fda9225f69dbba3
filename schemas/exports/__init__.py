"""Every layout a delivery may come in (contract 1.1 and the LVS layouts), each declared once."""

from schemas.exports import magister, parnassys, sjabloon, somtoday
from schemas.exports.base import Field, Kind, Layout

LAYOUTS: tuple[Layout, ...] = (*sjabloon.LAYOUTS, *magister.LAYOUTS, *somtoday.LAYOUTS, *parnassys.LAYOUTS)

__all__ = ["LAYOUTS", "Field", "Kind", "Layout", "get_layout"]


def get_layout(name: str) -> Layout:
    """The layout called `name`; KeyError when there is none."""
    return {layout.name: layout for layout in LAYOUTS}[name]
