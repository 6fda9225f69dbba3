"""Protecting a publication for readers without pupils.

`protect` is the one way to a shown count: it hides, attacks what it made, and refuses when the attack works. What
readers have been shown before stands in the ledger (`pipelines.vault.publications`).
"""

import time
from dataclasses import replace
from datetime import date

from pipelines.errors import DataCheckFailed
from pipelines.progress import Report, be_silent
from pipelines.settings import Settings
from pipelines.vault.losses import refuse_lost
from pipelines.vault.publications import TRIMESTERVERSLAG, Released, find_earlier
from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    Attack,
    Contradiction,
    Earlier,
    Figures,
    Release,
    Verdict,
    follow_release,
    judge,
    list_links,
    release,
)
from reports.words.wording import counted, listing

_NAMED = 10


def protect(
    figures: Figures,
    *,
    settings: Settings,
    peildatum: date,
    soort: str = TRIMESTERVERSLAG,
    report_progress: Report = be_silent,
    attack: Attack | None = None,
    anew: bool = False,
) -> Released:
    """The figures as they may be shown, after an attack on them has failed.

    `attack`: the sharpest known (LinearAttack) unless a test brings its own. `anew`: as if nothing of this peildatum
    came out before. Raises DataCheckFailed (13) when a small count could be worked out all the same, and
    StoreUnavailable (14) when the ledger cannot be read or has lost what came out of this peildatum.
    """
    refuse_lost(settings.opslag, peildatum)
    started = time.perf_counter()
    rules = settings.publicatie
    attack = attack or LinearAttack(rules.breedte)
    earlier = _follow(find_earlier(settings.opslag, peildatum=peildatum), settings)
    if anew:
        others = tuple((day, release) for day, release in earlier.uitgaven if day != peildatum)
        earlier = replace(earlier, uitgaven=others)
    try:
        shown = release(figures, rules, earlier=earlier, attack=attack)
        verdict = judge(figures, shown, rules, earlier=earlier, attack=attack)
    except Contradiction:
        raise DataCheckFailed(
            "De aanvalsproef is niet af te maken: de getoonde aantallen spreken elkaar tegen. Er is niets "
            "gepubliceerd. Meld dit bij wie msa beheert."
        ) from None
    refuse_narrow(verdict)
    seconds = round(time.perf_counter() - started)
    hidden = counted(verdict.beschermd, "verborgen aantal", "verborgen aantallen")
    room = "" if verdict.speling is None else f", kleinste speling {verdict.speling}"
    elsewhere = f", van {verdict.elders} is elders al meer bekend" if verdict.elders else ""
    report_progress(f"Aanvalsproef: {hidden}{room}{elsewhere}, {counted(seconds, 'seconde', 'seconden')}")
    known = {cell.id: cell.getal for cell in figures.cellen if cell.bekend}
    return Released(peildatum, Release(rules, shown, figures.sommen, known, list_links(figures, earlier)), soort)


def _follow(earlier: Earlier, settings: Settings) -> Earlier:
    """What readers have, by the numbers that schools have now: under another number it is the same count."""
    told = tuple((day, follow_release(release, settings.opvolgers)) for day, release in earlier.uitgaven)
    return replace(earlier, uitgaven=told)


def refuse_narrow(verdict: Verdict) -> None:
    """DataCheckFailed (13) when a count has too few possible values left; the message holds names and no values."""
    if not verdict.te_krap:
        return
    names = [f"'{name}'" for name in verdict.te_krap[:_NAMED]]
    more = len(verdict.te_krap) - len(names)
    raise DataCheckFailed(
        f"De aanvalsproef is niet gehaald: uit de getoonde aantallen zijn kleine aantallen af te leiden, namelijk "
        f"{listing([*names, f'nog {more}'] if more else names)}. Er is niets gepubliceerd. Kies in [publicatie] een "
        "hogere 'drempel', of meld dit bij wie msa beheert."
    )
