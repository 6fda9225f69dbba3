"""What the buttons for files do: bring them, answer what to do with a name that is taken, take one away."""

from pipelines.errors import WrongUse
from pipelines.workbench.bench import Bench
from pipelines.workbench.folders import DeliveryFolder, get_folder
from pipelines.workbench.forms import Form
from pipelines.workbench.seen_files import find_delivered
from pipelines.workbench.uploads import (
    Received,
    copy_files,
    drop_all,
    keep_both,
    make_question,
    open_folder,
    replace_standing,
    settle,
)
from reports.words.wording import counted

_GONE = "Dit bestand ligt er niet meer. Ga terug en kijk wat er nu ligt."
_NO_ANSWER = "Kies wat er met het bestand moet gebeuren: vervangen, allebei bewaren of weglaten."


def settle_all(bench: Bench, folder: DeliveryFolder, received: list[Received]) -> str:
    """Give files that came in their names, ask where a name is taken, and tell what happened."""
    if not received:
        bench.tell("Er is geen bestand gekozen. Kies eerst een of meer bestanden.")
    ended = [(each, settle(each)) for each in received]
    added = sum(how == "nieuw" for _, how in ended)
    same = sum(how == "gelijk" for _, how in ended)
    if added:
        bench.tell(f"{counted(added, 'bestand', 'bestanden')} neergezet. De levering wordt nu gecontroleerd.")
    if same:
        bench.tell(f"{counted(same, 'bestand lag', 'bestanden lagen')} er al, precies zo. Daar is niets aan veranderd.")
    for each in (each for each, how in ended if how == "bezet"):
        question = make_question(folder.id, each)
        bench.questions[question.id] = question
    return folder.pagina


def copy_from_place(bench: Bench, form: Form) -> str:
    """Copy what lies at a place on this computer."""
    settings = bench.load()
    folder = get_folder(settings, form.get("map"))
    return settle_all(bench, folder, copy_files(form.get("pad"), open_folder(settings, folder.id), settings=settings))


def answer_question(bench: Bench, form: Form) -> str:
    """Replace the standing file, keep both, or leave the new one out."""
    answers = {"vervangen": _replace, "allebei": _keep, "weglaten": _leave_out}
    answer = answers.get(form.get("antwoord"))
    if answer is None:
        raise WrongUse(_NO_ANSWER)
    question = bench.questions.get(form.get("vraag"))
    if question is None or not question.received.path.exists():
        bench.questions.pop(form.get("vraag"), None)
        raise WrongUse(_GONE)
    answer(bench, question.received)
    del bench.questions[question.id]
    return get_folder(bench.load(), question.folder).pagina


def take_away(bench: Bench, form: Form) -> str:
    """Remove one file from its folder."""
    settings = bench.load()
    folder = get_folder(settings, form.get("map"))
    found = find_delivered(settings, folder.id, form.get("bestand"))
    if found is None:
        raise WrongUse(_GONE)
    found.unlink()
    bench.tell("Het bestand is weggehaald uit de map.")
    return folder.pagina


def _replace(bench: Bench, received: Received) -> None:
    replace_standing(received)
    bench.tell("Het nieuwe bestand staat nu in de plaats van het oude.")


def _keep(bench: Bench, received: Received) -> None:
    keep_both(received)
    bench.tell("Beide bestanden zijn bewaard. Het nieuwe heeft een nummer achter zijn naam.")


def _leave_out(bench: Bench, received: Received) -> None:
    drop_all([received])
    bench.tell("Het nieuwe bestand is niet neergezet.")
