"""The counts of the trimester report as its chapters write them down, with the sums that a reader knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.release.disclosure import Cell, Sum

TOTAL = "totaal"


@dataclass(frozen=True)
class Book:
    """Collects cells and sums; a sum is checked as it is written down."""

    bekend: frozenset[str]
    """Ids of the counts that a reader has from elsewhere too."""
    hoofdzaak: frozenset[str]
    """Ids of the counts that are shown before others."""
    cellen: dict[str, Cell] = field(default_factory=dict)
    sommen: list[Sum] = field(default_factory=list)

    def add(
        self,
        name: str,
        count: int,
        *,
        public: bool = True,
        known: bool = False,
        was: str = "",
        since: bool = False,
        explains: bool = False,
    ) -> str:
        """Write down a count. `known`: readers can make it exactly elsewhere; `explains`: it explains other counts."""
        if name in self.cellen:
            raise ValueError(f"two counts are called {name}")
        self.cellen[name] = Cell(
            name,
            count,
            publiek=public,
            bekend=known or name in self.bekend,
            hoofdzaak=name in self.hoofdzaak,
            was=was,
            sinds=since,
            bijzaak=explains,
        )
        return name

    def add_sum(self, total: str, parts: Iterable[str]) -> None:
        listed = tuple(parts)
        if self.cellen[total].getal != sum(self.cellen[part].getal for part in listed):
            raise ValueError(f"the parts of {total} do not add up")
        self.sommen.append(Sum(total, listed))

    def add_within(self, whole: str, part: str) -> None:
        """All pupils of `part` are among those of `whole`; the others are a count on no page. No others: one count."""
        rest = self.cellen[whole].getal - self.cellen[part].getal
        if rest < 0:
            raise ValueError(f"{part} is more than {whole}")
        others = [self.add(f"{whole}/buiten/{part}", rest, public=False)] if rest else []
        self.add_sum(whole, (part, *others))

    def add_parts(
        self, total: str, count: int, parts: Mapping[str, int], *, was: str = "", since: bool = False
    ) -> None:
        """A total and all its parts, as cells "<total>/<part>", that add up to it."""
        self.add(total, count, was=was, since=since)
        self.add_sum(total, [self.add(f"{total}/{part}", number, since=since) for part, number in parts.items()])
