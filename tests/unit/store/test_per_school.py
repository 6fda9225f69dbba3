"""Which tables are kept per school is derived from the SQL: a planted model of each sort, and the models that ship."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from pipelines import paths
from pipelines.store.counting import list_checked
from pipelines.store.models import CHECK, OFFICERS, SCHOOL, SWV, TABLES, list_marts, read_models
from pipelines.store.per_school import Divider, Division
from tests.lib.store_tables import build_empty

COLUMNS = {
    "raw_code": ["school_nr", "code"],
    "raw_overstap": ["school_nr", "leerling_van"],
    "ref_school": ["school_nr", "school"],
    "ref_run": ["peildatum"],
    "win_code": ["school_nr", "code"],
    "win_dag": ["datum"],
    "win_overstap": ["van_nr", "naar_nr"],
    "win_keten": ["leerling_nr"],
    "win_alles": ["aantal"],
    "cls_deel": ["school_nr", "deel"],
    "mart_school": ["school", "aantal"],
}
MODELS = {
    "win_dag": "select peildatum from ref_run",
    "win_code": "select * from raw_code, win_dag",
    "win_overstap": "select * from raw_overstap, raw_code",
    "win_keten": "select * from win_overstap",
    "win_alles": "select count(*) as aantal from win_code",
    "cls_deel": "select school_nr, 1 / aantal as deel from win_code, win_alles",
    "mart_school": "select school, count(*) as aantal from win_code, ref_school group by school",
}
# What is no row of one school, besides the marts of the SWV: a line of the list of moves that nobody follows, which may
# name no school at all, and the numbers of cases, which go on where a pupil moves.
OVER_ALL = {"win_overstap", "mart_overstap", "mart_inspectie", "mart_inspectie_bereik"}
GIVEN = {
    *("win_meldtermijn", "win_lpa_lijst", "win_lpa", "mart_vrijstelling_verlopen"),
    *("stg_absoluut_verzuim", "stg_overstap", "stg_vrijstelling"),
}
# Numbers that stay within the model that gives them.
COUNTED_OVER_ALL = {"mart_bewijs", "cls_werk_gevraagd"}


def divide(models: Mapping[str, str], columns: Mapping[str, Collection[str]]) -> Division:
    divider = Divider()
    divider.know(columns)
    for name, sql in models.items():
        divider.add(name, sql, columns.get(name, ()))
    return divider.divide(models)


def test_each_sort_is_told_by_its_columns_and_by_what_it_reads() -> None:
    """The one left out has a school, and reads what is counted over all of them."""
    assert divide(MODELS, COLUMNS) == Division(
        given=("win_dag",),
        links=("win_overstap",),
        kept={"win_code": "school_nr", "win_keten": "leerling_nr", "mart_school": "school"},
    )


def test_what_reads_a_table_that_is_not_there_is_made_over_all_schools() -> None:
    """A table of which nobody knows the columns is of no school, and so is what reads it."""
    columns = {name: each for name, each in COLUMNS.items() if name != "win_code"}
    assert divide(MODELS, columns).kept == {"win_keten": "leerling_nr"}


def test_a_mart_of_the_swv_is_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "marts" / "swv").mkdir(parents=True)
    (tmp_path / "marts" / "swv" / "mart_school.sql").write_text(MODELS["mart_school"])
    monkeypatch.setattr(paths, "SQL", tmp_path)
    assert "mart_school" not in divide(MODELS, COLUMNS).kept


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Division]:
    """All models that a run builds, and how they are divided."""
    models = read_models((*list_marts(TABLES, CHECK, SWV, SCHOOL, OFFICERS), *list_checked()))
    store = build_empty(tmp_path_factory.mktemp("verdeling") / "proef.duckdb", models)
    store.close()
    return models, store._divider.divide(models)


def test_all_but_a_few_models_are_kept_per_school(shipped: tuple[dict[str, str], Division]) -> None:
    models, division = shipped
    over_all = models.keys() - {*division.given, *division.kept, *list_marts(SWV)}
    assert over_all == OVER_ALL
    assert set(division.given) - {*list_marts(SWV)} == GIVEN
    assert division.links == ("win_overstap",)


def test_what_is_kept_is_numbered_within_its_school(shipped: tuple[dict[str, str], Division]) -> None:
    """A number over all schools would be another one as soon as another school has a row more."""
    over_all = re.compile(r"(?:rank|row_number)\(\) over \(\s*order by")
    models, _ = shipped
    assert {name for name, sql in models.items() if over_all.search(sql)} == COUNTED_OVER_ALL
