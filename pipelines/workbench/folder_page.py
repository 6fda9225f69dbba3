"""Page of a folder of what is not of one school: what lies there, what it was read as, and what is wrong with it."""

from pipelines.errors import WrongUse
from pipelines.run.check_folder import CheckedFolder
from pipelines.run.verdict import CheckedFile
from pipelines.settings import Settings
from pipelines.workbench.bench import Bench
from pipelines.workbench.folders import SHARED
from pipelines.workbench.quarter_page import make_folder_step
from pipelines.workbench.school_page import LARGEST, describe_file, list_questions
from pipelines.workbench.seen_files import Reader, SeenFile, list_seen
from reports.context.workbench import FolderList, FolderPoint, SchoolRows, SharedFolderPage
from schemas.exports.base import SAMENMAP
from schemas.lvs import list_layouts

_UNKNOWN = "Hieronder staat waarom, en wat u kunt doen."


def make_shared_folder_page(bench: Bench, settings: Settings, folder: str) -> SharedFolderPage:
    """One such folder as it lies there now; has it checked again where something changed. WrongUse for another one."""
    if folder not in SHARED:
        raise WrongUse("Deze map is er niet. Kijk op de pagina Kwartaal welke mappen er zijn.")
    step = make_folder_step(bench, settings, folder)
    peildatum, today = bench.get_peildatum(settings), bench.today()
    takers = [school.id for school in settings.scholen] if folder == SAMENMAP else []
    if step.geleverd:
        bench.checks.ask(settings, [folder, *takers], peildatum=peildatum, today=today)
    checked = bench.checks.get(settings, folder, peildatum=peildatum, today=today) if step.geleverd else None
    found = (checked.map if checked else None) or CheckedFolder()
    seen = list_seen(settings, folder, readers=_list_readers(settings, folder), checked=found.bestanden)
    words = SHARED[folder]
    return SharedFolderPage(
        stap=step,
        uitleg=words.uitleg,
        later=words.later,
        kolommen=tuple(
            FolderList(layout.kind.soort, tuple(layout.columns[name] for name in layout.required))
            for layout in list_layouts()
            if layout.folder == folder
        ),
        punten=_list_points(found, seen, trouble=checked.trouble if checked else ""),
        scholen=_list_rows(bench, settings, found.bestanden) if folder == SAMENMAP else (),
        bestanden=tuple(describe_file(file, waits=step.bezig, unknown=_UNKNOWN) for file in seen),
        vragen=list_questions(bench, folder),
        grootste=LARGEST,
    )


def _list_readers(settings: Settings, folder: str) -> list[Reader]:
    """A list for several schools is read as each of them reads; the others by their templates."""
    if folder != SAMENMAP:
        return [Reader("sjabloon", {}, folder)]
    readers: list[Reader] = []
    for school in settings.scholen:
        reader = Reader(school.lvs, school.kolommen, koppeling=school.koppeling)
        if reader not in readers:
            readers.append(reader)
    return readers


def _list_points(found: CheckedFolder, seen: tuple[SeenFile, ...], *, trouble: str) -> tuple[FolderPoint, ...]:
    names: dict[str, str] = {}
    for file in seen:
        names.setdefault(file.sha256, file.naam)
    told = [FolderPoint("", trouble)] if trouble else []
    return (*told, *(FolderPoint(names.get(point.sha256, ""), point.tekst) for point in found.punten))


def _list_rows(bench: Bench, settings: Settings, lists: tuple[CheckedFile, ...]) -> tuple[SchoolRows, ...]:
    """Of each school that was checked how many rows of these lists are its own; a school without any is not named."""
    hashes = {file.sha256 for file in lists if file.layout}
    peildatum, today = bench.get_peildatum(settings), bench.today()
    rows = []
    for school in settings.scholen:
        checked = bench.checks.get(settings, school.id, peildatum=peildatum, today=today)
        if checked is None or checked.found is None:
            continue
        own = [file for file in checked.found.bestanden if file.sha256 in hashes]
        if read := sum(file.gelezen for file in own):
            rows.append(SchoolRows(school.id, school.naam, read, sum(file.quarantaine for file in own)))
    return tuple(rows)
