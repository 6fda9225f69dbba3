"""What an SWV released for a peildatum, as it lies in `uitvoer`: `swv/cijfers.csv` and `manifest.json` alone."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.contexts.trend import FIGURES_FILE, FORMAT_KEY, MEASURED_KEY, PUBLISHED_FORMAT, read_figures
from pipelines.errors import UserError
from pipelines.publish.manifest import CARRIED
from pipelines.publish.wholeness import FIGURES, MANIFEST, find_damage
from pipelines.settings import Settings
from pipelines.store.periods import make_period_of
from reports.context.shown import Shown
from reports.national.released import ReleasedSwv
from reports.release.disclosure import Rules

NOTHING = "er is niets gepubliceerd voor deze peildatum."
NOT_MEASURED = "geen enkele school is gemeten: er zijn alleen retourbladen."
DAMAGED = "wat er staat is niet meer zoals msa het schreef. Maak het opnieuw met 'msa run'."
NEWER = "het is gemaakt door een nieuwere versie van msa."
UNREADABLE = "de cijfers zijn niet te lezen. Maak ze opnieuw met 'msa run --toch'."


class NotReleased(Exception):
    """There is nothing of an SWV to count; the text is why, in Dutch, for the report."""


def read_released(settings: Settings, peildatum: date) -> ReleasedSwv:
    """The counts of an SWV as its readers have them. NotReleased when there are none, or none that can be believed."""
    folder = settings.uitvoer / peildatum.isoformat()
    if not (folder / MANIFEST).is_file():
        raise NotReleased(NOTHING)
    try:
        damage = find_damage(settings, only=(MANIFEST, FIGURES))
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, UserError):
        raise NotReleased(DAMAGED) from None
    if any(each.place == folder.name for each in damage):
        raise NotReleased(DAMAGED)
    if manifest.get(FORMAT_KEY, 0) > PUBLISHED_FORMAT:
        raise NotReleased(NEWER)
    if not (folder / FIGURES_FILE).is_file():
        raise NotReleased(NOT_MEASURED)
    try:
        return _make_released(settings, peildatum, manifest, read_figures(folder / FIGURES_FILE))
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        raise NotReleased(UNREADABLE) from None


def _make_released(
    settings: Settings, peildatum: date, manifest: Mapping[str, Any], shown: Mapping[str, Shown]
) -> ReleasedSwv:
    rules = Rules(**manifest["instellingen"]["publicatie"])
    require_fit(shown, rules)
    carried = manifest[CARRIED]
    return ReleasedSwv(
        code=settings.code,
        naam=settings.naam,
        scholen=len(manifest["instellingen"]["scholen"]),
        gemeten=len(manifest[MEASURED_KEY]),
        van=date.fromisoformat(manifest["periode"]["van"]),
        regels=rules,
        getoond=shown,
        since=date.fromisoformat(carried) if carried and carried[:1].isdigit() else None,
        schooljaar_van=make_period_of(settings, peildatum).schooljaar_van,
        synthetisch=settings.voorbeeld,
    )


def require_fit(shown: Mapping[str, Shown], rules: Rules) -> None:
    """ValueError for figures of an earlier edition, from before the SWV chose other rules.

    What a count means is then not known.
    """
    if not all(_fits(count, rules) for count in shown.values()):
        raise ValueError("figures under other rules")


def _fits(count: Shown, rules: Rules) -> bool:
    """Whether a count can have been printed under these rules."""
    if count.afgeschermd:
        return True
    return count.drempel == rules.drempel if count.getal is None else count.getal % rules.afronding == 0
