"""The texts of findings as data: read strictly, and every code that the program names is there."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import findings
from schemas.errors import DeclarationInvalid
from schemas.findings import COUNTING_KINDS, FILES, FINDINGS, count_words, make_finding, read_findings

SOURCE = Path(findings.__file__).parent
ONE = "{ernst: let_op, omschrijving: Een., gevolg: Twee., oplossing: Drie.}"


def make_folder(folder: Path, **texts: str) -> Path:
    """A folder with one note a file, named after the file; `texts` replaces the text of a file."""
    shutil.copy(SOURCE / "consequences.yaml", folder)
    for name in FILES:
        (folder / f"{name}.yaml").write_text(texts.get(name, f"{name}_een: {ONE}\n"), encoding="utf-8")
    return folder


def test_the_kinds_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    found = read_findings(make_folder(tmp_path, reading=f"b: {ONE}\na: {ONE}\n"))
    assert [kind.code for kinds in found.values() for kind in kinds] == ["b", "a", "content_een", "counting_een"]


def test_a_severity_gives_the_consequence_where_the_finding_has_none(tmp_path: Path) -> None:
    text = "a: {ernst: geweigerd, omschrijving: Een., oplossing: Drie.}\nb: {ernst: geweigerd, omschrijving: Een.,"
    kinds = read_findings(make_folder(tmp_path, reading=f"{text} gevolg: Eigen., oplossing: Drie.}}\n"))["reading"]
    assert [kind.gevolg for kind in kinds] == ["De levering van deze school is niet gebruikt.", "Eigen."]


def test_sentences_are_joined_by_a_space(tmp_path: Path) -> None:
    text = "a: {ernst: let_op, omschrijving: Een., gevolg: Twee., oplossing: [Drie., Vier.]}\n"
    assert read_findings(make_folder(tmp_path, reading=text))["reading"][0].oplossing == "Drie. Vier."


def test_a_finding_can_stand_on_the_school_report(tmp_path: Path) -> None:
    texts = "ernst: let_op, omschrijving: Een., gevolg: Twee., oplossing: Drie."
    found = read_findings(make_folder(tmp_path, reading=f"a: {{{texts}, op_schoolrapport: true}}\nb: {{{texts}}}\n"))
    assert [kind.op_schoolrapport for kind in found["reading"]] == [True, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: {ernst: erg, omschrijving: x, gevolg: x, oplossing: x}", "reading.yaml, a: 'ernst' is 'erg'"),
        ("a: {ernst: let_op, omschrijving: x, gevolg: x}", "reading.yaml, a: 'oplossing' ontbreekt"),
        ("a: {ernst: let_op, omschrijving: x, oplossing: x}", "reading.yaml, a, gevolg: de tekst ontbreekt"),
        ("a: {ernst: let_op, omschrijving: x, gevolg: '', oplossing: x}", "reading.yaml, a, gevolg: de tekst"),
        ("a: {ernst: let_op, omschrijving: [], gevolg: x, oplossing: x}", "reading.yaml, a, omschrijving: de tekst"),
        ("a: {ernst: let_op, omschrijving: 3, gevolg: x, oplossing: x}", "reading.yaml, a, omschrijving: de tekst"),
        ("a: {ernst: let_op, omschrijving: 'x {', gevolg: x, oplossing: x}", "a, omschrijving: een accolade"),
        ("a: {ernst: let_op, omschrijving: 'x {}', gevolg: x, oplossing: x}", "a, omschrijving: een accolade"),
        ("a: {ernst: let_op, omschrijving: x, gevolg: x, oplossing: x, extra: x}", "a: onbekende sleutel 'extra'"),
        ("a: {ernst: let_op, omschrijving: x, gevolg: x, oplossing: x, op_schoolrapport: ja}", "'op_schoolrapport' is"),
        ("a: {ernst: let_op, omschrijving: x, gevolg: x, oplossing: x, op_schoolrapport: false}", "'op_schoolrapport'"),
        ("a: tekst", "reading.yaml, a: geen tabel"),
        (f"a: {ONE}\na: {ONE}", "reading.yaml: sleutel 'a' staat er dubbel in"),
        (f"content_een: {ONE}", "bevinding 'content_een' staat in meer dan één bestand"),
        ("- a", "reading.yaml: geen tabel"),
        ("a: {", "reading.yaml: geen geldige YAML"),
    ],
)
def test_each_fault_is_refused_by_name(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationInvalid, match=told):
        read_findings(make_folder(tmp_path, reading=text + "\n"))


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    (make_folder(tmp_path) / "content.yaml").unlink()
    with pytest.raises(DeclarationInvalid, match=r"content\.yaml"):
        read_findings(tmp_path)


def test_words_fill_a_text() -> None:
    found = make_finding("12AB00", "meer_locaties", locaties=3)
    assert found.omschrijving == "Het bestand bevat leerlingen van 3 locaties."
    with pytest.raises(KeyError):
        make_finding("12AB00", "meer_locaties")


def test_one_alone_is_singular() -> None:
    assert [count_words(number, "rij", "rijen") for number in (0, 1, 2)] == ["0 rijen", "1 rij", "2 rijen"]


def test_only_notes_come_from_counting() -> None:
    """A school is never refused after its data were accepted."""
    assert {kind.ernst for kind in COUNTING_KINDS} == {findings.LET_OP}


def list_named(source: str) -> Iterator[str]:
    """Codes that Python source hands to `make_finding` or `make_refusal` as a literal."""
    places = {"make_finding": 1, "make_refusal": 0}
    for node in ast.walk(ast.parse(source)):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in places:
            code = node.args[places[name]]
            choices = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
            yield from (one.value for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str))


def read_sources(repository: Path) -> list[str]:
    return [
        file.read_text(encoding="utf-8")
        for room in ("pipelines", "schemas")
        for file in sorted((repository / room).rglob("*.py"))
    ]


def test_every_code_that_the_program_names_has_its_texts(repository: Path) -> None:
    named = {code for source in read_sources(repository) for code in list_named(source)}
    assert len(named) > 40
    assert named - set(FINDINGS) == set()


def test_every_text_belongs_to_a_code_that_the_program_names(repository: Path) -> None:
    sources = "\n".join(read_sources(repository))
    assert [code for code in FINDINGS if f'"{code}"' not in sources] == []


def test_a_code_without_texts_would_be_found() -> None:
    assert list(list_named('make_finding(school, "x" if a == "y" else kinds[b])')) == ["x"]
    assert list(list_named('raise make_refusal("z", file=file)')) == ["z"]
