"""The store: order of models, what is locked away, loading all or nothing, and a planted row for every check."""

import resource
import threading
from contextlib import nullcontext
from datetime import date, datetime
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest

from pipelines import paths
from pipelines.calendar import load_shipped_calendar
from pipelines.errors import DISK_FULL, MEMORY_FULL, DataCheckFailed, StoreUnavailable
from pipelines.store import store as module
from pipelines.store.models import LAYERS, read_checks, read_models, read_sources
from pipelines.store.reference import make_references
from pipelines.store.store import Store, _open, is_readable, read_tables
from schemas.tables import RAW_TABLES, REEKS


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "proef.duckdb")
    yield made
    made.close()


def _frames(**rows):
    """Every raw table, empty but for `rows`."""
    return {
        table.name: pl.DataFrame(rows.get(table.name, []), schema=table.polars_schema, orient="row")
        for table in RAW_TABLES
    }


# --- Models -----------------------------------------------------------------------------------------------------------
def _write_models(folder, **texts):
    for layer in LAYERS:
        (folder / layer).mkdir()
    for name, text in texts.items():
        layer = {"stg": "staging", "win": "windows", "cls": "classification", "mart": "marts"}[name.split("_")[0]]
        (folder / layer / f"{name}.sql").write_text(text)


def test_sources_are_the_tables_in_the_text_without_comments():
    sql = "-- reads win_niet\nselect ref_run.dag, a.stg_x as y -- nor cls_niet\nfrom raw_code as a, mart_b\n"
    assert read_sources(sql) == {"ref_run", "stg_x", "raw_code", "mart_b"}
    assert read_sources("select drawn_x, preferences from xref_run") == set()


def test_models_come_after_what_they_read_and_only_those_needed(tmp_path, monkeypatch):
    _write_models(
        tmp_path,
        mart_a="select * from win_b, win_c",
        win_b="select * from win_c, ref_run",
        win_c="select * from stg_d",
        stg_d="select * from raw_code",
        win_niet_nodig="select * from stg_d",
    )
    monkeypatch.setattr(paths, "SQL", tmp_path)
    assert list(read_models(["mart_a"])) == ["stg_d", "win_c", "win_b", "mart_a"]
    assert read_models(["win_c"]) == {"stg_d": "select * from raw_code", "win_c": "select * from stg_d"}


def test_models_in_a_circle_are_refused(tmp_path, monkeypatch):
    _write_models(tmp_path, win_a="select * from win_b", win_b="select * from win_a")
    monkeypatch.setattr(paths, "SQL", tmp_path)
    with pytest.raises(RuntimeError, match=r"in a circle: .*win_a"):
        read_models(["win_a"])


def test_every_shipped_model_finds_what_it_reads():
    files = [file for layer in LAYERS for file in (paths.SQL / layer).rglob("*.sql")]
    models = read_models([file.stem for file in files])
    assert set(models) == {file.stem for file in files}
    settings = SimpleNamespace(
        scholen=(), schooljaar_begin=(8, 1), peildata=((1, 1),), gemeenten=(), kalender=load_shipped_calendar()
    )
    period = SimpleNamespace(
        **dict.fromkeys(("peildatum", "van", "schooljaar_van", "vorig_schooljaar_van", "week_end"), date(2026, 1, 1))
    )
    # ref_leerling is made by `msa explain` alone.
    known = {table.name for table in RAW_TABLES} | {"ref_leerling"}
    known |= set(make_references(settings, period=period, rule_sets={}, delivered={}))
    for name, sql in models.items():
        assert read_sources(sql) - {name} <= known, name
        known.add(name)


def test_staging_and_marked_models_are_views_and_each_is_made_once(store):
    store.load_reference("ref_getal", pl.DataFrame({"n": [3, 1, 2]}))
    models = {
        "stg_getal": "select n from ref_getal",
        "win_getal": "select n from stg_getal",
        "win_ook": "-- a view\n-- materialized: view\nselect n from win_getal",
    }
    store.build(models)
    # Made already: a second text for the same name is not looked at.
    store.build({"win_getal": "select 99 as n"})
    assert store.read("win_getal", order_by=("n",)).rows() == [(1,), (2,), (3,)]
    kinds = store._connection.execute(
        "select table_name, table_type from information_schema.tables where table_name[:4] in ('stg_', 'win_')"
    ).fetchall()
    assert dict(kinds) == {"stg_getal": "VIEW", "win_getal": "BASE TABLE", "win_ook": "VIEW"}


# a leads to b, b to the view v, and v to the mart; c and the mart are asked.
LEADING = {
    "win_a": "select school_nr, n from ref_getal",
    "win_b": "select school_nr, n + 1 as n from win_a",
    "win_v": "-- materialized: view\nselect * from win_b",
    "win_c": "select school_nr, n * 10 as n from win_a",
    "mart_v": "select school_nr, n + 1 as n from win_v",
}


@pytest.fixture
def leading(tmp_path):
    """A store of which the file holds two of five models."""
    made = Store(tmp_path / "proef.duckdb", stands={"win_c", "mart_v", "mart_van_een_ander"})
    made.load_reference("ref_getal", pl.DataFrame({"school_nr": [1, 2], "n": [1, 2]}))
    yield made
    made.close()


def list_made(store: Store) -> set[str]:
    """Every model that the file holds, and with its place each that lies aside."""
    rows = store._connection.execute(
        "select database_name, table_name from duckdb_tables() where not starts_with(table_name, 'raw_') "
        "union all select database_name, view_name from duckdb_views() where not internal"
    ).fetchall()
    return {name if place == "proef" else f"{place}.{name}" for place, name in rows} - {"ref_getal"}


def test_what_is_not_to_stand_lies_aside_until_its_last_reader_is_made(leading):
    """1 and 2 are 2 and 3 in b, and 3 and 4 in the mart; times ten they are 10 and 20."""
    leading.build(LEADING, asked=("win_b",))
    assert list_made(leading) == {"terzijde.win_a", "terzijde.win_b"}
    assert leading.read("win_b").rows() == [(1, 2), (2, 3)]
    leading.build(LEADING, last=True)
    assert list_made(leading) == {"win_c", "mart_v"}
    assert leading.read("mart_v").rows() == [(1, 3), (2, 4)]
    assert leading.read("win_c").rows() == [(1, 10), (2, 20)]


def test_what_was_let_go_is_made_again_for_who_asks(leading):
    leading.build(LEADING, last=True)
    leading.build({**LEADING, "cls_b": "select sum(n)::integer as n from win_b"}, asked=("cls_b",))
    # 2 + 3 = 5
    assert leading.read("cls_b").rows() == [(5,)]


def test_what_nobody_asks_for_is_not_made(leading):
    leading.build({**LEADING, "win_stuk": "select geen_kolom from ref_getal"}, asked=("win_c",), last=True)
    assert list_made(leading) == {"win_c"}


def test_what_is_read_of_all_schools_stands_beside_what_is_asked(leading):
    """The total is of no school: a run that counts one school reads the rows of the others for it."""
    over_all = {**LEADING, "mart_v": "select sum(n)::integer as n from win_v"}
    leading.build(over_all, last=True)
    assert list_made(leading) == {"win_b", "win_c", "mart_v"}
    assert leading.read("mart_v").rows() == [(5,)]


def test_what_a_view_reads_stands_where_the_view_is_asked(tmp_path):
    store = Store(tmp_path / "proef.duckdb", stands={"win_v"})
    store.load_reference("ref_getal", pl.DataFrame({"school_nr": [1], "n": [1]}))
    store.build({name: LEADING[name] for name in ("win_a", "win_b", "win_v")}, last=True)
    assert list_made(store) == {"win_b", "win_v"}
    assert store.read("win_v").rows() == [(1, 2)]
    store.close()


def test_models_of_one_build_find_what_they_read_however_many_are_made_at_a_time(store):
    """Twelve chains of five, each link one more than the one before: 12 ends of 5, whichever model is made when."""
    store.load_reference("ref_getal", pl.DataFrame({"n": [1]}))
    chains = {
        f"win_k{chain}_{link}": f"select n + 1 as n from {f'win_k{chain}_{link - 1}' if link > 2 else 'ref_getal'}"
        for link in range(5, 1, -1)
        for chain in range(12)
    }
    ends = " union all ".join(f"select n from win_k{chain}_5" for chain in range(12))
    store.build({"cls_einde": f"select sum(n)::integer as n from ({ends})", **chains})
    # ref_getal is 1, four links add one each: 5; 12 chains of 5 are 60.
    assert store.read("cls_einde").rows() == [(60,)]


def test_a_model_that_fails_stops_the_build_and_is_not_taken_as_made(store):
    store.load_reference("ref_getal", pl.DataFrame({"n": [1]}))
    broken = {"win_stuk": "select geen_kolom from ref_getal", "win_verder": "select * from win_stuk"}
    with pytest.raises(duckdb.BinderException):
        store.build(broken)
    store.build({"win_stuk": "select n from ref_getal", "win_verder": "select * from win_stuk"})
    assert store.read("win_verder").rows() == [(1,)]


def test_rows_are_read_in_order(store):
    store.load_reference("ref_paar", pl.DataFrame({"a": [2, 1, 1], "b": ["x", "z", "y"]}))
    assert store.read("ref_paar").rows() == [(1, "y"), (1, "z"), (2, "x")]
    assert store.read("ref_paar", order_by=("b",)).rows() == [(2, "x"), (1, "y"), (1, "z")]


@pytest.mark.parametrize("name", ["Ref_run", "ref run", 'ref"; drop table raw_code; --', "1ref", ""])
def test_a_name_that_is_no_name_is_refused(name, store):
    with pytest.raises(ValueError, match="not a name of a table or column"):
        store.read(name)
    with pytest.raises(ValueError, match="not a name of a table or column"):
        store.load_reference(name, pl.DataFrame({"a": [1]}))
    with pytest.raises(ValueError, match="not a name of a table or column"):
        store.read("raw_code", order_by=(name,))


@pytest.mark.parametrize(
    ("processors", "builders", "threads"), [(1, 1, 1), (2, 2, 1), (3, 2, 2), (5, 2, 3), (64, 2, 3)]
)
def test_builders_and_threads_are_as_many_as_there_are_processors(
    processors: int, builders: int, threads: int, tmp_path, monkeypatch
):
    """A builder works as well, so 2 builders and 2 threads keep 3 processors busy; never more than 4."""
    monkeypatch.setattr(module, "count_processors", lambda: processors)
    assert module._count_builders() == builders
    store = Store(tmp_path / "proef.duckdb")
    told = store._connection.execute("select current_setting('threads')").fetchall()
    store.close()
    assert told == [(threads,)]


# --- What is locked away ----------------------------------------------------------------------------------------------
# Statements that reach for something outside the store; without the lock each of them works (the control below).
REACHING_OUT = [
    "select * from read_csv('{folder}/ander.csv')",
    "select * from '{folder}/ander.csv'",
    "select * from read_text('{folder}/ander.csv')",
    "select * from read_blob('{folder}/ander.csv')",
    "select * from read_json('{folder}/ander.json')",
    "select * from read_parquet('{folder}/ander.parquet')",
    "select * from glob('{folder}/*')",
    "select * from frame_in_python",
    "create table kopie as select * from read_csv('{folder}/ander.csv')",
    "copy (select 1) to '{folder}/uit.csv'",
    "attach '{folder}/ander.duckdb'",
    "export database '{folder}/uit'",
]
UNLOCKING = [
    "copy raw_bestand from '{folder}/ander.csv'",
    "import database '{folder}/uit'",
    "install httpfs",
    "load httpfs",
    "install h3 from community",
    "update extensions",
    "create persistent secret geheim (type http)",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "set allow_community_extensions = true",
    "set autoinstall_known_extensions = true",
    "set autoload_known_extensions = true",
    "set allowed_directories = ['{folder}']",
    "set allowed_paths = ['{folder}/ander.csv']",
    "set memory_limit = '9GB'",
    "set threads = 64",
    "reset enable_external_access",
    "select * from read_text('{folder}/tmp/../ander.csv')",
    "select * from read_text('{folder}/koppeling.csv')",
    "copy (select 1) to '{folder}/koppeling.csv'",
    "select * from read_csv('https://127.0.0.1/ander.csv')",
    "select * from sniff_csv('{folder}/ander.csv')",
    "set temp_directory = '{folder}'",
    "set home_directory = '{folder}'",
    "set secret_directory = '{folder}'",
    "set python_enable_replacements = true",
    "pragma profiling_output = '{folder}/profiel.json'",
    "set log_query_path = '{folder}/log'",
]


def _run_statement(connection, statement, folder):
    (folder / "ander.csv").write_text("a;b\n1;2\n")
    (folder / "koppeling.csv").symlink_to(folder / "ander.csv")
    (folder / "ander.json").write_text('[{"a": 1}]')
    pl.DataFrame({"a": [1]}).write_parquet(folder / "ander.parquet")
    frame_in_python = pl.DataFrame({"a": [1]})
    connection.execute(statement.format(folder=folder))
    return frame_in_python


@pytest.mark.parametrize("statement", [*REACHING_OUT, *UNLOCKING])
def test_after_the_lock_this_is_denied(statement, store, tmp_path):
    with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException, duckdb.CatalogException)):
        _run_statement(store._connection, statement, tmp_path)
    assert not {"uit.csv", "uit", "ander.duckdb", "profiel.json", "log"} & {file.name for file in tmp_path.iterdir()}


@pytest.mark.parametrize("statement", REACHING_OUT)
def test_without_the_lock_the_same_statement_works(statement, tmp_path):
    with duckdb.connect(str(tmp_path / "open.duckdb")) as connection:
        _run_statement(connection, statement, tmp_path)


@pytest.fixture
def kept(tmp_path):
    """A store of an earlier run, opened to be read."""
    made = Store(tmp_path / "proef.duckdb")
    made.load_reference("ref_getal", pl.DataFrame({"n": [3, 1, 2]}))
    made.close()
    with _open(tmp_path / "proef.duckdb", read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", [*REACHING_OUT, *UNLOCKING])
def test_a_store_that_is_read_is_locked_as_well(statement, kept, tmp_path):
    with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException, duckdb.CatalogException)):
        _run_statement(kept, statement, tmp_path)
    assert not {"uit.csv", "uit", "ander.duckdb", "profiel.json", "log"} & {file.name for file in tmp_path.iterdir()}


def test_tables_of_a_kept_store_are_read_in_order_and_the_rest_is_left_out(kept, tmp_path):
    kept.close()
    found = read_tables(tmp_path / "proef.duckdb", ("ref_getal", "ref_weg"))
    assert {name: frame["n"].to_list() for name, frame in found.items()} == {"ref_getal": [1, 2, 3]}
    assert is_readable(tmp_path / "proef.duckdb")
    # Nothing is left beside it.
    assert [file.name for file in tmp_path.iterdir()] == ["proef.duckdb"]


def test_what_is_no_store_has_no_tables(tmp_path):
    (tmp_path / "proef.duckdb").write_bytes(b"geen opslag" * 1000)
    assert read_tables(tmp_path / "proef.duckdb", ("ref_getal",)) == {}
    assert read_tables(tmp_path / "weg.duckdb", ("ref_getal",)) == {}
    assert not is_readable(tmp_path / "proef.duckdb")


@pytest.mark.parametrize("opened", ["built", "read"])
def test_every_lock_is_set(opened, request, tmp_path):
    """Some of the statements above are denied by more than one lock; each of the locks stands."""
    connection = request.getfixturevalue("kept") if opened == "read" else request.getfixturevalue("store")._connection
    wanted = {
        "access to files": ("enable_external_access", False),
        "configuration": ("lock_configuration", True),
        "community extensions": ("allow_community_extensions", False),
        "installing": ("autoinstall_known_extensions", False),
        "loading": ("autoload_known_extensions", False),
        "secrets on disk": ("allow_persistent_secrets", False),
        "frames of Python": ("python_enable_replacements", False),
        # DuckDB itself adds the place to spill; no other folder stays open.
        "open folders": ("allowed_directories", [f"{tmp_path / 'tmp'}/"]),
        # The store spills beside itself, not to a folder that others can read.
        "place to spill": ("temp_directory", str(tmp_path / "tmp")),
        "optimizers that lose rows": ("disabled_optimizers", "join_filter_pushdown,cte_inlining"),
    }
    for setting, value in wanted.values():
        assert connection.execute(f"select current_setting('{setting}')").fetchone() == (value,), setting


def test_a_store_that_cannot_be_made_names_only_its_folder(tmp_path):
    with pytest.raises(StoreUnavailable) as refusal:
        Store(tmp_path / "weg" / "proef.duckdb")
    assert str(refusal.value).startswith("De opslag weg is niet te openen.")
    assert str(tmp_path) not in str(refusal.value)
    assert refusal.value.exit_code == 14


# --- Loading ----------------------------------------------------------------------------------------------------------
FILE = (0, "leerlingen.csv", "ab" * 32, "leerlingen", "sjabloon-leerlingen", 2, 0, 0)
KEYS = [(0, "1001", "laaaaaaaaaaa"), (1, "1002", "lbbbbbbbbbbb")]


def test_a_disk_without_room_is_told_as_such(tmp_path):
    """No file may become larger than a megabyte, and the rows take ten."""
    made = Store(tmp_path / "proef.duckdb")
    rows = pl.DataFrame({"nr": range(100_000)}).select(pl.col("nr").hash().cast(pl.String).repeat_by(5).list.join(""))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(StoreUnavailable, match="geen ruimte meer op de schijf") as refusal:
            _fill(made, rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        made.close()
    assert refusal.value.exit_code == 14
    assert refusal.value.__suppress_context__
    # Control: with room it is fine.
    other = Store(tmp_path / "ruim.duckdb")
    _fill(other, rows)
    assert not (tmp_path / "ruim.duckdb.wal").exists()


def _fill(store, rows):
    store.load_reference("ref_proef", rows)
    store.save()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("failed to allocate data of size 1.0 GiB (4.0 GiB/4.0 GiB used)", MEMORY_FULL),
        ("could not write file: no space left on device", DISK_FULL),
    ],
)
def test_too_little_memory_is_told_apart_from_a_full_disk(store, words, told):
    with pytest.raises(StoreUnavailable) as refusal, store._use():
        raise duckdb.OutOfMemoryException(words)
    assert (str(refusal.value), refusal.value.exit_code) == (told, 14)


def test_a_fault_of_the_store_that_is_not_of_the_disk_stays_one(store):
    with pytest.raises(duckdb.CatalogException):
        store.read("er_niet")


def test_pupils_of_two_schools_keep_apart(store):
    frames = _frames(raw_bestand=[FILE], raw_sleutel=KEYS)
    store.load_delivery(0, frames)
    store.load_delivery(2, frames)
    # A million numbers a school: 0 and 1 of school 2 become 2 * 1 000 000 + 0 and + 1.
    assert store.read("raw_sleutel").select("school_nr", "leerling_nr", "leerlingnummer").rows() == [
        (0, 0, "1001"),
        (0, 1, "1002"),
        (2, 2_000_000, "1001"),
        (2, 2_000_001, "1002"),
    ]
    assert store.read("raw_bestand")["school_nr"].to_list() == [0, 2]
    assert store.read("raw_code").is_empty()


def test_more_schools_than_32_bits_can_number(store):
    """2 147 483 647 is the last number of 32 bits: of school 2147 that is pupil 483 647. 32 767 is the last school."""
    for school_nr in (2147, 2148, 32_767):
        store.load_delivery(
            school_nr, _frames(raw_bestand=[FILE], raw_sleutel=[(0, "1001", "k1"), (483_648, "1002", "k2")])
        )
    assert store.read("raw_sleutel")["leerling_nr"].to_list() == [
        *(2_147_000_000, 2_147_483_648),
        *(2_148_000_000, 2_148_483_648),
        *(32_767_000_000, 32_767_483_648),
    ]


@pytest.mark.parametrize(("at_once", "written"), [(7, [2]), (6, [2]), (5, [2]), (4, [2]), (3, [1, 1]), (2, [1, 1])])
def test_schools_are_written_together(at_once, written, store, monkeypatch):
    """Two schools of three rows: from 4 at once on the first waits for the second, and for 7 both wait until asked."""
    insert, times = module._insert, []

    def count(connection, schools):
        times.append(len(schools))
        insert(connection, schools)

    monkeypatch.setattr(module, "_insert", count)
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", at_once)
    for school_nr in (0, 1):
        store.load_delivery(school_nr, _frames(raw_bestand=[FILE], raw_sleutel=KEYS))
    assert sum(times) == (0 if at_once == 7 else 2)
    assert store.read("raw_sleutel").height == 4
    assert times == written


def test_a_school_that_waits_is_replaced_too(store):
    store.load_delivery(0, _frames(raw_bestand=[FILE], raw_sleutel=KEYS))
    store.load_delivery(1, _frames(raw_bestand=[FILE], raw_sleutel=KEYS))
    store.replace_delivery(0, _frames(raw_bestand=[FILE], raw_sleutel=KEYS[1:]))
    assert store.read("raw_sleutel")["leerling_nr"].to_list() == [1, 1_000_000, 1_000_001]


def test_schools_that_could_not_be_written_are_not_lost(store, monkeypatch):
    """Half of them stood there when the disk was full: the next who asks finds all of them, once."""
    insert = module._insert

    def fill_the_disk(connection, schools):
        insert(connection, schools[:1])
        raise duckdb.IOException("could not write file: no space left on device")

    store.load_delivery(0, _frames(raw_sleutel=KEYS))
    store.load_delivery(1, _frames(raw_sleutel=KEYS))
    monkeypatch.setattr(module, "_insert", fill_the_disk)
    with pytest.raises(StoreUnavailable, match="geen ruimte meer op de schijf"):
        store.read("raw_sleutel")
    monkeypatch.setattr(module, "_insert", insert)
    assert store.read("raw_sleutel")["leerling_nr"].to_list() == [0, 1, 1_000_000, 1_000_001]


@pytest.mark.parametrize("is_full", [False, True], ids=["in one go", "the disk was full at first"])
def test_a_school_is_taken_in_while_others_are_written(is_full, store, monkeypatch):
    """The third comes in while the first two are written: it does not wait for them, and all three are there after."""
    insert = module._insert

    def deliver(connection, schools):
        monkeypatch.setattr(module, "_insert", insert)
        third = threading.Thread(target=store.load_delivery, args=(2, _frames(raw_sleutel=KEYS)), daemon=True)
        third.start()
        third.join(60)
        assert not third.is_alive()
        if is_full:
            raise duckdb.IOException("could not write file: no space left on device")
        insert(connection, schools)

    store.load_delivery(0, _frames(raw_sleutel=KEYS))
    store.load_delivery(1, _frames(raw_sleutel=KEYS))
    monkeypatch.setattr(module, "_insert", deliver)
    with pytest.raises(StoreUnavailable) if is_full else nullcontext():
        store.read("raw_sleutel")
    numbers = [0, 1, 1_000_000, 1_000_001, 2_000_000, 2_000_001]
    assert store.read("raw_sleutel")["leerling_nr"].to_list() == numbers


def test_several_tables_are_read_by_name_each_in_order(store):
    models = {
        "win_b": "-- Two rows.\nselect * from (values (2, 'a'), (1, 'b')) as t(nr, letter)",
        "win_a": "-- One row.\nselect 3 as nr",
    }
    store.build(models)
    read = store.read_all(("win_b", "win_a"))
    assert {name: frame.rows() for name, frame in read.items()} == {"win_b": [(1, "b"), (2, "a")], "win_a": [(3,)]}
    assert list(read) == ["win_b", "win_a"]


CODE_ROW = ("Z", "ziek", None, None, 0, 0, 2)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frames: {**frames, "raw_code": frames["raw_code"].with_columns(soort=pl.lit("griep"))},
        lambda frames: {name: frame for name, frame in frames.items() if name != "raw_vrijstelling"},
        lambda frames: {**frames, "raw_code": frames["raw_code"].drop("code")},
    ],
    ids=["a kind that does not exist", "a table that is not there", "a column that is not there"],
)
def test_a_delivery_is_loaded_all_or_nothing(spoil, store):
    good = _frames(raw_bestand=[FILE], raw_sleutel=KEYS, raw_code=[CODE_ROW])
    with pytest.raises((ValueError, KeyError)):
        store.load_delivery(0, spoil(good))
    for table in RAW_TABLES:
        assert store.read(table.name).is_empty(), table.name
    # The store is still good: the next school can be loaded.
    store.load_delivery(1, good)
    assert store.read("raw_bestand").height == 1
    assert store.read("raw_code")["soort"].to_list() == ["ziek"]


def test_every_raw_table_takes_its_own_types(store):
    values = {
        pl.String: "x",
        pl.Boolean: True,
        pl.Date: date(2025, 9, 1),
        pl.Datetime("us"): datetime(2025, 9, 1, 8, 30),
        pl.Int8: 1,
        pl.Int16: 2,
        pl.Int32: 3,
        pl.Int64: 4,
    }
    rows = {
        table.name: [
            tuple(
                column.one_of[0] if column.one_of else column.at_least or values[column.dtype]
                for column in table.columns
            )
        ]
        for table in RAW_TABLES
    }
    store.load_delivery(0, _frames(**rows))
    for table in RAW_TABLES:
        back = store.read(table.name).select(table.names)
        if "leerling_nr" not in table.names and "soort" not in table.names:
            assert back.schema == pl.Schema(table.polars_schema), table.name
        assert [tuple(str(cell) for cell in row) for row in back.rows()] == [
            tuple(str(cell) for cell in row) for row in rows[table.name]
        ]


def test_the_store_says_what_its_tables_are(store, tmp_path):
    """The comments are those of the declaration; of a published table only where its model was built."""
    columns = ", ".join(f"null as {name}" for name in REEKS.names)
    store.build({"mart_reeks": f"select {columns}"})
    store.describe()
    store.close()
    with duckdb.connect(str(tmp_path / "proef.duckdb"), read_only=True) as connection:
        tables = dict(connection.execute("select table_name, comment from duckdb_tables()").fetchall())
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert tables == {**{table.name: table.grain for table in RAW_TABLES}, "mart_reeks": REEKS.grain}
    told = {(table, column): comment for table, column, comment in columns}
    assert told["raw_leerling", "geboortedatum"] == "birth date"
    assert told["raw_leerling", "school_nr"].startswith("number of the school")
    assert told["raw_leerling", "leerling_nr"].startswith("number of the pupil: school_nr times 1000000")
    assert told["mart_reeks", "laatste_dag"] == "last absent day"
    assert None not in told.values()


# --- Data checks ------------------------------------------------------------------------------------------------------
DAY = ("leerling_nr", "afwezig_min", "onbekend_min", "elders_min", "gepland_min")
REGISTRATION = ("leerling_nr", "datum", "lesuur", "volgnr")
PUPIL = (
    *("leerling_nr", "gepland_min", "aanwezig_min", "geoorloofd_min", "ongeoorloofd_min", "reden_onbekend_min"),
    *("onbekend_min", "voorlopig_min", "elders_min"),
)
MONDAY, TUESDAY = date(2025, 9, 1), date(2025, 9, 2)
REPORT = ("leerling_nr", "meldsoort", "begindatum", "einddatum", "oa_zestigsten")
WEDNESDAY = date(2025, 9, 3)
OUTCOME = (
    *("school", "leerling", "regel", "uitkomst", "in_periode", "op_peildatum"),
    *("eerste_datum", "waarde", "venster_van", "venster_tot", "ontbreekt"),
)
YES = ("12AB00", "a", "S3-70", "ja")
OPEN = ("12AB00", "a", "S3-60", "niet_te_bepalen", False, False)
# Check -> tables it reads: columns, rows without a fault, and rows that each are one.
PLANTED = {
    "chk_dag_te_vol": {
        "win_leerling_dag": (
            DAY,
            # A full day, also when all of it is elsewhere; a day without lessons.
            [(1, 80, 20, 0, 80 + 20), (1, 0, 0, 100, 100), (2, 0, 0, 0, 0)],
            # One minute too many in each column, and the sum of all three.
            [
                *[(3, 101, 0, 0, 100), (3, 0, 101, 0, 100), (3, 0, 0, 101, 100)],
                (4, 50, 25, 26, 50 + 25 + 25),
            ],
        )
    },
    "chk_dubbel_slot": {
        "win_registratie": (
            REGISTRATION,
            [(1, MONDAY, 1, 0), (1, MONDAY, 2, 1), (1, TUESDAY, 1, 2), (2, MONDAY, 1, 3)],
            # Lesson 5 of pupil 1 three times, lesson 5 of pupil 2 twice: two slots.
            [
                *[(1, MONDAY, 5, 4), (1, MONDAY, 5, 5), (1, MONDAY, 5, 6)],
                *[(2, MONDAY, 5, 7), (2, MONDAY, 5, 8)],
            ],
        ),
        "rows": 2,
    },
    "chk_duo_dubbele_uren": {
        "cls_duo_melding": (
            REPORT,
            [
                # The next report starts the day after; an lrv may be the last day of its run, or go on.
                (1, "16uur", MONDAY, TUESDAY, 960),
                (1, "16uur", WEDNESDAY, date(2025, 9, 5), 960),
                (1, "lrv", date(2025, 9, 5), date(2025, 9, 5), 480),
                (2, "16uur", MONDAY, TUESDAY, 960),
                (2, "lrv", WEDNESDAY, None, 0),
            ],
            # Tuesday in two reports, and a report while an lrv goes on.
            [
                *[(3, "16uur", MONDAY, TUESDAY, 960), (3, "16uur", TUESDAY, WEDNESDAY, 960)],
                *[(4, "lrv", MONDAY, None, 960), (4, "16uur", TUESDAY, WEDNESDAY, 960)],
            ],
        ),
        "rows": 2,
    },
    "chk_duo_vreemde_uren": {
        "ref_school": (("school_nr", "sector"), [(0, "VO"), (1, "PO")], []),
        "ref_soort": (("soort", "groep"), [("spijbelen", "oa"), ("ziek", "ga")], []),
        "win_registratie": (
            ("leerling_nr", "school_nr", "datum", "soort", "minuten"),
            [
                *[(1, 0, MONDAY, "spijbelen", 50), (1, 0, TUESDAY, "spijbelen", 90)],
                *[(2, 1, MONDAY, "spijbelen", 50), (2, 1, MONDAY, "ziek", 50)],
                (7, 0, MONDAY, "spijbelen", 50),
            ],
            [(4, 0, MONDAY, "spijbelen", 50), (4, 0, TUESDAY, "ziek", 50)],
        ),
        "cls_duo_melding": (
            REPORT,
            # VO: a lesson is an hour, a long one by its minutes, 60 + 90; PO: minutes; nothing since the last report.
            # 6 goes on where 7 stopped, at an earlier school.
            [
                *[(1, "16uur", MONDAY, TUESDAY, 150), (2, "lrv", MONDAY, None, 50), (3, "lrv", WEDNESDAY, None, 0)],
                (6, "16uur", MONDAY, MONDAY, 60),
            ],
            # An hour of sickness in it; hours of a day that has none; those of 7, after too long a pause.
            [(4, "16uur", MONDAY, TUESDAY, 60 + 60), (5, "lrv", MONDAY, None, 60), (8, "16uur", MONDAY, MONDAY, 60)],
        ),
        "win_overstap_keten": (("leerling_nr", "eerder_nr", "sluit_aan"), [(6, 7, True)], [(8, 7, False)]),
        "rows": 3,
    },
    "chk_leerling_kwijt": {
        # School 0 is measured from 1 October on, school 1 is not measured at all.
        "win_meting": (
            ("school_nr", "is_gemeten", "peildatum", "periode_van", "gemeten_van"),
            [
                (0, True, date(2026, 1, 1), date(2025, 9, 2), date(2025, 10, 1)),
                (1, False, date(2026, 1, 1), date(2025, 9, 2), date(2025, 10, 1)),
            ],
            [],
        ),
        "win_leerling_periode": (("leerling_nr",), [(1,), (2,)], []),
        "win_segment": (
            ("leerling_nr", "school_nr", "zonder_begin", "van", "tot"),
            [
                (1, 0, False, date(2025, 8, 1), date(2026, 8, 1)),
                (2, 0, False, date(2026, 1, 1), date(2026, 8, 1)),
                # `tot` is exclusive: pupil 8 left on the last day before the period, pupil 9 comes after it.
                (8, 0, False, date(2024, 8, 1), date(2025, 9, 2)),
                (9, 0, False, date(2026, 1, 2), date(2026, 8, 1)),
                # Without inschrijfdatum enrolled from 1 October on, and gone before it; of a school not measured.
                (10, 0, True, date(2024, 8, 1), date(2025, 10, 1)),
                (11, 1, False, date(2025, 8, 1), date(2026, 8, 1)),
            ],
            # One day in the period is enough: its first and its last; the first measured one without inschrijfdatum.
            [
                (3, 0, False, date(2024, 8, 1), date(2025, 9, 3)),
                (4, 0, False, date(2026, 1, 1), date(2026, 1, 2)),
                (5, 0, True, date(2024, 8, 1), date(2025, 10, 2)),
            ],
        ),
    },
    "chk_leerplicht_bewijs": {
        "mart_leerplicht": (
            ("school", "leerling", "meldsoort", "einddatum", "uren"),
            [
                ("12AB00", "a", "16uur", MONDAY, 16.5),
                ("12AB00", "a", "lrv", None, 1 / 3),
                # The run goes on and no hour stands after the last report: nothing to prove.
                ("12AB00", "b", "lrv", None, 0.0),
            ],
            [("34CD00", "a", "16uur", MONDAY, 16.0), ("34CD00", "b", "lrv", None, 8.0)],
        ),
        "mart_leerplicht_bewijs": (
            ("school", "leerling", "meldsoort", "einddatum", "uren"),
            # 16 + 0,5; three times a ninth of an hour, to the sixtieth.
            [
                *[("12AB00", "a", "16uur", MONDAY, 1.0)] * 16,
                ("12AB00", "a", "16uur", MONDAY, 0.5),
                *[("12AB00", "a", "lrv", None, 1 / 9)] * 3,
                # An hour too many for the first of the planted reports; none at all for the second.
                *[("34CD00", "a", "16uur", MONDAY, 1.0)] * 17,
            ],
            [],
        ),
    },
    "chk_rolblad": {
        "ref_school": (("school", "school_nr"), [("12AB00", 1), ("34CD00", 2)], []),
        "cls_vraag": (
            ("school_nr", "regel", "werkregel", "groep"),
            [
                (1, "Z", None, "ziek"),
                (1, "O", None, "oa"),
                (1, "L", None, "te_laat"),
                (1, "S", None, "spijbelen"),
                (1, None, "W", "ziek"),
                (1, "A", None, "alle"),
                (1, None, None, "oa"),
                # At another school the same rule counts something else.
                (2, "Z", None, "te_laat"),
            ],
            [],
        ),
        "mart_rolblad": (
            ("school", "leerling", "rol", "regel"),
            [
                *[("12AB00", "a", "jgz", rule) for rule in ("Z", "W")],
                *[("12AB00", "a", "lpa", rule) for rule in ("O", "L", "S")],
                # Within the school anything; a row that no rule of the protocol asks.
                *[("12AB00", "a", "oco", rule) for rule in ("Z", "O", "A", "tier3")],
            ],
            [
                ("12AB00", "a", "jgz", "O"),
                ("12AB00", "a", "jgz", "L"),
                ("12AB00", "a", "jgz", "tier3"),
                ("34CD00", "b", "jgz", "Z"),
                ("12AB00", "a", "lpa", "Z"),
                ("12AB00", "a", "lpa", "A"),
                ("12AB00", "a", "lpa", "tier3"),
            ],
        ),
    },
    "chk_minuten_sluiten": {
        "win_leerling_periode": (
            PUPIL,
            [(1, 100, 40, 25, 20, 5, 10, 20, 40), (2, 0, 0, 0, 0, 0, 0, 0, 0)],
            [
                (3, 100, 40, 25, 20, 5, 9, 0, 0),  # a minute short: 40 + 25 + 20 + 5 + 9 = 99
                (4, 100, 40, 25, 20, 5, 11, 0, 0),  # a minute too many: 101
                # Each closes, with minutes below nothing in one column.
                (5, 100, 110, -10, 0, 0, 0, 0, 0),
                (5, 100, 110, 0, -10, 0, 0, -10, 0),
                (5, 100, 110, 0, 0, -10, 0, 0, 0),
                (5, 100, 110, 0, 0, 0, -10, 0, 0),
                (5, 100, -10, 110, 0, 0, 0, 0, -10),
                (6, 100, 40, 25, 20, 5, 10, 21, 0),  # more provisional than unauthorised
                (7, 100, 40, 25, 20, 5, 10, 0, 41),  # more elsewhere than present
            ],
        )
    },
    "chk_signaal_dubbel": {
        "mart_signaal": (
            ("school", "leerling", "regel"),
            [("12AB00", "a", "S3-70"), ("12AB00", "a", "S3-71"), ("12AB00", "b", "S3-70"), ("34CD00", "a", "S3-70")],
            # One rule twice for one pupil, three times for another: two pupils.
            [*[("12AB00", "c", "S3-70")] * 2, *[("12AB00", "d", "S3-71")] * 3],
        ),
        "rows": 2,
    },
    "chk_signaal_halve_uitkomst": {
        "mart_signaal": (
            OUTCOME,
            [
                (*YES, True, True, MONDAY, 16.0, MONDAY, TUESDAY, None),
                # It held in the part of the period before the school year only: no first day.
                (*YES, True, False, None, 16.0, MONDAY, TUESDAY, None),
                (*YES, False, True, MONDAY, 0.0, MONDAY, MONDAY, None),
                (*OPEN, None, None, None, None, "geboortedatum"),
            ],
            [
                (*YES, False, False, MONDAY, 16.0, MONDAY, TUESDAY, None),  # ja, but when?
                (*YES, True, True, MONDAY, None, MONDAY, TUESDAY, None),
                (*YES, True, True, MONDAY, 16.0, None, TUESDAY, None),
                (*YES, True, True, MONDAY, 16.0, MONDAY, None, None),
                (*YES, True, True, MONDAY, 16.0, MONDAY, TUESDAY, "tier"),
                (*OPEN, None, None, None, None, None),  # what is missing?
                (*OPEN, MONDAY, None, None, None, "tier"),
                (*OPEN, None, 16.0, None, None, "tier"),
                (*OPEN, None, None, MONDAY, None, "tier"),
                (*OPEN, None, None, None, MONDAY, "tier"),
                (*OPEN[:4], True, False, None, None, None, None, "tier"),
                (*OPEN[:4], False, True, None, None, None, None, "tier"),
            ],
        )
    },
    "chk_signaal_vertrokken": {
        "win_leerling": (("leerling_nr", "vertrokken"), [(1, False), (2, True), (3, True), (4, False)], []),
        "win_leerling_periode": (("leerling_nr",), [(1,), (2,), (3,)], []),
        "cls_signaal": (
            ("leerling_nr", "regel", "op_peildatum"),
            [(1, "S3-70", True), (1, "S3-71", False), (2, "S3-70", False)],
            # One who left, at the horizon; one who was not enrolled in the period.
            [(3, "S3-70", True), (4, "S3-70", False)],
        ),
    },
}


def _plant(store, check, *, faults):
    tables = {name: table for name, table in PLANTED[check].items() if name != "rows"}
    for name, (columns, clean, planted) in tables.items():
        rows = clean + planted if faults else clean
        store.load_reference(name, pl.DataFrame(rows, schema=columns, orient="row"))
    return PLANTED[check].get("rows", sum(len(planted) for _, _, planted in tables.values()))


def test_every_check_has_its_planted_rows():
    assert set(read_checks()) == set(PLANTED)
    for check, sql in read_checks().items():
        assert read_sources(sql) == PLANTED[check].keys() - {"rows"}


@pytest.mark.parametrize("check", sorted(PLANTED))
def test_a_check_finds_every_planted_row(check, store):
    wanted = _plant(store, check, faults=True)
    with pytest.raises(DataCheckFailed) as refusal:
        store.check({check: read_checks()[check]})
    assert f"vond rijen die niet mogen bestaan: {check} ({wanted} rijen)." in str(refusal.value)
    assert "Er is niets gepubliceerd." in str(refusal.value)
    assert refusal.value.exit_code == 13


@pytest.mark.parametrize("check", sorted(PLANTED))
def test_a_check_finds_nothing_in_good_rows(check, store):
    _plant(store, check, faults=False)
    store.check({check: read_checks()[check]})


def test_every_check_that_failed_is_named(store):
    checks = {"chk_een": "select 1 where 1 = 0", "chk_twee": "select 1", "chk_drie": "select unnest([1, 2])"}
    with pytest.raises(DataCheckFailed) as refusal:
        store.check(checks)
    assert "chk_twee (1 rijen), chk_drie (2 rijen)." in str(refusal.value)
    assert "chk_een" not in str(refusal.value)


def test_a_check_is_counted_once_what_it_reads_is_made(store, monkeypatch):
    """Two rows: counted while the models are made, told once; who checks again after that asks again."""
    count, asked = module._count_rows, []

    def note(connection, sql):
        asked.append(sql)
        return count(connection, sql)

    monkeypatch.setattr(module, "_count_rows", note)
    checks = {"chk_een": "select * from win_een where nr > 1", "chk_geen": "select * from win_een where nr > 3"}
    store.build({"win_een": "select unnest([1, 2, 3]) as nr"}, checks=checks)
    assert sorted(asked) == sorted(checks.values())
    for times in (2, 4):
        with pytest.raises(DataCheckFailed, match=r"bestaan: chk_een \(2 rijen\)\."):
            store.check(checks)
        assert len(asked) == times


def test_what_was_counted_does_not_hold_for_other_rows(store):
    """One row too many, until the school is delivered without it."""
    checks = {"chk_bestand": "select * from win_bestand"}
    models = {"win_bestand": "select * from raw_bestand"}
    store.load_delivery(0, _frames(raw_bestand=[FILE]))
    store.build(models, checks=checks)
    store.replace_delivery(0, _frames())
    store.build(models)
    store.check(checks)
