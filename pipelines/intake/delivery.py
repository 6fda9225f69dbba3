"""From a school's folder to its checked delivery: raw tables, findings, quarantine and the balance of each file.

Order: list the files, read every header, refuse what cannot be used, copy each file to the vault under its hash,
read, check, and turn good rows into `raw_*` rows. All problems are told at once. Names and notes of pupils never
leave this module; a file name with any word that is not known is shown under another name.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.calendar import Calendar, load_shipped_calendar
from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import (
    Arrival,
    MakeMark,
    Secrets,
    StoredFile,
    find_copies,
    list_delivery,
    look_again,
    look_at_file,
    make_ignored_findings,
    make_secrets,
    store_file,
)
from pipelines.intake.code_table import tell_twice
from pipelines.intake.delivered import Delivery, QuarantinedCell, Refusal
from pipelines.intake.delivery_file import (
    DeliveredFile,
    Part,
    leave_out_erased,
    name_places,
    settle_calendar,
    take_document,
    take_names,
    take_table,
)
from pipelines.intake.delivery_findings import list_file_findings, list_quarantine, tell_left_out, tell_sick_words
from pipelines.intake.erased import Erased, ErasedAnywhere
from pipelines.intake.estimated_days import EstimatedDays, find_written_times, has_estimates
from pipelines.intake.guards import find_bsn_column, holds_secret
from pipelines.intake.header_search import find_table
from pipelines.intake.kept_register import KeptRows, read_kept
from pipelines.intake.lessons import TIMETABLES
from pipelines.intake.mapping.fitting import (
    find_file,
    find_other_kinds,
    join_groups,
    leave_to_mapping,
    tell_mapping,
    tell_misfits,
    tell_unused_columns,
)
from pipelines.intake.mapping.reading import make_reading
from pipelines.intake.readers.documents import read_calendar_file, read_document, read_headless
from pipelines.intake.readers.table import Header, RefusedWithWords, TextTable, make_refusal, make_refusal_with
from pipelines.intake.readers.text_table import get_content_kind, read_text_table
from pipelines.intake.recognition import Recognised, recognise
from pipelines.intake.register_findings import list_register_findings
from pipelines.intake.rows.building import Context, Source
from pipelines.intake.rows.handlers import HANDLERS
from pipelines.intake.rows.pupils import count_repeats
from pipelines.intake.rows.register import fold_register, mark_cleared
from pipelines.intake.rows.timetable import NO_TIMES, WITHOUT_TIMES, read_times
from pipelines.intake.set_aside import list_set_aside, list_unparsed, tells_absences
from pipelines.intake.shared_list import SharedFolder, find_split, has_rows, take_own, without_column
from pipelines.intake.shown_cells import (
    empty_years,
    find_hidden_codes,
    name_classes,
    rename_classes,
    tell_hidden_classes,
)
from pipelines.intake.spellings import fold, list_dates, spell_group
from pipelines.intake.sufficiency import find_lack_of_absences, read_days
from pipelines.intake.timetable_fit import (
    Fit,
    find_spellings,
    judge_fit,
    list_groups,
    refuse_misfit,
    rename_groups,
    tell_classes,
    tell_spellings,
)
from pipelines.intake.touched import count_touched
from pipelines.intake.traces import read_texts
from pipelines.intake.validation import drop_rows, type_columns
from pipelines.mapping_file import NO_MAPPING, FileMapping, SchoolMapping
from pipelines.settings import School
from pipelines.store.periods import school_year_start
from schemas.exports import kinds
from schemas.exports.base import LEERPLICHTMAP, SAMENMAP, SCHOOLMAP, SWVMAP, normalise_name
from schemas.findings import Finding, make_finding
from schemas.municipalities import is_known_town, make_town_key
from schemas.school_names import looks_like_class, looks_like_code
from schemas.tables import (
    RAW_ABSENTIE_LES,
    RAW_ABSENTIE_SPAN,
    RAW_BESTAND,
    RAW_CODE,
    RAW_GROEP,
    RAW_LEERLING,
    RAW_QUARANTAINE,
    RAW_REGISTER,
    RAW_SLEUTEL,
    RAW_TABLES,
    RAW_WOONGEMEENTE,
)


@dataclass(frozen=True)
class DeliveryView:
    """What the proposals of a mapping look at (`pipelines.intake.mapping`), also of a refused delivery. Holds pupils.

    `places`: number of a file -> which it is in words. `read`: the rows of a table, of a list for several schools those
    of this one. `numbers`: leerlingnummers. `classes`: classes without a
    timetable -> pupils, and `groups`: those of the timetable without pupils, both as they may be shown, as if no class
    were mapped. `hidden`: fixed words of classes and groups whose name is not shown.
    """

    files: tuple[DeliveredFile, ...]
    places: Mapping[int, str]
    read: Callable[[DeliveredFile], TextTable]
    numbers: tuple[str, ...]
    secrets: Secrets
    make_mark: MakeMark
    classes: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


MakeCodes = Callable[[Sequence[str]], list[str]]
_WEBSERVICE = "magister-leerlingen-webservice"
# Where a file lies that is not in the school's own folder.
_IN_SHARED = f", in de map {SAMENMAP}"
_EVENTS = (RAW_ABSENTIE_LES.name, RAW_ABSENTIE_SPAN.name)
# What says who has lessons when.
_BASIS = frozenset(
    kind.soort
    for kind in (
        kinds.LEERLINGEN,
        kinds.GROEPEN,
        kinds.KALENDER,
        kinds.ROOSTER_WEEK,
        kinds.LESSENTABEL,
        kinds.LESSEN_PER_WEEK,
        kinds.SCHOOLTIJDEN,
    )
)
_TOWN_OF_MANY = 10
EMPTY_FRAMES = {table.name: pl.DataFrame(schema=table.polars_schema) for table in RAW_TABLES}
# A class holds letters and small numbers that may be initials or short numbers of pupils too: 3A.
_SHORTEST_IN_CLASS = 3
_BIRTH = "geboortedatum"
# More than one row in ten of a pupil who already had the same row.
_REPEATS_ARE_ONE_IN = 10


def read_delivery(
    school: School,
    folder: Path,
    *,
    vault: Path,
    make_codes: MakeCodes,
    make_mark: MakeMark,
    schooljaar_begin: tuple[int, int] = (8, 1),
    earlier_codes: Mapping[str, str] | None = None,
    interventies: Sequence[str] = (),
    kept: Sequence[str] = (),
    erased: Erased | None = None,
    eerste_dag: date | None = None,
    calendar: Calendar | None = None,
    period: tuple[date, date] | None = None,
    shared: SharedFolder | None = None,
    make_other_codes: Callable[[Sequence[str]], Mapping[str, str]] = lambda numbers: {},
    make_former_codes: Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]] = lambda numbers: {},
    look: Callable[[DeliveryView], None] | None = None,
) -> Delivery:
    """Read everything a school delivered; never raises for a fault of the school.

    `make_codes`: leerlingnummers -> the codes under which pupils are shown, in the same order. `make_mark`: a name that
    may not be shown -> the keyed mark that stands for it. `schooljaar_begin`: month and day, for Magister rows that
    only name a school year. `earlier_codes`: from before a rotation of the key.
    `interventies`: codes of the SWV's list. `kept`: SHA-256 of register files of earlier runs, in order
    (`pipelines.intake.kept_register`). `erased`: the pupils of this school that were erased; their rows are not read.
    `eerste_dag`: the first day of which the holidays are known; an absence before it cannot be counted. `calendar`:
    the holidays, without it those of the program. `period`: first and last day of the report; without one it is not
    asked whether the delivery says enough of it (contract 1.3).
    `shared`: the folder of lists for several schools; of these the rows of this school are read too.
    `make_other_codes`: leerlingnummers -> the codes that they give under another number of the school, each with the
    code of `make_codes`. `make_former_codes`: the same of each school that this one goes on from, by its id.
    `look`: gets what the proposals of a mapping are made of, which holds rows of pupils.
    """
    context = Context(
        lvs=school.lvs,
        minuten_per_lesuur=school.minuten_per_lesuur,
        schooljaar_begin=schooljaar_begin,
        earlier_codes=earlier_codes or {},
        interventies=tuple(interventies),
        eerste_dag=eerste_dag,
        mapped_codes=school.koppeling.codes,
    )
    reading = _Reading(
        school.id,
        folder,
        vault,
        context,
        school.kolommen,
        make_codes,
        make_mark,
        tuple(kept),
        erased or Erased(),
        period,
        school.vakantieregio,
        calendar=calendar or load_shipped_calendar(),
        own_lines=school.kolomregels,
        mapping=school.koppeling,
        shared=shared,
        make_other_codes=make_other_codes,
    )
    delivery = reading.run()
    delivery = replace(delivery, herkomst_codes=make_former_codes(reading.context.numbers), lezing=make_reading(school))
    if look is not None:
        look(reading.make_view())
    return delivery


def make_empty(school: str) -> Delivery:
    """The delivery of who need not deliver anything."""
    return Delivery(school, None, dict(EMPTY_FRAMES), [], [])


def read_lpa_lists(folder: Path, *, vault: Path, make_mark: MakeMark) -> Delivery:
    """Read the lists of the LPA (folder `leerplicht`); a folder that is not there is an empty delivery."""
    if not folder.exists():
        return make_empty(LEERPLICHTMAP)
    reading = _Reading(LEERPLICHTMAP, folder, vault, Context(lvs="sjabloon"), {}, list, make_mark)
    return reading.run()


def read_moves_list(
    folder: Path,
    *,
    vault: Path,
    schools: Mapping[str, str],
    make_code: Callable[[str, str], str],
    make_mark: MakeMark,
    erased: ErasedAnywhere,
) -> Delivery:
    """Read the list of the SWV of pupils who moved (folder `swv`); a folder that is not there is an empty delivery.

    No copy of it is kept and no text of its rows: it names pupils of several schools by number. `schools`: each number
    that a school may be named by -> its id.
    """
    if not folder.exists():
        return make_empty(SWVMAP)
    context = Context(lvs="sjabloon", schools=schools, make_code=make_code)
    return _Reading(SWVMAP, folder, vault, context, {}, list, make_mark, erased=erased, keeps_text=False).run()


def _list_known_towns(frames: Mapping[str, pl.DataFrame], *, hidden: Collection[str]) -> pl.DataFrame:
    """The municipalities that pupils have, each as written, with what it is compared by."""
    towns = frames[RAW_LEERLING.name]["woongemeente"].drop_nulls().unique().sort()
    rows = [(town, make_town_key(town)) for town in towns if is_known_town(town, hidden=hidden)]
    return pl.DataFrame(rows, schema=RAW_WOONGEMEENTE.polars_schema, orient="row")


@dataclass
class _Reading:
    """The steps for one folder, in the order of `run`."""

    school: str
    folder: Path
    vault: Path
    context: Context
    own_columns: dict[str, str]
    make_codes: MakeCodes
    make_mark: MakeMark
    kept: tuple[str, ...] = ()
    erased: Erased | ErasedAnywhere = field(default_factory=Erased)
    period: tuple[date, date] | None = None
    vakantieregio: str = ""
    calendar: Calendar = field(default_factory=load_shipped_calendar, repr=False)
    keeps_text: bool = True
    own_lines: Mapping[str, str] = field(default_factory=dict)
    mapping: SchoolMapping = NO_MAPPING
    shared: SharedFolder | None = None
    make_other_codes: Callable[[Sequence[str]], Mapping[str, str]] = lambda numbers: {}
    other_codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    fit: Fit | None = None
    hidden_classes: frozenset[str] = frozenset()
    class_misfits: int = 0
    files: list[DeliveredFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refusals: list[DeliveryRefused] = field(default_factory=list)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    kept_rows: KeptRows = field(default_factory=KeptRows)
    estimated: EstimatedDays | None = None
    _prepared: tuple[frozenset[str], Secrets] = field(
        default_factory=lambda: (frozenset(), make_secrets(())), repr=False
    )

    @property
    def room(self) -> str:
        """Which folder it is: of a school, of the LPA or of the SWV."""
        return self.school if self.school in (LEERPLICHTMAP, SWVMAP) else SCHOOLMAP

    @property
    def is_school(self) -> bool:
        return self.room == SCHOOLMAP

    def run(self) -> Delivery:
        arrival, missing = Arrival((), ()), None
        try:
            arrival = list_delivery(self.folder)
        except DeliveryRefused as refusal:
            # Without a folder of its own a school may still have rows in lists for several schools.
            if refusal.reason != "map_ontbreekt" or self.shared is None or not self.shared.folder.is_dir():
                self.refusals.append(refusal)
                return self._finish()
            missing = refusal
        found = [DeliveredFile(0, arrived) for arrived in arrival.files] + self._list_shared()
        found.sort(key=lambda file: file.name)
        for file in found:
            self._open(file)
        self.files = [file for file in found if not file.is_shared or self._has_own_rows(file)]
        for nr, file in enumerate(self.files):
            file.nr = nr
        if missing is not None and not self.files:
            self.refusals.insert(0, missing)
            return self._finish()
        if any(file.has_bsn for file in self.files):
            for file in self.files:
                self._learn_names(file)
        else:
            self._store()
            for file in self.files:
                self._load(file)
            self._check_rows()
            self._build()
            self._add_kept()
            self._look_again()
            self._refuse_without_basis()
        secrets = self._prepare_secrets()
        self.findings += tell_sick_words(self.school, self.files, secrets)
        if self.is_school:
            self._tell_mapping()
        for file in self.files:
            file.show_name(secrets, self.make_mark)
            self.findings += [*list_file_findings(self.school, file), *tell_left_out(self.school, file)]
        if codes := self.frames.get(RAW_CODE.name):
            self.findings += tell_twice(self.school, pl.concat(codes), {file.nr: file.shown for file in self.files})
        self.findings += make_ignored_findings(arrival, school=self.school, make_mark=self.make_mark, secrets=secrets)
        self.findings += list_register_findings(self.school, self.files, self.kept_rows)
        return self._finish()

    # --- lists for several schools ---------------------------------------------------------------------------------

    def _list_shared(self) -> list[DeliveredFile]:
        """The files of the folder of lists for several schools, of which this may be one."""
        if self.shared is None or not self.shared.folder.exists():
            return []
        try:
            return [DeliveredFile(0, arrived, is_shared=True) for arrived in list_delivery(self.shared.folder).files]
        except DeliveryRefused as refusal:
            if self.shared.takes_part:
                self.refusals.append(refusal)
            return []

    def _has_own_rows(self, file: DeliveredFile) -> bool:
        """Whether a list for several schools is of this one too; one that cannot be split may be."""
        if self.shared is None:
            return False
        # A file with a BSN is not read at all, so nobody can say whose rows it has.
        if file.has_bsn:
            return True
        if file.header is None:
            return self.shared.takes_part
        try:
            file.split = find_split(file.header, file=file.name)
            return has_rows(self._read_own(file))
        except DeliveryRefused as refusal:
            # Told beside another: once its columns are mapped, it would still be nobody's.
            if refusal.reason not in {told.reason for told in file.refusals}:
                file.refusals.append(refusal)
        return self.shared.takes_part

    def _read_own(self, file: DeliveredFile) -> TextTable:
        """The rows of a table, of a list for several schools those of this one; DeliveryRefused, as reading it is."""
        assert file.header is not None
        return self._take_own(file, read_text_table(file.path, file.header))

    def _take_own(self, file: DeliveredFile, table: TextTable) -> TextTable:
        """Of a list for several schools the rows of this one."""
        if self.shared is None or file.split is None or file.header is None:
            return table
        return take_own(table, file.split, school=self.school, owners=self.shared.owners, header=file.header)

    # --- arrival ---------------------------------------------------------------------------------------------------

    def _open(self, file: DeliveredFile) -> None:
        """Header or document of one file, without copying anything."""
        path = file.path
        try:
            content = get_content_kind(path)
            if file.is_shared and content in ("json", "xml"):
                raise make_refusal("samen_zonder_kolom", file=file.name)
            if content in ("json", "xml") and self.is_school:
                file.document = read_document(
                    path,
                    lvs=self.context.lvs,
                    file=file.name,
                    is_forbidden_key=lambda key: find_bsn_column([key]) is not None,
                )
            # A calendar says of no school whose it is: in the shared folder it is told as what cannot be read there.
            elif content == "icalendar" and self.is_school and not file.is_shared:
                file.document = read_calendar_file(path, file=file.name, window=self._find_window())
            else:
                file.document = read_headless(path, file=file.name) if content == "tekst" and self.is_school else None
                if file.document is not None and file.is_shared:
                    raise make_refusal("samen_zonder_kolom", file=file.name)
                if file.document is None:
                    self._open_table(file)
        except DeliveryRefused as refusal:
            file.refusals.append(refusal)

    def _open_table(self, file: DeliveredFile) -> None:
        """Header and layout of a text file or workbook, and what stands on sheets that are not read."""
        found = find_table(
            file.path,
            recognise_header=lambda header: self._recognise(header, file.name),
            own_columns=self.own_columns,
            is_mapped=lambda header: self._find_mapping(header) is not None,
            file=file.name,
        )
        file.header, file.recognised, file.other_sheets = found.header, found.recognised, found.others
        file.has_rows_above = found.moved
        if found.refusal is not None:
            raise found.refusal
        if file.is_shared and file.header is not None and file.recognised is not None:
            file.split = find_split(file.header, file=file.name)
            file.recognised = without_column(file.recognised, file.header, file.split)
        if file.header is not None:
            file.mapped, _ = self._find_mapping(file.header) or (None, {})

    def _find_mapping(self, header: Header) -> tuple[FileMapping, dict[str, str]] | None:
        return find_file(self.mapping, header, self.make_mark) if self.is_school else None

    def _recognise(self, header: Header, file: str) -> Recognised:
        """The layout of a header, with what the school's mapping says of its columns."""
        mapped, columns = self._find_mapping(header) or (None, {})
        self._refuse_doubled(header, file)
        return recognise(
            header,
            lvs=self.context.lvs,
            own_columns={**self.own_columns, **columns},
            folder=self.room,
            file=file,
            only=mapped.als if mapped else "",
        )

    def _refuse_doubled(self, header: Header, file: str) -> None:
        """Two columns of a file that `[school.kolommen]` makes one: which of them holds it nobody can tell."""
        renamed = {normalise_name(own): (normalise_name(ours), own) for own, ours in self.own_columns.items()}
        names: dict[str, list[str]] = {}
        for name in header.names:
            ours, own = renamed.get(name, (name, ""))
            names.setdefault(ours, []).append(own)
        for own in names.values():
            if len(own) > 1 and any(own):
                lines = " en ".join(dict.fromkeys(self.own_lines.get(name, "een regel") for name in own if name))
                named = next(self.own_columns[name] for name in own if name)
                raise make_refusal_with(
                    "eigen_kolom_dubbel", file=file, line=header.line, column=named, naam=named, regels=lines
                )

    def _store(self) -> None:
        """Copy the files to the vault, unless one is refused: of a refused delivery nothing is kept."""
        if any(file.refusals for file in self.files):
            return
        stored = []
        for file in self.files:
            try:
                copy = self._copy(file)
            except DeliveryRefused as refusal:
                file.refusals.append(refusal)
                continue
            file.sha256, file.path = copy.sha256, copy.path
            stored.append((file, copy))
        for earlier in find_copies([copy for _, copy in stored]):
            stored[earlier][0].remarks["dubbel_bestand"] = []

    def _copy(self, file: DeliveredFile) -> StoredFile:
        """The file in the vault; one that names an erased pupil is not copied, and read where it lies.

        Of a list for several schools, an erased pupil of any of them.
        """
        if self.erased:
            seen = look_at_file(file.arrived)
            if self.erased.stands_in(read_texts(file.path)):
                file.names_erased = True
                return seen
        if file.is_shared and self._names_erased_of_others(file):
            return look_at_file(file.arrived)
        # The name of a calendar may be all that says whose it is, and copies have no name: none could be found again.
        if not self.keeps_text or (file.document is not None and file.document.calendar):
            return look_at_file(file.arrived)
        return store_file(file.arrived, self.vault)

    def _names_erased_of_others(self, file: DeliveredFile) -> bool:
        erased = self.shared.erased if self.shared is not None else None
        return bool(erased) and erased.stands_in(read_texts(file.path))

    def _load(self, file: DeliveredFile) -> None:
        """Text cells of one file, by field."""
        self._take(file)
        if self.erased and not file.refusals:
            leave_out_erased(file, self.erased)
            self._keep_apart(file)

    def _look_again(self) -> None:
        """A file that was still being written while the others were read: what was read of it is a half."""
        for file in self.files:
            if file.refusals:
                continue
            try:
                look_again(file.arrived)
            except DeliveryRefused as refusal:
                file.refusals.append(refusal)

    def _keep_apart(self, file: DeliveredFile) -> None:
        """Of a file that names an erased pupil no copy stays, and it is still the file that was listed."""
        if not file.names_erased:
            return
        if file.path != file.arrived.path:
            file.path.unlink(missing_ok=True)
        try:
            look_at_file(file.arrived)
        except DeliveryRefused as refusal:
            file.refusals.append(refusal)

    def _take(self, file: DeliveredFile) -> None:
        if file.refusals:
            self._learn_names(file)
            return
        if file.document is not None:
            take_document(file, file.document)
            return
        if file.header is None or file.recognised is None:
            return
        try:
            table = self._read_own(file)
        except DeliveryRefused as refusal:
            file.refusals.append(refusal)
            return
        take_table(file, table, file.recognised)

    def _learn_names(self, file: DeliveredFile) -> None:
        """Which names a refused file holds, so that they are shown nowhere; a file with a BSN is not read at all."""
        if file.header is None or file.has_bsn:
            return
        # What cannot be read holds no names to learn; why it is refused is told already.
        with suppress(DeliveryRefused):
            take_names(file, self._read_own(file))

    # --- rows ------------------------------------------------------------------------------------------------------

    def _list_parts(self, *soorten: str) -> list[tuple[DeliveredFile, Part]]:
        return [(file, part) for file in self.files for part in file.parts if not soorten or part.kind.name in soorten]

    def _check_rows(self) -> None:
        """Pupils first, for the others refer to them; then what tells about codes; then the rest, files in order."""
        pupils = self._list_parts(kinds.LEERLINGEN.name)
        for file, part in pupils:
            self._check_part(part)
            self._refuse_repeats(file, part)
            self._empty_years(file, part)
        self._number_pupils([part.good for _, part in pupils if part.good is not None])
        self._settle_calendars()
        types = self._list_parts(kinds.VERANTWOORDINGSTYPES.name)
        for _, part in types:
            self._check_part(part)
        self.context = replace(
            self.context,
            has_code_table=bool(self._list_parts(kinds.CODES.name, kinds.REDENEN.name)),
            type_words=_collect_type_words([part.good for _, part in types if part.good is not None]),
        )
        times = self._list_parts(kinds.UNTIS_TIJDEN.name)
        for _, part in times:
            self._check_part(part)
        self.context = replace(
            self.context,
            lestijden=pl.concat([NO_TIMES, *(read_times(part.good) for _, part in times if part.good is not None)]),
            schooljaar_van=self._find_school_year(),
        )
        done = {id(part) for _, part in (*pupils, *types, *times)}
        rest = [part for _, part in self._list_parts() if id(part) not in done]
        absences = [part for part in rest if tells_absences(part.kind)]
        for part in rest:
            if not tells_absences(part.kind):
                self._check_part(part)
        # On an estimated day an absence has no time: what lessons there are is known before absences are read.
        self.estimated = self._find_estimated_days() if absences else None
        for part in absences:
            self._check_part(part)
        self._refuse_without_times()

    def _find_estimated_days(self) -> EstimatedDays | None:
        """Where lessons are an estimate; None where the school delivered none."""
        if not self._list_parts(kinds.LESSENTABEL.name, kinds.LESSEN_PER_WEEK.name):
            return None
        frames: dict[str, list[pl.DataFrame]] = {}
        for file, part in self._list_parts():
            if part.good is not None and part.kind.soort in _BASIS:
                _, build = HANDLERS[part.kind.name]
                for name, frame in build(part.good, Source(file.nr, 0, part.has_type), self.context).frames.items():
                    frames.setdefault(name, []).append(frame)
        joined = {**EMPTY_FRAMES, **{name: pl.concat(found) for name, found in frames.items()}}
        if self.mapping.klassen:
            groups, _ = join_groups(joined, self.mapping.klassen, timetable=list_groups(joined))
            joined[RAW_GROEP.name] = groups
        if not has_estimates(joined):
            return None
        return EstimatedDays(joined, calendar=self.calendar, vakantieregio=self.vakantieregio)

    def _settle_calendars(self) -> None:
        """Which pupil or group each calendar is of, now that the pupils are known."""
        groups = {
            spell_group(name)
            for kind, column in ((kinds.LEERLINGEN, "klas"), (kinds.GROEPEN, "groep"))
            for _, part in self._list_parts(kind.name)
            if column in part.text.columns
            for name in part.text[column].unique()
        }
        groups |= {spell_group(name) for name in self.mapping.klassen.values()}
        for file in self.files:
            settle_calendar(file, numbers=self.context.numbers, groups=groups)

    def _find_window(self) -> tuple[date, date] | None:
        """The days of which lessons may be asked: from the school year before that of the peildatum up to its end."""
        if self.period is None:
            return None
        begin = school_year_start(self.period[1], schooljaar_begin=self.context.schooljaar_begin)
        month, day = self.context.schooljaar_begin
        return date(begin.year - 1, month, day), date(begin.year + 1, month, day) - timedelta(days=1)

    def _find_school_year(self) -> date | None:
        """First day of the school year in which the period begins."""
        if self.period is None:
            return None
        return school_year_start(self.period[0], schooljaar_begin=self.context.schooljaar_begin)

    def _refuse_without_times(self) -> None:
        """A timetable of Untis of which no lesson has a length: what it lacks is asked, not told of each row."""
        for file, part in self._list_parts(kinds.ROOSTER_UNTIS.name, kinds.ROOSTER_UNTIS_WEKEN.name):
            told = {fault.row for fault in part.faults if fault.code == WITHOUT_TIMES}
            if part.text.height and len(told) == part.text.height:
                part.faults.clear()
                file.refusals.append(make_refusal("untis_zonder_tijden", file=file.name))

    def _refuse_repeats(self, file: DeliveredFile, part: Part) -> None:
        """A list in which pupils come back and back is a list of something else (contract 1.3)."""
        if part.good is None:
            return
        repeats = count_repeats(part.good)
        if repeats * _REPEATS_ARE_ONE_IN > part.good.height:
            rows = f"{repeats} van de {part.good.height} regels"
            file.refusals.append(make_refusal_with("leerlingen_herhaald", file=file.name, rijen=rows))

    def _empty_years(self, file: DeliveredFile, part: Part) -> None:
        """A year of school that is none is free text: it goes, the pupil stays."""
        if part.good is not None:
            part.good, lines = empty_years(part.good)
            if lines:
                file.remarks["leerjaar_onbekend"] = lines

    def _number_pupils(self, pupils: list[pl.DataFrame]) -> None:
        numbers = tuple(sorted({number for frame in pupils for number in frame["leerlingnummer"].unique().to_list()}))
        layouts = {file.layout.name for file, _ in self._list_parts(kinds.LEERLINGEN.name) if file.layout}
        self.other_codes = self.make_other_codes(numbers)
        self.context = replace(
            self.context,
            numbers=numbers,
            earlier_codes={**self.other_codes, **self.context.earlier_codes},
            codes=tuple(self.make_codes(numbers)) if numbers else (),
            unknown_pupil="onbekende_leerling_180" if layouts == {_WEBSERVICE} else "onbekende_leerling",
        )

    def _check_part(self, part: Part) -> None:
        from pipelines.intake.cell_faults import find_faults

        flag, _ = HANDLERS[part.kind.name]
        typed = flag(type_columns(part.kind, part.text, part.lines), self.context)
        part.faults += find_faults(part.kind, typed)
        if self.estimated is not None and tells_absences(part.kind):
            self._set_times_aside(part, typed, self.estimated)
        if part.kind.name == kinds.REGISTER.name:
            typed = mark_cleared(part.text, typed)
        if tells_absences(part.kind):
            part.days, part.set_aside = read_days(part, typed), list_set_aside(part, typed)
        part.good = drop_rows(typed, part.bad_rows)

    def _set_times_aside(self, part: Part, typed: pl.DataFrame, estimated: EstimatedDays) -> None:
        """Contract 1.4: an absence with a time on a day of estimated lessons."""
        _, build = HANDLERS[part.kind.name]
        built = build(drop_rows(typed, part.bad_rows), Source(0, 0, part.has_type), self.context)
        spans = built.frames.get(RAW_ABSENTIE_SPAN.name, EMPTY_FRAMES[RAW_ABSENTIE_SPAN.name])
        part.faults += find_written_times(typed, spans, estimated)

    def _build(self) -> None:
        """Raw rows of all files; each sequence of `volgnr` runs through the files in order."""
        own_table = bool(self._list_parts(kinds.CODES.name))
        places: dict[str, int] = {}
        # Observations first: a melding in any file replaces them (formats 4.2).
        parts = sorted(self._list_parts(), key=lambda found: found[1].kind.name != kinds.WAARNEMINGEN.name)
        for file, part in parts:
            if part.good is None:
                continue
            if own_table and part.kind.name == kinds.REDENEN.name:
                file.remarks["redenentabel_niet_gebruikt"] = []
                continue
            _, build = HANDLERS[part.kind.name]
            first = places.get(part.kind.soort, 0)
            built = build(part.good, Source(file.nr, first, part.has_type), self.context)
            places[part.kind.soort] = first + part.good.height
            file.not_counted += built.not_counted
            for name, frame in built.frames.items():
                self.frames.setdefault(name, []).append(frame)
            for remark, lines in built.remarks.items():
                file.remarks.setdefault(remark, []).extend(lines)
        self._leave_to_mapping()
        self._keep_set_aside()

    def _leave_to_mapping(self) -> None:
        """Rows of a code table that know no kind of a code that was mapped: the mapping does."""
        if self.mapping.codes and RAW_CODE.name in self.frames:
            self.frames[RAW_CODE.name] = [
                leave_to_mapping(frame, self.mapping.codes) for frame in self.frames[RAW_CODE.name]
            ]

    def _keep_set_aside(self) -> None:
        """What is known of quarantined absences: they keep a tier from being sure."""
        for file in self.files:
            found = [part.set_aside for part in file.parts if part.set_aside is not None]
            if file.row_faults:
                found.append(list_unparsed(file, self.context))
            number = pl.lit(file.nr, dtype=pl.Int32)
            self.frames.setdefault(RAW_QUARANTAINE.name, []).extend(
                frame.with_columns(uit_bestand_nr=number) for frame in found if frame.height
            )

    def _add_kept(self) -> None:
        """Register files of earlier runs, before those that lie in the folder now; none is counted twice."""
        here = {file.sha256 for file in self.files}
        order = [sha256 for sha256 in self.kept if sha256 not in here]
        if not order or not self.context.numbers:
            return
        self.kept_rows = read_kept(order, vault=self.vault, context=self.context, own_columns=self.own_columns)
        now = self.frames.get(RAW_REGISTER.name, [])
        self.frames[RAW_REGISTER.name] = [*self.kept_rows.frames, *now]

    # --- outcome ---------------------------------------------------------------------------------------------------

    def _list_births(self) -> Iterator[date]:
        """Birth dates in the lists of pupils, also of rows that cannot be used."""
        for file in self.files:
            for part in file.parts:
                if part.good is not None and _BIRTH in part.good.columns:
                    yield from part.good[_BIRTH].drop_nulls().unique()
                elif _BIRTH in part.text.columns:
                    yield from (day for cell in part.text[_BIRTH].unique() for day in list_dates(fold(cell)))

    def _list_secrets(self) -> set[str]:
        found = set(self.context.numbers)
        for file in self.files:
            found |= file.secrets
        return found

    def _prepare_secrets(self) -> Secrets:
        """What the delivery holds of pupils, ready to be looked up; prepared again when there is more of it."""
        held = frozenset(self._list_secrets())
        if held != self._prepared[0]:
            self._prepared = held, make_secrets(held, self._list_births())
        return self._prepared[1]

    def _refuse_without_basis(self) -> None:
        """Contract 1.3: without pupils or without a timetable there is nothing to count."""
        if not self.is_school:
            return
        if not self.context.numbers:
            self.refusals.append(make_refusal("geen_leerlingen"))
        is_told = any(file.refusals and file.says(kinds.ROOSTER_WEEK.soort) for file in self.files)
        if not is_told and not any(frame.height for name in TIMETABLES for frame in self.frames.get(name, [])):
            self.refusals.append(make_refusal("geen_rooster"))
        if not self.refusals and not any(file.refusals for file in self.files):
            self._name_classes()
            if not self._lacks_absences():
                self._judge_fit()

    def _lacks_absences(self) -> bool:
        """Contract 1.3 (a), (b): nobody is present because something was not delivered, or could not be read."""
        lack = None
        if self.period is not None:
            lack = find_lack_of_absences(self.files, van=self.period[0], tot=self.period[1])
        if lack is not None:
            file, refusal = lack
            (self.refusals if file is None else file.refusals).append(refusal)
        elif not any(frame.height for name in _EVENTS for frame in self.frames.get(name, [])):
            self.findings.append(make_finding(self.school, "nul_absenties"))
        return lack is not None

    def _name_classes(self) -> None:
        """Groups of the timetable that are a class under another spelling get its name (contract 1.4).

        Then classes and groups whose name is not shown get a number (contract 3).
        """
        frames = self._join_all()
        if self.mapping.klassen:
            self._judge_unmapped(frames)
            groups, self.class_misfits = join_groups(frames, self.mapping.klassen, timetable=list_groups(frames))
            frames[RAW_GROEP.name] = groups
        spellings = find_spellings(frames)
        if spellings:
            frames |= rename_groups(frames, spellings)
        names = name_classes(frames, self._list_pupils_secrets(shortest=_SHORTEST_IN_CLASS))
        self.hidden_classes = frozenset(names.values())
        self.frames.update({name: [frame] for name, frame in rename_classes(frames, names).items()})
        if spellings:
            self.findings.append(tell_spellings(self.school, spellings, hidden=names))
        self.findings += tell_hidden_classes(self.school, names)

    def _tell_mapping(self) -> None:
        """What was mapped, on the return sheet, and what of it fits no more; of a refused delivery too."""
        headers = [file.header for file in self.files if file.header is not None]
        self.findings += tell_unused_columns(self.school, self.own_columns, self.own_lines, headers)
        if self.mapping.is_empty:
            return
        frames = self._join_all()
        others = find_other_kinds(frames[RAW_CODE.name], self.mapping.codes)
        used = [file.mapped for file in self.files if file.mapped is not None]
        self.findings += tell_misfits(
            self.school, self.mapping, used=used, classes=self.class_misfits, other_kinds=len(others)
        )
        hidden, secrets = self._find_hidden_codes(frames), self._prepare_secrets()
        shown = {code for code in self.mapping.codes if looks_like_code(code) and code not in hidden}
        shown |= {name for pair in self.mapping.klassen.items() for name in pair if looks_like_class(name)}
        shown = {name for name in shown if not holds_secret(name, secrets)}
        self.findings += tell_mapping(self.school, self.mapping, shown=shown)

    def _judge_unmapped(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """How the timetable fits before any class was mapped: that is what is proposed again."""
        spellings = find_spellings(frames)
        self.fit = self._ask_fit({**frames, **rename_groups(frames, spellings)} if spellings else frames)

    def _ask_fit(self, frames: Mapping[str, pl.DataFrame]) -> Fit | None:
        if self.period is None:
            return None
        return judge_fit(
            frames,
            van=self.period[0],
            tot=self.period[1],
            vakantieregio=self.vakantieregio,
            schooljaar_begin=self.context.schooljaar_begin,
            calendar=self.calendar,
        )

    def _judge_fit(self) -> None:
        """Contract 1.3 (c): whether the timetable is that of these pupils; classes without one are told."""
        fit = self._ask_fit(self._join_all())
        if fit is None:
            return
        self.fit = self.fit or fit
        if fit.is_wrong:
            self.refusals.append(refuse_misfit(fit))
        self.findings += tell_classes(self.school, fit)

    def _join_all(self) -> dict[str, pl.DataFrame]:
        """The rows so far, of every table."""
        return {
            **EMPTY_FRAMES,
            **{name: pl.concat(frames) for name, frames in self.frames.items() if frames and name != RAW_REGISTER.name},
        }

    def _make_balances(self) -> pl.DataFrame:
        return pl.DataFrame(
            [file.make_balance() for file in self.files], schema=RAW_BESTAND.polars_schema, orient="row"
        )

    def _finish(self) -> Delivery:
        balances = self._make_balances()
        places = name_places(balances)
        causes = [(file.shown, places[file.nr], refusal) for file in self.files for refusal in file.refusals]
        causes += [("", "", refusal) for refusal in self.refusals]
        told = [self._tell_refusal(shown, refusal) for shown, _, refusal in causes]
        refused = _join_refusals(causes) if causes else None
        frames = dict(EMPTY_FRAMES)
        if refused is None:
            frames.update(self._join_frames())
        frames[RAW_BESTAND.name] = balances
        hidden_towns = self._find_hidden_towns(frames)
        frames[RAW_WOONGEMEENTE.name] = _list_known_towns(frames, hidden=hidden_towns)
        return Delivery(
            school=self.school,
            refused=refused,
            frames=frames,
            findings=[*told, *self.findings],
            quarantine=[self._hide_erased(cell) for file in self.files for cell in list_quarantine(file)],
            heeft_codetabel=self.context.has_code_table,
            heeft_register=bool(self._list_parts(kinds.REGISTER.name) or self.kept_rows.used),
            heeft_duo_meldingen=bool(self._list_parts(kinds.DUO_MELDINGEN.name)),
            bestanden=tuple((file.shown, file.sha256) for file in self.files),
            hidden_codes=self._find_hidden_codes(frames),
            leerlingen_geraakt=count_touched(self.files) if self.is_school else {},
            registers=tuple(
                file.sha256 for file in self.files if file.says(kinds.REGISTER.soort) and not file.names_erased
            ),
            kept_registers=self.kept_rows.used,
            hidden_towns=hidden_towns,
            places_erased=tuple(
                f"{places[file.nr]}{_IN_SHARED if file.is_shared else ''}" for file in self.files if file.names_erased
            ),
            vroegere_codes=self.other_codes if refused is None else {},
        )

    def make_view(self) -> DeliveryView:
        """What proposals are made of, once the folder was read."""
        places = name_places(self._make_balances())
        return DeliveryView(
            files=tuple(self.files),
            places={file.nr: f"{places[file.nr]}{_IN_SHARED if file.is_shared else ''}" for file in self.files},
            read=self._read_own,
            numbers=self.context.numbers,
            secrets=self._prepare_secrets(),
            make_mark=self.make_mark,
            classes=self.fit.classes if self.fit else {},
            groups=self.fit.groups if self.fit else (),
            hidden=self.hidden_classes,
        )

    def _hide_erased(self, cell: QuarantinedCell) -> QuarantinedCell:
        """A row that could not be read may still hold an erased pupil: then its text goes."""
        hidden = not self.keeps_text or (self.erased and self.erased.stands_in([cell.raw]))
        return replace(cell, raw="") if hidden else cell

    def _find_hidden_codes(self, frames: dict[str, pl.DataFrame]) -> frozenset[str]:
        """Codes that are no codes: a column in the wrong place, or a remark, makes words into codes."""
        return find_hidden_codes(frames, lvs=self.context.lvs, secrets=self._prepare_secrets())

    def _list_pupils_secrets(self, *, shortest: int = 1) -> Secrets:
        """Of the lists of pupils alone: a row of sick leave with a name in it may not change a town or a class.

        `shortest`: words of fewer signs are left out.
        """
        files = (file for file in self.files if file.says(kinds.LEERLINGEN.name))
        values = set(self.context.numbers).union(*(file.secrets for file in files))
        return make_secrets(values, self._list_births(), shortest=shortest)

    def _find_hidden_towns(self, frames: dict[str, pl.DataFrame]) -> frozenset[str]:
        """Municipalities that hold a name or number of a pupil: a column in the wrong place makes those into towns.

        Many family names are names of towns too, so a town that ten pupils share stays: it points at none of them.
        """
        pupils = frames[RAW_LEERLING.name].drop_nulls("woongemeente")
        shared = pupils.group_by("woongemeente").agg(pl.col("leerling_nr").n_unique().alias("leerlingen"))
        rare = shared.filter(pl.col("leerlingen") < _TOWN_OF_MANY)["woongemeente"]
        if rare.is_empty():
            return frozenset()
        secrets = self._list_pupils_secrets()
        return frozenset(town for town in rare if holds_secret(town, secrets))

    def _join_frames(self) -> dict[str, pl.DataFrame]:
        joined = {name: pl.concat(frames) for name, frames in self.frames.items() if frames}
        if RAW_REGISTER.name in joined:
            joined[RAW_REGISTER.name] = fold_register(joined[RAW_REGISTER.name])
        pupils = zip(self.context.numbers, self.context.codes, strict=True)
        rows = [(number, leerlingnummer, leerling) for number, (leerlingnummer, leerling) in enumerate(pupils)]
        joined[RAW_SLEUTEL.name] = pl.DataFrame(rows, schema=RAW_SLEUTEL.polars_schema, orient="row")
        return joined

    def _tell_refusal(self, shown: str, refusal: DeliveryRefused) -> Finding:
        words: dict[str, Any] = refusal.words if isinstance(refusal, RefusedWithWords) else {}
        return make_finding(
            self.school,
            refusal.reason,
            bestand=shown,
            regelnummer=refusal.line,
            kolom=refusal.column,
            **words,
        )


def _collect_type_words(frames: list[pl.DataFrame]) -> dict[str, str]:
    rows = (row for frame in frames for row in frame.select("type", "type_omschrijving").iter_rows())
    return dict(rows)


def _join_refusals(causes: Sequence[tuple[str, str, DeliveryRefused]]) -> Refusal:
    """`causes`: name of the file as it is shown, which file it is without a name, and what is wrong."""
    named = [f"{shown}: {refusal}" if shown else str(refusal) for shown, _, refusal in causes]
    placed = [f"{place.capitalize()}: {refusal}" if place else str(refusal) for _, place, refusal in causes]
    return Refusal(causes[0][2].reason, "\n".join(named), "\n".join(placed))
