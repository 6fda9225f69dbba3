"""Page Koppelen: which column is what, which code is which kind, which class has which group; with what it does.

What is proposed, counted and written comes from `pipelines.run.mapping`; what was chosen is kept here until it is
written down or the delivery changes.
"""

import re
from collections.abc import Mapping

from pipelines.errors import WrongUse
from pipelines.intake.advice import leave_out_ways_to_map
from pipelines.run.mapping import (
    TIER_WORDS,
    ClassProposal,
    CodeEffect,
    CodeProposal,
    ColumnProposal,
    FileProposal,
    Preview,
    Proposal,
    TierCount,
    accept,
    preview,
    propose,
    say_not_counted,
)
from pipelines.run.mapping import asks as asks_of
from pipelines.settings import Settings
from pipelines.workbench.bench import Bench, Chosen
from pipelines.workbench.forms import Form
from reports.context.workbench import Choice, CodeRow, MappedFile, MappingPage, TierRow
from reports.school.evidence import KIND_WORDS
from reports.words.wording import counted, short_date
from schemas.columns import SOORTEN

_PAGE = "/koppeling"
_CHOICES = ("code-", "klas-")
_FILE, _FOR, _COLUMN = "bestand-", "bij|", "kolom|"
_CODE = re.compile(r"code-[0-9a-f]+")
_PREVIEW, _ACCEPT, _RESET = "bekijken", "vastleggen", "opnieuw"
_NONE, _SKIPPED, _UNKNOWN = "niet lezen", "overslaan", "onbekend laten"


def make_mapping_page(bench: Bench, settings: Settings, school_id: str) -> MappingPage:
    """What is asked of one school, with what was chosen so far. WrongUse while a run is under way."""
    school = settings.get_school(school_id)
    _refuse_while_busy(bench)
    chosen = bench.mappings.setdefault(school.id, Chosen())
    with bench.checks.hold():
        try:
            proposal = _propose(bench, settings, school.id, chosen.choices)
        except WrongUse:
            if not chosen.choices:
                raise
            # The delivery changed since: what was chosen is about something else.
            bench.tell("De levering is veranderd. De keuzes zijn opnieuw gemaakt.")
            chosen = bench.mappings[school.id] = Chosen()
            proposal = _propose(bench, settings, school.id, {})
        counted_tiers = None
        if chosen.counts:
            counted_tiers = preview(
                settings,
                school.id,
                chosen.choices,
                today=bench.today(),
                peildatum=bench.get_peildatum(settings),
            )
    return _describe(proposal, chosen.choices, counted_tiers)


def choose(bench: Bench, form: Form) -> str:
    """Take what was chosen, and do what the button says: look again, count, or write it down."""
    settings = bench.load()
    school = settings.get_school(form.get("school"))
    _refuse_while_busy(bench)
    asked = form.get("knop")
    if asked == _RESET:
        bench.mappings.pop(school.id, None)
        return f"{_PAGE}/{school.id}"
    choices = read_choices(form.values)
    with bench.checks.hold():
        # Refused here, before it is kept: a choice that is not offered would stand in the way for good.
        kept = _leave_out_gone(bench, settings, school.id, choices)
        if len(kept) < len(choices):
            bench.tell("Met deze kolommen staan er andere codes in de levering. Kijk ze na voordat u vastlegt.")
            bench.mappings[school.id] = Chosen(kept)
            return f"{_PAGE}/{school.id}"
        if asked == _ACCEPT:
            file = accept(settings, school.id, choices, bench.today(), peildatum=bench.get_peildatum(settings))
    if asked == _ACCEPT:
        bench.mappings.pop(school.id, None)
        bench.tell(f"Vastgelegd in {file.parent.name}/{file.name}. De levering wordt opnieuw gecontroleerd.")
        return f"/school/{school.id}"
    bench.mappings[school.id] = Chosen(choices, counts=asked == _PREVIEW)
    return f"{_PAGE}/{school.id}"


def read_choices(values: Mapping[str, str]) -> dict[str, str]:
    """The choices of a form. Columns of a file that is to be read as something else now are left to the proposal."""
    choices = {name: value for name, value in values.items() if name.startswith((*_CHOICES, _FILE))}
    for name, value in values.items():
        if not name.startswith(_COLUMN):
            continue
        _, file, column = (*name.split("|"), "", "")[:3]
        if file in choices and choices[file] == values.get(f"{_FOR}{file}"):
            choices[column] = value
    return choices


def _leave_out_gone(bench: Bench, settings: Settings, school_id: str, choices: Mapping[str, str]) -> dict[str, str]:
    """The choices without those of codes that are no more, for another column is the code now; WrongUse for others."""
    try:
        _propose(bench, settings, school_id, choices)
    except WrongUse:
        codes = {name for name in choices if _CODE.fullmatch(name) and choices[name] in ("", *SOORTEN)}
        others = {name: value for name, value in choices.items() if name not in codes}
        if not codes or not any(name.startswith(_FILE) for name in others):
            raise
        offered = {item.id for item in _propose(bench, settings, school_id, others).codes}
        kept = {name: value for name, value in choices.items() if name not in codes or name in offered}
        if len(kept) == len(choices):
            raise
        return kept
    return dict(choices)


def _refuse_while_busy(bench: Bench) -> None:
    if bench.tasks.is_busy:
        raise WrongUse("Er loopt een run. Koppelen kan als die klaar is.")


def _propose(bench: Bench, settings: Settings, school_id: str, choices: Mapping[str, str]) -> Proposal:
    return propose(settings, school_id, choices, today=bench.today(), peildatum=bench.get_peildatum(settings))


def _describe(proposal: Proposal, choices: Mapping[str, str], counts: Preview | None) -> MappingPage:
    return MappingPage(
        school=proposal.school,
        naam=proposal.naam,
        geweigerd=leave_out_ways_to_map(proposal.geweigerd),
        datum=proposal.datum,
        bestanden=tuple(_describe_file(file, choices) for file in proposal.columns if asks_of(file)),
        codes=tuple(_describe_code(code, choices) for code in proposal.codes),
        klassen=tuple(_describe_class(each, choices) for each in proposal.classes),
        niets=proposal.is_empty,
        vooruit=proposal.vooruit,
        tiers=_lay_beside(counts) if counts else (),
        tellen=_tell_counts(counts) if counts else (),
        per_code=tuple(_describe_effect(code) for code in counts.codes) if counts else (),
        per_code_rest=say_not_counted(counts.not_counted) if counts and counts.not_counted else "",
    )


def _describe_file(file: FileProposal, choices: Mapping[str, str]) -> MappedFile:
    chosen = choices.get(file.id, file.nu or file.voorstel)
    columns = tuple(_describe_column(file, column, choices) for column in file.columns) if chosen else ()
    lacking = [name for name in file.ontbreekt if name not in {column.gekozen for column in columns}]
    facts = [file.stand, counted(file.rijen, "rij", "rijen")]
    if file.uitleg:
        facts.append(file.uitleg)
    if lacking:
        facts.append(f"Nog te kiezen: {', '.join(lacking)}.")
    return MappedFile(
        titel="; ".join(place[:1].upper() + place[1:] for place in file.waar),
        feiten=tuple(facts),
        als=Choice(file.id, "Lezen als", (), (("", _NONE), *file.keuzes.items()), chosen, file.zeker),
        bij=(f"{_FOR}{file.id}", chosen),
        kolommen=columns,
    )


def _describe_column(file: FileProposal, column: ColumnProposal, choices: Mapping[str, str]) -> Choice:
    # Of a file that is not mapped yet the proposal is what stands there first; of one that is, what is mapped.
    first = column.nu if file.nu and file.id not in choices else column.voorstel
    return Choice(
        f"{_COLUMN}{file.id}|{column.id}",
        column.shown,
        (f"kolom {column.plaats}", column.vorm, f"{column.gevuld} gevuld"),
        (("", _SKIPPED), *((name, name) for name in column.keuzes)),
        choices.get(column.id, first),
        column.zeker,
    )


def _describe_code(code: CodeProposal, choices: Mapping[str, str]) -> Choice:
    facts = [
        f"{counted(code.rijen, 'rij', 'rijen')} van {counted(code.leerlingen, 'leerling', 'leerlingen')}",
        f"in deze periode {code.rijen_periode} van {code.leerlingen_periode}",
    ]
    return Choice(
        code.id,
        code.shown,
        (*facts, *([code.waarom] if code.waarom else [])),
        (("", _UNKNOWN), *((kind, KIND_WORDS[kind]) for kind in code.keuzes)),
        choices.get(code.id, code.nu or code.voorstel),
        code.zeker,
    )


def _describe_class(each: ClassProposal, choices: Mapping[str, str]) -> Choice:
    return Choice(
        each.id,
        each.shown,
        (counted(each.leerlingen, "leerling", "leerlingen"),),
        (("", _SKIPPED), *((group, group) for group in each.keuzes)),
        choices.get(each.id, each.nu or each.voorstel),
        each.zeker,
    )


def _lay_beside(counts: Preview) -> tuple[TierRow, ...]:
    if counts.after.geweigerd:
        return ()
    return tuple(
        TierRow(words.capitalize(), getattr(counts.before, name), getattr(counts.after, name))
        for name, words in TIER_WORDS.items()
    )


def _describe_effect(code: CodeEffect) -> CodeRow:
    kind = KIND_WORDS[code.soort] if code.soort else _UNKNOWN
    if code.before.geweigerd or code.after.geweigerd:
        return CodeRow(code.shown, kind, "Niet te tellen: de levering is zo niet te gebruiken.")
    changed = [f"{words} van {before} naar {after}" for words, before, after in code.changes]
    return CodeRow(code.shown, kind, ", ".join(changed).capitalize() or "Verandert geen tier")


def _tell_counts(counts: Preview) -> tuple[str, ...]:
    told = [f"Gekeken tot en met {short_date(counts.tot)}."]
    told += [_tell_refused("Nu", counts.before), _tell_refused("Met deze keuzes", counts.after)]
    return tuple(line for line in told if line)


def _tell_refused(when: str, count: TierCount) -> str:
    return f"{when} is de levering niet te gebruiken: {count.geweigerd}" if count.geweigerd else ""
