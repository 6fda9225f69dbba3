"""Folders for attendance officers: one municipality a folder, whatever its name looks like; and which columns go in."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from pipelines.intake.delivered import Delivery
from pipelines.publish.attendance_officer import find_unknown_towns, list_towns, write_officer_folders
from pipelines.publish.publication import Publication
from pipelines.settings import School
from pipelines.store.periods import Period
from reports.officers.leerplicht import OfficerHours, OfficerNotice, OfficerReport, OfficerSchool
from schemas.columns import ONGEOORLOOFD
from schemas.municipalities import UNKNOWN, fold_town, is_usable_town
from schemas.tables import DUO_MELDING, LEERPLICHT, LEERPLICHT_BEWIJS
from tests.lib.hostile_names import HOSTILE
from tests.lib.school_folder import ROOSTER, deliver, list_rows


def _slugs(*names: str) -> dict[str, str]:
    return {town.naam: town.slug for town in list_towns(pl.Series(names, dtype=pl.String))}


def test_a_folder_is_named_after_its_municipality():
    assert _slugs("Den Helder", "'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "Zilverduin aan Zee") == {
        "Bergen (NH.)": "bergen-nh",
        "Den Helder": "den-helder",
        "'s-Gravenhage": "s-gravenhage",
        "Súdwest-Fryslân": "sudwest-fryslan",
        "Zilverduin aan Zee": "zilverduin-aan-zee",
    }


def test_spellings_of_one_municipality_share_a_folder():
    """Case, spaces and kinds of apostrophes; shown as most rows have it, then the first in order of characters."""
    (town,) = list_towns(pl.Series(["den helder", "Den  Helder", "Den Helder", "Den Helder", "DEN\u00a0HELDER"]))
    assert (town.naam, town.slug) == ("Den Helder", "den-helder")
    assert town.schrijfwijzen == ("DEN\u00a0HELDER", "Den  Helder", "Den Helder", "den helder")
    assert _slugs("’t Zand", "'t Zand") == {"'t Zand": "t-zand"}
    assert _slugs("Súdwest", "Su\u0301dwest") == {"Su\u0301dwest": "sudwest"}


def test_two_municipalities_never_share_a_folder():
    """The SHA-256 of "bergen (nh)" starts with 8596b647, of "bergen nh" with d08452e4 (by sha256sum)."""
    found = _slugs("Bergen (NH)", "Bergen NH", "Bergen")
    assert found == {"Bergen": "bergen", "Bergen (NH)": "bergen-nh-8596b647", "Bergen NH": "bergen-nh-d08452e4"}
    # A name that looks like a slug with a hash gets a hash of its own.
    assert len(set(_slugs("Bergen (NH)", "Bergen NH", "Bergen NH d08452e4").values())) == 3


def test_hostile_names_stay_below_the_folder(tmp_path: Path):
    """Every slug is of letters, digits and hyphens; a file in it lies below the publication, and no two names mix."""
    assert len(set(HOSTILE)) >= 100
    names = [name for name in HOSTILE if "\ud800" not in name]
    towns = list_towns(pl.Series(names, dtype=pl.String))
    publication = Publication(tmp_path / "uitvoer", "2026-01-01")
    for town in towns:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", town.slug), town.slug
        assert town.slug not in {UNKNOWN, "con", "nul", "aux", "prn", "com1", "lpt9"}
        publication.write_text(f"leerplicht/{town.slug}/index.html", town.key)
    assert len({town.slug for town in towns}) == len(towns) == len({fold_town(name) for name in names})
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.parent for path in written} == {publication.folder / "leerplicht"}
    assert len(written) == len(towns)


@pytest.mark.parametrize(
    "name", ["Den Helder", "'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "Ee", "Noardeast-Fryslân", "Hulst/Axel"]
)
def test_the_name_of_a_municipality_is_used(name: str):
    assert is_usable_town(name)


@pytest.mark.parametrize(
    "name",
    [
        *("onbekend", "ONBEKEND", "1001", "Straat 12", "2008-05-05", "1234 AB", "a" * 41, "x", "-", "?", "Jan;Piet"),
        *("<b>", "a\nb", "=Dorp", "Dorp\u202e", "", "niet ingevuld: vraag het aan de mentor van de leerling"),
    ],
)
def test_what_cannot_be_a_municipality_is_not_used(name: str):
    assert not is_usable_town(name)


# --- a column in the wrong place ---------------------------------------------------------------------------------


def _pupils(*rows: str) -> str:
    return "leerlingnummer;klas;achternaam;woongemeente\n" + "".join(f"{row}\n" for row in rows)


def test_a_name_in_the_wrong_column_is_no_municipality(tmp_path: Path):
    """Nine pupils called Bergen live in Bergen: hidden. Ten in Schagen share it, so it points at nobody."""
    rows = [f"{number};4A;Bergen;Bergen" for number in range(1001, 1010)]
    rows += [f"{number};4A;Schagen;Schagen" for number in range(2001, 2011)]
    rows += ["3001;4A;Zwaap;Kwelderstad", "3002;4A;Zwilf;Zwaap", "3003;4A;Zwolf;3001"]
    delivery = deliver(tmp_path, {"leerlingen.csv": _pupils(*rows), "rooster.csv": ROOSTER})
    assert delivery.refused is None
    assert delivery.hidden_towns == {"Bergen", "Zwaap", "3001"}
    # Nor is it one where the region is looked at (D28).
    assert list_rows(delivery, "raw_woongemeente", "sleutel") == [("kwelderstad",), ("schagen",)]


def test_a_name_in_a_file_of_absences_hides_no_municipality(tmp_path: Path):
    """A row of sick leave that names its pupil must not change what an attendance officer reads."""
    absences = "leerlingnummer;achternaam;datum;lesuur;code\n1001;Kwelderstad;2025-09-01;1;Z\n"
    pupils = "leerlingnummer;klas;woongemeente\n1001;4A;Kwelderstad\n"
    delivery = deliver(tmp_path, {"leerlingen.csv": pupils, "rooster.csv": ROOSTER, "absenties.csv": absences})
    assert delivery.refused is None
    assert delivery.hidden_towns == frozenset()


# --- where nobody knows ------------------------------------------------------------------------------------------


def _reports(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["school", "leerling", "woongemeente"], orient="row")


def _deliver(hidden: frozenset[str] = frozenset()) -> dict[str, Delivery]:
    return {school: Delivery(school, None, {}, [], [], hidden_towns=hidden) for school in ("12AB00", "34CD00")}


def test_one_finding_a_school_counts_pupils_without_naming_one():
    reports = _reports(
        ("12AB00", "la", None),
        ("12AB00", "la", None),
        ("12AB00", "lb", "1001"),
        ("12AB00", "lc", "Den Helder"),
        ("34CD00", "ld", "Zwaap"),
    )
    found = find_unknown_towns(reports, _deliver(frozenset({"Zwaap"})))
    # la and lb at the first school; ld at the second, where the town is hidden.
    assert [(each.school, each.aantal, each.ernst, each.kolom) for each in found] == [
        ("12AB00", 2, "let_op", "woongemeente"),
        ("34CD00", 1, "let_op", "woongemeente"),
    ]
    assert found[0].omschrijving.startswith("Van 2\u00a0leerlingen met een melding")
    told = " ".join(each.omschrijving + each.gevolg + each.oplossing for each in found)
    assert "Zwaap" not in told
    assert "1001" not in told


def test_where_every_municipality_is_known_there_is_no_finding():
    assert find_unknown_towns(_reports(("12AB00", "la", "Den Helder")), _deliver()) == []


# --- the columns an officer may see ------------------------------------------------------------------------------


def test_the_columns_are_these_and_no_others():
    """By hand: no class, no scheduled or attended time, no tier, no file and no line (contract 2.7, 3)."""
    assert LEERPLICHT.names == ("woongemeente", *DUO_MELDING.names)
    assert LEERPLICHT_BEWIJS.names == (
        *("school", "leerling", "meldsoort", "einddatum", "datum", "lesuur", "uren", "soort", "code"),
    )
    (soort,) = (column for column in LEERPLICHT_BEWIJS.columns if column.name == "soort")
    assert soort.one_of == ONGEOORLOOFD == ("spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd")


@pytest.mark.parametrize("mart", ["leerplicht", "leerplicht_bewijs"])
@pytest.mark.parametrize("column", ["gepland_min", "geoorloofd_min", "klas", "tier", "regelnummer"])
def test_a_column_too_many_is_refused_before_anything_is_written(mart: str, column: str, tmp_path: Path):
    marts = {table.name: pl.DataFrame(schema=table.polars_schema) for table in (LEERPLICHT, LEERPLICHT_BEWIJS)}
    marts[mart] = marts[mart].with_columns(pl.lit(1).alias(column))
    publication = Publication(tmp_path / "uitvoer", "2026-01-01")
    with pytest.raises(ValueError, match=f"table {mart}: columns are not as declared"):
        write_officer_folders(publication, SimpleNamespace(marts=marts))
    assert list(publication.folder.iterdir()) == []


# --- what stands in a folder ---------------------------------------------------------------------------------------

MONDAY, TUESDAY = date(2025, 11, 10), date(2025, 11, 11)
DUE = date(2025, 11, 18)


def _report(town: str | None, school: str, pupil: str, **other: object) -> dict[str, object]:
    """A row of the mart: sixteen hours that ended on Tuesday."""
    return {
        "woongemeente": town,
        "school": school,
        "leerling": pupil,
        "meldsoort": "16uur",
        "einddatum": TUESDAY,
        "begindatum": MONDAY,
        "uren": 16.0,
        "waarvan_voorlopig": 2.0,
        "plicht": "verplicht",
        "uiterste_meldatum": DUE,
        "status": "niet_gemeld",
        "ernst_precies_16": True,
        **other,
    }


def _hour(school: str, pupil: str, day: date, slot: int, code: str | None = "S", **other: object) -> dict[str, object]:
    return {
        "school": school,
        "leerling": pupil,
        "meldsoort": "16uur",
        "einddatum": TUESDAY,
        "datum": day,
        "lesuur": slot,
        "uren": 1.0,
        "soort": "spijbelen",
        "code": code,
        **other,
    }


def _outcome(reports: list[dict[str, object]], hours: list[dict[str, object]], *, refused: str = "") -> SimpleNamespace:
    schools = tuple(
        School(school, name, sector, "sjabloon", "noord-kennemerland", "noord")
        for school, name, sector in (
            ("34CD00", "Tweede", "PO"),
            ("12AB00", "Eerste", "VO"),
            ("56EF00", "Derde", "VO"),
        )
    )
    return SimpleNamespace(
        marts={
            "leerplicht": pl.DataFrame(reports, schema=LEERPLICHT.polars_schema),
            "leerplicht_bewijs": pl.DataFrame(hours, schema=LEERPLICHT_BEWIJS.polars_schema),
        },
        deliveries={school.id: Delivery(school.id, None, {}, [], [], hidden_towns=frozenset()) for school in schools},
        refused=((refused, "leeg"),) if refused else (),
        settings=SimpleNamespace(scholen=schools, naam="SWV", voorbeeld=bool(refused)),
        period=Period(date(2026, 1, 1), date(2025, 9, 1), date(2025, 8, 1), date(2024, 8, 1)),
    )


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes the folders, and gives the reports that their pages are made of, by folder."""

    def run(*given: object, **options: str) -> dict[str, OfficerReport]:
        made: list[OfficerReport] = []
        monkeypatch.setattr(
            "pipelines.publish.attendance_officer.render_officer_report", lambda report: str(made.append(report))
        )
        publication = Publication(tmp_path / "uitvoer", "2026-01-01")
        write_officer_folders(publication, _outcome(*given, **options))
        return {
            ("" if report.lezer.map == "leerplicht" else f"{report.lezer.map}/") + (report.gemeente or UNKNOWN): report
            for report in made
        }

    return run


def test_each_municipality_gets_its_own_pupils_and_their_hours_alone(write):
    reports = [
        _report("Den Helder", "12AB00", "la"),
        _report("den helder", "34CD00", "lb", meldsoort="lrv", einddatum=None, uren=30.0),
        _report("Schagen", "12AB00", "lc", status="te_laat"),
        _report(None, "12AB00", "ld"),
        _report("1001", "12AB00", "le"),
    ]
    hours = [
        _hour("12AB00", "la", TUESDAY, 2, None),
        _hour("12AB00", "la", MONDAY, 3),
        _hour("12AB00", "la", MONDAY, 1),
        _hour("12AB00", "la", MONDAY, 2, "P", soort="voorlopig_ongeoorloofd"),
        _hour("34CD00", "lb", MONDAY, 4, meldsoort="lrv", einddatum=None),
        # The same code of a pupil at another school, and another report of the same pupil, are not theirs.
        _hour("34CD00", "la", MONDAY, 7),
        _hour("12AB00", "la", MONDAY, 8, einddatum=MONDAY),
        _hour("12AB00", "lc", MONDAY, 5),
        _hour("12AB00", "ld", MONDAY, 6),
    ]
    found = write(reports, hours)
    assert sorted(found) == ["Den Helder", "Schagen", UNKNOWN]
    helder = found["Den Helder"]
    assert (helder.schrijfwijzen, helder.geweigerd, helder.synthetisch) == (("Den Helder", "den helder"), (), False)
    assert helder.kop.peildatum == date(2026, 1, 1)
    la = OfficerNotice(
        leerling="la",
        meldsoort="16uur",
        begindatum=MONDAY,
        einddatum=TUESDAY,
        uren=16.0,
        waarvan_voorlopig=2.0,
        uiterste_meldatum=DUE,
        status="niet_gemeld",
        bewijs=(
            OfficerHours(MONDAY, (1, 3), "spijbelen", "S"),
            OfficerHours(MONDAY, (2,), "voorlopig_ongeoorloofd", "P"),
            OfficerHours(TUESDAY, (2,), "spijbelen", ""),
        ),
    )
    (running,) = (each for school in helder.scholen for each in school.meldingen if each.leerling == "lb")
    assert (running.einddatum, running.uren) == (None, 30.0)
    assert running.bewijs == (OfficerHours(MONDAY, (4,), "spijbelen", "S"),)
    # Schools in the order of the settings, those without a report left out.
    assert helder.scholen == (
        OfficerSchool("34CD00", "Tweede", "PO", (running,)),
        OfficerSchool("12AB00", "Eerste", "VO", (la,)),
    )
    assert [each.leerling for each in found["Schagen"].meldingen] == ["lc"]
    assert [each.status for each in found["Schagen"].meldingen] == ["te_laat"]
    # What is no municipality stands with what is not known.
    assert [each.leerling for each in found[UNKNOWN].meldingen] == ["ld", "le"]
    assert (found[UNKNOWN].gemeente, found[UNKNOWN].schrijfwijzen) == ("", ())


def test_each_officer_gets_the_reports_under_its_duty_alone(write):
    """Of one pupil who became 18 the earlier report goes to the one, the later one to the other."""
    reports = [
        _report("Den Helder", "12AB00", "la"),
        _report("Den Helder", "12AB00", "la", plicht="rmc", einddatum=DUE),
        _report("DEN HELDER", "12AB00", "lb", plicht="rmc"),
        _report(None, "12AB00", "lc", plicht="rmc"),
    ]
    hours = [_hour("12AB00", "la", MONDAY, 1), _hour("12AB00", "la", DUE, 2, einddatum=DUE)]
    found = write(reports, hours)
    assert sorted(found) == ["Den Helder", "doorstroompunt/DEN HELDER", "doorstroompunt/onbekend"]
    told = {name: [(each.leerling, each.einddatum) for each in report.meldingen] for name, report in found.items()}
    assert told == {
        "Den Helder": [("la", TUESDAY)],
        "doorstroompunt/DEN HELDER": [("la", DUE), ("lb", TUESDAY)],
        "doorstroompunt/onbekend": [("lc", TUESDAY)],
    }
    # A spelling that only the other officer's pupils have is none of this one's business.
    assert found["Den Helder"].schrijfwijzen == ("Den Helder",)
    lines = [line for each in found["Den Helder"].meldingen for line in each.bewijs]
    assert [(line.datum, line.lesuren) for line in lines] == [(MONDAY, (1,))]


@pytest.mark.parametrize("duty", ["geen", "niet_te_bepalen"])
def test_a_report_without_a_duty_is_refused(write, duty: str):
    with pytest.raises(ValueError, match="table leerplicht: column plicht has cells that are not allowed"):
        write([_report("Schagen", "12AB00", "la", plicht=duty)], [])


def test_the_files_hold_the_declared_columns_in_order_of_their_keys(write, tmp_path: Path):
    reports = [
        _report("Schagen", "12AB00", "lb"),
        _report("Schagen", "12AB00", "la"),
        _report("Bergen", "34CD00", "lc"),
    ]
    hours = [
        _hour("12AB00", "lb", MONDAY, 2),
        _hour("12AB00", "la", MONDAY, 2),
        _hour("12AB00", "la", MONDAY, 1, "31415926"),
        _hour("34CD00", "lc", MONDAY, 3),
    ]
    write(reports, hours)
    (place,) = tmp_path.glob("**/leerplicht")
    assert sorted(str(file.relative_to(place)) for file in place.rglob("*") if file.is_file()) == [
        *("bergen/bewijs.csv", "bergen/duo_melding.csv", "bergen/index.html"),
        *("schagen/bewijs.csv", "schagen/duo_melding.csv", "schagen/index.html"),
    ]
    lines = (place / "schagen" / "duo_melding.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == ";".join(DUO_MELDING.names)
    assert [line.split(";")[1] for line in lines[1:]] == ["la", "lb"]
    proof = (place / "schagen" / "bewijs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert proof[0] == ";".join(LEERPLICHT_BEWIJS.names)
    at = LEERPLICHT_BEWIJS.names.index("lesuur")
    assert [(line.split(";")[1], line.split(";")[at]) for line in proof[1:]] == [("la", "1"), ("la", "2"), ("lb", "2")]
    # A code that looks like a leerlingnummer is not shown.
    assert "31415926" not in "".join(proof)


def test_a_refused_school_is_named_and_an_invented_swv_says_so(write):
    found = write([_report("Schagen", "12AB00", "la")], [], refused="56EF00")
    assert found["Schagen"].geweigerd == ("Derde (56EF00)",)
    assert found["Schagen"].synthetisch
    assert found["Schagen"].meldingen[0].bewijs == ()


def test_where_every_municipality_is_known_there_is_no_folder_for_nobody(write, tmp_path: Path):
    write([_report("Schagen", "12AB00", "la")], [])
    (place,) = tmp_path.glob("**/leerplicht")
    assert [folder.name for folder in place.iterdir()] == ["schagen"]


def test_nothing_known_of_any_place_or_code(write):
    found = write([_report(None, "12AB00", "la")], [_hour("12AB00", "la", MONDAY, 1, None)])
    assert list(found) == [UNKNOWN]
    assert found[UNKNOWN].meldingen[0].bewijs == (OfficerHours(MONDAY, (1,), "spijbelen", ""),)
