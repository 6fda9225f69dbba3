"""The bridge between two editions as a page shows it: a sentence, a table that adds up, and the same as a picture.

Every number of the picture stands in the table; the picture is for the eye alone (`aria-hidden`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

from reports.context.difference import (
    ONVERDEELD,
    STAPPEN,
    TELLINGEN,
    CountBridge,
    EditionLabel,
    MovedPupil,
    UnitBridge,
)
from reports.words import palette
from reports.words.difference_words import (
    COUNT_WORDS,
    STEP_WORDS,
    head_of,
    name_count,
    name_step,
    signed,
    tell_both_ways,
    tell_difference,
)
from reports.words.wording import number

FIRST = "thuiszitters"
# Of whom it is told that they came or went: who asks for a talk or an act. Of the other counts the numbers suffice.
_LISTED = (
    *("thuiszitters", "langer", "dreigend", "relatief_verzuim", "reden_onbekend", "langdurig_geoorloofd"),
    *("vierweken", "tier_3", "meldingen"),
)
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 960, 280, 26, 56
_GAP = 0.2
_LONGEST_LINE = 13


@dataclass(frozen=True)
class BridgeRow:
    """One row of a table: `cellen` are (number, what it consists of), from then over each step to now."""

    kop: str
    onder: str
    cellen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BridgeTable:
    """`koppen`: (big, small) of each column after the first."""

    id: str
    bijschrift: str
    hoek: str
    koppen: tuple[tuple[str, str], ...]
    rijen: tuple[BridgeRow, ...]


@dataclass(frozen=True)
class MovedRow:
    """One pupil of whom a count changed: `was` and `is`, and by what."""

    leerling: str
    telling: str
    was: str
    nu: str
    waardoor: str


@dataclass(frozen=True)
class BridgeView:
    """What a page prints of one unit. `figuur`: empty where the first count did not change."""

    zin: str
    tabel: BridgeTable
    figuur: Markup
    stappen: tuple[tuple[str, str], ...]
    van: EditionLabel
    naar: EditionLabel
    voorbehoud: tuple[str, ...]
    leerlingen: tuple[MovedRow, ...] = ()


def make_bridge_view(
    unit: UnitBridge,
    *,
    before: EditionLabel,
    after: EditionLabel,
    doubts: Sequence[str],
    pupils: Sequence[MovedPupil] = (),
) -> BridgeView:
    """The view of one unit; `pupils` only on a page of the school."""
    steps = list_steps([unit])
    first = unit.tellingen[FIRST]
    return BridgeView(
        zin=tell_difference(first, before, after),
        tabel=BridgeTable(
            "verschil",
            f"Van {before.naam} naar {after.naam}",
            "Telling",
            make_heads(before, after, steps),
            tuple(make_row(unit.tellingen[name], steps, *COUNT_WORDS[name]) for name in TELLINGEN),
        ),
        figuur=draw_bridge(first, steps, before, after) if any(first.delen.values()) else Markup(""),
        stappen=tuple(STEP_WORDS[step] for step in steps),
        van=before,
        naar=after,
        voorbehoud=tuple(doubts),
        leerlingen=tuple(_make_moved(each) for each in pupils if each.telling in _LISTED),
    )


def list_steps(units: Sequence[UnitBridge]) -> tuple[str, ...]:
    """The steps in their order; what cannot be split only where there is any."""
    unsplit = any(ONVERDEELD in bridge.delen for unit in units for bridge in unit.tellingen.values())
    return tuple(step for step in STAPPEN if step != ONVERDEELD or unsplit)


def make_heads(before: EditionLabel, after: EditionLabel, steps: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The heads of the columns: then, each step, now."""
    return (("Was", before.naam), *((head_of(step), "") for step in steps), ("Is", after.naam))


def make_row(bridge: CountBridge, steps: Sequence[str], head: str, small: str) -> BridgeRow:
    """One count from then over each step to now."""
    parts = [bridge.get_part(step) for step in steps]
    return BridgeRow(
        head,
        small,
        (
            (number(bridge.van), ""),
            *((signed(part.netto), tell_both_ways(part.erbij, part.eraf)) for part in parts),
            (number(bridge.naar), ""),
        ),
    )


def _make_moved(pupil: MovedPupil) -> MovedRow:
    return MovedRow(
        pupil.leerling,
        name_count(pupil.telling),
        number(pupil.van),
        number(pupil.naar),
        ", ".join(f"{STEP_WORDS[step][0].lower()} {signed(grown)}" for step, grown in pupil.delen.items()),
    )


def draw_bridge(bridge: CountBridge, steps: Sequence[str], before: EditionLabel, after: EditionLabel) -> Markup:
    """A waterfall: a bar of then, one for each step that begins where the last one ended, and a bar of now."""
    bars = list(_list_bars(bridge, steps, before, after))
    top = max(*(max(bar.low, bar.high) for bar in bars), 1)
    width = _WIDTH / len(bars)
    scale = (_HEIGHT - _TOP - _BOTTOM) / top
    parts = []
    for place, bar in enumerate(bars):
        left, middle = (place + _GAP / 2) * width, (place + 0.5) * width
        low, high = sorted((bar.low, bar.high))
        upper = _HEIGHT - _BOTTOM - high * scale
        parts.append(
            f'<rect class="{bar.look}" x="{left:.1f}" y="{upper:.1f}" width="{width * (1 - _GAP):.1f}" '
            f'height="{max(1, (high - low) * scale):.1f}"/>'
        )
        parts.append(_text(middle, upper - 6, bar.told))
        parts += [
            _text(middle, _HEIGHT - _BOTTOM + 18 + 15 * line, words)
            for line, words in enumerate(wrap(bar.head, _LONGEST_LINE))
        ]
    return Markup(
        f'<svg class="grafiek" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false"'
        f' font-size="13" fill="{palette.INK}">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True)
class _Bar:
    head: str
    told: str
    low: int
    high: int
    look: str


def _list_bars(bridge: CountBridge, steps: Sequence[str], before: EditionLabel, after: EditionLabel) -> Iterator[_Bar]:
    at = bridge.van
    yield _Bar(f"Was {before.naam}", number(at), 0, at, "brug-stand")
    for step in steps:
        grown = bridge.get_part(step).netto
        # The form tells it too: what comes is filled, what goes is only drawn around.
        yield _Bar(name_step(step), signed(grown), at, at + grown, "brug-erbij" if grown >= 0 else "brug-eraf")
        at += grown
    yield _Bar(f"Is {after.naam}", number(at), 0, at, "brug-stand")


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(text)}</text>'
