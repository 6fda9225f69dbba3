"""The closed list of findings (`bevinding`): code, severity and the Dutch words a school reads.

A finding never holds a value of a pupil: file, line and column say where to look. `{…}` in a text is
filled with counts, codes of the school's own code list, kinds or column names, never with pupil data.

The texts are data, a file for each part of the work: code -> `ernst`, `omschrijving`, `gevolg`, `oplossing`, and
`op_schoolrapport: true` where the first screen of the school report says it too. A text is one string, or a list of
sentences. `consequences.yaml` gives the `gevolg` of a severity where the finding has none. The reader refuses an
unknown or missing key, an empty or broken text, an unknown severity and a doubled code, by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.strict_yaml import check_keys, load_yaml

GEWEIGERD = "geweigerd"
QUARANTAINE = "quarantaine"
LET_OP = "let_op"
SEVERITIES = (GEWEIGERD, QUARANTAINE, LET_OP)
# reading: folder, files, lines. content: layouts, cells, codes. counting: what only counting can find.
FILES = ("reading", "content", "counting")
_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class FindingKind:
    """One kind of finding: what is wrong, what follows, how to mend it."""

    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str
    op_schoolrapport: bool = False
    """It casts doubt on the figures: the school report says it on its first screen."""


@dataclass(frozen=True)
class Finding:
    """One row of table `bevinding`, one per place or per cause.

    `regelnummer`: first line of the record, header = 1 (JSON: number of the item, from 1); None = whole file.
    `aantal`: rows (or slots, where the text says so) that the finding is about.
    """

    school: str
    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str
    bestand: str = ""
    regelnummer: int | None = None
    kolom: str = ""
    aantal: int = 1


def make_finding(
    school: str,
    code: str,
    *,
    bestand: str = "",
    regelnummer: int | None = None,
    kolom: str = "",
    aantal: int = 1,
    **words: object,
) -> Finding:
    """Fill the texts of the finding kind `code` with `words`; KeyError on an unknown code or missing word."""
    kind = FINDINGS[code]
    return Finding(
        school=school,
        code=code,
        ernst=kind.ernst,
        omschrijving=kind.omschrijving.format(**words),
        gevolg=kind.gevolg.format(**words),
        oplossing=kind.oplossing.format(**words),
        bestand=bestand,
        regelnummer=regelnummer,
        kolom=kolom,
        aantal=aantal,
    )


def count_words(number: int, singular: str, plural: str) -> str:
    """`1 rij`, `2 rijen`: a number as it stands in the texts of a finding."""
    return f"{number} {singular if number == 1 else plural}"


def read_findings(folder: Path) -> dict[str, tuple[FindingKind, ...]]:
    """The kinds by file, in the order of FILES and of their lines; DeclarationInvalid names file, code and fault."""
    consequences = load_yaml(folder / "consequences.yaml")
    check_keys(consequences, "consequences.yaml", required={GEWEIGERD, QUARANTAINE})
    found = {name: _read_file(folder / f"{name}.yaml", consequences) for name in FILES}
    codes = [kind.code for kinds in found.values() for kind in kinds]
    for code in codes:
        if codes.count(code) > 1:
            raise DeclarationInvalid(f"{folder.name}: bevinding '{code}' staat in meer dan één bestand")
    return found


def _read_file(file: Path, consequences: Mapping[str, Any]) -> tuple[FindingKind, ...]:
    return tuple(_read_kind(code, row, f"{file.name}, {code}", consequences) for code, row in load_yaml(file).items())


def _read_kind(code: str, row: Any, where: str, consequences: Mapping[str, Any]) -> FindingKind:
    check_keys(row, where, required={"ernst", "omschrijving", "oplossing"}, optional={"gevolg", "op_schoolrapport"})
    if row["ernst"] not in SEVERITIES:
        raise DeclarationInvalid(f"{where}: 'ernst' is '{row['ernst']}'; toegestaan: {', '.join(SEVERITIES)}")
    if row.get("op_schoolrapport", True) is not True:
        raise DeclarationInvalid(f"{where}: 'op_schoolrapport' is 'true' of staat er niet")
    texts = {"gevolg": consequences.get(row["ernst"], ""), **row}
    return FindingKind(
        code=code,
        ernst=row["ernst"],
        omschrijving=_read_text(texts["omschrijving"], f"{where}, omschrijving"),
        gevolg=_read_text(texts["gevolg"], f"{where}, gevolg"),
        oplossing=_read_text(texts["oplossing"], f"{where}, oplossing"),
        op_schoolrapport="op_schoolrapport" in row,
    )


def _read_text(text: Any, where: str) -> str:
    """One string, or sentences joined by a space; each filled, and with braces that `str.format` can fill by name."""
    sentences = text if isinstance(text, list) else [text]
    if not sentences or not all(isinstance(sentence, str) and sentence.strip() for sentence in sentences):
        raise DeclarationInvalid(f"{where}: de tekst ontbreekt of is leeg")
    joined = " ".join(sentences)
    try:
        words = [word for _, word, _, _ in Formatter().parse(joined) if word is not None]
    except ValueError:
        words = [""]
    if not all(word.isidentifier() for word in words):
        raise DeclarationInvalid(f"{where}: een accolade in de tekst klopt niet")
    return joined


_BY_FILE = read_findings(_FOLDER)
COUNTING_KINDS = _BY_FILE["counting"]
FINDINGS: dict[str, FindingKind] = {kind.code: kind for kinds in _BY_FILE.values() for kind in kinds}
ON_SCHOOL_REPORT = frozenset(code for code, kind in FINDINGS.items() if kind.op_schoolrapport)
