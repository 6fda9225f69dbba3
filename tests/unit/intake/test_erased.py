"""Marks of erased pupils: known again by number and by code, after a rotation too, telling nothing by themselves."""

import json
import stat
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import StoreUnavailable
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_delivery
from pipelines.intake.erased import add_marks, load_erased
from pipelines.vault.keyring import add_key, load_ring, make_ring, save_ring, settle_ring
from pipelines.vault.places import ERASED_FILE
from tests.lib.school_folder import BASIS, list_rows, make_school

KEY, OTHER_KEY = b"\x01" * 32, b"\x02" * 32
SCHOOL = "12AB00"


@pytest.fixture
def opslag(tmp_path: Path) -> Path:
    place = tmp_path / "opslag"
    place.mkdir()
    save_ring(place, make_ring(KEY))
    return place


def read(opslag: Path, files: dict[str, str | bytes]) -> Delivery:
    """The delivery of `files`, with the marks of `opslag`; codes of pupils are `c` and the number."""
    folder = opslag.parent / "aanlevering"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_delivery(
        make_school(),
        folder,
        vault=opslag / "kluis",
        make_codes=lambda numbers: [f"c{number}" for number in numbers],
        make_mark=str,
        erased=load_erased(opslag, SCHOOL),
    )


def list_copied(opslag: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in (opslag / "kluis").rglob("*") if path.is_file())


def test_a_mark_is_of_one_school_and_word(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001", "labc"})
    erased = load_erased(opslag, SCHOOL)
    assert erased
    assert [erased.names(word) for word in ("1001", "labc", "1002", "")] == [True, True, False, False]
    assert not load_erased(opslag, "34CD00")
    assert not load_erased(opslag, "34CD00").names("1001")


def test_a_mark_tells_nothing_and_is_private(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    file = opslag / ERASED_FILE
    (entry,) = [json.loads(line) for line in file.read_text().splitlines()]
    assert set(entry) == {"school", "sleutel", "merk"}
    assert "1001" not in entry["merk"][:4]
    assert len(entry["merk"]) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    add_marks(opslag, SCHOOL, {"1001"})
    assert file.read_bytes() == before


def test_marks_outlive_the_key(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    ring = load_ring(opslag)
    assert ring is not None
    save_ring(opslag, settle_ring(add_key(ring, OTHER_KEY), OTHER_KEY))
    add_marks(opslag, SCHOOL, {"1002"})
    erased = load_erased(opslag, SCHOOL)
    assert [erased.names(word) for word in ("1001", "1002", "1003")] == [True, True, False]


@pytest.mark.parametrize(
    "content",
    ["geen json\n", "[" * 5000 + "\n", '{"school": "12AB00"}\n', '{"school":"12AB00","sleutel":"x","merk":"y"}\n'],
)
def test_marks_that_cannot_be_read_end_the_run(content: str, opslag: Path) -> None:
    """Read as no marks, they would let an erased pupil come back."""
    (opslag / ERASED_FILE).write_text(content)
    with pytest.raises(StoreUnavailable, match="niet te lezen"):
        load_erased(opslag, SCHOOL)


def test_rows_of_the_pupil_are_found_as_the_program_reads_numbers(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001", "labc"})
    erased = load_erased(opslag, SCHOOL)
    cells = pl.DataFrame({"leerlingnummer": ["1001", " 1001 ", "1001.0", "10010", "", "1002"]})
    assert erased.find_rows(cells).to_list() == [True, True, True, False, False, False]
    assert erased.find_rows(pl.DataFrame({"leerling": ["labc", "labd"]})).to_list() == [True, False]
    assert erased.find_rows(pl.DataFrame({"groep": ["1001"]})).to_list() == [False]


ABSENCES = "leerlingnummer;datum;lesuur;code\n1001;2025-09-15;1;Z\n1002;2025-09-15;1;Z\n1001;2025-09-16;1;Z\n"


def test_his_rows_are_not_read_and_the_balance_closes(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    delivery = read(opslag, {**BASIS, "absenties.csv": ABSENCES})
    assert delivery.refused is None
    assert list_rows(delivery, "raw_sleutel", "leerlingnummer") == [("1002",)]
    # absenties: 3 read, 2 of the erased pupil; leerlingen: 2 read, 1; rooster: none.
    assert list_rows(delivery, "raw_bestand", "bestand", "gelezen", "quarantaine", "niet_geteld") == [
        ("absenties.csv", 3, 0, 2),
        ("leerlingen.csv", 2, 0, 1),
        ("rooster.csv", 2, 0, 0),
    ]
    assert delivery.frames["raw_absentie_les"].height == 1
    told = [
        (found.bestand, found.regelnummer, found.aantal)
        for found in delivery.findings
        if found.code == "gewiste_leerling"
    ]
    assert told == [("absenties.csv", None, 2), ("leerlingen.csv", None, 1)]
    assert delivery.places_erased == ("absenties", "leerlingen")
    assert list_copied(opslag) == [BASIS["rooster.csv"].encode()]


LESSON = ("BEGIN:VEVENT", "DTSTART:20250915T083000", "DTEND:20250915T092000", "END:VEVENT")
CALENDAR = "\r\n".join(("BEGIN:VCALENDAR", *LESSON, "END:VCALENDAR", ""))


def test_of_a_calendar_no_copy_is_kept(opslag: Path) -> None:
    """Only the name of the file says that it is of pupil 1001, and the name of a copy says nothing."""
    delivery = read(opslag, {**BASIS, "1001.ics": CALENDAR})
    assert list_rows(delivery, "raw_rooster_leerling", "leerling_nr") == [(0,)]
    assert sorted(list_copied(opslag)) == sorted(text.encode() for text in BASIS.values())


def test_the_timetable_of_an_erased_pupil_is_of_nobody(opslag: Path) -> None:
    """Its calendar, and its place among the pupils of a lesson; 1002 keeps that lesson."""
    add_marks(opslag, SCHOOL, {"1001"})
    lessons = [{"start": 1_757_917_800, "end": 1_757_920_800, "startTimeSlot": 1, "students": ["1001", "1002"]}]
    files = {**BASIS, "1001.ics": CALENDAR, "appointments.json": json.dumps(lessons)}
    delivery = read(opslag, files)
    assert delivery.refused is None
    assert list_rows(delivery, "raw_sleutel", "leerlingnummer") == [("1002",)]
    assert list_rows(delivery, "raw_rooster_leerling", "leerling_nr") == [(0,)]
    assert not any(b"1001" in copy or b"VEVENT" in copy for copy in list_copied(opslag))
    told = {finding.code for finding in delivery.findings}
    assert "rooster_onbekende_leerling" not in told
    assert "agenda_zonder_klas" not in told
    balances = delivery.frames["raw_bestand"].filter(
        pl.col("layout").is_in(["icalendar-rooster", "zermelo-rooster-json"])
    )
    assert balances.select("gelezen", "quarantaine", "niet_geteld").rows() == [(1, 0, 0), (1, 0, 0)]


def test_without_marks_everything_is_read_and_copied(opslag: Path) -> None:
    """Negative control of the test above."""
    delivery = read(opslag, {**BASIS, "absenties.csv": ABSENCES})
    assert delivery.frames["raw_absentie_les"].height == 3
    assert delivery.places_erased == ()
    assert len(list_copied(opslag)) == 3


def test_a_row_that_cannot_be_read_keeps_no_text_of_the_pupil(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    broken = ABSENCES + "1001;2025-09-17;1;Z;te veel\n1002;31-02-2025;1;Z\n1002;2025-09-18;1;Z;ook te veel\n"
    delivery = read(opslag, {**BASIS, "absenties.csv": broken})
    raws = [(cell.regelnummer, cell.code, cell.raw) for cell in delivery.quarantine]
    assert raws == [
        (5, "te_veel_velden", ""),
        (6, "datum_onleesbaar", "31-02-2025"),
        (7, "te_veel_velden", "1002;2025-09-18;1;Z;ook te veel"),
    ]


def test_a_pupil_named_only_in_a_remark_keeps_the_file_out_of_the_vault(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    files = {**BASIS, "leerlingen.csv": "leerlingnummer;klas;opmerking\n1002;4B;broer van 1001\n"}
    delivery = read(opslag, files)
    assert delivery.places_erased == ("leerlingen",)
    assert [found for found in delivery.findings if found.code == "gewiste_leerling"] == []
    assert list_copied(opslag) == [BASIS["rooster.csv"].encode()]


def test_a_number_that_no_word_can_be_leaves_no_copy_either(opslag: Path) -> None:
    """A number with the separator in it: no word and no cell of the raw text, but a row all the same."""
    add_marks(opslag, SCHOOL, {"10;01"})
    files = {**BASIS, "leerlingen.csv": 'leerlingnummer;klas\n"10;01";4A\n1002;4B\n'}
    delivery = read(opslag, files)
    assert list_rows(delivery, "raw_sleutel", "leerlingnummer") == [("1002",)]
    assert list_copied(opslag) == [BASIS["rooster.csv"].encode()]


def test_a_form_with_the_pupil_counts_for_the_others_and_is_not_remembered(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001"})
    form = {"register.csv": "leerlingnummer;plan_van_aanpak\n1001;J\n1002;N\n"}
    delivery = read(opslag, {**BASIS, **form})
    assert list_rows(delivery, "raw_register", "leerling_nr", "plan_van_aanpak") == [(0, False)]
    assert delivery.registers == ()
    clean = read(opslag, {"register.csv": "leerlingnummer;plan_van_aanpak\n1002;N\n"})
    assert len(clean.registers) == 1


def test_a_school_with_nobody_left_is_refused_as_one_without_pupils(opslag: Path) -> None:
    add_marks(opslag, SCHOOL, {"1001", "1002"})
    delivery = read(opslag, BASIS)
    assert delivery.refused is not None
    assert delivery.refused.reason == "geen_leerlingen"
