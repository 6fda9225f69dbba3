"""One writer for each layout of a delivery."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from pipelines.demo.layouts.magister import write_magister_screen, write_magister_webservice
from pipelines.demo.layouts.parnassys import write_parnassys
from pipelines.demo.layouts.sjabloon import (
    write_leerplicht,
    write_notifications,
    write_refused,
    write_template_vo,
    write_template_vso,
    write_timetable,
)
from pipelines.demo.layouts.somtoday import write_somtoday_csv, write_somtoday_json
from pipelines.demo.records import SchoolData

__all__ = ["WRITERS", "write_leerplicht", "write_notifications", "write_timetable"]

WRITERS: dict[str, Callable[[Path, Random, SchoolData], None]] = {
    "magister_webservice": write_magister_webservice,
    "magister_scherm": write_magister_screen,
    "somtoday_csv": write_somtoday_csv,
    "somtoday_json": write_somtoday_json,
    "sjabloon_vo": write_template_vo,
    "sjabloon_vso": write_template_vso,
    "parnassys": write_parnassys,
    "geweigerd": write_refused,
}
