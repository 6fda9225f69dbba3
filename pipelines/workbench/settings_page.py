"""Page Instellingen: the SWV and its schools, changed in `swv.toml` itself, key by key.

Nothing is written that `read_settings` would refuse, and what people typed in the file stays.
"""

import stat
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from pipelines import settings_file
from pipelines.errors import WrongUse
from pipelines.mapping_file import get_place
from pipelines.settings import Settings, read_settings
from pipelines.vault.private_file import write_private
from pipelines.workbench.bench import Bench
from pipelines.workbench.fields import (
    SCHOOL_KEYS,
    SECTOR_WORDS,
    SWV_KEYS,
    Answers,
    RuleSets,
    make_school_part,
    make_swv_part,
    read_school,
    read_swv,
    write_texts,
)
from pipelines.workbench.forms import Form
from reports.context.workbench import SchoolRow, SchoolSettingsPage, SettingsPage
from schemas.lvs import get_lvs
from schemas.ruleset import load_rule_sets

PAGE = "/instellingen"
# What the mapping of a school that was taken out is called, so that it is there when the school comes back.
_KEPT = ".bewaard"

Changed = str | SettingsPage | SchoolSettingsPage
"""Where to go on, or the page that says what must be answered otherwise."""


def make_settings_page(
    bench: Bench, settings: Settings, *, swv: Answers | None = None, school: Answers | None = None, melding: str = ""
) -> SettingsPage:
    """The settings as they stand. `swv`, `school`: answers that were refused, to be shown again."""
    rule_sets, block = list_all_rule_sets(settings), settings_file.read_block(_read(settings))
    return SettingsPage(
        bestand=str(settings.file),
        scholen=tuple(
            SchoolRow(
                each.id,
                each.naam,
                SECTOR_WORDS[each.sector],
                get_lvs(each.lvs).naam,
                rule_sets[each.protocol].title if each.protocol in rule_sets else each.protocol,
            )
            for each in settings.scholen
        ),
        swv=make_swv_part(
            swv.texts if swv else write_texts(SWV_KEYS, block),
            rule_sets,
            faults=swv.faults if swv else None,
            fixed=block,
        ),
        nieuw=make_school_part(school.texts if school else {}, rule_sets, faults=school.faults if school else None),
        melding=melding,
    )


def make_school_settings_page(
    bench: Bench, settings: Settings, school_id: str, *, answers: Answers | None = None, melding: str = ""
) -> SchoolSettingsPage:
    """One school as it stands in the file. `answers`: those that were refused, to be shown again."""
    school = settings.get_school(school_id)
    block = settings_file.read_block(_read(settings), school.id)
    return SchoolSettingsPage(
        school=school.id,
        naam=school.naam,
        deel=make_school_part(
            answers.texts if answers else write_texts(SCHOOL_KEYS, block),
            list_all_rule_sets(settings),
            faults=answers.faults if answers else None,
            fixed=block,
        ),
        gekoppeld=not school.koppeling.is_empty,
        enige=len(settings.scholen) == 1,
        melding=melding,
    )


def change_swv(bench: Bench, form: Form) -> Changed:
    """Other values for the SWV."""
    with _open(bench) as settings:
        rule_sets, text = list_all_rule_sets(settings), _read(settings)
        answers = read_swv(form, rule_sets, fixed=settings_file.read_block(text))
        if not answers.faults:
            answers.faults.update(_find_uncovered(text, answers, rule_sets))
        if answers.faults:
            return make_settings_page(bench, settings, swv=answers)
        try:
            _write(settings, settings_file.change_swv(text, answers.keys))
        except WrongUse as error:
            return make_settings_page(bench, settings, swv=answers, melding=str(error))
        bench.tell("De instellingen van het SWV zijn gewijzigd.")
    return PAGE


def save_school(bench: Bench, form: Form) -> Changed:
    """A school more, or other values of the one that the form is of."""
    school_id = form.get("school")
    return _change_school(bench, form, school_id) if school_id else _add_school(bench, form)


def remove_school(bench: Bench, form: Form) -> Changed:
    """Take a school out of the settings. What it delivered and what was published stays; its mapping goes aside."""
    with _open(bench) as settings:
        school = settings.get_school(form.get("school"))
        if len(settings.scholen) == 1:
            raise WrongUse("Dit is de enige school. Zet eerst een andere school in de instellingen.")
        text = settings_file.remove_school(_read(settings), school.id)
        mapping = get_place(settings.file.parent, school.id)
        aside = mapping.with_suffix(_KEPT)
        moved = mapping.exists()
        if moved:
            # A mapping of no school is refused, so it goes first, and comes back when the rest cannot be.
            mapping.replace(aside)
        try:
            _write(settings, text)
        except BaseException:
            if moved:
                aside.replace(mapping)
            raise
        bench.mappings.pop(school.id, None)
        bench.tell(f"{school.naam} staat niet meer in de instellingen. Haar bestanden zijn er nog.")
    return PAGE


def list_all_rule_sets(settings: Settings) -> RuleSets:
    """Those of the program, and those that the SWV added."""
    return {**load_rule_sets(), **settings.regels}


def _add_school(bench: Bench, form: Form) -> Changed:
    with _open(bench) as settings:
        text = _read(settings)
        answers = read_school(form, list_all_rule_sets(settings), swv_protocol=_get_protocol(text))
        school_id = answers.keys.get("id")
        if any(school.id == school_id for school in settings.scholen):
            answers.faults["brin"] = "Deze school staat er al in. Kijk het BRIN en de vestiging na."
        if answers.faults:
            return make_settings_page(bench, settings, school=answers)
        mapping = get_place(settings.file.parent, str(school_id))
        try:
            _write(settings, settings_file.add_school(text, answers.keys))
        except WrongUse as error:
            return make_settings_page(bench, settings, school=answers, melding=str(error))
        kept = mapping.with_suffix(_KEPT)
        if kept.exists() and not mapping.exists():
            kept.replace(mapping)
        bench.tell(f"{answers.keys['naam']} staat nu in de instellingen.")
    return PAGE


def _change_school(bench: Bench, form: Form, school_id: str) -> Changed:
    with _open(bench) as settings:
        school = settings.get_school(school_id)
        text = _read(settings)
        block = settings_file.read_block(text, school.id)
        answers = read_school(form, list_all_rule_sets(settings), swv_protocol=_get_protocol(text), fixed=block)
        if answers.faults:
            return make_school_settings_page(bench, settings, school.id, answers=answers)
        try:
            _write(settings, settings_file.change_school(text, school.id, answers.keys))
        except WrongUse as error:
            return make_school_settings_page(bench, settings, school.id, answers=answers, melding=str(error))
        bench.mappings.pop(school.id, None)
        bench.tell(f"De instellingen van {answers.keys.get('naam', school.naam)} zijn gewijzigd.")
    return PAGE


@contextmanager
def _open(bench: Bench) -> Generator[Settings]:
    """The settings, for one change at a time and not while a run goes by them."""
    if bench.tasks.is_busy:
        raise WrongUse("Er loopt een run. De instellingen wijzigen kan als die klaar is.")
    with bench.editing:
        yield bench.load()


def _read(settings: Settings) -> str:
    return settings.file.read_text(encoding="utf-8-sig")


def _write(settings: Settings, text: str) -> None:
    """Put the text in the place of the file, with the line ends and the rights that it had. WrongUse, and nothing done,
    where it could not be read again."""
    read_settings(text, settings.file)
    ends = "\r\n" if b"\r\n" in settings.file.read_bytes() else "\n"
    rights = stat.S_IMODE(settings.file.stat().st_mode)
    write_private(settings.file, text.replace("\n", ends).encode())
    settings.file.chmod(rights)


def _get_protocol(text: str) -> str:
    """The rule set of the SWV; empty where it depends on the day."""
    protocol = settings_file.read_block(text)["protocol"]
    return protocol if isinstance(protocol, str) else ""


def _find_uncovered(text: str, answers: Answers, rule_sets: RuleSets) -> dict[str, str]:
    """A rule set for the SWV that is not there for a school which has none of its own."""
    found = rule_sets.get(str(answers.keys.get("protocol")))
    if found is None:
        return {}
    for school in tomllib.loads(text)["school"]:
        sector = school["sector"]
        if "protocol" not in school and isinstance(sector, str) and not found.covers(sector):
            return {
                "protocol": f"Deze regels zijn er niet voor {sector}, en {_name(school)} is {sector}. Kies eerst bij "
                "die school andere regels."
            }
    return {}


def _name(school: dict[str, Any]) -> str:
    return school["naam"] if isinstance(school["naam"], str) else school["id"]
