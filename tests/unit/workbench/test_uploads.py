"""Files that are brought: whole, private, in the folder of the school alone, and never over another."""

import os
import stat
from pathlib import Path

import pytest

from pipelines.workbench import uploads
from pipelines.workbench.seen_files import make_file_id
from tests.lib.hostile import PAYLOADS
from tests.unit.workbench.conftest import Browser, Place

SCHOOL = "12AB00"


def list_names(place: Place) -> list[str]:
    return sorted(path.name for path in (place.folder / "aanlevering" / SCHOOL).iterdir())


def read(place: Place, name: str) -> bytes:
    return (place.folder / "aanlevering" / SCHOOL / name).read_bytes()


def send(browser: Browser, *files: tuple[str, bytes], token: str | None = None, folder: str = SCHOOL):
    """A form with files, as a browser sends it: its proof first."""
    parts = [(None, token if token is not None else browser.place.gate.form_token)]
    form = [("sleutelwoord", parts[0]), *(("bestanden", file) for file in files)]
    return browser.client.post(
        f"{browser.place.gate.base}/aanleveren/{folder}",
        files=form,
        headers={"origin": browser.place.gate.origin},
    )


def find_questions(browser: Browser) -> list[str]:
    return list(browser.place.bench.questions)


def test_files_are_kept_as_they_were_sent(place: Place, browser: Browser) -> None:
    content = bytes(range(256)) * 5_000
    answer = send(browser, ("absenties.csv", content), ("codes.csv", b"code;soort\n"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{place.gate.base}/school/{SCHOOL}")
    assert list_names(place) == ["absenties.csv", "codes.csv", "leerlingen.csv", "rooster.csv"]
    assert read(place, "absenties.csv") == content
    mode = (place.folder / "aanlevering" / SCHOOL / "absenties.csv").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    page = browser.get(f"/school/{SCHOOL}").text
    assert "2\u00a0bestanden neergezet" in page
    assert "absenties.csv" in page


def test_files_are_kept_on_a_disk_without_hard_links(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    assert send(browser, ("codes.csv", b"code;soort\n")).status_code == 303
    assert list_names(place) == ["codes.csv", "leerlingen.csv", "rooster.csv"]
    assert "1\u00a0bestand neergezet" in browser.get(f"/school/{SCHOOL}").text


def test_a_new_school_gets_its_folder(place: Place, browser: Browser) -> None:
    folder = place.folder / "aanlevering" / SCHOOL
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    send(browser, ("leerlingen.csv", b"x"))
    assert list_names(place) == ["leerlingen.csv"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_chosen_is_told(place: Place, browser: Browser) -> None:
    body = (
        f'--x\r\ncontent-disposition: form-data; name="sleutelwoord"\r\n\r\n{place.gate.form_token}\r\n'
        '--x\r\ncontent-disposition: form-data; name="bestanden"; filename=""\r\n\r\n\r\n--x--\r\n'
    )
    headers = {"origin": place.gate.origin, "content-type": "multipart/form-data; boundary=x"}
    address = f"{place.gate.base}/aanleveren/{SCHOOL}"
    assert browser.client.post(address, content=body, headers=headers).status_code == 303
    assert "geen bestand gekozen" in browser.get(f"/school/{SCHOOL}").text
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


def test_the_same_file_again_changes_nothing(place: Place, browser: Browser) -> None:
    before = read(place, "leerlingen.csv")
    send(browser, ("leerlingen.csv", before))
    assert "lag er al, precies zo" in browser.get(f"/school/{SCHOOL}").text
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


@pytest.mark.parametrize(
    ("answer", "names", "first", "second"),
    [
        ("vervangen", ["leerlingen.csv", "rooster.csv"], b"nieuw", None),
        ("allebei", ["leerlingen (2).csv", "leerlingen.csv", "rooster.csv"], None, b"nieuw"),
        ("weglaten", ["leerlingen.csv", "rooster.csv"], None, None),
    ],
)
def test_a_name_that_is_taken_is_asked(
    place: Place, browser: Browser, answer: str, names: list[str], first: bytes | None, second: bytes | None
) -> None:
    before = read(place, "leerlingen.csv")
    send(browser, ("leerlingen.csv", b"nieuw"))
    # Until the answer the old one stands, and reading passes over the new one.
    assert read(place, "leerlingen.csv") == before
    assert "Er ligt al een ander bestand met de naam" in browser.get(f"/school/{SCHOOL}").text
    [question] = find_questions(browser)
    assert browser.post("/zelfdenaam", {"vraag": question, "antwoord": answer}).status_code == 303
    assert list_names(place) == names
    assert read(place, "leerlingen.csv") == (first or before)
    if second is not None:
        assert read(place, "leerlingen (2).csv") == second
    assert find_questions(browser) == []


def test_capitals_alone_make_no_other_name(place: Place, browser: Browser) -> None:
    send(browser, ("LEERLINGEN.CSV", b"nieuw"))
    assert len(find_questions(browser)) == 1


def test_an_answer_that_is_none_asks_again(place: Place, browser: Browser) -> None:
    send(browser, ("leerlingen.csv", b"nieuw"))
    [question] = find_questions(browser)
    assert browser.post("/zelfdenaam", {"vraag": question, "antwoord": "x"}).status_code == 400
    assert browser.post("/zelfdenaam", {"vraag": "x", "antwoord": "vervangen"}).status_code == 400
    assert find_questions(browser) == [question]


def test_closing_leaves_no_file_without_a_name(place: Place, browser: Browser) -> None:
    send(browser, ("leerlingen.csv", b"nieuw"))
    assert any(name.startswith(".werkbank-") for name in list_names(place))
    place.bench.close()
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


def test_what_a_crash_left_is_swept(place: Place) -> None:
    left = place.folder / "aanlevering" / SCHOOL / ".werkbank-x1y2"
    left.write_bytes(b"half")
    uploads.sweep(place.bench.load())
    assert not left.exists()


@pytest.mark.parametrize("token", ["", "x"])
def test_without_its_proof_nothing_is_written(place: Place, browser: Browser, token: str) -> None:
    assert send(browser, ("x.csv", b"x"), token=token).status_code == 403
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


def test_a_file_before_the_proof_is_refused(place: Place, browser: Browser) -> None:
    """Else anybody could fill the disk before being asked who they are."""
    form = [("bestanden", ("x.csv", b"x")), ("sleutelwoord", (None, place.gate.form_token))]
    address = f"{place.gate.base}/aanleveren/{SCHOOL}"
    answer = browser.client.post(address, files=form, headers={"origin": place.gate.origin})
    assert answer.status_code == 403
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


def test_a_form_that_breaks_off_leaves_nothing(place: Place, browser: Browser) -> None:
    body = (
        b'--x\r\ncontent-disposition: form-data; name="sleutelwoord"\r\n\r\n'
        + place.gate.form_token.encode()
        + b'\r\n--x\r\ncontent-disposition: form-data; name="bestanden"; filename="x.csv"\r\n\r\nhalf'
    )
    headers = {"origin": place.gate.origin, "content-type": "multipart/form-data; boundary=x"}
    address = f"{place.gate.base}/aanleveren/{SCHOOL}"
    assert browser.client.post(address, content=body, headers=headers).status_code == 403
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]
    # Whole, it is kept.
    assert browser.client.post(address, content=body + b"\r\n--x--\r\n", headers=headers).status_code == 303
    assert read(place, "x.csv") == b"half"


@pytest.mark.parametrize(("size", "status"), [(1_000, 303), (1_001, 400)])
def test_a_file_has_a_largest_size(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch, size: int, status: int
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 1_000)
    assert send(browser, ("klein.csv", b"x"), ("x.csv", b"x" * size)).status_code == status
    assert (len(list_names(place)) == 4) == (status == 303)


@pytest.mark.parametrize(("number", "status"), [(3, 303), (4, 400)])
def test_there_is_a_most_of_files(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    assert send(browser, *((f"{at}.csv", b"x") for at in range(number))).status_code == status
    assert len(list_names(place)) == (5 if status == 303 else 2)


def test_a_school_that_is_not_there_gets_nothing(place: Place, browser: Browser) -> None:
    assert send(browser, ("x.csv", b"x"), folder="99ZZ99").status_code == 400
    assert not (place.folder / "aanlevering" / "99ZZ99").exists()


def test_a_folder_that_leads_elsewhere_gets_nothing(place: Place, browser: Browser, tmp_path: Path) -> None:
    folder = place.folder / "aanlevering" / SCHOOL
    folder.rename(tmp_path / "elders")
    folder.symlink_to(tmp_path / "elders")
    assert send(browser, ("x.csv", b"x")).status_code == 400
    assert not (tmp_path / "elders" / "x.csv").exists()


def test_hostile_names_stay_in_the_folder(place: Place, browser: Browser, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    for payload in PAYLOADS:
        answer = send(browser, (payload, b"x"))
        assert answer.status_code in (303, 403)
    folder = place.folder / "aanlevering" / SCHOOL
    grown = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    # The check that starts by itself writes in the store and in the output.
    delivered = {path for path in grown if "opslag" not in path.parts and "uitvoer" not in path.parts}
    assert len(delivered) >= 40
    assert {path.parent for path in delivered} == {folder}
    page = browser.get(f"/school/{SCHOOL}")
    assert page.status_code == 200
    assert "<script" not in page.text


# --- from a place on this computer ---------------------------------------------------------------------------------


def test_a_folder_of_this_computer_is_copied(place: Place, browser: Browser, tmp_path: Path) -> None:
    source = tmp_path / "van de school"
    (source / "dieper").mkdir(parents=True)
    (source / "absenties.csv").write_bytes(b"a")
    (source / ".verborgen").write_bytes(b"b")
    (source / "link.csv").symlink_to(source / "absenties.csv")
    (source / "dieper" / "x.csv").write_bytes(b"c")
    assert browser.post("/kopieren", {"map": SCHOOL, "pad": str(source)}).status_code == 303
    assert list_names(place) == ["absenties.csv", "leerlingen.csv", "rooster.csv"]
    assert (source / "absenties.csv").read_bytes() == b"a"


def test_one_file_of_this_computer_is_copied(place: Place, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_bytes(b"a")
    assert browser.post("/kopieren", {"map": SCHOOL, "pad": f' "{tmp_path / "codes.csv"}" '}).status_code == 303
    assert list_names(place) == ["codes.csv", "leerlingen.csv", "rooster.csv"]


@pytest.mark.parametrize(
    "pad", ["", " ", "leeg", "{tmp}/nergens", "{tmp}/leeg", "{swv}/opslag", "{swv}", "/", "x\0y", "~~"]
)
def test_another_place_is_refused(place: Place, browser: Browser, tmp_path: Path, pad: str) -> None:
    (tmp_path / "leeg").mkdir()
    told = pad.format(tmp=tmp_path, swv=place.folder)
    assert browser.post("/kopieren", {"map": SCHOOL, "pad": told}).status_code == 400
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


# --- taken away ----------------------------------------------------------------------------------------------------


def test_a_file_is_taken_away(place: Place, browser: Browser) -> None:
    fields = {"map": SCHOOL, "bestand": make_file_id("rooster.csv")}
    assert browser.post("/weghalen", fields).status_code == 303
    assert list_names(place) == ["leerlingen.csv"]
    assert browser.post("/weghalen", fields).status_code == 400


@pytest.mark.parametrize("named", ["rooster.csv", "../12AB00/rooster.csv", "../../swv.toml", ""])
def test_a_file_is_not_named_by_its_name(place: Place, browser: Browser, named: str) -> None:
    assert browser.post("/weghalen", {"map": SCHOOL, "bestand": named}).status_code == 400
    assert list_names(place) == ["leerlingen.csv", "rooster.csv"]


def test_what_was_recognised_is_shown_with_its_columns(place: Place, browser: Browser) -> None:
    browser.get("/")
    place.bench.checks.finish()
    page = browser.get(f"/school/{SCHOOL}").text
    assert "sjabloon leerlingen" in page
    assert "herkend aan leerlingnummer en klas" in page
