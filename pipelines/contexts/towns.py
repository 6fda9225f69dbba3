"""Which municipality may stand on a page without pupils: a name in its place would else be printed."""

from collections.abc import Collection

from pipelines.contexts.outcome import Outcome
from schemas.municipalities import is_usable_town, make_town_key
from schemas.tables import RAW_WOONGEMEENTE


def show_town(text: str | None, known: Collection[str]) -> str:
    """The municipality as it may be shown; empty for what no school and no setting knows as one.

    `known`: as `make_town_key` gives them.
    """
    return text if text is not None and is_usable_town(text) and make_town_key(text) in known else ""


def list_known_towns(outcome: Outcome) -> frozenset[str]:
    """The municipalities of the settings, and those that pupils live in by their schools."""
    delivered = (delivery.frames.get(RAW_WOONGEMEENTE.name) for delivery in outcome.deliveries.values())
    of_pupils = (key for frame in delivered if frame is not None for key in frame["sleutel"])
    return frozenset((*of_pupils, *(make_town_key(town) for town in outcome.settings.gemeenten)))
