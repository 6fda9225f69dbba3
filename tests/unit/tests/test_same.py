"""`make same`: what counts as a difference, how it is told, and whose code a side runs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import cli
from tests.same import compare, side
from tests.same.difference import (
    CHANGED,
    EXTRA,
    MISSING,
    Difference,
    Rule,
    compare_folders,
    find_unused,
    load_expected,
    load_left_out,
    split_expected,
)
from tests.same.hint import SAME_TABLE

SECRET = "l3f7kgeheim"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same three files."""
    folders = tmp_path / "base", tmp_path / "tree"
    for folder in folders:
        (folder / "swv").mkdir(parents=True)
        (folder / "swv" / "index.html").write_text("<p>\neen\ntwee\n</p>\n", encoding="utf-8")
        (folder / "cijfers.csv").write_text("a;b\n1;2\n", encoding="utf-8")
        (folder / "log.jsonl").write_text('{"nr": 1, "tijd": "10:00"}\n', encoding="utf-8")
    return folders


def find(pair: tuple[Path, Path], *left_out: Rule) -> list[tuple[str, str, str]]:
    found = compare_folders(*pair, left_out).differences
    return [(one.path, one.kind, one.hint) for one in found]


def test_the_same_files_give_no_difference(pair: tuple[Path, Path]) -> None:
    comparison = compare_folders(*pair)
    assert comparison.differences == ()
    # Three files and the folder of one.
    assert comparison.compared == 3 + 1


def test_a_changed_byte_is_told_by_its_line(pair: tuple[Path, Path]) -> None:
    (pair[1] / "swv" / "index.html").write_text("<p>\neen\ntwe3\n</p>\n", encoding="utf-8")
    assert find(pair) == [("swv/index.html", CHANGED, "line 3, character 4; 1 of 4 lines, 4 now")]


def test_lines_more_are_told_by_where_they_begin(pair: tuple[Path, Path]) -> None:
    (pair[1] / "cijfers.csv").write_text("a;b\n1;2\n3;4\n", encoding="utf-8")
    assert find(pair) == [("cijfers.csv", CHANGED, "from line 3; 2 and 3 lines")]


def test_other_line_ends_are_a_difference(pair: tuple[Path, Path]) -> None:
    (pair[1] / "cijfers.csv").write_bytes(b"a;b\r\n1;2\r\n")
    assert [path for path, _, _ in find(pair)] == ["cijfers.csv"]


def test_what_is_no_text_is_told_by_its_byte(pair: tuple[Path, Path]) -> None:
    for folder, content in zip(pair, (b"\xff\x00\x01", b"\xff\x00\x02\x03"), strict=True):
        (folder / "beeld.png").write_bytes(content)
    assert find(pair) == [("beeld.png", CHANGED, "from byte 2; 3 and 4 bytes")]


def test_a_missing_and_an_extra_file_are_told(pair: tuple[Path, Path]) -> None:
    (pair[1] / "swv" / "index.html").rename(pair[1] / "swv" / "start.html")
    (pair[1] / "leeg").mkdir()
    assert find(pair) == [("leeg", EXTRA, ""), ("swv/index.html", MISSING, ""), ("swv/start.html", EXTRA, "")]


def test_a_missing_folder_is_told_by_its_files(pair: tuple[Path, Path]) -> None:
    (pair[1] / "swv" / "index.html").unlink()
    (pair[1] / "swv").rmdir()
    assert find(pair) == [("swv/index.html", MISSING, "")]


def test_other_rights_are_a_difference(pair: tuple[Path, Path]) -> None:
    for folder, mode in zip(pair, (0o600, 0o644), strict=True):
        (folder / "cijfers.csv").chmod(mode)
    assert find(pair) == [("cijfers.csv", CHANGED, "rights -rw------- and -rw-r--r--")]


def test_a_changed_table_is_told_by_its_columns(pair: tuple[Path, Path]) -> None:
    before = pl.DataFrame({"school": ["a", "b"], "leerling": ["x", "y"], "tier": [1, 2]})
    after = {
        "waarde": before.with_columns(leerling=pl.Series(["x", SECRET]), tier=pl.Series([1, 3])),
        "kolommen": before.drop("leerling").with_columns(status=pl.lit(SECRET), tier=pl.col("tier").cast(pl.Int8)),
        "rijen": before.head(1),
    }
    for name, frame in after.items():
        before.write_parquet(pair[0] / f"{name}.parquet")
        frame.write_parquet(pair[1] / f"{name}.parquet")
    before.write_parquet(pair[0] / "bytes.parquet", compression="zstd")
    before.write_parquet(pair[1] / "bytes.parquet", compression="snappy")
    assert find(pair) == [
        ("bytes.parquet", CHANGED, SAME_TABLE),
        (
            "kolommen.parquet",
            CHANGED,
            "columns gone: leerling; columns new: status; columns of another type: tier",
        ),
        ("rijen.parquet", CHANGED, "2 and 1 rows"),
        ("waarde.parquet", CHANGED, "columns leerling, tier"),
    ]


def test_a_changed_workbook_is_told_by_its_part(pair: tuple[Path, Path]) -> None:
    for folder, content in zip(pair, ("<a>1</a>", f"<a>{SECRET}</a>"), strict=True):
        with zipfile.ZipFile(folder / "retour.xlsx", "w") as book:
            book.writestr(zipfile.ZipInfo("xl/styles.xml"), "<s/>")
            book.writestr(zipfile.ZipInfo("xl/sheet1.xml"), content)
    assert find(pair) == [
        ("retour.xlsx", CHANGED, "part xl/sheet1.xml: line 1, character 4; 1 of 1 lines, 1 now"),
    ]


def test_a_broken_table_is_compared_as_bytes(pair: tuple[Path, Path]) -> None:
    for name in ("a.parquet", "a.xlsx"):
        (pair[0] / name).write_bytes(b"een")
        (pair[1] / name).write_bytes(b"twee")
    assert [path for path, _, _ in find(pair)] == ["a.parquet", "a.xlsx"]


def fill_store(folder: Path, *queries: str) -> None:
    with duckdb.connect(folder / "msa.duckdb") as connection:
        for query in queries:
            connection.execute(query)


def test_a_store_is_compared_by_its_tables(pair: tuple[Path, Path]) -> None:
    """The order of rows is free; a changed cell, a column, a row and a table more are told apart."""
    same = "create table {} as select i as nr, 'a' || i as tekst from range(3) r(i)"
    names = ("gelijk", "waarde", "kolom", "rij", "ruil")
    fill_store(pair[0], *(same.format(name) for name in names), "create table weg as select 1 as een")
    fill_store(
        pair[1],
        "create table gelijk as select i as nr, 'a' || i as tekst from range(3) r(i) order by i desc",
        *(same.format(name) for name in names[1:]),
        f"update waarde set tekst = '{SECRET}' where nr = 2",
        "alter table kolom add column derde integer",
        "insert into rij values (9, 'a9')",
        "update ruil set tekst = case nr when 0 then 'a1' when 1 then 'a0' else tekst end",
        "create view nieuw as select * from gelijk",
    )
    assert find(pair) == [
        ("msa.duckdb/kolom", CHANGED, "columns new: derde"),
        ("msa.duckdb/nieuw", CHANGED, "table new"),
        ("msa.duckdb/rij", CHANGED, "3 and 4 rows"),
        ("msa.duckdb/ruil", CHANGED, "rows combined otherwise"),
        ("msa.duckdb/waarde", CHANGED, "columns tekst"),
        ("msa.duckdb/weg", CHANGED, "table gone"),
    ]


def test_what_is_left_out_is_not_compared(pair: tuple[Path, Path]) -> None:
    (pair[1] / "swv" / "index.html").write_text("anders", encoding="utf-8")
    comparison = compare_folders(*pair, [Rule("swv/*", "a clock"), Rule("elders", "nothing")])
    assert comparison.differences == ()
    assert comparison.used == {"swv/*"}


@pytest.mark.parametrize(
    ("line", "differs"),
    [('{"nr": 1, "tijd": "11:00"}\n', False), ('{"nr": 2, "tijd": "10:00"}\n', True), ("geen json\n", True)],
)
def test_of_a_log_only_the_time_is_left_out(pair: tuple[Path, Path], line: str, *, differs: bool) -> None:
    (pair[1] / "log.jsonl").write_text(line, encoding="utf-8")
    assert bool(find(pair, Rule("log.jsonl", "the time", keys=("tijd",)))) is differs


def test_an_expected_difference_is_set_apart_and_an_unused_entry_found() -> None:
    page, table = Difference("uitvoer/a/swv/index.html", CHANGED), Difference("uitvoer/a/cijfers.csv", MISSING)
    rules = (Rule("uitvoer/*/index.html", "issue 1"), Rule("uitvoer/*.pdf", "issue 2"))
    assert split_expected((page, table), rules) == ([table], [(page, "issue 1")])
    assert find_unused(rules, (page, table)) == [rules[1]]


def make_bench(folder: Path) -> compare.Bench:
    """Runs of both sides with Prefect and without, all alike."""
    bench = compare.Bench(folder, pdf=False, engines=(compare.DIRECT, compare.PREFECT))
    for name in (compare.BASE, compare.TREE):
        for place in (bench.get_delivery(name), *(bench.get_run(name, engine) for engine in bench.engines)):
            place.mkdir(parents=True)
            (place / "a.csv").write_text("nr\n1\n", encoding="utf-8")
    return bench


def test_the_same_runs_have_nothing_that_fails(tmp_path: Path) -> None:
    assert compare.compare_all(make_bench(tmp_path), (), ()) == 0


def test_only_what_was_not_expected_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One changed file and one new file on both runs of the tree: two for direct, two for Prefect."""
    bench = make_bench(tmp_path)
    for engine in bench.engines:
        (bench.get_run(compare.TREE, engine) / "a.csv").write_text(f"nr\n{SECRET}\n", encoding="utf-8")
        (bench.get_run(compare.TREE, engine) / "b.csv").touch()
    assert compare.compare_all(bench, (), ()) == 2 + 2
    capsys.readouterr()
    assert compare.compare_all(bench, (), (Rule("a.*", "issue 1"), Rule("c.*", "issue 2"))) == 1 + 1
    said = capsys.readouterr().out
    assert "expected changed  a.csv: line 2, character 1; 1 of 2 lines, 2 now (issue 1)" in said
    assert "unused in expected.toml: c.* (issue 2)" in said
    assert SECRET not in said


def test_no_issue_makes_a_run_with_prefect_another_one(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    (bench.get_run(compare.TREE, compare.PREFECT) / "b.csv").touch()
    assert compare.compare_all(bench, (), (Rule("*", "all"),)) == 1


def test_the_lists_can_be_read() -> None:
    assert load_left_out(compare.HERE / "left_out.toml")
    load_expected(compare.HERE / "expected.toml")


@pytest.mark.parametrize(
    "text",
    [
        '[[expected]]\npattern = "a"\n',
        '[[expected]]\npattern = "a"\nreason = ""\n',
        '[[expected]]\npattern = "a"\nreason = "b"\nkeys = ["c"]\n',
        '[[verwacht]]\npattern = "a"\nreason = "b"\n',
    ],
)
def test_an_entry_without_a_reason_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "expected.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="expected"):
        load_expected(tmp_path / "expected.toml")


def test_the_quarters_are_those_of_the_demo() -> None:
    assert tuple(day.isoformat() for day in cli.DEMO_PEILDATA) == compare.PEILDATA


# --- whose code runs ---------------------------------------------------------------------------------------------

MAIN = "from pathlib import Path\ndef main(words):\n    {}\n    return len(words)\n"


def run_side(tmp_path: Path, *, rooms: tuple[str, ...] = side.ROOMS, line: str = "pass") -> int:
    """A made-up checkout whose `msa` does `line` and ends with the number of its words; two words are given."""
    own, foreign = tmp_path / "own", tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "model.sql").touch()
    for room in rooms:
        (own / room).mkdir(parents=True)
        (own / room / "__init__.py").touch()
    (own / "pipelines" / "cli.py").write_text(MAIN.format(line), encoding="utf-8")
    command = [sys.executable, "-P", side.__file__, str(own), str(foreign), "--", "run", "swv.toml"]
    return subprocess.run(command, cwd=own, env={"PYTHONPATH": str(own)}, capture_output=True, check=False).returncode


def test_a_side_ends_as_its_command_does(tmp_path: Path) -> None:
    assert run_side(tmp_path) == 2


def test_a_room_of_another_checkout_is_found(tmp_path: Path) -> None:
    """The editable install would give it without a word."""
    assert run_side(tmp_path, rooms=("pipelines", "schemas")) == side.STRAYED


def test_a_file_of_another_checkout_is_found(tmp_path: Path) -> None:
    assert run_side(tmp_path, line="Path('../foreign/model.sql').read_text()") == side.STRAYED
