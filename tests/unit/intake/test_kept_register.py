"""Register files of earlier runs count on: in order, each once, and never in an earlier quarter (contract 5)."""

import itertools
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_delivery
from pipelines.vault.kept_forms import add_delivered, list_kept
from pipelines.vault.stored import replace_stored
from tests.lib.school_folder import BASIS, list_findings, list_rows, make_school

HERFST, WINTER, LENTE = date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1)
FORM = "leerling;in klas;typologie;plan_van_aanpak;plan_datum;interventies\n"


def read(
    place: Path, registers: dict[str, str], *, peildatum: date, keep: bool = True, basis: dict[str, str] = BASIS
) -> Delivery:
    """One run: the folder holds the basis and `registers`; what was delivered is kept, as at a publication."""
    school = make_school()
    folder = place / school.id
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in {**basis, **registers}.items():
        (folder / name).write_text(text, encoding="utf-8")
    delivery = read_delivery(
        school,
        folder,
        vault=place / "kluis",
        make_codes=lambda numbers: [f"c{number}" for number in numbers],
        make_mark=str,
        kept=list_kept(place, school.id, peildatum=peildatum),
    )
    if keep:
        replace_stored(place, add_delivered(place, school.id, peildatum=peildatum, delivered=delivery.registers))
    return delivery


def list_register(delivery: Delivery) -> list[tuple]:
    return list_rows(delivery, "raw_register", "leerling_nr", "typologie", "plan_van_aanpak", "plan_datum")


def test_a_form_of_an_earlier_run_counts_on_and_a_later_one_goes_before(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;15-11-2025;\nc1002;4B;spijbelen;N;;\n"}, peildatum=WINTER)
    later = read(tmp_path, {"nieuw.csv": FORM + "c1001;4A;;N;;\n"}, peildatum=LENTE)
    # Of 1001 (number 0) only the plan is new, the empty cells keep what stood there; 1002 is of the first form.
    assert list_register(later) == [(0, "ziekte", False, date(2025, 11, 15)), (1, "spijbelen", False, None)]


def test_without_a_form_in_the_folder_the_register_is_there_all_the_same(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;;\n"}, peildatum=WINTER)
    later = read(tmp_path, {}, peildatum=LENTE)
    assert list_register(later) == [(0, "ziekte", True, None)]
    assert later.heeft_register
    assert ("", None, "", "register_eerder_gebruikt") in list_findings(later, ernst="let_op")
    # The kept form is no file of this folder: the balance tells only what lies there.
    assert later.frames["raw_bestand"].height == len(BASIS)


def test_nothing_kept_is_no_register(tmp_path: Path) -> None:
    delivery = read(tmp_path, {}, peildatum=WINTER)
    assert list_register(delivery) == []
    assert not delivery.heeft_register


def test_a_dash_clears_what_an_earlier_form_said_and_it_stays_cleared(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;15-11-2025;\n"}, peildatum=HERFST)
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;;-;-;\n"}, peildatum=WINTER)
    assert list_register(read(tmp_path, {}, peildatum=LENTE)) == [(0, "ziekte", None, None)]


def test_a_later_form_never_changes_an_earlier_peildatum(tmp_path: Path) -> None:
    first = {"versie.csv": FORM + "c1001;4A;ziekte;N;;\n"}
    before = list_register(read(tmp_path, first, peildatum=WINTER))
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;;J;;\n"}, peildatum=LENTE)
    assert list_register(read(tmp_path, first, peildatum=WINTER)) == before == [(0, "ziekte", False, None)]
    assert list_register(read(tmp_path, {}, peildatum=LENTE)) == [(0, "ziekte", True, None)]


def test_running_again_gives_the_same_and_counts_no_file_twice(tmp_path: Path) -> None:
    forms = {"b.csv": FORM + "c1001;4A;ziekte;J;;\n", "a.csv": FORM + "c1001;4A;spijbelen;N;;\n"}
    once = read(tmp_path, forms, peildatum=WINTER)
    ledger = (tmp_path / "register" / "12AB00.json").read_bytes()
    again = read(tmp_path, forms, peildatum=WINTER)
    # Files in order of name: a, then b.
    assert list_register(once) == list_register(again) == [(0, "ziekte", True, None)]
    assert again.kept_registers == ()
    assert (tmp_path / "register" / "12AB00.json").read_bytes() == ledger


def test_a_form_taken_out_before_the_same_peildatum_runs_again_counts_on(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;;\n"}, peildatum=WINTER)
    assert list_register(read(tmp_path, {}, peildatum=WINTER)) == [(0, "ziekte", True, None)]


def test_an_earlier_form_delivered_again_is_the_latest(tmp_path: Path) -> None:
    first = {"versie.csv": FORM + "c1001;4A;ziekte;J;;\n"}
    read(tmp_path, first, peildatum=HERFST)
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;spijbelen;N;;\n"}, peildatum=WINTER)
    assert list_register(read(tmp_path, first, peildatum=LENTE)) == [(0, "ziekte", True, None)]
    assert list_register(read(tmp_path, {}, peildatum=LENTE)) == [(0, "ziekte", True, None)]


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["c1001;4A;ziekte;;;", "c1002;4B;;J;;", "c1001;4A;;N;;"]))
)
def test_the_order_of_rows_that_say_different_things_does_not_matter(order, tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "\n".join(order) + "\n"}, peildatum=WINTER)
    assert list_register(read(tmp_path, {}, peildatum=LENTE)) == [(0, "ziekte", False, None), (1, None, True, None)]


def test_a_pupil_who_left_is_told_as_a_number_of_rows_only(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;;;\nc1002;4B;;J;;\n"}, peildatum=WINTER)
    left = {**BASIS, "leerlingen.csv": "leerlingnummer;klas\n1001;4A\n"}
    later = read(tmp_path, {}, peildatum=LENTE, basis=left)
    assert list_register(later) == [(0, "ziekte", None, None)]
    (told,) = [found for found in later.findings if found.code == "register_eerder_onbekend"]
    assert told.aantal == 1
    assert "c1002" not in f"{told}"


def test_an_unknown_code_in_a_form_of_now_is_set_aside(tmp_path: Path) -> None:
    delivery = read(tmp_path, {"versie.csv": FORM + "c9999;4A;ziekte;;;\n"}, peildatum=WINTER)
    assert ("versie.csv", 2, "leerling", "onbekende_leerling") in list_findings(delivery, ernst="quarantaine")


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_copy_that_is_gone_or_changed_is_told(damage: str, tmp_path: Path) -> None:
    first = read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;;\n"}, peildatum=WINTER)
    copy = tmp_path / "kluis" / first.registers[0][:2] / first.registers[0]
    if damage == "gone":
        copy.unlink()
    else:
        copy.write_text(FORM + "c1001;4A;spijbelen;N;;\n", encoding="utf-8")
    later = read(tmp_path, {}, peildatum=LENTE)
    assert list_register(later) == []
    assert ("", None, "", "register_eerder_weg") in list_findings(later, ernst="let_op")


def test_two_files_that_differ_are_told_at_the_one_that_gives_way(tmp_path: Path) -> None:
    forms = {"a.csv": FORM + "c1001;4A;ziekte;J;;\n", "b.csv": FORM + "c1001;4A;spijbelen;;;\n"}
    delivery = read(tmp_path, forms, peildatum=WINTER)
    assert [found[0] for found in list_findings(delivery, ernst="let_op") if found[3] == "register_verschilt"] == [
        "a.csv"
    ]
    agree = {**forms, "b.csv": FORM + "c1001;4A;ziekte;;;\n"}
    delivery = read(tmp_path, agree, peildatum=WINTER, keep=False)
    assert "register_verschilt" not in {found[3] for found in list_findings(delivery, ernst="let_op")}


def test_the_list_holds_hashes_only_and_is_private(tmp_path: Path) -> None:
    read(tmp_path, {"versie.csv": FORM + "c1001;4A;ziekte;J;;\n"}, peildatum=WINTER)
    file = tmp_path / "register" / "12AB00.json"
    document = json.loads(file.read_text(encoding="ascii"))
    assert list(document) == ["2026-01-01"]
    assert [len(sha256) for sha256 in document["2026-01-01"]] == [64]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_school_with_another_number_has_the_forms_of_both(tmp_path: Path) -> None:
    """In the order of their peildata, and of one peildatum those of the first number first; a repeated one moves up."""
    first, second, third = "a" * 64, "b" * 64, "c" * 64
    (tmp_path / "register").mkdir()
    for number, told in (
        ("12AB00", {"2025-09-01": [first], "2026-01-01": [second]}),
        ("22BB00", {"2026-01-01": [third, first]}),
    ):
        (tmp_path / "register" / f"{number}.json").write_text(json.dumps(told), encoding="ascii")
    assert list_kept(tmp_path, "12AB00", "22BB00", peildatum=WINTER) == (second, third, first)
    assert list_kept(tmp_path, "22BB00", peildatum=WINTER) == (third, first)


def test_a_damaged_list_stops_the_run_rather_than_lose_what_was_typed(tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "12AB00.json").write_text("{", encoding="ascii")
    with pytest.raises(StoreUnavailable, match="12AB00"):
        list_kept(tmp_path, "12AB00", peildatum=WINTER)


def test_a_code_that_is_not_on_the_list_stays_and_is_told(tmp_path: Path) -> None:
    school = make_school()
    folder = tmp_path / school.id
    folder.mkdir()
    for name, text in {**BASIS, "versie.csv": FORM + "c1001;4A;;;;MDO, huisbezoek\nc1002;4B;;;;mdo\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    delivery = read_delivery(
        school,
        folder,
        vault=tmp_path / "kluis",
        make_codes=lambda n: [f"c{number}" for number in n],
        make_mark=str,
        interventies=("mdo",),
    )
    # MDO is mdo of the list; huisbezoek is on no list.
    assert list_rows(delivery, "raw_register", "interventies") == [("mdo,huisbezoek",), ("mdo",)]
    told = [found for found in list_findings(delivery, ernst="let_op") if found[3] == "interventie_niet_op_lijst"]
    assert told == [("versie.csv", 2, "", "interventie_niet_op_lijst")]
