"""Page Uitvoer: what stands for a peildatum, one encrypted ZIP a reader, and what was handed over."""

from datetime import date
from pathlib import Path

from pipelines.errors import WrongUse
from pipelines.publish.publication import hash_reader
from pipelines.publish.readers import Reader, find_reader, list_readers
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.ticks import OVERGEDRAGEN, Tick, add_tick, read_ticks, remove_ticks
from pipelines.workbench.bench import Bench
from pipelines.workbench.files import list_written
from pipelines.workbench.forms import Form
from pipelines.workbench.parcels import make_parcel, make_password
from reports.context.workbench import FolderPage, OutputPage, ParcelPage, ReaderView
from reports.words.wording import short_date

_PAGE = "/uitvoer"
_START_PAGE = "index.html"
_NO_READER = "Deze map ligt er niet. Kijk op de pagina Uitvoer wat er nu ligt."
_KEPT = "Deze map is niet om door te geven. Er is geen ZIP gemaakt."


def get_folder(bench: Bench, settings: Settings) -> Path:
    """Where the output of the chosen peildatum stands, when it does."""
    return settings.uitvoer / bench.get_peildatum(settings).isoformat()


def make_output_page(bench: Bench, settings: Settings) -> OutputPage:
    """What stands for the chosen peildatum, by reader."""
    folder, peildatum = get_folder(bench, settings), bench.get_peildatum(settings)
    base = f"{bench.gate.base}{_PAGE}/{peildatum.isoformat()}"
    ticks = {
        tick.over: tick
        for tick in read_ticks(settings.opslag)
        if (tick.peildatum, tick.soort) == (peildatum, OVERGEDRAGEN)
    }
    stands = (folder / "manifest.json").is_file()
    readers = list_readers(folder, settings) if stands else ()
    return OutputPage(
        staat=stands,
        lezers=tuple(_describe(reader, folder, base=base, tick=ticks.get(reader.plek)) for reader in readers),
        startpagina=f"{base}/{_START_PAGE}",
        map=str(folder),
    )


def make_folder_page(bench: Bench, folder: Path, peildatum: date, place: str) -> FolderPage | None:
    """What lies in a folder of the output; None when there is no such folder."""
    inside = place.strip("/")
    base = f"{bench.gate.base}{_PAGE}/{peildatum.isoformat()}"
    found = [name for name in list_written(folder) if name.startswith(f"{inside}/")] if inside else []
    if not found:
        return None
    return FolderPage(inside, tuple((name.removeprefix(f"{inside}/"), f"{base}/{name}") for name in found))


def pack(bench: Bench, form: Form) -> ParcelPage:
    """An encrypted ZIP of one reader's folder; WrongUse for a folder that may not be handed over."""
    settings = bench.load()
    reader = _require_reader(bench, settings, form)
    day = bench.get_peildatum(settings).isoformat()
    name = f"msa-{day}-{reader.plek.replace('/', '-')}"
    password = make_password()
    parcel = make_parcel(get_folder(bench, settings) / reader.plek, name=name, password=password)
    return ParcelPage(reader.titel, parcel.name, password, bench.parcels.add(parcel))


def note_handed_over(bench: Bench, form: Form) -> str:
    """Note that a reader has what stands now: in the ticks and in the log."""
    settings = bench.load()
    reader = _require_reader(bench, settings, form)
    peildatum = bench.get_peildatum(settings)
    sha256 = hash_reader(get_folder(bench, settings), reader.plek)
    # Noted first where it cannot be changed.
    write_entry(settings.opslag, "overgedragen", peildatum=peildatum, hashes={reader.plek: sha256})
    add_tick(settings.opslag, Tick(peildatum, OVERGEDRAGEN, reader.plek, bench.today(), sha256))
    bench.tell(f"Genoteerd: {reader.titel} is overgedragen.")
    return _PAGE


def take_back(bench: Bench, form: Form) -> str:
    """Take the tick back; the log keeps that it was set."""
    settings = bench.load()
    reader = _require_reader(bench, settings, form)
    remove_ticks(settings.opslag, peildatum=bench.get_peildatum(settings), soort=OVERGEDRAGEN, over=reader.plek)
    bench.tell(f"Het vinkje bij {reader.titel} is weg.")
    return _PAGE


def _require_reader(bench: Bench, settings: Settings, form: Form) -> Reader:
    reader = find_reader(get_folder(bench, settings), settings, form.get("plek"))
    if reader is None:
        raise WrongUse(_NO_READER)
    if not reader.mag_weg:
        raise WrongUse(_KEPT)
    return reader


def _describe(reader: Reader, folder: Path, *, base: str, tick: Tick | None) -> ReaderView:
    return ReaderView(
        plek=reader.plek,
        titel=reader.titel,
        voor=reader.voor,
        mag=reader.mag,
        mag_weg=reader.mag_weg,
        koppelingen=tuple((words, f"{base}/{place}") for words, place in reader.koppelingen),
        overgedragen="" if tick is None else f"overgedragen op {short_date(tick.op)}",
        veranderd=tick is not None and tick.sha256 != hash_reader(folder, reader.plek),
    )
