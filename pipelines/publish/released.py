"""What readers without pupils have been shown: protecting a publication, and the ledger of all publications.

`protect` is the one way to a shown count: it hides, attacks what it made, and refuses when the attack works. The ledger
(`opslag/publicaties.jsonl`) holds a line per publication and no pupil data. Each line carries the hash of itself and
the line before it, so a changed or missing line is noticed.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import DataCheckFailed, StoreUnavailable
from pipelines.progress import Report, be_silent
from pipelines.settings import Settings
from pipelines.vault.private_file import write_private
from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    Attack,
    Contradiction,
    Earlier,
    Figures,
    Release,
    Rules,
    Shown,
    Sum,
    Verdict,
    judge,
    release,
)
from reports.words.wording import counted, listing

LEDGER = "publicaties.jsonl"
_SHIELDED = "afgeschermd"
_NAMED = 10


@dataclass(frozen=True)
class Released:
    """One publication: its peildatum, and what its readers have."""

    peildatum: date
    release: Release

    @property
    def getoond(self) -> Mapping[str, Shown]:
        """How each public cell is shown, by id."""
        return self.release.getoond


def protect(
    figures: Figures,
    *,
    settings: Settings,
    peildatum: date,
    report_progress: Report = be_silent,
    attack: Attack | None = None,
) -> Released:
    """The figures as they may be shown, after an attack on them has failed.

    `attack`: the sharpest known (LinearAttack) unless a test brings its own. Raises DataCheckFailed (13) when a small
    count could be worked out all the same, and StoreUnavailable (14) when the ledger cannot be read.
    """
    started = time.perf_counter()
    attack, rules = attack or LinearAttack(), settings.publicatie
    earlier = find_earlier(settings.opslag, peildatum=peildatum, vorige=figures.vorige)
    try:
        shown = release(figures, rules, earlier=earlier, attack=attack)
        verdict = judge(figures, shown, rules, earlier=earlier, attack=attack)
    except Contradiction:
        raise DataCheckFailed(
            "De aanvalsproef is niet af te maken: de getoonde aantallen spreken elkaar tegen. Er is niets "
            "gepubliceerd. Meld dit bij wie msa beheert."
        ) from None
    refuse_narrow(verdict)
    seconds = round(time.perf_counter() - started)
    hidden = counted(verdict.beschermd, "verborgen aantal", "verborgen aantallen")
    room = "" if verdict.speling is None else f", kleinste speling {verdict.speling}"
    elsewhere = f", van {verdict.elders} is elders al meer bekend" if verdict.elders else ""
    report_progress(f"Aanvalsproef: {hidden}{room}{elsewhere}, {counted(seconds, 'seconde', 'seconden')}")
    known = {cell.id: cell.getal for cell in figures.cellen if cell.bekend}
    return Released(peildatum, Release(rules, shown, figures.sommen, known))


def refuse_narrow(verdict: Verdict) -> None:
    """DataCheckFailed (13) when a count has too few possible values left; the message holds names and no values."""
    if not verdict.te_krap:
        return
    names = [f"'{name}'" for name in verdict.te_krap[:_NAMED]]
    more = len(verdict.te_krap) - len(names)
    raise DataCheckFailed(
        f"De aanvalsproef is niet gehaald: uit de getoonde aantallen zijn kleine aantallen af te leiden, namelijk "
        f"{listing([*names, f'nog {more}'] if more else names)}. Er is niets gepubliceerd. Kies in [publicatie] een "
        "hogere 'drempel', of meld dit bij wie msa beheert."
    )


def find_earlier(opslag: Path, *, peildatum: date, vorige: date | None = None) -> Earlier:
    """What readers have: all publications of this peildatum, and the last one of the peildatum before it.

    `vorige`: that peildatum, when the last that was published is not the one that counts are compared with.
    """
    ledger = read_ledger(opslag)
    before = {found.peildatum: found.release for found in ledger if found.peildatum < peildatum}
    return Earlier(
        zelfde=tuple(found.release for found in ledger if found.peildatum == peildatum),
        vorige=before.get(vorige or max(before, default=peildatum)),
    )


def read_released(opslag: Path, *, before: date) -> tuple[Released, ...]:
    """Of each peildatum before `before` the publication that stands, as it was shown then; oldest first."""
    last = {found.peildatum: found for found in read_ledger(opslag) if found.peildatum < before}
    return tuple(last[day] for day in sorted(last))


def read_ledger(opslag: Path) -> list[Released]:
    """Every publication in the order in which they came out; StoreUnavailable (14) when a line was changed."""
    found, previous = [], ""
    for number, line in enumerate(_read_lines(opslag), start=1):
        try:
            document = json.loads(line)
            previous = _check_hash(document, previous)
            found.append(_read_document(document))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StoreUnavailable(
                f"De lijst met publicaties ({LEDGER} in de opslag) is beschadigd op regel {number}. Zet een "
                "reservekopie van het bestand terug: zonder die lijst is niet na te gaan wat lezers al weten."
            ) from None
    return found


def add_release(opslag: Path, released: Released) -> None:
    """Add a publication to the ledger, unless it is the one that stands already. Call it once it is published."""
    standing = [found for found in read_ledger(opslag) if found.peildatum == released.peildatum]
    if standing and standing[-1] == released:
        return
    lines = _read_lines(opslag)
    previous = json.loads(lines[-1])["hash"] if lines else ""
    document = _make_document(released)
    line = _dump({**document, "hash": _hash(document, previous)})
    # A whole new file in place of the old one: a line is there, or it is not.
    write_private(opslag / LEDGER, "".join(f"{text}\n" for text in (*lines, line)).encode("utf-8"))


def _read_lines(opslag: Path) -> list[str]:
    try:
        return (opslag / LEDGER).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise StoreUnavailable(
            f"De lijst met publicaties ({LEDGER} in de opslag) is niet te lezen. Controleer de rechten, of zet een "
            "reservekopie terug."
        ) from None


def _make_document(released: Released) -> dict[str, Any]:
    told, rules = released.release, released.release.rules
    return {
        "peildatum": released.peildatum.isoformat(),
        "regels": {"drempel": rules.drempel, "afronding": rules.afronding, "speling": rules.speling},
        "getoond": {name: _write_shown(told.getoond[name]) for name in sorted(told.getoond)},
        "bekend": {name: told.bekend[name] for name in sorted(told.bekend)},
        "sommen": [[known.totaal, *known.delen] for known in told.sommen],
    }


def _read_document(document: Mapping[str, Any]) -> Released:
    rules = Rules(**document["regels"])
    return Released(
        date.fromisoformat(document["peildatum"]),
        Release(
            rules=rules,
            getoond={name: _read_shown(value, rules) for name, value in document["getoond"].items()},
            sommen=tuple(Sum(total, tuple(parts)) for total, *parts in document["sommen"]),
            bekend=dict(document["bekend"]),
        ),
    )


def _write_shown(shown: Shown) -> int | str:
    if shown.afgeschermd:
        return _SHIELDED
    return f"<{shown.drempel}" if shown.getal is None else shown.getal


def _read_shown(value: int | str, rules: Rules) -> Shown:
    if isinstance(value, str):
        return Shown(None, rules.drempel, afgeschermd=value == _SHIELDED)
    return Shown(value, rules.drempel)


def _check_hash(document: dict[str, Any], previous: str) -> str:
    """The hash of a line; ValueError when it is not that of its content and the line before."""
    content = {key: value for key, value in document.items() if key != "hash"}
    if document["hash"] != _hash(content, previous):
        raise ValueError
    return document["hash"]


def _hash(document: Mapping[str, Any], previous: str) -> str:
    return hashlib.sha256(f"{previous}{_dump(document)}".encode()).hexdigest()


def _dump(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
