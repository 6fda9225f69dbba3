"""Printing, with stand-ins for the browser: what goes wrong, and what may not stay behind (`publish/pdf.py`)."""

import ntpath
import os
import shutil
import stat
import time
from datetime import date
from pathlib import Path

import pytest

from pipelines.publish import pdf
from pipelines.publish.publication import Publication
from pipelines.system import BROWSERS
from tests.lib.plain_pdf import make_pdf

PEILDATUM = date(2026, 1, 1)
CANARY = "kanarie-4711"
# A stand-in keeps what it read of the page in each place a browser may use, and then does as `doet`.
BROWSER = """\
#!/bin/sh
for option in "$@"; do
  case "$option" in
    --print-to-pdf=*) target="${option#--print-to-pdf=}" ;;
    --user-data-dir=*) profile="${option#--user-data-dir=}" ;;
    file://*) page="${option#file://}" ;;
  esac
done
mkdir -p "$profile"
for place in "$profile" "$HOME" "$TMPDIR" "$XDG_CACHE_HOME"; do cp "$page" "$place/bewaard"; done
DOET
"""


# Every place in which a browser is looked for, first the one that is taken first.
LINUX = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
MACOS = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
]
WINDOWS = [
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Users\André\AppData\Local\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
]


def make_browser(folder: Path, does: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "uit.pdf").write_bytes(make_pdf())
    file = folder / "browser"
    file.write_text(BROWSER.replace("DOET", does.replace("KLAAR", str(folder / "uit.pdf"))), encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    opened = Publication(tmp_path / "uitvoer", "2026-01-01")
    for page in ("swv/index.html", "school/12AB00/index.html"):
        opened.write_text(page, f"<p>{CANARY}</p>")
    return opened


def add(publication: Publication, work: Path, told: list[str]) -> list[str]:
    """The PDFs made, by name."""
    pages = ["swv/index.html", "school/12AB00/index.html"]
    pdf.add_pdfs(publication, pages, work=work, peildatum=PEILDATUM, report_progress=told.append)
    return sorted(path.relative_to(publication.folder).as_posix() for path in publication.folder.rglob("*.pdf"))


def find_canary(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


PAGES = ["uitvoer/.wordt-2026-01-01/school/12AB00/index.html", "uitvoer/.wordt-2026-01-01/swv/index.html"]


def test_each_page_gets_its_pdf(publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: make_browser(tmp_path / "bin", 'cp KLAAR "$target"'))
    told: list[str] = []
    assert add(publication, tmp_path / "werk", told) == ["school/12AB00/index.pdf", "swv/index.pdf"]
    assert told == ["PDF's maken"]
    assert stat.S_IMODE((publication.folder / "swv/index.pdf").stat().st_mode) == 0o600
    assert find_canary(tmp_path) == PAGES
    assert not (tmp_path / "werk").exists()


@pytest.mark.parametrize(
    "does",
    [
        "exit 3",
        "exit 0",
        'echo "<html>" > "$target"',
        'cp KLAAR "$target"; kill -9 $$',
        'cat "$page" >&2; cat "$page"; exit 1',
    ],
    ids=["fout", "geen bestand", "geen pdf", "gestorven", "praat"],
)
def test_a_browser_that_fails_costs_the_pdf_alone(
    does: str,
    publication: Publication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: make_browser(tmp_path / "bin", does))
    told: list[str] = []
    assert add(publication, tmp_path / "werk", told) == []
    assert told[1:] == [
        "Van 2 van de 2 verslagen is geen PDF gemaakt: de browser hier kon het niet. "
        "De pagina's zelf zijn compleet. Open ze en kies Afdrukken."
    ]
    assert find_canary(tmp_path) == PAGES
    assert capfd.readouterr() == ("", "")


def test_a_browser_that_falls_over_once_is_tried_again(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page has a mark of its own: the first try leaves it and falls over, the second finds it."""
    marks = tmp_path / "eerder"
    marks.mkdir()
    does = f'mark={marks}/$(echo "$page" | tr / _)\n[ -e "$mark" ] || {{ touch "$mark"; exit 3; }}\ncp KLAAR "$target"'
    monkeypatch.setattr(pdf, "find_browser", lambda: make_browser(tmp_path / "bin", does))
    told: list[str] = []
    assert add(publication, tmp_path / "werk", told) == ["school/12AB00/index.pdf", "swv/index.pdf"]
    assert told == ["PDF's maken"]


def test_a_browser_that_hangs_is_not_tried_again(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def hang(browser: str, page: Path, **_: object) -> bytes:
        tries.append(page)
        raise pdf.PdfTookTooLong("time limit")

    monkeypatch.setattr(pdf, "find_browser", lambda: "browser")
    monkeypatch.setattr(pdf, "print_page", hang)
    told: list[str] = []
    assert add(publication, tmp_path / "werk", told) == []
    assert len(tries) == 2


def test_a_browser_that_hangs_is_stopped_with_its_children(publication: Publication, tmp_path: Path) -> None:
    children = tmp_path / "kinderen"
    browser = make_browser(tmp_path / "bin", f"sleep 600 & echo $! >> {children}\nsleep 600")
    with pytest.raises(pdf.PdfFailed):
        pdf.print_page(
            browser,
            publication.folder / "swv/index.html",
            home=tmp_path / "werk" / "een",
            peildatum=PEILDATUM,
            seconds=1,
        )
    assert find_canary(tmp_path) == PAGES
    [child] = children.read_text(encoding="ascii").split()
    assert wait_for_end(int(child))


def wait_for_end(process: int) -> bool:
    """A killed child lives until the system has cleared it away."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(process, 9)
    return False


def test_without_a_browser_one_line_says_how_to_get_one(publication: Publication, tmp_path: Path) -> None:
    told: list[str] = []
    found = pdf.find_browser(("een-browser-die-niet-bestaat",))
    assert found is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "find_browser", lambda: found)
        assert add(publication, tmp_path / "werk", told) == []
    assert told == [pdf.HOW_TO_GET_ONE]
    assert "apt-get install --no-install-recommends chromium" in told[0]
    assert "\n" not in told[0]


def test_the_first_browser_of_the_list_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = make_browser(tmp_path / "bin", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert pdf.find_browser(("bestaat-niet", "browser", "sh")) == browser


def test_the_browser_gets_no_network_and_no_setting_of_the_user(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "gezien"
    browser = make_browser(tmp_path / "bin", f'env > {seen}; echo "$@" >> {seen}; cp KLAAR "$target"')
    monkeypatch.setenv("GEHEIM", "sleutel-van-de-gebruiker")
    pdf.print_page(browser, publication.folder / "swv/index.html", home=tmp_path / "werk", peildatum=PEILDATUM)
    text = seen.read_text(encoding="utf-8")
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in text
    assert f"HOME={tmp_path / 'werk'}\n" in text
    assert "sleutel-van-de-gebruiker" not in text
    assert ("--no-sandbox" in text) == (os.geteuid() == 0)


def find_among(files: set[str], monkeypatch: pytest.MonkeyPatch) -> str | None:
    """The browser that is found where these programs are there, and no other."""
    monkeypatch.setattr(shutil, "which", lambda name: name if name in files else None)
    return pdf.find_browser()


@pytest.mark.parametrize(
    ("places", "expand", "environment"),
    [
        (LINUX, os.path.expandvars, {}),
        (MACOS, os.path.expandvars, {}),
        (
            WINDOWS,
            # As Windows reads a name with variables in it.
            ntpath.expandvars,
            {
                "ProgramFiles": r"C:\Program Files",
                "ProgramFiles(x86)": r"C:\Program Files (x86)",
                "LOCALAPPDATA": r"C:\Users\André\AppData\Local",
            },
        ),
    ],
    ids=["linux", "macos", "windows"],
)
def test_every_place_of_a_browser_is_looked_in_and_in_order(
    places: list[str], expand, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os.path, "expandvars", expand)
    # Alone each of them is found; of those that are there, the first of the list is.
    assert [find_among({place}, monkeypatch) for place in places] == places
    assert [find_among(set(places[at:]), monkeypatch) for at in range(len(places))] == places
    # A name that is nearly one of them is none.
    assert find_among({f"{place}x" for place in places}, monkeypatch) is None
    assert find_among(set(), monkeypatch) is None


def test_the_places_of_a_browser_are_those_of_the_three_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """No place that is not tried above: their number, and the order of the systems."""
    assert len(BROWSERS) == len(LINUX) + len(MACOS) + len(WINDOWS) == 5 + 3 + 5
    assert list(BROWSERS[:8]) == [*LINUX, *MACOS]
    # A variable that the system does not have leaves a place that is nowhere.
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert find_among({WINDOWS[2]}, monkeypatch) is None
