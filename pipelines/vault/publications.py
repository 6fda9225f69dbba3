"""The ledger of publications (`opslag/publicaties.jsonl`): what readers without pupils have been shown.

A line per publication and no pupil data. Each line carries the hash of itself and the line before it, so a damaged line
is named. That hash has no key: what keeps the file from being cut or forged is its seal (`pipelines.vault.seals`).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import LEDGER
from pipelines.vault.seals import replace_sealed
from reports.context.shown import Shown
from reports.release.disclosure import Earlier, Link, Release, Rules, Sum
from reports.release.time_share import KeptShare

# What was published: the trimester report with what stands beside it, or a page of `msa compare`.
TRIMESTERVERSLAG, VERGELIJKING = "trimesterverslag", "vergelijking"
_SHIELDED = "afgeschermd"


@dataclass(frozen=True)
class Released:
    """One publication: its peildatum, what its readers have, and of which kind it is.

    `aanwezigheid`: of a report, what later peildata are compared with (`trend.keep_attendance`).
    """

    peildatum: date
    release: Release
    soort: str = TRIMESTERVERSLAG
    aanwezigheid: Mapping[str, KeptShare] = field(default_factory=dict)

    @property
    def getoond(self) -> Mapping[str, Shown]:
        """How each public cell is shown, by id."""
        return self.release.getoond


def find_earlier(opslag: Path, *, peildatum: date) -> Earlier:
    """What readers have before a new publication of a peildatum: every publication of every one."""
    return Earlier(tuple((found.peildatum, found.release) for found in read_ledger(opslag)), peildatum)


def read_released(opslag: Path, *, before: date) -> tuple[Released, ...]:
    """Of each peildatum before `before` the report that stands, as it was shown then; oldest first."""
    reports = [found for found in read_ledger(opslag) if found.soort == TRIMESTERVERSLAG]
    last = {found.peildatum: found for found in reports if found.peildatum < before}
    return tuple(last[day] for day in sorted(last))


def find_kept_attendance(ledger: Sequence[Released], day: date, shown: Mapping[str, Shown]) -> Mapping[str, KeptShare]:
    """What is kept of the report of a peildatum whose counts, read back from it, are `shown`; empty: nothing."""
    reports = [found for found in reversed(ledger) if (found.peildatum, found.soort) == (day, TRIMESTERVERSLAG)]
    return next((found.aanwezigheid for found in reports if _tells_all(found.getoond, shown)), {})


def _tells_all(told: Mapping[str, Shown], read: Mapping[str, Shown]) -> bool:
    """A number that was read back does not say its threshold."""
    return all(
        name in told and (told[name].getal, told[name].afgeschermd) == (each.getal, each.afgeschermd)
        for name, each in read.items()
    )


def read_ledger(opslag: Path) -> list[Released]:
    """Every publication in the order in which they came out; StoreUnavailable (14) when a line was changed."""
    return _read_released(_read_lines(opslag))


def is_ledger(content: bytes) -> bool:
    """Whether these are the bytes of a ledger, from its first line on and none damaged."""
    try:
        _read_released(content.decode("utf-8").splitlines())
    except (UnicodeDecodeError, StoreUnavailable):
        return False
    return content.endswith(b"\n") or not content


def _read_released(lines: Sequence[str]) -> list[Released]:
    found, previous = [], ""
    for number, line in enumerate(lines, start=1):
        try:
            document = json.loads(line)
            previous = _check_hash(document, previous)
            found.append(_read_document(document))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise StoreUnavailable(
                f"De lijst met publicaties ({LEDGER} in de opslag) is beschadigd op regel {number}. Zet een "
                "reservekopie van het bestand terug: zonder die lijst is niet na te gaan wat lezers al weten."
            ) from None
    return found


def add_release(opslag: Path, released: Released) -> None:
    """Add a publication to the ledger, unless it is the one that stands already. Call it before it is out."""
    standing = [
        found for found in read_ledger(opslag) if (found.peildatum, found.soort) == (released.peildatum, released.soort)
    ]
    # A comparison that is asked once more is no news, whatever was asked in between.
    if released in (standing if released.soort == VERGELIJKING else standing[-1:]):
        return
    lines = _read_lines(opslag)
    previous = json.loads(lines[-1])["hash"] if lines else ""
    document = _make_document(released)
    line = _dump({**document, "hash": _hash(document, previous)})
    # A whole new file in place of the old one: a line is there, or it is not.
    content = "".join(f"{text}\n" for text in (*lines, line)).encode("utf-8")
    replace_sealed(opslag, LEDGER, content, peildatum=released.peildatum)


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
        **({} if released.soort == TRIMESTERVERSLAG else {"soort": released.soort}),
        "regels": asdict(rules),
        "getoond": {name: _write_shown(told.getoond[name]) for name in sorted(told.getoond)},
        "bekend": {name: told.bekend[name] for name in sorted(told.bekend)},
        "sommen": [[known.totaal, *known.delen] for known in told.sommen],
        **({} if told.koppelingen is None else {"koppelingen": [_write_link(link) for link in told.koppelingen]}),
        **(
            {"aanwezigheid": {name: astuple(share) for name, share in sorted(released.aanwezigheid.items())}}
            if released.aanwezigheid
            else {}
        ),
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
            # Lines of before links were kept have none of their own.
            koppelingen=tuple(map(_read_link, document["koppelingen"])) if "koppelingen" in document else None,
        ),
        document.get("soort", TRIMESTERVERSLAG),
        {name: KeptShare(*told) for name, told in document.get("aanwezigheid", {}).items()},
    )


def _write_link(link: Link) -> list[str]:
    return [link.id, link.toen, link.peildatum.isoformat(), *(["groei"] if link.groei else [])]


def _read_link(written: list[str]) -> Link:
    name, before, day, *growth = written
    return Link(name, before, date.fromisoformat(day), groei=growth == ["groei"])


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
