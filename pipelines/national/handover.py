"""What an SWV that runs elsewhere hands over to a country: one file a peildatum, with counts it released alone.

`manifest.json` and the rest of `uitvoer` stay where they are: they name files and schools. One file, so that what is
read is always of one run; its hash stands in it, so that half a file or an altered one is told.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import Any

from pipelines import toml_lines
from pipelines.errors import StoreUnavailable, UserError, WrongUse
from pipelines.national.places import Place, open_files
from pipelines.national.read_released import NEWER, NotReleased, read_released, require_fit
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.lock import take_lock
from reports.national.released import ReleasedSwv, list_names, list_units
from reports.release.disclosure import Rules
from reports.release.released_text import read_shown, write_shown
from schemas.publication import PUBLICATION

FILE = "vrijgave.json"
LOGGED = "landelijk"
_FORMAT = 1
_LONGEST_NAME = 200
NOT_HANDED_OVER = "er is niets afgegeven voor deze peildatum."
NOT_WHOLE = "wat is afgegeven is niet meer zoals msa het schreef. Vraag het samenwerkingsverband om 'msa afgeven'."


def hand_over(settings: Settings, peildatum: date, place: Place) -> Place:
    """Write what this SWV released for a peildatum at a place, and log it; where it lies.

    WrongUse (2) when nothing was released, StoreUnavailable (14) when the place cannot be reached.
    """
    files = open_files(place)
    lock = take_lock(settings.opslag)
    try:
        content = make_handover(read_released(settings, peildatum), peildatum)
        # What is not logged is not done.
        write_entry(
            settings.opslag,
            "overgedragen",
            peildatum=peildatum,
            hashes={LOGGED: hashlib.sha256(content).hexdigest()},
        )
        files.write(_name(peildatum), content)
    except NotReleased as reason:
        raise WrongUse(f"Er is niets af te geven: {reason}") from None
    finally:
        lock.release()
    return place / _name(peildatum)


def make_handover(swv: ReleasedSwv, peildatum: date) -> bytes:
    """The file: the same bytes for the same figures. Only the counts that a national report shows."""
    document = {
        "vorm": _FORMAT,
        "programma": version("msa"),
        "peildatum": peildatum.isoformat(),
        "van": swv.van.isoformat(),
        "schooljaar_van": swv.schooljaar_van.isoformat(),
        "code": swv.code,
        "naam": swv.naam,
        "scholen": swv.scholen,
        "gemeten": swv.gemeten,
        "verzonnen": swv.synthetisch,
        "cijfers_van": swv.since.isoformat() if swv.since else None,
        "publicatie": asdict(swv.regels),
        "aantallen": {
            name: write_shown(swv.getoond[name]) for name in list_names(list_units([swv])) if name in swv.getoond
        },
    }
    whole = {"inhoud": document, "sha256": _hash(document)}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def read_handed(place: Place, peildatum: date) -> ReleasedSwv:
    """What an SWV handed over. NotReleased when there is nothing, or nothing that can be believed."""
    try:
        whole = json.loads(open_files(place).read(_name(peildatum)))
        document = whole["inhoud"]
        if whole["sha256"] != _hash(document):
            raise NotReleased(NOT_WHOLE)
        if document["vorm"] > _FORMAT:
            raise NotReleased(NEWER)
        if document["peildatum"] != peildatum.isoformat():
            raise NotReleased(NOT_WHOLE)
        return _make_released(document)
    except FileNotFoundError:
        raise NotReleased(NOT_HANDED_OVER) from None
    except StoreUnavailable as fault:
        raise NotReleased(_begin_small(fault)) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotReleased(NOT_WHOLE) from None


def _make_released(document: Mapping[str, Any]) -> ReleasedSwv:
    """What is written by somebody else is read as strictly as settings; ValueError or TypeError for what is none."""
    rules = Rules(**{name: _read_rule(name, value) for name, value in document["publicatie"].items()})
    shown = {str(name): read_shown(text) for name, text in document["aantallen"].items()}
    require_fit(shown, rules)
    since = document["cijfers_van"]
    released = ReleasedSwv(
        code=_read_text(document["code"]),
        naam=_read_text(document["naam"]),
        scholen=_read_number(document["scholen"]),
        gemeten=_read_number(document["gemeten"]),
        van=date.fromisoformat(document["van"]),
        regels=rules,
        getoond=shown,
        schooljaar_van=date.fromisoformat(document["schooljaar_van"]),
        since=None if since is None else date.fromisoformat(since),
        synthetisch=document["verzonnen"] is not False,
    )
    if not set(shown) <= set(list_names(list_units([released]))) or released.gemeten > released.scholen:
        raise ValueError("counts of something else")
    return released


def _read_text(value: Any) -> str:
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > _LONGEST_NAME
        or toml_lines.CONTROL.search(value)
    ):
        raise ValueError("no text of one line")
    return value


def _read_number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("no count")
    return value


def _read_rule(name: str, value: Any) -> int:
    """A rule of protection within the bounds that settings have."""
    most = PUBLICATION.get(f"{name}_hoogst", PUBLICATION["hoogstens"])
    if not PUBLICATION[f"{name}_minst"] <= _read_number(value) <= most:
        raise ValueError("no rule that settings allow")
    return value


def _hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _name(peildatum: date) -> str:
    return f"{peildatum.isoformat()}/{FILE}"


def _begin_small(fault: UserError) -> str:
    text = str(fault)
    return text if text.startswith("msa") else f"{text[:1].lower()}{text[1:]}"
