"""What the register says of a case, as the card of a pupil may show it."""

from collections.abc import Mapping
from typing import Any

from reports.context.parts import CaseNotes


def make_case_notes(register: Mapping[str, Any], interventions: Mapping[str, str]) -> CaseNotes | None:
    """A row of mart_register; None for an empty one. `interventions`: code -> words, the list of the SWV.

    A code that is not on that list is not shown: a school can have written any text there.
    """
    if not register:
        return None
    words = {code.casefold(): told for code, told in interventions.items()}
    codes = [code.strip().casefold() for code in (register["interventies"] or "").split(",")]
    return CaseNotes(
        regiehouder=register["regiehouder"] or "",
        interventies=tuple(words[code] for code in codes if code in words),
        resultaat=register["resultaat"] or "",
        afgesloten_op=register["afgesloten_op"],
    )
