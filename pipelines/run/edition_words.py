"""An edition in words: where it lies, and since when it is out."""

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
    if edition.since is None:
        return "onbekend sinds wanneer"
    moment = edition.since.astimezone(ZoneInfo(TIME_ZONE))
    return f"sinds {short_date(moment.date())}, {moment:%H.%M} uur"
