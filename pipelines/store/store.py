"""The store: one DuckDB file, built anew by each run from checked deliveries and the models in `sql/`.

The only module that imports duckdb. What is built, and in which order, says `pipelines.store.models`.
"""

import os
import re
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import duckdb
import polars as pl

from pipelines.errors import DISK_FULL, MEMORY_FULL, DataCheckFailed, StoreUnavailable
from pipelines.store.models import Readers, count_readers, pick_needed, read_sources
from pipelines.store.per_school import PUPILS, SCHOOL, SCHOOL_NR, Divider, list_to_divide
from pipelines.system import count_processors
from schemas.columns import ONBEKEND, SOORTEN, Column
from schemas.tables import PUBLISHED_TABLES, RAW_TABLES, Table

# What does not fit goes to the disk for a while: 20,000 pupils are counted as fast as with twice as much, 60,000 take
# one twentieth longer.
MEMORY_LIMIT = "800MB"
# Each thread takes its own part of the memory; with more of them the limit is reached sooner.
MOST_THREADS = 4
# Rows of schools that are written together. What is left over of them beside whole blocks of DuckDB (122,880 rows) goes
# through a second file first, and is put together with others when the store is saved; more rows only wait in memory.
_ROWS_AT_ONCE = 400_000
# Models made at a time, or tables read, where there are processors for them; each takes its own part of the memory.
_MOST_BUILDERS = 2
# Faults of DuckDB 2.0.0, to be taken out when a release has mended them (CONTRIBUTING.md, Versions): a join that spills
# loses rows without a word (duckdb/duckdb issue 25702), and some joins of CTEs stop with an internal error (24807).
_UNSAFE_OPTIMIZERS = ("join_filter_pushdown", "cte_inlining")
# As the system words it; what else stands in the text is never looked at.
_NO_ROOM = re.compile(r"could not (?:write|sync|truncate)|no space left|disk quota|read-only file", re.IGNORECASE)
_AS_VIEW = re.compile(r"^-- materialized: view$", re.MULTILINE)

Found = TypeVar("Found")

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
# Of what a school has more of than pupils (sql/README.md).
_NUMBERS_PER_SCHOOL = 1_000_000_000
# The store that stands, beside the one that is made; a place in memory for what only leads to something, and one within
# it for the schools that are counted.
_STANDING, _MAIN = "staand", "main"
_ASIDE = "terzijde"
_ASIDE_PLACE, _PART_PLACE = (_ASIDE, _MAIN), (_ASIDE, "deel")
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

    def __init__(
        self,
        file: Path,
        *,
        standing: Path | None = None,
        stands: Collection[str] | None = None,
        passing: bool = False,
    ) -> None:
        """Make a new store at `file` (StoreUnavailable when it cannot be made).

        `standing`: another one, of which rows may be taken over; one that cannot be read is not there. `stands`: the
        models that its file holds (None: all); what only leads to them lies in memory. `passing`: it is thrown away
        once it is read, and need not be brought into its file when it is closed.
        """
        known = standing if standing and is_readable(standing) else None
        try:
            self._connection = _open(file, standing=known, passing=passing)
        except duckdb.Error:
            raise StoreUnavailable(
                f"De opslag {file.parent.name} is niet te openen. Controleer de rechten en de vrije schijfruimte."
            ) from None
        file.chmod(0o600)
        self._file = file
        self._lock = threading.Lock()
        # Of the list of what waits alone: what is delivered meanwhile does not wait until others are written.
        self._arriving = threading.Lock()
        self._loaded: set[int] = set()
        self._built: set[str] = set()
        self._counted: dict[str, int] = {}
        self._aside: set[str] = set()
        self._stands = stands
        self._divider = Divider()
        self._waiting: list[Mapping[Table, pl.DataFrame]] = []
        with self._use() as connection:
            _look_in(connection)
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
        with self._arriving:
            self._waiting.append(checked)
            self._loaded.add(school_nr)
            rows = sum(frame.height for school in self._waiting for frame in school.values())
        if rows >= _ROWS_AT_ONCE:
            with self._lock, _tell_faults():
                self._write_waiting()

    def replace_delivery(self, school_nr: int, frames: Mapping[str, pl.DataFrame]) -> None:
        """Put these frames in the place of those of the school; what was built of them is built again when asked."""
        checked = _check(school_nr, frames)
        with self._use() as connection, _transaction(connection):
            for table in RAW_TABLES:
                connection.execute(f"delete from {table.name} where school_nr = ?", [school_nr])
            _insert(connection, [checked])
        self._loaded.add(school_nr)
        self._forget_made()

    def _forget_made(self) -> None:
        self._built.clear()
        self._counted.clear()
        self._aside.clear()

    def _write_waiting(self) -> None:
        with self._arriving:
            written, self._waiting = self._waiting, []
        if not written:
            return
        try:
            with _transaction(self._connection):
                _insert(self._connection, written)
        except BaseException:
            # What could not be written is tried again by who asks next, and not lost without a word.
            with self._arriving:
                self._waiting = [*written, *self._waiting]
            raise

    def build(
        self,
        models: Mapping[str, str],
        *,
        asked: Collection[str] | None = None,
        last: bool = False,
        checks: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Make a table of each model that is `asked` (None: of all) and not there yet, once what it reads is there.

        Staging only renames and casts, so it stays a view. `last`: what need not stand is let go as soon as nothing of
        this reads it any more; who asks for it later waits until it is made again. What a run that counts some schools
        reads of the others stands as well. `checks`: of what stands, counted as soon as it is made; `check` tells.
        """
        new = pick_needed(models, list(models) if asked is None else asked, self._built)
        if not new and not (last and self._aside):
            return
        with self._use() as connection:
            self._divider.know(_list_columns(connection))
            making = _Making(connection, models, new, self._divider)
            counted = making.make(aside=self._aside, built=self._built, stands=self._stands, last=last, checks=checks)
            self._counted.update(counted)

    @property
    def loaded(self) -> frozenset[int]:
        """The schools, by number, of which it was given a delivery."""
        return frozenset(self._loaded)

    def read_standing(self, name: str) -> pl.DataFrame | None:
        """The rows of one table of the store that stands; None where there is none."""
        with self._use() as connection:
            there = name in _list_columns(connection, _STANDING)
            return connection.sql(f"select * from {_place(_STANDING, _MAIN, name)}").pl() if there else None

    def take_over(self, models: Mapping[str, str], *, counted: Collection[int], beside: Collection[int]) -> None:
        """Make those of the models that are kept per school: count the schools `counted`, by number, and take the rows
        of all others from the store that stands. What is left is for `build`.

        `beside`: the schools that these are counted with; of what is counted only the rows of `counted` are taken. Both
        are loaded; of others that are not, what they delivered is taken too.
        """
        to_count = pick_needed(models, list_to_divide(models), set())
        # Whatever was made before lacks the rows that come now.
        self._forget_made()
        with self._use() as connection:
            _narrow(connection, {*counted, *beside})
            columns, _ = _build_all(connection, to_count, lambda _: _PART_PLACE, first=(_PART_PLACE,))
            self._divider.know(_list_columns(connection))
            for name, sql in to_count.items():
                self._divider.add(name, sql, columns[name])
            kept = self._divider.divide(models).kept
            standing = _list_columns(connection, _STANDING)
            new = {name: key for name, key in kept.items() if name in standing}
            _put_together(connection, new, counted, loaded=self._loaded)
            connection.execute(f"drop schema {_place(*_PART_PLACE)} cascade")
        self._built.update(new)

    def list_kept(self) -> set[str]:
        """The models that are there and are kept per school."""
        return {name for name in self._built if self._divider.is_kept(name)}

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

    def read_all(self, names: Collection[str]) -> dict[str, pl.DataFrame]:
        """The rows of several tables by name, each in order of all its columns."""
        with self._use() as connection, _begin_beside(connection) as begin:
            read = {name: begin(_read, name) for name in names}
            return {name: rows.result() for name, rows in read.items()}

    def check(self, checks: Mapping[str, str]) -> None:
        """Run the data checks; DataCheckFailed names those that found rows, with how many.

        Of those that the last `build` counted it tells that, once.
        """
        found = []
        with self._use() as connection:
            for name, sql in checks.items():
                rows = self._counted.pop(name) if name in self._counted else _count_rows(connection, sql)
                if rows:
                    found.append(f"{name} ({rows} rijen)")
        if found:
            raise DataCheckFailed(
                f"Een gegevenscontrole vond rijen die niet mogen bestaan: {', '.join(found)}. "
                "Er is niets gepubliceerd. Meld dit met de naam van de controle bij de beheerder."
            )

    def save(self) -> None:
        """Bring all of it into the file and close it; StoreUnavailable when the disk has no room for that."""
        with self._use() as connection:
            connection.execute("checkpoint")
        self.close()
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
    numbered = frame.select_seq(pl.lit(school_nr, _SCHOOL_NR.dtype).alias(_SCHOOL_NR.name), pl.all())
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


class _Making:
    """Makes the models `new`. What need not stand lies aside.

    `models`: those and all that they read. `divider`: takes them in.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        models: Mapping[str, str],
        new: Mapping[str, str],
        divider: Divider,
    ) -> None:
        self._connection, self._models, self._new, self._divider = connection, models, new, divider
        views = {name for name, sql in models.items() if _get_kind(name, sql) == "view"}
        self._readers = Readers(models, new.keys(), views)

    def make(
        self,
        *,
        aside: set[str],
        built: set[str],
        stands: Collection[str] | None,
        last: bool,
        checks: Mapping[str, str],
    ) -> dict[str, int]:
        """Add what is made to `built`, and of that to `aside` what does not stand, and take away what is let go.

        Returned: the rows that each check found.
        """
        standing = set(self._models) if stands is None else self._readers.list_read(stands)

        def tell(ended: Mapping[str, Collection[str]]) -> None:
            for name, columns in ended.items():
                self._divider.add(name, self._models[name], columns)
                built.add(name)
                if name not in standing:
                    aside.add(name)
                if last:
                    let_go(self._readers.end(name))

        def let_go(passed: Collection[str]) -> None:
            for name in aside & set(passed):
                aside.remove(name)
                if not self._let_go(name, built):
                    built.remove(name)

        def find_place(name: str) -> tuple[str, ...]:
            return (_MAIN,) if name in standing else _ASIDE_PLACE

        _, counted = _build_all(self._connection, self._new, find_place, tell, checks=checks)
        if last:
            let_go(aside & set(self._readers.list_unread()))
        return counted

    def _let_go(self, name: str, built: Collection[str]) -> bool:
        """Drop a table or view that lies aside; whether it stands now.

        A run that counts some schools needs the rows of the others, of what is read by what it makes over all.
        """
        kind = _get_kind(name, self._models[name])
        readers = [each for each in self._readers.list_of(name) if each in built]
        stays = kind == "table" and self._divider.is_kept(name) and any(map(self._divider.is_over_all, readers))
        if stays:
            self._connection.execute(
                f"create or replace table {_place(_MAIN, name)} as from {_place(*_ASIDE_PLACE, name)}"
            )
        self._connection.execute(f"drop {kind} {_place(*_ASIDE_PLACE, name)}")
        return stays


def _build_all(
    connection: duckdb.DuckDBPyConnection,
    models: Mapping[str, str],
    find_place: Callable[[str], tuple[str, ...]],
    tell: Callable[[Mapping[str, list[str]]], None] = lambda _: None,
    *,
    first: Sequence[tuple[str, ...]] = (),
    checks: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Make models that do not read each other at the same time; the first error stops those that have not begun.

    A model of a quarter has too few rows for DuckDB to divide one over the processors. `find_place`: where each is
    made. `first`: where they look before all else. `tell`: told of those that are made, with their columns. `checks`:
    counted among them. Returned: the columns of each model, and the rows of each check.
    """
    sources = {name: read_sources(sql) & models.keys() - {name} for name, sql in {**models, **checks}.items()}
    readers = count_readers(sources)
    waiting = TopologicalSorter(sources)
    waiting.prepare()
    ready: list[tuple[int, str]] = []
    running: dict[Future[Any], str] = {}
    made: dict[str, list[str]] = {}
    counted: dict[str, int] = {}
    ended: dict[str, list[str]] = {}
    builders = _count_builders()
    with _begin_beside(connection, *first) as begin:
        while waiting.is_active():
            for name in waiting.get_ready():
                heappush(ready, (-readers[name], name))
            # What most wait for goes before all that can be made, also what could be made earlier.
            while ready and len(running) < builders:
                name = heappop(ready)[1]
                if name in checks:
                    running[begin(_count_rows, checks[name])] = name
                else:
                    running[begin(_build_one, name, models[name], find_place(name))] = name
            # Only now: what comes next is being made by then.
            tell(ended)
            done = {running.pop(future): future.result() for future in wait(running, return_when=FIRST_COMPLETED).done}
            ended = {name: columns for name, columns in done.items() if name in models}
            made |= ended
            counted |= {name: rows for name, rows in done.items() if name in checks}
            waiting.done(*done)
        tell(ended)
    return made, counted


def _build_one(connection: duckdb.DuckDBPyConnection, name: str, sql: str, place: tuple[str, ...]) -> list[str]:
    """Make one model. Its columns."""
    kind = _get_kind(name, sql)
    connection.execute(f"create or replace {kind} {_place(*place, name)} as {sql}")
    columns = connection.execute(f"from {_place(*place, name)} limit 0").description or ()
    # Read to its end: else it would keep what is let go of meanwhile.
    connection.fetchall()
    return [column[0] for column in columns]


def _count_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return connection.execute(f"select count(*) from ({sql})").fetchall()[0][0]


class _Begin(Protocol):
    """Begins something that is given a connection, and then the rest."""

    def __call__(self, do: Callable[..., Found], *given: Any) -> Future[Found]: ...


@contextmanager
def _begin_beside(connection: duckdb.DuckDBPyConnection, *first: tuple[str, ...]) -> Generator[_Begin]:
    """Do several things at a time, each over a connection of its own to the same store; what has not begun at the end
    is left out. `first`: where they look for a name before all else.
    """
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    def run(do: Callable[..., Found], *given: Any) -> Found:
        own = free.get()
        try:
            return do(own, *given)
        finally:
            free.put(own)

    with ExitStack() as stack:
        builders = _count_builders()
        for _ in range(builders):
            own = stack.enter_context(connection.cursor())
            _look_in(own, *first)
            free.put(own)
        pool = stack.enter_context(ThreadPoolExecutor(builders))
        try:
            yield lambda do, *given: pool.submit(run, do, *given)
        finally:
            pool.shutdown(cancel_futures=True)


def _look_in(connection: duckdb.DuckDBPyConnection, *first: tuple[str, ...]) -> None:
    """Look for a name in these places first, then in the file, then in what lies aside."""
    places = (*first, _find_file(connection), _ASIDE_PLACE)
    connection.execute(f"set search_path = {_quote(','.join(map('.'.join, places)))}")


def _find_file(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The place of the file by its whole name: `main` alone is the first place that has one."""
    (name,) = connection.execute("select current_database()").fetchall()[0]
    return name, _MAIN


def _get_kind(name: str, sql: str) -> str:
    return "view" if name.startswith("stg_") or _AS_VIEW.search(sql) else "table"


def _narrow(connection: duckdb.DuckDBPyConnection, schools: Collection[int]) -> None:
    """A place where what was delivered and the references hold the rows of these schools alone, and of no school."""
    connection.execute(f"create schema {_place(*_PART_PLACE)}")
    file = _find_file(connection)
    for name, columns in _list_columns(connection).items():
        if name.startswith(("raw_", "ref_")) and SCHOOL_NR in columns:
            connection.execute(
                f"create view {_place(*_PART_PLACE, name)} as select * from {_place(*file, name)} "
                f"where {_is_of(SCHOOL_NR, schools)} or {_identifier(SCHOOL_NR)} < 0"
            )


def _put_together(
    connection: duckdb.DuckDBPyConnection, keys: Mapping[str, str], counted: Collection[int], *, loaded: Collection[int]
) -> None:
    """Tables of the rows of the schools `counted` as they were counted, and of all others as they stand; with what
    these delivered, where they are not `loaded`.

    `keys`: by table, the column that says of which school a row is.
    """

    def deliver(own: duckdb.DuckDBPyConnection, name: str) -> None:
        own.execute(
            f"insert into {_place(_MAIN, name)} select * from {_place(_STANDING, _MAIN, name)} "
            f"where {_identifier(SCHOOL_NR)} >= 0 and not ({_is_of(SCHOOL_NR, {*counted, *loaded})})"
        )

    def put(own: duckdb.DuckDBPyConnection, name: str) -> None:
        own.execute(
            f"create or replace table {_place(_MAIN, name)} as "
            f"select * from {_place(_STANDING, _MAIN, name)} where not ({_is_of(keys[name], counted)})"
        )
        own.execute(
            f"insert into {_place(_MAIN, name)} "
            f"select * from {_place(*_PART_PLACE, name)} where {_is_of(keys[name], counted)}"
        )

    with _begin_beside(connection) as begin:
        for each in [*(begin(deliver, table.name) for table in RAW_TABLES), *(begin(put, name) for name in keys)]:
            each.result()


def _is_of(key: str, schools: Collection[int]) -> str:
    """A condition that holds for the rows of these schools. `key`: the column that says of which a row is."""
    if not schools:
        return "false"
    numbers = ", ".join(map(str, sorted(schools)))
    if key == SCHOOL:
        return f"{SCHOOL} in (select {SCHOOL} from {_MAIN}.ref_swv_school where {SCHOOL_NR} in ({numbers}))"
    if key == SCHOOL_NR:
        return f"{SCHOOL_NR} in ({numbers})"
    return f"{key} // {PUPILS_PER_SCHOOL if key in PUPILS else _NUMBERS_PER_SCHOOL} in ({numbers})"


def _list_columns(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> dict[str, list[str]]:
    """The columns of each table and view of the store, or of the one that stands."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = coalesce(?, current_database()) and schema_name = ? and not internal",
        [database, _MAIN],
    ).fetchall():
        found.setdefault(table, []).append(column)
    return found


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


def _open(
    file: Path, *, read_only: bool = False, standing: Path | None = None, passing: bool = False
) -> duckdb.DuckDBPyConnection:
    """A store, new or to be read, that reaches nothing but its own file and, to be read, the one that stands;
    duckdb.Error when it cannot be opened.
    """
    connection = duckdb.connect(str(file), read_only=read_only)
    if standing is not None:
        # Before external access is off: no file can be opened after.
        connection.execute(f"attach {_quote(str(standing))} as {_identifier(_STANDING)} (read_only)")
    if not read_only:
        connection.execute(f"attach ':memory:' as {_identifier(_ASIDE)}")
    if passing:
        connection.execute("pragma disable_checkpoint_on_shutdown")
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
        # Nor does a model wait for what was made to get its place in the file: `save` gives it one.
        "checkpoint_threshold = '1TB'",
        f"memory_limit = '{MEMORY_LIMIT}'",
        f"threads = {_count_threads()}",
        f"disabled_optimizers = '{','.join(_UNSAFE_OPTIMIZERS)}'",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return connection


def _count_threads() -> int:
    """Threads that DuckDB has: with those of the builders, which work as well, as many as there are processors."""
    return max(1, min(MOST_THREADS, count_processors()) - _count_builders() + 1)


def _count_builders() -> int:
    return min(_MOST_BUILDERS, count_processors())


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


def _place(*names: str) -> str:
    """A table by its schema and its own name, or by the store, its schema and its own name."""
    return ".".join(map(_identifier, names))


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError("not a name of a table or column")
    return f'"{name}"'


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quote_all(texts: Iterable[str]) -> str:
    return ", ".join(_quote(text) for text in texts)
