"""Page School: what lies in the folder of one school, what was recognised of it and why, and what to do next."""

from pipelines.intake.readers.text_table import MAX_BYTES
from pipelines.settings import Settings
from pipelines.workbench.bench import Bench
from pipelines.workbench.quarter_page import list_missing, make_step
from pipelines.workbench.seen_files import SeenFile, list_seen
from reports.context.workbench import DeliveredFile, NameQuestion, SchoolPage
from reports.words.wording import listing, one_decimal
from schemas.lvs import get_lvs

_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024


def make_school_page(bench: Bench, settings: Settings, school_id: str) -> SchoolPage:
    """One school as it lies there now; has it checked again where something changed. WrongUse for an unknown one."""
    school = settings.get_school(school_id)
    peildatum, today = bench.get_peildatum(settings), bench.today()
    step = make_step(bench, settings, school)
    if step.geleverd:
        bench.checks.ask(settings, [school.id], peildatum=peildatum, today=today)
    checked = bench.checks.get(settings, school.id, peildatum=peildatum, today=today) if step.geleverd else None
    found = checked.found if checked else None
    seen = list_seen(settings, school, checked=found.bestanden if found else ())
    return SchoolPage(
        school=school.id,
        naam=school.naam,
        lvs=get_lvs(school.lvs).naam,
        stap=step,
        punten=list_missing(school, checked),
        bestanden=tuple(_describe(file, waits=found is None) for file in seen),
        vragen=tuple(
            NameQuestion(question.id, question.received.name)
            for question in bench.questions.values()
            if question.school == school.id
        ),
        grootste=f"{MAX_BYTES // _MEGABYTE} MB",
    )


def _describe(file: SeenFile, *, waits: bool) -> DeliveredFile:
    if file.als and file.kolommen:
        why = f"herkend aan {listing(file.kolommen)}"
    elif file.als:
        why = "herkend aan de opbouw van het bestand"
    else:
        why = "" if waits else "Het retourblad zegt waarom, en wat u kunt doen."
    return DeliveredFile(
        id=file.id,
        naam=file.naam,
        grootte=_say_size(file.bytes),
        als=file.als or ("wordt bekeken" if waits else "niet herkend"),
        uitleg=why,
        gelezen=file.gelezen,
        quarantaine=file.quarantaine,
    )


def _say_size(size: int) -> str:
    if size < _MEGABYTE:
        return f"{-(-size // _KILOBYTE)} kB"
    return f"{one_decimal(size / _MEGABYTE)} MB"
