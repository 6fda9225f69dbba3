"""What a delivery may hold (contract 1.1): kinds, their fields, and the project's own templates."""

from schemas.exports.base import Field, Kind, Layout

__all__ = ["Field", "Kind", "Layout"]
