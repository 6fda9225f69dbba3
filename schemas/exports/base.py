"""What an export is: kinds (what it says), fields (its cells) and layouts (how a system writes it)."""

import re
from dataclasses import dataclass, field

from schemas.columns import Column

NUMMER = "nummer"  # number of a pupil: text, leading zeros kept
TEKST = "tekst"
CODE = "code"  # text, compared exactly
GROEP = "groep"  # class or group: text
DATUM = "datum"
MOMENT = "moment"  # date with an optional time
TIJD = "tijd"  # time of day, minutes after midnight
GEHEEL = "geheel"  # whole number
LESUREN = "lesuren"  # lesson hours: one, a range (3-5) or a list (1,2,3); the column holds the first
JANEE = "janee"
KEUZE = "keuze"  # text of a closed list
TYPES = (NUMMER, TEKST, CODE, GROEP, DATUM, MOMENT, TIJD, GEHEEL, LESUREN, JANEE, KEUZE)

BEVESTIGD = "bevestigd"
AANNEMELIJK = "aannemelijk"  # never seen on a real export: gives a finding

SCHOOLMAP = "school"
LEERPLICHTMAP = "leerplicht"
SWVMAP = "swv"
# Lists for several schools.
SAMENMAP = "samen"


@dataclass(frozen=True)
class Field:
    """One cell of a kind.

    `filled`: an empty cell puts the row in quarantine. `empties`: a bad value only empties the cell (contract 1.3,
    `geboortedatum`). `helper`: used while reading, never stored. `fault`: finding code of a bad or forbidden value,
    default that of the type.
    """

    name: str
    type: str = TEKST
    filled: bool = False
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[str, ...] | None = None
    empties: bool = False
    helper: bool = False
    fault: str | None = None


def make_field(
    column: Column,
    kind: str,
    *,
    name: str = "",
    filled: bool = False,
    empties: bool = False,
    fault: str | None = None,
) -> Field:
    """The cell of which a column of the store is made: what may stand in it is declared there alone."""
    return Field(
        name or column.name,
        kind,
        filled=filled,
        empties=empties,
        at_least=column.at_least,
        at_most=column.at_most,
        one_of=column.one_of,
        fault=fault,
    )


@dataclass(frozen=True)
class Kind:
    """What a file says. `soort` is the word of contract 1.1 for the manifest; `name` tells its variants apart."""

    name: str
    soort: str
    label: str
    fields: tuple[Field, ...]

    def get_field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@dataclass(frozen=True)
class Layout:
    """How one system writes a kind. Header names here are normalised (lower case, no spaces, `_` or `-`).

    `columns`: header name -> field. `required`: headers that must all be there and by which the file is recognised.
    `one_of_extra`: at least one of these as well (each counts as recognition). `absent`: headers that rule it out.
    `lvs`: only for schools with that system; None = every school. `dropped`: known headers that are not kept.
    `document`: recognised by its contents (`pipelines.intake.readers.documents`), not by a header: JSON, XML, a
    calendar, a text file without a header.
    `own_names`: known by what its columns are called in whatever words (`schemas.exports.lists`), not by `required`.
    """

    name: str
    label: str
    kind: Kind
    columns: dict[str, str]
    required: tuple[str, ...]
    lvs: str | None = None
    mark: str = BEVESTIGD
    folder: str = SCHOOLMAP
    one_of_extra: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    dropped: tuple[str, ...] = field(default=())
    document: bool = False
    own_names: bool = False

    @property
    def is_by_columns(self) -> bool:
        """Recognised by the names in its header: neither by its contents nor by words of anybody's own."""
        return not (self.document or self.own_names)


def normalise_name(cell: str) -> str:
    """The name of a column as it is compared (contract 1): lower case, without BOM, spaces, `_` and `-`."""
    return re.sub(r"[\s_\-]", "", cell.replace("\ufeff", "")).lower()
