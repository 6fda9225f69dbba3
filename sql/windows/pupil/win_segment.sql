-- A stretch of days [van, tot) on which a pupil is enrolled in one class with one set of groups:
-- one row per pupil and van, cut to the days for which slots are built.
-- On overlapping enrolments the latest inschrijfdatum is in force, then the later row (contract 5).
with

inschrijvingen as (
    select
        inschrijving.*,
        greatest(inschrijving.van, bereik.van) as begint,
        least(inschrijving.tot, bereik.tot) as eindigt
    from stg_inschrijving as inschrijving
    inner join win_bereik as bereik on inschrijving.school_nr = bereik.school_nr
    where inschrijving.van < bereik.tot and inschrijving.tot > bereik.van
),

lidmaatschappen as (
    select
        groep.leerling_nr,
        groep.groep,
        greatest(groep.van, bereik.van) as begint,
        least(groep.tot, bereik.tot) as eindigt
    from stg_groep as groep
    inner join win_bereik as bereik on groep.school_nr = bereik.school_nr
    where groep.van < bereik.tot and groep.tot > bereik.van
),

grenzen as (
    select
        leerling_nr,
        begint as grens
    from inschrijvingen
    union
    select
        leerling_nr,
        eindigt as grens
    from inschrijvingen
    union
    select
        leerling_nr,
        begint as grens
    from lidmaatschappen
    union
    select
        leerling_nr,
        eindigt as grens
    from lidmaatschappen
),

stukken as (
    select
        leerling_nr,
        grens as van,
        lead(grens) over (partition by leerling_nr order by grens) as tot
    from grenzen
),

met_klas as (
    select
        stukken.leerling_nr,
        stukken.van,
        stukken.tot,
        inschrijvingen.school_nr,
        inschrijvingen.klas,
        inschrijvingen.leerjaar,
        inschrijvingen.onderwijssoort,
        inschrijvingen.zonder_begin
    from stukken
    inner join inschrijvingen
        on
            stukken.leerling_nr = inschrijvingen.leerling_nr
            and stukken.van >= inschrijvingen.begint
            and stukken.van < inschrijvingen.eindigt
    qualify row_number() over (
        partition by stukken.leerling_nr, stukken.van
        order by inschrijvingen.van desc, inschrijvingen.volgnr desc
    ) = 1
),

met_groepen as (
    select
        met_klas.leerling_nr,
        met_klas.van,
        list_sort(list_distinct(list_append(
            list(lidmaatschappen.groep) filter (where lidmaatschappen.groep is not null),
            any_value(met_klas.klas)
        ))) as groepen
    from met_klas
    left join lidmaatschappen
        on
            met_klas.leerling_nr = lidmaatschappen.leerling_nr
            and met_klas.van >= lidmaatschappen.begint
            and met_klas.van < lidmaatschappen.eindigt
    group by met_klas.leerling_nr, met_klas.van
),

segmenten as (
    select
        met_klas.*,
        met_groepen.groepen,
        dense_rank() over (order by met_klas.school_nr, met_groepen.groepen) as profiel_nr
    from met_klas
    inner join met_groepen
        on
            met_klas.leerling_nr = met_groepen.leerling_nr
            and met_klas.van = met_groepen.van
)

select * from segmenten
