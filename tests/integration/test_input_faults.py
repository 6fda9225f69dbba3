"""Every fault of input in a delivery whose every field is a token: the right end, the balance closes, nothing leaks.

Two schools, one of them with the fault, run as a user would; then every byte that was written or said is searched
(tests/lib/fault_tokens.py). The other school must stand in the tables as if nothing had happened.

A PDF is printed from a page that is searched as well, so only one run in ten prints; `MSA_DEEP=1`: each.
"""

import contextlib
import io
import json
import os
import tempfile
import traceback
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from pipelines.cli import main
from schemas.tables import PUBLISHED_TABLES
from tests.lib.fault_kinds import ACCEPTED, FAULTS, FINDING, QUARANTINE, REFUSED, Fault, apply_fault
from tests.lib.fault_tokens import (
    CODE,
    KLAS,
    PERSONAL,
    Tokens,
    find_in_place,
    find_tokens,
    make_files,
    make_tokens,
    write_swv,
)

PEILDATUM = date(2026, 1, 1)
FAULTY, OTHER = "11AA00", "22BB00"
COUNTED = tuple(table.name for table in PUBLISHED_TABLES if "leerling" in table.names)
# Where a class, a code or a lesson date of a pupil may stand beside the store (contract 3).
OF_THE_SCHOOL = ("tabellen", "school", "leerplicht", "doorstroompunt")
WITH_PDF = set(FAULTS if os.environ.get("MSA_DEEP") else FAULTS[::10])


@pytest.fixture(scope="module")
def tokens() -> tuple[Tokens, Tokens]:
    return make_tokens(Random(11)), make_tokens(Random(22))


@pytest.fixture(scope="module")
def personal(tokens: tuple[Tokens, Tokens]) -> dict[bytes, str]:
    """All forms of all that may stand nowhere but in the store."""
    return {form: what for one in tokens for form, what in one.list_forms(PERSONAL).items()}


@pytest.fixture(scope="module")
def of_the_school(tokens: tuple[Tokens, Tokens]) -> dict[bytes, str]:
    """All forms of classes and codes."""
    return {form: what for one in tokens for form, what in one.list_forms((KLAS, CODE)).items()}


@pytest.fixture(scope="module")
def clean(tokens: tuple[Tokens, Tokens], tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The tables of both schools without any fault; codes of pupils left out, for each SWV has its own key."""
    folder = tmp_path_factory.mktemp("schoon")
    settings = write_swv(folder, {FAULTY: make_files(tokens[0]), OTHER: make_files(tokens[1])})
    assert _run(settings, folder)[0] == 0
    return _read_tables(folder)


def _run(settings: Path, folder: Path, *, pdf: bool = False) -> tuple[int, str]:
    """`msa run` in this process: exit code, and all that it said."""
    said = io.StringIO()
    options = ["--direct"] if pdf else ["--direct", "--zonder-pdf"]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
        (folder / "tijdelijk").mkdir(exist_ok=True)
        patch.setattr(tempfile, "tempdir", str(folder / "tijdelijk"))
        try:
            code = main(["run", str(settings), "--peildatum", PEILDATUM.isoformat(), *options])
        except BaseException:
            said.write(traceback.format_exc())
            raise
    return code, said.getvalue()


def _read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    tables = folder / "uitvoer" / PEILDATUM.isoformat() / "tabellen"
    frames = {name: pl.read_parquet(tables / f"{name}.parquet").drop("leerling") for name in COUNTED}
    return {name: frame.sort(pl.all()) for name, frame in frames.items()}


def _of(tables: dict[str, pl.DataFrame], school: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: frame.filter(pl.col("school") == school).rows() for name, frame in tables.items()}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_ends_as_it_should_and_leaks_nothing(
    fault: Fault,
    tokens: tuple[Tokens, Tokens],
    clean: dict[str, pl.DataFrame],
    personal: dict[bytes, str],
    of_the_school: dict[bytes, str],
    tmp_path: Path,
) -> None:
    files = apply_fault(fault, make_files(tokens[0]))
    settings = write_swv(tmp_path, {FAULTY: files, OTHER: make_files(tokens[1])})
    fault.place(tmp_path / "aanlevering" / FAULTY)
    code, said = _run(settings, tmp_path, pdf=fault in WITH_PDF)
    assert bool(list((tmp_path / "uitvoer").rglob("*.pdf"))) == (fault in WITH_PDF)

    manifest = json.loads((tmp_path / "uitvoer" / PEILDATUM.isoformat() / "manifest.json").read_text(encoding="utf-8"))
    tables = _read_tables(tmp_path)
    rows = [file for file in manifest["bestanden"] if file["school"] == FAULTY]
    assert all(
        row["gelezen"] == row["gebruikt"] + row["quarantaine"] + row["vervangen"] + row["niet_geteld"] for row in rows
    )
    findings = pl.read_parquet(tmp_path / "uitvoer" / PEILDATUM.isoformat() / "tabellen" / "bevinding.parquet")
    severities = set(findings.filter(pl.col("school") == FAULTY)["ernst"])
    assert (code, "geweigerd" in severities) == ((10, True) if fault.expected == REFUSED else (0, False))
    assert ("quarantaine" in severities) == (fault.expected == QUARANTINE)
    if fault.expected == ACCEPTED:
        assert _of(tables, FAULTY) == _of(clean, FAULTY)
    if fault.expected == FINDING:
        assert "let_op" in severities
    assert _of(tables, OTHER) == _of(clean, OTHER)

    assert _find_out_of_place(tmp_path, personal) == {}
    published = find_in_place(tmp_path / "uitvoer" / PEILDATUM.isoformat(), of_the_school)
    assert {name for name in published if name.split("/")[0] not in OF_THE_SCHOOL} == set()
    assert find_tokens(said.encode(), personal | of_the_school) == set()


def _find_out_of_place(folder: Path, forms: dict[bytes, str]) -> dict[str, set[str]]:
    """Tokens outside the deliveries and the store's own rows and copies: outputs, logs, ledgers, temporary files."""
    found = {}
    for place in ("uitvoer", "tijdelijk"):
        found |= find_in_place(folder / place, forms)
    for file in (folder / "opslag").iterdir():
        if file.is_file() and file.suffix in (".txt", ".jsonl", ".json"):
            hits = find_tokens(file.read_bytes(), forms)
            found |= {file.name: hits} if hits else {}
    return found


def test_a_token_out_of_place_is_found(tokens: tuple[Tokens, Tokens], tmp_path: Path) -> None:
    """Negative control: each kind of token, in each kind of file, is seen."""
    one = tokens[0]
    forms = one.list_forms((*PERSONAL, KLAS, CODE))
    for kind, words in one.kinds.items():
        assert find_tokens(f"iets {words[0].upper()} meer".encode("utf-16-le"), forms), kind
    pl.DataFrame({"kolom": [one.kinds["naam"][1]]}).write_parquet(tmp_path / "tabel.parquet")
    (tmp_path / "pagina.html").write_text(f"<p>{one.kinds['nummer'][0]}</p>", encoding="utf-8")
    assert set(find_in_place(tmp_path, forms)) == {"tabel.parquet", "pagina.html"}
