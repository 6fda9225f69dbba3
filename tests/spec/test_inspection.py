"""The thuiszittersregistratie over three quarters, worked by hand (contract 2.5, 3, 5; D5, D20, D25).

Region Noord, one lesson a day. School year 2025-2026: autumn holiday 18 to 26 October, Christmas 20 December to
4 January, spring holiday 21 February to 1 March. So 1 January lies in no lesweek (horizon: Sunday 21 December) and
1 March is the last Sunday of a holiday (horizon: Sunday 22 February).
"""

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.lib.cases import CODES, Case, CaseSchool, away, enrolled, make_school, pupil, weekly
from tests.lib.comparison import run_program
from tests.lib.region import Coverage, Enrolment, Region, write_region

WINTER, SPRING, SUMMER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
ROOSTER = weekly("1A")
TOT_3 = "Langdurig relatief verzuim, vier weken tot drie maanden"
LANGER = "Langdurig relatief verzuim, langer dan drie maanden"
ABSOLUUT = "Absoluut verzuim"
VRIJGESTELD = "Vrijstelling artikel 5 onder a"
LISTS = {
    "absoluut.csv": "volgnummer;woongemeente;geboortejaar;sinds;tot\n7;Ergens;2012;2025-10-06;\n",
    "vrijstellingen.csv": (
        "volgnummer;woongemeente;geboortejaar;grond;van;tot\n"
        "1;Ergens;2011;5a;2025-09-03;2026-02-20\n"
        "2;Ergens;2011;5b;2025-09-03;\n"
    ),
}
# What each pupil does; see the table of each quarter for what becomes of it.
PUPILS = {
    # Monday 10 November and on. Three months: 10 February, reached at the horizon of 1 March (22 February), not at
    # that of 1 January (21 December).
    "gaat door": pupil(away("OO", date(2025, 11, 10), None)),
    # 8 September to 17 October: six lesweken. Then 12 January to 13 February: five lesweken, a case of its own.
    "twee keer": pupil(
        away("OO", date(2025, 9, 8), date(2025, 10, 17)), away("OO", date(2026, 1, 12), date(2026, 2, 13))
    ),
    # Back on Friday 28 November: 3 November is position 0, 28 November position 25, so 25 positions: no case.
    "net niet": pupil(away("OO", date(2025, 11, 3), date(2025, 11, 27))),
    # Back on Monday 1 December: 28 positions, a case.
    "net wel": pupil(away("OO", date(2025, 11, 3), date(2025, 11, 28))),
    "ziek": pupil(away("Z", date(2025, 9, 8), None)),
}


@dataclass(frozen=True)
class Quarters:
    """A region that is delivered again, and run again, as the test goes on."""

    folder: Path
    datums: str = "dag"

    def deliver(self, *, tot: date | None = None, **schools: dict[str, Case]) -> None:
        """`tot`: the last day that the absence files cover; None: they cover every day."""
        fields = {"rooster": ROOSTER, "codes": CODES}
        if tot is not None:
            fields["levering"] = (Coverage("absenties", date(2024, 8, 1), tot),)
        made = [CaseSchool(name, cases, fields=fields) for name, cases in schools.items()]
        toml = write_region(Region(tuple(make_school(school, {}) for school in made)), self.folder)
        toml.write_text(
            toml.read_text(encoding="utf-8") + f'\n[inspectie]\ndatums = "{self.datums}"\n', encoding="utf-8"
        )

    def list_lpa(self, **changes: str) -> None:
        folder = self.folder / "aanlevering" / "leerplicht"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in LISTS.items():
            (folder / name).write_text(changes.get(name.removesuffix(".csv"), text), encoding="utf-8")

    def run(self, peildatum: date) -> dict[int, tuple[str, str, str, str]]:
        """Rows of the published CSV by number: soort, begin, eind, stand."""
        output = run_program(self.folder / "swv.toml", peildatum)
        assert output.exit_code in (0, 10)
        return self.read(peildatum)

    def read(self, peildatum: date) -> dict[int, tuple[str, str, str, str]]:
        file = self.folder / "uitvoer" / peildatum.isoformat() / "inspectie" / "thuiszittersregistratie.csv"
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return {
                int(row["volgnummer"]): (row["soort"], row["begin"], row["eind"], row["stand"])
                for row in csv.DictReader(stream, delimiter=";")
            }

    def read_since(self, peildatum: date) -> dict[int, str]:
        """Column `sinds` of the published CSV by number."""
        file = self.folder / "uitvoer" / peildatum.isoformat() / "inspectie" / "thuiszittersregistratie.csv"
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return {int(row["volgnummer"]): row["sinds"] for row in csv.DictReader(stream, delimiter=";")}


@pytest.fixture
def quarters(tmp_path: Path) -> Quarters:
    return Quarters(tmp_path)


def number_of(rows: dict[int, tuple[str, str, str, str]], begin: str) -> int:
    """The number of the one case that began on this day."""
    [number] = [number for number, row in rows.items() if row[1] == begin]
    return number


def test_a_case_opens_goes_on_passes_three_months_closes_and_opens_again(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": PUPILS})
    quarters.list_lpa()

    winter = quarters.run(WINTER)
    assert sorted(winter.values()) == sorted(
        [
            (TOT_3, "2025-11-10", "", "loopt"),
            (TOT_3, "2025-09-08", "2025-10-17", "afgesloten"),
            (TOT_3, "2025-11-03", "2025-11-28", "afgesloten"),
            (ABSOLUUT, "2025-10-06", "", "loopt"),
            # It ends after the peildatum, so it goes on; 5 onder b is no case.
            (VRIJGESTELD, "2025-09-03", "", "loopt"),
        ]
    )
    # Numbered from 1 without a gap; those of July to September before those of October to December.
    assert sorted(winter) == [1, 2, 3, 4, 5]
    assert {winter[number][1] for number in (1, 2)} == {"2025-09-03", "2025-09-08"}

    spring = quarters.run(SPRING)
    moved = {
        number_of(winter, "2025-11-10"): (LANGER, "2025-11-10", "", "loopt"),
        number_of(winter, "2025-09-03"): (VRIJGESTELD, "2025-09-03", "2026-02-20", "afgesloten"),
    }
    # Everything keeps its number and its row; the second time of "twee keer" is the next number.
    assert spring == {**winter, **moved, 6: (TOT_3, "2026-01-12", "2026-02-13", "afgesloten")}

    # In June the pupil is back since Monday 30 March: the kind stays, the end is Friday 27 March.
    back = {**PUPILS, "gaat door": pupil(away("OO", date(2025, 11, 10), date(2026, 3, 27)))}
    quarters.deliver(**{"12AB00": back})
    closed = {number_of(winter, "2025-11-10"): (LANGER, "2025-11-10", "2026-03-27", "afgesloten")}
    assert quarters.run(SUMMER) == {**spring, **closed}


def test_an_earlier_peildatum_again_gives_its_own_view_and_leaves_later_numbers_alone(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": PUPILS})
    quarters.list_lpa()
    # Spring first: it knows the runs of its own period, and the lists.
    spring = quarters.run(SPRING)
    winter = quarters.run(WINTER)
    for begin in ("2025-11-10", "2025-10-06", "2025-09-03"):
        assert number_of(spring, begin) == number_of(winter, begin)
    assert set(spring) & {number_of(winter, "2025-09-08"), number_of(winter, "2025-11-03")} == set()
    assert number_of(spring, "2026-01-12") not in winter

    # Now spring knows what winter had; nothing it had changes. Again and again: the same.
    both = quarters.run(SPRING)
    assert both == {
        **spring,
        **{number: row for number, row in winter.items() if number not in spring},
    }
    assert (quarters.run(WINTER), quarters.run(SPRING)) == (winter, both)


def test_a_correction_that_moves_the_begin_is_the_same_case(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": {"een": pupil(away("OO", date(2025, 11, 10), None))}})
    [(number, row)] = quarters.run(WINTER).items()
    assert row == (TOT_3, "2025-11-10", "", "loopt")
    # The first week turns out to have been sickness.
    corrected = pupil(away("Z", date(2025, 11, 10), date(2025, 11, 14)), away("OO", date(2025, 11, 17), None))
    quarters.deliver(**{"12AB00": {"een": corrected}})
    # 17 November + 3 months = 17 February, before the horizon of 22 February.
    assert quarters.run(SPRING) == {number: (LANGER, "2025-11-17", "", "loopt")}


def born(day: date) -> Case:
    """Away from Monday 10 November on."""
    return enrolled(Enrolment("", "1A", geboortedatum=day), rows=[away("OO", date(2025, 11, 10), None)])


def test_a_case_of_who_becomes_eighteen_ends_on_the_day_before(quarters: Quarters) -> None:
    """Three months on 10 February: the one of the 9th was not that long yet, and that of the 12th was. Who was
    eighteen before 10 November is no case; nor is who becomes it before four lesweken were full, on 7 December."""
    pupils = {
        "18 op 9 februari": born(date(2008, 2, 9)),
        "18 op 12 februari": born(date(2008, 2, 12)),
        "18 op 9 november": born(date(2007, 11, 9)),
        "18 op 7 december": born(date(2007, 12, 7)),
    }
    quarters.deliver(**{"12AB00": pupils})
    winter = quarters.run(WINTER)
    assert list(winter.values()) == [(TOT_3, "2025-11-10", "", "loopt")] * 2
    spring = quarters.run(SPRING)
    assert sorted(spring.values()) == [
        (LANGER, "2025-11-10", "2026-02-11", "afgesloten"),
        (TOT_3, "2025-11-10", "2026-02-08", "afgesloten"),
    ]
    assert set(spring) == set(winter)
    # It stays as it was then.
    assert quarters.run(SUMMER) == spring


def test_a_birth_date_that_turns_out_to_be_of_an_adult_takes_the_case_back(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": {"een": pupil(away("OO", date(2025, 11, 10), None)), "ander": PUPILS["ziek"]}})
    [(number, _)] = quarters.run(WINTER).items()
    quarters.deliver(**{"12AB00": {"een": born(date(2006, 1, 1)), "ander": PUPILS["ziek"]}})
    assert quarters.run(SPRING) == {number: (TOT_3, "2025-11-10", "", "vervallen")}


def test_what_was_no_case_after_all_stays_in_the_list_as_vervallen(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": {"een": pupil(away("OO", date(2025, 11, 10), None)), "ander": PUPILS["ziek"]}})
    [(number, _)] = quarters.run(WINTER).items()
    quarters.deliver(**{"12AB00": {"een": pupil(away("Z", date(2025, 11, 10), None)), "ander": PUPILS["ziek"]}})
    assert quarters.run(SPRING) == {number: (TOT_3, "2025-11-10", "", "vervallen")}


def test_a_case_that_is_no_longer_delivered_stays_with_an_unknown_sequel(quarters: Quarters) -> None:
    """The absences of the autumn are not in the later delivery: that tells nothing of what was before."""
    quarters.deliver(**{"12AB00": {"een": pupil(away("OO", date(2025, 11, 10), None)), "ander": PUPILS["net wel"]}})
    winter = quarters.run(WINTER)
    later = pupil(away("Z", date(2026, 1, 12), date(2026, 1, 13)))
    quarters.deliver(**{"12AB00": {"een": later, "ander": pupil()}})
    expected = {number_of(winter, "2025-11-10"): (TOT_3, "2025-11-10", "", "vervolg onbekend")}
    assert quarters.run(SPRING) == {**winter, **expected}


def test_a_refused_school_takes_nothing_back(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": PUPILS, "34CD00": {"een": pupil(away("OO", date(2025, 11, 10), None))}})
    winter = quarters.run(WINTER)
    # "gaat door" of the first school and the one of the second are two cases on one day.
    assert sum(row == (TOT_3, "2025-11-10", "", "loopt") for row in winter.values()) == 2
    (quarters.folder / "aanlevering" / "34CD00" / "rooster.csv").unlink()
    spring = quarters.run(SPRING)
    states = sorted(row[3] for number, row in spring.items() if winter.get(number, ("", ""))[1] == "2025-11-10")
    assert states == ["loopt", "vervolg onbekend"]
    assert set(winter) <= set(spring)


UNCONFIRMED = "niet bevestigd sinds"


@pytest.mark.parametrize(
    ("last", "went_on", "ended"),
    [
        # The last school day before 1 January is Friday 19 December.
        (date(2025, 12, 19), ("", "loopt", ""), ("2025-11-28", "afgesloten", "")),
        (date(2025, 12, 18), ("", UNCONFIRMED, "2025-12-18"), ("", UNCONFIRMED, "2025-12-18")),
        (date(2025, 12, 5), ("", UNCONFIRMED, "2025-12-05"), ("", UNCONFIRMED, "2025-12-05")),
    ],
)
def test_a_school_that_was_not_measured_to_the_end_closes_no_case(
    quarters: Quarters, last: date, went_on: tuple[str, str, str], ended: tuple[str, str, str]
) -> None:
    """ "gaat door" is away since 10 November, "net wel" from 3 November until it was back on 1 December."""
    quarters.deliver(tot=last, **{"12AB00": {name: PUPILS[name] for name in ("gaat door", "net wel")}})
    rows, since = quarters.run(WINTER), quarters.read_since(WINTER)
    found = {row[1]: (*row[2:], since[number]) for number, row in rows.items()}
    assert found == {"2025-11-10": went_on, "2025-11-03": ended}


def test_an_export_that_stops_reopens_nothing_and_closes_nothing(quarters: Quarters) -> None:
    """Closed in the winter, and told once more by files that stop on 30 January: still closed. The other went on in the
    winter; that it was back on 26 January is not confirmed. Told up to the peildatum, it is."""
    quarters.deliver(**{"12AB00": {name: PUPILS[name] for name in ("gaat door", "net wel")}})
    winter = quarters.run(WINTER)
    open_case = number_of(winter, "2025-11-10")
    back = {"gaat door": pupil(away("OO", date(2025, 11, 10), date(2026, 1, 23))), "net wel": PUPILS["net wel"]}
    quarters.deliver(tot=date(2026, 1, 30), **{"12AB00": back})
    # Two calendar months and two weeks: not longer than three months.
    assert quarters.run(SPRING) == {**winter, open_case: (TOT_3, "2025-11-10", "", UNCONFIRMED)}
    assert quarters.read_since(SPRING) == {**dict.fromkeys(winter, ""), open_case: "2026-01-30"}
    quarters.deliver(**{"12AB00": back})
    assert quarters.run(SPRING) == {**winter, open_case: (TOT_3, "2025-11-10", "2026-01-23", "afgesloten")}


def test_an_absence_that_was_delivered_before_and_lies_in_a_gap_now_is_not_taken_back(quarters: Quarters) -> None:
    """The first delivery tells of it; the second says that it covers nothing from 3 to 30 November, and what was told
    of these days before is not kept (after a new key, say)."""
    cases = {"een": pupil(away("OO", date(2025, 11, 10), None)), "ander": PUPILS["ziek"]}
    quarters.deliver(**{"12AB00": cases})
    winter = quarters.run(WINTER)
    shutil.rmtree(quarters.folder / "opslag" / "gelezen")
    quarters.deliver(**{"12AB00": {"een": pupil(), "ander": PUPILS["ziek"]}})
    (quarters.folder / "aanlevering" / "12AB00" / "levering.csv").write_text(
        "onderdeel;dekt_van;dekt_tot\nabsenties;2024-08-01;2025-11-02\nabsenties;2025-12-01;2026-07-31\n",
        encoding="utf-8",
    )
    assert quarters.run(SPRING) == dict.fromkeys(winter, (TOT_3, "2025-11-10", "", "vervolg onbekend"))


def test_two_runs_in_one_quarter_are_two_cases(quarters: Quarters) -> None:
    """Table thuiszitter has one row for the pupil (the run that goes on); the register loses neither run."""
    two = pupil(away("OO", date(2025, 9, 8), date(2025, 10, 17)), away("OO", date(2025, 11, 10), None))
    quarters.deliver(**{"12AB00": {"een": two}})
    assert sorted(quarters.run(WINTER).values()) == [
        (TOT_3, "2025-09-08", "2025-10-17", "afgesloten"),
        (TOT_3, "2025-11-10", "", "loopt"),
    ]


def test_a_running_case_stands_beside_a_longer_one_that_ended(quarters: Quarters) -> None:
    """Table thuiszitter gives the longer status alone, which does not hold on the peildatum; the list has both runs.

    8 September to Friday 9 January: longer than three months (8 December), ended in the period. Present on Monday 12
    January; from Tuesday 13 January to the horizon of 22 February 42 - 1 = 41 positions, so a case that goes on.
    """
    two = pupil(away("OO", date(2025, 9, 8), date(2026, 1, 9)), away("OO", date(2026, 1, 13), None))
    quarters.deliver(**{"12AB00": {"een": two}})
    assert sorted(quarters.run(SPRING).values()) == [
        (LANGER, "2025-09-08", "2026-01-09", "afgesloten"),
        (TOT_3, "2026-01-13", "", "loopt"),
    ]
    table = pl.read_parquet(quarters.folder / "uitvoer" / "2026-03-01" / "tabellen" / "thuiszitter.parquet")
    assert table.select("status", "op_peildatum").rows() == [("lrv_langer_dan_3_maanden", False)]


def test_without_cases_there_is_a_list_without_rows(quarters: Quarters) -> None:
    quarters.deliver(**{"12AB00": {"ziek": PUPILS["ziek"]}})
    assert quarters.run(WINTER) == {}


@pytest.mark.parametrize(
    ("datums", "begin", "eind"), [("maand", "2025-09", "2025-10"), ("kwartaal", "2025-K3", "2025-K4")]
)
def test_dates_are_as_coarse_as_the_settings_say(tmp_path: Path, datums: str, begin: str, eind: str) -> None:
    quarters = Quarters(tmp_path, datums)
    quarters.deliver(**{"12AB00": {"een": pupil(away("OO", date(2025, 9, 8), date(2025, 10, 17)))}})
    assert quarters.run(WINTER) == {1: (TOT_3, begin, eind, "afgesloten")}
