"""Earlier figures come from whole earlier publications, oldest first, and from nothing else."""

import json
import shutil
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.contexts.trend import make_earlier_quarter, read_earlier_publications, read_pupils_of_last
from reports.context.shown import Shown
from reports.release.time_share import KeptShare
from schemas.tables import LEERLING_PERIODE

FILES = ("manifest.json", "swv/cijfers.csv")
FIGURES = """tabel;eenheid;maat;getoond;toelichting;sleutel
T;Alle;Leerlingen;1235;;tiers/swv
T;Alle;Tier 3;minder dan 8;;tiers/swv/tier_3
T;Alle;Tier 2;afgeschermd;;tiers/swv/tier_2
T;Alle;Aanwezigheid;93,4;;
"""


def _publish(uitvoer, name):
    folder = uitvoer / name
    for part in ("tabellen", "swv"):
        (folder / part).mkdir(parents=True)
    frame = pl.DataFrame({"school": [f"school van {name}"]})
    others = {column: kind for column, kind in LEERLING_PERIODE.polars_schema.items() if column != "school"}
    frame = frame.with_columns(pl.lit(None, dtype=kind).alias(column) for column, kind in others.items())
    frame.write_parquet(folder / "tabellen" / "leerling_periode.parquet")
    (folder / "swv" / "cijfers.csv").write_text(FIGURES, encoding="utf-8-sig")
    manifest = {"programma": {"versie": "0.0.9"}, "regelsets": {"12AB00": {"id": "dronten", "versie": "2025"}}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_earlier_publications_oldest_first(tmp_path):
    for name in ("2026-01-01", "2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
    found = read_earlier_publications(tmp_path, before=date(2026, 3, 1))
    assert [earlier.peildatum for earlier in found] == [date(2025, 6, 1), date(2025, 9, 1), date(2026, 1, 1)]
    assert found[1].scholen == {"12AB00"}
    assert found[1].versie == "0.0.9"
    assert found[1].regelsets == {"12AB00": "dronten, 2025"}


def _follow(uitvoer, problems):
    found = read_earlier_publications(uitvoer, before=date(2026, 1, 1), report_problem=problems.append)
    return read_pupils_of_last(found, uitvoer, report_problem=problems.append)


def test_pupils_are_read_of_the_last_publication_alone(tmp_path):
    for name in ("2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
    problems = []
    before, last = _follow(tmp_path, problems)
    assert last.pupils["school"].to_list() == ["school van 2025-09-01"]
    assert before.pupils.is_empty()
    # Of the one before nothing hangs on its tables, so it does not matter that they cannot be read.
    (tmp_path / "2025-06-01" / "tabellen" / "leerling_periode.parquet").write_bytes(b"PAR1")
    assert [each.peildatum for each in _follow(tmp_path, problems)] == [date(2025, 6, 1), date(2025, 9, 1)]
    assert problems == []
    assert read_pupils_of_last([], tmp_path) == []


@pytest.mark.parametrize(
    ("gone", "followed"),
    # A column that is new in this version is in no earlier table; the tier was always there.
    [(["vol_min", "weinig_les"], 1), (["tier"], 0)],
)
def test_the_table_of_an_earlier_version_is_followed(gone, followed, tmp_path):
    _publish(tmp_path, "2025-09-01")
    file = tmp_path / "2025-09-01" / "tabellen" / "leerling_periode.parquet"
    pl.read_parquet(file).drop(gone).write_parquet(file)
    problems = []
    [last] = _follow(tmp_path, problems)
    assert last.pupils.height == followed
    assert len(problems) == 1 - followed


@pytest.mark.parametrize("content", [None, b"PAR1", b"a;b\n1;2\n"])
def test_of_pupils_that_cannot_be_read_the_figures_are_compared(content, tmp_path):
    _publish(tmp_path, "2025-09-01")
    file = tmp_path / "2025-09-01" / "tabellen" / "leerling_periode.parquet"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    problems = []
    [last] = _follow(tmp_path, problems)
    assert last.pupils.is_empty()
    assert last.shown["tiers/swv"] == Shown(1235, 0)
    assert [problem.replace("\u00a0", " ") for problem in problems] == [
        "De tabellen van peildatum 1 sep 2025 zijn niet te lezen; vergeleken wordt alleen met de cijfers die zijn "
        "uitgekomen."
    ]


def test_who_was_counted_at_a_later_school_is_no_pupil_of_then(tmp_path):
    """As the SWV report of that peildatum had it; one without such a table counted everybody."""
    for name in ("2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
        file = tmp_path / name / "tabellen" / "leerling_periode.parquet"
        rows = pl.read_parquet(file)
        pl.concat([rows.with_columns(leerling=pl.lit(code)) for code in "ab"]).write_parquet(file)
    moved = {"school": ["school van 2025-09-01"], "leerling": ["a"], "naar_school": ["elders"]}
    moved |= {"telt_thuiszitter": [True], "telt_vierweken": [True]}
    pl.DataFrame(moved).write_parquet(tmp_path / "2025-09-01" / "tabellen" / "overgestapt.parquet")
    found = read_earlier_publications(tmp_path, before=date(2026, 3, 1))
    [*_, last] = read_pupils_of_last(found, tmp_path)
    [without] = read_pupils_of_last(found[:1], tmp_path)
    assert [each.pupils["leerling"].to_list() for each in (without, last)] == [["a", "b"], ["b"]]


@pytest.mark.parametrize("standing", ["gemeten", "verouderd", "niet_gemeten", "geweigerd"])
def test_only_a_school_that_was_measured_over_the_whole_period_is_compared(tmp_path, standing):
    _publish(tmp_path, "2025-09-01")
    measured = pl.DataFrame({"school": ["12AB00", "13AB00"], "stand": ["gemeten", standing]})
    measured.write_parquet(tmp_path / "2025-09-01" / "tabellen" / "school_meting.parquet")
    [earlier] = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert earlier.gemeten == ({"12AB00", "13AB00"} if standing == "gemeten" else {"12AB00"})


def test_a_publication_without_what_was_measured_says_so(tmp_path):
    """Made by a version that did not look: it is read, and nothing is compared with it."""
    _publish(tmp_path, "2025-09-01")
    [earlier] = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert (earlier.gemeten, earlier.periode_van) == (None, None)
    assert make_earlier_quarter(earlier).gemeten is None


@pytest.mark.parametrize(("says", "standing"), [(["12AB00", "34CD00"], "verouderd"), (None, "gemeten")])
def test_the_manifest_says_which_schools_were_measured(says, standing, tmp_path):
    """One of a version that did not say so yet may have the table."""
    _publish(tmp_path, "2025-09-01")
    file = tmp_path / "2025-09-01" / "manifest.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**told, "gemeten": says} if says else told), encoding="utf-8")
    measured = pl.DataFrame({"school": ["12AB00", "34CD00"], "stand": [standing] * 2})
    measured.write_parquet(tmp_path / "2025-09-01" / "tabellen" / "school_meting.parquet")
    [earlier] = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert earlier.gemeten == {"12AB00", "34CD00"}


def test_what_the_account_keeps_is_told_on(tmp_path):
    _publish(tmp_path, "2025-09-01")
    [earlier] = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert make_earlier_quarter(earlier).aanwezigheid == {}
    kept = {"": KeptShare(930, 930, 1, 3_000, 200)}
    quarter = make_earlier_quarter(replace(earlier, aanwezigheid=kept))
    assert (quarter.aanwezigheid, quarter.scholen, quarter.gewist) == (kept, ("12AB00",), False)


def test_counts_are_read_as_they_were_published(tmp_path):
    """A hidden count stays hidden, and a number without an id is no count."""
    _publish(tmp_path, "2025-09-01")
    [earlier] = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert earlier.shown == {
        "tiers/swv": Shown(1235, 0),
        "tiers/swv/tier_3": Shown(None, 8),
        "tiers/swv/tier_2": Shown(None, 0, afgeschermd=True),
    }


def test_the_peildatum_itself_and_later_ones_are_not_earlier(tmp_path):
    for name in ("2025-09-01", "2026-01-01", "2026-03-01"):
        _publish(tmp_path, name)
    found = read_earlier_publications(tmp_path, before=date(2026, 1, 1))
    assert [earlier.peildatum for earlier in found] == [date(2025, 9, 1)]


@pytest.mark.parametrize(
    "name", [".was-2025-09-01", ".wordt-2025-09-01", "controle", "20250901", "2025-W36-1", "2025-09-31", "2025-9-1"]
)
def test_other_folders_are_no_publication(name, tmp_path):
    _publish(tmp_path, name)
    assert read_earlier_publications(tmp_path, before=date(2026, 1, 1)) == []


def test_of_an_erased_publication_what_came_out_is_left(tmp_path):
    """Erasing leaves what is anonymous: the figures, and which schools they are about; who was refused is not."""
    _publish(tmp_path, "2025-09-01")
    shutil.rmtree(tmp_path / "2025-09-01" / "tabellen")
    manifest = tmp_path / "2025-09-01" / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["regelsets"]["34CD00"] = told["regelsets"]["12AB00"]
    told["geweigerd"] = [{"school": "34CD00"}]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    problems = []
    [left] = read_earlier_publications(tmp_path, before=date(2026, 1, 1), report_problem=problems.append)
    assert left.pupils.is_empty()
    assert left.scholen == {"12AB00"}
    assert left.shown["tiers/swv"] == Shown(1235, 0)
    assert [problem.replace("\u00a0", " ") for problem in problems] == [
        "De tabellen van peildatum 1 sep 2025 zijn gewist; vergeleken wordt alleen met de cijfers die zijn uitgekomen."
    ]


def test_a_publication_of_return_sheets_alone_is_told_and_left_out(tmp_path):
    _publish(tmp_path, "2025-09-01")
    for part in ("tabellen", "swv"):
        shutil.rmtree(tmp_path / "2025-09-01" / part)
    problems = []
    assert read_earlier_publications(tmp_path, before=date(2026, 1, 1), report_problem=problems.append) == []
    assert [problem.replace("\u00a0", " ") for problem in problems] == [
        "Van peildatum 1 sep 2025 is geen enkele school gemeten; daarmee wordt niet vergeleken."
    ]


def test_nothing_published_yet(tmp_path):
    assert read_earlier_publications(tmp_path / "weg", before=date(2026, 1, 1)) == []


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [None, b"PAR1", b"a;b\n1;2\n"])
def test_a_publication_that_cannot_be_read_is_told_and_left_out(file, content, tmp_path):
    for name in ("2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
    spoiled = tmp_path / "2025-06-01" / file
    if content is None:
        spoiled.unlink()
    else:
        spoiled.write_bytes(content)
    told = []
    found = read_earlier_publications(tmp_path, before=date(2026, 1, 1), report_problem=told.append)
    assert [earlier.peildatum for earlier in found] == [date(2025, 9, 1)]
    assert len(told) == 1
    assert "2025-06-01" in told[0]


def test_an_edited_count_is_no_count(tmp_path):
    _publish(tmp_path, "2025-09-01")
    file = tmp_path / "2025-09-01" / "swv" / "cijfers.csv"
    file.write_text(FIGURES.replace("1235", "ongeveer 1235"), encoding="utf-8-sig")
    assert read_earlier_publications(tmp_path, before=date(2026, 1, 1)) == []
