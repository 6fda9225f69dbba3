"""`msa koppel`: a conversation at the terminal, and the two ways without one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.commands.mapping import REFUSED, Conversation
from pipelines.settings import Settings, load_settings
from tests.unit.run.test_mapping import (
    GOOD_HEADER,
    OWN_HEADER,
    SCHOOL,
    TODAY,
    choose_codes,
    list_absences,
    make_counted,
    make_swv,
)


def talk(settings: Settings, answers: list[str]) -> tuple[int, list[str]]:
    """The exit code and what was said, when these answers are given in turn; after the last one nobody answers."""
    left: Iterator[str] = iter(answers)
    said: list[str] = []

    def ask(question: str) -> str:
        said.append(question)
        answer = next(left, None)
        if answer is None:
            raise EOFError
        return answer

    code = Conversation(settings, SCHOOL, ask=ask, say=said.append, today=TODAY).hold()
    assert next(left, None) is None, "not every answer was asked for"
    return code, said


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return make_swv(tmp_path, absences=list_absences(OWN_HEADER))


# The file as proposed; of its five columns the first four as proposed (none for the second), the fifth is the code:
# leerlingnummer, datum and lesuur are taken, so of the six columns code is the first that is left. Then the class 3A
# as proposed, Vlinders the first group (groep 4), Tandarts the eighth kind (medisch), ZI as proposed.
GOOD = ["", "", "", "", "", "1", "", "1", "8", "", "j"]


def test_a_whole_conversation(own: Settings) -> None:
    code, said = talk(own, GOOD)
    assert code == 0
    mapping = load_settings(own.file).scholen[0].koppeling
    assert mapping.codes == {"Tandarts": "medisch", "ZI": "ziek"}
    assert mapping.klassen == {"3A": "klas 3a", "Vlinders": "groep 4"}
    assert sorted(mapping.bestanden[0].kolommen.values()) == ["code", "datum", "leerlingnummer", "lesuur"]
    told = "\n".join(said)
    assert "nu:    niet te tellen: de levering is geweigerd" in told
    assert "(samen 20)" in told
    assert "Code 'ZI', 80 regels van 20 leerlingen; zo is het bij een andere school met Magister" in told
    assert "Vastgelegd in koppeling/12AB00.toml" in told


@pytest.mark.parametrize("until", [0, 1, 5, 8, len(GOOD) - 1])
@pytest.mark.parametrize("end", [["stop"], []])
def test_stopping_anywhere_writes_nothing(own: Settings, until: int, end: list[str]) -> None:
    code, said = talk(own, [*GOOD[:until], *end])
    assert code == 0
    assert said[-1] == "Gestopt. Er is niets vastgelegd."
    assert not (own.file.parent / "koppeling").exists()


def test_no_at_the_end_writes_nothing(own: Settings) -> None:
    assert talk(own, [*GOOD[:-1], "n"])[1][-1] == "Gestopt. Er is niets vastgelegd."
    assert not (own.file.parent / "koppeling").exists()


def test_what_is_no_choice_is_asked_again(own: Settings) -> None:
    _, said = talk(own, ["99", "²", "-1", "x", "stop"])
    assert sum("Dat is geen keuze" in line for line in said) == 4


def test_who_skips_everything_changes_nothing(own: Settings) -> None:
    code, said = talk(own, ["s"])
    assert code == REFUSED
    assert "Er is niets gekozen. Er is niets vastgelegd." in said


def test_only_certain_proposals_are_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The header is certain: each column by its words and its cells; so is one class; the other and the codes not."""
    settings = make_swv(tmp_path, absences=list_absences("Lln nr;Naam;Dag;Uur;Reden"))
    arguments = ["koppel", str(settings.file), "--school", SCHOOL, "--peildatum", "2026-01-01"]
    assert cli.main([*arguments, "--neem-over"]) == REFUSED
    mapping = load_settings(settings.file).scholen[0].koppeling
    assert mapping.klassen == {"3A": "klas 3a"}
    assert mapping.codes == {}
    # Half of the pupils still have no timetable: one in five is the most.
    assert "nog niet te lezen" in capsys.readouterr().out


def test_showing_writes_nothing(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["koppel", str(own.file), "--school", SCHOOL, "--peildatum", "2026-01-01", "--toon"]
    assert cli.main(arguments) == REFUSED
    told = capsys.readouterr().out
    assert "5. kolom 5 (enkele verschillende teksten, 240 gevuld): geen voorstel" in told
    assert not (own.file.parent / "koppeling").exists()


def test_showing_tells_what_the_proposals_do_to_the_tiers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Columns, codes and tiers in one look: ZI is proposed, Tandarts stays unknown, so that tiers may stay open."""
    settings = make_swv(tmp_path, absences=list_absences("Lln nr;LLNAAM;Dag;Uur;Reden"), classes=("klas 3a", "groep 4"))
    arguments = ["koppel", str(settings.file), "--school", SCHOOL, "--peildatum", "2026-01-01", "--toon"]
    assert cli.main(arguments) == REFUSED
    told = capsys.readouterr().out
    assert "De klassen en codes hieronder zijn zoals dan" in told
    assert "Code 'ZI', 80 regels van 20 leerlingen" in told
    assert "nu:    niet te tellen: de levering is geweigerd" in told
    assert "met alle voorstellen: tier 1" in told
    assert "(samen 20)" in told
    assert not (settings.file.parent / "koppeling").exists()


def test_nothing_to_map_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = make_swv(tmp_path, absences=list_absences(GOOD_HEADER, codes="Z"), classes=("groep 4", "klas 3a"))
    arguments = ["koppel", str(settings.file), "--school", SCHOOL, "--peildatum", "2026-01-01"]
    assert cli.main([*arguments, "--toon"]) == 0
    assert cli.main([*arguments, "--neem-over"]) == 0
    assert capsys.readouterr().out.count("Er is niets te koppelen") == 2


def test_without_a_terminal_it_asks_for_a_flag(own: Settings, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert cli.main(["koppel", str(own.file), "--school", SCHOOL]) == 2
    assert "--toon" in capsys.readouterr().err
    assert cli.main(["koppel", str(own.file), "--school", "99ZZ99"]) == 2


def test_what_each_code_does_alone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five pupils with TA alone the tier is no longer open; KK is one lesson of one who is in tier 3 anyway."""
    settings = make_counted(tmp_path)
    said: list[str] = []
    held = Conversation(settings, SCHOOL, ask=input, say=said.append, today=TODAY)
    held._show_tiers(choose_codes(settings, TA="medisch", KK="verlof"), "straks")
    at = said.index("\nWat elke code alleen doet, zonder de andere codes:")
    assert said[at + 1 :] == [
        "  'TA' als medisch: tier 3 van 5 naar 10, tier staat nog open van 15 naar 10",
        "  'KK' als verlof: verandert geen tier",
    ]
    monkeypatch.setattr("pipelines.run.mapping.MOST_CODES", 1)
    held._show_tiers(choose_codes(settings, TA="medisch", KK="verlof"), "straks")
    assert said[-1] == (
        "  1 code is niet apart geteld. Dat gebeurt voor hoogstens 1: die van de meeste leerlingen. Kies er "
        "minder tegelijk om ook die te zien."
    )
    assert said[-2].startswith("  'TA' als medisch: ")
