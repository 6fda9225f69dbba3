"""The one place that knows where the shipped rooms lie (checkout, editable install and wheel alike)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SQL = ROOT / "sql"
SCHEMAS = ROOT / "schemas"
CALENDAR = SCHEMAS / "calendar"
CODES = SCHEMAS / "codes"
RULESETS = SCHEMAS / "rulesets"
TEMPLATES = ROOT / "reports" / "templates"
STATIC = ROOT / "reports" / "static"


def find_lock() -> Path:
    """The exact versions that go with this program: of the checkout, else the copy that the wheel brought along."""
    own = ROOT / "requirements.lock"
    return own if own.is_file() else Path(sys.prefix) / "share" / "msa" / own.name
