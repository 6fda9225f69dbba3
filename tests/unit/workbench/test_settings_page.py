"""Page Instellingen: schools come, change and go by forms, in the file as it lies; what is refused is not written."""

import stat
from html import unescape
from pathlib import Path

import pytest

from pipelines.mapping_file import get_place
from pipelines.settings import Settings, load_settings
from tests.lib.hostile import PAYLOADS
from tests.unit.workbench.conftest import Browser, Place
from tests.unit.workbench.test_hostile_forms import holds_raw
from tests.unit.workbench.test_start import list_faults

SCHOOL = {"naam": "Verzonnen Mavo", "sector": "VO", "lvs": "somtoday"}
NEW = {"brin": "99ZB00", **SCHOOL}
SWV = {"swvnaam": "SWV Anders", "protocol": "kennemerland", "regio": "zuid", "akkoord": "ja"}
_MAPPING = '[[koppeling]]\ndatum = 2026-01-02\n[koppeling.codes]\n"ZK" = "ziek"\n'


def load(place: Place) -> Settings:
    return load_settings(place.bench.file)


def read(place: Place) -> str:
    return place.bench.file.read_text(encoding="utf-8")


def test_a_school_comes_changes_and_goes(place: Place, browser: Browser) -> None:
    before = read(place)
    assert browser.post("/instellingen/school", NEW).status_code == 303
    assert [(school.id, school.naam) for school in load(place).scholen] == [
        ("12AB00", "Voorbeeldschool"),
        ("99ZB00", "Verzonnen Mavo"),
    ]
    assert read(place).startswith(before)
    assert "Verzonnen Mavo staat nu in de instellingen." in browser.get("/instellingen").text
    assert 'school/99ZB00">Verzonnen Mavo</a>' in browser.get("/").text

    page = browser.get("/instellingen/99ZB00").text
    assert 'value="Verzonnen Mavo"' in page
    assert '<option value="somtoday" selected>' in page
    changed = {**SCHOOL, "school": "99ZB00", "naam": "De Mavo", "lvs": "magister", "minuten": "45", "locatie": "N, Z"}
    assert browser.post("/instellingen/school", changed).status_code == 303
    school = load(place).get_school("99ZB00")
    assert (school.naam, school.lvs, school.minuten_per_lesuur, school.locatie) == (
        "De Mavo",
        "magister",
        45,
        ("N", "Z"),
    )

    assert browser.post("/instellingen/weg", {"school": "99ZB00"}).status_code == 303
    assert read(place).strip() == before.strip()


def test_the_id_of_a_school_stays_whatever_is_sent(place: Place, browser: Browser) -> None:
    assert browser.post("/instellingen/school", {**NEW, "school": "12AB00"}).status_code == 303
    [school] = load(place).scholen
    assert (school.id, school.naam) == ("12AB00", "Verzonnen Mavo")
    assert 'name="brin"' not in browser.get("/instellingen/12AB00").text


def test_a_school_that_is_there_is_not_added_again(place: Place, browser: Browser) -> None:
    before = read(place)
    answer = browser.post("/instellingen/school", {**NEW, "brin": "12ab00"})
    assert (answer.status_code, list(list_faults(answer.text))) == (400, ["brin"])
    assert read(place) == before


def test_the_swv_changes_but_not_its_code(place: Place, browser: Browser) -> None:
    assert browser.post("/instellingen/swv", {**SWV, "code": "AA1"}).status_code == 303
    settings = load(place)
    assert (settings.code, settings.naam, settings.vrijgeven) == ("VO9901", "SWV Anders", "na akkoord")
    assert (settings.scholen[0].protocol, settings.scholen[0].vakantieregio) == ("kennemerland", "zuid")
    # What no form asks is as it was.
    assert settings.pdf is False


def test_rules_that_do_not_fit_a_school_are_refused(place: Place, browser: Browser) -> None:
    before = read(place)
    answer = browser.post("/instellingen/swv", {**SWV, "protocol": "twente-po-2019"})
    assert list_faults(answer.text) == {
        "protocol": "Deze regels zijn er niet voor VO, en Voorbeeldschool is VO. Kies eerst bij die school andere "
        "regels."
    }
    answer = browser.post("/instellingen/school", {**NEW, "schoolprotocol": "twente-po-2019"})
    assert list(list_faults(answer.text)) == ["schoolprotocol"]
    answer = browser.post("/instellingen/school", {**SCHOOL, "school": "12AB00", "schoolprotocol": "twente-po-2019"})
    assert list(list_faults(answer.text)) == ["schoolprotocol"]
    assert read(place) == before


def test_what_load_settings_refuses_is_not_written(place: Place, browser: Browser) -> None:
    """Two schools under one name in lists for several: no field of its own can tell."""
    assert browser.post("/instellingen/school", {**NEW, "locatie": "Noord"}).status_code == 303
    before = read(place)
    answer = browser.post("/instellingen/school", {**NEW, "brin": "99ZC00", "locatie": "noord"})
    assert answer.status_code == 400
    assert "Elke naam hoort bij één school" in answer.text
    answer = browser.post("/instellingen/school", {**SCHOOL, "school": "12AB00", "locatie": "NOORD"})
    assert answer.status_code == 400
    assert "Elke naam hoort bij één school" in answer.text
    assert read(place) == before


def test_what_depends_on_the_day_is_shown_and_stays(place: Place, browser: Browser) -> None:
    dated = 'naam = [{is = "Oud"}, {vanaf = 2020-01-01, is = "Nieuw"}]'
    place.bench.file.write_text(read(place).replace('naam = "Voorbeeldschool"', dated), encoding="utf-8")
    page = browser.get("/instellingen/12AB00").text
    assert "Dit hangt af van de dag. Wijzig het in swv.toml zelf." in page
    assert 'name="naam"' not in page
    assert browser.post("/instellingen/school", {**SCHOOL, "school": "12AB00"}).status_code == 303
    assert dated in read(place)
    assert load(place).scholen[0].lvs == "somtoday"


def test_an_earlier_number_stays_whatever_else_is_changed(place: Place, browser: Browser) -> None:
    told = 'naam = "Voorbeeldschool"\nvroeger = ["22BB00"]  # tot de fusie'
    place.bench.file.write_text(read(place).replace('naam = "Voorbeeldschool"', told), encoding="utf-8")
    assert browser.post("/instellingen/school", {**SCHOOL, "school": "12AB00"}).status_code == 303
    assert 'vroeger = ["22BB00"]  # tot de fusie\n' in read(place)
    assert load(place).scholen[0].vroeger == ("22BB00",)
    assert load(place).scholen[0].lvs == "somtoday"


def test_comments_line_ends_and_rights_stay(place: Place, browser: Browser) -> None:
    file = place.bench.file
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").replace(b"[paden]", b"# van ons\r\n[paden]"))
    file.chmod(0o640)
    lines = file.read_bytes().count(b"\r\n")
    assert browser.post("/instellingen/school", {**SCHOOL, "school": "12AB00"}).status_code == 303
    content = file.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == lines
    assert b"# van ons\r\n[paden]" in content
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_the_mapping_of_a_school_goes_aside_and_comes_back(place: Place, browser: Browser) -> None:
    assert browser.post("/instellingen/school", NEW).status_code == 303
    mapping = get_place(place.folder, "99ZB00")
    mapping.parent.mkdir()
    mapping.write_text(_MAPPING, encoding="utf-8")
    assert "Wat u koppelde, wordt bewaard" in browser.get("/instellingen/99ZB00").text
    assert browser.post("/instellingen/weg", {"school": "99ZB00"}).status_code == 303
    assert not mapping.exists()
    assert [school.id for school in load(place).scholen] == ["12AB00"]
    assert browser.post("/instellingen/school", NEW).status_code == 303
    assert load(place).get_school("99ZB00").koppeling.codes == {"ZK": "ziek"}


def test_a_removal_that_cannot_be_written_leaves_the_mapping(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.post("/instellingen/school", NEW).status_code == 303
    mapping = get_place(place.folder, "99ZB00")
    mapping.parent.mkdir()
    mapping.write_text(_MAPPING, encoding="utf-8")
    before = read(place)

    def refuse(_file: Path, _content: bytes) -> None:
        raise PermissionError(13, "geheim")

    monkeypatch.setattr("pipelines.workbench.settings_page.write_private", refuse)
    assert browser.post("/instellingen/weg", {"school": "99ZB00"}).status_code == 500
    assert (read(place), mapping.read_text(encoding="utf-8")) == (before, _MAPPING)


def test_the_only_school_stays(place: Place, browser: Browser) -> None:
    assert "Dit is de enige school." in browser.get("/instellingen/12AB00").text
    assert browser.post("/instellingen/weg", {"school": "12AB00"}).status_code == 400
    assert [school.id for school in load(place).scholen] == ["12AB00"]


def test_nothing_changes_while_a_run_is_under_way(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(place.bench.tasks), "is_busy", property(lambda _tasks: True))
    before = read(place)
    for path, fields in (
        ("/instellingen/school", NEW),
        ("/instellingen/swv", SWV),
        ("/instellingen/weg", {"school": "12AB00"}),
    ):
        answer = browser.post(path, fields)
        assert answer.status_code == 400
        assert "Er loopt een run." in answer.text
    assert read(place) == before


SWV_FIELDS = ("code", "swvnaam", "protocol", "regio", "akkoord", "gemeenten", "sleutelwoord")
SCHOOL_FIELDS = ("brin", "naam", "sector", "lvs", "schoolprotocol", "schoolregio", "minuten", "telaat", "locatie")


@pytest.mark.parametrize(
    ("path", "fields", "names"),
    [
        ("/instellingen/school", NEW, (*SCHOOL_FIELDS, "sleutelwoord")),
        ("/instellingen/school", {**SCHOOL, "school": "12AB00"}, ("naam", "locatie", "school")),
        ("/instellingen/swv", SWV, SWV_FIELDS),
        ("/instellingen/weg", {"school": "12AB00"}, ("school", "sleutelwoord")),
    ],
)
def test_hostile_answers_are_refused_or_are_texts(
    place: Place, browser: Browser, path: str, fields: dict[str, str], names: tuple[str, ...]
) -> None:
    """Every field of the form in turn; a name may be any text, and is never more."""
    before = read(place)
    for name in names:
        for payload in PAYLOADS:
            answer = browser.post(path, {**fields, name: payload})
            assert answer.status_code in (303, 400, 403), (name, payload)
            assert not holds_raw(answer.text, payload)
            if answer.status_code == 303:
                assert {school.id for school in load(place).scholen} <= {"12AB00", "99ZB00"}
                page = browser.get("/instellingen").text
                assert not holds_raw(page, payload)
                assert name not in ("naam", "swvnaam") or payload.strip() in unescape(page)
                place.bench.file.write_text(before, encoding="utf-8")
            assert read(place) == before
