"""The store: one DuckDB file, built anew by each run from checked deliveries and the models in `sql/`.

The only module that imports duckdb. What is built, and in which order, says `pipelines.store.models`.
"""

import os
import re
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.errors import DISK_FULL, MEMORY_FULL, DataCheckFailed, StoreUnavailable
from pipelines.store.models import count_readers, read_sources
from schemas.columns import ONBEKEND, SOORTEN, Column
from schemas.tables import PUBLISHED_TABLES, RAW_TABLES, Table

MEMORY_LIMIT = "1400MB"
# Each thread takes its own part of the memory; with more of them the limit is reached sooner.
MOST_THREADS = 4
# Rows of schools that are written together. What is written at once and is less than a block of DuckDB (122,880 rows)
# goes through a second file first; more rows only wait in memory.
_ROWS_AT_ONCE = 200_000
# Models made at a time; each takes its own part of the memory.
_BUILDERS = 2
# Faults of DuckDB 2.0.0, to be taken out when a release has mended them (CONTRIBUTING.md, Versions): a join that spills
# loses rows without a word (duckdb/duckdb issue 25702), and some joins of CTEs stop with an internal error (24807).
_UNSAFE_OPTIMIZERS = ("join_filter_pushdown", "cte_inlining")
# As the system words it; what else stands in the text is never looked at.
_NO_ROOM = re.compile(r"could not (?:write|sync|truncate)|no space left|disk quota|read-only file", re.IGNORECASE)
_AS_VIEW = re.compile(r"^-- materialized: view$", re.MULTILINE)

_DUCKDB_TYPES: dict[Any, str] = {
    pl.String: "varchar",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime("us"): "timestamp",
    pl.Int8: "tinyint",
    pl.Int16: "smallint",
    pl.Int32: "integer",
    pl.Int64: "bigint",
    pl.Float64: "double",
}


PUPILS_PER_SCHOOL = 1_000_000
# What the store adds to a raw table, and what it changes in one.
_SCHOOL_NR = Column("school_nr", pl.Int16, "number of the school in the store, in order of its id, from 0")
_PUPIL_MEANING = f"number of the pupil: school_nr times {PUPILS_PER_SCHOOL}, plus its number within the school"


def is_readable(file: Path) -> bool:
    """Whether `file` is a store that this version can open and read; nothing is changed."""
    try:
        with _open(file, read_only=True) as connection:
            connection.execute("select count(*) from raw_bestand").fetchall()
    except duckdb.Error:
        return False
    return True


def read_tables(file: Path, names: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Tables of a store that lies there, by name, without those that it does not have.

    Empty where there is no store, or one that cannot be opened; nothing is written. StoreUnavailable when it opens and
    a table in it cannot be read.
    """
    if not file.is_file():
        return {}
    try:
        connection = _open(file, read_only=True)
    except duckdb.Error:
        return {}
    try:
        there = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        return {name: _read(connection, name) for name in sorted(there & set(names))}
    except duckdb.Error:
        raise StoreUnavailable(
            f"Het bestand '{file.name}' in {file.parent.name} is beschadigd. 'msa run' maakt een nieuw bestand."
        ) from None
    finally:
        connection.close()


class Store:
    """One open store. Threads may share it: a lock lets one at a time use the connection."""

    def __init__(self, file: Path) -> None:
        """Make a new store at `file` (StoreUnavailable when it cannot be made)."""
        try:
            self._connection = _open(file)
        except duckdb.Error:
            raise StoreUnavailable(
                f"De opslag {file.parent.name} is niet te openen. Controleer de rechten en de vrije schijfruimte."
            ) from None
        file.chmod(0o600)
        self._file = file
        self._lock = threading.Lock()
        self._built: set[str] = set()
        self._waiting: list[Mapping[Table, pl.DataFrame]] = []
        with self._use() as connection:
            connection.execute(f"create type soort as enum ({_quote_all((*SOORTEN, ONBEKEND))})")
            for table in RAW_TABLES:
                connection.execute(f"create table {table.name} ({_column_list(table)})")

    @contextmanager
    def _use(self) -> Generator[duckdb.DuckDBPyConnection]:
        """The connection, with all that was loaded, for one thread at a time.

        StoreUnavailable when the disk does not hold what is written.
        """
        with self._lock, _tell_faults():
            self._write_waiting()
            yield self._connection

    def load_reference(self, name: str, frame: pl.DataFrame) -> None:
        """Make reference table `name` from `frame`, in the place of one that is there."""
        with self._use() as connection:
            connection.register("frame", frame)
            # A kind is an enum in the store: a million comparisons of numbers instead of texts.
            kinds = " replace (soort::soort as soort)" if name == "ref_soort" else ""
            connection.execute(f"create or replace table {_identifier(name)} as select *{kinds} from frame")
            connection.unregister("frame")

    def load_delivery(self, school_nr: int, frames: Mapping[str, pl.DataFrame]) -> None:
        """Add the frames of one school, all or nothing; ValueError when one is not as its table is declared.

        They are written together with those of other schools, at the latest when something is asked of the store.
        """
        checked = _check(school_nr, frames)
        with self._lock, _tell_faults():
            self._waiting.append(checked)
            if sum(frame.height for school in self._waiting for frame in school.values()) >= _ROWS_AT_ONCE:
                self._write_waiting()

    def replace_delivery(self, school_nr: int, frames: Mapping[str, pl.DataFrame]) -> None:
        """Put these frames in the place of those of the school; what was built of them is built again when asked."""
        checked = _check(school_nr, frames)
        with self._use() as connection, _transaction(connection):
            for table in RAW_TABLES:
                connection.execute(f"delete from {table.name} where school_nr = ?", [school_nr])
            _insert(connection, [checked])
        self._built.clear()

    def _write_waiting(self) -> None:
        if not self._waiting:
            return
        with _transaction(self._connection):
            _insert(self._connection, self._waiting)
        # Only now: what could not be written is tried again by who asks next, and not lost without a word.
        self._waiting = []

    def build(self, models: Mapping[str, str]) -> None:
        """Make a table of each model that is not there yet, once what it reads is there.

        Staging only renames and casts, so it stays a view.
        """
        new = {name: sql for name, sql in models.items() if name not in self._built}
        with self._use() as connection:
            _build_all(connection, new)
        self._built.update(new)

    def describe(self) -> None:
        """Say in the store itself what a row and each column is, of the raw tables and of each published one built."""
        raw = {table.name: _as_stored(table) for table in RAW_TABLES}
        published = {f"mart_{table.name}": table for table in PUBLISHED_TABLES if f"mart_{table.name}" in self._built}
        comments = [text for name, table in {**raw, **published}.items() for text in _list_comments(name, table)]
        with self._use() as connection:
            # One transaction: each by itself would wait for the disk.
            connection.execute("; ".join(["begin", *comments, "commit"]))

    def read(self, name: str, *, order_by: tuple[str, ...] = ()) -> pl.DataFrame:
        """The rows of one table, in order of its key (all columns where `order_by` is empty)."""
        with self._use() as connection:
            return _read(connection, name, order_by=order_by)

    def check(self, checks: Mapping[str, str]) -> None:
        """Run the data checks; DataCheckFailed names those that found rows, with how many."""
        found = []
        with self._use() as connection:
            for name, sql in checks.items():
                rows = connection.execute(f"select count(*) from ({sql})").fetchall()[0][0]
                if rows:
                    found.append(f"{name} ({rows} rijen)")
        if found:
            raise DataCheckFailed(
                f"Een gegevenscontrole vond rijen die niet mogen bestaan: {', '.join(found)}. "
                "Er is niets gepubliceerd. Meld dit met de naam van de controle bij de beheerder."
            )

    def settle(self) -> None:
        """Bring what was built into the file and to disk, so that `save` has little left to do."""
        with self._use() as connection:
            connection.execute("checkpoint")
        self._sync()

    def save(self) -> None:
        """Bring all of it into the file and close it; StoreUnavailable when the disk has no room for that."""
        with self._use() as connection:
            connection.execute("checkpoint")
        self.close()
        self._sync()

    def _sync(self) -> None:
        with self._file.open("r+b") as saved:
            os.fsync(saved.fileno())

    def close(self) -> None:
        """Close the file; the store cannot be used after. What does not fit on the disk is lost without a word."""
        self._connection.close()


@contextmanager
def _tell_faults() -> Generator[None]:
    """StoreUnavailable where the memory or the disk is what failed."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) and not _NO_ROOM.search(str(error)):
            raise StoreUnavailable(MEMORY_FULL) from None
        if _is_of_the_disk(error):
            # Also what it writes beside the store while it counts.
            raise StoreUnavailable(DISK_FULL) from None
        raise


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Generator[None]:
    connection.execute("begin")
    try:
        yield
    except BaseException:
        # After a fault of the disk there may be nothing left to roll back.
        with suppress(duckdb.Error):
            connection.execute("rollback")
        raise
    connection.execute("commit")


def _check(school_nr: int, frames: Mapping[str, pl.DataFrame]) -> dict[Table, pl.DataFrame]:
    """The frames of a school that hold rows, as the store keeps them; ValueError when one is not as it is declared."""
    # Who only looks whether a store is readable does not wait for pandera.
    from schemas.frames import check_frame

    checked = {table: check_frame(table, frames[table.name]) for table in RAW_TABLES if frames[table.name].height}
    return {table: _number(frame, school_nr) for table, frame in checked.items()}


def _number(frame: pl.DataFrame, school_nr: int) -> pl.DataFrame:
    numbered = frame.select(pl.lit(school_nr, _SCHOOL_NR.dtype).alias(_SCHOOL_NR.name), pl.all())
    if "leerling_nr" in frame.columns:
        numbered = numbered.with_columns(pl.col("leerling_nr").cast(pl.Int64) + school_nr * PUPILS_PER_SCHOOL)
    return numbered


def _insert(connection: duckdb.DuckDBPyConnection, schools: Sequence[Mapping[Table, pl.DataFrame]]) -> None:
    """Add the frames of these schools, one table at a time."""
    for table in RAW_TABLES:
        if frames := [school[table] for school in schools if table in school]:
            connection.register("frame", pl.concat(frames))
            connection.execute(f"insert into {table.name} select * from frame")
            connection.unregister("frame")


def _build_all(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> None:
    """Make models that do not read each other at the same time; the first error stops those that have not begun.

    A model of a quarter has too few rows for DuckDB to divide one over the processors.
    """
    sources = {name: read_sources(sql) & models.keys() - {name} for name, sql in models.items()}
    readers = count_readers(sources)
    waiting = TopologicalSorter(sources)
    waiting.prepare()
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(_BUILDERS) as pool:
        try:
            while waiting.is_active():
                for name in sorted(waiting.get_ready(), key=lambda name: (-readers[name], name)):
                    running[pool.submit(_build_one, connection, name, models[name])] = name
                for ended in wait(running, return_when=FIRST_COMPLETED).done:
                    ended.result()
                    waiting.done(running.pop(ended))
        finally:
            pool.shutdown(cancel_futures=True)


def _build_one(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    """Make one model, over a connection of its own to the same store."""
    kind = "view" if name.startswith("stg_") or _AS_VIEW.search(sql) else "table"
    with connection.cursor() as own:
        own.execute(f"create or replace {kind} {_identifier(name)} as {sql}")


def _is_of_the_disk(error: duckdb.Error) -> bool:
    """Whether the disk is what failed: DuckDB says so by kind, or of a transaction in words alone."""
    if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
        return True
    # The words of an error about data could be those of a delivery.
    return not isinstance(error, duckdb.DataError | duckdb.ProgrammingError) and bool(_NO_ROOM.search(str(error)))


def _as_stored(table: Table) -> Table:
    """A raw table as the store keeps it: with the number of its school, and numbers of pupils over all schools."""
    columns = [
        # 32 bits are full after 2,147 schools.
        replace(column, meaning=_PUPIL_MEANING, dtype=pl.Int64) if column.name == "leerling_nr" else column
        for column in table.columns
    ]
    return replace(table, columns=(_SCHOOL_NR, *columns))


def _open(file: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A store, new or to be read, that reaches nothing but its own file; duckdb.Error when it cannot be opened."""
    connection = duckdb.connect(str(file), read_only=read_only)
    # The order matters: directories freeze once external access is off, and the lock comes last.
    for setting in (
        f"temp_directory = {_quote(str(file.parent / 'tmp'))}",
        "allowed_directories = []",
        "allow_community_extensions = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_persistent_secrets = false",
        "python_enable_replacements = false",
        "preserve_insertion_order = false",
        # Nobody reads the store before `save`, and a run that broke off builds it anew.
        "fsync_mode = 'NONE'",
        # Nor does a model wait for what was made to get its place in the file: `settle` gives it one.
        "checkpoint_threshold = '1TB'",
        f"memory_limit = '{MEMORY_LIMIT}'",
        f"threads = {min(MOST_THREADS, os.cpu_count() or 1)}",
        f"disabled_optimizers = '{','.join(_UNSAFE_OPTIMIZERS)}'",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return connection


def _read(connection: duckdb.DuckDBPyConnection, name: str, *, order_by: tuple[str, ...] = ()) -> pl.DataFrame:
    order = ", ".join(_identifier(column) for column in order_by) or "all"
    return connection.sql(f"select * from {_identifier(name)} order by {order}").pl()


def _column_list(table: Table) -> str:
    types = {column.name: _DUCKDB_TYPES[column.dtype] for column in _as_stored(table).columns}
    for name in ("soort", "soort_rij"):
        if name in types and table.name.startswith(("raw_absentie", "raw_code")):
            types[name] = "soort"
    return ", ".join(f"{name} {kind}" for name, kind in types.items())


def _list_comments(name: str, table: Table) -> list[str]:
    """SQL that says what a row and each column of table `name` is."""
    place = _identifier(name)
    return [
        f"comment on table {place} is {_quote(table.grain)}",
        *(
            f"comment on column {place}.{_identifier(column.name)} is {_quote(column.meaning)}"
            for column in table.columns
        ),
    ]


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError("not a name of a table or column")
    return f'"{name}"'


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quote_all(texts: Iterable[str]) -> str:
    return ", ".join(_quote(text) for text in texts)
