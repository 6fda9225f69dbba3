"""Which kind of absence a code is that no table explains: proposed from what other tables know, never guessed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipelines.intake.absence_codes import says_sick
from schemas.columns import SOORTEN
from schemas.lvs import get_lvs
from schemas.lvs.codes import load_descriptions


@dataclass(frozen=True)
class CodeCount:
    """How much hangs on a code, in all that was delivered and in the period alone."""

    code: str
    rijen: int
    leerlingen: int
    rijen_periode: int
    leerlingen_periode: int


@dataclass(frozen=True)
class CodeProposal:
    """A code without a kind of its own. `shown`: as it may be shown, else fixed words; then there are no `keuzes`.

    `nu`, `voorstel`: its kind by the mapping now, and the one that is proposed; "" for none. `zeker`: the table of the
    LVS or the words themselves say it. `waarom`: where the proposal comes from, in words.
    """

    id: str
    shown: str
    rijen: int
    leerlingen: int
    rijen_periode: int
    leerlingen_periode: int
    nu: str
    voorstel: str
    zeker: bool
    waarom: str
    keuzes: tuple[str, ...]


def propose_codes(
    counts: Iterable[CodeCount],
    *,
    lvs: str,
    mapped: Mapping[str, str],
    show: Callable[[str], str],
    make_id: Callable[[str], str],
) -> tuple[CodeProposal, ...]:
    """A proposal for each code, most rows first. `show`: a code as any output may show it."""
    return tuple(
        _propose(count, lvs=lvs, now=mapped.get(count.code, ""), shown=show(count.code), code_id=make_id(count.code))
        for count in sorted(counts, key=lambda count: (-count.rijen, count.code))
    )


def _propose(count: CodeCount, *, lvs: str, now: str, shown: str, code_id: str) -> CodeProposal:
    may_show = shown == count.code
    kind, certain, why = (now, True, "zo is het nu gekoppeld") if now else find_kind(count.code, lvs=lvs)
    return CodeProposal(
        id=code_id,
        shown=shown,
        rijen=count.rijen,
        leerlingen=count.leerlingen,
        rijen_periode=count.rijen_periode,
        leerlingen_periode=count.leerlingen_periode,
        nu=now if may_show else "",
        voorstel=kind if may_show else "",
        zeker=certain and may_show,
        waarom=why if may_show else "",
        keuzes=SOORTEN if may_show else (),
    )


def find_kind(code: str, *, lvs: str) -> tuple[str, bool, str]:
    """The kind of a code by what is known elsewhere, whether that is certain, and where it comes from."""
    system = get_lvs(lvs)
    by_words = load_descriptions().get(code.strip().casefold(), "")
    if kind := system.applied_codes.get(code, ""):
        return kind, True, f"zo staat het in de tabel van {system.naam}"
    if by_words in SOORTEN:
        return by_words, True, "dat zegt het woord zelf"
    if kind := system.suggested_codes.get(code, ""):
        return kind, False, f"zo is het bij een andere school met {system.naam}"
    if says_sick(code):
        return "ziek", False, "het begint met ziek"
    return "", False, ""
