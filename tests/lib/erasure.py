"""A region in which one pupil is to be erased, and a search for what is left of that pupil in files of any kind.

The pupil stands in the middle of every kind of file: text, workbook, form, a row that cannot be used, a file name.
"""

from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import duckdb
import openpyxl
import pypdf

from pipelines import cli
from tests.lib import tokens

SCHOOL, OTHER_SCHOOL = "12AB00", "34CD00"
EARLIER, PEILDATUM = date(2025, 11, 1), date(2026, 1, 1)
# Of the pupil who is to be erased. The others have numbers 500000001 and on, and other names. Eighteen between two
# reports to DUO, so that one officer has the first and another the second.
PUPIL = {
    name: tokens.SECRET[name]
    for name in ("leerlingnummer", "achternaam", "voornaam", "geboortedatum", "opmerking bij leerling")
} | {"geboortedatum": "2007-10-12"}
CLASSMATES = tuple(str(500_000_001 + place) for place in range(8))
OTHERS = tuple(str(600_000_001 + place) for place in range(3))
KLAS = "4A"
TRUANT_DAYS = tuple(date(2025, 10, day) for day in (6, 7, 8, 9, 10))
# Of the pupil alone: sixteen hours more with those of the 10th, a week after the first sixteen on the 9th.
MORE_TRUANT_DAYS = tuple(date(2025, 10, day) for day in (13, 14, 15, 16))
_HOURS = range(1, 5)


@dataclass(frozen=True)
class Home:
    """The folder of one SWV."""

    folder: Path

    @property
    def opslag(self) -> Path:
        return self.folder / "opslag"

    @property
    def uitvoer(self) -> Path:
        return self.folder / "uitvoer"

    def call(self, command: str, *options: str) -> tuple[int, str]:
        """Exit code and all that stands on the screen."""
        screen = StringIO()
        with redirect_stdout(screen), redirect_stderr(screen):
            code = cli.main([command, str(self.folder / "swv.toml"), *options])
        return code, screen.getvalue().replace("\u00a0", " ")


def write_deliveries(folder: Path, *, with_pupil: bool = True) -> Path:
    """`swv.toml` and the files of two schools; returns the toml. `with_pupil`: False leaves the pupil's rows out."""
    numbers = [*CLASSMATES[:4], *([PUPIL["leerlingnummer"]] if with_pupil else []), *CLASSMATES[4:]]
    _write_school(folder / "aanlevering" / SCHOOL, numbers, truants=numbers[3:6])
    _write_school(folder / "aanlevering" / OTHER_SCHOOL, list(OTHERS), truants=OTHERS[:1])
    if with_pupil:
        moves = folder / "aanlevering" / "swv"
        moves.mkdir(exist_ok=True)
        row = f"{SCHOOL};{PUPIL['leerlingnummer']};{OTHER_SCHOOL};{OTHERS[0]};2025-11-03"
        _write(moves / "overstappen.csv", ["school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum", row])
    toml = folder / "swv.toml"
    blocks = [
        f'[[school]]\nid = "{school}"\nnaam = "School {school}"\nsector = "VO"\nlvs = "sjabloon"'
        for school in (SCHOOL, OTHER_SCHOOL)
    ]
    toml.write_text(
        "\n".join(
            [
                '[swv]\ncode = "VO9901"\nnaam = "SWV Proefregio"\nprotocol = "noord-kennemerland"',
                'vakantieregio = "noord"\npeildata = ["10-05", "11-01", "01-01"]',
                '[paden]\naanlevering = "aanlevering"\nuitvoer = "uitvoer"\nopslag = "opslag"',
                *blocks,
                "",
            ]
        ),
        encoding="utf-8",
    )
    return toml


def _write_school(folder: Path, numbers: list[str], *, truants: list[str] | tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pupil = PUPIL["leerlingnummer"]
    lines = ["leerlingnummer;klas;geboortedatum;woongemeente;voornaam;achternaam;opmerking"]
    for number in numbers:
        own = (PUPIL["geboortedatum"], PUPIL["voornaam"], PUPIL["achternaam"], PUPIL["opmerking bij leerling"])
        born, first, last, remark = own if number == pupil else ("2011-02-03", "Robin", f"Familie{number}", "")
        lines.append(f"{number};{KLAS};{born};Alkmaar;{first};{last};{remark}")
    _write(folder / "leerlingen.csv", lines)
    _write(folder / "codes.csv", ["code;soort", "S;spijbelen", "Z;ziek"])
    _write(
        folder / "rooster.csv",
        [
            "groep;weekdag;lesuur;begintijd;eindtijd",
            *(f"{KLAS};{day};{hour};{8 + hour:02}:00;{8 + hour:02}:50" for day in range(1, 6) for hour in _HOURS),
        ],
    )
    absences = [(number, day, hour, "S") for number in truants for day in TRUANT_DAYS for hour in _HOURS]
    absences += [(number, date(2025, 11, 12), 1, "Z") for number in numbers]
    absences += [(pupil, day, hour, "S") for day in MORE_TRUANT_DAYS for hour in _HOURS if pupil in numbers]
    write_workbook(folder / "absenties.xlsx", [("leerlingnummer", "datum", "lesuur", "code"), *absences])
    if pupil in numbers:
        # One row that counts and one that cannot be used, in a file whose name holds the number; and text of Windows.
        _write(
            folder / f"verzuim {pupil}.csv",
            ["leerlingnummer;datum;lesuur;code", f"{pupil};2025-11-13;2;Z", f"{pupil};2025-11-14;2;Z;te veel"],
        )
        (folder / "duo.csv").write_bytes(
            "leerlingnummer;meldsoort;begindatum;einddatum;gemeld_op;melder\r\n"
            f"{pupil};16uur;2025-10-06;2025-10-10;2025-10-13;René {PUPIL['achternaam']}\r\n".encode("cp1252")
        )


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_workbook(file: Path, rows: list[tuple[object, ...]]) -> None:
    """A workbook as a spreadsheet program writes it: numbers of pupils are numbers."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if isinstance(cell, str) and cell.isdecimal() else cell for cell in row])
    book.save(file)


def fill_in_form(form: Path, target: Path, answers: Mapping[str, str]) -> None:
    """Fill in `plan_van_aanpak` of an MSA form, by code, and save it as a spreadsheet program does."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    columns = {str(cell.value).lower().replace(" ", "_"): cell.column for cell in sheet[1]}
    listed = {str(sheet.cell(row, columns["leerling"]).value): row for row in range(2, sheet.max_row + 1)}
    empty = (row for row in range(2, sheet.max_row + 1) if sheet.cell(row, columns["leerling"]).value is None)
    for code, answer in answers.items():
        # Who is not on the form is added by code, in the first empty row.
        row = listed.get(code) or next(empty)
        sheet.cell(row, columns["leerling"]).value = code
        sheet.cell(row, columns["plan_van_aanpak"]).value = answer
    book.save(target)


def find_left(folder: Path, sought: Mapping[str, str]) -> dict[str, set[str]]:
    """field -> files below `folder` in which its text stands: in the name, the bytes, or what is packed in them."""
    return tokens.find_in_folder(folder, sought, read=_read_texts)


def _read_texts(path: Path) -> Iterator[str]:
    yield from tokens.read_texts(path)
    if path.suffix == ".pdf":
        document = pypdf.PdfReader(BytesIO(path.read_bytes()))
        yield from (page.extract_text() for page in document.pages)
    if path.suffix == ".duckdb":
        yield from _read_database(path)


def _read_database(path: Path) -> Iterator[str]:
    """Every table as text: a database packs its columns."""
    with duckdb.connect(str(path), read_only=True) as database:
        for (table,) in database.execute("select table_name from duckdb_tables()").fetchall():
            yield "\n".join(str(row) for row in database.table(table).fetchall())
