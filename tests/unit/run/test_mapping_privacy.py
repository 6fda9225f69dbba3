"""What a proposal of a mapping shows and writes down: names of columns, codes, classes and counts, no other cell."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.intake.readers.table import FORBIDDEN
from pipelines.run.mapping import accept, preview, propose
from pipelines.settings import Settings, load_settings
from tests.lib.hostile import PAYLOADS
from tests.lib.school_folder import make_school, write_swv
from tests.unit.run.test_mapping import list_texts

TODAY = date(2025, 12, 20)
SCHOOL = "12AB00"
CANARY = "kanarievogel"


def write(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue()


def make_swv(folder: Path, *, header: list[str], codes: list[str]) -> Settings:
    """Ten pupils called after the canary, one absence a code, and a last column with a remark under `header`."""
    pupils = [[str(1001 + nr), f"{CANARY} {nr}", f"3A {CANARY}" if nr == 9 else "Vlinders"] for nr in range(10)]
    lessons = [
        [group, str(day), "1", "08:30", "09:20"] for group in ("groep 4", f"van {CANARY}") for day in range(1, 6)
    ]
    rows = [
        [str(1001 + nr % 10), "2025-09-08", "1", code, *[f"{CANARY} is {nr}" for _ in header[4:]]]
        for nr, code in enumerate(codes)
    ]
    files = {
        "leerlingen.csv": write([["leerlingnummer", "naam", "klas"], *pupils]),
        "rooster.csv": write([["groep", "weekdag", "lesuur", "begintijd", "eindtijd"], *lessons]),
        f"absenties {CANARY}.csv": write([header, *rows]),
    }
    return load_settings(write_swv(folder, files, school=make_school("magister")))


def choose_everything(settings: Settings) -> dict[str, str]:
    """Every item gets a choice, in three rounds, as the next ones come up."""
    choices: dict[str, str] = {}
    for _ in range(3):
        proposal = propose(settings, SCHOOL, choices, today=TODAY)
        for file in proposal.columns:
            if file.stand != "gelezen" and file.voorstel:
                choices[file.id] = file.voorstel
                choices |= {column.id: column.voorstel for column in file.columns}
        items = (*proposal.codes, *proposal.classes)
        choices |= {item.id: item.voorstel or item.keuzes[0] for item in items if item.keuzes}
    return choices


OWN = ["Lln nr", "Dag", "Uur", "Reden"]


@pytest.fixture
def canaries(tmp_path: Path) -> Settings:
    return make_swv(tmp_path, header=[*OWN, "Vlaggetje XQ"], codes=["ZI", "Z", f"bij oma {CANARY}", "1001"] * 3)


def test_a_name_of_a_pupil_among_the_columns_is_no_header(tmp_path: Path) -> None:
    settings = make_swv(tmp_path, header=[*OWN, f"Opmerking {CANARY}"], codes=["ZI"])
    file = next(file for file in propose(settings, SCHOOL, today=TODAY).columns if file.stand != "gelezen")
    assert file.columns == ()
    assert "eerste regel" in file.uitleg


def test_no_cell_is_shown(canaries: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    choices = choose_everything(canaries)
    shown = [
        *list_texts(propose(canaries, SCHOOL, today=TODAY)),
        *list_texts(propose(canaries, SCHOOL, choices, today=TODAY)),
        *list_texts(preview(canaries, SCHOOL, choices, today=TODAY)),
    ]
    # The control: the proposal does show what may be shown.
    assert {"Lln nr", "kolom 5", "ZI", "Vlinders", "groep 4"} <= set(shown)
    assert [text for text in shown if CANARY in text.casefold() or "1001" in text] == []
    cli.main(["koppel", str(canaries.file), "--school", SCHOOL, "--toon", "--peildatum", "2026-01-01"])
    cli.main(["koppel", str(canaries.file), "--school", SCHOOL, "--neem-over", "--peildatum", "2026-01-01"])
    told = "".join(capsys.readouterr())
    assert "Lln nr" in told
    assert CANARY not in told.casefold()
    assert "1001" not in told


def test_no_cell_is_written_down(canaries: Settings) -> None:
    text = accept(canaries, SCHOOL, choose_everything(canaries), TODAY).read_text(encoding="utf-8")
    assert '"ZI" = "ziek"' in text
    assert '"Vlinders" = "groep 4"' in text
    assert CANARY not in text.casefold()
    assert "1001" not in text


def test_the_log_and_the_store_hold_nothing_of_a_mapping(canaries: Settings) -> None:
    accept(canaries, SCHOOL, choose_everything(canaries), TODAY)
    for file in canaries.opslag.rglob("*"):
        # Copies of deliveries lie in the vault; everything else is without them.
        if file.is_file() and "kluis" not in file.parts:
            data = file.read_bytes()
            assert CANARY.encode() not in data
            assert b"Vlinders" not in data


def test_hostile_columns_and_codes_are_not_shown(tmp_path: Path) -> None:
    """A column or a code that tries to be more than text has fixed words, or is a short code and stands as it is."""
    payloads = [text for text in PAYLOADS if not FORBIDDEN.search(text) and text.strip() == text]
    assert len(payloads) >= 64
    settings = make_swv(tmp_path, header=[*OWN, *payloads], codes=[text for text in payloads if len(text) > 6])
    choices = choose_everything(settings)
    shown = list_texts(propose(settings, SCHOOL, choices, today=TODAY))
    written = accept(settings, SCHOOL, choices, TODAY).read_text(encoding="utf-8")
    assert "Lln nr" in shown
    assert [text for text in payloads if text in shown] == []
    assert [text for text in payloads if len(text) > 6 and text in written] == []


@pytest.mark.parametrize(
    "code", ['"""', "'''", "\\u0022", "]]", "# x", "=1+1", "ziek\\", "a = b", '"\n[[koppeling]]\n"', "𝕫𝕫", "Ω", "é"]
)
def test_a_code_stays_a_text_in_the_file(tmp_path: Path, code: str) -> None:
    settings = make_swv(tmp_path, header=OWN, codes=[code] * 10)
    choices = choose_everything(settings)
    proposal = propose(settings, SCHOOL, choices, today=TODAY)
    found = {item.shown: item for item in proposal.codes}
    if code not in found:
        # What is not shown cannot be mapped, and is not written down.
        assert code not in list_texts(proposal)
        assert all(not item.keuzes for item in proposal.codes)
        return
    accept(settings, SCHOOL, {**choices, found[code].id: "medisch"}, TODAY)
    assert load_settings(settings.file).scholen[0].koppeling.codes == {code: "medisch"}
