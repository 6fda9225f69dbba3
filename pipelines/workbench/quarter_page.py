"""Page Kwartaal: how far each school is, from what lies in its folder, its check and the ticks."""

from datetime import date, datetime

from pipelines.run.messages import write_message
from pipelines.run.verdict import CheckedSchool, describe_school
from pipelines.settings import School, Settings
from pipelines.vault.places import CHECK_FOLDER
from pipelines.vault.ticks import GEVRAAGD, HERINNERD, Tick, read_ticks
from pipelines.workbench.bench import Bench
from pipelines.workbench.checks import Checked, list_stamps
from pipelines.workbench.folders import SHARED
from pipelines.workbench.seen_files import list_delivered
from reports.context.workbench import FolderStep, MessagePage, QuarterPage, SchoolStep
from reports.words.wording import NBSP, counted, day_month, short_date
from schemas.exports.base import SAMENMAP
from schemas.tables import STAND_GEWEIGERD, STAND_NIET_GEMETEN, STAND_VEROUDERD

RETURN_SHEET = "retour.html"
_STANDEN = {STAND_GEWEIGERD: "geweigerd", STAND_NIET_GEMETEN: "niet gemeten", STAND_VEROUDERD: "verouderd"}
_BUSY = "wordt gecontroleerd"
_NOTHING = "wacht op de levering"
_MOST_SHOWN = 3


def make_quarter_page(bench: Bench, settings: Settings) -> QuarterPage:
    """All schools; has those checked again of which something changed."""
    period = bench.get_period(settings)
    today = bench.today()
    folders = [folder for folder in SHARED if count_files(settings, folder)]
    delivered = [school.id for school in settings.scholen if may_have_delivered(settings, school.id)]
    bench.checks.ask(settings, [*folders, *delivered], peildatum=period.peildatum, today=today)
    ticks = [tick for tick in read_ticks(settings.opslag) if tick.peildatum == period.peildatum]
    known = {
        school_id: bench.checks.get(settings, school_id, peildatum=period.peildatum, today=today)
        for school_id in delivered
    }
    schools = tuple(_make_step(settings, school, known.get(school.id), ticks) for school in settings.scholen)
    return QuarterPage(
        periode_van=period.van,
        periode_tot=period.peildatum,
        scholen=schools,
        mappen=tuple(make_folder_step(bench, settings, folder) for folder in SHARED),
        samenvatting=_sum_up(schools),
        opgemerkt=tuple(dict.fromkeys(line for each in known.values() if each for line in each.noticed)),
    )


def make_message_page(bench: Bench, settings: Settings, school_id: str) -> MessagePage:
    """The text to ask a school, or to remind it when it was asked; WrongUse for a school that is not there."""
    school = settings.get_school(school_id)
    period = bench.get_period(settings)
    ticks = [
        tick for tick in read_ticks(settings.opslag) if (tick.peildatum, tick.over) == (period.peildatum, school_id)
    ]
    reminds = any(tick.soort in (GEVRAAGD, HERINNERD) for tick in ticks)
    subject, text = write_message(settings, school, period=period, reminds=reminds)
    return MessagePage(
        school=school.id,
        naam=school.naam,
        onderwerp=subject,
        tekst=text,
        soort=HERINNERD if reminds else GEVRAAGD,
        eerder=tuple(f"{tick.soort.capitalize()} op {short_date(tick.op)}." for tick in ticks),
    )


def count_files(settings: Settings, folder_id: str) -> int:
    """Files that lie in a folder, hidden ones excepted."""
    return len(list_stamps(settings.get_delivery_folder(folder_id)))


def may_have_delivered(settings: Settings, school_id: str) -> bool:
    """Whether a check can find something of a school: in its own folder, or in a list for several schools."""
    return bool(count_files(settings, school_id) or count_files(settings, SAMENMAP))


def count_shared(settings: Settings, school_id: str, checked: Checked | None) -> int:
    """Lists for several schools that were read for this school."""
    if checked is None or checked.found is None:
        return 0
    return max(0, len(checked.found.bestanden) - len(list_delivered(settings, school_id)))


def make_folder_step(bench: Bench, settings: Settings, folder: str) -> FolderStep:
    """How far a folder of what is not of one school is."""
    files = list_stamps(settings.aanlevering / folder)
    peildatum, today = bench.get_peildatum(settings), bench.today()
    checked = bench.checks.get(settings, folder, peildatum=peildatum, today=today) if files else None
    usable = checked is not None and checked.map is not None and checked.map.bruikbaar
    return FolderStep(
        map=folder,
        naam=SHARED[folder].naam,
        geleverd=_say_delivered(files),
        stand=_say_folder_state(bool(files), checked),
        klaar=usable,
        bezig=bool(files) and checked is None,
    )


def make_step(bench: Bench, settings: Settings, school: School) -> SchoolStep:
    """How far one school is, by what is known of it now."""
    peildatum = bench.get_peildatum(settings)
    checked = bench.checks.get(settings, school.id, peildatum=peildatum, today=bench.today())
    ticks = [tick for tick in read_ticks(settings.opslag) if tick.peildatum == peildatum]
    return _make_step(settings, school, checked, ticks)


def _make_step(settings: Settings, school: School, checked: Checked | None, ticks: list[Tick]) -> SchoolStep:
    files = list_stamps(settings.get_delivery_folder(school.id))
    found = checked.found if checked else None
    shared = count_shared(settings, school.id, checked)
    # Of a school without a folder of its own only a check tells whether a shared list has rows of it.
    waits = checked is None and may_have_delivered(settings, school.id)
    there = bool(files or shared or (checked and checked.trouble))
    return SchoolStep(
        school=school.id,
        naam=school.naam,
        gevraagd=_say_asked([tick for tick in ticks if tick.over == school.id]),
        geleverd=_say_delivered(files) or say_shared(shared),
        stand=_say_state(there or waits, checked),
        klaar=there and found is not None and found.is_usable,
        bezig=waits,
        gegevens_tot=found.gegevens_tot if found else None,
        ontbreekt=_shorten(list_missing(school, checked)) if there else (),
        retourblad=(settings.uitvoer / CHECK_FOLDER / school.id / RETURN_SHEET).is_file(),
    )


def _shorten(missing: tuple[str, ...]) -> tuple[str, ...]:
    """What fits in a cell: of each the first sentence, and no more than a few; the page of the school has all."""
    shown = [f"{line.partition('. ')[0].rstrip('.:')}." for line in missing[:_MOST_SHOWN]]
    rest = len(missing) - len(shown)
    return (*shown, *([f"En nog {counted(rest, 'punt', 'punten')}: zie de pagina van de school."] if rest else []))


def list_missing(school: School, checked: Checked | None) -> tuple[str, ...]:
    """What keeps a delivery from being usable, a sentence each; none while it is not known."""
    if checked is None:
        return ()
    if checked.found is None:
        return (checked.trouble,)
    told = [checked.refused] if checked.refused else []
    who = f"{school.id} {school.naam}. "
    told += [line.replace(f": {who}", ": ") for line in describe_school(checked.found, school.naam)]
    return tuple(line.replace(NBSP, " ") for line in [*told, *_count_faults(checked.found)])


def _count_faults(found: CheckedSchool) -> list[str]:
    counts = (
        (found.quarantaine, "regel niet te gebruiken", "regels niet te gebruiken"),
        (found.cellen, "cel niet te lezen", "cellen niet te lezen"),
        (found.zonder_rooster, "leerling zonder rooster", "leerlingen zonder rooster"),
    )
    return [f"{counted(number, one, more)}." for number, one, more in counts if number]


def _say_asked(ticks: list[Tick]) -> str:
    if not ticks:
        return ""
    last = ticks[-1] if ticks[-1].soort == HERINNERD else max(ticks, key=lambda tick: tick.op)
    return f"{last.soort} {day_month(last.op)}"


def _say_delivered(files: list[tuple[object, ...]]) -> str:
    if not files:
        return ""
    moments = [stamp[2] for stamp in files if len(stamp) > 1 and isinstance(stamp[2], int)]
    last = f", laatste {day_month(_to_day(max(moments)))}" if moments else ""
    return f"{counted(len(files), 'bestand', 'bestanden')}{last}"


def say_shared(number: int) -> str:
    """So many lists for several schools; nothing for none."""
    return counted(number, "lijst voor meer scholen", "lijsten voor meer scholen") if number else ""


def _say_folder_state(has_files: bool, checked: Checked | None) -> str:
    if not has_files:
        return ""
    if checked is None:
        return _BUSY
    if checked.map is None:
        return "niet te controleren"
    return "bruikbaar" if checked.map.bruikbaar else "niet helemaal bruikbaar"


def _to_day(nanoseconds: int) -> date:
    return datetime.fromtimestamp(nanoseconds / 1_000_000_000).date()


def _say_state(has_files: bool, checked: Checked | None) -> str:
    if not has_files:
        return _NOTHING
    if checked is None:
        return _BUSY
    if checked.found is None:
        return "niet te controleren"
    if checked.found.is_usable:
        return "bruikbaar"
    return _STANDEN.get(checked.found.stand, "deels bruikbaar")


def _sum_up(schools: tuple[SchoolStep, ...]) -> str:
    ready = sum(school.klaar for school in schools)
    told = [f"{ready} van {counted(len(schools), 'school', 'scholen')} bruikbaar"]
    if waiting := sum(not school.geleverd for school in schools):
        told.append(f"{waiting} nog niets geleverd")
    if busy := sum(school.bezig for school in schools):
        told.append(f"{busy} nog niet gecontroleerd")
    return f"{', '.join(told)}."
