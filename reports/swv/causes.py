"""Why the figures are not those of the previous peildatum: sentences, a picture and the tables, of released counts."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.context.difference import OVERIG, STAPPEN, EditionLabel
from reports.plots.bridge import draw_bridge
from reports.swv.chapters.bridge import name_table, print_bridge, stood_then
from reports.swv.chapters.bridged import COUNTS, BridgedCount, find_was
from reports.swv.chapters.view import View
from reports.swv.quarter import QuarterBridge
from reports.words import wording
from reports.words.difference_words import STEP_WORDS, name_count, tell_difference

# Which counts are told in a sentence, and whose tables are unfolded by who wants to know more.
_IN_A_SENTENCE = ("thuiszitters", "tier_3")
_FOLDED = ("tier_2", "tier_1", "zonder_tier")


@dataclass(frozen=True)
class Causes:
    """What the section prints. `tabellen`: the counts that it explains, by name, with the id of the table of each; the
    last of them stand in `vouwen`.

    `reden`: why there are no causes, in words; `figuur`: empty where the first count did not change or is not shown.
    """

    zinnen: tuple[str, ...]
    figuur: Markup
    tabellen: tuple[tuple[str, str], ...]
    vouwen: tuple[tuple[str, str], ...]
    stappen: tuple[tuple[str, str], ...]
    reden: str


def make_causes(view: View) -> Causes | None:
    """None where there is no earlier peildatum."""
    bridge = view.report.verschil
    if bridge is None:
        return None
    first = COUNTS[0]
    told = [count for count in COUNTS if count.telling in bridge.tellingen]
    listed = told or [count for count in COUNTS if stood_then(view, count, bridge)]
    tables = [(count.telling in _FOLDED, (count.kop, name_table(count))) for count in listed]
    return Causes(
        zinnen=tuple(_tell(view, count, bridge) for count in told if count.telling in _IN_A_SENTENCE),
        figuur=_draw(view, first, bridge) if first in told else Markup(""),
        tabellen=tuple(table for is_folded, table in tables if not is_folded),
        vouwen=tuple(table for is_folded, table in tables if is_folded),
        stappen=tuple(STEP_WORDS[step] for step in bridge.stappen) if told else (),
        reden=bridge.reden,
    )


def _label_ends(view: View, bridge: QuarterBridge) -> tuple[EditionLabel, EditionLabel]:
    before, now = wording.short_date(bridge.vorige), wording.short_date(view.report.kop.peildatum)
    return EditionLabel(before), EditionLabel(now)


def _tell(view: View, count: BridgedCount, bridge: QuarterBridge) -> str:
    before, now = _label_ends(view, bridge)
    printed = print_bridge(view, count, bridge)
    if printed is not None:
        return tell_difference(printed, before, now)
    was, is_now = (wording.shown(view.shown[name]) for name in (find_was(view.shown, count), count.whole))
    return f"{name_count(count.telling)}: was {was} ({before.naam}), is {is_now} ({now.naam})."


def _draw(view: View, count: BridgedCount, bridge: QuarterBridge) -> Markup:
    printed = print_bridge(view, count, bridge)
    if printed is None or not any(printed.delen.values()):
        return Markup("")
    # A step of which nothing is shown is no bar: it is part of the last one.
    steps = [step for step in (*STAPPEN, OVERIG) if step in printed.delen]
    return draw_bridge(printed, steps, *_label_ends(view, bridge))
