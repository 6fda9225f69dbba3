"""`msa verify`: printed numbers against the tables. Every check also finds a planted wrong number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.commands.printed_numbers import read_numbers
from pipelines.commands.verify import Recounted, describe, verify
from pipelines.errors import DataCheckFailed, StoreUnavailable, WrongUse
from pipelines.settings import Settings, load_settings
from pipelines.vault.lock import take_lock
from pipelines.vault.publications import Released, add_release
from reports.context.shown import Shown
from reports.release.address import DEEL, KLASSE, ROW, SOM, WAARDE, Address, make_address, name_earlier, read_address
from reports.release.disclosure import Release, Rules
from reports.release.time_share import KeptShare
from reports.swv.chapters.likeness import address_share, address_share_then
from tests.lib.region import Region, School, write_region

PUPILS = pl.DataFrame(
    {
        "school": ["12AB00", "12AB00", "12AB00", "34CD00"],
        "leerling": ["laaaaaaaaaaa", "lbbbbbbbbbbb", "lccccccccccc", "lddddddddddd"],
        "klas": ["1A", "1A; groep|2 50%", "1B", "1A"],
        "tier": [1, 2, None, 3],
        "te_laat": [0, 4, 1234, 7],
        "oa_uren": [0.0, 18.25, 3.0, 1.5],
        "gepland_min": [1000, 1000, 1000, 500],
        "aanwezig_min": [1000, 933, 901, 100],
        "onbekend_min": [0, 0, 49, 0],
        "laagste_min": [930, 880, 850, 80],
        # Of the last pupil 20 of the minutes present could be absence: rows in quarantine.
        "aanwezig_pct_min": [100.0, 93.3, 90.1, 16.0],
        "loopt": [True, False, None, True],
        "start": [date(2025, 9, 8), None, date(2025, 10, 1), date(2025, 9, 1)],
    },
    schema_overrides={"tier": pl.Int8},
)


@dataclass(frozen=True)
class Scene:
    settings: Settings

    def write(self, page: str, body: str) -> None:
        file = self.settings.uitvoer / "2026-01-01" / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<html><body>\n{body}\n</body></html>", encoding="utf-8")

    def judge(self, body: str, *, page: str = "school/12AB00/index.html") -> Recounted:
        self.write(page, body)
        return verify(self.settings, sample=0)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    settings = load_settings(write_region(Region((School("12AB00", "VO", ()),)), tmp_path))
    settings.opslag.mkdir()
    for day in ("2025-09-01", "2026-01-01"):
        tables = settings.uitvoer / day / "tabellen"
        tables.mkdir(parents=True)
        PUPILS.write_parquet(tables / "leerling_periode.parquet")
    return Scene(settings)


def cell(address: str, text: str) -> str:
    return f'<p data-adres="{address}">{text}</p>'


def one(column: str, pupil: str = "lbbbbbbbbbbb") -> str:
    return make_address("leerling_periode", WAARDE, column, school="12AB00", leerling=pupil)


RIGHT = [
    # Counts: three pupils of 12AB00; one of them in tier 1 or 2 twice over.
    (make_address("leerling_periode", school="12AB00"), "3"),
    (make_address("leerling_periode", school="12AB00"), "3 leerlingen"),
    (make_address("leerling_periode", tier=(1, 2)), "2"),
    (make_address("leerling_periode", tier=None), "1"),
    (make_address("leerling_periode", loopt=True), "2"),
    (make_address("leerling_periode", start=date(2025, 9, 8)), "1"),
    (make_address("leerling_periode", klas="1A; groep|2 50%"), "1"),
    (make_address("leerling_periode", oa_uren="18,25"), "1"),
    (make_address("leerling_periode", school="99ZZ00"), "0"),
    # Sums: 0 + 4 + 1234, and 18,25 + 0 + 3.
    (make_address("leerling_periode", SOM, "te_laat", school="12AB00"), "1.238"),
    (make_address("leerling_periode", SOM, "oa_uren", school="12AB00"), "21,3"),
    (make_address("leerling_periode", SOM, "oa_uren", school="12AB00"), "21,25 lesuren"),
    # Cells.
    (one("te_laat"), "4"),
    (one("te_laat", "lccccccccccc"), "1.234 keer"),
    (one("oa_uren"), "18,3"),
    (one("oa_uren"), "18,25"),
    (one("aanwezig_pct_min"), "93,3&nbsp;%"),
    (one("loopt"), "N"),
    (one("loopt"), "nee"),
    (one("loopt", "lccccccccccc"), "onbekend"),
    (one("start", "laaaaaaaaaaa"), "8&nbsp;sep&nbsp;2025"),
    (one("start"), "–"),
    (one("klas"), "1A; groep|2 50%"),
    # Shares: (1000 + 933 + 901) / 3000 = 94,46…, rounded down; with unknown time (2834 + 49) / 3000 = 96,1.
    (
        make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="12AB00"),
        "tussen 94,4 en&nbsp;96,1&nbsp;%",
    ),
    # The two ways in which earlier versions wrote it: what they published stays to be verified.
    (
        make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="12AB00"),
        "94,4&nbsp;% t/m 96,1&nbsp;%",
    ),
    (make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="12AB00"), "94,4 t/m&nbsp;96,1&nbsp;%"),
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="12AB00"), "1,6&nbsp;%"),
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="12AB00"), "○<i>te weinig lessen</i>"),
    # The sign of earlier versions.
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="12AB00"), "–<i>te weinig lessen</i>"),
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="99ZZ00"), "–<i>geen lessen</i>"),
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="99ZZ00"), "·<i>geen lessen</i>"),
    # The least that rows in quarantine leave, and all that could be: 930 + 880 + 850 = 2 660 of 3 000, and 2 883.
    (
        make_address("leerling_periode", DEEL, "laagste_min/gepland_min", school="12AB00"),
        "tussen 88,6 en&nbsp;96,1&nbsp;%",
    ),
    # 901 of 1000, and (901 + 49) of 1000.
    (one("aanwezig_pct_min", "lccccccccccc"), "tussen 90,1 en&nbsp;95,0&nbsp;%"),
    # 100 - 20 of 500, and 100 of 500.
    (
        make_address("leerling_periode", WAARDE, "aanwezig_pct_min", school="34CD00", leerling="lddddddddddd"),
        "tussen 16,0 en&nbsp;20,0&nbsp;%",
    ),
    (make_address("leerling_periode", tier="1|2"), "2"),
    # Two more could come to it: the count is the first number.
    (make_address("leerling_periode", school="12AB00"), "3 tot 5"),
    (make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="99ZZ00"), "n.v.t."),
]


@pytest.mark.parametrize(("address", "text"), RIGHT)
def test_a_right_number(scene: Scene, address: str, text: str) -> None:
    verdict = scene.judge(cell(address, text))
    assert (verdict.found, verdict.different, verdict.exit_code) == (1, (), 0)


WRONG = [
    (make_address("leerling_periode", school="12AB00"), "4"),
    (make_address("leerling_periode", school="12AB00"), "3 van 4"),
    (make_address("leerling_periode", school="12AB00"), "2 tot 3"),
    (make_address("leerling_periode", school="12AB00"), "3 tot en met 5"),
    (make_address("leerling_periode", school="12AB00"), "minder dan 5"),
    (make_address("leerling_periode", SOM, "te_laat", school="12AB00"), "1238"),
    (make_address("leerling_periode", SOM, "te_laat", school="12AB00"), "1,238"),
    (one("oa_uren"), "18,2"),
    (one("oa_uren"), "18.25"),
    (one("aanwezig_pct_min"), "93,4&nbsp;%"),
    (one("loopt"), "J"),
    (one("aanwezig_pct_min", "lccccccccccc"), "90,1&nbsp;%"),
    (
        make_address("leerling_periode", WAARDE, "aanwezig_pct_min", school="34CD00", leerling="lddddddddddd"),
        "20,0&nbsp;%",
    ),
    (make_address("leerling_periode", DEEL, "onbekend_min/gepland_min", school="12AB00"), "·<i>geen lessen</i>"),
    (one("start", "laaaaaaaaaaa"), "2025-09-08"),
    (one("start"), "8&nbsp;sep&nbsp;2025"),
    (make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="12AB00"), "94,5&nbsp;%"),
    (
        make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="12AB00"),
        "tussen 94,4 en&nbsp;96,2&nbsp;%",
    ),
    # Addresses that lead nowhere.
    (one("te_laat", "lzzzzzzzzzzz"), "4"),
    (one("bestaat_niet"), "4"),
    (make_address("leerling_periode", SOM, "klas"), "4"),
    (make_address("leerling_periode", DEEL, "aanwezig_min"), "4"),
    (make_address("leerling_periode", bestaat_niet="1"), "4"),
    ("leerling_periode;gok;te_laat", "4"),
    ("zomaar wat", "4"),
    ("drop table x;aantal;", "4"),
]


@pytest.mark.parametrize(("address", "text"), WRONG)
def test_a_wrong_number_is_found(scene: Scene, address: str, text: str) -> None:
    verdict = scene.judge(cell(address, text))
    assert verdict.exit_code == 13
    [place] = verdict.different
    assert (place.page, place.number.line) == ("school/12AB00/index.html", 2)
    told = describe(verdict)
    assert f"school/12AB00/index.html, regel 2: {address}" in told
    # The value itself stays on the page.
    assert "18,2" not in told.replace(address, "")


COLUMN = make_address("leerling_periode", WAARDE, "te_laat", school="12AB00", leerling=ROW)
OF_CLASS = make_address("leerling_periode", school="12AB00", klas=ROW)
TABLE = f"""<table>
<thead><tr><th>Leerling</th><th colspan="2">Klas</th><th data-adres="{COLUMN}">Te laat</th></tr></thead>
<tbody>
<tr><th colspan="4">Tussenkop 99</th></tr>
<tr><th scope="row"><span class="code">laaaaaaaaaaa</span> plan</th><td>1</td><td>A</td><td>0</td></tr>
<tr><th scope="row"><span class="code">lbbbbbbbbbbb</span></th><td colspan="2">1A</td><td>FOUR</td></tr>
<tr><td colspan="4">Geen kop</td></tr>
</tbody>
<tfoot><tr><th>Samen</th><td colspan="2"></td><td>4</td></tr></tfoot>
</table>
<table><thead><tr><th>Klas</th><th data-adres="{OF_CLASS}">Leerlingen</th></tr></thead>
<tbody><tr><th>1A</th><td>1</td></tr><tr><th>1A; groep|2 50%</th><td>1</td></tr></tbody></table>"""


def test_a_column_of_pupils(scene: Scene) -> None:
    """The head of the column has the address, the head of the row the code; subheads and totals are left alone."""
    verdict = scene.judge(TABLE.replace("FOUR", '4<span class="onder">97</span>'))
    assert (verdict.found, verdict.different) == (4, ())


def test_a_wrong_cell_in_a_column_is_found(scene: Scene) -> None:
    [place] = scene.judge(TABLE.replace("FOUR", "5")).different
    assert place.number.address == one("te_laat")
    assert place.number.line == 7


def test_the_head_of_a_row_may_be_a_weekday(scene: Scene) -> None:
    """2 is dinsdag; one row has it."""
    rows = pl.DataFrame({"school": ["12AB00"] * 2, "weekdag": [1, 2], "te_laat": [3, 5]})
    rows.write_parquet(scene.settings.uitvoer / "2026-01-01" / "tabellen" / "reeks.parquet")
    address = make_address("reeks", WAARDE, "te_laat", weekdag="dinsdag")
    assert scene.judge(cell(address, "5")).different == ()
    assert len(scene.judge(cell(address, "3")).different) == 1


def test_a_cell_with_an_address_of_its_own_goes_by_that(scene: Scene) -> None:
    own = f'<td data-adres="{one("oa_uren")}">18,3</td>'
    assert scene.judge(TABLE.replace("<td>FOUR</td>", own)).different == ()


@pytest.mark.parametrize(
    ("count", "right", "wrong"),
    [
        (0, ["0", "afgeschermd"], ["minder dan 8", ""]),
        (1, ["minder dan&nbsp;8", "afgeschermd"], ["1", "0", "5", "minder dan&nbsp;9"]),
        (7, ["minder dan&nbsp;8"], ["7", "5", "10"]),
        (8, ["10", "afgeschermd"], ["minder dan&nbsp;8", "8", "5"]),
        (12, ["10"], ["12", "15"]),
        (13, ["15"], ["13", "10"]),
    ],
)
def test_a_count_on_a_page_without_pupils_is_shielded(
    scene: Scene, count: int, right: list[str], wrong: list[str]
) -> None:
    frame = pl.concat([PUPILS[:1]] * count) if count else PUPILS[:0]
    frame.write_parquet(scene.settings.uitvoer / "2026-01-01" / "tabellen" / "thuiszitter.parquet")
    address = make_address("thuiszitter")
    for text in right:
        assert scene.judge(cell(address, text), page="swv/index.html").different == (), text
    for text in wrong:
        assert len(scene.judge(cell(address, text), page="swv/index.html").different) == 1, text


def test_a_count_is_rounded_as_the_settings_say(scene: Scene) -> None:
    """Twelve rows: 10 by the steps of five, 12 where the SWV does not round."""
    pl.concat([PUPILS[:1]] * 12).write_parquet(
        scene.settings.uitvoer / "2026-01-01" / "tabellen" / "thuiszitter.parquet"
    )
    exact = replace(scene.settings, publicatie=replace(scene.settings.publicatie, afronding=1))
    for text, right in (("10", scene.settings), ("12", exact)):
        scene.write("swv/index.html", cell(make_address("thuiszitter"), text))
        for settings in (scene.settings, exact):
            assert (verify(settings, sample=0).different == ()) is (settings is right)


@pytest.mark.parametrize(
    ("count", "right", "wrong"),
    [
        (0, ["0"], ["minder dan&nbsp;8", "8 tot 25"]),
        (7, ["minder dan&nbsp;8", "afgeschermd"], ["8 tot 25", "7"]),
        (8, ["8 tot 25", "afgeschermd"], ["minder dan&nbsp;8", "10", "8", "25 tot 50", "8 tot 50"]),
        # 22 is shown as 20 and 23 as 25: there the next band begins.
        (22, ["8 tot 25"], ["25 tot 50"]),
        (23, ["25 tot 50"], ["8 tot 25", "25"]),
        (498, ["500 of meer"], ["200 tot 500", "500"]),
    ],
)
def test_a_band_is_worked_out_again_from_the_sum_of_its_rows(
    scene: Scene, count: int, right: list[str], wrong: list[str]
) -> None:
    """Two rows that add up to the count, and one of another school."""
    frame = pl.DataFrame({"school": ["a", "a", "b"], "aantal": [count // 2, count - count // 2, 1]})
    frame.write_parquet(scene.settings.uitvoer / "2026-01-01" / "tabellen" / "bevinding.parquet")
    address = make_address("bevinding", KLASSE, "aantal", school="a")
    for text in right:
        assert scene.judge(cell(address, text), page="swv/index.html").different == (), text
    for text in wrong:
        assert len(scene.judge(cell(address, text), page="swv/index.html").different) == 1, text


def test_a_share_on_a_page_without_pupils(scene: Scene) -> None:
    """3 of 4 are both below 5; exact shares of minutes stay as they are."""
    address = make_address("leerling_periode", DEEL, "tier/te_laat", school="34CD00")
    assert scene.judge(cell(address, "niet getoond"), page="swv/index.html").different == ()
    minutes = make_address("leerling_periode", DEEL, "aanwezig_min/gepland_min", school="34CD00")
    assert scene.judge(cell(minutes, "20,0&nbsp;%"), page="swv/index.html").different == ()


def test_a_sample_is_the_same_each_time_and_spread(scene: Scene) -> None:
    right = "".join(cell(one("te_laat"), "4") for _ in range(300))
    scene.write("school/12AB00/index.html", right + cell(one("te_laat"), "5") * 100)
    first, again = (verify(scene.settings, sample=80) for _ in range(2))
    assert first == again
    assert (first.found, first.sample) == (400, 80)
    # A quarter is wrong: 20 expected, and never all or none.
    assert 5 < len(first.different) < 40
    assert len(verify(scene.settings, sample=0).different) == 100
    assert "- en nog 80" in describe(verify(scene.settings, sample=0))


def test_a_number_of_an_earlier_publication_is_compared_with_that(scene: Scene) -> None:
    """Of the count what was printed then; of attendance what the account has of it: of all, less that of a school.

    Of all 93,0 up to 93,1 % of 400 up to 600 hours, of school c 80,0 up to 80,1 % of 50 up to 150. Without it that is
    at least 93,0 + 12,9 x 50 / (600 - 50) = 94,17, and at most 93,1 + 13,1 x 150 / (400 - 150) = 100,96 %. A step of
    0,1 of all can be one of 0,1 x 600 / 250 = 0,24 without c: in steps of 0,5 it is 94,0 to 100,0 %.
    """
    then = scene.settings.uitvoer / "2025-09-01"
    (then / "swv").mkdir()
    figures = ("tabel;getoond;sleutel", "Een;130;vierweken/swv", "Nog eens;130;vierweken/swv", "Een;minder dan 8;lpa/x")
    (then / "swv" / "cijfers.csv").write_text("\n".join(figures), encoding="utf-8-sig")
    kept = {"": KeptShare(930, 930, 1, 500, 200), "c": KeptShare(800, 800, 1, 100, 100)}
    told = {"vierweken/swv": Shown(130, 8), "lpa/x": Shown(None, 8)}
    add_release(scene.settings.opslag, Released(date(2025, 9, 1), Release(Rules(), told, ()), aanwezigheid=kept))
    count, hidden = (
        make_address(name_earlier("cijfers", date(2025, 9, 1)), WAARDE, "getoond", sleutel=name)
        for name in ("vierweken/swv", "lpa/x")
    )
    whole, present, other = (
        make_address(name_earlier("aanwezigheid", date(2025, 9, 1)), DEEL, "aanwezig/gepland", school=schools)
        for schools in ("", ("", "c"), ("", "d"))
    )
    for address, right, wrong in (
        (count, "130", "125"), (hidden, "minder dan&nbsp;8", "5"),
        (whole, "93,0&nbsp;%", "93,1&nbsp;%"),
        (present, "tussen 94,0 en 100,0&nbsp;%", "tussen 94,5 en 100,0&nbsp;%"),
    ):  # fmt: skip
        assert scene.judge(cell(address, right), page="swv/index.html").different == (), right
        assert len(scene.judge(cell(address, wrong), page="swv/index.html").different) == 1, wrong
    # Of school d nothing was kept.
    assert len(scene.judge(cell(other, "93,0&nbsp;%"), page="swv/index.html").different) == 1
    # A publication that is gone cannot be asked; a name that is no day leads nowhere.
    gone = make_address(name_earlier("cijfers", date(2024, 1, 1)), WAARDE, "getoond", sleutel="x")
    assert scene.judge(cell(gone, "1"), page="swv/index.html").gone == 1
    elsewhere = make_address("leerling_periode@../2025-09-01", school="a")
    assert len(scene.judge(cell(elsewhere, "1"), page="swv/index.html").different) == 1


def test_the_share_of_a_tier_follows_from_counts_as_they_are_shown(scene: Scene) -> None:
    """Then 130, 50 and 20 pupils, at school c of them 30, 10 and fewer than 8: 20 of 200 is 10,0 per cent.

    Without c there are 96 to 104, 36 to 44 and 11 to 21: in the middle 100, 40 and 16, and 16 of 156 is 10,25. Now as
    many pupils, told one by one: 4 of them in tier 3 of school c.
    """
    then = scene.settings.uitvoer / "2025-09-01"
    (then / "swv").mkdir()
    counts = {"tiers/swv": ("130", "50", "20"), "tiers/school/c": ("30", "10", "minder dan 8")}
    rows = [f"Een;{told};{unit}/tier_{tier}" for unit, tiers in counts.items() for tier, told in enumerate(tiers, 1)]
    (then / "swv" / "cijfers.csv").write_text("\n".join(["tabel;getoond;sleutel", *rows]), encoding="utf-8-sig")
    schools = {"a": (60, 20, 8), "b": (40, 20, 8), "c": (30, 10, 4)}
    pupils = [
        (name, tier) for name, tiers in schools.items() for tier, many in enumerate(tiers, 1) for _ in range(many)
    ]
    table = pl.DataFrame(pupils, schema={"school": pl.String, "tier": pl.Int8}, orient="row")
    table.write_parquet(scene.settings.uitvoer / "2026-01-01" / "tabellen" / "leerling_periode.parquet")
    day = date(2025, 9, 1)
    for address, right, wrong in (
        (address_share_then(day, "tier_3", ()), "10,0&nbsp;%", "10,2&nbsp;%"),
        (address_share_then(day, "tier_3", ("c",)), "10,2&nbsp;%", "10,0&nbsp;%"),
        (address_share("tier_3", ()), "10,0&nbsp;%", "10,2&nbsp;%"),
        (address_share("tier_3", ("a", "b")), "10,2&nbsp;%", "10,0&nbsp;%"),
    ):
        assert scene.judge(cell(str(address), right), page="swv/index.html").different == (), address
        assert len(scene.judge(cell(str(address), wrong), page="swv/index.html").different) == 1, address


def test_another_publication_can_be_chosen(scene: Scene) -> None:
    file = scene.settings.uitvoer / "2025-09-01" / "swv" / "index.html"
    file.parent.mkdir()
    file.write_text(cell(one("te_laat"), "4"), encoding="utf-8")
    assert verify(scene.settings, peildatum=date(2025, 9, 1)).peildatum == date(2025, 9, 1)
    with pytest.raises(WrongUse, match="Van die peildatum is er geen uitvoer"):
        verify(scene.settings, peildatum=date(2024, 9, 1))


def test_without_addresses_nothing_is_called_right(scene: Scene) -> None:
    with pytest.raises(DataCheckFailed, match="geen enkel getal met een adres"):
        scene.judge("<p>4</p>")


def test_a_table_that_is_kept_no_longer_is_told(scene: Scene) -> None:
    verdict = scene.judge(cell(make_address("week_klas", SOM, "gepland_min"), "12") + cell(one("te_laat"), "4"))
    assert (verdict.gone, verdict.different, verdict.exit_code) == (1, (), 0)
    told = describe(verdict).replace("\u00a0", " ")
    # Two numbers, one of them of a table that is gone: 2 - 1 = 1 was worked out again.
    assert "1 van de 2 getallen nagerekend" in told
    assert "1 getal is niet na te rekenen" in told
    assert "Alles klopt" not in told
    assert told.endswith("De nagerekende getallen kloppen met de tabellen; van de andere is dat niet bekend.")


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ('"2026-01-05"', "De cijfers in swv/ staan zo sinds 5 jan 2026, de tabellen zijn van later."),
        ('"onbekend"', "De cijfers in swv/ zijn van een eerdere run, de tabellen zijn van later."),
        ("null", ""),
    ],
)
def test_carried_figures_are_not_laid_beside_the_tables(scene: Scene, since: str, told: str) -> None:
    """On the page of the SWV stands a wrong number, on that of the school a right one."""
    scene.write("swv/index.html", cell(one("te_laat"), "5"))
    (scene.settings.uitvoer / "2026-01-01" / "manifest.json").write_text(f'{{"cijfers_van": {since}}}')
    verdict = scene.judge(cell(one("te_laat"), "4"))
    text = describe(verdict).replace("\u00a0", " ")
    assert (verdict.found, verdict.exit_code) == ((1, 0) if told else (2, 13))
    assert (f"{told} Die zijn niet nagerekend." in text) is bool(told)
    assert "Alles klopt" not in text


def test_where_nothing_could_be_worked_out_again_nothing_is_called_right(scene: Scene) -> None:
    verdict = scene.judge(cell(make_address("week_klas", SOM, "gepland_min"), "12"))
    assert (verdict.gone, verdict.sample) == (1, 1)
    assert describe(verdict).endswith("Er is niets nagerekend: of de getallen kloppen, is niet bekend.")


def test_a_run_that_goes_on_is_waited_for(scene: Scene) -> None:
    lock = take_lock(scene.settings.opslag)
    try:
        with pytest.raises(StoreUnavailable):
            scene.judge(cell(one("te_laat"), "4"))
    finally:
        lock.release()


@pytest.mark.parametrize(("text", "code", "says"), [("4", 0, "Alles klopt"), ("5", 13, "1 getal klopt niet")])
def test_the_command(scene: Scene, capsys: pytest.CaptureFixture[str], text: str, code: int, says: str) -> None:
    scene.write("school/12AB00/index.html", cell(one("te_laat"), text))
    assert cli.main(["verify", str(scene.settings.file), "--aantal", "0"]) == code
    assert says in capsys.readouterr().out.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "make",
    [lambda: make_address("reeks", groep="oa"), lambda: make_address("reeks", SOM, "duur_posities", loopt=False)],
)
def test_an_address_is_read_as_it_is_written(make: Callable[[], str]) -> None:
    assert str(read_address(make())) == make()
    assert str(Address("reeks", SOM, "x", (("klas", "1A"),))) == "reeks;som;x;klas=1A"


def test_texts_around_a_number_are_told_apart() -> None:
    page = '<td data-adres="a;aantal;"><strong>45</strong></td><p data-adres="b;aantal;">12<br> <sup>1</sup></p>'
    assert [number.texts for number in read_numbers(page)] == [("45",), ("12", "12 1")]
