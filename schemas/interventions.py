"""The default list of interventions (`schemas/interventions.yaml`): code -> words, in the order of the drop-down."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

_FILE = Path(__file__).resolve().parent / "interventions.yaml"


@cache
def load_interventions() -> MappingProxyType[str, str]:
    """Code -> words of the default list; an SWV replaces it by `[interventies]` in swv.toml."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({row["code"]: row["woorden"] for row in rows})
