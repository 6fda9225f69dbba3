"""What is told of a file that is not read: the columns found, what each was taken for, the nearest kind, how to map.

Of a header only words that the program knows are shown, any other cell as `kolom 3` (contract 1.3): a file without a
header begins with a pupil.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.errors import DeliveryRefused
from pipelines.intake.exclusion import find_disguised, find_excluding, find_single_days, find_unread_end
from pipelines.intake.readers.table import Header, make_refusal_with
from schemas.exports import Layout, kinds
from schemas.exports.base import SCHOOLMAP
from schemas.exports.lists import says_one_thing
from schemas.exports.meanings import DAGWAARDE, Meaning, read_meaning
from schemas.lvs import list_layouts

_MOST_SHOWN = 40
_COLUMNS_FIRST = "Zet de kolomnamen op een van de eerste 20 regels, boven de gegevens. Of gebruik een sjabloon."
_UNREAD = "wordt niet gelezen"
_UNKNOWN = "niet bekend"
# Untis writes its timetable without a header: field 6 is the day, field 7 the lesson hour (formats 13.2).
_UNTIS_FIELDS = range(7, 11)
_UNTIS_DAY, _UNTIS_HOUR = 5, 6
_UNTIS_DAYS = frozenset(str(day) for day in range(1, 8))
_UNTIS_HOURS = frozenset(str(hour) for hour in range(1, 21))
# Which course each pupil chose. Its columns are too little known to read, and its name only chooses what is told.
_UNTIS_CHOICES = "gpu015"
_UNTIS_CHOICES_UNREAD = (
    "Dit lijkt GPU015 van Untis, met de cursussen die leerlingen kozen. Dat wordt niet gelezen. Haal het weg, en lever "
    "met het sjabloon groepen aan welke leerling in welke lesgroep zit."
)
_MAP_THEM = (
    "Heten de kolommen bij u anders? Laat het samenwerkingsverband ze koppelen: Koppelen in de werkbank, of msa koppel."
)
_IN_SETTINGS = "Of zet bij deze school in swv.toml, onder [school.kolommen]:"
_NAME_THEM = "Geef de kolommen in het bestand deze namen:"
_SAY_HOW_LONG = (
    "Er staat niet bij hoe lang een leerling afwezig was. "
    "Voeg een kolom toe met het lesuur, het dagdeel of de einddatum."
)
_HOURS = frozenset({"lesuur", "lesuur_van", "lesuur_tot"})
_MAP_IT = (
    "Is het er toch een, met eigen namen? Laat het samenwerkingsverband het koppelen: Koppelen in de werkbank, of msa "
    "koppel."
)
# The templates without which a school cannot take part; told where a file looks like nothing at all.
_BASIC = (kinds.LEERLINGEN, kinds.ABSENTIES_LES, kinds.ABSENTIES_SPAN, kinds.ROOSTER_WEEK)


@dataclass(frozen=True)
class _Fit:
    """How far a header covers a layout: columns there by name, there by meaning (place -> column), and not there."""

    layout: Layout
    exact: tuple[str, ...]
    by_meaning: dict[int, str]
    missing: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, int, int]:
        """The larger the nearer: part of the columns that is there, how many, how many by name."""
        found = len(self.exact) + len(self.by_meaning)
        return found / len(self.layout.required), found, len(self.exact)

    @property
    def is_near(self) -> bool:
        """Half of its columns or more, and at least two of them named or one of two."""
        return len(self.layout.required) > 1 and 2 * len(self.missing) <= len(self.layout.required)

    @property
    def is_near_by_name(self) -> bool:
        return len(self.layout.required) > 1 and 2 * len(self.exact) >= len(self.layout.required)


def advise(header: Header, layouts: Iterable[Layout], *, file: str) -> DeliveryRefused:
    """The refusal of a header that fits no layout, with the nearest one where there is one."""
    layouts = [layout for layout in layouts if layout.is_by_columns]
    nearest = _find_nearest(header, layouts)
    found = show_columns(header)
    if nearest is not None and nearest.is_near_by_name:
        lacking = [name for name in nearest.layout.required if name not in nearest.exact]
        columns = ", ".join(_show_column(nearest.layout, name) for name in lacking)
        lines = [*_name_untis_choices(file), *_say_what_it_may_be(header), *_say_how(header, nearest, layouts)]
        return make_refusal_with(
            "kolom_ontbreekt",
            file=file,
            line=header.line,
            column=columns,
            kolommen=columns,
            soort=nearest.layout.label,
            gevonden=found,
            advies="\n".join(lines),
        )
    lines = [_COLUMNS_FIRST, *_name_untis_choices(file), _write_advice(header, nearest, layouts)]
    return make_refusal_with("niet_herkend", file=file, line=header.line, gevonden=found, advies="\n".join(lines))


def _name_untis_choices(file: str) -> Iterable[str]:
    if Path(file).name.casefold().startswith(_UNTIS_CHOICES):
        yield _UNTIS_CHOICES_UNREAD


def refuse_other(
    taken: Layout, excluding: Collection[int], header: Header, layouts: Iterable[Layout], *, file: str
) -> DeliveryRefused:
    """The refusal of a file that would pass for `taken`, if it had not the columns of something else beside it."""
    others = [layout for layout in layouts if layout.kind.soort in _EVENTS and layout.is_by_columns]
    return make_refusal_with(
        "lijkt_absenties",
        file=file,
        line=header.line,
        soort=taken.label,
        anders=show_columns(header, only=excluding),
        gevonden=show_columns(header),
        advies=_write_advice(header, _find_nearest(header, others), others),
    )


_EVENTS = (kinds.ABSENTIES_LES.soort, kinds.DUO_MELDINGEN.soort)


def show_columns(header: Header, *, only: Collection[int] | None = None) -> str:
    """The columns with what each was taken for: `1 Stamnr (leerlingnummer), kolom 2 (niet bekend)`."""
    places = [place for place in range(len(header.cells)) if only is None or place in only]
    shown = [f"{_quote(header, place)} ({_say_meaning(header, place)})" for place in places[:_MOST_SHOWN]]
    rest = len(places) - len(shown)
    return ", ".join(shown) + (f" en nog {rest}" if rest else "")


def name_kinds(layouts: Iterable[Layout]) -> str:
    """The labels of the layouts, each once."""
    return ", ".join(dict.fromkeys(layout.label for layout in layouts))


def show_cell(header: Header, place: int) -> str:
    """A header cell as any output may show it: in its own words where the program knows them, else by its place."""
    return header.cells[place] if _is_known(header, place) else f"kolom {place + 1}"


def _quote(header: Header, place: int) -> str:
    return f"'{header.cells[place]}'" if _is_known(header, place) else show_cell(header, place)


def _is_known(header: Header, place: int) -> bool:
    cell, name = header.cells[place], header.names[place]
    return bool(name) and (name in list_known_names() or read_meaning(cell).known)


def _say_meaning(header: Header, place: int) -> str:
    name, meaning = header.names[place], read_meaning(header.cells[place])
    if field := _map_fields().get(name):
        return field
    return meaning.words or (_UNREAD if name in list_known_names() else _UNKNOWN)


@cache
def list_known_names() -> frozenset[str]:
    """Names of columns, as compared, of every layout of every LVS."""
    return frozenset(name for layout in list_layouts() for name in (*layout.columns, *layout.dropped, *layout.required))


@cache
def _map_fields() -> dict[str, str]:
    """Name of a column -> field of the first layout that has it."""
    return {name: field for layout in reversed(list_layouts()) for name, field in layout.columns.items()}


# --- the nearest layout --------------------------------------------------------------------------------------------


def _find_nearest(header: Header, layouts: Collection[Layout]) -> _Fit | None:
    """The nearest layout that the file may be: not a list of pupils where columns of something else stand beside."""
    unread = list_unread(layouts)
    fits = [_fit(header, layout, unread=unread) for layout in layouts]
    near = [fit for fit in fits if fit.is_near]
    fitting = [fit for fit in near if set(find_excluding(fit.layout, header, layouts)) <= set(fit.by_meaning)]
    return max(fitting, key=lambda fit: fit.rank, default=None)


def _fit(header: Header, layout: Layout, *, unread: Collection[str]) -> _Fit:
    """`unread`: names of columns that are known to say something else."""
    meanings = [read_meaning(cell) for cell in header.cells]
    exact = tuple(name for name in layout.required if name in header.names)
    taken = {header.names.index(name) for name in exact}
    taken |= {place for place, name in enumerate(header.names) if name in unread}
    by_meaning: dict[int, str] = {}
    for name in layout.required:
        if name in exact:
            continue
        field = layout.columns.get(name, name)
        place = next(
            (place for place, meaning in enumerate(meanings) if place not in taken and serves(meaning, field)), None
        )
        if place is not None:
            taken.add(place)
            by_meaning[place] = name
    missing = tuple(name for name in layout.required if name not in exact and name not in by_meaning.values())
    return _Fit(layout, exact, by_meaning, missing)


def list_unread(layouts: Iterable[Layout]) -> frozenset[str]:
    """Names that these layouts know and none of them reads: such a column says something else, whatever it is called.

    Magister's `verantwoording_moment` is no day of absence.
    """
    layouts = tuple(layouts)
    read = {name for layout in layouts for name in (*layout.columns, *layout.required)}
    return frozenset(name for layout in layouts for name in layout.dropped if name not in read)


def serves(meaning: Meaning, field: str) -> bool:
    """Whether a column with this meaning can be the field."""
    if meaning.field:
        return meaning.field == field
    signs = set(meaning.absence)
    if field in ("leerlingnummer", "leerling"):
        return meaning.person == "leerlingnummer"
    if field in ("klas", "groep"):
        return meaning.person == "klas"
    if meaning.words == DAGWAARDE or "aantal" in signs:
        return False
    if field == "lesuur":
        return "lesuur" in signs and "eind" not in signs
    if field in ("datum", "begin"):
        return bool(signs & ({"datum"} if field == "datum" else {"datum", "begin"})) and not signs & {"eind", "lesuur"}
    if field == "eind":
        return "eind" in signs and "lesuur" not in signs
    return field in signs and field in ("dagdeel", "code", "geoorloofd")


# --- the words of the advice ---------------------------------------------------------------------------------------


def _write_advice(header: Header, nearest: _Fit | None, layouts: Collection[Layout]) -> str:
    """What the file may be, and how it can be read."""
    lines = list(_say_what_it_may_be(header))
    if nearest is not None:
        return "\n".join([*lines, *_say_nearest(nearest), *_say_how(header, nearest, layouts)])
    # Where the first line holds no names of columns, or the file no single absence, there is nothing to map.
    mapping = [_MAP_IT] if _can_be_mapped(layouts) and not lines else []
    lines += [
        f"Het lijkt op geen van de soorten die voor deze school te lezen zijn: {name_kinds(layouts)}.",
        *mapping,
        "Een sjabloon kan altijd:",
        *(_describe(layout) for layout in layouts if layout.lvs is None and layout.kind in _BASIC),
    ]
    return "\n".join(lines)


def _can_be_mapped(layouts: Iterable[Layout]) -> bool:
    """Only what a school delivers."""
    return any(layout.folder == SCHOOLMAP for layout in layouts)


def _say_what_it_may_be(header: Header) -> Iterable[str]:
    signs = [read_meaning(cell) for cell in header.cells]
    if _is_untis(header):
        yield (
            "De eerste regel lijkt die van het rooster GPU001 van Untis, maar de meeste andere regels zijn anders "
            "opgebouwd. Maak de export in Untis opnieuw."
        )
    elif any(meaning.words == DAGWAARDE for meaning in signs):
        yield (
            "Op de eerste regel staan dagen, uren of nummers. Horen daar de kolomnamen te staan? Zet ze erboven. "
            "Is elke kolom een dag of een uur? Lever dan een regel per les aan."
        )
    told = {sign for meaning in signs for sign in meaning.absence}
    if "aantal" in told and not told & {"datum", "begin"}:
        yield (
            "Dit lijkt een overzicht met totalen. Daarin staat niet op welke dag en welk lesuur een leerling er niet "
            "was. Lever de absenties zelf aan, niet de optelling."
        )


def _is_untis(header: Header) -> bool:
    cells = header.cells
    if len(cells) not in _UNTIS_FIELDS:
        return False
    return cells[0].isdigit() and cells[_UNTIS_DAY] in _UNTIS_DAYS and cells[_UNTIS_HOUR] in _UNTIS_HOURS


def leave_out_ways_to_map(text: str) -> str:
    """The same advice for who reads it where the columns can be mapped at once: without where else that is done."""
    told: list[str] = []
    in_settings = False
    for line in text.splitlines():
        in_settings = line == _IN_SETTINGS or (in_settings and line.startswith('"'))
        if not in_settings and line not in (_MAP_THEM, _MAP_IT):
            told.append(line)
    return "\n".join(told)


def _say_nearest(fit: _Fit) -> Iterable[str]:
    if fit.missing:
        columns = ", ".join(_show_column(fit.layout, name) for name in fit.missing)
        yield f"Het meest lijkt dit op '{fit.layout.label}'. Daarvoor ontbreekt: {columns}."
    elif fit.by_meaning:
        yield f"Het meest lijkt dit op '{fit.layout.label}'."


def _say_how(header: Header, fit: _Fit, layouts: Collection[Layout]) -> Iterable[str]:
    """How the columns are mapped: by pointing at them, or by lines that are enough to have the file read."""
    is_of_school = _can_be_mapped(layouts)
    if is_of_school:
        yield _MAP_THEM
        yield from _ask_which_hours(header, fit)
    names = {**fit.by_meaning, **_find_end(header, fit)}
    mapped = replace(header, names=tuple(names.get(place, name) for place, name in enumerate(header.names)))
    if is_of_school and find_single_days(fit.layout, header, mapped):
        yield _SAY_HOW_LONG
    if fit.by_meaning and (not is_of_school or _is_read_so(header, mapped, fit.layout, layouts)):
        yield _IN_SETTINGS if is_of_school else _NAME_THEM
        yield from (
            f'"{_quote_cell(header, place)}" = "{_show_column(fit.layout, name)}"'
            for place, name in sorted(names.items())
        )
    elif not is_of_school:
        yield "Gebruik het sjabloon."
    if fit.layout.kind.name == kinds.DUO_MELDINGEN.name:
        yield f"Mogelijke woorden bij meldsoort: {', '.join(kinds.DUO_MELDINGEN.get_field('meldsoort').one_of or ())}."


def _ask_which_hours(header: Header, fit: _Fit) -> Iterable[str]:
    """A column that may say which lesson hour, or how many."""
    for place, name in sorted(fit.by_meaning.items()):
        field = fit.layout.columns.get(name, name)
        if field in _HOURS and not says_one_thing(header.cells[place], field):
            yield (
                f"Kijk eerst wat er in {_quote(header, place)} staat: het hoeveelste lesuur het was, of hoeveel uren "
                "het waren? Alleen het eerste is een lesuur."
            )


def _find_end(header: Header, fit: _Fit) -> dict[int, str]:
    """The column that says until when: a span may go without one, but not pass it over (place -> column)."""
    if fit.layout.kind.name != kinds.ABSENTIES_SPAN.name:
        return {}
    ends = [name for name, field in fit.layout.columns.items() if field == "eind"]
    if not ends or set(ends).intersection(header.names):
        return {}
    free = [place for place, name in enumerate(header.names) if name not in fit.exact and place not in fit.by_meaning]
    return next(({place: ends[0]} for place in free if serves(read_meaning(header.cells[place]), "eind")), {})


def _is_read_so(header: Header, mapped: Header, layout: Layout, layouts: Collection[Layout]) -> bool:
    """Whether the file is of this layout once its columns have the names of `mapped`, and those that lack are there."""
    return not (
        find_excluding(layout, mapped, layouts)
        or find_disguised(layout, header, mapped)
        or find_unread_end(layout, mapped)
        or find_single_days(layout, header, mapped)
    )


def _describe(layout: Layout) -> str:
    return f"- {layout.label}: {', '.join(_show_column(layout, name) for name in layout.required)}"


def _quote_cell(header: Header, place: int) -> str:
    return header.cells[place] if _is_known(header, place) else f"naam van kolom {place + 1}"


def _show_column(layout: Layout, name: str) -> str:
    """A column of a template as the template writes it; of an LVS as it is compared."""
    return layout.columns.get(name, name) if layout.lvs is None else name
