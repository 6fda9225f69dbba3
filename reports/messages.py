"""Computed sentences of the SWV page. A sentence is true for any data, or it is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports import wording
from reports.trimester import PublicSwv

AT_MOST = 5


@dataclass(frozen=True)
class Message:
    """One sentence and the id of the section it points to."""

    tekst: str
    anker: str


def make_messages(report: PublicSwv) -> tuple[Message, ...]:
    """At most five sentences about what needs attention, from shown numbers only."""
    return tuple(_all_messages(report))[:AT_MOST]


def _all_messages(report: PublicSwv) -> Iterator[Message]:
    if report.geweigerd:
        count = len(report.geweigerd)
        verb = "is" if count == 1 else "zijn"
        yield Message(
            f"{wording.counted(count, 'school', 'scholen')} {verb} niet meegeteld:"
            " de aanlevering was niet te gebruiken.",
            "geweigerd",
        )
    groups = report.geheel.vierweken
    if groups.zonder_plan.getal and groups.totaal.getal:
        yield Message(
            f"Ongeveer {wording.shown(groups.zonder_plan)} van de ongeveer {wording.shown(groups.totaal)} leerlingen"
            " in de vierwekengroep hebben geen plan van aanpak.",
            "thuiszitters",
        )
    if groups.plan_onbekend.getal:
        yield Message(
            f"Van ongeveer {wording.shown(groups.plan_onbekend)} leerlingen in de vierwekengroep is niet bekend"
            " of er een plan van aanpak is.",
            "thuiszitters",
        )
    statuses = report.geheel.statussen
    if statuses.thuiszitters_op_peildatum.getal:
        yield Message(
            f"Op de peildatum zijn ongeveer {wording.shown(statuses.thuiszitters_op_peildatum)} leerlingen"
            " thuiszitter.",
            "thuiszitters",
        )
    tiers = report.geheel.tiers
    if tiers.tier_3.getal and tiers.totaal.getal:
        yield Message(
            f"Ongeveer {wording.shown(tiers.tier_3)} leerlingen ({wording.shown_share(tiers.tier_3, tiers.totaal)})"
            f" waren {wording.tier_limits('3', report.kop)} (tier 3).",
            "tiers",
        )
    if tiers.open.getal:
        yield Message(
            f"Van ongeveer {wording.shown(tiers.open)} leerlingen is de tier nog open door codes zonder betekenis.",
            "kwaliteit",
        )
