"""Page School: what lies in the folder of one school, what was recognised of it and why, and what to do next."""

from pipelines.intake.advice import leave_out_ways_to_map
from pipelines.intake.readers.text_table import MAX_BYTES
from pipelines.settings import Settings
from pipelines.workbench.bench import Bench
from pipelines.workbench.quarter_page import count_shared, list_missing, make_step, may_have_delivered, say_shared
from pipelines.workbench.seen_files import Reader, SeenFile, list_seen
from reports.context.workbench import DeliveredFile, NameQuestion, SchoolPage
from reports.words.wording import listing, one_decimal
from schemas.lvs import get_lvs

_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024
_SEE_SHEET = "Het retourblad zegt waarom, en wat u kunt doen."
LARGEST = f"{MAX_BYTES // _MEGABYTE} MB"


def make_school_page(bench: Bench, settings: Settings, school_id: str) -> SchoolPage:
    """One school as it lies there now; has it checked again where something changed. WrongUse for an unknown one."""
    school = settings.get_school(school_id)
    peildatum, today = bench.get_peildatum(settings), bench.today()
    step = make_step(bench, settings, school)
    may_have = may_have_delivered(settings, school.id)
    if may_have:
        bench.checks.ask(settings, [school.id], peildatum=peildatum, today=today)
    checked = bench.checks.get(settings, school.id, peildatum=peildatum, today=today) if may_have else None
    found = checked.found if checked else None
    own = [Reader(school.lvs, school.kolommen, koppeling=school.koppeling)]
    seen = list_seen(settings, school.id, readers=own, checked=found.bestanden if found else ())
    shared = count_shared(settings, school.id, checked)
    return SchoolPage(
        lvs=get_lvs(school.lvs).naam,
        stap=step,
        punten=tuple(leave_out_ways_to_map(line) for line in list_missing(school, checked)) if seen or shared else (),
        gekoppeld=not school.koppeling.is_empty,
        gedeeld=say_shared(shared),
        bestanden=tuple(describe_file(file, waits=found is None, unknown=_SEE_SHEET) for file in seen),
        vragen=list_questions(bench, school.id),
        grootste=LARGEST,
    )


def list_questions(bench: Bench, folder_id: str) -> tuple[NameQuestion, ...]:
    """The new files for this folder whose names are taken."""
    asked = [question for question in bench.questions.values() if question.folder == folder_id]
    return tuple(NameQuestion(question.id, question.received.name) for question in asked)


def describe_file(file: SeenFile, *, waits: bool, unknown: str) -> DeliveredFile:
    """One file as it lies there. `waits`: it was not checked yet; `unknown`: what is said of one not recognised."""
    if file.als and file.gekoppeld:
        why = f"gelezen met de koppeling: {listing(file.kolommen)}"
    elif file.als and file.kolommen:
        why = f"herkend aan {listing(file.kolommen)}"
    elif file.als:
        why = "herkend aan de opbouw van het bestand"
    else:
        why = "" if waits else unknown
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
