"""Every fault of input in a delivery whose every field is a token: the right end, the balance closes, nothing leaks.

Schools with a fault and one without run as a user would; then every byte that was written or said is searched
(tests/lib/fault_tokens.py). The other school must stand in the tables as if nothing had happened.

Each fault has a school of its own, in two runs: of all that is refused, and of all that is not. One fault of each end
(ALONE) is also run by itself, one of them (PRINTED) with its PDFs; `MSA_DEEP=1`: each fault.
"""

import contextlib
import io
import json
import os
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
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

pytestmark = pytest.mark.usefixtures("small_figures")

PEILDATUM = date(2026, 1, 1)
FAULTY, OTHER = "11AA00", "99BB00"
# The school of each fault where they run together.
SCHOOLS = {fault: f"{number}AA00" for number, fault in enumerate(FAULTS, start=12)}
COUNTED = tuple(table.name for table in PUBLISHED_TABLES if "leerling" in table.names)
# Where a class, a code or a lesson date of a pupil may stand beside the store (contract 3).
OF_THE_SCHOOL = ("tabellen", "school", "leerplicht", "doorstroompunt")
ENDS = (ACCEPTED, FINDING, QUARANTINE, REFUSED)
_ONE_OF_EACH = [Random(81).choice([fault for fault in FAULTS if fault.expected == end]) for end in ENDS]
DEEP = bool(os.environ.get("MSA_DEEP"))
ALONE = FAULTS if DEEP else _ONE_OF_EACH
# With a finding more is told on paper; the pages that paper is printed from are searched in each.
PRINTED = [fault for fault in ALONE if DEEP or fault.expected == FINDING]


@dataclass(frozen=True)
class Ran:
    """One run: its folder, the exit code, and all that it said."""

    folder: Path
    code: int
    said: str

    @property
    def published(self) -> Path:
        return self.folder / "uitvoer" / PEILDATUM.isoformat()

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        return _read_tables(self.folder)

    @cached_property
    def findings(self) -> pl.DataFrame:
        return pl.read_parquet(self.published / "tabellen" / "bevinding.parquet")

    @cached_property
    def files(self) -> list[dict[str, object]]:
        return json.loads((self.published / "manifest.json").read_text(encoding="utf-8"))["bestanden"]


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
    ran = _deliver(folder, {}, tokens, {FAULTY: make_files(tokens[0])})
    assert ran.code == 0
    return ran.tables


@pytest.fixture(scope="module")
def together(tokens: tuple[Tokens, Tokens], tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Ran]:
    """All faults that are refused (True) and all others, each at a school of its own; never changed."""
    ran = {}
    for refused in (False, True):
        faults = {SCHOOLS[fault]: fault for fault in FAULTS if (fault.expected == REFUSED) == refused}
        ran[refused] = _deliver(tmp_path_factory.mktemp("samen"), faults, tokens)
    return ran


def _deliver(
    folder: Path,
    faults: Mapping[str, Fault],
    tokens: tuple[Tokens, Tokens],
    clean: Mapping[str, Mapping[str, str]] | None = None,
    *,
    pdf: bool = False,
) -> Ran:
    """A run of the schools with a fault, those without, and OTHER."""
    faulty = {school: apply_fault(fault, make_files(tokens[0])) for school, fault in faults.items()}
    settings = write_swv(folder, {**faulty, **(clean or {}), OTHER: make_files(tokens[1])})
    for school, fault in faults.items():
        fault.place(folder / "aanlevering" / school)
    return _run(settings, folder, pdf=pdf)


def _run(settings: Path, folder: Path, *, pdf: bool) -> Ran:
    """`msa run` in this process."""
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
    return Ran(folder, code, said.getvalue())


def _read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    tables = folder / "uitvoer" / PEILDATUM.isoformat() / "tabellen"
    frames = {name: pl.read_parquet(tables / f"{name}.parquet").drop("leerling") for name in COUNTED}
    return {name: frame.sort(pl.all()) for name, frame in frames.items()}


def _of(tables: dict[str, pl.DataFrame], school: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: frame.filter(pl.col("school") == school).drop("school").rows() for name, frame in tables.items()}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_ends_as_it_should(fault: Fault, together: dict[bool, Ran], clean: dict[str, pl.DataFrame]) -> None:
    _look_at_school(SCHOOLS[fault], fault, together[fault.expected == REFUSED], clean)


@pytest.mark.parametrize("refused", [False, True])
def test_of_many_faults_none_leaks_or_touches_another_school(
    refused: bool,
    together: dict[bool, Ran],
    clean: dict[str, pl.DataFrame],
    personal: dict[bytes, str],
    of_the_school: dict[bytes, str],
) -> None:
    _look_at_all(together[refused], clean, personal, of_the_school, refused=refused)


@pytest.mark.parametrize("fault", ALONE, ids=str)
def test_a_fault_alone_ends_as_it_should_and_leaks_nothing(
    fault: Fault,
    tokens: tuple[Tokens, Tokens],
    clean: dict[str, pl.DataFrame],
    personal: dict[bytes, str],
    of_the_school: dict[bytes, str],
    tmp_path: Path,
) -> None:
    ran = _deliver(tmp_path, {FAULTY: fault}, tokens, pdf=fault in PRINTED)
    assert bool(list((tmp_path / "uitvoer").rglob("*.pdf"))) == (fault in PRINTED)
    _look_at_school(FAULTY, fault, ran, clean)
    _look_at_all(ran, clean, personal, of_the_school, refused=fault.expected == REFUSED)


def _look_at_school(school: str, fault: Fault, ran: Ran, clean: dict[str, pl.DataFrame]) -> None:
    """The school with the fault: its balance, what is told of it, and its rows in the tables."""
    rows = [file for file in ran.files if file["school"] == school]
    assert all(
        row["gelezen"] == row["gebruikt"] + row["quarantaine"] + row["vervangen"] + row["niet_geteld"] for row in rows
    )
    severities = set(ran.findings.filter(pl.col("school") == school)["ernst"])
    assert ("geweigerd" in severities) == (fault.expected == REFUSED)
    assert ("quarantaine" in severities) == (fault.expected == QUARANTINE)
    if fault.expected == ACCEPTED:
        assert _of(ran.tables, school) == _of(clean, FAULTY)
    if fault.expected == FINDING:
        assert "let_op" in severities


def _look_at_all(
    ran: Ran,
    clean: dict[str, pl.DataFrame],
    personal: dict[bytes, str],
    of_the_school: dict[bytes, str],
    *,
    refused: bool,
) -> None:
    """The exit code, the school without a fault, and every byte that was written or said."""
    assert ran.code == (10 if refused else 0)
    assert _of(ran.tables, OTHER) == _of(clean, OTHER)
    assert _find_out_of_place(ran.folder, personal) == {}
    published = find_in_place(ran.published, of_the_school)
    assert {name for name in published if name.split("/")[0] not in OF_THE_SCHOOL} == set()
    assert find_tokens(ran.said.encode(), personal | of_the_school) == set()


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
