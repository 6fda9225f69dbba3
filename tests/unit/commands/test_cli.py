"""The command line in process: messages, exit codes, and what never appears on the screen."""

import argparse
import ast
import importlib
import io
import re
import shutil
import subprocess
import sys
import types
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.commands import command_words
from pipelines.errors import DataCheckFailed, RuleSetInvalid, StoreUnavailable, WrongUse
from pipelines.progress import make_reporter
from schemas.errors import DeclarationInvalid


@dataclass(frozen=True)
class RunResult:
    """What `pipelines.run.steps` gives back, without importing all that a run needs."""

    exit_code: int
    output: Path | None
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    only_returns: bool = False
    waits: bool = False


SECRET = "Geheim-Leerling-4711"
SETTINGS = """\
[swv]
code = "VO9901"
naam = "SWV Voorbeeld"
protocol = "noord-kennemerland"
vakantieregio = "noord"

[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"

[[school]]
id = "99AA00"
naam = "Eerste"
sector = "VO"
lvs = "sjabloon"

[[school]]
id = "99AB00"
naam = "Tweede"
sector = "VO"
lvs = "sjabloon"
"""


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "swv.toml"
    file.write_text(SETTINGS, encoding="utf-8")
    return file


def replace_module(monkeypatch: pytest.MonkeyPatch, name: str, **functions: object) -> None:
    """Put a stand-in for `pipelines.<name>` in place, with just these functions; `name` may hold a room."""
    module = types.ModuleType(f"pipelines.{name}")
    for function, value in functions.items():
        setattr(module, function, value)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    parent, _, leaf = module.__name__.rpartition(".")
    monkeypatch.setattr(importlib.import_module(parent), leaf, module, raising=False)


def fail_with(error: BaseException):
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    return fail


def test_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert stopped.value.code == 0
    assert text.startswith("gebruik: msa")
    assert not re.search(r"\b(usage|options|show|exit|positional|arguments|default)\b", text)


@pytest.mark.parametrize("command", ["run", "check", "demo", "key", "serve", "doctor"])
def test_help_of_each_command_is_dutch(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    text = capsys.readouterr().out
    assert text.startswith(f"gebruik: msa {command}")
    assert not re.search(r"\b(usage|options|show|exit|positional|arguments|default)\b", text)


def find_argparse_texts() -> set[str]:
    """Each literal that argparse hands to gettext, read from its source."""
    source = Path(argparse.__file__).read_text(encoding="utf-8")
    string = r"""((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)"""
    calls = re.findall(rf"\b_\(\s*{string}", source)
    calls += [part for pair in re.findall(rf"\bngettext\(\s*{string},\s*{string}", source) for part in pair]
    return {
        "".join(ast.literal_eval(piece) for piece in re.findall(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", call))
        for call in calls
    }


def test_every_text_of_argparse_is_translated() -> None:
    texts = find_argparse_texts()
    assert "the following arguments are required: %s" in texts, "the search itself no longer finds texts"
    assert texts - set(command_words.TEXTS) == set()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "deze argumenten ontbreken: OPDRACHT"),
        (["run"], "deze argumenten ontbreken: SWV.TOML, --peildatum"),
        (["run", "swv.toml"], "deze argumenten ontbreken: --peildatum"),
        (
            ["dans"],
            "'dans' kan niet. Kies uit: 'run', 'akkoord', 'check', 'koppel', 'sjablonen', 'demo', 'explain', 'rules', "
            "'compare', 'uitgaven', 'verschil', 'verify', 'key', 'erase', 'open', 'snelkoppeling', 'serve', "
            "'landelijk', 'afgeven', 'backup', 'herstel', 'doctor'",
        ),
        (["run", "swv.toml", "--peildatum"], "hier hoort één waarde bij"),
        (["run", "swv.toml", "--peildatum", "2026-02-30"], "'2026-02-30' bestaat niet op de kalender"),
        (["run", "swv.toml", "--peildatum", "morgen"], "'morgen' is geen datum. Schrijf bijvoorbeeld 2026-01-01"),
        (["run", "swv.toml", "--peildatum", "01-02-26"], "'01-02-26' is geen datum"),
        (["check", "swv.toml", "--schol", "99AA00"], "onbekende argumenten: --schol 99AA00"),
        (["run", "swv.toml", "--peildatum", "2026-01-01", "--direct=ja"], "bij deze optie hoort geen waarde"),
        (["key", "swv.toml"], "een van deze argumenten is nodig: --school --rotate --nieuw"),
    ],
)
def test_wrong_use_ends_with_2_and_says_so_in_dutch(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    printed = capsys.readouterr()
    assert stopped.value.code == 2
    assert words in printed.err
    assert printed.err.startswith("gebruik: msa")
    assert printed.out == ""


@pytest.mark.parametrize("text", ["2026-01-31", "31-01-2026", "31-1-2026", " 2026-1-31 "])
def test_a_day_is_read_in_both_orders(text: str) -> None:
    assert cli.read_day(text) == date(2026, 1, 31)


def test_a_day_with_the_month_last_is_not_guessed() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="bestaat niet"):
        cli.read_day("01-31-2026")


def test_missing_settings_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", str(tmp_path / "geen.toml"), "--peildatum", "2026-01-01"]) == 2
    assert "bestaat niet. Geef het pad van uw swv.toml op." in capsys.readouterr().err


def test_unknown_school(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(settings_file), "--school", "11ZZ11"]) == 2
    assert "Bekende scholen: 99AA00, 99AB00." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongUse("a b"), 2),
        (RuleSetInvalid("a b"), 12),
        (DataCheckFailed("a b"), 13),
        (StoreUnavailable("a b"), 14),
    ],
)
def test_an_error_of_the_user_gives_its_message_and_code(
    error: Exception,
    code: int,
    settings_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    replace_module(monkeypatch, "run.steps", run_quarter=fail_with(error))
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == code
    printed = capsys.readouterr()
    assert printed.err == "msa: a b\n"
    assert printed.out == ""


def test_a_faulty_declaration_is_told_by_name(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_module(monkeypatch, "run.steps", run_quarter=fail_with(DeclarationInvalid("a.yaml, b: 'c' ontbreekt")))
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == 2
    told = "msa: een bestand van het programma zelf klopt niet. a.yaml, b: 'c' ontbreekt.\n"
    assert capsys.readouterr().err == told


def fail_with_secrets(*_arguments: object, **_named: object) -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_a_bug_names_no_value_on_screen_or_in_its_file(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_module(monkeypatch, "run.steps", run_quarter=fail_with_secrets)
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == 1
    printed = capsys.readouterr()
    files = list((settings_file.parent / "opslag").glob("msa-fout-*.txt"))
    assert len(files) == 1
    report = files[0].read_text(encoding="utf-8")
    assert SECRET not in printed.out + printed.err + report
    assert str(files[0]) in printed.err
    assert "er ging iets mis in het programma zelf" in printed.err
    # Both errors of the chain are named, each with its place in the code.
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert re.search(r"commands/test_cli\.py:\d+ fail_with_secrets", report)
    assert files[0].stat().st_mode & 0o077 == 0


def test_a_bug_is_still_told_where_no_file_can_be_written(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings_file.parent / "opslag").write_text("geen map", encoding="utf-8")
    replace_module(monkeypatch, "run.steps", run_quarter=fail_with_secrets)
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == 1
    error = capsys.readouterr().err
    assert "er ging iets mis" in error
    assert "Waar het misging" not in error
    assert SECRET not in error


def test_stopping_by_hand(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_module(monkeypatch, "run.steps", run_quarter=fail_with(KeyboardInterrupt()))
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == 130
    assert "gestopt op uw verzoek" in capsys.readouterr().err


def test_a_run_names_the_refused_school_and_what_to_open(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = settings_file.parent / "uitvoer" / "2026-01-01"
    asked = []

    def run_quarter(
        settings: object, *, peildatum: date, toch: bool, processes: int, report_progress: object
    ) -> RunResult:
        asked.append(peildatum)
        return RunResult(10, output, (("99AB00", "Het rooster ontbreekt."),), ("Er staan bestanden los.",))

    replace_module(monkeypatch, "run.steps", run_quarter=run_quarter)
    replace_module(monkeypatch, "commands.retention", get_limit=lambda *_: None, find_expired=lambda *_: None)
    assert cli.main(["run", str(settings_file), "--peildatum", "01-01-2026", "--direct"]) == 10
    assert asked == [date(2026, 1, 1)]
    assert capsys.readouterr().out.splitlines() == [
        f"Klaar: {output}",
        "Geweigerd: 99AB00 Tweede. Het rooster ontbreekt.",
        "Let op: Er staan bestanden los.",
        f"Stuur deze school het retourblad: {output / 'school' / '99AB00' / 'retour.html'}",
        f"Open eerst: {output / 'swv' / 'index.html'}",
    ]


def check_with(result: RunResult, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, date | None]]:
    """`msa check` on a stand-in that gives `result`; what it was asked."""
    asked = []

    def check_deliveries(settings: object, *, school_id: str | None, peildatum: date | None) -> RunResult:
        asked.append((school_id, peildatum))
        return result

    def describe_check(told: RunResult, names: dict[str, str]) -> list[str]:
        assert told is result
        return [f"Oordeel over {', '.join(names.values())}."]

    replace_module(monkeypatch, "run.check", check_deliveries=check_deliveries)
    replace_module(monkeypatch, "run.verdict", describe_check=describe_check)
    return asked


def test_check_ends_with_its_verdict(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = check_with(RunResult(0, None, ()), monkeypatch)
    assert cli.main(["check", str(settings_file), "--school", "99AA00"]) == 0
    assert cli.main(["check", str(settings_file), "--peildatum", "01-01-2026"]) == 0
    assert asked == [("99AA00", None), (None, date(2026, 1, 1))]
    assert capsys.readouterr().out.splitlines() == 2 * [
        f"Retourbladen: {settings_file.parent / 'uitvoer' / 'controle'}",
        "Oordeel over Eerste, Tweede.",
    ]


def test_check_names_a_refused_school_and_what_is_of_nobody(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check_with(RunResult(10, None, (("99AA00", "Leeg bestand."),), ("Er staan bestanden los.",)), monkeypatch)
    assert cli.main(["check", str(settings_file)]) == 10
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Geweigerd: 99AA00 Eerste. Leeg bestand.",
        "Let op: Er staan bestanden los.",
    ]


def test_a_run_that_could_measure_nothing_says_so(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = settings_file.parent / "uitvoer" / "2026-01-01"
    result = RunResult(10, output, (("99AB00", "Leeg bestand."),), unmeasured=("99AA00",), only_returns=True)
    replace_module(monkeypatch, "run.steps", run_quarter=lambda settings, **_: result)
    replace_module(monkeypatch, "commands.retention", get_limit=lambda *_: None, find_expired=lambda *_: None)
    assert cli.main(["run", str(settings_file), "--peildatum", "2026-01-01", "--direct"]) == 10
    assert capsys.readouterr().out.splitlines() == [
        f"Klaar: {output}",
        "Geweigerd: 99AB00 Tweede. Leeg bestand.",
        "Niet gemeten: 99AA00 Eerste. Zie het retourblad.",
        f"Stuur deze school het retourblad: {output / 'school' / '99AB00' / 'retour.html'}",
        f"Stuur deze school het retourblad: {output / 'school' / '99AA00' / 'retour.html'}",
        "Geen enkele school is gemeten. Er zijn alleen retourbladen gemaakt, en geen verslag.",
    ]


def stop_as(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("missed", "end"),
    [
        (None, None),
        (date(2026, 3, 1), None),
        # Ctrl-C, and what Prefect makes of the signal by which a container or the system stops it.
        (None, KeyboardInterrupt()),
        (None, SystemExit(0)),
    ],
)
def test_serve_catches_up_what_was_missed_and_then_waits(
    settings_file: Path,
    missed: date | None,
    end: BaseException | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done: list[str] = []
    moments = [types.SimpleNamespace(peildatum=date(2026, 6, 1), what="herinneren")]
    server = types.SimpleNamespace(wait_until_ready=lambda: done.append("klaar"))
    replace_module(
        monkeypatch,
        "run.flow_server",
        open_server=lambda home, **_: nullcontext(server),
        announce_server=lambda home, given: nullcontext(),
    )
    replace_module(
        monkeypatch,
        "run.schedule",
        TIME_ZONE="Europe/Amsterdam",
        find_missed=lambda settings, *, now, tried: missed if tried == {date(2026, 1, 1)} and now.tzinfo else date.min,
        find_missed_moments=lambda settings, *, now, done: moments if done == {"gedaan"} and now.tzinfo else [],
        describe_days=lambda settings: ["02-03 om 6 uur"],
        describe_before=lambda: ["3 weken ervoor"],
    )
    replace_module(monkeypatch, "run.scheduled", list_tried=lambda settings: {date(2026, 1, 1)})
    replace_module(monkeypatch, "run.cycle", list_done=lambda settings: {"gedaan"})
    replace_module(
        monkeypatch,
        "run.flows",
        catch_up=lambda settings, peildatum, what="run": done.append(f"{what} {peildatum}"),
        serve_schedule=lambda settings: done.append("wachten") or (end and stop_as(end)),
    )
    assert cli.main(["serve", str(settings_file)]) == 0
    assert done == ["klaar", *([] if missed is None else ["run 2026-03-01"]), "herinneren 2026-06-01", "wachten"]
    printed = capsys.readouterr().err
    told = "Peildatum 2026-03-01 is nog niet gedraaid: msa stond niet aan. Dat gebeurt nu." in printed
    assert told == (missed is not None)
    assert "Voor peildatum 2026-06-01 is 'herinneren' nog niet gedaan. Dat gebeurt nu." in printed
    assert printed.splitlines()[-1].startswith("Gestopt.")


def test_key_writes_the_list_and_nothing_else(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_module(
        monkeypatch, "commands.keys", list_key=lambda settings, *, school_id: iter([("1;2", "labc"), ("3", "ldef")])
    )
    assert cli.main(["key", str(settings_file), "--school", "99AA00"]) == 0
    printed = capsys.readouterr()
    assert printed.out == 'leerlingnummer;leerling\n"1;2";labc\n3;ldef\n'
    assert printed.err == ""


def test_a_rotation_says_where_the_old_key_lies(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = types.SimpleNamespace(
        old_id="0123abcd",
        new_id="4567cdef",
        pupils=12,
        unread=("99AB00",),
        old_key_file=Path("oude-sleutels/sleutel-x"),
    )
    replace_module(monkeypatch, "commands.keys", rotate_key=lambda settings, *, report_progress: done)
    assert cli.main(["key", str(settings_file), "--rotate"]) == 0
    out = capsys.readouterr().out
    for words in (
        "0123abcd werd 4567cdef",
        "12\u00a0leerlingen",
        "de aanlevering van 99AB00 was niet te lezen",
        "De oude sleutel staat nu hier: oude-sleutels",
    ):
        assert words in out


def test_a_new_key_says_what_it_means(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_module(monkeypatch, "commands.keys", accept_new_key=lambda settings: "4567cdef")
    assert cli.main(["key", str(settings_file), "--nieuw"]) == 0
    out = capsys.readouterr().out
    assert "Er is een nieuwe sleutel: 4567cdef" in out
    assert "andere code" in out


def make_demo_with(result_of: dict[date, RunResult], monkeypatch: pytest.MonkeyPatch) -> list[date]:
    asked: list[date] = []

    def make_demo(folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "swv.toml").write_text(SETTINGS, encoding="utf-8")
        return folder / "swv.toml"

    def run_quarter(
        settings: object, *, peildatum: date, toch: bool, processes: int, report_progress: object
    ) -> RunResult:
        asked.append(peildatum)
        return result_of[peildatum]

    replace_module(monkeypatch, "demo", make_demo=make_demo)
    replace_module(monkeypatch, "run.steps", run_quarter=run_quarter)
    return asked


def test_the_demo_ends_well_and_names_the_refused_school_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = RunResult(10, tmp_path / "uit", (("99AB00", "Het rooster ontbreekt."),))
    asked = make_demo_with(dict.fromkeys(cli.DEMO_PEILDATA, refused), monkeypatch)
    assert cli.main(["demo", "--map", str(tmp_path / "proef"), "--direct"]) == 0
    assert asked == list(cli.DEMO_PEILDATA)
    assert asked[-1] == date(2026, 1, 1)
    last = capsys.readouterr().out.splitlines()[-4:]
    assert "Geweigerd: 99AB00 Tweede. Het rooster ontbreekt." in last
    assert last[-1] == f"Open eerst: {tmp_path / 'uit' / 'swv' / 'index.html'}"


def test_the_demo_does_not_hide_another_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cli.DEMO_PEILDATA[0]
    asked = make_demo_with({first: RunResult(13, None, ())}, monkeypatch)
    assert cli.main(["demo", "--map", str(tmp_path / "proef"), "--direct"]) == 13
    assert asked == [first]


def test_the_demo_leaves_a_folder_of_someone_else_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = make_demo_with({}, monkeypatch)
    (tmp_path / "brief.txt").write_text("van mij", encoding="utf-8")
    assert cli.main(["demo", "--map", str(tmp_path), "--direct"]) == 2
    assert asked == []
    assert "Kies met --map een andere map." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from pipelines import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'polars', 'duckdb', 'pandera', 'prefect', 'plotly', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(','.join(sorted(heavy)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_doctor_loads_nothing_that_only_a_report_needs(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "data" / "voorbeeld", tmp_path / "swv")
    code = (
        "import sys\n"
        "from pipelines import cli\n"
        "cli.main(['doctor', sys.argv[1]])\n"
        "heavy = {'pandera', 'scipy', 'plotly', 'prefect', 'jinja2', 'xlsxwriter', 'openpyxl'} & set(sys.modules)\n"
        # A control: what it does look at.
        "heavy |= {'polars', 'duckdb'} - set(sys.modules)\n"
        "sys.exit(','.join(sorted(heavy)) or 0)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "swv" / "swv.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("De Brug", "De Brug"),
        ("École Zürich 😀", "École Zürich 😀"),
        ("\x1b[31mrood\x1b[0m", "\ufffd[31mrood\ufffd[0m"),
        ("a\u202eb\r\nc\x07", "a\ufffdb\ufffd\nc\ufffd"),
    ],
)
def test_a_name_does_not_steer_the_terminal(name: str, shown: str) -> None:
    written = io.StringIO()
    make_reporter(written)(name)
    assert written.getvalue() == f"{shown}\n"


def test_open_begins_with_the_start_page_where_there_are_no_settings(
    settings_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an argument, for a folder and for a file that are not there; else with the workbench."""
    monkeypatch.setenv("HOME", str(tmp_path))
    opened: list[tuple[str, Path | None]] = []
    for name in ("open_start", "open_workbench"):
        monkeypatch.setattr(
            f"pipelines.workbench.server.{name}", lambda place, name=name, **_: opened.append((name, place))
        )
    for arguments in ([], [str(tmp_path / "nieuw")], [str(tmp_path / "nieuw.toml")], [str(settings_file)]):
        assert cli.main(["open", *arguments]) == 0
    assert cli.main(["open", str(settings_file.parent)]) == 0
    assert opened == [
        ("open_start", None),
        ("open_start", tmp_path / "nieuw"),
        ("open_start", tmp_path / "nieuw.toml"),
        ("open_workbench", settings_file),
        ("open_workbench", settings_file),
    ]
