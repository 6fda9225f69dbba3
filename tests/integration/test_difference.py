"""The bridge between two editions (`msa verschil`): each cause by itself, worked out by hand, and all of them together.

Eleven pupils in class 1A with two lessons a day; in the period 74 school days (2 September to 19 December without the
autumn holiday), so 148 lessons. Who is away without leave from Monday 3 November to Sunday 7 December misses five
school weeks: a thuiszitter (more than four, fewer than three months), present 98 of 148 lessons: tier 3.
"""

import dataclasses
import functools
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.run import difference, difference_pages, published
from pipelines.run.difference import Split, bridge_unit, list_moved
from pipelines.run.edition_side import Side
from pipelines.vault.audit_log import write_entry
from reports.context.difference import (
    CODES as CODE_TABLES,
)
from reports.context.difference import (
    CORRECTIES,
    LEERLINGEN,
    ONVERDEELD,
    PROGRAMMA,
    REGELS,
    ROOSTERS,
    SCHOLEN,
    STAPPEN,
    TELLINGEN,
    VERANDERING,
    CountBridge,
)
from tests.lib.cases import CODES, weekly
from tests.lib.region import (
    AbsenceFile,
    Coverage,
    Enrolment,
    LocalDays,
    Region,
    School,
    SpanAbsence,
    write_region,
)
from tests.lib.shared import make_once

DAY, LATER_DAY = date(2026, 1, 1), date(2026, 3, 1)
ONE, TWO = "12AB00", "34CD00"
PUPILS = tuple(Enrolment(str(number), "1A", inschrijfdatum=date(2025, 8, 1)) for number in range(101, 112))
AWAY = "OO"
HOME = SpanAbsence("101", date(2025, 11, 3), date(2025, 12, 7), AWAY)
BASE = School(
    ONE,
    "VO",
    PUPILS,
    weekly("1A", lessen=2),
    absenties=(AbsenceFile("absenties.csv", SpanAbsence, (HOME,)),),
    codes=CODES,
)
OTHER = dataclasses.replace(BASE, id=TWO)


def absent(*rows: SpanAbsence) -> tuple[AbsenceFile, ...]:
    return (AbsenceFile("absenties.csv", SpanAbsence, rows),)


def of(pupil: str) -> SpanAbsence:
    return dataclasses.replace(HOME, leerlingnummer=pupil)


# 102 was away as long as 101, and the school said so later.
CORRECTED = dataclasses.replace(BASE, absenties=absent(HOME, of("102")))


def publish(folder: Path, *schools: School, peildatum: date = DAY, exit_code: int = 0) -> None:
    """One edition, a day after the one before it."""
    shutil.rmtree(folder / "aanlevering", ignore_errors=True)
    write_region(Region(schools), folder)
    moment = datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(
        days=len(list((folder / "uitvoer").glob("*/manifest.json")))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "write_entry", functools.partial(write_entry, clock=lambda: moment))
        words = ("run", str(folder / "swv.toml"), "--peildatum", peildatum.isoformat(), "--direct", "--toch")
        assert cli.main(list(words)) == exit_code


def make_first(factory: pytest.TempPathFactory) -> Path:
    """The edition of BASE; only read."""
    return make_once(factory, "uitgave-1", lambda folder: publish(folder, BASE))


def make_corrected(factory: pytest.TempPathFactory) -> Path:
    """The edition of BASE and then that of CORRECTED; only read."""

    def make(folder: Path) -> None:
        shutil.copytree(make_first(factory), folder)
        publish(folder, CORRECTED)

    return make_once(factory, "uitgave-2", make)


@pytest.fixture
def first(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of the edition of BASE."""
    return Path(shutil.copytree(make_first(tmp_path_factory), tmp_path / "swv"))


@pytest.fixture
def corrected(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of the edition of BASE and that of CORRECTED."""
    return Path(shutil.copytree(make_corrected(tmp_path_factory), tmp_path / "swv"))


def split(folder: Path, before: str, after: str, monkeypatch: pytest.MonkeyPatch) -> Split:
    """What the command found, after looking that its pages are there."""
    found: list[Split] = []

    def keep(*sides: Side, **options) -> Split:
        found.append(difference.split_difference(*sides, **options))
        return found[-1]

    monkeypatch.setattr(difference_pages, "split_difference", keep)
    assert cli.main(["verschil", str(folder / "swv.toml"), "--van", before, "--naar", after]) == 0
    [result] = found
    adds_up(result)
    return result


def adds_up(found: Split) -> None:
    """For each count, school and level: what it was and every part are what it is."""
    for rows in (found.school, found.swv):
        for school in ("", ONE, TWO):
            unit = bridge_unit(rows, school=school, name="")
            for bridge in unit.tellingen.values():
                assert bridge.van + sum(part.netto for part in bridge.delen.values()) == bridge.naar


def tell(found: Split, telling: str, school: str = "") -> tuple[int, Mapping[str, int], int]:
    """A count of then, what each step that did anything did to it, and of now."""
    bridge = get(found, telling, school)
    return bridge.van, {step: part.netto for step, part in bridge.delen.items()}, bridge.naar


def get(found: Split, telling: str, school: str = "") -> CountBridge:
    return bridge_unit(found.swv, school=school, name="").tellingen[telling]


def list_causes(found: Split) -> set[str]:
    """Every step that did anything to any count."""
    unit = bridge_unit(found.school, school="", name="")
    return {step for bridge in unit.tellingen.values() for step in bridge.delen}


# Each is (what changed, the one cause, then, the part, now), of the thuiszitters.
CASES: Mapping[str, tuple[School, str, int]] = {
    "a correction": (CORRECTED, CORRECTIES, 1),
    # 101 was not away after all.
    "a deletion": (
        dataclasses.replace(BASE, absenties=absent(dataclasses.replace(HOME, eind=HOME.begin))),
        CORRECTIES,
        -1,
    ),
    # A twelfth pupil, away as long as 101.
    "who came": (
        dataclasses.replace(
            BASE,
            leerlingen=(*PUPILS, Enrolment("112", "1A", inschrijfdatum=date(2025, 8, 1))),
            absenties=absent(HOME, of("112")),
        ),
        LEERLINGEN,
        1,
    ),
    # 101 stands in the delivery no more, with all its rows.
    "who went": (dataclasses.replace(BASE, leerlingen=PUPILS[1:], absenties=absent()), LEERLINGEN, -1),
    # The same code is sickness now: no thuiszitter.
    "a mended code": (
        dataclasses.replace(
            BASE,
            codes=tuple(dataclasses.replace(code, soort="ziek") if code.code == AWAY else code for code in CODES),
        ),
        CODE_TABLES,
        -1,
    ),
    # Four of the five weeks were free: one school week of absence is left.
    "a free month": (
        dataclasses.replace(BASE, kalender=(LocalDays(date(2025, 11, 10), date(2025, 12, 7)),)),
        ROOSTERS,
        -1,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_cause_takes_the_whole_difference(case: str, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after, cause, grown = CASES[case]
    publish(first, after)
    found = split(first, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {cause: grown}, 1 + grown)
    # No other count was touched by anything else either.
    assert list_causes(found) == {cause}
    assert found.doubts == ()


def test_another_protocol_is_of_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """102 is ill for two weeks: 128 of 148 lessons, 86.4 %: at risk in Noord-Kennemerland alone."""
    ill = SpanAbsence("102", date(2025, 11, 3), date(2025, 11, 14), "Z")
    school = dataclasses.replace(BASE, absenties=absent(HOME, ill))
    publish(tmp_path, school)
    publish(tmp_path, dataclasses.replace(school, protocol="twente"))
    found = split(tmp_path, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "dreigend") == (1, {REGELS: -1}, 0)
    assert list_causes(found) == {REGELS}


def test_a_school_that_was_not_there_yet(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(first, BASE, OTHER)
    found = split(first, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {SCHOLEN: 1}, 2)
    assert tell(found, "thuiszitters", TWO) == (0, {SCHOLEN: 1}, 1)
    assert tell(found, "leerlingen", TWO) == (0, {SCHOLEN: 11}, 11)
    assert tell(found, "leerlingen", ONE) == (11, {}, 11)
    assert list_causes(found) == {SCHOLEN}


def test_a_school_that_is_refused_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, BASE, OTHER)
    # Without a timetable a delivery is refused (10).
    publish(tmp_path, BASE, dataclasses.replace(OTHER, rooster=()), exit_code=10)
    found = split(tmp_path, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (2, {SCHOLEN: -1}, 1)
    assert list_causes(found) == {SCHOLEN}


def test_days_that_were_not_measured_yet_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to 16 November 101 missed two weeks: no thuiszitter yet. All 148 lessons were measured later."""
    known = dataclasses.replace(HOME, eind=None)
    cover = (Coverage("absenties", date(2025, 8, 1), date(2025, 11, 16)),)
    publish(tmp_path, dataclasses.replace(BASE, absenties=absent(known), levering=cover))
    publish(tmp_path, BASE)
    found = split(tmp_path, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (0, {VERANDERING: 1}, 1)
    assert list_causes(found) == {VERANDERING}


def test_between_two_quarters_what_was_corrected_and_what_really_changed(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In January 101 was a thuiszitter, and 102 was too: that came in late. In March 103 is, and the two are back."""
    later = dataclasses.replace(of("103"), begin=date(2026, 1, 12), eind=date(2026, 2, 14))
    publish(first, dataclasses.replace(BASE, absenties=absent(HOME, of("102"), later)), peildatum=LATER_DAY)
    found = split(first, str(DAY), str(LATER_DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {CORRECTIES: 1, VERANDERING: -1}, 1)
    real = get(found, "thuiszitters").delen[VERANDERING]
    assert (real.erbij, real.eraf) == (1, 2)
    assert list_causes(found) == {CORRECTIES, VERANDERING}


def test_a_later_delivery_of_one_quarter_takes_nothing_off_the_earlier_one(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The delivery of March says that it covers 2026 alone: of 2025 it corrects nothing."""
    cover = (Coverage("absenties", date(2026, 1, 2), date(2026, 3, 1)),)
    publish(first, dataclasses.replace(BASE, absenties=absent(), levering=cover), peildatum=LATER_DAY)
    found = split(first, str(DAY), str(LATER_DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {VERANDERING: -1}, 0)


def test_everything_at_once_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then 101 and 103. Rules: 102 is at risk no more. Codes: the absence of 103 is leave now. Pupils: 112 came.
    Corrections: 104 was away too. Schools: 34CD00 came, with its own 101."""
    ill = SpanAbsence("102", date(2025, 11, 3), date(2025, 11, 14), "Z")
    other = dataclasses.replace(of("103"), code="LX")
    publish(tmp_path, dataclasses.replace(BASE, absenties=absent(HOME, ill, other)))
    after = dataclasses.replace(
        BASE,
        protocol="twente",
        codes=tuple(dataclasses.replace(code, soort="verlof") if code.code == "LX" else code for code in CODES),
        leerlingen=(*PUPILS, Enrolment("112", "1A", inschrijfdatum=date(2025, 8, 1))),
        absenties=absent(HOME, ill, other, of("104"), of("112")),
    )
    publish(tmp_path, after, OTHER)
    found = split(tmp_path, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (2, {CODE_TABLES: -1, SCHOLEN: 1, LEERLINGEN: 1, CORRECTIES: 1}, 4)
    assert tell(found, "dreigend") == (1, {REGELS: -1}, 0)
    assert tell(found, "leerlingen") == (11, {SCHOLEN: 11, LEERLINGEN: 1}, 23)


def test_what_the_program_of_then_counted_otherwise(corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of then say that nobody was a thuiszitter; this program finds 101 in the same rows."""
    opened = difference_pages.open_side

    def open_older(settings, edition, **options) -> Side:
        side = opened(settings, edition, **options)
        if edition.number == 2:
            return side
        return dataclasses.replace(side, tables={**side.tables, "thuiszitter": side.tables["thuiszitter"].clear()})

    monkeypatch.setattr(difference_pages, "open_side", open_older)
    found = split(corrected, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (0, {PROGRAMMA: 1, CORRECTIES: 1}, 2)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of BASE, and one with 102 corrected and 112 who came; copied by each test."""
    folder = Path(shutil.copytree(make_first(tmp_path_factory), tmp_path_factory.mktemp("gegroeid") / "swv"))
    after = dataclasses.replace(
        BASE,
        leerlingen=(*PUPILS, Enrolment("112", "1A", inschrijfdatum=date(2025, 8, 1))),
        absenties=absent(HOME, of("102"), of("112")),
    )
    publish(folder, after)
    return folder


@pytest.mark.parametrize("fault", ["damaged", "missing", "another hand"])
def test_what_cannot_be_counted_again_is_said_and_never_guessed(
    fault: str, grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who came is known from the tables; the correction of 102 is not called anything."""
    folder = Path(shutil.copytree(grown, tmp_path / "swv"))
    read = folder / "opslag" / "gelezen"
    if fault == "missing":
        (read / f"{DAY}-1.json").unlink()
    elif fault == "another hand":
        (read / f"{DAY}-1.json").write_bytes((read / f"{DAY}-2.json").read_bytes().replace(b'"swv"', b'"swx"'))
    else:
        for file in read.glob("*.deel"):
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
    found = split(folder, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {LEERLINGEN: 1, ONVERDEELD: 1}, 3)
    assert list_causes(found) == {LEERLINGEN, ONVERDEELD}
    told = " ".join((*found.doubts, capsys.readouterr().out)).replace("\u00a0", " ")
    assert ("is niet bewaard waaruit hij is geteld" if fault == "missing" else "is beschadigd") in told
    page = folder / "uitvoer" / "verschil" / f"{DAY}-1-naar-{DAY}-2" / "swv-intern" / "index.html"
    assert "Niet te splitsen" in page.read_text(encoding="utf-8")


def test_a_new_key_links_nobody(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["key", str(first / "swv.toml"), "--rotate"]) == 0
    publish(first, CORRECTED)
    found = split(first, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(found, "thuiszitters") == (1, {ONVERDEELD: 1}, 2)
    assert list_causes(found) == {ONVERDEELD}
    assert any("nieuwe sleutel" in doubt for doubt in found.doubts)


def test_tables_that_are_not_as_they_came_out_are_refused(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = corrected / "uitvoer" / "eerder" / f"{DAY}-1" / "tabellen" / "thuiszitter.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(bytes(content))
    words = ["verschil", str(corrected / "swv.toml"), "--van", f"{DAY}-1", "--naar", str(DAY)]
    capsys.readouterr()
    assert cli.main(words) == 14
    assert not (corrected / "uitvoer" / "verschil").exists()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("januari", str(DAY), "is geen uitgave"),
        (f"{DAY}-7", str(DAY), "is er geen uitgave 7. Wel is er uitgave 1."),
        (str(LATER_DAY), str(DAY), "is er geen uitvoer"),
        (str(DAY), f"{DAY}-1", "twee keer dezelfde uitgave"),
    ],
)
def test_names_that_are_no_two_editions(
    before: str, after: str, told: str, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.main(["verschil", str(first / "swv.toml"), "--van", before, "--naar", after]) == 2
    assert told in capsys.readouterr().err.replace("\u00a0", " ")


def read_text(page: str) -> str:
    """What a reader reads: no style, picture or tag."""
    return re.sub(r"<[^>]*>", " ", re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL))


def test_each_reader_gets_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The internal page names no pupil; a school sees its own pupils, and nothing of another school."""
    publish(tmp_path, BASE, OTHER)
    changed = absent(HOME, of("102"))
    publish(tmp_path, dataclasses.replace(BASE, absenties=changed), dataclasses.replace(OTHER, absenties=changed))
    found = split(tmp_path, f"{DAY}-1", str(DAY), monkeypatch)
    folder = tmp_path / "uitvoer" / "verschil" / f"{DAY}-1-naar-{DAY}-2"
    moved = {school: {each.leerling for each in list_moved(found.school, school)} for school in (ONE, TWO)}
    assert all(len(codes) == 1 for codes in moved.values())
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    assert sorted(pages) == [f"school/{ONE}/index.html", f"school/{TWO}/index.html", "swv-intern/index.html"]
    codes = {*found.school["leerling"]}
    assert not [code for code in codes if code in pages["swv-intern/index.html"]]
    for school, other in ((ONE, TWO), (TWO, ONE)):
        page = pages[f"school/{school}/index.html"]
        assert {code for code in codes if code in page} == moved[school]
        assert other not in page
    words = {word for page in pages.values() for word in re.findall(r"\w+", read_text(page))}
    assert words.isdisjoint({pupil.leerlingnummer for pupil in PUPILS})
    # For the owner alone.
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_who_is_erased_goes_from_these_pages_too(corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = split(corrected, f"{DAY}-1", str(DAY), monkeypatch)
    [code] = {each.leerling for each in list_moved(found.school, ONE)}
    assert cli.main(["erase", str(corrected / "swv.toml"), "--school", ONE, "--leerling", code]) == 0
    folder = corrected / "uitvoer" / "verschil"
    assert not [path for path in folder.rglob("*.html") if code in path.read_text(encoding="utf-8")]
    again = split(corrected, f"{DAY}-1", str(DAY), monkeypatch)
    assert tell(again, "thuiszitters") == (1, {}, 1)
    assert any("gewist" in doubt for doubt in again.doubts)


def test_the_order_is_told(corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    split(corrected, f"{DAY}-1", str(DAY), monkeypatch)
    page = (corrected / "uitvoer" / "verschil" / f"{DAY}-1-naar-{DAY}-2" / "swv-intern" / "index.html").read_text()
    told = [
        page.index(f"<li><strong>{name}</strong>")
        for name in (
            "Programma",
            "Regels",
            "Codetabellen",
            "Roosters",
            "Scholen",
            "Leerlingen",
            "Verbeteringen",
            "Echte verandering",
        )
    ]
    assert told == sorted(told)
    assert len(TELLINGEN) == 14
    assert len(STAPPEN) == 9
