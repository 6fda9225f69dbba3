"""Proposals of a mapping on random tables: no cell comes out, and no absence list becomes a list of pupils."""

import hashlib
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import list_delivery, make_secrets
from pipelines.intake.delivery_file import DeliveredFile
from pipelines.intake.mapping.columns import FileProposal, propose_columns
from pipelines.intake.mapping.shapes import Known
from pipelines.intake.readers.text_table import read_header, read_text_table
from pipelines.intake.recognition import recognise
from schemas.exports.base import normalise_name
from schemas.lvs import get_layout
from tests.property.test_headers import ABSENCE, NAMES, PUPILS
from tests.unit.run.test_mapping import list_texts

# Made so that no word of the program holds one.
TOKEN = st.integers(0, 9999).map(lambda number: f"zqx{number}wvk")
CELLS = st.one_of(
    TOKEN,
    st.sampled_from(["", "J", "N", "08:30", "3", "08-09-2025", "2025-09-08 08:30", "ochtend"]),
    st.integers(1000, 1010).map(str),
)
HEADS = st.one_of(TOKEN, st.sampled_from([*ABSENCE, *NAMES, "Lln nr", "Klas", "Stamnummer", "Gemeente"]))


def make_mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def propose(header: list[str], rows: list[list[str]], lvs: str) -> FileProposal | None:
    """The proposal for one file; None where its header cannot be read at all."""
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(";".join(row) for row in [header, *rows]) + "\n"
        (Path(folder) / "x.csv").write_text(text, encoding="utf-8")
        file = DeliveredFile(0, list_delivery(Path(folder)).files[0])
        try:
            file.header = read_header(file.path)
            file.recognised = recognise(file.header, lvs=lvs, file="x")
        except DeliveryRefused as refusal:
            file.refusals.append(refusal)
        found = propose_columns(
            [file],
            places={0: "bestand 1 van 1"},
            read=lambda each: read_text_table(each.path, each.header),
            lvs=lvs,
            known=Known(frozenset(str(number) for number in range(1000, 1011))),
            secrets=make_secrets(["Jansen"], [date(2010, 1, 1)]),
            make_mark=make_mark,
            chosen={},
            own_columns={},
        )
        return found[0] if found else None


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], str]:
    header = draw(st.lists(HEADS, min_size=2, max_size=8, unique_by=normalise_name))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=6))
    return header, rows, draw(st.sampled_from(sorted(PUPILS)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_no_cell_comes_out_and_no_column_is_two(drawn: tuple[list[str], list[list[str]], str]) -> None:
    header, rows, lvs = drawn
    proposal = propose(header, rows, lvs)
    if proposal is None:
        return
    assert [text for text in list_texts(proposal) if "zqx" in text.casefold()] == []
    chosen = [column.voorstel for column in proposal.columns if column.voorstel]
    assert len(set(chosen)) == len(chosen)
    assert all(column.voorstel in ("", *column.keuzes) for column in proposal.columns)
    assert all(column.voorstel or not column.zeker for column in proposal.columns)
    if proposal.zeker:
        required = set(get_layout(proposal.voorstel).required)
        assert required <= {normalise_name(name) for name in chosen}
        assert proposal.ontbreekt == ()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(PUPILS)), st.data())
def test_no_absence_list_is_certainly_a_list_of_pupils(lvs: str, data: st.DataObject) -> None:
    """The columns of a list of pupils with one of an absence beside them, as `test_headers` has them."""
    pupils = data.draw(st.sampled_from(PUPILS[lvs])).split(";")
    name = data.draw(st.sampled_from([name for name in ABSENCE if name.lower() not in ("van", "tot")]))
    header = list(dict.fromkeys([*pupils, name]))
    rows = [["1001" if nr == 0 else "3A" for nr in range(len(header))]]
    proposal = propose(header, rows, lvs)
    if proposal is not None and proposal.zeker:
        assert get_layout(proposal.voorstel).kind.soort not in ("leerlingen", "groepen", "codes", "kalender")
