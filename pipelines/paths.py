"""The one place that knows where the shipped rooms lie (checkout, editable install and wheel alike)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SQL = ROOT / "sql"
SCHEMAS = ROOT / "schemas"
CALENDAR = SCHEMAS / "calendar"
CODES = SCHEMAS / "codes"
RULESETS = SCHEMAS / "rulesets"
TEMPLATES = ROOT / "reports" / "templates"
STATIC = ROOT / "reports" / "static"
