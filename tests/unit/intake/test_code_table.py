"""A code with two kinds in the school's own table: the last row counts, and it is told (contract 5)."""

import pytest

from tests.lib.school_folder import BASIS, deliver, list_findings

HEADER = "code;omschrijving;soort;geldig_van\n"


def tell(folder, *rows: str, more: dict[str, str] | None = None) -> list[tuple[str, int | None, str, str]]:
    files = {**BASIS, "codes.csv": HEADER + "".join(f"{row}\n" for row in rows), **(more or {})}
    delivery = deliver(folder, files)
    return [told for told in list_findings(delivery, ernst="let_op") if told[3] == "code_twee_soorten"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (("S;spijbelen;spijbelen;", "S;sportdag;aanwezig;"), 3),
        (("S;a;spijbelen;2025-08-01", "Z;b;ziek;", "S;c;aanwezig;2025-08-01", "S;d;spijbelen;2025-08-01"), 5),
        # The same kind twice is no doubt, nor another kind from another day on, nor another code.
        (("S;a;spijbelen;", "S;b;spijbelen;"), None),
        (("S;a;spijbelen;", "S;b;aanwezig;2025-11-01"), None),
        (("S;a;spijbelen;", "s;b;aanwezig;"), None),
    ],
)
def test_a_code_with_two_kinds_from_one_day_on(tmp_path, rows, line) -> None:
    assert tell(tmp_path, *rows) == ([("codes.csv", line, "soort", "code_twee_soorten")] if line else [])


def test_two_files_make_one_table(tmp_path) -> None:
    """Files are taken in order of name: the row of the last one counts."""
    other = {"codes-extra.csv": HEADER + "S;sportdag;aanwezig;\n"}
    [(_, line, _, _)] = tell(tmp_path, "Z;ziek;ziek;", "S;spijbelen;spijbelen;", more=other)
    # codes-extra.csv comes before codes.csv (a hyphen before a full stop), so row 3 of the latter counts.
    assert line == 3


def test_what_counts_is_told_in_words(tmp_path) -> None:
    files = {**BASIS, "codes.csv": HEADER + "S;spijbelen;spijbelen;\nS;sportdag;aanwezig;\n"}
    [found] = [each for each in deliver(tmp_path, files).findings if each.code == "code_twee_soorten"]
    assert found.omschrijving.endswith("met een andere soort: 'spijbelen'.")
    assert "gelezen als 'aanwezig'" in found.gevolg
    assert found.aantal == 2
