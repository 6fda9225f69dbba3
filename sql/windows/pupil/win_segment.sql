-- A stretch of days [van, tot) on which a pupil is enrolled in one class with one set of groups:
-- one row per pupil and van, cut to the days for which slots are built.
-- Where a timetable lists its pupils, the days that it covers have only the lessons in which it lists the pupil
-- (contract 1.4). On overlapping enrolments the latest inschrijfdatum is in force, then the later row (contract 5).
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

eigen_lessen as (
    select
        eigen.leerling_nr,
        eigen.groep,
        greatest(eigen.van, bereik.van) as begint,
        least(eigen.tot, bereik.tot) as eindigt
    from stg_rooster_leerling as eigen
    inner join win_bereik as bereik on eigen.school_nr = bereik.school_nr
    where eigen.van < bereik.tot and eigen.tot > bereik.van
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
    union
    select
        leerling_nr,
        begint as grens
    from eigen_lessen
    union
    select
        leerling_nr,
        eindigt as grens
    from eigen_lessen
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

met_eigen as (
    select
        met_klas.leerling_nr,
        met_klas.van,
        list_sort(list_distinct(list(eigen_lessen.groep))) as groepen
    from met_klas
    inner join eigen_lessen
        on
            met_klas.leerling_nr = eigen_lessen.leerling_nr
            and met_klas.van >= eigen_lessen.begint
            and met_klas.van < eigen_lessen.eindigt
    group by met_klas.leerling_nr, met_klas.van
),

gekozen as (
    select
        met_groepen.leerling_nr,
        met_groepen.van,
        case
            when met_eigen.groepen is null then met_groepen.groepen
            when definitie.roosterbron = 1 then met_eigen.groepen
            -- An estimate of the class goes before a timetable (msa compare).
            else list_sort(list_concat(met_eigen.groepen, met_groepen.groepen))
        end as groepen
    from met_groepen
    cross join ref_definitie as definitie
    left join met_eigen
        on
            met_groepen.leerling_nr = met_eigen.leerling_nr
            and met_groepen.van = met_eigen.van
),

segmenten as (
    select
        met_klas.*,
        gekozen.groepen,
        met_klas.school_nr::bigint * 1000000000
        + dense_rank() over (partition by met_klas.school_nr order by gekozen.groepen) as profiel_nr
    from met_klas
    inner join gekozen
        on
            met_klas.leerling_nr = gekozen.leerling_nr
            and met_klas.van = gekozen.van
)

select * from segmenten
