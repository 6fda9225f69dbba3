"""What is not of one school: brought as files of a school are, into three folders, and told as a run tells it."""

import stat
from pathlib import Path

import pytest

from pipelines.run.mapping import accept, propose, take_proposed
from tests.lib.hostile import PAYLOADS
from tests.lib.school_folder import BASIS, make_school, write_swv
from tests.unit.workbench.conftest import Browser, Place, make_workbench
from tests.unit.workbench.test_hostile_forms import holds_raw
from tests.unit.workbench.test_uploads import find_questions, send

SAMEN, SWV, LEERPLICHT = FOLDERS = ("samen", "swv", "leerplicht")
FIRST, SECOND = "12AB00", "34CD00"
SECOND_TOML = f'[[school]]\nid = "{SECOND}"\nnaam = "Tweede school"\nsector = "VO"\nlvs = "sjabloon"\n'
MOVES = "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n"
EXEMPT = "volgnummer;grond;van;tot\n"
HEADER = "BRIN6;leerlingnummer;datum;lesuur;code\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Two schools, of which the first delivered."""
    toml = write_swv(tmp_path / "swv", BASIS, school=make_school())
    toml.write_text(toml.read_text(encoding="utf-8") + SECOND_TOML, encoding="utf-8")
    return make_workbench(toml)


def list_names(place: Place, folder: str) -> list[str]:
    where = place.folder / "aanlevering" / folder
    return sorted(path.name for path in where.iterdir()) if where.exists() else []


def bring(browser: Browser, folder: str, **files: str) -> None:
    """Put files down, `name` as `name.csv`, and let them be checked."""
    sent = [(f"{name}.csv", text.encode()) for name, text in files.items()]
    assert send(browser, *sent, folder=folder).status_code == 303
    read_page(browser, folder)
    browser.place.bench.checks.finish()


def read_page(browser: Browser, folder: str) -> str:
    answer = browser.get(f"/map/{folder}")
    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ")


def test_a_list_in_its_own_words_is_read_on_its_page_once_a_school_mapped_it(place: Place, browser: Browser) -> None:
    """Each school maps it for itself; its page tells it again as soon as one did."""
    text = f"BRIN6;Lln nr;LLNAAM;Dag;Uur;Reden\n{FIRST};1001;Jansen;2025-09-01;1;S\n"
    bring(browser, SAMEN, lijst=text)
    page = read_page(browser, SAMEN)
    assert "Koppelen in de werkbank" in page
    assert "Jansen" not in page
    settings = place.bench.load()
    today, peildatum = place.bench.today(), place.bench.get_peildatum(settings)
    proposal = propose(settings, FIRST, today=today, peildatum=peildatum)
    accept(settings, FIRST, take_proposed(proposal), today, peildatum=peildatum)
    read_page(browser, SAMEN)
    place.bench.checks.finish()
    page = read_page(browser, SAMEN)
    assert "gelezen met de koppeling: leerlingnummer, datum, lesuur en code" in page
    assert "Jansen" not in page


# --- brought ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_kept_private_in_their_folder(place: Place, browser: Browser, folder: str) -> None:
    answer = send(browser, ("lijst.csv", b"x;y\n"), folder=folder)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{place.gate.base}/map/{folder}")
    where = place.folder / "aanlevering" / folder
    assert (where / "lijst.csv").read_bytes() == b"x;y\n"
    assert stat.S_IMODE(where.stat().st_mode) == 0o700
    assert stat.S_IMODE((where / "lijst.csv").stat().st_mode) == 0o600
    page = read_page(browser, folder)
    assert "1 bestand neergezet" in page
    assert "lijst.csv" in page
    # The form that sent it is that of the page.
    assert f'action="{place.gate.base}/aanleveren/{folder}" enctype="multipart/form-data"' in page


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_name_that_is_taken_is_asked_on_its_own_page(place: Place, browser: Browser, folder: str) -> None:
    send(browser, ("lijst.csv", b"oud"), folder=folder)
    send(browser, ("lijst.csv", b"nieuw"), folder=folder)
    assert "Er ligt al een ander bestand met de naam" in read_page(browser, folder)
    assert "Er ligt al een ander bestand" not in browser.get(f"/school/{FIRST}").text
    [question] = find_questions(browser)
    answer = browser.post("/zelfdenaam", {"vraag": question, "antwoord": "allebei"})
    assert answer.headers["location"] == f"{place.gate.base}/map/{folder}"
    assert list_names(place, folder) == ["lijst (2).csv", "lijst.csv"]


def test_a_file_is_copied_and_taken_away(place: Place, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "lijst.csv").write_bytes(b"x")
    assert browser.post("/kopieren", {"map": SWV, "pad": str(tmp_path / "lijst.csv")}).status_code == 303
    assert list_names(place, SWV) == ["lijst.csv"]
    page = read_page(browser, SWV)
    file_id = page.partition('name="bestand" value="')[2].partition('"')[0]
    # Of another folder it is not.
    assert browser.post("/weghalen", {"map": SAMEN, "bestand": file_id}).status_code == 400
    answer = browser.post("/weghalen", {"map": SWV, "bestand": file_id})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{place.gate.base}/map/{SWV}")
    assert list_names(place, SWV) == []


@pytest.mark.parametrize("token", ["", "x"])
def test_without_its_proof_nothing_is_written(place: Place, browser: Browser, token: str) -> None:
    assert send(browser, ("x.csv", b"x"), token=token, folder=SAMEN).status_code == 403
    assert list_names(place, SAMEN) == []


@pytest.mark.parametrize("folder", ["opslag", "controle", "samen2", "SAMEN", "..", "%2e%2e", "koppeling"])
def test_no_other_folder_takes_files(place: Place, browser: Browser, folder: str) -> None:
    before = set(place.folder.parent.rglob("*"))
    assert send(browser, ("x.csv", b"x"), folder=folder).status_code in (400, 403, 404)
    assert browser.post("/kopieren", {"map": folder, "pad": str(place.folder.parent)}).status_code == 400
    assert browser.post("/weghalen", {"map": folder, "bestand": "0" * 16}).status_code == 400
    assert browser.get(f"/map/{folder}").status_code in (400, 403, 404)
    assert set(place.folder.parent.rglob("*")) == before


def test_a_school_has_a_page_of_its_own(browser: Browser) -> None:
    assert browser.get(f"/map/{FIRST}").status_code == 400
    assert browser.get(f"/school/{SAMEN}").status_code == 400


def test_a_folder_that_leads_elsewhere_gets_nothing(place: Place, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "elders").mkdir()
    (place.folder / "aanlevering" / SAMEN).symlink_to(tmp_path / "elders")
    assert send(browser, ("x.csv", b"x"), folder=SAMEN).status_code == 400
    assert list((tmp_path / "elders").iterdir()) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_hostile_names_stay_in_the_folder(place: Place, browser: Browser, tmp_path: Path, folder: str) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    for payload in PAYLOADS:
        assert send(browser, (payload, payload.encode("utf-8", "replace")), folder=folder).status_code in (303, 403)
    grown = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    delivered = {path for path in grown if "opslag" not in path.parts and "uitvoer" not in path.parts}
    assert len(delivered) >= 40
    assert {path.parent for path in delivered} == {place.folder / "aanlevering" / folder}
    read_page(browser, folder)
    place.bench.checks.finish()
    page = read_page(browser, folder)
    assert not [payload for payload in PAYLOADS if holds_raw(page, payload)]
    assert "<script" not in page
    assert "wordt gecontroleerd" not in page


def test_what_a_crash_left_is_swept(place: Place) -> None:
    from pipelines.workbench.uploads import sweep

    folder = place.folder / "aanlevering" / LEERPLICHT
    folder.mkdir()
    (folder / ".werkbank-x1y2").write_bytes(b"half")
    sweep(place.bench.load())
    assert list_names(place, LEERPLICHT) == []


# --- told ------------------------------------------------------------------------------------------------------------


def test_the_quarter_has_a_line_for_each(place: Place, browser: Browser) -> None:
    page = browser.get("/").text
    for folder, name in zip(
        FOLDERS, ("Lijsten voor meer scholen", "Overstappen", "Lijsten van leerplicht"), strict=True
    ):
        assert f'<a href="{place.gate.base}/map/{folder}">{name}</a>: <span class="stap">niets</span></li>' in page
    bring(browser, SWV, overstappen=MOVES)
    page = browser.get("/").text.replace("\u00a0", " ")
    assert page.count('<span class="stap">niets</span></li>') == 2
    assert f'<a href="{place.gate.base}/map/{SWV}">Overstappen</a>: <span class="stap ja">1 bestand, laatste' in page


def test_moves_are_told_by_their_lines(browser: Browser) -> None:
    """Lines 3 and 4 come from a school that is not there; line 2 is sound. Nothing of a pupil is repeated."""
    good = f"{FIRST};1001;{SECOND};2001;2025-11-03\n"
    bad = f"99ZZ00;8765;{SECOND};2002;2025-11-03\n"
    bring(browser, SWV, overstappen=MOVES + good + bad + bad.replace("8765", "8766"))
    page = read_page(browser, SWV)
    assert (
        "Overstappen, met de kolommen school_van, leerlingnummer_van, school_naar, leerlingnummer_naar en datum."
        in page
    )
    assert "sjabloon overstappen" in page
    assert "herkend aan school van, leerlingnummer van, school naar" in page.replace("_", " ")
    assert "niet helemaal bruikbaar" in page
    assert '<strong class="letterlijk">overstappen.csv</strong>: Regels 3 t/m 4: ' in page
    assert "2 niet te gebruiken" in page
    assert "8765" not in page
    # Mended.
    [file] = (browser.place.folder / "aanlevering" / SWV).iterdir()
    file.write_text(MOVES + good, encoding="utf-8")
    read_page(browser, SWV)
    browser.place.bench.checks.finish()
    page = read_page(browser, SWV)
    assert "Alles in deze map is te gebruiken." in page
    assert "Wat nog niet goed is" not in page


def test_lists_of_the_lpa_are_recognised_and_another_list_is_refused(browser: Browser) -> None:
    bring(browser, LEERPLICHT, vrijstellingen=EXEMPT + "1;5a;2025-08-01;2026-07-31\n")
    page = read_page(browser, LEERPLICHT)
    # The columns without which neither can be read.
    assert "Absoluut verzuim, met de kolommen volgnummer en sinds." in page
    assert "Vrijstellingen, met de kolommen volgnummer, grond en van." in page
    assert "sjabloon vrijstellingen" in page
    assert "Alles in deze map is te gebruiken." in page
    bring(browser, LEERPLICHT, leerlingen=BASIS["leerlingen.csv"])
    page = read_page(browser, LEERPLICHT)
    assert "niet herkend" in page
    assert '<strong class="letterlijk">leerlingen.csv</strong>: ' in page
    assert "Zo wordt niets uit deze map gebruikt." in page
    assert "De levering van deze school is niet gebruikt" not in page


def test_rows_of_a_shared_list_are_told_by_school(place: Place, browser: Browser) -> None:
    """Of five rows two are of the first school (one on no day), one of the second, two of no school."""
    rows = [
        f"{FIRST};1001;2025-11-03;1;Z",
        f"{FIRST};1002;2025-99-03;1;Z",
        f"{SECOND};2001;2025-11-03;1;Z",
        "99ZZ00;1;2025-11-03;1;Z",
        "Geheim;2;2025-11-03;1;Z",
    ]
    bring(browser, SAMEN, absenties=HEADER + "\n".join(rows) + "\n")
    page = read_page(browser, SAMEN)
    assert "sjabloon absenties" in page
    assert '<td class="getal">5<span class="onder">2 niet te gebruiken</span></td>' in page
    assert "die van geen school in swv.toml zijn: 2 regels. Onder meer: 99ZZ00." in page
    assert "Geheim" not in page
    for school, name, read, bad in ((FIRST, "Voorbeeldschool", 2, 1), (SECOND, "Tweede school", 1, 0)):
        link = f'<a href="{place.gate.base}/school/{school}">{name}</a><span class="onder">{school}</span></th>'
        assert f'{link}<td class="getal">{read}</td><td class="getal">{bad}</td></tr>' in page
    assert "Ook gelezen: 1 lijst voor meer scholen." in browser.get(f"/school/{FIRST}").text.replace("\u00a0", " ")


def test_a_list_that_cannot_be_split_is_told(browser: Browser) -> None:
    bring(browser, SAMEN, absenties="leerlingnummer;datum;lesuur;code\n1001;2025-11-03;1;Z\n")
    page = read_page(browser, SAMEN)
    assert "geen kolom zegt van welke school een regel is" in page
    assert "Elke school die erin kan staan, wordt zo geweigerd." in page
    assert "niet herkend" in page


def test_a_school_is_checked_again_when_a_shared_list_comes(place: Place, browser: Browser) -> None:
    """The second school has nothing of its own: as long as no list has a row of it, it delivered nothing."""
    assert browser.get("/").status_code == 200
    place.bench.checks.finish()
    settings = place.bench.load()
    asked = {"peildatum": place.bench.get_peildatum(settings), "today": place.bench.today()}
    assert place.bench.checks.get(settings, FIRST, **asked) is not None
    bring(browser, SAMEN, groepen="BRIN6;leerlingnummer;groep\n" + f"{FIRST};1001;4A\n")
    page = browser.get("/").text.replace("\u00a0", " ")
    assert row_of(page, "Tweede school").count("wacht op de levering") == 1
    files = {"leerlingen": "BRIN6;leerlingnummer;klas\n" + f"{SECOND};2001;4A\n", "absenties": HEADER}
    send(browser, *((f"{name}.csv", text.encode()) for name, text in files.items()), folder=SAMEN)
    assert place.bench.checks.get(settings, FIRST, **asked) is None
    assert "wordt gecontroleerd" in row_of(browser.get("/").text, "Tweede school")
    place.bench.checks.finish()
    row = row_of(browser.get("/").text.replace("\u00a0", " "), "Tweede school")
    assert "1 lijst voor meer scholen" in row
    # It has pupils and no timetable.
    assert "geweigerd" in row
    assert "Ook gelezen: 1 lijst voor meer scholen." in browser.get(f"/school/{SECOND}").text.replace("\u00a0", " ")


def row_of(page: str, school: str) -> str:
    [row] = [part for part in page.split("<tr>") if f">{school}</a>" in part]
    return row
