"""dapto (formats 14): templates with its own reasons."""

from pathlib import Path

import pytest

from schemas.lvs import get_lvs
from tests.lib.school_folder import BASIS, deliver, list_rows, make_school

# formats.md 14; a new registration counts as unauthorised until someone says otherwise.
REASONS = [
    ("Ziekte / medische behandeling", "ziek"),
    ("Vakantieverlof", "verlof"),
    ("Religieuze verplichting", "verlof"),
    ("Gewichtige omstandigheden", "verlof"),
    ("Schorsing / verwijdering", "schorsing"),
    ("Afwezig zonder bericht", "voorlopig_ongeoorloofd"),
    ("Afwezig zonder geldige reden", "overig_ongeoorloofd"),
    # Stands with the authorised reasons and with the others: the word alone does not decide.
    ("Anders", None),
    ("anders dan bekend", None),
]


@pytest.mark.parametrize(("reason", "soort"), REASONS)
def test_a_reason_in_the_template_gives_its_kind(reason: str, soort: str | None, tmp_path: Path) -> None:
    files = {**BASIS, "a.csv": f"leerlingnummer;begin;code\n1001;01-09-2025;{reason}\n"}
    delivery = deliver(tmp_path, files, school=make_school("dapto"))
    source = None if soort is None else "standaardtabel"
    assert list_rows(delivery, "raw_absentie_span", "code", "soort_rij", "soort_bron") == [(reason, soort, source)]


def test_the_same_reason_means_nothing_at_a_school_with_another_lvs(tmp_path: Path) -> None:
    files = {**BASIS, "a.csv": "leerlingnummer;begin;code\n1001;01-09-2025;Vakantieverlof\n"}
    delivery = deliver(tmp_path, files, school=make_school("magister"))
    assert list_rows(delivery, "raw_absentie_span", "soort_rij") == [(None,)]


def test_no_layout_is_made_up() -> None:
    assert get_lvs("dapto").layouts == ()
