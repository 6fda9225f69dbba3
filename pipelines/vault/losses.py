"""What is lost of what readers were shown, after `msa doctor --herstel --toch`: it stands in the sealed log.

A publication that the ledger lost may be beside anything that comes out later of the same peildatum, and no small count
is protected against it. So of such a peildatum nothing new comes out, until somebody says that it may.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.audit_log import list_authentic, write_entry
from pipelines.vault.keyring import load_ring, require_ring
from reports.words.wording import short_date

_PLACE = "kwijt/"
# Nobody can tell of which peildatum.
_ANY = f"{_PLACE}onbekend"
_RESTORED, _ACCEPTED = "opslag_hersteld", "verlies_aanvaard"


@dataclass(frozen=True)
class Losses:
    """`peildata`: of which something may be lost. `until`: so may it of each peildatum up to this day.

    `accepted`: peildata of which somebody said since that new figures may come out all the same.
    """

    peildata: frozenset[date] = frozenset()
    until: date | None = None
    accepted: frozenset[date] = frozenset()

    def covers(self, peildatum: date) -> bool:
        """Whether readers may have been shown something of this peildatum that nobody knows any more."""
        is_known = peildatum in self.peildata or (self.until is not None and peildatum <= self.until)
        return is_known and peildatum not in self.accepted


def read_losses(opslag: Path) -> Losses:
    """What the log of this store says, in every line that msa sealed; nothing where there is no log."""
    ring = load_ring(opslag)
    losses = Losses()
    for entry in list_authentic(opslag, ring) if ring else ():
        if entry["wat"] == _ACCEPTED:
            day = date.fromisoformat(entry["peildatum"])
            losses = Losses(losses.peildata, losses.until, losses.accepted | {day})
        elif entry["wat"] == _RESTORED:
            losses = _add(losses, entry["hashes"], day=date.fromisoformat(entry["tijd"][:10]))
    return losses


def _add(losses: Losses, hashes: Iterable[str], *, day: date) -> Losses:
    places = [name for name in hashes if name.startswith(_PLACE)]
    named = {date.fromisoformat(name.removeprefix(_PLACE)) for name in places if name != _ANY}
    # A new loss is not what was accepted before.
    accepted = frozenset() if _ANY in places else losses.accepted - named
    return Losses(losses.peildata | named, day if _ANY in places else losses.until, accepted)


def tell_losses(peildata: Iterable[date], *, unknown: bool, sha256: str) -> Mapping[str, str]:
    """What the line of the restoring holds of it. `unknown`: more is lost of which nobody knows the peildatum.

    `sha256`: of the list that lost it, as it was sealed.
    """
    places = [f"{_PLACE}{day.isoformat()}" for day in sorted(set(peildata))]
    return dict.fromkeys([*places, *([_ANY] if unknown else [])], sha256)


def accept_loss(opslag: Path, peildatum: date) -> None:
    """Somebody says that new figures of this peildatum may come out beside those that were lost."""
    write_entry(opslag, _ACCEPTED, peildatum=peildatum, ring=require_ring(opslag))


def refuse_lost(opslag: Path, peildatum: date) -> None:
    """StoreUnavailable (14) when something that came out of this peildatum is lost; the message says how to go on."""
    if read_losses(opslag).covers(peildatum):
        day = short_date(peildatum)
        raise StoreUnavailable(
            f"Van peildatum {day} kan een publicatie zonder leerlingen bij lezers liggen die msa niet meer kent: de "
            "lijst met publicaties is teruggezet zonder de nieuwste regels. Nieuwe cijfers ernaast kunnen kleine "
            "aantallen verraden, dus er is niets gepubliceerd. Zet de map van die peildatum terug in de uitvoer: dan "
            "blijven die cijfers staan en komt de rest wel uit. Kan dat niet? 'msa doctor SWV.TOML --herstel --toch "
            f"--peildatum {peildatum.isoformat()}' geeft nieuwe cijfers vrij. Voor deze peildatum geldt de belofte "
            "over kleine aantallen dan niet meer. Die keuze komt in het logboek."
        )
