"""Charts of the trimester report as SVG: no script, no font, nothing to load. Each has a table with the same numbers.

A chart is a picture for the eye alone (`aria-hidden`); what it says stands in its caption and its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from reports.swv.funnel import Funnel
from reports.words import palette, wording

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 16, 52
TENTHS_PER_PERCENT = 10
CURVE_STEPS = 60
MOST_GRID_LINES = 8
_MONTHS_APART = 5


@dataclass(frozen=True)
class WeekLine:
    """One school year of the week chart: per cent in tenths by number of the week, None where nothing is shown."""

    naam: str
    waarden: tuple[int | None, ...]

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to draw."""
        return any(value is not None for value in self.waarden)


@dataclass(frozen=True)
class Band:
    """A holiday in the week chart, from week to week (not included), as numbers of weeks."""

    naam: str
    van: float
    tot: float


@dataclass(frozen=True)
class WeekChart:
    """What the week chart shows: the Mondays of this school year, a line a school year, and the holidays."""

    maandagen: tuple[date, ...]
    lijnen: tuple[WeekLine, ...]
    vakanties: tuple[Band, ...]


class _Scale:
    """From a value to a place on the picture, in a straight line."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._start = low, start
        self._factor = (end - start) / (high - low)

    def __call__(self, value: float) -> float:
        return self._start + (value - self._low) * self._factor


def draw_weeks(mondays: Sequence[date], lines: Sequence[WeekLine], bands: Sequence[Band]) -> Markup:
    """Attendance per week: this year's line over last year's, holidays as grey bands. Empty without a value."""
    seen = [value for line in lines for value in line.waarden if value is not None]
    if not seen:
        return Markup("")
    low, high = _pick_axis(min(seen), max(seen))
    x = _Scale(0, max(len(mondays) - 1, 1), LEFT, WIDTH - RIGHT)
    y = _Scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = [_band(band, x) for band in bands]
    parts += _percent_axis(range(low, high + 1, _pick_step(low, high)), y)
    for number, monday in enumerate(mondays):
        if number % _MONTHS_APART == 0:
            parts.append(_text(x(number), HEIGHT - BOTTOM + 22, wording.day_month(monday), anchor="middle"))
    for look, line in zip(("lijn-nu", "lijn-toen"), lines, strict=False):
        parts.append(_line(line, x, y, look))
    return _picture(parts)


def draw_funnel(funnel: Funnel) -> Markup:
    """Schools by number of pupils and share, with the expected range around the share of all."""
    sizes = list_sizes(funnel)
    ranges = [funnel.find_range(max(1, round(size))) for size in sizes]
    shares = [point.deel / point.geheel for point in funnel.punten]
    top = max(*shares, *(high for _, high in ranges)) * 1.05
    low, high = 0, max(1, -(-int(top * 1000) // TENTHS_PER_PERCENT)) * TENTHS_PER_PERCENT
    x, y = _Scale(0, sizes[-1], LEFT, WIDTH - RIGHT), _Scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = _percent_axis(range(low, high + 1, _pick_step(low, high)), y)
    upper = [(x(size), y(bounds[1] * 1000)) for size, bounds in zip(sizes, ranges, strict=True)]
    lower = [(x(size), y(bounds[0] * 1000)) for size, bounds in zip(sizes, ranges, strict=True)]
    parts.append(f'<path class="trechter" d="{_path([*upper, *reversed(lower)])}Z"/>')
    mean = y(funnel.gemiddelde * 1000)
    parts.append(f'<path class="lijn-toen" d="{_path([(LEFT, mean), (WIDTH - RIGHT, mean)])}"/>')
    for point in funnel.punten:
        parts.append(_mark(x(point.geheel), y(point.deel * 1000 / point.geheel), expected=funnel.is_expected(point)))
    for number in range(0, int(sizes[-1]) + 1, _pick_round(sizes[-1])):
        parts.append(_text(x(number), HEIGHT - BOTTOM + 22, wording.number(number), anchor="middle"))
    parts.append(_text(WIDTH - RIGHT, HEIGHT - 8, "aantal leerlingen", anchor="end"))
    return _picture(parts)


def list_sizes(funnel: Funnel) -> list[float]:
    """Numbers of pupils at which the expected range is drawn, from just below the smallest school to just above."""
    smallest, *_, widest = sorted(point.geheel for point in funnel.punten)
    first, last = smallest * 0.9, widest * 1.05
    return [first + (last - first) * step / CURVE_STEPS for step in range(CURVE_STEPS + 1)]


def _mark(x: float, y: float, *, expected: bool) -> str:
    # Outside the range a square, inside a circle: the form tells it, not the colour.
    if expected:
        return f'<circle class="punt" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
    return f'<rect class="punt-buiten" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>'


def _band(band: Band, x: _Scale) -> str:
    left, right = max(LEFT, x(band.van - 0.5)), min(WIDTH - RIGHT, x(band.tot - 0.5))
    if right <= left:
        return ""
    box = (
        f'<rect class="vakantie" x="{left:.1f}" y="{TOP}" width="{right - left:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
    )
    return box + _text((left + right) / 2, HEIGHT - 8, band.naam, anchor="middle")


def _line(line: WeekLine, x: _Scale, y: _Scale, look: str) -> str:
    """A line that breaks where nothing is shown; a week between two gaps is a point."""
    strokes: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(line.waarden):
        if value is None:
            strokes.append([])
        else:
            strokes[-1].append((x(number), y(value)))
    drawn = [f'<path class="{look}" d="{_path(stroke)}"/>' for stroke in strokes if len(stroke) > 1]
    drawn += [
        f'<circle class="{look}-punt" cx="{stroke[0][0]:.1f}" cy="{stroke[0][1]:.1f}" r="3"/>'
        for stroke in strokes
        if len(stroke) == 1
    ]
    return "".join(drawn)


def _percent_axis(ticks: range, y: _Scale) -> list[str]:
    drawn = []
    for tick in ticks:
        at = y(tick)
        drawn.append(f'<path class="raster" d="{_path([(LEFT, at), (WIDTH - RIGHT, at)])}"/>')
        drawn.append(_text(LEFT - 8, at + 5, wording.whole_percent(tick // TENTHS_PER_PERCENT), anchor="end"))
    return drawn


def _pick_axis(lowest: int, highest: int) -> tuple[int, int]:
    """Whole per cents around the values, in tenths, never past 100."""
    low = max(0, (lowest - 1) // TENTHS_PER_PERCENT * TENTHS_PER_PERCENT)
    high = min(1000, -(-(highest + 1) // TENTHS_PER_PERCENT) * TENTHS_PER_PERCENT)
    return low, max(high, low + TENTHS_PER_PERCENT)


def _pick_step(low: int, high: int) -> int:
    """Tenths between two lines of the grid: at most eight lines."""
    return next(step for step in (10, 20, 50, 100, 200) if (high - low) // step <= MOST_GRID_LINES)


def _pick_round(widest: float) -> int:
    return next(step for step in (10, 25, 50, 100, 250, 500, 1000, 5000, 10**9) if widest / step <= MOST_GRID_LINES)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _text(x: float, y: float, text: str, *, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _picture(parts: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="grafiek" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false"'
        f' font-size="14" fill="{palette.INK}">{"".join(parts)}</svg>'
    )
