"""What the buttons of page School do: bring files, answer what to do with a name that is taken, take a file away."""

from pipelines.errors import WrongUse
from pipelines.workbench.bench import Bench
from pipelines.workbench.forms import Form
from pipelines.workbench.seen_files import find_delivered
from pipelines.workbench.uploads import (
    Received,
    copy_files,
    drop_all,
    keep_both,
    make_question,
    open_school_folder,
    replace_standing,
    settle,
)
from reports.words.wording import counted

_GONE = "Dit bestand ligt er niet meer. Kijk op de pagina van de school wat er nu ligt."
_NO_ANSWER = "Kies wat er met het bestand moet gebeuren: vervangen, allebei bewaren of weglaten."


def settle_all(bench: Bench, school_id: str, received: list[Received]) -> str:
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
        question = make_question(school_id, each)
        bench.questions[question.id] = question
    return f"/school/{school_id}"


def copy_from_place(bench: Bench, form: Form) -> str:
    """Copy what lies at a place on this computer."""
    settings = bench.load()
    school = settings.get_school(form.get("school"))
    folder = open_school_folder(settings, school.id)
    return settle_all(bench, school.id, copy_files(form.get("pad"), folder, settings=settings))


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
    return f"/school/{question.school}"


def take_away(bench: Bench, form: Form) -> str:
    """Remove one file from the folder of a school."""
    settings = bench.load()
    school = settings.get_school(form.get("school"))
    found = find_delivered(settings, school.id, form.get("bestand"))
    if found is None:
        raise WrongUse(_GONE)
    found.unlink()
    bench.tell("Het bestand is weggehaald uit de map van de school.")
    return f"/school/{school.id}"


def _replace(bench: Bench, received: Received) -> None:
    replace_standing(received)
    bench.tell("Het nieuwe bestand staat nu in de plaats van het oude.")


def _keep(bench: Bench, received: Received) -> None:
    keep_both(received)
    bench.tell("Beide bestanden zijn bewaard. Het nieuwe heeft een nummer achter zijn naam.")


def _leave_out(bench: Bench, received: Received) -> None:
    drop_all([received])
    bench.tell("Het nieuwe bestand is niet neergezet.")
