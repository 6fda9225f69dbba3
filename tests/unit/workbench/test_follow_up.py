"""The work list over schools, what schools owe, and what was done."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.run.flow_server import PAGE_FILE
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keys import open_key
from pipelines.vault.places import LOG_FILE, PREFECT_HOME
from pipelines.workbench import follow_up_page
from tests.lib.hostile import PAYLOADS
from tests.unit.workbench.conftest import Browser, Place

PEILDATUM = "2026-01-01"
SCHOOL = "12AB00"
# Pupil, act, since, last day, stand, weight.
WORK = (
    ("l1", "gesprek", date(2025, 11, 3), None, "te_doen", 3),
    ("l2", "duo_16uur", date(2025, 11, 4), date(2025, 11, 11), "te_laat", 3),
    ("l3", "duo_lrv", date(2025, 12, 1), date(2026, 1, 9), "te_doen", 1),
    ("l4", "brief", date(2025, 12, 1), date(2025, 12, 8), "gedaan", 2),
    ("l5", "mdo", date(2025, 10, 1), date(2025, 11, 4), "te_laat", 1),
)


def write_tables(folder: Path, *, findings: list[tuple[str, str, int]]) -> None:
    """The published tables of a run of one school, by hand."""
    tables = folder / "tabellen"
    tables.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    pl.DataFrame(
        [(SCHOOL, pupil, "school", act, since, last, stand, weight) for pupil, act, since, last, stand, weight in WORK],
        schema=["school", "leerling", "rol", "actie", "sinds", "uiterste_datum", "stand", "zwaarte"],
        orient="row",
    ).write_parquet(tables / "werklijst.parquet")
    pl.DataFrame(
        [(SCHOOL, pupil, "4A") for pupil, *_ in WORK], schema=["school", "leerling", "klas"], orient="row"
    ).write_parquet(tables / "leerling_periode.parquet")
    pl.DataFrame(
        [(SCHOOL, "verouderd", date(2025, 12, 12), 60, 55, 2)],
        schema=["school", "stand", "gegevens_tot", "schooldagen", "gemeten_dagen", "gat_dagen"],
        orient="row",
    ).write_parquet(tables / "school_meting.parquet")
    pl.DataFrame(
        [(SCHOOL, severity, text, number) for severity, text, number in findings],
        schema={"school": pl.String, "ernst": pl.String, "omschrijving": pl.String, "aantal": pl.Int64},
        orient="row",
    ).write_parquet(tables / "bevinding.parquet")


@pytest.fixture
def opened(place: Place, browser: Browser) -> Browser:
    open_key(place.bench.load())
    write_tables(
        place.folder / "uitvoer" / PEILDATUM,
        findings=[
            ("quarantaine", "De datum is geen datum. Meer.", 3),
            ("quarantaine", "De datum is geen datum. Meer.", 4),
            ("geweigerd", "Dubbele kolom", 1),
            ("let_op", "Aangenomen", 99),
            ("quarantaine", "Derde", 2),
            ("quarantaine", "Vierde", 1),
        ],
    )
    assert browser.post("/peildatum", {"peildatum": PEILDATUM}).status_code == 303
    return browser


def list_pupils(page: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]*)</span>', page)


def test_overdue_stands_first_then_by_last_day_and_what_is_done_is_gone(opened: Browser) -> None:
    page = opened.get("/opvolging").text
    # l5 was due on 4 November, l2 on the 11th; l3 is due on 9 January; l1 has no last day; l4 is done.
    assert list_pupils(page) == ["l5", "l2", "l3", "l1"]
    assert "4\u00a0taken, waarvan 2 te laat" in page
    assert "te laat: 4\u00a0nov\u00a02025" in page


def test_it_is_shown_a_page_at_a_time(opened: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_page, "ROWS_A_PAGE", 3)
    first = opened.get("/opvolging").text
    assert (list_pupils(first), "Volgende taken" in first, "Vorige taken" in first) == (["l5", "l2", "l3"], True, False)
    second = opened.get("/opvolging?vanaf=3").text
    assert (list_pupils(second), "Volgende taken" in second, "Vorige taken" in second) == (["l1"], False, True)
    # What is no place in the list is its beginning.
    for asked in ("4", "-3", "x", "9" * 50, "²"):
        assert list_pupils(opened.get(f"/opvolging?vanaf={asked}").text)[0] in ("l5", "l1")


def test_one_school_can_be_chosen(opened: Browser) -> None:
    assert len(list_pupils(opened.get(f"/opvolging?school={SCHOOL}").text)) == 4
    assert opened.get("/opvolging?school=99ZZ99").status_code == 400


def test_what_a_school_owes_is_told_the_most_rows_first(opened: Browser) -> None:
    page = opened.get("/opvolging").text.replace("\u00a0", " ")
    # 60 - 55 + 2 = 7 days; 3 + 4 = 7 dates; an assumption is not owed.
    points = re.findall(r"<li>([^<]*)</li>", page.partition("Wat moeten scholen")[2])
    assert points == [
        "7 schooldagen niet gemeten. De gegevens lopen t/m 12 dec 2025.",
        "De datum is geen datum (7 keer).",
        "Derde (2 keer).",
        "Dubbele kolom (1 keer).",
        "En nog 1 punt.",
    ]
    assert "verouderd" in page


def test_erased_tables_and_broken_ones(opened: Browser) -> None:
    tables = opened.place.folder / "uitvoer" / PEILDATUM / "tabellen"
    (tables / "werklijst.parquet").write_bytes(b"x")
    answer = opened.get("/opvolging")
    assert (answer.status_code, "niet te lezen" in answer.text) == (400, True)
    for file in tables.iterdir():
        file.unlink()
    assert "er staat geen taak open" in opened.get("/opvolging").text


def test_without_output_both_pages_say_so(browser: Browser) -> None:
    assert "nog geen uitvoer" in browser.get("/opvolging").text
    page = browser.get("/geschiedenis").text
    assert "Er zijn nog geen verslagen" in page
    assert "Nog niets" in page


def test_the_log_is_told_newest_first(opened: Browser) -> None:
    opslag = opened.place.folder / "opslag"
    write_entry(opslag, "check", schools=[SCHOOL], counts={"geweigerd": 1})
    write_entry(opslag, "run", schools=[SCHOOL, "34CD00"], peildatum=date(2026, 1, 1), counts={"leerlingen": 29})
    write_entry(opslag, "overgedragen", peildatum=date(2026, 1, 1), hashes={"school/12AB00": "0" * 64})
    page = opened.get("/geschiedenis").text.replace("\u00a0", " ")
    rows = re.findall(r'<td>([^<]*)</td><td class="lang letterlijk">([^<]*)</td>', page)
    assert rows[:3] == [
        ("uitvoer overgedragen", "peildatum 1 jan 2026 · school/12AB00"),
        ("verslagen gemaakt", "peildatum 1 jan 2026 · 2 scholen · leerlingen: 29"),
        ("leveringen gecontroleerd", "12AB00 · geweigerd: 1"),
    ]
    assert "Peildatum 1 jan 2026" in page
    assert "Het logboek klopt niet" not in page


def test_a_broken_log_is_told(opened: Browser) -> None:
    log = opened.place.folder / "opslag" / LOG_FILE
    log.write_bytes(log.read_bytes().replace(b"sleutel_gemaakt", b"sleutel_gemaakT"))
    page = opened.get("/geschiedenis").text
    assert "Het logboek klopt niet" in page


@pytest.mark.parametrize("name", ["school", "vanaf", "x"])
def test_hostile_strings_in_the_address(opened: Browser, name: str) -> None:
    for payload in PAYLOADS:
        answer = opened.client.get(
            f"{opened.place.gate.base}/opvolging", params={name: payload}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code in (200, 400)
        assert not (set("<\"'") & set(payload) and payload in answer.text)


def test_the_page_of_prefect_is_linked_while_it_is_on(opened: Browser) -> None:
    assert "Prefect" not in opened.get("/geschiedenis").text
    file = opened.place.folder / "opslag" / PREFECT_HOME / PAGE_FILE
    file.parent.mkdir()
    file.write_text("Adres: http://127.0.0.1:4242/\nWachtwoord: geheim\n", encoding="utf-8")
    page = opened.get("/geschiedenis").text
    assert 'href="http://127.0.0.1:4242/"' in page
    assert "geheim" not in page
    file.write_text("Adres: http://kwaad.example/\n", encoding="utf-8")
    assert "Prefect" not in opened.get("/geschiedenis").text
