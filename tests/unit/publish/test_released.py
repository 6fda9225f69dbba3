"""`protect` is the one way to a shown count, and the ledger remembers what readers were shown."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import DataCheckFailed, StoreUnavailable
from pipelines.publish.released import protect, refuse_narrow
from pipelines.settings import Settings
from pipelines.vault.places import LEDGER
from pipelines.vault.publications import (
    VERGELIJKING,
    Released,
    add_release,
    find_earlier,
    find_kept_attendance,
    read_ledger,
    read_released,
)
from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    Contradiction,
    Earlier,
    Knowledge,
    Link,
    Propagation,
    Range,
    Release,
    Rules,
    Sum,
    Verdict,
)
from reports.release.time_share import KeptShare
from tests.lib.tables import make_figures, make_table

EXACT = Rules(drempel=8, afronding=1, speling=5)
JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
FIGURES = make_figures({"n": 20, "a": 3, "b": 17}, [("n", "a b")])
KEPT = {"": KeptShare(930, 940, 2, 10_000, 200), "12AB00": KeptShare(900, 900, 50, 300, 100)}


def make_settings(folder: Path, rules: Rules = EXACT) -> Settings:
    return Settings(folder / "swv.toml", "V1", "SWV", ((1, 1),), (8, 1), folder, folder, folder, (), publicatie=rules)


def make_released(peildatum: date = JANUARY, rules: Rules = EXACT, **counts: int | None) -> Released:
    """A publication of single counts; None: hidden."""
    return Released(
        peildatum, Release(rules, {name: Shown(count, rules.drempel) for name, count in counts.items()}, ())
    )


def read_lines(folder: Path) -> list[str]:
    return (folder / LEDGER).read_text(encoding="utf-8").splitlines()


# --- protect ---------------------------------------------------------------------------------------------------------


def test_a_publication_holds_what_its_readers_have(tmp_path: Path) -> None:
    figures = make_figures({"n": 20, "a": 3, "b": 17, "k": 4}, [("n", "a b")], known=["k"])
    released = protect(figures, settings=make_settings(tmp_path), peildatum=JANUARY)
    # a = 20 - 17, so the total goes.
    assert released == Released(
        JANUARY,
        Release(
            EXACT,
            {"n": Shown(None, 8, afgeschermd=True), "a": Shown(None, 8), "b": Shown(17, 8), "k": Shown(None, 8)},
            (Sum("n", ("a", "b")),),
            {"k": 4},
            (),
        ),
    )
    assert released.getoond is released.release.getoond


def test_protecting_adds_nothing_to_the_ledger(tmp_path: Path) -> None:
    """Only what was published is written down, by `add_release`."""
    protect(FIGURES, settings=make_settings(tmp_path), peildatum=JANUARY)
    assert list(tmp_path.iterdir()) == []


def test_the_rules_are_those_of_the_settings(tmp_path: Path) -> None:
    figures = make_figures({"a": 6})
    five = protect(figures, settings=make_settings(tmp_path, Rules(5, 5, 5)), peildatum=JANUARY)
    assert five.getoond == {"a": Shown(5, 5)}
    eight = protect(figures, settings=make_settings(tmp_path, Rules(8, 5, 5)), peildatum=JANUARY)
    assert eight.getoond == {"a": Shown(None, 8)}


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        # Of the total 20 and the part 17 the total goes: 1 to 7.
        (FIGURES, "Aanvalsproef: 1 verborgen aantal, kleinste speling 7, N"),
        (make_figures({"a": 3, "b": 5}), "Aanvalsproef: 2 verborgen aantallen, kleinste speling 7, N"),
        (make_figures({"a": 0, "b": 9}), "Aanvalsproef: 0 verborgen aantallen, N"),
        # n = 2 is known elsewhere, so a is 0 to 2 whatever the page does; c is 1 to 7.
        (
            make_figures({"n": 2, "a": 2, "b": 0, "c": 3}, [("n", "a b")], known=["n"]),
            "Aanvalsproef: 2 verborgen aantallen, kleinste speling 7, van 1 is elders al meer bekend, N",
        ),
        (
            make_figures({"n": 2, "a": 2, "b": 0}, [("n", "a b")], known=["n"]),
            "Aanvalsproef: 1 verborgen aantal, van 1 is elders al meer bekend, N",
        ),
    ],
)
def test_the_line_on_the_screen(figures, line: str, tmp_path: Path) -> None:
    said: list[str] = []
    protect(figures, settings=make_settings(tmp_path), peildatum=JANUARY, report_progress=said.append)
    assert [re.sub(r"\d+ seconden?$", "N", text.replace("\N{NO-BREAK SPACE}", " ")) for text in said] == [line]


@pytest.mark.parametrize(("ended", "words"), [(101.4, "1 seconde"), (101.6, "2 seconden"), (100.2, "0 seconden")])
def test_the_line_says_how_long_it_took(
    ended: float, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter((100, ended))
    monkeypatch.setattr("pipelines.publish.released.time.perf_counter", lambda: next(times))
    said: list[str] = []
    protect(FIGURES, settings=make_settings(tmp_path), peildatum=JANUARY, report_progress=said.append)
    assert said[0].replace("\N{NO-BREAK SPACE}", " ").endswith(f"speling 7, {words}")


def test_the_verdict_is_of_what_readers_have_in_all(tmp_path: Path) -> None:
    """6 was shown as 5 (5 to 7) under other settings, so hidden now it keeps three values, and that is said."""
    add_release(tmp_path, make_released(rules=Rules(5, 5, 5), a=5))
    said: list[str] = []
    figures = make_figures({"a": 6})
    protect(figures, settings=make_settings(tmp_path), peildatum=JANUARY, report_progress=said.append)
    assert "1 verborgen aantal, van 1 is elders al meer bekend" in said[0].replace("\N{NO-BREAK SPACE}", " ")


class Knows(Propagation):
    """An attack that finds one count whatever is hidden, as soon as anything is published."""

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        found = dict(super().find_ranges(knowledge, targets))
        published = any(span != (0, 10**6) for span in knowledge.ranges.values())
        return {name: (3, 3) if published and name == "a" else span for name, span in found.items()}


def test_an_attack_that_works_stops_the_publication(tmp_path: Path) -> None:
    figures = make_figures({"n": 20, "a": 3, "b": 17, "los": 31}, [("n", "a b")])
    with pytest.raises(DataCheckFailed) as refusal:
        protect(figures, settings=make_settings(tmp_path), peildatum=JANUARY, attack=Knows())
    assert refusal.value.exit_code == 13
    assert "'a'" in str(refusal.value)
    # Neither the counts, nor how many values are left.
    assert not re.search(r"\d", str(refusal.value))


def test_an_attack_that_ends_in_a_contradiction_stops_the_publication(tmp_path: Path) -> None:
    class Stuck(Propagation):
        def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
            raise Contradiction

    with pytest.raises(DataCheckFailed) as refusal:
        protect(FIGURES, settings=make_settings(tmp_path), peildatum=JANUARY, attack=Stuck())
    assert str(refusal.value) == (
        "De aanvalsproef is niet af te maken: de getoonde aantallen spreken elkaar tegen. Er is niets gepubliceerd. "
        "Meld dit bij wie msa beheert."
    )
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "'c00'. Er is niets gepubliceerd"),
        (2, "'c00' en 'c01'. Er"),
        (10, "'c08' en 'c09'. Er"),
        (11, "'c09' en nog 1. Er"),
        (25, "'c09' en nog 15. Er"),
    ],
)
def test_a_refusal_names_counts_and_holds_no_value(count: int, words: str) -> None:
    verdict = Verdict(beschermd=40, speling=3, elders=0, te_krap=tuple(f"c{number:02}" for number in range(count)))
    with pytest.raises(DataCheckFailed) as refusal:
        refuse_narrow(verdict)
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("De aanvalsproef is niet gehaald: uit de getoonde aantallen zijn kleine ")
    assert str(refusal.value).endswith(" Kies in [publicatie] een hogere 'drempel', of meld dit bij wie msa beheert.")
    # Of all numbers only those of the names, and how many more there are.
    assert re.findall(r"(?<!c)\d+", re.sub(r"'c\d+'", "", str(refusal.value))) == (
        [str(count - 10)] if count > 10 else []
    )


def test_nothing_narrow_is_no_refusal() -> None:
    refuse_narrow(Verdict(beschermd=1, speling=5, elders=0, te_krap=()))


# --- what readers have already ---------------------------------------------------------------------------------------


def test_earlier_publications_are_all_there_are(tmp_path: Path) -> None:
    older, before, mended = make_released(JANUARY, a=10), make_released(MARCH, a=11), make_released(MARCH, a=12)
    same, again, later = make_released(JUNE, a=13), make_released(JUNE, a=14), make_released(date(2026, 9, 1), a=15)
    listed = (older, same, before, again, later, mended)
    for released in listed:
        add_release(tmp_path, released)
    found = find_earlier(tmp_path, peildatum=JUNE)
    assert found == Earlier(tuple((each.peildatum, each.release) for each in listed), JUNE)
    assert [found.find_before(day) for day in (JUNE, JANUARY, date(2027, 1, 1))] == [MARCH, None, date(2026, 9, 1)]
    assert find_earlier(tmp_path / "leeg", peildatum=JUNE) == Earlier((), JUNE)
    # Of each peildatum the publication that stands, oldest first.
    assert read_released(tmp_path, before=JUNE) == (older, mended)
    assert read_released(tmp_path, before=JANUARY) == ()


def test_a_publication_under_other_settings_counts(tmp_path: Path) -> None:
    """With drempel 5 and base 10 the 6 was shown as 10 (5 to 14); hidden now (1 to 7) it would be 5, 6 or 7."""
    figures = make_figures({"a": 6})
    first = protect(figures, settings=make_settings(tmp_path, Rules(5, 10, 5)), peildatum=JANUARY)
    assert first.getoond == {"a": Shown(10, 5)}
    add_release(tmp_path, first)
    second = protect(figures, settings=make_settings(tmp_path, EXACT), peildatum=JANUARY)
    assert second.getoond == {"a": Shown(None, 8, afgeschermd=True)}
    # Of another peildatum it says nothing.
    other = protect(figures, settings=make_settings(tmp_path, EXACT), peildatum=MARCH)
    assert other.getoond == {"a": Shown(None, 8)}
    # Nor does it to who asks what would be shown if nothing of this peildatum had come out.
    anew = protect(figures, settings=make_settings(tmp_path, EXACT), peildatum=JANUARY, anew=True)
    assert anew.getoond == {"a": Shown(None, 8)}


def test_growth_since_the_peildatum_before_is_protected(tmp_path: Path) -> None:
    add_release(tmp_path, make_released(JANUARY, toen=10))
    figures = make_figures({"nu": 13}, grown={"nu": "toen"})
    # 13 - 10 = 3 pupils came in.
    assert protect(figures, settings=make_settings(tmp_path), peildatum=MARCH).getoond["nu"].afgeschermd
    assert protect(figures, settings=make_settings(tmp_path), peildatum=MARCH, anew=True).getoond["nu"].afgeschermd
    assert not protect(figures, settings=make_settings(tmp_path), peildatum=JANUARY).getoond["nu"].afgeschermd


def test_again_the_same_is_the_same(tmp_path: Path) -> None:
    """A second run on the same counts shows the same and adds no line; so does a third."""
    figures = make_table([[3, 17, 0], [20, 30, 4], [9, 2, 41]])
    settings = make_settings(tmp_path)
    first = protect(figures, settings=settings, peildatum=JANUARY)
    add_release(tmp_path, first)
    written = (tmp_path / LEDGER).read_bytes()
    for _ in range(2):
        again = protect(figures, settings=settings, peildatum=JANUARY)
        assert again == first
        add_release(tmp_path, again)
        assert (tmp_path / LEDGER).read_bytes() == written


# --- the ledger ------------------------------------------------------------------------------------------------------


def make_full() -> Released:
    """A publication with every kind of count."""
    shown = {
        "status/swv": Shown(None, 8, afgeschermd=True),
        "a": Shown(None, 8),
        "é": Shown(1235, 8),
        "nul": Shown(0, 8),
    }
    links = (Link("a", "b", JANUARY), Link("é", "é", JANUARY, groei=True))
    return Released(
        MARCH,
        Release(EXACT, shown, (Sum("a", ("é", "nul")), Sum("nul", ())), {"k": 3, "b": 0}, links),
        aanwezigheid=KEPT,
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    full = make_full()
    add_release(tmp_path, full)
    assert read_ledger(tmp_path) == [full]
    [line] = read_lines(tmp_path)
    document = json.loads(line)
    assert {key: document[key] for key in document if key != "hash"} == {
        "peildatum": "2026-03-01",
        "regels": {"drempel": 8, "afronding": 1, "speling": 5, "overheersing": 90, "schatting": 10},
        "getoond": {"a": "<8", "nul": 0, "status/swv": "afgeschermd", "é": 1235},
        "bekend": {"b": 0, "k": 3},
        "sommen": [["a", "é", "nul"], ["nul"]],
        "koppelingen": [["a", "b", "2026-01-01"], ["é", "é", "2026-01-01", "groei"]],
        "aanwezigheid": {"": [930, 940, 2, 10000, 200], "12AB00": [900, 900, 50, 300, 100]},
    }
    assert re.fullmatch(r"[0-9a-f]{64}", document["hash"])


def test_a_name_stands_in_the_ledger_as_it_is(tmp_path: Path) -> None:
    """Whoever looks into the file must be able to read it."""
    released = Released(JANUARY, Release(EXACT, {"register/één": Shown(9, 8)}, ()))
    add_release(tmp_path, released)
    assert "register/één" in read_lines(tmp_path)[0]
    assert read_ledger(tmp_path) == [released]


def test_what_was_kept_is_that_of_the_figures_that_stand() -> None:
    """Of the reports of a peildatum the last one with all counts that were read back; a comparison is none."""
    first, second = (
        replace(make_released(JANUARY, a=count), aanwezigheid={"": KeptShare(count, count, 1, 0, 0)})
        for count in (10, 15)
    )
    other = replace(make_released(JANUARY, a=10), soort=VERGELIJKING, aanwezigheid=KEPT)
    elsewhere = replace(make_released(MARCH, a=10), aanwezigheid=KEPT)
    ledger = [first, second, other, elsewhere]

    def find(**shown: Shown) -> Mapping[str, KeptShare]:
        return find_kept_attendance(ledger, JANUARY, shown)

    # A number that was read back does not say its threshold.
    assert find(a=Shown(10, 0)) == first.aanwezigheid
    assert find(a=Shown(15, 0)) == find() == second.aanwezigheid
    assert find(a=Shown(20, 0)) == find(a=Shown(None, 8)) == find(a=Shown(10, 0), b=Shown(5, 0)) == {}


def test_a_line_without_attendance_has_none(tmp_path: Path) -> None:
    """So were lines written before it was kept."""
    add_release(tmp_path, make_released(JANUARY, a=10))
    assert "aanwezigheid" not in json.loads(read_lines(tmp_path)[0])
    assert [found.aanwezigheid for found in read_ledger(tmp_path)] == [{}]


def test_a_line_without_links_does_not_say(tmp_path: Path) -> None:
    """So were lines written before links were kept."""
    old = make_released(JANUARY, a=10)
    add_release(tmp_path, old)
    assert "koppelingen" not in json.loads(read_lines(tmp_path)[0])
    assert [found.release.koppelingen for found in read_ledger(tmp_path)] == [None]


def test_a_comparison_is_a_publication_of_its_own_kind(tmp_path: Path) -> None:
    """It counts for whatever comes after, stands in no trend, and the same one once."""
    report = make_released(JANUARY, a=10)
    one, other = (replace(make_released(JANUARY, b=count), soort=VERGELIJKING) for count in (10, 15))
    for released in (report, one, other, one, report):
        add_release(tmp_path, released)
    assert read_ledger(tmp_path) == [report, one, other]
    assert [json.loads(line).get("soort") for line in read_lines(tmp_path)] == [None, "vergelijking", "vergelijking"]
    assert read_released(tmp_path, before=JUNE) == (report,)
    assert len(find_earlier(tmp_path, peildatum=MARCH).uitgaven) == 3
    found = protect(FIGURES, settings=make_settings(tmp_path), peildatum=JANUARY, soort=VERGELIJKING)
    assert found.soort == VERGELIJKING


def test_without_a_ledger_there_is_nothing(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == []
    assert read_released(tmp_path, before=JUNE) == ()


def test_lines_are_added_and_never_changed(tmp_path: Path) -> None:
    add_release(tmp_path, make_released(JANUARY, a=10))
    add_release(tmp_path, make_released(MARCH, a=10))
    two = (tmp_path / LEDGER).read_bytes()
    add_release(tmp_path, make_released(JANUARY, a=11))
    assert (tmp_path / LEDGER).read_bytes().startswith(two)
    assert len(read_lines(tmp_path)) == 3


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (make_released(JANUARY, a=10, b=None), 1),  # the same
        (make_released(JANUARY, b=None, a=10), 1),  # the same in another order
        (make_released(JANUARY, a=11, b=None), 2),
        (make_released(JANUARY, a=10), 2),
        (make_released(JANUARY, Rules(8, 1, 6), a=10, b=None), 2),
        (make_released(MARCH, a=10, b=None), 2),
    ],
)
def test_a_line_for_each_change_and_none_for_a_repeat(changed: Released, lines: int, tmp_path: Path) -> None:
    add_release(tmp_path, make_released(JANUARY, a=10, b=None))
    add_release(tmp_path, changed)
    assert len(read_lines(tmp_path)) == lines


def test_going_back_to_an_earlier_state_is_a_change(tmp_path: Path) -> None:
    """Only the publication that stands counts as a repeat."""
    for count in (10, 11, 10):
        add_release(tmp_path, make_released(JANUARY, a=count))
    assert [found.getoond["a"].getal for found in read_ledger(tmp_path)] == [10, 11, 10]


def test_the_ledger_is_for_its_owner_alone(tmp_path: Path) -> None:
    add_release(tmp_path, make_released(JANUARY, a=10))
    assert (tmp_path / LEDGER).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [LEDGER]


def write_three(folder: Path) -> list[str]:
    for peildatum in (JANUARY, MARCH, JUNE):
        add_release(folder, make_released(peildatum, a=10, b=None))
    return read_lines(folder)


def damage(text: str, what: str) -> str:
    return {
        "count": text.replace('"a":10', '"a":15'),
        "hidden": text.replace('"b":"<8"', '"b":0'),
        "peildatum": text.replace("2026-", "2025-"),
        "rules": text.replace('"drempel":8', '"drempel":9'),
        "hash": re.sub(r'"hash":"\w', '"hash":"x', text),
        "no hash": re.sub(r',"hash":"\w+"', "", text),
        "cut": text[: len(text) // 2],
        "empty": "",
        "no object": "[]",
        "no key": text.replace('"getoond"', '"getoont"'),
        "text": "hallo",
    }[what]


DAMAGE = ("count", "hidden", "peildatum", "rules", "hash", "no hash", "cut", "empty", "no object", "no key", "text")


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_damaged_line_is_named(at: int, what: str, tmp_path: Path) -> None:
    lines = write_three(tmp_path)
    damaged = damage(lines[at], what)
    assert damaged != lines[at]
    lines[at] = damaged
    (tmp_path / LEDGER).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="beschadigd") as fault:
        read_ledger(tmp_path)
    assert str(fault.value) == (
        f"De lijst met publicaties ({LEDGER} in de opslag) is beschadigd op regel {at + 1}. Zet een reservekopie van "
        "het bestand terug: zonder die lijst is niet na te gaan wat lezers al weten."
    )
    assert fault.value.exit_code == 14
    assert fault.value.__suppress_context__
    # And nothing is published on it.
    with pytest.raises(StoreUnavailable):
        protect(FIGURES, settings=make_settings(tmp_path), peildatum=JANUARY)
    with pytest.raises(StoreUnavailable):
        add_release(tmp_path, make_released(JUNE, a=11))


@pytest.mark.parametrize(
    ("order", "found_at"),
    [((1, 2), 1), ((0, 2), 2), ((1, 0, 2), 1), ((0, 2, 1), 2), ((0, 1, 1, 2), 3)],
)
def test_a_missing_doubled_or_moved_line_is_noticed(order: tuple[int, ...], found_at: int, tmp_path: Path) -> None:
    """Each hash is of its line and the one before."""
    lines = write_three(tmp_path)
    (tmp_path / LEDGER).write_text("".join(f"{lines[at]}\n" for at in order), encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=f"op regel {found_at}"):
        read_ledger(tmp_path)


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    write_three(tmp_path)
    whole = (tmp_path / LEDGER).read_bytes()
    ends = {at for at, byte in enumerate(whole) if byte == ord("\n")}
    for at in sorted(set(range(0, len(whole), 3)) - ends):
        (tmp_path / LEDGER).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(StoreUnavailable):
            read_ledger(tmp_path)


def test_a_ledger_that_cannot_be_read_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / LEDGER).mkdir()
    with pytest.raises(StoreUnavailable, match="is niet te lezen"):
        read_ledger(tmp_path)
    other = tmp_path / "b"
    other.mkdir()
    (other / LEDGER).write_bytes(b"\xff\xfe\n")
    with pytest.raises(StoreUnavailable) as fault:
        read_ledger(other)
    assert str(fault.value) == (
        f"De lijst met publicaties ({LEDGER} in de opslag) is niet te lezen. Controleer de rechten, of zet een "
        "reservekopie terug."
    )
    assert fault.value.__suppress_context__


def test_the_attack_is_the_sharpest_unless_told_otherwise(tmp_path: Path) -> None:
    """c = 11 - 8: one sum at a time does not see it (1 to 7 each), all together do, and m is hidden."""
    figures = make_figures({"n": 8, "m": 11, "a": 4, "b": 4, "c": 3}, [("n", "a b"), ("m", "a b c")])
    settings = make_settings(tmp_path)
    blind = protect(figures, settings=settings, peildatum=JANUARY, attack=Propagation())
    assert not any(shown.afgeschermd for shown in blind.getoond.values())
    sharp = protect(figures, settings=settings, peildatum=JANUARY)
    assert sharp == protect(figures, settings=settings, peildatum=JANUARY, attack=LinearAttack())
    assert [name for name, shown in sharp.getoond.items() if shown.afgeschermd] == ["m"]


def test_a_damaged_ledger_is_never_written_over(tmp_path: Path) -> None:
    write_three(tmp_path)
    (tmp_path / LEDGER).write_text("kapot\n", encoding="utf-8")
    with pytest.raises(StoreUnavailable):
        add_release(tmp_path, replace(make_full(), peildatum=JUNE))
    assert (tmp_path / LEDGER).read_text(encoding="utf-8") == "kapot\n"
