"""The empty templates of `schemas.exports.templates` as files: a workbook and a CSV each, and one text about all."""

import csv
import io
from pathlib import Path

from pipelines.errors import WrongUse
from pipelines.publish.written_workbook import Book, Column, make_workbook
from schemas.exports.sjabloon import TEMPLATE_HELP
from schemas.exports.templates import EXAMPLE, Template, TemplateColumn, list_templates

READ_ME = "UITLEG.txt"
_NARROW, _WIDE = 16, 26
_HOW = (
    f"De tweede regel is een verzonnen voorbeeld. Hij begint met {EXAMPLE} en telt nooit mee. "
    "Haal hem weg of typ eroverheen."
)
_BY_HEADER = "Een bestand wordt herkend aan zijn kolomnamen, niet aan zijn naam."
# The word BSN in a sheet refuses the whole file (contract 5).
_NO_NAMES = "Zet er geen namen in, geen nummers van de overheid en geen opmerkingen over leerlingen."


def write_templates(folder: Path) -> list[Path]:
    """Write every template in `folder`, which may not hold any of them yet; returns the files."""
    files = {name: data for template in list_templates() for name, data in _make_files(template).items()}
    files[READ_ME] = _write_read_me().encode()
    taken = sorted(name for name in files if (folder / name).exists())
    if taken:
        raise WrongUse(f"In {folder} staat al een bestand {taken[0]}. Kies een lege map, of haal het weg.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def _make_files(template: Template) -> dict[str, bytes]:
    return {
        f"{template.naam}.xlsx": make_template_workbook(template),
        f"{template.naam}.csv": make_template_csv(template),
    }


def make_template_csv(template: Template) -> bytes:
    """Header and example row, as Excel in Dutch reads and writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([template.header, template.example])
    return out.getvalue().encode("utf-8-sig")


def make_template_workbook(template: Template) -> bytes:
    """A sheet to fill in, every cell as text so that Excel changes no code or date, and a sheet with what each says."""

    def fill(book: Book) -> None:
        columns = [Column(name, max(_NARROW, len(name) + 4), "invullen") for name in template.header]
        sheet = book.add_table("Invullen", columns, [template.example])
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, book.styles["invullen"])
        lines = [(f"Sjabloon {template.soort}", ""), ("", template.uitleg), ("", _HOW), ("", _NO_NAMES)]
        lines += [("", f"Lever het bestand in {template.map}."), ("", "")]
        lines += [(column.naam, _describe(column)) for column in template.columns]
        book.add_text(TEMPLATE_HELP, lines, widths=(_WIDE, 90))

    return make_workbook(fill, title=f"Sjabloon {template.soort}")


def _describe(column: TemplateColumn) -> str:
    must = "Verplicht." if column.verplicht else "Mag leeg blijven of weg."
    allowed = f" Toegestaan: {column.toegestaan}." if column.toegestaan else ""
    return f"{must} {column.uitleg} Vorm: {column.vorm}.{allowed}".replace("  ", " ")


def _write_read_me() -> str:
    lines = [
        "Sjablonen van msa",
        "",
        _HOW,
        _NO_NAMES,
        _BY_HEADER,
        "",
    ]
    for template in list_templates():
        lines += [f"{template.naam} ({template.map})", f"  {template.uitleg}"]
        lines += [f"  {column.naam}: {_describe(column)}" for column in template.columns]
        lines.append("")
    return "\n".join(lines)
