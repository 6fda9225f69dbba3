"""A PDF beside each report, printed from the same page by a browser of this machine (contract 3).

The browser gets no network, and a home of its own that lies in `opslag` and is removed again: what it keeps of a page
is pupil data. Without a browser, or when it fails, a run goes on: the pages are complete without PDF.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from pipelines.progress import Report
from pipelines.publish.pdf_file import UnknownPdf, rewrite_pdf
from pipelines.publish.publication import Publication
from pipelines.system import BROWSERS, find_program, is_superuser, keep_environment, start_alone, stop_all

HOW_TO_GET_ONE = (
    "Er zijn geen PDF's gemaakt: op deze computer staat geen browser die dat kan. "
    "Op Debian of Ubuntu helpt: sudo apt-get install --no-install-recommends chromium"
)
_WORKERS = 2
_SECONDS_A_PAGE = 120
_OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
    "--lang=nl",
    "--password-store=basic",
    # No name has an address: whatever a page or the browser itself might ask for stays here.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
)


class PdfFailed(Exception):
    """The browser gave no PDF. The text holds nothing of the page."""


class PdfTookTooLong(PdfFailed):
    """The browser was still busy at the time limit."""


def add_pdfs(
    publication: Publication, pages: Sequence[str], *, work: Path, peildatum: date, report_progress: Report
) -> None:
    """Write `x.pdf` beside each page `x.html` of the publication. `work`: a folder in `opslag` that may be emptied.

    Tells in one line when there is no browser or when a page could not be printed; raises nothing for either.
    """
    browser = find_browser()
    if browser is None:
        report_progress(HOW_TO_GET_ONE)
        return
    report_progress("PDF's maken")

    def add(page: str) -> bool:
        try:
            content = _print_patiently(browser, publication.folder / page, home=work / page, peildatum=peildatum)
        except PdfFailed:
            return False
        publication.write_bytes(str(Path(page).with_suffix(".pdf")), content)
        return True

    try:
        with ThreadPoolExecutor(_WORKERS) as pool:
            failed = list(pool.map(add, pages)).count(False)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if failed:
        report_progress(
            f"Van {failed} van de {len(pages)} verslagen is geen PDF gemaakt: de browser hier kon het niet. "
            "De pagina's zelf zijn compleet. Open ze en kies Afdrukken."
        )


def find_browser(names: Sequence[str] = BROWSERS) -> str | None:
    """The path of the first browser found, None where there is none."""
    return next((path for name in names if (path := find_program(name))), None)


def describe_browser() -> Iterator[str]:
    """The browser that would print, by its file and when that changed: it is too large to be hashed each time."""
    browser = find_browser()
    yield f"browser {browser}"
    if browser is not None:
        state = Path(browser).stat()
        yield f"browser {state.st_size} {state.st_mtime_ns}"


def _print_patiently(browser: str, page: Path, *, home: Path, peildatum: date) -> bytes:
    """As `print_page`, and once more when the browser fell over: it is not ours. Not when it took all its time."""
    try:
        return print_page(browser, page, home=home, peildatum=peildatum)
    except PdfTookTooLong:
        raise
    except PdfFailed:
        return print_page(browser, page, home=home, peildatum=peildatum)


def print_page(browser: str, page: Path, *, home: Path, peildatum: date, seconds: float = _SECONDS_A_PAGE) -> bytes:
    """The PDF of one page; the browser lives in `home`, which is gone afterwards. Raises PdfFailed."""
    home.mkdir(parents=True, mode=0o700)
    target = home / "pagina.pdf"
    try:
        _run([browser, *_make_options(home, target), page.as_uri()], home=home, seconds=seconds)
        return rewrite_pdf(target.read_bytes(), page=page, peildatum=peildatum)
    except (OSError, UnknownPdf):
        raise PdfFailed("no PDF") from None
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make_options(home: Path, target: Path) -> list[str]:
    # As root, in a container, the browser refuses to start with its sandbox.
    root = ["--no-sandbox"] if is_superuser() else []
    return [*_OPTIONS, *root, f"--user-data-dir={home / 'profiel'}", f"--print-to-pdf={target}"]


def _run(command: Sequence[str], *, home: Path, seconds: float) -> None:
    """Run to the end or to the time limit, and leave no process behind; what it says holds paths and is dropped."""
    with start_alone(command, cwd=home, environment=_make_environment(home)) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise PdfTookTooLong("time limit") from None
        finally:
            # The browser's own processes; most are gone by now.
            stop_all(process)
    if code != 0:
        raise PdfFailed("the browser stopped")


def _make_environment(home: Path) -> Mapping[str, str]:
    places = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    plain = {**keep_environment(), "LANG": "C.UTF-8"}
    # The path of a socket has a limit of 108 bytes, so the folder for them is named from where the browser starts.
    return {**plain, "TMPDIR": ".", "TEMP": str(home), "TMP": str(home), **dict.fromkeys(places, str(home))}
