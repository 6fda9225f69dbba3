"""Faults of input, by their number in the guide's list (trust.md 5): what is done to a delivery, and the end.

A fault changes the files of `tests.lib.fault_tokens.make_files`; `expected` is A (accepted, the same tables), F
(accepted, with a finding), Q (the touched rows alone are set aside) or R (the delivery is refused, the others go on).
"""

import io
import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

Files = dict[str, bytes]
ACCEPTED, FINDING, QUARANTINE, REFUSED = "A", "F", "Q", "R"


@dataclass(frozen=True)
class Fault:
    """One fault: `mutate` changes the files; `place` does to the folder what no content can (links, rights)."""

    id: str
    name: str
    expected: str
    mutate: Callable[[Files], None] = lambda files: None
    place: Callable[[Path], None] = lambda folder: None

    def __str__(self) -> str:
        return f"{self.id}-{self.name}"


def apply_fault(fault: Fault, files: Mapping[str, str]) -> Files:
    """The files with the fault in them."""
    changed = {name: text.encode() for name, text in files.items()}
    fault.mutate(changed)
    return changed


def _on(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    def mutate(files: Files) -> None:
        files[name] = change(files[name])

    return mutate


def _on_all(change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    def mutate(files: Files) -> None:
        for name in files:
            files[name] = change(files[name])

    return mutate


def _line(change: Callable[[str], str], *, number: int = 2) -> Callable[[bytes], bytes]:
    """Change one line (header = 1) of a text."""

    def changed(content: bytes) -> bytes:
        lines = content.decode().split("\n")
        lines[number - 1] = change(lines[number - 1])
        return "\n".join(lines).encode()

    return changed


def _cell(place: int, value: str, *, number: int = 2) -> Callable[[bytes], bytes]:
    """Put `value` in one cell of one line."""

    def change(line: str) -> str:
        cells = line.split(";")
        cells[place] = value
        return ";".join(cells)

    return _line(change, number=number)


def _rename(old: str, new: str) -> Callable[[Files], None]:
    def mutate(files: Files) -> None:
        files[new] = files.pop(old)

    return mutate


def _copy(old: str, new: str, change: Callable[[bytes], bytes] = lambda content: content) -> Callable[[Files], None]:
    def mutate(files: Files) -> None:
        files[new] = change(files[old])

    return mutate


def _add(name: str, content: bytes) -> Callable[[Files], None]:
    def mutate(files: Files) -> None:
        files[name] = content

    return mutate


def _drop_column(place: int) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        lines = [line.split(";") for line in content.decode().split("\n") if line]
        return "\n".join(";".join(line[:place] + line[place + 1 :]) for line in lines).encode() + b"\n"

    return change


def _reorder(content: bytes) -> bytes:
    lines = [line.split(";") for line in content.decode().split("\n") if line]
    return "\n".join(";".join(reversed(line)) for line in lines).encode() + b"\n"


def _as_workbook(files: Files) -> None:
    """The same pupils as a workbook: every cell a text."""
    book = openpyxl.Workbook()
    for line in files.pop("leerlingen.csv").decode().split("\n"):
        if line:
            book.active.append(line.split(";"))
    target = io.BytesIO()
    book.save(target)
    files["leerlingen.xlsx"] = target.getvalue()


def _mix_encodings(content: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[1] = lines[1].decode().encode("cp1252")
    return b"\n".join(lines)


def _second_line_twice(content: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join([*lines[:2], lines[1], *lines[2:]])


def _make_link(folder: Path) -> None:
    outside = folder.parents[1] / "buiten.csv"
    outside.write_bytes((folder / "codes.csv").read_bytes())
    (folder / "codes.csv").unlink()
    (folder / "codes.csv").symlink_to(outside)


def _make_folder(folder: Path) -> None:
    (folder / "map.csv").mkdir()


def _make_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pijp.csv")


def _set_old(folder: Path) -> None:
    for file in folder.iterdir():
        os.utime(file, (0, 0))


HOSTILE = ('=cmd|"/C calc"!A0', "<script>window.PWNED=1</script>", "{{7*7}}", "'; drop table raw_leerling; --")
ABSENCES = "absenties.csv"
PUPILS = "leerlingen.csv"
FAULTS: tuple[Fault, ...] = (
    # Told, and the broken row costs itself alone (contract 1.3): no refusal that is not named there.
    Fault("2", "cut in mid-row", QUARANTINE, _on(ABSENCES, lambda content: content[:-24])),
    Fault("2", "cut in mid-word", QUARANTINE, _on(PUPILS, lambda content: content[:-70])),
    Fault("4", "zero bytes", REFUSED, _on("groepen.csv", lambda content: b"")),
    Fault("5", "header only, absences", FINDING, _on(ABSENCES, lambda content: content.split(b"\n")[0] + b"\n")),
    Fault("5", "header only, pupils", REFUSED, _on(PUPILS, lambda content: content.split(b"\n")[0] + b"\n")),
    Fault("5", "header only, timetable", REFUSED, _on("rooster.csv", lambda content: content.split(b"\n")[0] + b"\n")),
    Fault("7", "same bytes, other name", ACCEPTED, _copy(ABSENCES, "absenties 2.csv")),
    Fault("8", "corrected file beside it", FINDING, _copy(ABSENCES, "zz.csv", _cell(3, "onbekendecode"))),
    Fault("10", "folder named as a file", REFUSED, place=_make_folder),
    Fault("10", "pipe", REFUSED, place=_make_pipe),
    Fault("11", "link to outside", REFUSED, place=_make_link),
    Fault("12", "name with a pattern", ACCEPTED, _rename(ABSENCES, "a[1]*?.csv")),
    Fault("12", "name with quotes and a line end", ACCEPTED, _rename(ABSENCES, "a\"'\n.csv")),
    Fault("12", "name with a turn mark", ACCEPTED, _rename(ABSENCES, "a\u202e.csv")),
    Fault("12", "long name", ACCEPTED, _rename(ABSENCES, "a" * 240 + ".csv")),
    Fault("12", "name of a device, leading dash", ACCEPTED, _rename(ABSENCES, "-CON.csv")),
    Fault("14", "made in 1970", ACCEPTED, place=_set_old),
    Fault("15", "byte order mark", ACCEPTED, _on_all(lambda content: b"\xef\xbb\xbf" + content)),
    Fault("16", "Windows-1252", ACCEPTED, _on_all(lambda content: content.decode().encode("cp1252"))),
    Fault("17", "UTF-16", REFUSED, _on(PUPILS, lambda content: content.decode().encode("utf-16"))),
    Fault("17", "UTF-16 without mark", REFUSED, _on(PUPILS, lambda content: content.decode().encode("utf-16-le"))),
    Fault("18", "mixed encodings", QUARANTINE, _on(PUPILS, _mix_encodings)),
    Fault("20", "decomposed letters", ACCEPTED, _on_all(lambda c: unicodedata.normalize("NFD", c.decode()).encode())),
    Fault("21", "NUL", QUARANTINE, _on(PUPILS, _line(lambda line: line.replace(";havo", ";ha\0vo")))),
    Fault(
        "22", "zero-width letter in a class", QUARANTINE, _on(PUPILS, _line(lambda s: s.replace(";3;", "\u200b;3;", 1)))
    ),
    Fault("23", "CRLF", ACCEPTED, _on_all(lambda content: content.replace(b"\n", b"\r\n"))),
    Fault("23", "CR only", ACCEPTED, _on_all(lambda content: content.replace(b"\n", b"\r"))),
    Fault("23", "no final line end", ACCEPTED, _on_all(lambda content: content.rstrip(b"\n"))),
    Fault("24", "line end in a quoted note", ACCEPTED, _on(PUPILS, _line(lambda s: s.rpartition(";")[0] + ';"a\nb"'))),
    Fault("25", "commas", ACCEPTED, _on_all(lambda content: content.replace(b";", b","))),
    Fault("25", "tabs", ACCEPTED, _on_all(lambda content: content.replace(b";", b"\t"))),
    Fault("25", "bars", REFUSED, _on(PUPILS, lambda content: content.replace(b";", b"|"))),
    Fault(
        "26", "quote in the header", REFUSED, _on(PUPILS, _line(lambda line: line.replace("klas", 'kl"as'), number=1))
    ),
    Fault("27", "quote in a row", QUARANTINE, _on(PUPILS, _line(lambda line: line.replace(";havo", ';ha"vo')))),
    Fault("27", "open quote", QUARANTINE, _on(PUPILS, _line(lambda line: line.replace(";havo", ';"havo')))),
    Fault(
        "28", "backslash before a quote", QUARANTINE, _on(PUPILS, _line(lambda s: s.rpartition(";")[0] + ';"a\\"b"'))
    ),
    Fault("29", "one separator too many", QUARANTINE, _on(PUPILS, _line(lambda line: line + ";"))),
    Fault("29", "one separator too few", QUARANTINE, _on(PUPILS, _line(lambda line: line.replace(";havo;", ";havo")))),
    Fault("30", "footer", QUARANTINE, _on(ABSENCES, lambda content: content + b"Totaal: 523;;;;;\n")),
    Fault(
        "30", "header repeated", QUARANTINE, _on(ABSENCES, lambda content: content + content.split(b"\n")[0] + b"\n")
    ),
    Fault("31", "blank lines", ACCEPTED, _on(ABSENCES, lambda content: content.replace(b"\n", b"\n;;;;;\n\n", 1))),
    Fault("33", "column missing", REFUSED, _on("rooster.csv", _drop_column(0))),
    Fault(
        "34",
        "header in other case",
        ACCEPTED,
        _on(PUPILS, _line(lambda line: line.upper().replace("KLAS", " K_las "), number=1)),
    ),
    Fault("35", "columns turned round", ACCEPTED, _on_all(_reorder)),
    Fault("36", "doubled column", REFUSED, _on(PUPILS, _line(lambda line: line.replace("leerjaar", "klas"), number=1))),
    Fault("37", "column of a BSN", REFUSED, _on(PUPILS, _line(lambda line: line.replace("roepnaam", "BSN"), number=1))),
    Fault("37", "unknown column", FINDING, _on("rooster.csv", lambda content: content.replace(b"\n", b";lokaal\n"))),
    Fault("38", "column split", REFUSED, _on(ABSENCES, _line(lambda line: line.replace("datum", "dag"), number=1))),
    Fault("39", "lesson hour as a time", QUARANTINE, _on(ABSENCES, _cell(2, "02:00"))),
    Fault("41", "new code", FINDING, _on(ABSENCES, _cell(3, "nieuw"))),
    Fault(
        "44", "other form of date", ACCEPTED, _on(ABSENCES, _line(lambda s: s.replace("2025-11-03", "3-11-2025", 1)))
    ),
    Fault("44", "month before day", QUARANTINE, _on(ABSENCES, _cell(1, "11/13/2025"))),
    Fault("45", "two digits of a year", QUARANTINE, _on(ABSENCES, _cell(1, "03-11-25"))),
    Fault("45", "bad birth date", QUARANTINE, _on(PUPILS, _cell(4, "2010-02-30"))),
    Fault("46", "serial date", QUARANTINE, _on(ABSENCES, _cell(1, "45992"))),
    Fault("47", "hour 24", QUARANTINE, _on("ziek.csv", _cell(1, "2025-10-27 24:00"))),
    Fault("48", "thousands point", QUARANTINE, _on(ABSENCES, _cell(2, "1.234"))),
    Fault("49", "number in scientific form", QUARANTINE, _on(ABSENCES, _cell(0, "3,1E+08"))),
    Fault("50", "class turned into a date", QUARANTINE, _on(PUPILS, _cell(1, "1-feb"))),
    Fault("50", "error of a sheet", QUARANTINE, _on(ABSENCES, _cell(3, "#N/B"))),
    Fault("51", "lesson hour 21", QUARANTINE, _on(ABSENCES, _cell(2, "21"))),
    Fault("53", "absent on a Sunday", FINDING, _on(ABSENCES, _cell(1, "2025-11-09"))),
    Fault("54", "changed number", QUARANTINE, _on(ABSENCES, _line(lambda line: "7" + line))),
    Fault("55", "pupil not listed", QUARANTINE, _on("groepen.csv", _cell(0, "123456789"))),
    Fault("56", "empty in words", ACCEPTED, _on(PUPILS, _cell(7, "n.v.t."))),
    Fault(
        "57",
        "long and strange name",
        ACCEPTED,
        _on(PUPILS, _line(lambda s: s.rpartition(";")[0] + ";" + "'s ß \U0001f600" * 50)),
    ),
    *(
        Fault(
            "58",
            f"hostile class {n}",
            ACCEPTED + FINDING,
            _on(PUPILS, _cell(1, f'"{text.replace(chr(34), chr(34) * 2)}"')),
        )
        for n, text in enumerate(HOSTILE)
    ),
    *(
        Fault("58", f"hostile code {n}", FINDING, _on(ABSENCES, _cell(3, f'"{text.replace(chr(34), chr(34) * 2)}"')))
        for n, text in enumerate(HOSTILE)
    ),
    Fault("59", "row twice", ACCEPTED, _on(ABSENCES, _second_line_twice)),
    Fault(
        "60",
        "code with two meanings",
        FINDING + ACCEPTED,
        _on("codes.csv", lambda content: content + content.split(b"\n")[1].replace(b"ziek", b"spijbelen") + b"\n"),
    ),
    Fault("68", "leap day and week 53", FINDING, _on(ABSENCES, _cell(1, "2024-02-29"))),
    Fault("16", "workbook", ACCEPTED, _as_workbook),
    Fault("1.1", "leftovers of the system", ACCEPTED, _add("Thumbs.db", b"\0\1\2")),
    Fault("33", "no such kind", REFUSED, _add("anders.csv", b"kolom a;kolom b\n1;2\n")),
    Fault("10", "not a table at all", REFUSED, _add("foto.jpg", bytes(range(256)) * 8)),
)
