"""Write the benchmark: one SWV, one school year, in own templates, all plain CSV (`;`, no quote character).

20 VO schools and 5 PO schools, 20,000 pupils, 200 school days and about 1.7 million absence rows by default. The rows
are drawn with numpy: realistic in shape (spells of sickness, a tail of truancy and lateness), not in detail.
"""

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

FIRST_DAY, LAST_DAY = date(2025, 8, 25), date(2026, 7, 3)
# School holidays of region Noord and public holidays on weekdays between these days.
FREE = (
    (date(2025, 10, 18), date(2025, 10, 26)),
    (date(2025, 12, 20), date(2026, 1, 4)),
    (date(2026, 2, 21), date(2026, 3, 1)),
    (date(2026, 4, 6), date(2026, 4, 6)),
    (date(2026, 4, 25), date(2026, 5, 3)),
    (date(2026, 5, 14), date(2026, 5, 14)),
    (date(2026, 5, 25), date(2026, 5, 25)),
)
# Region Noord has 197 school days in 2025-2026; three days of the (advisory) autumn holiday make 200.
LESSONS_AFTER_ALL = (date(2025, 10, 20), date(2025, 10, 22))
CODES = (
    ("Z", "Ziek", "ziek"),
    ("MED", "Arts", "medisch"),
    ("VL", "Verlof", "verlof"),
    ("SP", "Spijbelen", "spijbelen"),
    ("ONG", "Ongeoorloofd", "overig_ongeoorloofd"),
    ("TL", "Te laat", "te_laat"),
    ("ELD", "Elders", "elders"),
    ("BV", "Boeken vergeten", "niet_tellen"),
)
CLASS_SIZE = 28
WEEK = (7, 6, 6, 7, 6)  # lessons on Monday to Friday: 32
CLUSTER_HOUR, CLUSTER_DAYS = 9, (1, 2, 4)
LENGTHS, LENGTH_SHARES = (1, 2, 3, 4, 5, 8, 15), (0.42, 0.25, 0.14, 0.07, 0.05, 0.04, 0.03)


@dataclass(frozen=True)
class Means:
    """Mean number a pupil a year, with the gamma shape that spreads it over pupils."""

    spells: float
    spell_shape: float
    single: tuple[tuple[str, float, float], ...]  # code, mean, shape


VO = Means(4.75, 0.9, (("SP", 6.0, 0.12), ("TL", 7.0, 0.4), ("MED", 4.0, 2.0), ("ONG", 1.0, 0.3), ("BV", 2.0, 0.8)))
PO = Means(2.6, 2.0, (("TL", 1.5, 0.4), ("MED", 1.0, 2.0), ("ONG", 0.2, 0.3)))


def school_days() -> list[date]:
    """The school days of the benchmark year, in order."""
    days = (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    return [
        day
        for day in days
        if day.isoweekday() <= 5
        and (LESSONS_AFTER_ALL[0] <= day <= LESSONS_AFTER_ALL[1] or not any(van <= day <= tot for van, tot in FREE))
    ]


def make_swv_year(folder: Path, *, seed: int, schools: int = 25, pupils: int = 20_000, number: int = 0) -> Path:
    """Write the benchmark SWV into `folder`; returns its `swv.toml`. One school in five is PO, of half the size.

    `number`: which of many SWVs it is, for its code and name.
    """
    days = school_days()
    po_schools = schools // 5
    if pupils < 2 * schools:
        raise ValueError("a school has pupils")
    name = f"SWV Meting {number + 1} (verzonnen)" if number else "SWV Meting (verzonnen)"
    lines = ["[swv]", f'code = "BENCH{number + 1}"', f'naam = "{name}"', 'protocol = "noord-kennemerland"']
    lines += ['vakantieregio = "noord"', "voorbeeld = true", "", "[paden]"]
    lines += ['aanlevering = "aanlevering"', 'uitvoer = "uitvoer"', 'opslag = "opslag"']
    sizes = _divide(pupils, [1 if place >= schools - po_schools else 2 for place in range(schools)])
    for place, size in enumerate(sizes):
        is_po = place >= schools - po_schools
        school_id = f"{10 + place % 90}{'PQ' if is_po else 'VQ'}{place // 90:02d}"
        lines += ["", "[[school]]", f'id = "{school_id}"', f'naam = "Meetschool {place + 1}"']
        lines += [f'sector = "{"PO" if is_po else "VO"}"', 'lvs = "sjabloon"']
        lines += ['protocol = "kennemerland"'] if is_po else []
        target = folder / "aanlevering" / school_id
        target.mkdir(parents=True, exist_ok=True)
        _write_school(target, np.random.default_rng([seed, place]), days, size=size, number=place, is_po=is_po)
    settings = folder / "swv.toml"
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return settings


def _divide(total: int, shares: list[int]) -> list[int]:
    """Whole numbers in proportion to the shares, that add up to the total: what rounding leaves is spread."""
    ends = [round(total * sum(shares[: place + 1]) / sum(shares)) for place in range(len(shares))]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _write_school(
    folder: Path, rng: np.random.Generator, days: list[date], *, size: int, number: int, is_po: bool
) -> None:
    numbers = 100_000 + number * 5_000 + np.arange(size)
    classes = np.arange(size) // CLASS_SIZE
    class_count = int(classes[-1]) + 1
    hours = _po_hours(class_count) if is_po else _vo_hours(rng, class_count)
    cluster = np.full(size, -1)
    if not is_po:
        chosen = rng.choice(size, size // 3, replace=False)
        cluster[chosen] = chosen // (3 * CLASS_SIZE)
    _write_pupils(folder, rng, numbers, classes, is_po=is_po)
    _write_rosters(folder, hours, cluster, is_po=is_po)
    _save(pl.DataFrame(CODES, schema=["code", "omschrijving", "soort"], orient="row"), folder / "codes.csv")
    kalender = {
        "van": [LESSONS_AFTER_ALL[0]],
        "tot": [LESSONS_AFTER_ALL[1]],
        "omschrijving": ["Lesdagen"],
        "soort": ["les"],
    }
    _save(pl.DataFrame(kalender), folder / "kalender.csv")
    if not is_po:
        in_cluster = cluster >= 0
        groups = {"leerlingnummer": numbers[in_cluster], "groep": [f"cl{group}" for group in cluster[in_cluster]]}
        _save(pl.DataFrame(groups), folder / "groepen.csv")
    slots = np.stack([hours[classes, weekday] for weekday in range(5)], axis=1)
    for weekday in CLUSTER_DAYS:
        slots[cluster >= 0, weekday - 1, CLUSTER_HOUR - 1] = True
    _save(_absences(rng, days, numbers, slots, PO if is_po else VO), folder / "absenties.csv")


def _vo_hours(rng: np.random.Generator, class_count: int) -> np.ndarray:
    """Boolean array class x weekday x lesson hour (0 = first hour)."""
    hours = np.zeros((class_count, 5, CLUSTER_HOUR), dtype=bool)
    for klas in range(class_count):
        for weekday, count in enumerate(rng.permutation(WEEK)):
            begin = int(rng.random() < 0.3)
            hours[klas, weekday, begin : begin + count] = True
    return hours


def _po_hours(class_count: int) -> np.ndarray:
    hours = np.zeros((class_count, 5, CLUSTER_HOUR), dtype=bool)
    hours[:, :, 0] = True
    hours[:, (0, 1, 3, 4), 1] = True
    return hours


def _write_pupils(
    folder: Path, rng: np.random.Generator, numbers: np.ndarray, classes: np.ndarray, *, is_po: bool
) -> None:
    years = 8 if is_po else 6
    leerjaar = 1 + classes * years // (classes[-1] + 1)
    birthdays = [
        date(2025 - (3 if is_po else 11) - year, 1, 1) + timedelta(days=offset)
        for year, offset in zip(leerjaar.tolist(), rng.integers(0, 365, numbers.size).tolist(), strict=True)
    ]
    frame = pl.DataFrame(
        {
            "leerlingnummer": numbers,
            "klas": [f"k{klas}" for klas in classes],
            "leerjaar": leerjaar,
            "geboortedatum": birthdays,
            "woongemeente": [f"Meetstad {town}" for town in rng.integers(1, 5, numbers.size)],
            "inschrijfdatum": [date(2025, 8, 1)] * numbers.size,
        }
    )
    _save(frame, folder / "leerlingen.csv")


def _write_rosters(folder: Path, hours: np.ndarray, cluster: np.ndarray, *, is_po: bool) -> None:
    rows = [
        (f"k{klas}", weekday + 1, hour + 1, *_times(weekday + 1, hour + 1, is_po=is_po))
        for klas, weekday, hour in np.argwhere(hours).tolist()
    ]
    rows += [
        (f"cl{group}", weekday, CLUSTER_HOUR, *_times(weekday, CLUSTER_HOUR, is_po=is_po))
        for group in range(int(cluster.max()) + 1)
        for weekday in CLUSTER_DAYS
    ]
    columns = ["groep", "weekdag", "lesuur", "begintijd", "eindtijd"]
    _save(pl.DataFrame(rows, schema=columns, orient="row"), folder / "rooster.csv")


def _times(weekday: int, lesuur: int, *, is_po: bool) -> tuple[str, str]:
    """50-minute lessons with two breaks; PO 25 hours in parts of a day."""
    if is_po:
        return ("08:30", "11:30") if weekday == 3 else ("08:30", "12:00") if lesuur == 1 else ("12:45", "14:45")
    begin = 510 + (lesuur - 1) * 50 + 15 * (lesuur > 2) + 30 * (lesuur > 5)
    return f"{begin // 60:02d}:{begin % 60:02d}", f"{(begin + 50) // 60:02d}:{(begin + 50) % 60:02d}"


def _absences(
    rng: np.random.Generator, days: list[date], numbers: np.ndarray, slots: np.ndarray, means: Means
) -> pl.DataFrame:
    """One row a missed lesson: sick spells first, then single lessons on slots not yet taken."""
    weekdays = np.array([day.isoweekday() - 1 for day in days])
    size, count = numbers.size, len(days)
    parts = [_sick_lessons(rng, weekdays, slots, means)]
    for code, mean, shape in means.single:
        drawn = rng.poisson(mean * rng.gamma(shape, 1 / shape, size))
        pupil = np.repeat(np.arange(size), drawn)
        day = rng.integers(0, count, pupil.size)
        hour = rng.integers(0, slots.shape[2], pupil.size)
        # Lateness is mostly in the first hours; an hour that is not taught is drawn in vain, so draw again at hour 3.
        hour = np.where(slots[pupil, weekdays[day], hour], hour, 2)
        kept = slots[pupil, weekdays[day], hour]
        parts.append(_frame(pupil[kept], day[kept], hour[kept], code))
    frame = (
        pl.concat(parts)
        .unique(["pupil", "day", "hour"], keep="first", maintain_order=True)
        .sort("day", "pupil", "hour")
    )
    late = np.where(frame["code"].to_numpy() == "TL", 1 + rng.integers(0, 25, frame.height), 0)
    entered = np.array(days, dtype="datetime64[ms]")[frame["day"].to_numpy()] + 1000 * rng.integers(
        28_800, 61_200, frame.height
    )
    return pl.DataFrame(
        {
            "leerlingnummer": numbers[frame["pupil"].to_numpy()],
            "datum": pl.Series(days)[frame["day"].to_numpy()],
            "lesuur": frame["hour"] + 1,
            "code": frame["code"],
            "ingevoerd_op": pl.Series(entered),
            "minuten_te_laat": pl.Series(late).replace(0, None),
        }
    )


def _sick_lessons(rng: np.random.Generator, weekdays: np.ndarray, slots: np.ndarray, means: Means) -> pl.DataFrame:
    size, count = slots.shape[0], weekdays.size
    spells = rng.poisson(means.spells * rng.gamma(means.spell_shape, 1 / means.spell_shape, size))
    pupil = np.repeat(np.arange(size), spells)
    start = rng.integers(0, count, pupil.size)
    length = np.minimum(rng.choice(LENGTHS, pupil.size, p=LENGTH_SHARES), count - start)
    pupil_day = np.repeat(pupil, length)
    day = np.repeat(start, length) + np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    row, hour = np.nonzero(slots[pupil_day, weekdays[day]])
    return _frame(pupil_day[row], day[row], hour, "Z")


def _frame(pupil: np.ndarray, day: np.ndarray, hour: np.ndarray, code: str) -> pl.DataFrame:
    columns = {"pupil": pupil.astype(np.int32), "day": day.astype(np.int32), "hour": hour.astype(np.int32)}
    return pl.DataFrame(columns).with_columns(pl.lit(code).alias("code"))


def _save(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(
        path, separator=";", quote_style="never", datetime_format="%Y-%m-%d %H:%M:%S", date_format="%Y-%m-%d"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Schrijft de meetgegevens: een verzonnen SWV, één schooljaar.")
    parser.add_argument("map", type=Path)
    parser.add_argument("--seed", type=int, default=20260701)
    parser.add_argument("--scholen", type=int, default=25)
    parser.add_argument("--leerlingen", type=int, default=20_000)
    options = parser.parse_args()
    print(make_swv_year(options.map, seed=options.seed, schools=options.scholen, pupils=options.leerlingen))


if __name__ == "__main__":
    main()
