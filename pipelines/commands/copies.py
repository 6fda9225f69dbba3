"""The copies of deliveries in the vault: which there are, and for which school and peildatum each was used.

A copy is named by its hash and does not say whose it is. The manifests of the publications do, and the lists of kept
register files.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.publish.publication import list_editions
from pipelines.settings import School, Settings
from pipelines.vault.kept_forms import list_delivered
from pipelines.vault.places import VAULT


@dataclass(frozen=True)
class Use:
    """That a file counted: for which school, at which peildatum."""

    school: str
    peildatum: date


def list_copies(opslag: Path) -> list[Path]:
    """Every file in the vault, what a broken-off run left half-copied too."""
    return sorted(path for path in (opslag / VAULT).rglob("*") if path.is_file())


def list_uses(settings: Settings) -> dict[str, set[Use]]:
    """SHA-256 -> where the file counted, as the manifests in the output and the lists of kept registers tell."""
    uses: defaultdict[str, set[Use]] = defaultdict(set)
    for peildatum, manifest in read_manifests(settings.uitvoer):
        for file in manifest["bestanden"]:
            uses[file["sha256"]].add(Use(file["school"], peildatum))
    for school in settings.scholen:
        for number in school.nummers:
            for peildatum, delivered in list_delivered(settings.opslag, number).items():
                for sha256 in delivered:
                    uses[sha256].add(Use(number, peildatum))
    return dict(uses)


def list_copies_of_others(settings: Settings, school: School) -> set[str]:
    """SHA-256 of files that counted for other schools and never for this one, under any number of it."""
    uses = list_uses(settings).items()
    return {sha256 for sha256, found in uses if all(use.school not in school.nummers for use in found)}


def read_manifests(uitvoer: Path) -> Iterator[tuple[date, dict]]:
    """Peildatum and manifest of each publication that is kept, oldest first; what is none of ours is left out."""
    for peildatum, folder in list_editions(uitvoer):
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict) and "bestanden" in manifest:
            yield peildatum, manifest
