"""What the words of one school mean: propose, show what it does, and write down what was accepted (`msa koppel`).

Four functions, for the command and for the workbench. They read the folder of one school as `msa check` does, take the
lock of `opslag` while they do, write nothing but what `accept` writes, and log nothing.

    proposal = propose(settings, "12AB00")                 # what is asked, with what is proposed
    choices = {**take_certain(proposal), "code-0a1b2c3d": "ziek"}
    proposal = propose(settings, "12AB00", choices)        # codes and classes as they are with these columns
    preview(settings, "12AB00", choices)                   # pupils by tier before and after
    accept(settings, "12AB00", choices, today)             # writes koppeling/12AB00.toml beside swv.toml

`choices` is a plain dict of strings: the `id` of an item -> what was chosen.

- `bestand-…` (FileProposal): the name of a layout, one of its `keuzes`; "" maps nothing of the file.
- `kolom-…` (ColumnProposal): a column of that layout, one of its `keuzes`; "" leaves the column out.
- `code-…` (CodeProposal): a kind of absence (`soort`), one of its `keuzes`; "" leaves the code unknown.
- `klas-…` (ClassProposal): a group of the timetable, one of its `keuzes`; "" maps none.

An item that is not in `choices` stays as it is mapped now (`nu`). Of a file that is chosen anew (`bestand-…` in
`choices`) the columns that are not in `choices` get what is proposed. Ids are keyed marks: the same for the same words
as long as the key of the SWV is, and they hold nothing of a delivery. A choice that is not offered is refused with
WrongUse (2), also because the delivery has changed since the page was made; then propose again.

Of a delivery are shown: names of columns whose words the program knows, codes and classes that look like one, and
counts; anything else has fixed words, and a code or class with fixed words cannot be mapped here. No cell besides.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines import mapping_file
from pipelines.contexts.outcome import show_code
from pipelines.errors import WrongUse
from pipelines.intake.arrival import MakeMark
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import DeliveryView
from pipelines.intake.delivery_file import DeliveredFile
from pipelines.intake.mapping.classes import ClassProposal, propose_classes
from pipelines.intake.mapping.codes import CodeCount, CodeProposal, propose_codes
from pipelines.intake.mapping.columns import (
    GELEZEN,
    GEWEIGERD,
    ColumnProposal,
    Elsewhere,
    FileProposal,
    make_file_mapping,
    propose_columns,
)
from pipelines.intake.mapping.fitting import find_file, mark_header, resolve
from pipelines.intake.mapping.shapes import Known
from pipelines.intake.school import list_taking_part, read_school
from pipelines.mapping_file import FileMapping, SchoolMapping
from pipelines.run.check import choose_period
from pipelines.settings import School, Settings
from pipelines.store.counting import count, read_mart
from pipelines.store.periods import Period
from pipelines.store.reference import get_school_number, load_checked_rule_sets, make_references
from pipelines.store.store import Store
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.places import STORE_FILE, WORK_FOLDER
from pipelines.vault.pseudonym import make_name_mark
from schemas.tables import LEERLING_PERIODE

__all__ = [
    "MOST_CODES",
    "TIER_WORDS",
    "ClassProposal",
    "CodeEffect",
    "CodeProposal",
    "ColumnProposal",
    "FileProposal",
    "Preview",
    "Proposal",
    "TierCount",
    "accept",
    "preview",
    "propose",
    "say_not_counted",
    "take_certain",
    "take_proposed",
]
_CODES = "mart_code_zonder_soort"
_TIERS = f"mart_{LEERLING_PERIODE.name}"
# Each is a count of the whole school.
MOST_CODES = 8
TIER_WORDS = {
    "tier_1": "tier 1",
    "tier_2": "tier 2",
    "tier_3": "tier 3",
    "open": "tier staat nog open",
    "te_weinig_gegevens": "te weinig gegevens",
    "geen_rooster": "geen rooster",
}
_CHANGED = "Deze keuze is er niet (meer). Is de levering intussen veranderd? Begin dan opnieuw met de voorstellen."


@dataclass(frozen=True)
class Proposal:
    """All that can be mapped of one school. `geweigerd`: why it cannot be read as it is chosen; "" when it can.

    `columns`: a FileProposal for each header, with its columns. `codes` are known once the delivery can be read. `tot`:
    the day up to which was looked; `datum`: the day of the mapping that holds now, None where there is none. `vooruit`:
    nothing is chosen yet, and `codes` and `classes` are as they will be once the proposals are taken.
    """

    school: str
    naam: str
    geweigerd: str
    columns: tuple[FileProposal, ...]
    codes: tuple[CodeProposal, ...]
    classes: tuple[ClassProposal, ...]
    tot: date
    datum: date | None = None
    vooruit: bool = False

    @property
    def is_empty(self) -> bool:
        """There is nothing to ask: every file is read without doubt, every code and class is known."""
        return not self.codes and not self.classes and not any(asks(file) for file in self.columns)


@dataclass(frozen=True)
class TierCount:
    """Pupils of the school in the period by tier. `geweigerd`: why there are none; "" when there are."""

    tier_1: int = 0
    tier_2: int = 0
    tier_3: int = 0
    open: int = 0
    te_weinig_gegevens: int = 0
    geen_rooster: int = 0
    geweigerd: str = ""

    @property
    def leerlingen(self) -> int:
        return self.tier_1 + self.tier_2 + self.tier_3 + self.open + self.te_weinig_gegevens + self.geen_rooster


@dataclass(frozen=True)
class CodeEffect:
    """What one code does to the tiers when it alone is accepted as `soort` ("": unknown again), with the columns and
    classes as they are chosen. `shown`: the code as it may be shown."""

    shown: str
    soort: str
    before: TierCount
    after: TierCount

    @property
    def changes(self) -> tuple[tuple[str, int, int], ...]:
        """Each tier that holds another number of pupils then: its words, before and after."""
        return tuple(
            (words, before, after)
            for name, words in TIER_WORDS.items()
            if (before := getattr(self.before, name)) != (after := getattr(self.after, name))
        )


@dataclass(frozen=True)
class Preview:
    """What the choices do to the tiers: as the delivery is read now, and as it would be.

    `codes`: the same of each code by itself, those with most pupils first; `not_counted`: how many of them are not in
    it, because a count of each takes as long as one of the whole.
    """

    before: TierCount
    after: TierCount
    tot: date
    codes: tuple[CodeEffect, ...] = ()
    not_counted: int = 0


def asks(file: FileProposal) -> bool:
    """Whether there is anything to choose or to look at for a file."""
    return file.stand != GELEZEN


def propose(
    settings: Settings,
    school_id: str,
    choices: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    peildatum: date | None = None,
) -> Proposal:
    """What can be mapped of a school and what is proposed, as it is once `choices` are taken.

    For the period of `peildatum`, else the next one, up to today. Raises what `check_deliveries` raises, and WrongUse
    on a choice that is not offered.
    """
    with _open(settings, school_id, today=today, peildatum=peildatum) as table:
        return table.propose(choices or {})[0]


def preview(
    settings: Settings,
    school_id: str,
    choices: Mapping[str, str],
    *,
    today: date | None = None,
    peildatum: date | None = None,
) -> Preview:
    """Pupils by tier as the delivery is read now, with `choices`, and with each code of them alone.

    Counted by the SQL of a run.
    """
    with _open(settings, school_id, today=today, peildatum=peildatum) as table:
        proposal, mapping = table.propose(choices)
        before, after = table.count_tiers(table.school.koppeling), table.count_tiers(mapping)
        codes = table.list_changed_codes(proposal, mapping)
        return Preview(
            before,
            after,
            table.so_far.peildatum,
            tuple(table.count_code(code, codes, mapping) for code in codes[:MOST_CODES]),
            max(0, len(codes) - MOST_CODES),
        )


def accept(
    settings: Settings, school_id: str, choices: Mapping[str, str], today: date, *, peildatum: date | None = None
) -> Path:
    """Write what was chosen as the mapping of today, `koppeling/<id>.toml` beside swv.toml; returns the file.

    WrongUse when a choice is not offered, or when nothing would be mapped and nothing was.
    """
    with _open(settings, school_id, today=today, peildatum=peildatum) as table:
        mapping = table.propose(choices)[1]
        school = table.school
    file = mapping_file.get_place(settings.file.parent, school.id)
    if mapping.is_empty and school.koppeling.is_empty:
        raise WrongUse(f"Voor school {school.id} is niets gekozen. Er is niets vastgelegd.")
    if mapping != school.koppeling:
        mapping_file.add_edition(file, f"{school.id} {school.naam}", mapping, today=today, lvs=school.lvs)
    return file


def say_not_counted(number: int) -> str:
    """That not every code was counted alone, and why."""
    more = "1 code is" if number == 1 else f"{number} codes zijn"
    return (
        f"{more} niet apart geteld. Dat gebeurt voor hoogstens {MOST_CODES}: die van de meeste leerlingen. "
        "Kies er minder tegelijk om ook die te zien."
    )


def take_certain(proposal: Proposal) -> dict[str, str]:
    """The choices that take over every proposal that is certain, and no other."""
    choices: dict[str, str] = {}
    for file in proposal.columns:
        if asks(file) and file.zeker:
            choices[file.id] = file.voorstel
            choices |= {column.id: column.voorstel if column.zeker else column.nu for column in file.columns}
    items: tuple[CodeProposal | ClassProposal, ...] = (*proposal.codes, *proposal.classes)
    if proposal.vooruit:
        # What follows from other proposals is there once those are taken.
        items = () if any(_is_unread(file) for file in proposal.columns) else proposal.classes
    return choices | {item.id: item.voorstel for item in items if item.zeker and item.voorstel}


def take_proposed(proposal: Proposal) -> dict[str, str]:
    """The choices that take over every proposal, certain or not; what is read already stays as it is."""
    choices: dict[str, str] = {}
    for file in proposal.columns:
        if _is_unread(file) and file.voorstel:
            choices[file.id] = file.voorstel
            choices |= {column.id: column.voorstel for column in file.columns}
    items = (*proposal.codes, *proposal.classes)
    return choices | {item.id: item.voorstel for item in items if item.voorstel}


def _is_unread(file: FileProposal) -> bool:
    return file.stand == GEWEIGERD


@contextmanager
def _open(settings: Settings, school_id: str, *, today: date | None, peildatum: date | None) -> "Generator[_Table]":
    """The delivery of one school on the table, with the lock of the store taken."""
    settings.get_school(school_id)
    period, so_far = choose_period(settings, peildatum=peildatum, today=today or date.today())
    settings = settings.get_on(period.peildatum)
    school = settings.get_school(school_id)
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    aside = make_fresh_folder(settings.opslag / WORK_FOLDER)
    try:
        yield _Table(settings, school, open_key(settings), so_far, aside)
    finally:
        remove(aside)
        lock.release()


@dataclass
class _Table:
    """One school's delivery, read under one mapping after another."""

    settings: Settings
    school: School
    key: bytes
    so_far: Period
    aside: Path
    reads: list[tuple[SchoolMapping, tuple[Delivery, DeliveryView]]] = field(default_factory=list)
    counts: list[tuple[SchoolMapping, TierCount]] = field(default_factory=list)

    def propose(self, choices: Mapping[str, str]) -> tuple[Proposal, SchoolMapping]:
        """What is proposed with `choices`, and the mapping that they make."""
        standing = self.school.koppeling
        _, view = self._read(standing)
        files = self._propose_files(view, choices)
        offered = _list_of_files(files)
        _refuse_other(choices, offered)
        mapping = replace(standing, bestanden=_merge_files(standing, files, choices, view))
        classes, mapping = self._propose_classes(mapping, choices)
        offered |= {item.id: item.keuzes for item in classes}
        _refuse_other(choices, offered)
        delivery, codes, mapping = self._propose_codes(mapping, choices)
        _refuse_unknown(choices, offered | {item.id: item.keuzes for item in codes}, files)
        refused = delivery.refused.on_screen if delivery.refused is not None else ""
        ahead = self._look_ahead(files, view) if refused and not choices else None
        if ahead is not None:
            classes, codes = ahead
        proposal = Proposal(
            school=self.school.id,
            naam=self.school.naam,
            geweigerd=refused,
            columns=files,
            codes=codes,
            classes=classes,
            tot=self.so_far.peildatum,
            datum=standing.datum,
            vooruit=ahead is not None,
        )
        return proposal, mapping

    def _look_ahead(
        self, files: tuple[FileProposal, ...], view: DeliveryView
    ) -> tuple[tuple[ClassProposal, ...], tuple[CodeProposal, ...]] | None:
        """Classes and codes as they are once every proposal is taken; None where it cannot be read even then.

        So that who maps a school answers once, and not columns first, then classes, then codes.
        """
        unread = [file for file in files if _is_unread(file)]
        if any(file.ontbreekt or not file.voorstel for file in unread):
            return None
        standing = self.school.koppeling
        taken = {file.id: file.voorstel for file in unread}
        mapping = replace(standing, bestanden=_merge_files(standing, files, taken, view))
        classes, _ = self._propose_classes(mapping, {})
        _, mapping = self._propose_classes(mapping, {item.id: item.voorstel for item in classes if item.voorstel})
        delivery, codes, _ = self._propose_codes(mapping, {})
        return None if delivery.refused is not None else (classes, codes)

    def list_changed_codes(self, proposal: Proposal, mapping: SchoolMapping) -> tuple[CodeProposal, ...]:
        """The codes that mean something else with `mapping` than now, those of most pupils in the period first."""
        changed = [code for code in proposal.codes if code.keuzes and mapping.codes.get(code.shown, "") != code.nu]
        return tuple(sorted(changed, key=lambda code: (-code.leerlingen_periode, -code.leerlingen, code.shown)))

    def count_code(self, code: CodeProposal, changed: tuple[CodeProposal, ...], mapping: SchoolMapping) -> CodeEffect:
        """What one of the codes that change does alone; the others are left as they are now."""
        left = {name: kind for name, kind in mapping.codes.items() if name not in {each.shown for each in changed}}
        standing = left | {each.shown: each.nu for each in changed if each.nu}
        chosen = mapping.codes.get(code.shown, "")
        alone = {name: kind for name, kind in {**standing, code.shown: chosen}.items() if kind}
        return CodeEffect(
            code.shown,
            chosen,
            self.count_tiers(replace(mapping, codes=standing)),
            self.count_tiers(replace(mapping, codes=alone)),
        )

    def count_tiers(self, mapping: SchoolMapping) -> TierCount:
        """Pupils by tier when the delivery is read with `mapping`; counted once for each."""
        for earlier, counted in self.counts:
            if earlier == mapping:
                return counted
        counted = self._count_tiers(mapping)
        self.counts.append((mapping, counted))
        return counted

    def _count_tiers(self, mapping: SchoolMapping) -> TierCount:
        delivery, _ = self._read(mapping)
        if delivery.refused is not None:
            return TierCount(geweigerd=delivery.refused.on_screen)
        rows = self._count(delivery, _TIERS).select("tier", "tier_status").rows()
        sure = [tier for tier, status in rows if status == "zeker"]
        states = [status for _, status in rows]
        return TierCount(
            tier_1=sure.count(1),
            tier_2=sure.count(2),
            tier_3=sure.count(3),
            open=states.count("open"),
            te_weinig_gegevens=states.count("te_weinig_gegevens"),
            geen_rooster=states.count("geen_rooster"),
        )

    def _propose_files(self, view: DeliveryView, choices: Mapping[str, str]) -> tuple[FileProposal, ...]:
        return propose_columns(
            view.files,
            places=view.places,
            read=view.read,
            lvs=self.school.lvs,
            known=_list_known(view),
            secrets=view.secrets,
            make_mark=view.make_mark,
            chosen=choices,
            own_columns=self.school.kolommen,
            elsewhere=self._find_elsewhere,
        )

    def _find_elsewhere(self, file: DeliveredFile) -> Elsewhere | None:
        """What the first other school with the same LVS has mapped of the header of a file."""
        for other in self.settings.scholen:
            if other.id == self.school.id or other.lvs != self.school.lvs or file.header is None:
                continue
            if found := find_file(other.koppeling, file.header, self._mark_of(other)):
                return Elsewhere(found[0].als, found[1])
        return None

    def _mark_of(self, school: School) -> MakeMark:
        return lambda name: make_name_mark(self.key, school.id, name)

    def _propose_classes(
        self, mapping: SchoolMapping, choices: Mapping[str, str]
    ) -> tuple[tuple[ClassProposal, ...], SchoolMapping]:
        _, view = self._read(replace(mapping, codes={}))
        classes = propose_classes(
            view.classes,
            view.groups,
            hidden=view.hidden,
            mapped=mapping.klassen,
            make_id=lambda name: f"klas-{view.make_mark(f'klas{name}')}",
        )
        chosen = _choose(classes, choices)
        known = {item.shown for item in classes}
        kept = {name: group for name, group in mapping.klassen.items() if name not in known}
        return classes, replace(mapping, klassen={**kept, **chosen})

    def _propose_codes(
        self, mapping: SchoolMapping, choices: Mapping[str, str]
    ) -> tuple[Delivery, tuple[CodeProposal, ...], SchoolMapping]:
        """Codes as if none was mapped, so that those that are can be looked at again."""
        delivery, view = self._read(replace(mapping, codes={}))
        if delivery.refused is not None:
            return delivery, (), mapping
        rows = self._count(delivery, _CODES).drop("school").rows()
        codes = propose_codes(
            [CodeCount(*row) for row in rows],
            lvs=self.school.lvs,
            mapped=mapping.codes,
            show=lambda code: show_code(code, hidden=delivery.hidden_codes),
            make_id=lambda code: f"code-{view.make_mark(f'code{code}')}",
        )
        known = {item.shown for item in codes}
        kept = {code: kind for code, kind in mapping.codes.items() if code not in known}
        return delivery, codes, replace(mapping, codes={**kept, **_choose(codes, choices)})

    def _read(self, mapping: SchoolMapping) -> tuple[Delivery, DeliveryView]:
        """The delivery as it is read with `mapping`; read once for each."""
        for earlier, read in self.reads:
            if earlier == mapping:
                return read
        views: list[DeliveryView] = []
        school = replace(self.school, koppeling=mapping)
        delivery = read_school(self.settings, school, key=self.key, period=self.so_far, look=views.append)
        self.reads.append((mapping, (delivery, views[0])))
        return delivery, views[0]

    def _count(self, delivery: Delivery, mart: str) -> pl.DataFrame:
        """One mart of this delivery alone, in a store of its own that is gone afterwards."""
        settings = replace(self.settings, scholen=(self.school,))
        folder = make_fresh_folder(self.aside / "telling")
        store = Store(folder / STORE_FILE, passing=True)
        try:
            references = make_references(
                settings,
                period=self.so_far,
                rule_sets=load_checked_rule_sets(settings),
                delivered=list_taking_part(settings, {self.school.id: delivery}),
            )
            own = {get_school_number(settings, self.school.id): delivery.frames}
            count(store, own, references, marts=(mart,), coverage=settings.coverage)
            return read_mart(store, mart)
        finally:
            store.close()
            remove(folder)


def _list_known(view: DeliveryView) -> Known:
    parts = [part for file in view.files for part in file.parts if part.good is not None]
    groups = {
        name
        for part in parts
        if part.good is not None
        for column in ("klas", "groep")
        if column in part.good.columns
        for name in part.good[column].drop_nulls().unique()
    }
    return Known(frozenset(view.numbers), frozenset(groups))


def _merge_files(
    standing: SchoolMapping, files: tuple[FileProposal, ...], choices: Mapping[str, str], view: DeliveryView
) -> tuple[FileMapping, ...]:
    """The mapped files with what was chosen in the place of what was mapped of the same header."""
    headers = {
        f"bestand-{mark_header(file.header, view.make_mark)}": file.header
        for file in view.files
        if file.header is not None
    }
    found = list(standing.bestanden)
    for item in files:
        touched = item.id in choices or any(column.id in choices for column in item.columns)
        if not touched:
            continue
        header = headers[item.id]
        found = [file for file in found if not resolve(file, header, view.make_mark)]
        als = choices.get(item.id, item.nu or item.voorstel)
        asked = item.id in choices
        chosen = {column.id: choices.get(column.id, column.voorstel if asked else column.nu) for column in item.columns}
        made = make_file_mapping(item, header, chosen, als=als, make_mark=view.make_mark)
        found += [made] if made is not None else []
    return tuple(found)


def _choose(items: tuple[CodeProposal | ClassProposal, ...], choices: Mapping[str, str]) -> dict[str, str]:
    """What is chosen of each item, by its own words; what is not chosen anew stays as it is mapped."""
    chosen = {item.shown: choices.get(item.id, item.nu) for item in items if item.keuzes}
    return {name: value for name, value in chosen.items() if value}


def _list_of_files(files: tuple[FileProposal, ...]) -> dict[str, tuple[str, ...]]:
    """What is offered of each file and each of its columns."""
    offered: dict[str, tuple[str, ...]] = {file.id: tuple(file.keuzes) for file in files}
    return offered | {column.id: column.keuzes for file in files for column in file.columns}


def _refuse_other(choices: Mapping[str, str], offered: Mapping[str, tuple[str, ...]]) -> None:
    """A choice that is not offered of an item that is there: before anything is read with it."""
    if any(choices.get(item, "") not in ("", *values) for item, values in offered.items()):
        raise WrongUse(_CHANGED)


def _refuse_unknown(
    choices: Mapping[str, str], offered: Mapping[str, tuple[str, ...]], files: tuple[FileProposal, ...]
) -> None:
    """A choice of an item that is not there, or that is not offered; codes are not there in a refused delivery."""
    _refuse_other(choices, offered)
    if not choices.keys() <= offered.keys():
        raise WrongUse(_CHANGED)
    for file in files:
        chosen = [choices[column.id] for column in file.columns if choices.get(column.id)]
        if len(set(chosen)) < len(chosen):
            raise WrongUse("Twee kolommen van een bestand zijn als dezelfde kolom gekozen. Kies er een.")
