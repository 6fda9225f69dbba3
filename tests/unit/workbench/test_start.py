"""The start page: a first SWV by a form, one that was open before, and its workbench in the same browser."""

import asyncio
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest

from pipelines.settings import load_settings
from pipelines.vault.places import WORKBENCH_LOCK
from pipelines.workbench.gate import HOST, Gate
from pipelines.workbench.guard import ENTRY, REFUSED, Guard
from pipelines.workbench.recent import MOST, NAME, Recent, make_mark
from pipelines.workbench.server import Session
from pipelines.workbench.start import find_settings, propose_folder
from tests.lib.hostile import PAYLOADS
from tests.lib.school_folder import BASIS, make_school, write_swv
from tests.unit.workbench.conftest import PORT, TODAY, Client, Clock
from tests.unit.workbench.test_hostile_forms import holds_raw

# What somebody fills in; `map` is of the test.
ANSWERS = {
    "code": "XX0009",
    "swvnaam": "SWV Verzonnen",
    "protocol": "twente",
    "regio": "noord",
    "akkoord": "",
    "gemeenten": "",
    "brin": "99za00",
    "naam": "Verzonnen Lyceum",
    "sector": "VO",
    "lvs": "magister",
    "schoolprotocol": "",
    "schoolregio": "",
    "minuten": "",
    "telaat": "",
    "locatie": "",
}


@dataclass
class Opened:
    """A start page in this process, and the browser that was let in."""

    folder: Path
    session: Session
    client: Client
    entered: list[bool] = field(default_factory=list)

    @property
    def gate(self) -> Gate:
        return self.session.gate

    def get(self, path: str = "/") -> httpx.Response:
        return self.client.get(f"{self.gate.base}{path}", headers={"sec-fetch-site": "same-origin"})

    def post(self, path: str, fields: dict[str, str], *, token: str | None = None) -> httpx.Response:
        proof = self.gate.form_token if token is None else token
        headers = {"origin": self.gate.origin, "sec-fetch-site": "same-origin"}
        return self.client.post(f"{self.gate.base}{path}", data={"sleutelwoord": proof, **fields}, headers=headers)

    def make(self, **answers: str) -> httpx.Response:
        return self.post("/nieuw", {"map": str(self.folder / "mijn-swv"), **ANSWERS, **answers})

    @property
    def file(self) -> Path:
        return self.folder / "mijn-swv" / "swv.toml"


def open_start(folder: Path, *, place: Path | None = None) -> Opened:
    entered: list[bool] = []
    session = Session(
        Gate(PORT, clock=Clock()),
        tell_fault=lambda error, _folder: f"fout {type(error).__name__}",
        today=lambda: TODAY,
        recent=Recent(folder / "instellingen"),
        place=place,
        entered=lambda: entered.append(True),
    )
    client = Client(Guard(session._answer, session.gate), f"http://{HOST}:{PORT}", HOST)
    return Opened(folder, session, client, entered)


def enter(opened: Opened) -> int:
    headers = {"origin": "null", "sec-fetch-site": "cross-site"}
    token = opened.gate.token or ""
    return opened.client.post(f"{opened.gate.base}{ENTRY}", data={"bewijs": token}, headers=headers).status_code


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made = open_start(tmp_path)
    assert enter(made) == 200
    assert made.entered == [True]
    yield made
    made.session.close()


def list_faults(page: str) -> dict[str, str]:
    """Name of the question -> what its page says is wrong, where the field itself points at those words."""
    told = dict(re.findall(r'<p class="fout" id="fout-(\w+)">([^<]*)</p>', page))
    pointing = re.findall(r'name="(\w+)"[^>]*aria-describedby="[^"]*fout-(\w+)" aria-invalid="true"', page)
    assert {name for name, _ in pointing} == set(told)
    assert all(name == at for name, at in pointing)
    assert set(re.findall(r'<li><a href="#veld-(\w+)">', page)) == set(told)
    return {name: unescape(words) for name, words in told.items()}


# --- a first SWV ---------------------------------------------------------------------------------------------------


def test_a_first_swv_is_made_and_its_workbench_goes_on_in_the_same_browser(opened: Opened) -> None:
    assert "Begin met een nieuw SWV" in opened.get().text
    answer = opened.make()
    assert (answer.status_code, answer.headers["location"]) == (303, f"{opened.gate.base}/instellingen")
    settings = load_settings(opened.file)
    assert (settings.code, settings.naam, settings.vrijgeven) == ("XX0009", "SWV Verzonnen", "direct")
    assert [(school.id, school.naam, school.lvs) for school in settings.scholen] == [
        ("99ZA00", "Verzonnen Lyceum", "magister")
    ]
    assert stat.S_IMODE(opened.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(opened.file.parent.stat().st_mode) == 0o700
    page = opened.get("/instellingen").text
    assert "Voeg hieronder de andere scholen toe." in page
    assert "Verzonnen Lyceum" in page
    assert "Kwartaal tot" in opened.get("/").text
    # The same cookie, and nobody else's.
    stranger = Client(opened.client.app, opened.client.base, HOST)
    assert stranger.get(f"{opened.gate.base}/instellingen").text == REFUSED
    assert (settings.opslag / WORKBENCH_LOCK).exists()


def test_what_may_be_left_out_is_written_where_it_was_given(opened: Opened) -> None:
    answer = opened.make(
        akkoord="ja", gemeenten="Almelo, Hengelo", schoolregio="zuid", minuten="45", telaat="20", locatie="Noord,Z, "
    )
    assert answer.status_code == 303
    settings = load_settings(opened.file)
    assert (settings.vrijgeven, settings.gemeenten) == ("na akkoord", ("Almelo", "Hengelo"))
    [school] = settings.scholen
    assert (school.vakantieregio, school.minuten_per_lesuur, school.te_laat_is_les_vanaf) == ("zuid", 45, 20)
    assert school.locatie == ("Noord", "Z")


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        # The bounds of contract 1: 20 letters; 120 of a name; six signs of a school; 1 to 240 minutes.
        ("code", "", "X"),
        ("code", "x" * 21, "x" * 20),
        ("code", "XX-9", "XX9"),
        ("swvnaam", " ", "x"),
        ("swvnaam", "x" * 121, "x" * 120),
        ("naam", "a\u2028b", "ab"),
        ("protocol", "", "twente"),
        ("protocol", "twentse", "kennemerland"),
        ("regio", "oost", "zuid"),
        ("gemeenten", "Almelo, 7", "Almelo"),
        ("brin", "99ZA0", " 99 za-00 "),
        ("brin", "9ZZA00", "99ZZ99"),
        ("sector", "SO", "VSO"),
        ("lvs", "Magister", "sjabloon"),
        ("schoolprotocol", "x", "kennemerland"),
        ("schoolregio", "oost", "midden"),
        ("minuten", "0", "1"),
        ("minuten", "241", "240"),
        ("minuten", "4,5", "45"),
        ("telaat", "-1", "1"),
        ("telaat", "٣", "3"),
    ],
)
def test_a_wrong_answer_is_told_at_its_question(opened: Opened, name: str, wrong: str, right: str) -> None:
    answer = opened.make(**{name: wrong})
    assert answer.status_code == 400
    assert list(list_faults(answer.text)) == [name]
    assert not opened.file.parent.exists()
    # What was answered stands there still.
    assert 'value="Verzonnen Lyceum"' in answer.text or name == "naam"
    assert opened.make(**{name: right}).status_code == 303


def test_rules_that_are_not_there_for_a_school_are_told_before_anything_is_made(opened: Opened) -> None:
    """noord-kennemerland is for VO alone; VSO takes its rules, and twente-po-2019 is for PO alone."""
    answer = opened.make(protocol="noord-kennemerland", sector="PO")
    assert list_faults(answer.text) == {
        "schoolprotocol": "De regels van noord-kennemerland zijn er niet voor PO. Kies voor deze school andere regels."
    }
    assert list(list_faults(opened.make(schoolprotocol="twente-po-2019").text)) == ["schoolprotocol"]
    assert opened.make(protocol="noord-kennemerland", sector="PO", schoolprotocol="twente").status_code == 303


def test_the_address_of_a_refused_form_shows_the_page_again(opened: Opened) -> None:
    for path in ("/nieuw", "/openen"):
        assert "Begin met een nieuw SWV" in opened.get(path).text
    assert opened.make().status_code == 303
    for path in ("swv", "school", "weg"):
        assert "Een school erbij" in opened.get(f"/instellingen/{path}").text


def test_all_that_is_wrong_is_told_at_once(opened: Opened) -> None:
    answer = opened.post("/nieuw", {"map": str(opened.folder / "mijn-swv")})
    assert set(list_faults(answer.text)) == {"code", "swvnaam", "protocol", "regio", "brin", "naam", "sector", "lvs"}


# --- where it comes to stand ---------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_is_told_at_its_question(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    home = opened.folder / "thuis"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (opened.folder / "bestand").write_text("x", encoding="utf-8")
    (opened.folder / "vol" / "opslag").mkdir(parents=True)
    (opened.folder / "vol" / "opslag" / "sleutel").write_text("x", encoding="utf-8")
    (opened.folder / "er al").mkdir()
    (opened.folder / "er al" / "swv.toml").write_text("x", encoding="utf-8")
    for folder, words in (
        ("", "Geef het hele pad"),
        ("mijn-swv", "Geef het hele pad"),
        ("a\0b", "Geef het hele pad"),
        (str(opened.folder / "bestand"), "Dit is een bestand"),
        (str(opened.folder / "vol"), "onder de naam 'opslag'"),
        (str(opened.folder / "er al"), "staat al een swv.toml"),
        (str(opened.folder / "OneDrive - SWV" / "msa"), "gekopieerd"),
        ("~", "uw eigen map"),
        ("/etc/msa", "een map van het systeem"),
        ("/", "de hele schijf"),
        (str(opened.folder / ("x" * 300)), "niet te gebruiken"),
    ):
        before = sorted(opened.folder.rglob("*"))
        answer = opened.make(map=folder)
        assert answer.status_code == 400, folder
        assert words in list_faults(answer.text)["map"], folder
        assert sorted(opened.folder.rglob("*")) == before
    assert (opened.folder / "er al" / "swv.toml").read_text(encoding="utf-8") == "x"


def test_a_folder_that_is_there_may_hold_other_things(opened: Opened) -> None:
    (opened.folder / "mijn-swv" / "uitvoer").mkdir(parents=True)
    (opened.folder / "mijn-swv" / "mail.txt").write_text("x", encoding="utf-8")
    assert opened.make(map=f'"{opened.folder / "mijn-swv"}"').status_code == 303


def test_the_proposal_lies_among_the_documents_unless_those_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert propose_folder(None) == tmp_path / "mijn-swv"
    (tmp_path / "Documents").mkdir()
    assert propose_folder(None) == tmp_path / "Documents" / "mijn-swv"
    (tmp_path / "Documents").rmdir()
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "Documents").symlink_to(tmp_path / "OneDrive")
    assert propose_folder(None) == tmp_path / "mijn-swv"
    # What the command named comes first: a folder, or the settings in it.
    assert propose_folder(tmp_path / "x") == tmp_path / "x"
    assert propose_folder(tmp_path / "x" / "mijn.toml") == tmp_path / "x"


def test_the_settings_get_the_name_that_the_command_gave(tmp_path: Path) -> None:
    opened = open_start(tmp_path, place=tmp_path / "mijn-swv" / "regio.toml")
    enter(opened)
    assert "Er staat nog geen SWV in" in opened.get().text
    assert opened.make().status_code == 303
    assert [file.name for file in opened.file.parent.glob("*.toml")] == ["regio.toml"]
    opened.session.close()


def test_the_command_finds_settings_and_the_folder_around_them(tmp_path: Path) -> None:
    assert find_settings(None) is None
    assert find_settings(tmp_path) is None
    assert find_settings(tmp_path / "swv.toml") is None
    (tmp_path / "swv.toml").write_text("x", encoding="utf-8")
    assert find_settings(tmp_path) == find_settings(tmp_path / "swv.toml") == tmp_path / "swv.toml"


# --- what was open before ------------------------------------------------------------------------------------------


def test_what_was_open_is_offered_at_the_next_start(opened: Opened) -> None:
    assert opened.make().status_code == 303
    opened.session.close()
    kept = opened.folder / "instellingen" / NAME
    assert json.loads(kept.read_text(encoding="utf-8")) == {"swv": [str(opened.file)]}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700

    again = open_start(opened.folder)
    enter(again)
    assert "Open SWV Verzonnen" in again.get().text
    assert again.post("/openen", {"eerder": make_mark(opened.file)}).headers["location"] == f"{again.gate.base}/"
    assert "Kwartaal tot" in again.get().text
    again.session.close()


def test_an_swv_that_is_there_is_opened_by_its_path(opened: Opened) -> None:
    toml = write_swv(opened.folder / "elders", BASIS, school=make_school())
    for path, words in (("", "Geef het hele pad"), (str(opened.folder), "Hier staat geen swv.toml")):
        answer = opened.post("/openen", {"pad": path})
        assert words in list_faults(answer.text)["pad"]
    assert opened.post("/openen", {"pad": str(toml.parent)}).status_code == 303
    assert "Voorbeeldschool" in opened.get("/").text


def test_what_cannot_be_opened_says_why_and_can_be_left_out(opened: Opened) -> None:
    broken = opened.folder / "kapot" / "swv.toml"
    broken.parent.mkdir()
    broken.write_text("[swv]\n", encoding="utf-8")
    recent = Recent(opened.folder / "instellingen")
    for file in (broken, opened.folder / "weg" / "swv.toml"):
        recent.add(file)
    page = opened.get().text
    assert "Dit bestand is er niet meer." in page
    assert "het blok [paden] ontbreekt" in page
    assert opened.post("/openen", {"eerder": make_mark(broken)}).status_code == 400
    assert opened.post("/vergeten", {"eerder": make_mark(broken)}).status_code == 303
    assert recent.list_files() == [opened.folder / "weg" / "swv.toml"]
    assert broken.exists()


def test_the_list_is_short_and_holds_paths_alone(tmp_path: Path) -> None:
    recent = Recent(tmp_path / "in")
    for number in range(MOST + 2):
        recent.add(tmp_path / f"{number}.toml")
    recent.add(tmp_path / "5.toml")
    # Ten were opened, the first two fell off, and the fifth came to the front again.
    assert [file.stem for file in recent.list_files()] == ["5", "9", "8", "7", "6", "4", "3", "2"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"swv": 1}', '{"swv": [1, "x", "\\u0000"]}', "[" * 100_000])
def test_a_list_that_cannot_be_read_offers_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    assert Recent(tmp_path).list_files() == []


def test_without_a_place_nothing_is_remembered_and_nothing_goes_wrong(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    for recent in (Recent(None), Recent(tmp_path / "bestand" / "in")):
        recent.add(tmp_path / "swv.toml")
        recent.forget("x")
        assert recent.list_files() == []


def test_one_swv_is_open_at_a_time(opened: Opened) -> None:
    toml = write_swv(opened.folder / "elders", BASIS, school=make_school())
    other = open_start(opened.folder)
    enter(other)
    assert other.post("/openen", {"pad": str(toml)}).status_code == 303
    answer = opened.post("/openen", {"pad": str(toml)})
    assert answer.status_code == 400
    assert "staat al open" in answer.text
    other.session.close()
    assert opened.post("/openen", {"pad": str(toml)}).status_code == 303


# --- who may come in -----------------------------------------------------------------------------------------------


def test_the_start_page_is_as_closed_as_the_workbench(opened: Opened) -> None:
    stranger = Client(opened.client.app, opened.client.base, HOST)
    for path in ("/", "/nieuw", "/openen"):
        assert stranger.get(f"{opened.gate.base}{path}").text == REFUSED
    base, token = opened.gate.base, {"sleutelwoord": opened.gate.form_token}
    for headers in (
        {"host": f"kwaad.example:{PORT}"},
        {"origin": "https://kwaad.example"},
        {"origin": "null"},
        {},
        {"origin": opened.gate.origin, "sec-fetch-site": "cross-site"},
        {"origin": opened.gate.origin, "upgrade": "websocket"},
    ):
        for path in ("/nieuw", "/openen", "/vergeten", "/sluiten"):
            assert opened.client.post(f"{base}{path}", data=token, headers=headers).status_code == 403
    for path in ("/nieuw", "/openen", "/vergeten", "/sluiten"):
        assert opened.post(path, ANSWERS, token="x").status_code == 403
    other = Client(opened.client.app, opened.client.base, "192.0.2.7", opened.client.cookies)
    assert other.get(f"{base}/").status_code == 403
    assert enter(opened) == 403
    policy = opened.get().headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert not re.search("script-src|unsafe|http", policy)
    assert "<script" not in opened.get().text
    assert not opened.file.parent.exists()


def test_the_button_closes_it(opened: Opened) -> None:
    assert "is dicht" in opened.post("/sluiten", {}).text
    assert opened.session._ended.is_set()


def test_a_fault_of_the_program_is_told_without_its_words(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: Path) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("pipelines.workbench.start.load_settings", fail)
    monkeypatch.setattr("pipelines.workbench.start.read_settings", fail, raising=True)
    monkeypatch.setattr("pipelines.workbench.start.settings_file.write_new", lambda *_, **__: fail(Path()))
    answer = opened.make()
    assert answer.status_code == 500
    assert "fout RuntimeError" in answer.text
    assert "geheim" not in answer.text


@pytest.mark.parametrize("name", ["map", *ANSWERS, "sleutelwoord"])
def test_a_hostile_answer_makes_nothing_or_is_a_text(opened: Opened, name: str) -> None:
    """A name may be any text; then it stands in the file as that text, and on no page as more."""
    before = sorted(opened.folder.rglob("*"))
    for payload in PAYLOADS:
        answer = opened.make(**{name: payload})
        assert not holds_raw(answer.text, payload)
        if answer.status_code == 303:
            assert name in ("swvnaam", "naam", "akkoord", "locatie"), payload
            settings = load_settings(opened.file)
            if name != "akkoord":
                found = {"swvnaam": settings.naam, "naam": settings.scholen[0].naam}.get(name)
                assert found == payload.strip() or payload.partition(",")[0].strip() in settings.scholen[0].locatie
            assert not any(holds_raw(opened.get(path).text, payload) for path in ("/instellingen", "/"))
            return
        assert answer.status_code in (400, 403), payload
        assert sorted(opened.folder.rglob("*")) == before


@pytest.mark.parametrize(("path", "name"), [("/openen", "eerder"), ("/openen", "pad"), ("/vergeten", "eerder")])
def test_a_hostile_path_opens_nothing(opened: Opened, path: str, name: str) -> None:
    before = sorted(opened.folder.rglob("*"))
    for payload in PAYLOADS:
        answer = opened.post(path, {name: payload})
        assert answer.status_code == 400, payload
        assert not holds_raw(answer.text, payload)
        assert opened.post(path, {name: "x"}, token=payload).status_code == 403
    assert sorted(opened.folder.rglob("*")) == before


def test_a_websocket_is_refused(opened: Opened) -> None:
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": f"{opened.gate.base}/", "headers": [], "client": (HOST, 50000)}
    asyncio.run(opened.client.app(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
