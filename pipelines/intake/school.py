"""What one school delivered, checked: its folder read with all that `opslag` knows of the school."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.delivery import DeliveryView, make_empty, read_delivery, read_lpa_lists, read_moves_list
from pipelines.intake.erased import ErasedAnywhere, load_erased, load_erased_anywhere
from pipelines.intake.shared_list import SharedFolder, make_owners, takes_part
from pipelines.intake.shared_rest import MarkOf, Rest, SharedFile, add_rest, look_at_lists, read_rest, tell_leftovers
from pipelines.settings import School, Settings
from pipelines.store.periods import Period, make_period_of
from pipelines.vault.kept_forms import list_kept
from pipelines.vault.keyring import translate_codes
from pipelines.vault.places import VAULT
from pipelines.vault.pseudonym import make_leerling, make_leerlingen, make_name_mark
from schemas.exports.base import SAMENMAP
from schemas.findings import Finding
from schemas.tables import RAW_BESTAND, RAW_WOONGEMEENTE

# The folder of lists for several schools.
SHARED_FOLDER = SAMENMAP


def read_school(
    settings: Settings,
    school: School,
    *,
    key: bytes,
    peildatum: date | None = None,
    period: Period | None = None,
    look: Callable[[DeliveryView], None] | None = None,
) -> Delivery:
    """What one school delivered, checked; the pupils by code under `key`.

    With a peildatum also what register files of earlier runs said, up to and including that peildatum. `period`: that
    of which the delivery must tell enough; without one that of the peildatum, and without both none.
    """
    given = make_reading(settings, school, key=key, peildatum=peildatum, period=period)
    if is_closed(settings, school) and not given["folder"].exists():
        return make_empty(school.id)
    return read_delivery(**given, look=look)


def is_closed(settings: Settings, school: School) -> bool:
    """Whether other schools go on from this one: then it need not deliver, and what it told before stands."""
    return any(school.id in other.herkomst for other in settings.scholen)


def make_reading(
    settings: Settings,
    school: School,
    *,
    key: bytes,
    peildatum: date | None = None,
    period: Period | None = None,
) -> dict[str, Any]:
    """All that `read_delivery` is given for a school, by name.

    `pipelines.intake.checked` recognises by it whether a school would be read the same: what is not given here may not
    decide how a school reads.
    """
    if period is None and peildatum is not None:
        period = make_period_of(settings, peildatum)
    return {
        "school": school,
        "folder": settings.get_delivery_folder(school.id),
        "vault": settings.opslag / VAULT,
        "make_codes": lambda numbers: make_leerlingen(key, school.stam, numbers),
        "make_other_codes": lambda numbers: _make_other_codes(key, school, numbers),
        "make_former_codes": lambda numbers: _make_former_codes(settings, school, key, numbers),
        "make_mark": lambda name: make_name_mark(key, school.stam, name),
        "schooljaar_begin": settings.schooljaar_begin,
        "earlier_codes": translate_codes(settings.opslag),
        "interventies": tuple(settings.interventies),
        "kept": () if peildatum is None else list_kept(settings.opslag, *school.nummers, peildatum=peildatum),
        "erased": load_erased(settings.opslag, *school.nummers),
        "eerste_dag": settings.coverage.van,
        "calendar": settings.kalender,
        "period": None if period is None else (period.van, period.peildatum),
        "shared": SharedFolder(
            settings.aanlevering / SHARED_FOLDER,
            make_owners(settings.scholen),
            takes_part(school, settings.scholen),
            _load_all_erased(settings),
        ),
    }


def _make_other_codes(key: bytes, school: School, numbers: Sequence[str]) -> dict[str, str]:
    """The codes that the other numbers of a school give its pupils -> their codes."""
    others = [number for number in school.nummers if number != school.stam]
    codes = make_leerlingen(key, school.stam, numbers) if others else []
    found = (make_leerlingen(key, number, numbers) for number in others)
    return {other: code for made in found for other, code in zip(made, codes, strict=True)}


def _make_former_codes(
    settings: Settings, school: School, key: bytes, numbers: Sequence[str]
) -> dict[str, dict[str, str]]:
    """By school that this one goes on from, the codes that its numbers give there -> the codes here."""
    stems = {name: settings.get_school(name).stam for name in school.herkomst}
    codes = make_leerlingen(key, school.stam, numbers) if stems else []
    return {
        name: dict(zip(make_leerlingen(key, stem, numbers), codes, strict=True)) for name, stem in sorted(stems.items())
    }


def _load_all_erased(settings: Settings) -> ErasedAnywhere:
    """The marks of the erased pupils of every school."""
    return load_erased_anywhere(settings.opslag, (school.nummers for school in settings.scholen))


def read_lpa(settings: Settings, *, key: bytes) -> Delivery:
    """The lists of the LPA, as the delivery of no school."""
    return read_lpa_lists(
        settings.aanlevering / LPA_FOLDER,
        vault=settings.opslag / VAULT,
        make_mark=lambda name: make_name_mark(key, LPA_FOLDER, name),
    )


def read_moves(settings: Settings, *, key: bytes) -> Delivery:
    """The list of pupils who moved between schools of the SWV, by code under `key`, as the delivery of no school.

    With what of the lists for several schools no school has.
    """
    delivery = read_swv_lists(settings, key=key)
    return add_rest(delivery, read_shared_rest(settings, key=key, first=delivery.frames[RAW_BESTAND.name].height))


def read_swv_lists(settings: Settings, *, key: bytes) -> Delivery:
    """Folder `swv` alone."""
    stems = settings.stammen
    return read_moves_list(
        settings.aanlevering / SWV_FOLDER,
        vault=settings.opslag / VAULT,
        schools={number: school.id for school in settings.scholen for number in school.nummers},
        make_code=lambda school, number: make_leerling(key, stems[school], number),
        make_mark=lambda name: make_name_mark(key, SWV_FOLDER, name),
        erased=_load_all_erased(settings),
    )


def read_shared_rest(settings: Settings, *, key: bytes, first: int = 0) -> Rest:
    """What of the lists for several schools is of no school."""
    return read_rest(
        settings.aanlevering / SHARED_FOLDER,
        settings.scholen,
        make_mark=lambda name: make_name_mark(key, SHARED_FOLDER, name),
        mark_of=_mark_by(key, settings),
        first=first,
    )


def look_at_shared(settings: Settings, *, key: bytes) -> list[SharedFile]:
    """Every list for several schools by itself; DeliveryRefused for a folder that cannot be listed."""
    return look_at_lists(
        settings.aanlevering / SHARED_FOLDER,
        settings.scholen,
        make_mark=lambda name: make_name_mark(key, SHARED_FOLDER, name),
        mark_of=_mark_by(key, settings),
    )


def tell_shared_leftovers(settings: Settings, *, key: bytes) -> list[Finding]:
    """What lies in that folder and is not read; DeliveryRefused for a folder that cannot be listed."""
    return tell_leftovers(
        settings.aanlevering / SHARED_FOLDER, make_mark=lambda name: make_name_mark(key, SHARED_FOLDER, name)
    )


def _mark_by(key: bytes, settings: Settings) -> MarkOf:
    stems = settings.stammen
    return lambda school_id: lambda name: make_name_mark(key, stems[school_id], name)


def without_rows(delivery: Delivery) -> Delivery:
    """The delivery without its rows, once the store holds them; the lists of files and of municipalities stay."""
    kept = (RAW_BESTAND.name, RAW_WOONGEMEENTE.name)
    return replace(delivery, frames={name: delivery.frames[name] for name in kept if name in delivery.frames})


def list_taking_part(settings: Settings, deliveries: Mapping[str, Delivery]) -> dict[str, dict[str, bool]]:
    """Per school that takes part, what it delivered; a refused school does not take part."""
    return {
        school.id: get_delivered_flags(deliveries[school.id])
        for school in settings.scholen
        if deliveries[school.id].refused is None
    }


def get_delivered_flags(delivery: Delivery) -> dict[str, bool]:
    """Which of the files that decide a reading were delivered (table ref_school)."""
    return {
        "heeft_codetabel": delivery.heeft_codetabel,
        "heeft_register": delivery.heeft_register,
        "heeft_duo_meldingen": delivery.heeft_duo_meldingen,
    }
