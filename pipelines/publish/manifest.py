"""`manifest.json`: what went in, by which rules, and the row balance of each file. No pupil data (contract 5)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from pipelines.contexts.header import name_rule_set
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.trend import FORMAT_KEY, MEASURED_KEY, PUBLISHED_FORMAT, find_measured
from pipelines.intake.delivered import SWV_FOLDER
from pipelines.settings import Settings
from reports.swv.carried import Carried
from schemas.tables import SCHOOL_METING

CARRIED = "cijfers_van"
EARLIER_KEY = "eerdere_leveringen"


def make_manifest(outcome: Outcome, *, key_id: str, carried: Carried | None = None) -> str:
    """The manifest as JSON text, the same bytes for the same input.

    `key_id`: of the key that made the codes of pupils. Two publications can be linked by code where it is the same.
    `carried`: the figures without pupils are those of an earlier edition; `cijfers_van` says since when they stand.
    `vorm`: in which form the publication is laid down, which goes up when an earlier program could misread it.
    `koppeling` of a school, where it has one, is the SHA-256 of the file of its mapping; `eigen_kalender`, where the
    SWV has one, that of each of its files. `eerdere_leveringen`, where days of a school go by what it delivered before,
    are those days with the SHA-256 of the rows.
    """
    settings, period = outcome.settings, outcome.period
    document = {
        "peildatum": period.peildatum.isoformat(),
        "periode": {"van": period.van.isoformat(), "tot": period.peildatum.isoformat()},
        "programma": {"versie": version("msa")},
        FORMAT_KEY: PUBLISHED_FORMAT,
        "sleutel": key_id,
        "regelsets": {school.id: name_rule_set(outcome, school) for school in settings.scholen},
        "instellingen": _settings(settings),
        "geweigerd": [{"school": school, "reden": reason} for school, reason in outcome.refused],
        "niet_gemeten": list(outcome.unmeasured),
        MEASURED_KEY: _list_measured(outcome),
        "bestanden": _files(outcome),
        "eerdere_registers": _kept_registers(outcome),
        **_name_earlier(outcome),
        CARRIED: _name_edition(carried),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def take_school(manifest: Mapping[str, Any], school: str) -> dict[str, Any]:
    """What a manifest tells of one school and of what holds for all, the list of moves too.

    The lists of the LPA are about no pupil of a school.
    """
    told = manifest.get("instellingen", {})
    schools = [row for row in told.get("scholen", ()) if row["id"] == school]
    own = {
        name: [row for row in manifest.get(name, ()) if row["school"] in (school, SWV_FOLDER)]
        for name in ("geweigerd", "bestanden", "eerdere_registers", EARLIER_KEY)
    }
    return {
        **manifest,
        **own,
        "regelsets": manifest.get("regelsets", {}).get(school),
        "niet_gemeten": school in manifest.get("niet_gemeten", ()),
        "instellingen": {**told, "scholen": schools},
    }


def _list_measured(outcome: Outcome) -> list[str]:
    """Schools of which the whole period was measured: later peildata compare with these, also without the tables."""
    table = outcome.tables.get(SCHOOL_METING.name)
    return [] if table is None else sorted(find_measured(table))


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "swv": {"code": settings.code, "naam": settings.naam},
        "peildata": [_month_day(day) for day in settings.peildata],
        "schooljaar_begin": _month_day(settings.schooljaar_begin),
        "gemeenten": list(settings.gemeenten),
        **({"eigen_kalender": dict(settings.kalender.own)} if settings.kalender.own else {}),
        "inspectie": {"datums": settings.inspectie.datums, "eigen_formulier": settings.inspectie.formulier is not None},
        "publicatie": asdict(settings.publicatie),
        "interventies": dict(settings.interventies),
        "scholen": [
            {
                "id": school.id,
                "naam": school.naam,
                "sector": school.sector,
                "lvs": school.lvs,
                "protocol": school.protocol,
                "vakantieregio": school.vakantieregio,
                "minuten_per_lesuur": school.minuten_per_lesuur,
                **({"te_laat_is_les_vanaf": school.te_laat_is_les_vanaf} if school.te_laat_is_les_vanaf else {}),
                **({"locatie": list(school.locatie)} if school.locatie else {}),
                **({"vroeger": list(school.vroeger)} if school.vroeger else {}),
                **({"koppeling": school.koppeling.sha256} if school.koppeling.sha256 else {}),
            }
            for school in settings.scholen
        ],
    }


def _name_edition(carried: Carried | None) -> str | None:
    """None for figures of this run."""
    if carried is None:
        return None
    return carried.since.isoformat() if carried.since else "onbekend"


def _month_day(day: tuple[int, int]) -> str:
    return f"{day[0]:02d}-{day[1]:02d}"


def _kept_registers(outcome: Outcome) -> list[dict[str, str]]:
    """Register files of earlier runs that counted besides the files in the folder, in the order in which they did."""
    return [
        {"school": school, "sha256": sha256}
        for school, delivery in sorted(outcome.deliveries.items())
        for sha256 in delivery.kept_registers
    ]


def _name_earlier(outcome: Outcome) -> dict[str, Any]:
    """The rows of earlier deliveries that counted beside the files in the folder, by school and days; often none."""
    rows = [
        {"school": school, "sha256": delivery.eerder, "dagen": [[day.isoformat() for day in days] for days in told]}
        for school, delivery in sorted(outcome.deliveries.items())
        if (told := delivery.eerder_dagen)
    ]
    return {EARLIER_KEY: rows} if rows else {}


def _files(outcome: Outcome) -> list[dict[str, Any]]:
    rows = []
    for school, delivery in sorted(outcome.deliveries.items()):
        hashes = delivery.frames["raw_bestand"]["sha256"].to_list()
        for file, sha256 in zip(outcome.files[school], hashes, strict=True):
            balance = file.balans
            rows.append(
                {
                    "school": school,
                    "bestand": file.bestand,
                    "sha256": sha256,
                    "soort": file.soort,
                    "gelezen": balance.gelezen,
                    "gebruikt": balance.gebruikt,
                    "quarantaine": balance.quarantaine,
                    "vervangen": balance.vervangen,
                    "niet_geteld": balance.niet_geteld,
                }
            )
    return rows
