"""Up to which day a school was measured (contract 2.8): what the head of each page says before its first figure."""

from dataclasses import dataclass
from datetime import date

from schemas.tables import STANDEN_GEMETEN


@dataclass(frozen=True)
class MeasuredSchool:
    """One school of the SWV, a refused one too."""

    school: str
    naam: str
    stand: str
    """`geweigerd`, `niet_gemeten`, `verouderd` or `gemeten`."""
    gegevens_tot: date | None = None
    """Last day that its absences cover."""
    laatste_schooldag: date | None = None
    """Its last school day up to the peildatum."""
    noemer_geschat: bool = False
    """Of any pupil lessons of the period are an estimate (contract 1.4)."""

    @property
    def loopt_achter(self) -> bool:
        """The last school day lies after what its absences cover."""
        if self.laatste_schooldag is None or self.gegevens_tot is None:
            return False
        return self.laatste_schooldag > self.gegevens_tot

    @property
    def is_gemeten(self) -> bool:
        """Its pupils stand in the figures."""
        return self.stand in STANDEN_GEMETEN
