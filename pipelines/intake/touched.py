"""How many pupils each cause of a finding touches, counted before rows are dropped. Counts leave here, never who."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pipelines.intake.delivery_file import DeliveredFile, Part
from pipelines.intake.delivery_findings import describe_fault
from reports.context.returns import CauseKey
from schemas.exports import kinds
from schemas.findings import FINDINGS

_PUPIL_COLUMNS = ("leerlingnummer", "leerling")
_CLASS_COLUMN = "groep"

Pupils = set[str]
Touches = Callable[[int], Pupils]


def count_touched(files: Iterable[DeliveredFile]) -> dict[CauseKey, int]:
    """Pupils by cause, over all files of a kind; a cause of which the pupils are not known is absent."""
    files = list(files)
    classes = _list_classes(files)
    pupils: defaultdict[CauseKey, Pupils] = defaultdict(set)
    for file in files:
        for key, found in _list_causes(file, classes):
            pupils[key] |= found
    return {key: len(found) for key, found in sorted(pupils.items()) if found}


def _list_causes(file: DeliveredFile, classes: Mapping[str, Pupils]) -> Iterator[tuple[CauseKey, Pupils]]:
    soort = file.layout.kind.soort if file.layout else ""
    for part in file.parts:
        if not part.faults and not file.remarks:
            continue
        touches = _find_pupils(part, classes)
        texts: dict[tuple[str, str], str] = {}
        for fault in part.faults:
            what = (fault.code, fault.column)
            if what not in texts:
                texts[what] = describe_fault(file, part, fault)
            yield CauseKey(fault.code, soort, fault.column, texts[what]), touches(fault.row)
        rows = {line: row for row, line in enumerate(part.lines.to_list())} if file.remarks else {}
        for code, lines in file.remarks.items():
            found = Pupils().union(*(touches(rows[line]) for line in lines if line in rows))
            yield CauseKey(code, soort, "", FINDINGS[code].omschrijving), found


def _find_pupils(part: Part, classes: Mapping[str, Pupils]) -> Touches:
    """A function that names the pupils of one row: its own number or code; of a row about a class all its pupils."""
    names = [name for name in _PUPIL_COLUMNS if name in part.text.columns]
    cells = {name: part.text[name].str.strip_chars() for name in names}
    group = part.text[_CLASS_COLUMN].str.strip_chars() if _CLASS_COLUMN in part.text.columns and not names else None

    def touches(row: int) -> Pupils:
        if group is not None:
            return classes.get(group[row], set())
        return {cells[name][row] for name in names} - {""}

    return touches


def _list_classes(files: Iterable[DeliveredFile]) -> dict[str, Pupils]:
    """Class -> its pupils, of the delivered lists of pupils."""
    classes: defaultdict[str, Pupils] = defaultdict(set)
    for file in files:
        for part in file.parts:
            if part.kind.name == kinds.LEERLINGEN.name and part.good is not None:
                for number, klas in part.good.select("leerlingnummer", "klas").iter_rows():
                    classes[klas].add(number)
    return classes
