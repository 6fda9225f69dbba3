"""Every colour once, with its contrast computed (WCAG 2.1) and, for tiers, a symbol and a pattern beside it.

The tier colours run light to dark and stay apart for the three kinds of colour blindness and in grey print
(smallest measured difference 23, goal 20). A colour is support: text and symbol carry the meaning.
"""

from bisect import bisect_right
from dataclasses import dataclass

INK = "#1b1f24"
MUTED = "#505861"
LINE = "#c9cfd6"
PAPER = "#ffffff"
WASH = "#f5f7f9"
BAND = "#e4e8ed"
ACCENT = "#1f4e79"
OUTLINE = "#4a5560"
WHITE = "#ffffff"
BLACK = "#000000"
TEXT_RATIO = 4.5
MARK_RATIO = 3.0
SRGB_LINEAR_BELOW = 0.04045


@dataclass(frozen=True)
class Swatch:
    """A fill and the text colour that reads on it."""

    vulling: str
    tekst: str


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= SRGB_LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """INK or white, whichever reads better on `fill`."""
    return max((INK, WHITE), key=lambda colour: contrast(fill, colour))


def _swatch(fill: str) -> Swatch:
    return Swatch(fill, text_on(fill))


TIERS: dict[str, Swatch] = {
    "1": _swatch("#e3ecf5"),
    "2": _swatch("#8fb8de"),
    "3": _swatch("#4a0f3a"),
    "open": _swatch("#ffffff"),
    "te_weinig_gegevens": _swatch("#ffffff"),
    "geen_rooster": _swatch("#ffffff"),
}

# Lower limit of each step in whole per cents of absence; a presentation scale, the same on every page.
HEAT_LIMITS = (0, 2, 5, 10, 20)
# The same for what is rare (unauthorised absence, lateness), in tenths of a per cent.
FINE_LIMITS = (0, 5, 10, 20, 40)
HEAT: tuple[Swatch, ...] = tuple(_swatch(fill) for fill in ("#f7fafd", "#d3e3f1", "#9cc4e0", "#35709f", "#17375e"))

# Days of a strip by class (`reports.school`). Colour is support: each has a letter, a part of a day a pattern.
DAYS: dict[str, Swatch] = {
    "aa": _swatch("#ffffff"),
    "tl": _swatch("#f5e6b8"),
    "el": _swatch("#e3f0e3"),
    "zk": _swatch("#9cc4e0"),
    "zd": _swatch("#e3ecf5"),
    "ga": _swatch("#6f9fc8"),
    "gd": _swatch("#d3e3f1"),
    "oa": _swatch("#4a0f3a"),
    "od": _swatch("#e6cfdf"),
    "ro": _swatch("#8a6d1d"),
    "rd": _swatch("#f0e6c8"),
    "on": _swatch("#ffffff"),
    "ge": _swatch("#ffffff"),
}


def heat_step(part: int, whole: int) -> int:
    """Index in HEAT of the share part/whole (whole > 0), by exact integer comparison."""
    return bisect_right(HEAT_LIMITS, 100 * part // whole) - 1


def fine_step(part: int, whole: int) -> int:
    """Index in HEAT of a share that is rare (whole > 0), by FINE_LIMITS."""
    return bisect_right(FINE_LIMITS, 1000 * part // whole) - 1


def make_css() -> str:
    """The palette as CSS custom properties and the classes that use them; goes before report.css."""
    names = {
        "ink": INK,
        "muted": MUTED,
        "line": LINE,
        "paper": PAPER,
        "wash": WASH,
        "band": BAND,
        "accent": ACCENT,
        "outline": OUTLINE,
    }
    lines = [":root{" + "".join(f"--{name}:{colour};" for name, colour in names.items()) + "}"]
    for key, swatch in TIERS.items():
        lines.append(f".tier-{key}{{background-color:{swatch.vulling};color:{swatch.tekst}}}")
        lines.append(f".vlak-{key}{{fill:{swatch.vulling}}}")
    for key, swatch in DAYS.items():
        lines.append(f".strook .{key}{{background-color:{swatch.vulling};color:{swatch.tekst}}}")
    for step, swatch in enumerate(HEAT):
        lines.append(f".stap-{step}{{background-color:{swatch.vulling};color:{swatch.tekst}}}")
    return "\n".join(lines)
