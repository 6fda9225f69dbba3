"""Tables for the analyst: the exact form of the CSV, Parquet that reads back the same."""

import csv
import io
import os
from datetime import date
from random import Random

import polars as pl
import pytest

from pipelines.publish.export import make_csv, make_parquet
from schemas.tables import PUBLISHED_TABLES

DEEP = bool(os.environ.get("MSA_DEEP"))
BOM = b"\xef\xbb\xbf"


def test_the_form_of_the_csv():
    frame = pl.DataFrame(
        {
            "tekst": ["gewoon", "met;punt", 'met"teken', "café", None],
            "getal": [1, 0, -5, 1000000, None],
            "deel": [50.0, 200 / 3, 0.1 + 0.2, -0.5, None],
            "waar": [True, False, None, True, False],
            "dag": [date(2025, 9, 1), date(2026, 1, 1), None, date(2024, 2, 29), None],
        }
    )
    assert (
        make_csv(frame)
        == BOM
        + (
            "tekst;getal;deel;waar;dag\n"
            "gewoon;1;50,0;J;2025-09-01\n"
            # Full precision: the double nearest to 200 / 3 and to 0.1 + 0.2, nothing rounded, no thousands.
            '"met;punt";0;66,66666666666667;N;2026-01-01\n'
            '"met""teken";-5;0,30000000000000004;;\n'
            "café;1000000;-0,5;J;2024-02-29\n"
            ";;;N;\n"
        ).encode()
    )


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"getal": [1]}),
        pl.DataFrame({"waar": [True]}),
        pl.DataFrame(schema={"a": pl.String, "b": pl.Boolean}),
    ],
)
def test_a_csv_without_some_of_the_types(frame):
    lines = make_csv(frame).removeprefix(BOM).decode().splitlines()
    assert lines[0] == ";".join(frame.columns)
    assert len(lines) == 1 + frame.height


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+31", "-5", "@som", "|cmd", "%x", " =1", "\t=1", "'=1", "＝1", "＋1", "－1", "＠1", '"=1"', "-"),
        *("\u200b=1", "\ufeff=1", "\u00a0=1", "\n=1", "\ntekst", "\r", "％1", "｜cmd", "−1", "\u2060 '\" @a"),
    ],
)
def test_a_formula_becomes_text(cell):
    (shown,) = pl.read_csv(make_csv(pl.DataFrame({"klas": [cell]})), separator=";", infer_schema=False)["klas"]
    assert shown == "'" + cell


@pytest.mark.parametrize("cell", ["4A", "1-2", "a=b", "'s-Gravenhage", "De Brug", "x@y", "100 %"])
def test_an_ordinary_text_stays(cell):
    assert make_csv(pl.DataFrame({"klas": [cell]})) == BOM + f"klas\n{cell}\n".encode()


def test_no_random_text_starts_a_formula():
    """Texts of signs that matter, in seeded order. The check is written anew: no pattern of the program is used."""
    chance = Random(7)
    signs = "=+-@\t\r\n|%＝＋－＠ab1;,\"' \u00a0\u200b\ufeffé"
    texts = ["".join(chance.choices(signs, k=chance.randint(1, 6))) for _ in range(10_000 if DEEP else 1_000)]
    written = make_csv(pl.DataFrame({"tekst": texts})).decode("utf-8").removeprefix("\ufeff")
    cells = [row[0] for row in csv.reader(io.StringIO(written, newline=""), delimiter=";")][1:]
    assert len(cells) == len(texts)
    for text, cell in zip(texts, cells, strict=True):
        assert cell in (text, "'" + text)
        first = cell.lstrip(" \u00a0\u200b\ufeff")[:1]
        assert first not in set("=+-@\t\r\n|%＝＋－＠"), ascii(text)
    # Both ways occur often.
    assert 100 < sum(text == cell for text, cell in zip(texts, cells, strict=True)) < len(texts) - 100


def test_a_negative_number_is_no_formula():
    assert make_csv(pl.DataFrame({"verschil": [-1, -2]})) == BOM + b"verschil\n-1\n-2\n"


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
def test_parquet_reads_back_the_same(table):
    values = {
        pl.String: "=tekst",
        pl.Boolean: True,
        pl.Date: date(2025, 9, 1),
        pl.Int8: 1,
        pl.Int32: 2,
        pl.Int64: 3,
        pl.Float64: 200 / 3,
    }
    full = {column.name: values[column.dtype] for column in table.columns}
    bare = {column.name: None if column.nullable else full[column.name] for column in table.columns}
    frame = pl.DataFrame([full, bare], schema=table.polars_schema)
    back = pl.read_parquet(io.BytesIO(make_parquet(frame)))
    assert back.schema == frame.schema
    assert back.rows() == frame.rows()
