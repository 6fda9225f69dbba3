"""Marts are found by their folder: each lies in one that is built, and every data check has what it reads."""

import pytest

from pipelines import paths
from pipelines.store.counting import list_checked
from pipelines.store.models import (
    CHECK,
    COMPARE,
    DIFFERENCE,
    EXPLAIN,
    OFFICERS,
    SCHOOL,
    SWV,
    TABLES,
    count_readers,
    list_marts,
    read_checks,
    read_models,
    read_sources,
)
from schemas.tables import BEVINDING, PUBLISHED_TABLES

FOLDERS = (TABLES, CHECK, SWV, SCHOOL, OFFICERS, EXPLAIN, COMPARE, DIFFERENCE)


def test_every_mart_lies_in_a_folder_that_something_builds():
    everything = {file.stem for file in (paths.SQL / "marts").rglob("*.sql")}
    assert set(list_marts(*FOLDERS)) == everything
    # Negative control: without one folder its marts are missed.
    assert set(list_marts(*FOLDERS[1:])) == everything - set(list_marts(TABLES))


def test_the_folder_of_tables_holds_what_is_published():
    # Findings are made in reading as well as in counting, so their table is no mart.
    assert set(list_marts(TABLES)) == {f"mart_{table.name}" for table in PUBLISHED_TABLES if table is not BEVINDING}


def test_a_folder_gives_its_marts_in_order_of_name(tmp_path, monkeypatch):
    (tmp_path / "marts" / "tables").mkdir(parents=True)
    (tmp_path / "marts" / "swv").mkdir()
    for name in ("tables/mart_b", "tables/mart_a", "swv/mart_0"):
        (tmp_path / "marts" / f"{name}.sql").write_text("select 1 as n")
    monkeypatch.setattr(paths, "SQL", tmp_path)
    assert list_marts("tables", "swv") == ("mart_a", "mart_b", "mart_0")


@pytest.mark.parametrize("check", read_checks())
def test_a_run_builds_what_every_check_reads(check):
    built = set(read_models((*list_marts(TABLES), *list_checked())))
    assert {name for name in read_sources(read_checks()[check]) if not name.startswith(("raw_", "ref_"))} <= built


def test_readers_of_a_model_are_those_that_read_it_directly_or_through_others():
    """a <- b <- d, a <- c <- d: a is read by b, c and d (3), b and c by d (1 each), d by none."""
    sources = {"win_a": set(), "win_b": {"win_a"}, "win_c": {"win_a"}, "cls_d": {"win_b", "win_c"}}
    assert count_readers(sources) == {"win_a": 3, "win_b": 1, "win_c": 1, "cls_d": 0}
