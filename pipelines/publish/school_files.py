"""The files of one school, `school/<id>/`, made from what a run knows of that school and nothing else.

Pure: it opens nothing and writes nothing, so that schools can be made in other processes, in any order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.contexts.earlier_lists import NOTHING_EARLIER, EarlierSchool
from pipelines.contexts.header import make_report_header
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.return_history import Change
from pipelines.contexts.returns import make_return_sheet
from pipelines.contexts.school import make_school_report
from pipelines.publish.msa_form import make_msa_form, write_msa_form
from pipelines.publish.return_workbook import write_return_workbook
from pipelines.publish.role_sheets import make_role_sheets
from reports.context.returns import ReturnSheet
from reports.render import put_in_script, render_return_sheet, render_school_pages

_FIGURES = "figuren.html"


@dataclass(frozen=True)
class SchoolInput:
    """What the files of a school are made from. `outcome`: of that school alone (`Outcome.take_school`).

    `earlier`: what its pages may be compared with. `change`: what its return sheet says of the last delivery; None: no
    return sheet is made.
    """

    school: str
    outcome: Outcome
    earlier: EarlierSchool = NOTHING_EARLIER
    change: Change | None = None


def make_school_files(given: SchoolInput) -> dict[str, bytes]:
    """Each file by its name within the folder of the school: pages and form where it is measured, its return sheet.

    Its figures lack what `complete` puts in.
    """
    files: dict[str, bytes] = {}
    if given.school in given.outcome.measured:
        files |= {name: page.encode("utf-8") for name, page in _make_pages(given)}
        header = make_report_header(given.outcome)
        files["msa-formulier.xlsx"] = write_msa_form(make_msa_form(given.outcome, given.school, header=header))
    if given.change is not None:
        files |= make_return_files(make_return_sheet(given.outcome, given.school, change=given.change))
    return files


def complete(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as they are written: with the script that every school has alike, which stays out of the pipe."""
    return {name: put_in_script(content) if name == _FIGURES else content for name, content in files.items()}


def make_return_files(sheet: ReturnSheet) -> dict[str, bytes]:
    """The return sheet as a page and as a workbook, by name."""
    return {
        "retour.html": render_return_sheet(sheet).encode("utf-8"),
        "retour.xlsx": write_return_workbook(sheet),
    }


def _make_pages(given: SchoolInput) -> Iterator[tuple[str, str]]:
    report = make_school_report(given.outcome, given.school, given.earlier)
    yield from render_school_pages(report).items()
    yield from make_role_sheets(given.outcome, given.school)
