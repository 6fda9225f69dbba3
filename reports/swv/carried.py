"""What the pages without pupils say when they hold the figures of an earlier edition, and where it stands on them."""

import re
from dataclasses import dataclass
from datetime import date

from reports.words import wording

# The templates of the pages in `swv/` have this place, empty, above their first figure.
_PLACE = re.compile(r'<p class="melding" id="cijfers-van"(?: hidden)?>[^<]*</p>')
_FILLED = '<p class="melding" id="cijfers-van">{text}</p>'


@dataclass(frozen=True)
class Carried:
    """Since when the figures stand (None: not known), and whether `drempel` pupils or more changed since.

    `many` is None where nobody knows how many changed.
    """

    since: date | None
    drempel: int
    many: bool | None


def has_place(page: str) -> bool:
    """Whether a page can say that its figures are of an earlier edition."""
    return _PLACE.search(page) is not None


def tell_on_page(page: str, carried: Carried) -> str:
    """The page with these words above its first figure; a page without the place stays as it is."""
    return _PLACE.sub(_FILLED.format(text=tell_readers(carried)), page)


def tell_readers(carried: Carried) -> str:
    """Since when the figures stand, what changed since as a band, and when that will count."""
    return f"{_say_since(carried)} {_say_changed(carried)} Wat veranderd is, telt mee vanaf de volgende peildatum."


def tell_band(carried: Carried) -> str:
    """How many pupils changed, never as a number below the threshold; empty where nobody knows."""
    if carried.many is None:
        return ""
    number = wording.number(carried.drempel)
    return f"{number} of meer leerlingen" if carried.many else f"minder dan {number} leerlingen"


def _say_since(carried: Carried) -> str:
    if carried.since is None:
        return "Deze cijfers zijn van een eerdere keer."
    return f"Deze cijfers staan zo sinds {wording.short_date(carried.since)}."


def _say_changed(carried: Carried) -> str:
    if carried.many is None:
        return "Of er daarna gegevens zijn veranderd, is niet na te gaan."
    return f"Daarna zijn gegevens veranderd van {tell_band(carried)}."
