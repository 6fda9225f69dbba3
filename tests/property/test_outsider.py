"""Whatever a reader adds up: an attack from outside on all that was published, in whatever order it came out.

Invented SWV of a few schools, some alone in their sector, are run for two peildata in a random order, with reruns,
other settings, corrections and an erasure between them. A reader who shares no code with msa (`tests.lib.outsider`)
has every anonymous file of all of them. What is really so is counted from the tables by pupil, which no reader has.
`MSA_DEEP=1`: ten times as many.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from pipelines import cli
from tests.benchmark.make_swv_year import make_swv_year
from tests.lib import outsider
from tests.lib.comparison import run_program
from tests.lib.outsider import Name, Publication, Range, Region, Release

SEEDS = range(20 if os.environ.get("MSA_DEEP") else 2)
FIRST, SECOND = date(2026, 1, 1), date(2026, 6, 1)
ROOM = 5
# What the rows of the list for the Inspectie tell exactly.
ELSEWHERE = ("thuiszitter", "lrv_langer_dan_3_maanden", "thuiszitters", "thuiszitters/op_peildatum")
AT_HOME = ("thuiszitter", "lrv_langer_dan_3_maanden")
PARTS = ("aanwezig_min", "geoorloofd_min", "ongeoorloofd_min", "onbekend_min")


@dataclass
class Swv:
    """One invented SWV on disk, and what came out of it so far."""

    toml: Path
    region: Region
    draw: Random
    threshold: int = 8
    rounding: int = 5
    versions: dict[str, int] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    truths: dict[Name, tuple[int, int]] = field(default_factory=dict)
    """Of each count of a release what it really is, and the threshold under which it came out."""
    shares: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Of each printed share its unit, what is printed, the pupils who have such time, and the threshold."""

    @property
    def opslag(self) -> Path:
        return self.toml.parent / "opslag"

    def publish(self, day: date) -> None:
        """Run, read what came out, and count what is really so; a publication with the figures of before adds none."""
        output = run_program(self.toml, day)
        assert output.exit_code == 0
        figures = (day.isoformat(), (output.folder / "swv" / "cijfers.csv").read_bytes())
        if figures in self.seen:
            return
        self.seen.append(figures)
        told = outsider.read_publication(output.folder / "swv", threshold=self.threshold, rounding=self.rounding)
        before = [release for release in self.releases if release.peildatum < day.isoformat()]
        release = Release(
            day.isoformat(), told, self.region, dict(self.versions), before[-1] if before and day == SECOND else None
        )
        self.releases.append(release)
        pupils = output.read("leerling_periode")
        for key, count in count_tiers(pupils, self.region):
            if key in told.counts:
                self.truths[release.name(key)] = count, self.threshold
        for key, count in count_groups(output.read("thuiszitter"), output.read("vierweken"), self.region):
            if key in told.counts:
                self.truths[release.name(key)] = count, self.threshold
        self.shares += list_shares(told, pupils, self.region, self.threshold)

    def choose_rules(self) -> None:
        self.threshold, self.rounding = self.draw.choice([(8, 1), (8, 5), (10, 5)])
        text = re.sub(r"\n\[publicatie\]\n.*", "", self.toml.read_text(encoding="utf-8"), flags=re.DOTALL)
        rules = f"\n[publicatie]\ndrempel = {self.threshold}\nafronding = {self.rounding}\n"
        self.toml.write_text(text.rstrip("\n") + "\n" + rules, encoding="utf-8")

    def correct_school(self) -> None:
        """Leave of one school's pupils were truants: a correction of many."""
        school = self.draw.choice(sorted(self.region.sectors))
        file = self.toml.parent / "aanlevering" / school / "absenties.csv"
        file.write_text(file.read_text(encoding="utf-8").replace(";MED;", ";SP;"), encoding="utf-8")
        self.versions[school] += 1

    def drop_row(self) -> None:
        """One absence of one pupil was a mistake."""
        school = self.draw.choice(sorted(self.region.sectors))
        file = self.toml.parent / "aanlevering" / school / "absenties.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        del lines[self.draw.randrange(1, len(lines))]
        file.write_text("".join(lines), encoding="utf-8")

    def erase_pupil(self) -> None:
        tables = sorted(self.toml.parent.glob("uitvoer/*/tabellen/leerling_periode.parquet"))
        if not tables:
            return
        pupils = pl.read_parquet(tables[-1]).sort("school", "leerling")
        row = pupils.row(self.draw.randrange(pupils.height), named=True)
        assert cli.main(["erase", str(self.toml), "--school", row["school"], "--leerling", row["leerling"]]) == 0


def make_swv(folder: Path, seed: int) -> Swv:
    """Two to four schools of 50 to 90 pupils; each may be in a sector of its own."""
    draw = Random(seed)
    schools = draw.randint(2, 4)
    toml = make_swv_year(folder, seed=seed, schools=schools, pupils=schools * draw.randint(50, 90))
    sectors = ["VO", *draw.choices(["VO", "VSO"], k=schools - 1)]
    # Nothing is on paper that is not on the page: integration/test_pdf.py.
    blocks = toml.read_text(encoding="utf-8").replace("[swv]", "[swv]\npdf = false", 1).split("[[school]]")
    text = "[[school]]".join(
        [
            blocks[0],
            *(block.replace('"VO"', f'"{sector}"') for block, sector in zip(blocks[1:], sectors, strict=True)),
        ]
    )
    toml.write_text(text, encoding="utf-8")
    ids = re.findall(r'id = "(\w+)"', text)
    years = {
        school: frozenset(
            map(str, pl.read_csv(folder / "aanlevering" / school / "leerlingen.csv", separator=";")["leerjaar"])
        )
        for school in ids
    }
    region = Region(dict(zip(ids, sectors, strict=True)), years)
    return Swv(toml, region, draw, versions=dict.fromkeys(ids, 0))


def count_tiers(pupils: pl.DataFrame, region: Region) -> Iterator[tuple[str, int]]:
    """Key and count of each row with tiers, from table leerling_periode."""
    place = (
        pl.when(pl.col("tier").is_not_null())
        .then(pl.lit("tier_") + pl.col("tier").cast(pl.String))
        .otherwise(pl.col("tier_status").replace("geen_rooster", "te_weinig_gegevens"))
    )
    known = pupils.with_columns(place=place, sector=pl.col("school").replace_strict(dict(region.sectors)))
    units = {"swv": known}
    units |= {f"sector/{sector}": rows for (sector,), rows in known.partition_by("sector", as_dict=True).items()}
    units |= {f"school/{school}": rows for (school,), rows in known.partition_by("school", as_dict=True).items()}
    units |= {
        f"leerjaar/{sector}/{year}": rows
        for (sector, year), rows in known.partition_by("sector", "leerjaar", as_dict=True).items()
    }
    for unit, rows in units.items():
        yield f"tiers/{unit}", rows.height
        for tier in outsider.TIERS:
            yield f"tiers/{unit}/{tier}", rows.filter(pl.col("place") == tier).height


def count_groups(at_home: pl.DataFrame, windows: pl.DataFrame, region: Region) -> Iterator[tuple[str, int]]:
    """Key and count of thuiszitters and four-week groups by sector."""
    counted = at_home.filter(pl.col("plicht") != "rmc")
    for sector in sorted(set(region.sectors.values())):
        schools = [school for school, own in region.sectors.items() if own == sector]
        rows = counted.filter(pl.col("school").is_in(schools))
        for status in AT_HOME:
            yield f"status/sector/{sector}/{status}", rows.filter(pl.col("status") == status).height
        both = rows.filter(pl.col("status").is_in(AT_HOME))
        yield f"status/sector/{sector}/thuiszitters", both.height
        yield f"status/sector/{sector}/thuiszitters/op_peildatum", both.filter("op_peildatum").height
        group = windows.filter(pl.col("school").is_in(schools)).select("school", "leerling").unique()
        yield f"vierweken/sector/{sector}", group.height


def list_shares(
    told: Publication, pupils: pl.DataFrame, region: Region, threshold: int
) -> Iterator[tuple[str, str, int, int]]:
    """Each printed share of lesson time of the SWV and its sectors, with how many pupils have such time."""
    heads = {
        "Geoorloofd afwezig": "geoorloofd_min",
        "Ongeoorloofd afwezig": "ongeoorloofd_min",
        "Onbekend": "onbekend_min",
    }
    for (unit, measure), text in told.shares.items():
        table, _, head = measure.partition(": ")
        if not table.startswith("Geoorloofd en ongeoorloofd"):
            continue
        schools = [school for school, sector in region.sectors.items() if unit in ("Alle scholen", sector)]
        rows = pupils.filter(pl.col("school").is_in(schools))
        if head in heads:
            yield unit, text, rows.filter(pl.col(heads[head]) > 0).height, threshold
        elif head == "Aanwezig":
            yield unit, text, rows.filter(pl.col("aanwezig_min") < pl.col("gepland_min")).height, threshold


@pytest.fixture(scope="module", params=SEEDS)
def swv(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Swv:
    """Two peildata and two reruns, with a change before each run but the first."""
    made = make_swv(tmp_path_factory.mktemp(f"swv-{request.param}"), 700 + request.param)
    changes = [made.choose_rules, made.correct_school, made.drop_row, made.erase_pupil]
    days = [FIRST, SECOND, FIRST, made.draw.choice([FIRST, SECOND])]
    made.draw.shuffle(changes)
    made.publish(days[0])
    for day, change in zip(days[1:], changes, strict=False):
        change()
        made.publish(day)
    return made


def find_narrow(swv: Swv, releases: list[Release]) -> dict[Name, Range]:
    """Small counts of which a reader of all releases is left fewer than five values."""
    knowledge = outsider.gather(releases)
    small = [
        name
        for name, (count, threshold) in swv.truths.items()
        if 0 < count < threshold and not (name[1].startswith("status/swv/") and name[1].endswith(ELSEWHERE))
    ]
    found = knowledge.find_ranges(small)
    for name, (low, high) in found.items():
        assert low <= swv.truths[name][0] <= high, "the reader is wrong"
    return {name: (low, high) for name, (low, high) in found.items() if high - low + 1 < ROOM}


def test_no_small_count_follows_from_all_that_came_out(swv: Swv) -> None:
    assert len(swv.releases) >= 2
    assert any(0 < count < threshold for count, threshold in swv.truths.values())
    assert find_narrow(swv, swv.releases) == {}


def test_no_share_of_time_is_of_a_few_pupils(swv: Swv) -> None:
    assert swv.shares
    few = [(unit, text) for unit, text, pupils, threshold in swv.shares if 0 < pupils < threshold]
    assert few == []


def test_a_page_tells_no_count_that_its_table_of_figures_does_not(swv: Swv) -> None:
    """Of the publication that stands: each number of pupils in a table of the page is one of the file of figures."""
    for folder in sorted(swv.toml.parent.glob("uitvoer/*/swv")):
        rules = {"threshold": swv.threshold, "rounding": swv.rounding}
        told = outsider.read_publication(folder, **rules)
        shown = {text for text in outsider.list_page_numbers(folder) if text.isdecimal()}
        shown |= {text.replace(".", "") for text in outsider.list_figure_numbers(folder)}
        assert shown <= {text.replace(".", "") for text in told.numbers} | {str(number) for number in range(13)}


def test_the_reader_finds_what_is_hidden_one_by_one_alone(swv: Swv) -> None:
    """Negative control: with only the counts below the threshold hidden, the sums give many of them away."""
    [first, *_] = swv.releases
    plain: dict[str, Range] = {}
    for name, (count, threshold) in swv.truths.items():
        if name[0] == first.peildatum:
            plain[name[1]] = (1, threshold - 1) if 0 < count < threshold else (count, count)
    naked = Release(first.peildatum, Publication(plain, {}, frozenset()), first.region, first.versions)
    truths = {name: count for name, count in swv.truths.items() if naked.name(name[1]) == name}
    left = Swv(swv.toml, swv.region, swv.draw, truths=truths)
    assert find_narrow(left, [naked]) != {}


def test_ranges_of_printed_counts() -> None:
    """By the words of the page: below 8 hidden, else the nearest 5 and never below 8."""
    read: Mapping[str, Range] = {
        text: outsider.read_count(text, threshold=8, rounding=5) for text in ("0", "minder dan 8", "10", "15", "1.230")
    }
    assert read == {"0": (0, 0), "minder dan 8": (1, 7), "10": (8, 12), "15": (13, 17), "1.230": (1228, 1232)}
    assert outsider.read_count("9", threshold=8, rounding=1) == (9, 9)
    assert outsider.read_count("afgeschermd", threshold=8, rounding=5)[1] == float("inf")
