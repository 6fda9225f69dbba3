"""What stands, for whom, the encrypted ZIP of one reader, and the tick that it was handed over."""

import io
import re
from pathlib import Path

import pytest
import pyzipper

from pipelines.publish.publication import hash_reader
from pipelines.publish.readers import list_readers
from pipelines.vault.audit_log import read_entries
from pipelines.vault.keys import open_key
from pipelines.vault.ticks import read_ticks
from pipelines.workbench.parcels import Parcel, Parcels, make_password
from tests.lib.hostile import PAYLOADS
from tests.unit.workbench.conftest import Browser, Place

PEILDATUM = "2026-01-01"
_PAGE = '<!DOCTYPE html>\n<meta http-equiv="Content-Security-Policy" content="{}">\n<p>{}</p>'
FILES = {
    "manifest.json": "{}",
    "index.html": _PAGE.format("default-src &#39;none&#39;", "start"),
    "swv/index.html": _PAGE.format("default-src 'none'", "swv"),
    "swv-intern/index.html": _PAGE.format("default-src 'none'", "intern"),
    "leerplicht/alkmaar/index.html": _PAGE.format("default-src 'none'", "alkmaar"),
    "leerplicht/onbekend/index.html": _PAGE.format("default-src 'none'", "onbekend"),
    "inspectie/thuiszittersregistratie.csv": "a;b\n",
    "tabellen/tabellen.xlsx": "x",
    "school/12AB00/index.html": _PAGE.format("default-src 'none'", "school"),
    "school/12AB00/rol/mentor.html": "<p>zonder beleid</p>",
}
HANDED = ("swv", "leerplicht/alkmaar", "inspectie", "school/12AB00")
KEPT = ("swv-intern", "tabellen", "leerplicht/onbekend")


@pytest.fixture
def published(place: Place) -> Path:
    """A publication as a run leaves it, by hand."""
    open_key(place.bench.load())
    folder = place.folder / "uitvoer" / PEILDATUM
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def opened(published: Path, browser: Browser) -> Browser:
    assert browser.post("/peildatum", {"peildatum": PEILDATUM}).status_code == 303
    return browser


def test_without_output_the_page_says_so(browser: Browser) -> None:
    assert "nog geen uitvoer" in browser.get("/uitvoer").text


def test_each_folder_has_its_reader(place: Place, published: Path) -> None:
    readers = {reader.plek: reader.mag_weg for reader in list_readers(published, place.bench.load())}
    assert readers == {**dict.fromkeys(HANDED, True), **dict.fromkeys(KEPT, False)}


def test_the_page_offers_a_zip_for_who_may_have_it_alone(opened: Browser) -> None:
    page = opened.get("/uitvoer").text
    offered = set(
        re.findall(r'action="[^"]*/zip">\s*<input[^>]*>\s*<input type="hidden" name="plek" value="([^"]*)"', page)
    )
    assert offered == set(HANDED)
    assert page.count("Niet doorgeven\n") == len(KEPT)


# --- to look at ----------------------------------------------------------------------------------------------------


def test_a_page_keeps_its_own_policy(opened: Browser) -> None:
    answer = opened.get(f"/uitvoer/{PEILDATUM}/index.html")
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'"
    answer = opened.get(f"/uitvoer/{PEILDATUM}/school/12AB00/rol/mentor.html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; base-uri 'none'")


def test_a_file_is_saved_and_a_folder_is_listed(opened: Browser) -> None:
    answer = opened.get(f"/uitvoer/{PEILDATUM}/tabellen/tabellen.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="tabellen.xlsx"'
    page = opened.get(f"/uitvoer/{PEILDATUM}/leerplicht/").text
    assert "alkmaar/index.html" in page
    assert "mentor" not in page


@pytest.mark.parametrize(
    "path",
    [
        f"/uitvoer/{PEILDATUM}/../../opslag/sleutel",
        f"/uitvoer/{PEILDATUM}/..%2f..%2fopslag%2fsleutel",
        f"/uitvoer/{PEILDATUM}/%2e%2e/%2e%2e/opslag/sleutel",
        f"/uitvoer/{PEILDATUM}//etc/passwd",
        f"/uitvoer/{PEILDATUM}/link.html",
        f"/uitvoer/{PEILDATUM}/.verborgen",
        "/uitvoer/../opslag/sleutel",
        "/uitvoer/opslag/sleutel",
        "/uitvoer/.zegel/logboek.jsonl",
        "/uitvoer/uitleg/l3f7k.html",
        "/uitvoer/2025-09-01/index.html",
    ],
)
def test_an_address_leads_nowhere_else(opened: Browser, published: Path, path: str) -> None:
    (published / "link.html").symlink_to(published.parent.parent / "opslag" / "sleutel")
    (published / ".verborgen").write_text("x", encoding="utf-8")
    explained = published.parent / "uitleg"
    explained.mkdir()
    (explained / "l3f7k.html").write_text("een leerling", encoding="utf-8")
    assert opened.get(path).status_code in (400, 403, 404)


def test_an_earlier_edition_can_be_looked_at(opened: Browser, published: Path) -> None:
    earlier = published.parent / "eerder" / f"{PEILDATUM}-1"
    earlier.mkdir(parents=True)
    for name in ("manifest.json", "index.html"):
        (earlier / name).write_text(FILES[name], encoding="utf-8")
    assert opened.get(f"/uitvoer/{PEILDATUM}-1/index.html").status_code == 200


# --- the ZIP -------------------------------------------------------------------------------------------------------


def make_zip(opened: Browser, reader: str) -> tuple[str, str]:
    """The password on the page, and what the form names the parcel by."""
    page = opened.post("/zip", {"plek": reader}).text
    [password] = re.findall(r'code-groot">([^<]*)<', page)
    [named] = re.findall(r'name="pakket" value="([^"]*)"', page)
    return password, named


@pytest.mark.parametrize("reader", HANDED)
def test_a_reader_gets_one_encrypted_zip(opened: Browser, published: Path, reader: str) -> None:
    password, named = make_zip(opened, reader)
    answer = opened.post("/zip/halen", {"pakket": named})
    name = f"msa-{PEILDATUM}-{reader.replace('/', '-')}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.zip"'
    with pyzipper.AESZipFile(io.BytesIO(answer.content)) as archive:
        expected = {f"{name}/{file.removeprefix(f'{reader}/')}" for file in FILES if file.startswith(f"{reader}/")}
        assert set(archive.namelist()) == expected
        for entry in archive.infolist():
            # AES of 256 bits is strength 3.
            assert (entry.flag_bits & 1, entry.wz_aes_strength) == (1, 3)
            with pytest.raises(RuntimeError):
                archive.read(entry)
        archive.setpassword(password.encode())
        for entry in expected:
            inside = f"{reader}/{entry.removeprefix(f'{name}/')}"
            assert archive.read(entry).decode() == FILES[inside]
    # And nothing of it is left: fetched once, written nowhere.
    assert opened.post("/zip/halen", {"pakket": named}).status_code == 400
    kept = b"".join(path.read_bytes() for path in opened.place.folder.rglob("*") if path.is_file())
    assert password.encode() not in kept
    assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize("reader", [*KEPT, "", "school", "..", "../opslag", "school/99ZZ99", "manifest.json"])
def test_no_zip_of_what_may_not_go(opened: Browser, reader: str) -> None:
    assert opened.post("/zip", {"plek": reader}).status_code == 400
    assert opened.post("/overgedragen", {"plek": reader}).status_code == 400


def test_each_zip_has_a_password_of_its_own() -> None:
    made = {make_password() for _ in range(200)}
    assert len(made) == 200
    # 5 groups of 5 signs with 4 dashes between them.
    assert {len(password) for password in made} == {29}
    assert not set("".join(made)) & set("ilo01O")


def test_of_many_parcels_the_oldest_goes() -> None:
    parcels = Parcels()
    named = [parcels.add(Parcel(f"{number}.zip", b"")) for number in range(4)]
    taken = [parcels.take(each) for each in named]
    assert [parcel and parcel.name for parcel in taken] == [None, "1.zip", "2.zip", "3.zip"]


# --- handed over ---------------------------------------------------------------------------------------------------


def test_what_was_handed_over_is_noted_with_its_hash(opened: Browser, published: Path) -> None:
    opened.post("/overgedragen", {"plek": "school/12AB00"})
    [tick] = read_ticks(opened.place.folder / "opslag")
    sha256 = hash_reader(published, "school/12AB00")
    assert (tick.soort, tick.over, tick.sha256) == ("overgedragen", "school/12AB00", sha256)
    # The last line but one: after it comes the hash of the tick.
    entry = read_entries(opened.place.folder / "opslag")[-2]
    assert (entry["wat"], entry["hashes"]) == ("overgedragen", {"school/12AB00": sha256})
    page = opened.get("/uitvoer").text
    assert "overgedragen op 5\u00a0jan\u00a02026" in page
    assert "Daarna veranderd" not in page
    (published / "school/12AB00/index.html").write_text("anders", encoding="utf-8")
    assert "Daarna veranderd" in opened.get("/uitvoer").text
    opened.post("/terugnemen", {"plek": "school/12AB00"})
    assert read_ticks(opened.place.folder / "opslag") == ()


def test_the_hash_is_that_of_the_log_of_a_run(place: Place, published: Path) -> None:
    from pipelines.publish.publication import Publication

    publication = Publication(place.folder / "uitvoer", "2026-03-01")
    for name, text in FILES.items():
        publication.write_text(name, text)
    hashes = publication.make_hashes()
    assert {name: hash_reader(published, name) for name in HANDED} == {name: hashes[name] for name in HANDED}


@pytest.mark.parametrize("path", ["/zip", "/zip/halen", "/overgedragen", "/terugnemen"])
def test_hostile_strings_are_refused(opened: Browser, path: str) -> None:
    name = "pakket" if path == "/zip/halen" else "plek"
    for payload in PAYLOADS:
        answer = opened.post(path, {name: payload})
        assert answer.status_code == 400
        assert payload not in answer.text or payload.isalnum()


def test_output_of_a_peildatum_leaves_the_pages_at_it(place: Place, browser: Browser) -> None:
    """The first peildatum shown is the last that passed without output; a run of it does not move on to the next."""
    assert "Kwartaal tot 1\u00a0jan\u00a02026" in browser.get("/").text
    folder = place.folder / "uitvoer" / PEILDATUM
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    assert "Uitvoer van 1\u00a0jan\u00a02026" in browser.get("/uitvoer").text
