"""A school's folder made of a few lines of text, read by `read_delivery`."""

from pathlib import Path
from typing import Any

from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_delivery
from pipelines.settings import School

LEERLINGEN = "leerlingnummer;klas\n1001;4A\n1002;4B\n"
ROOSTER = "groep;weekdag;lesuur;begintijd;eindtijd\n4A;1;1;08:30;09:20\n4B;1;1;08:30;09:20\n"
BASIS = {"leerlingen.csv": LEERLINGEN, "rooster.csv": ROOSTER}


def make_school(lvs: str = "sjabloon", *, minuten: int | None = None, kolommen: dict[str, str] | None = None) -> School:
    """A school with the given LVS; the rest does not matter to reading."""
    sector = "PO" if lvs == "parnassys" else "VO"
    return School("12AB00", "Voorbeeldschool", sector, lvs, "noord-kennemerland", "noord", minuten, kolommen or {})


def deliver(folder: Path, files: dict[str, str | bytes], *, school: School | None = None, **reading: Any) -> Delivery:
    """Write `files` to a new folder and read it; codes of pupils are `c` and the number. `reading`: more of it.

    The mark of a name is the name itself, so that it can be seen which one is meant: `x.csv` is `bestand-x.csv`.
    """
    school = school or make_school()
    place = folder / school.id
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (place / name).write_bytes(data)
    return read_delivery(
        school,
        place,
        vault=folder / "kluis",
        make_codes=lambda numbers: [f"c{number}" for number in numbers],
        **{"make_mark": str, **reading},
    )


def list_findings(delivery: Delivery, *, ernst: str) -> list[tuple[str, int | None, str, str]]:
    """(file, line, column, code) of the findings of one severity, in the order they are told."""
    return [
        (finding.bestand, finding.regelnummer, finding.kolom, finding.code)
        for finding in delivery.findings
        if finding.ernst == ernst
    ]


def list_rows(delivery: Delivery, table: str, *columns: str) -> list[tuple]:
    """Rows of one raw table, only `columns`."""
    return delivery.frames[table].select(columns).rows()


def write_swv(folder: Path, files: dict[str, str], *, school: School) -> Path:
    """An SWV of one school that delivers `files`; returns its `swv.toml`."""
    place = folder / "aanlevering" / school.id
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    minutes = f"minuten_per_lesuur = {school.minuten_per_lesuur}\n" if school.minuten_per_lesuur else ""
    toml = folder / "swv.toml"
    toml.write_text(
        f'[swv]\ncode = "VO9901"\nnaam = "SWV Proefregio"\nprotocol = "kennemerland"\n'
        f'vakantieregio = "{school.vakantieregio}"\npdf = false\n'
        '[paden]\naanlevering = "aanlevering"\nuitvoer = "uitvoer"\nopslag = "opslag"\n'
        f'[[school]]\nid = "{school.id}"\nnaam = "{school.naam}"\nsector = "{school.sector}"\n'
        f'lvs = "{school.lvs}"\n{minutes}',
        encoding="utf-8",
    )
    return toml
