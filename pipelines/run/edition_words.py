"""An edition in words: where it lies, and since when it is out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.publish.edition_list import PublishedEdition
from pipelines.publish.publication import EARLIER
from pipelines.run.schedule import TIME_ZONE
from reports.words.wording import short_date


def name_place(edition: PublishedEdition) -> str:
    """Where an edition lies, in words."""
    return "staat nu" if edition.stands else f"bewaard in {EARLIER}/{edition.folder.name}"


def say_since(edition: PublishedEdition) -> str:
    """When it came out, in words."""
    return "onbekend sinds wanneer" if edition.since is None else f"sinds {say_moment(edition.since)}"


def say_moment(moment: datetime) -> str:
    """Day and time in the Netherlands, in words."""
    here = moment.astimezone(ZoneInfo(TIME_ZONE))
    return f"{short_date(here.date())}, {here:%H.%M} uur"
