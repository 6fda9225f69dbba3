"""The values of `[publicatie]` where swv.toml says nothing, and their bounds, each with its source."""

from pathlib import Path

from schemas.ruleset import load_definitions

PUBLICATION_FILE = Path(__file__).resolve().parent / "publication.yaml"
PUBLICATION = load_definitions(PUBLICATION_FILE)
