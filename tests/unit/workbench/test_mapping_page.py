"""Page Koppelen: what is asked, what choosing does, what is written; hostile choices are refused and not kept."""

import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import date
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import DeliveryView
from pipelines.intake.mapping.columns import FileProposal
from pipelines.run import mapping
from pipelines.settings import Settings
from pipelines.workbench.mapping_page import read_choices
from tests.lib.hostile import PAYLOADS
from tests.unit.run.test_mapping import OWN_HEADER, choose_codes, list_absences, make_counted, make_swv
from tests.unit.workbench.conftest import Browser, make_workbench
from tests.unit.workbench.test_hostile_forms import holds_raw

SCHOOL = "12AB00"
PEILDATUM = "2026-01-01"


@pytest.fixture
def opened(tmp_path: Path) -> Browser:
    """A workbench of a school with names of its own for columns, codes and classes."""
    settings = make_swv(tmp_path / "swv", absences=list_absences(OWN_HEADER))
    browser = make_workbench(settings.file, today=date(2025, 12, 20)).make_browser()
    assert browser.post("/peildatum", {"peildatum": PEILDATUM}).status_code == 303
    return browser


def read_form(page: str) -> dict[str, str]:
    """The fields of the form as a browser would send them without a change."""
    form = page.partition('/koppeling">')[2].partition("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'<option value="([^"]*)"( selected)?>', options)
        fields[name] = next((value for value, chosen in values if chosen), values[0][0])
    return {name: unescape(value) for name, value in fields.items() if name != "sleutelwoord"}


def look(opened: Browser) -> tuple[str, dict[str, str]]:
    page = opened.get(f"/koppeling/{SCHOOL}").text
    return page, read_form(page)


def send(opened: Browser, fields: dict[str, str], button: str) -> int:
    return opened.post("/koppeling", {**fields, "knop": button}).status_code


def name_columns(fields: dict[str, str]) -> list[str]:
    return [name for name in fields if name.startswith("kolom|")]


def test_a_school_is_mapped_from_columns_to_codes_and_written_down(opened: Browser) -> None:
    page, fields = look(opened)
    assert "Zo is de levering nog niet te lezen" in page
    columns = name_columns(fields)
    # Nothing but names that are known and places is shown of the header.
    assert [fields[name] for name in columns] == ["leerlingnummer", "", "datum", "lesuur", ""]
    assert "LLNAAM" not in page
    assert "Jansen" not in page
    assert send(opened, {**fields, columns[4]: "code"}, "bijwerken") == 303
    page, fields = look(opened)
    classes = [name for name in fields if name.startswith("klas-")]
    assert [fields[name] for name in classes] == ["klas 3a", ""]
    assert send(opened, {**fields, classes[1]: "groep 4"}, "bekijken") == 303
    page, fields = look(opened)
    assert "Wat deze keuzes doen" in page
    # Twenty pupils have no tier now; with these choices each has one, or an open one.
    rows = re.findall(r'<th scope="row">[^<]*</th><td class="getal">(\d+)</td><td class="getal">(\d+)</td>', page)
    assert (sum(int(now) for now, _ in rows), sum(int(then) for _, then in rows)) == (0, 20)
    codes = [name for name in fields if name.startswith("code-")]
    assert len(codes) == 2
    assert send(opened, {**fields, **dict.fromkeys(codes, "medisch")}, "vastleggen") == 303
    written = (opened.place.folder / "koppeling" / f"{SCHOOL}.toml").read_text(encoding="utf-8")
    assert '"Tandarts" = "medisch"' in written
    assert '"Vlinders" = "groep 4"' in written
    assert opened.place.bench.mappings == {}


@pytest.fixture
def at_once(tmp_path: Path) -> Browser:
    """A workbench of a school of which every column is known for sure, so that its codes stand beside them."""
    settings = make_swv(
        tmp_path / "swv",
        absences=list_absences("Lln nr;LLNAAM;Dag;Uur;Reden;Soort afw"),
        classes=("klas 3a", "groep 4"),
    )
    place = settings.aanlevering / SCHOOL / "absenties.csv"
    lines = place.read_text(encoding="utf-8").splitlines()
    place.write_text("\n".join([lines[0], *(f"{line};vroeg" for line in lines[1:])]) + "\n", encoding="utf-8")
    browser = make_workbench(settings.file, today=date(2025, 12, 20)).make_browser()
    assert browser.post("/peildatum", {"peildatum": PEILDATUM}).status_code == 303
    return browser


def test_columns_and_codes_are_answered_in_one_round(at_once: Browser) -> None:
    page, fields = look(at_once)
    assert "Met de voorstellen hieronder is zij dat wel" in page
    codes = [name for name in fields if name.startswith("code-")]
    assert len(codes) == 2
    assert send(at_once, {**fields, **dict.fromkeys(codes, "medisch")}, "vastleggen") == 303
    written = (at_once.place.folder / "koppeling" / f"{SCHOOL}.toml").read_text(encoding="utf-8")
    assert '"Reden" = "code"' in written
    assert '"Tandarts" = "medisch"' in written
    # What the file was read by stands on the page of the school, in the names of msa.
    at_once.get(f"/school/{SCHOOL}")
    at_once.place.bench.checks.finish()
    page = at_once.get(f"/school/{SCHOOL}").text.replace("\u00a0", " ")
    assert "gelezen met de koppeling: leerlingnummer, datum, lesuur en code" in page
    assert "LLNAAM" not in page


def test_another_column_for_the_code_asks_again_about_its_codes(at_once: Browser) -> None:
    """The codes that were answered are those of the first column: nothing is written before the others are seen."""
    _, fields = look(at_once)
    columns = name_columns(fields)
    codes = [name for name in fields if name.startswith("code-")]
    other = {**fields, **dict.fromkeys(codes, "medisch"), columns[4]: "", columns[5]: "code"}
    assert send(at_once, other, "vastleggen") == 303
    assert not (at_once.place.folder / "koppeling").exists()
    page, fields = look(at_once)
    assert "andere codes" in page
    [code] = [name for name in fields if name.startswith("code-")]
    assert code not in codes
    assert send(at_once, {**fields, code: "ziek"}, "vastleggen") == 303
    written = (at_once.place.folder / "koppeling" / f"{SCHOOL}.toml").read_text(encoding="utf-8")
    assert '"vroeg" = "ziek"' in written
    assert "medisch" not in written


def test_the_page_does_not_send_the_reader_elsewhere_to_map(opened: Browser) -> None:
    """Nor does the page of the school, which has the button; the command and the return sheet do."""
    settings = opened.place.bench.load()
    told = mapping.propose(settings, SCHOOL, today=date(2025, 12, 20), peildatum=date(2026, 1, 1)).geweigerd
    opened.get(f"/school/{SCHOOL}")
    opened.place.bench.checks.finish()
    pages = [look(opened)[0], opened.get(f"/school/{SCHOOL}").text]
    assert "Koppel ze hier" in pages[1]
    for words in ("in swv.toml, onder [school.kolommen]", "msa koppel", '" = "leerlingnummer"'):
        assert words in told
        assert not any(words in unescape(page) for page in pages)
    # What is wrong stays.
    for page in pages:
        assert "Daarvoor ontbreekt: code." in unescape(page)


def test_another_layout_lets_go_of_the_columns() -> None:
    sent = {
        "bestand-a": "nieuw",
        "bij|bestand-a": "oud",
        "kolom|bestand-a|kolom-1": "datum",
        "bestand-b": "zelfde",
        "bij|bestand-b": "zelfde",
        "kolom|bestand-b|kolom-2": "code",
        "code-1": "ziek",
        "klas-1": "",
        "school": "12AB00",
        "knop": "bijwerken",
    }
    assert read_choices(sent) == {
        "bestand-a": "nieuw",
        "bestand-b": "zelfde",
        "kolom-2": "code",
        "code-1": "ziek",
        "klas-1": "",
    }


def test_choices_of_before_are_dropped_when_the_delivery_changes(opened: Browser) -> None:
    _, fields = look(opened)
    assert send(opened, {**fields, name_columns(fields)[4]: "code"}, "bijwerken") == 303
    file = opened.place.folder / "aanlevering" / SCHOOL / "absenties.csv"
    file.write_text(list_absences("Lln nr;LLNAAM;Dag;Uur;Anders"), encoding="utf-8")
    page, _ = look(opened)
    assert "De keuzes zijn opnieuw gemaakt" in page


def test_beginning_again_forgets_what_was_chosen(opened: Browser) -> None:
    _, fields = look(opened)
    assert send(opened, {**fields, name_columns(fields)[4]: "code"}, "bijwerken") == 303
    assert send(opened, fields, "opnieuw") == 303
    assert look(opened)[1] == fields


def test_nothing_is_written_without_a_choice(opened: Browser) -> None:
    _, fields = look(opened)
    nothing = {
        name: "" if name.startswith(("bestand-", "kolom|", "klas-", "code-")) else value
        for name, value in fields.items()
    }
    assert send(opened, nothing, "vastleggen") == 400
    assert not (opened.place.folder / "koppeling").exists()


@pytest.fixture
def on_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The delivery is read and counted once for all forms of a test: none of them changes it."""
    opened: list[mapping._Table] = []
    counted: dict[tuple[int, str], pl.DataFrame] = {}
    proposed: dict[frozenset[tuple[str, str]], tuple[FileProposal, ...]] = {}
    really_open, count, propose = mapping._open, mapping._Table._count, mapping._Table._propose_files

    @contextmanager
    def keep_open(settings: Settings, school_id: str, **asked: date) -> Generator[mapping._Table]:
        if not opened:
            opened.append(stack.enter_context(really_open(settings, school_id, **asked)))
        yield opened[0]

    def count_once(self: mapping._Table, delivery: Delivery, mart: str) -> pl.DataFrame:
        if (id(delivery), mart) not in counted:
            counted[id(delivery), mart] = count(self, delivery, mart)
        return counted[id(delivery), mart]

    def propose_once(self: mapping._Table, view: DeliveryView, choices: dict[str, str]) -> tuple[FileProposal, ...]:
        of_files = frozenset(item for item in choices.items() if item[0].startswith(("bestand-", "kolom-")))
        if of_files not in proposed:
            proposed[of_files] = propose(self, view, choices)
        return proposed[of_files]

    monkeypatch.setattr(mapping, "_open", keep_open)
    monkeypatch.setattr(mapping._Table, "_count", count_once)
    monkeypatch.setattr(mapping._Table, "_propose_files", propose_once)
    with ExitStack() as stack:
        yield


# How the first field of each kind begins, and what a hostile string as its value gets: refused, or taken for another
# button. Of a page of before the columns are let go, so that its codes and classes are not there.
FIELDS = {"bestand-": 400, "kolom|": 400, "klas-": 400, "code-": 400, "bij|": 400, "school": 400, "knop": 303}


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_choices_are_refused_and_not_kept(opened: Browser, on_the_table: None, field: str) -> None:
    _, fields = look(opened)
    fields[name_columns(fields)[4]] = "code"
    assert send(opened, fields, "bijwerken") == 303
    _, fields = look(opened)
    fields[[name for name in fields if name.startswith("klas-")][1]] = "groep 4"
    assert send(opened, fields, "bijwerken") == 303
    page, fields = look(opened)
    name = next(name for name in (*fields, "knop") if name.startswith(field))
    for payload in PAYLOADS:
        answer = opened.post("/koppeling", {**fields, "knop": "bijwerken", name: payload})
        assert answer.status_code == FIELDS[field], payload
        assert not holds_raw(answer.text, payload)
    assert look(opened) == (page, fields)
    assert not (opened.place.folder / "koppeling").exists()


@pytest.mark.parametrize("name", ["bestand-{}", "klas-{}", "code-{}"])
def test_hostile_names_of_choices_are_refused(opened: Browser, on_the_table: None, name: str) -> None:
    page, fields = look(opened)
    for payload in PAYLOADS:
        answer = opened.post("/koppeling", {**fields, name.format(payload): payload, "knop": "vastleggen"})
        assert answer.status_code == 400, payload
        assert not holds_raw(answer.text, payload)
    assert look(opened) == (page, fields)
    assert not (opened.place.folder / "koppeling").exists()


def test_hostile_names_that_choose_nothing_are_passed_over(opened: Browser, on_the_table: None) -> None:
    page, fields = look(opened)
    for payload in PAYLOADS:
        more = dict.fromkeys((payload, f"bij|{payload}", f"kolom|{payload}|{payload}"), payload)
        assert opened.post("/koppeling", {**fields, **more, "knop": "bijwerken"}).status_code == 303, payload
    assert look(opened) == (page, fields)


@pytest.mark.parametrize("school", ["", "99ZZ99", "../12AB00"])
def test_a_school_that_is_not_there(opened: Browser, school: str) -> None:
    assert opened.post("/koppeling", {"school": school}).status_code == 400


def test_what_each_code_does_alone_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five pupils with TA alone the tier is no longer open; KK is one lesson of one who is in tier 3 anyway."""
    settings = make_counted(tmp_path / "swv")
    browser = make_workbench(settings.file, today=date(2025, 12, 20)).make_browser()
    assert browser.post("/peildatum", {"peildatum": PEILDATUM}).status_code == 303
    fields = {"school": SCHOOL, **choose_codes(settings, TA="medisch", KK="verlof", ZI="", XQ="")}
    assert send(browser, fields, "bekijken") == 303
    page, _ = look(browser)
    assert read_effects(page) == [
        ("TA", "medische afspraak", "Tier 3 van 5 naar 10, tier staat nog open van 15 naar 10"),
        ("KK", "verlof", "Verandert geen tier"),
    ]
    assert "niet apart geteld" not in page
    monkeypatch.setattr("pipelines.run.mapping.MOST_CODES", 1)
    page, _ = look(browser)
    assert [code for code, _, _ in read_effects(page)] == ["TA"]
    assert "1 code is niet apart geteld" in page


def read_effects(page: str) -> list[tuple[str, str, str]]:
    """Code, meaning and effect of each row of that table."""
    table = page.partition('id="per-code"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th><td>(.*?)</td><td class="lang">(.*?)</td>', table)
    return [(code, meaning, effect) for code, meaning, effect in rows]
