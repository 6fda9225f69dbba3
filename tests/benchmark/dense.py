"""Tiers and four-week groups as somebody would write them: a table of every pupil and every school day.

Far less than the program counts: no moves, no classes that change, no corrections, no holidays of a school, no reasons.
It is here to say what a dense table costs, and is used by the benchmark alone.
"""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from tests.benchmark.make_swv_year import school_days

# The period of peildatum 1 July, and the kinds that are absence; the others are present.
FROM, TO = date(2026, 4, 2), date(2026, 7, 1)
ABSENT = ("Z", "MED", "VL", "SP", "ONG")
# Four weeks of school days, and present for a fifth of them or less.
WINDOW, MOST_PRESENT_PCT = 20, 20
TIER_1_PCT, TIER_2_PCT = 95, 90
Counts = dict[str, int]


def count_in_polars(deliveries: Path) -> Counts:
    """Pupils by tier, and with a window of a four-week group."""
    found: Counts = {"tier 1": 0, "tier 2": 0, "tier 3": 0, "vierweken": 0}
    days = pl.DataFrame({"datum": school_days()}).with_columns(weekdag=pl.col("datum").dt.weekday().cast(pl.Int64))
    for school in sorted(deliveries.iterdir()):
        dense = _make_dense(school, days)
        window = [
            pl.col(name).rolling_sum(WINDOW).over("leerlingnummer", order_by="datum").alias(f"{name}_venster")
            for name in ("gepland", "afwezig")
        ]
        missing = 100 * (pl.col("gepland_venster") - pl.col("afwezig_venster"))
        in_group = (missing <= MOST_PRESENT_PCT * pl.col("gepland_venster")).fill_null(value=False)
        pupils = (
            dense.with_columns(window)
            .group_by("leerlingnummer")
            .agg(
                pl.col("gepland", "afwezig").filter(pl.col("datum").is_between(FROM, TO)).sum(),
                vierweken=(in_group & pl.col("datum").is_between(FROM, TO)).any(),
            )
        )
        present = 100 * (pl.col("gepland") - pl.col("afwezig"))
        one, two = present >= TIER_1_PCT * pl.col("gepland"), present >= TIER_2_PCT * pl.col("gepland")
        counts = pupils.select(
            one.sum().alias("tier 1"),
            (two & ~one).sum().alias("tier 2"),
            (~two).sum().alias("tier 3"),
            pl.col("vierweken").sum(),
        ).row(0, named=True)
        found = {name: found[name] + counts[name] for name in found}
    return found


def _make_dense(school: Path, days: pl.DataFrame) -> pl.DataFrame:
    """A row a pupil and school day: planned minutes and minutes absent."""
    pupils = pl.read_csv(school / "leerlingen.csv", separator=";").select("leerlingnummer", groep="klas")
    groups = [pupils]
    if (school / "groepen.csv").is_file():
        groups.append(pl.read_csv(school / "groepen.csv", separator=";").select("leerlingnummer", "groep"))
    roster = pl.read_csv(school / "rooster.csv", separator=";").with_columns(
        minuten=_minutes("eindtijd") - _minutes("begintijd")
    )
    slots = pl.concat(groups).join(roster, on="groep").select("leerlingnummer", "weekdag", "lesuur", "minuten")
    slots = slots.unique(["leerlingnummer", "weekdag", "lesuur"])
    planned = slots.group_by("leerlingnummer", "weekdag").agg(gepland=pl.col("minuten").sum())
    absences = (
        pl.read_csv(school / "absenties.csv", separator=";", schema_overrides={"datum": pl.Date})
        .filter(pl.col("code").is_in(ABSENT))
        .with_columns(weekdag=pl.col("datum").dt.weekday().cast(pl.Int64))
        .join(slots, on=["leerlingnummer", "weekdag", "lesuur"])
        .group_by("leerlingnummer", "datum")
        .agg(afwezig=pl.col("minuten").sum())
    )
    return (
        pupils.select("leerlingnummer")
        .join(days, how="cross")
        .join(planned, on=["leerlingnummer", "weekdag"], how="left")
        .join(absences, on=["leerlingnummer", "datum"], how="left")
        .with_columns(pl.col("gepland", "afwezig").fill_null(0))
    )


def _minutes(column: str) -> pl.Expr:
    time = pl.col(column).str.to_time("%H:%M")
    return time.dt.hour().cast(pl.Int64) * 60 + time.dt.minute().cast(pl.Int64)


def count_in_pandas(deliveries: Path) -> Counts:
    """The same with pandas, a school at a time."""
    found: Counts = {"tier 1": 0, "tier 2": 0, "tier 3": 0, "vierweken": 0}
    days = pd.DataFrame({"datum": pd.to_datetime(school_days())})
    days["weekdag"] = days["datum"].dt.day_of_week + 1
    for school in sorted(deliveries.iterdir()):
        dense = _make_dense_in_pandas(school, days)
        per_pupil = dense.groupby("leerlingnummer", sort=False)
        # Sorted by pupil, so a window that reaches into the pupil before has too few days of this one.
        windows = dense[["gepland", "afwezig"]].rolling(WINDOW).sum()
        missing = 100 * (windows["gepland"] - windows["afwezig"])
        in_group = (missing <= MOST_PRESENT_PCT * windows["gepland"]) & (per_pupil.cumcount() >= WINDOW - 1)
        period = dense.assign(vierweken=in_group)[dense["datum"].between(pd.Timestamp(FROM), pd.Timestamp(TO))]
        sums = period.groupby("leerlingnummer").agg({"gepland": "sum", "afwezig": "sum", "vierweken": "any"})
        present = 100 * (sums["gepland"] - sums["afwezig"])
        one, two = present >= TIER_1_PCT * sums["gepland"], present >= TIER_2_PCT * sums["gepland"]
        counts = (one.sum(), (two & ~one).sum(), (~two).sum(), sums["vierweken"].sum())
        found = {name: found[name] + int(count) for name, count in zip(found, counts, strict=True)}
    return found


def _make_dense_in_pandas(school: Path, days: pd.DataFrame) -> pd.DataFrame:
    """A row a pupil and school day, in that order: planned minutes and minutes absent."""
    pupils = pd.read_csv(school / "leerlingen.csv", sep=";")[["leerlingnummer", "klas"]]
    groups = [pupils.rename(columns={"klas": "groep"})]
    if (school / "groepen.csv").is_file():
        groups.append(pd.read_csv(school / "groepen.csv", sep=";")[["leerlingnummer", "groep"]])
    roster = pd.read_csv(school / "rooster.csv", sep=";")
    begin, end = (pd.to_timedelta(roster[name] + ":00") for name in ("begintijd", "eindtijd"))
    roster["minuten"] = ((end - begin).dt.total_seconds() // 60).astype("int64")
    slots = pd.concat(groups).merge(roster, on="groep")[["leerlingnummer", "weekdag", "lesuur", "minuten"]]
    slots = slots.drop_duplicates(["leerlingnummer", "weekdag", "lesuur"])
    planned = slots.groupby(["leerlingnummer", "weekdag"])["minuten"].sum().rename("gepland").reset_index()
    absences = pd.read_csv(school / "absenties.csv", sep=";", parse_dates=["datum"])
    absences = absences[absences["code"].isin(ABSENT)]
    absences = absences.assign(weekdag=absences["datum"].dt.day_of_week + 1)
    absences = absences.merge(slots, on=["leerlingnummer", "weekdag", "lesuur"])
    absent = absences.groupby(["leerlingnummer", "datum"])["minuten"].sum().rename("afwezig").reset_index()
    dense = pupils[["leerlingnummer"]].merge(days, how="cross")
    dense = dense.merge(planned, on=["leerlingnummer", "weekdag"], how="left")
    dense = dense.merge(absent, on=["leerlingnummer", "datum"], how="left").fillna({"gepland": 0, "afwezig": 0})
    return dense.sort_values(["leerlingnummer", "datum"], ignore_index=True)


def count_in_duckdb(deliveries: Path) -> Counts:
    """The same in one query a school."""
    found: Counts = {"tier 1": 0, "tier 2": 0, "tier 3": 0, "vierweken": 0}
    with duckdb.connect() as connection:
        connection.execute("create table dagen as select unnest(?::date[]) as datum", [school_days()])
        for school in sorted(deliveries.iterdir()):
            groups = school / "groepen.csv"
            more = (
                f"union all select leerlingnummer, groep from read_csv('{groups}', delim = ';')"
                if groups.is_file()
                else ""
            )
            row = connection.execute(_DENSE.format(school=school, more=more)).fetchone()
            found = {name: found[name] + int(count) for name, count in zip(found, row or (), strict=True)}
    return found


_DENSE = f"""
with leerlingen as (select leerlingnummer, klas from read_csv('{{school}}/leerlingen.csv', delim = ';')),
groepen as (select leerlingnummer, klas as groep from leerlingen {{more}}),
slots as (
    select distinct on (leerlingnummer, weekdag, lesuur)
        leerlingnummer, weekdag, lesuur, date_diff('minute', begintijd::time, eindtijd::time) as minuten
    from groepen inner join read_csv('{{school}}/rooster.csv', delim = ';') using (groep)
),
gepland as (select leerlingnummer, weekdag, sum(minuten) as gepland from slots group by all),
verzuim as (
    select leerlingnummer, datum, sum(minuten) as afwezig
    from (
        select leerlingnummer, datum, lesuur, isodow(datum) as weekdag
        from read_csv('{{school}}/absenties.csv', delim = ';') where code in {ABSENT}
    )
    inner join slots using (leerlingnummer, weekdag, lesuur)
    group by all
),
dicht as (
    select leerlingnummer, datum, coalesce(gepland, 0) as gepland, coalesce(afwezig, 0) as afwezig
    from (select leerlingnummer, datum, isodow(datum) as weekdag from leerlingen cross join dagen)
    left join gepland using (leerlingnummer, weekdag)
    left join verzuim using (leerlingnummer, datum)
),
vensters as (
    select *, sum(gepland) over venster as gepland_venster, sum(afwezig) over venster as afwezig_venster,
        count(*) over venster as dagen
    from dicht
    window venster as (partition by leerlingnummer order by datum rows {WINDOW - 1} preceding)
),
per_leerling as (
    select
        leerlingnummer, sum(gepland) as gepland, sum(gepland - afwezig) as aanwezig,
        bool_or(dagen = {WINDOW} and 100 * (gepland_venster - afwezig_venster) <= {MOST_PRESENT_PCT} * gepland_venster)
            as vierweken
    from vensters where datum between date '{FROM}' and date '{TO}'
    group by leerlingnummer
)
select
    count(*) filter (where 100 * aanwezig >= {TIER_1_PCT} * gepland),
    count(*) filter (where 100 * aanwezig >= {TIER_2_PCT} * gepland and 100 * aanwezig < {TIER_1_PCT} * gepland),
    count(*) filter (where 100 * aanwezig < {TIER_2_PCT} * gepland),
    count(*) filter (where vierweken)
from per_leerling
"""
