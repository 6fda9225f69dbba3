"""Computed sentences of the SWV page. A sentence is true for any data, or it is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.release.public_table import find_share
from reports.swv.chapters.book import TOTAL
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.page import PublicSwv
from reports.words import wording

AT_MOST = 5
_HALF = 500


@dataclass(frozen=True)
class Message:
    """One sentence and the id of the section it points to."""

    tekst: str
    anker: str


def make_messages(report: PublicSwv) -> tuple[Message, ...]:
    """At most five sentences about what needs attention, from shown numbers only."""
    found = [*_refusals(report), *_unmeasured(report)]
    if report.meegeteld:
        for part in (_plans, _ledger, _thuiszitters, _authorised, _tier_3, _open_tiers):
            found += part(report)
    return tuple(found[:AT_MOST])


def _refusals(report: PublicSwv) -> Iterator[Message]:
    if report.geweigerd:
        count = len(report.geweigerd)
        verb = "telt" if count == 1 else "tellen"
        yield Message(
            f"{wording.counted(count, 'school', 'scholen')} {verb} niet mee: de aanlevering was niet te gebruiken.",
            "geweigerd",
        )


def _unmeasured(report: PublicSwv) -> Iterator[Message]:
    if report.niet_gemeten:
        count = len(report.niet_gemeten)
        verb = "telt" if count == 1 else "tellen"
        yield Message(
            f"{wording.counted(count, 'school', 'scholen')} {verb} niet mee: in deze periode is daar niets gemeten.",
            "geweigerd",
        )


def _plans(report: PublicSwv) -> Iterator[Message]:
    group = f"vierweken/{SWV}"
    whole = report.getallen[group]
    for part, words in (
        ("zonder_plan", "zonder plan van aanpak"),
        ("plan_onbekend", "zonder bericht of er een plan van aanpak is"),
    ):
        count = report.getallen[f"{group}/{part}"]
        if count.getal and whole.getal:
            yield Message(
                f"In de vierwekengroep zijn ongeveer {wording.shown(count)} van de {wording.shown(whole)} leerlingen"
                f" {words}.",
                "thuiszitters",
            )


def _ledger(report: PublicSwv) -> Iterator[Message]:
    missed = report.getallen[f"meldingen/{TOTAL}/niet_gemeld"]
    if missed.getal:
        yield Message(f"Ongeveer {wording.shown(missed)} verplichte meldingen aan DUO zijn niet gedaan.", "meldingen")


def _thuiszitters(report: PublicSwv) -> Iterator[Message]:
    count = report.getallen[f"status/{SWV}/thuiszitters/op_peildatum"]
    if count.getal:
        yield Message(f"Op de peildatum zijn ongeveer {wording.shown(count)} leerlingen thuiszitter.", "thuiszitters")


def _authorised(report: PublicSwv) -> Iterator[Message]:
    minutes = report.tierminuten.get("tier_3")
    if minutes is None:
        return
    away = minutes.geoorloofd + minutes.ongeoorloofd
    if away and wording.tenths(minutes.geoorloofd, away) > _HALF:
        yield Message(
            "Het meeste verzuim van leerlingen in tier 3 is geoorloofd:"
            f" {wording.percentage(minutes.geoorloofd, away)} van hun gemiste tijd.",
            "verzuim",
        )


def _tier_3(report: PublicSwv) -> Iterator[Message]:
    whole, part = report.getallen[name_tiers(SWV)], report.getallen[f"{name_tiers(SWV)}/tier_3"]
    if part.getal and whole.getal:
        share = find_share(part, whole)
        yield Message(
            f"Ongeveer {wording.shown(part)} leerlingen{f' ({share})' if share else ''}"
            f" waren {wording.tier_limits('3', report.kop)} (tier 3).",
            "aanwezigheid",
        )


def _open_tiers(report: PublicSwv) -> Iterator[Message]:
    count = report.getallen[f"{name_tiers(SWV)}/open"]
    if count.getal:
        yield Message(
            f"Van ongeveer {wording.shown(count)} leerlingen is de tier nog open, door codes zonder betekenis.",
            "scholen",
        )
