-- What duty a pupil is under on a day (contract 2.9, D17): verplicht, rmc (18 up to 23), geen, or niet_te_bepalen where
-- the birth date is not known. One row per pupil and stretch of days [van, tot) under one duty; the stretches of a
-- pupil hold every day once. A birthday on 29 February is 1 March (5). An empty startkwalificatie is no.
-- All that is said of a duty reads this model.
with

verjaardagen as (
    select
        geboorte.leerling_nr,
        geboorte.school_nr,
        coalesce(geboorte.startkwalificatie, false) as gekwalificeerd,
        geboorte.geboortedatum + (strftime(geboorte.geboortedatum, '%m-%d') = '02-29')::integer as geteld_vanaf,
        (geteld_vanaf + to_years(definitie.leerplicht_vanaf))::date as begint,
        date_trunc('month', begint + to_months(1))::date as maand_erna,
        (geteld_vanaf + to_years(definitie.volledige_leerplicht_tot_en_met))::date as laatste_volledige,
        (geteld_vanaf + to_years(definitie.kwalificatieplicht_tot))::date as meerderjarig,
        (geteld_vanaf + to_years(definitie.rmc_tot))::date as rmc_tot
    from win_geboorte as geboorte
    cross join ref_definitie as definitie
    where geboorte.geboortedatum is not null
),

-- The leerplicht begins on the first school day of the month; before the school days that are known it has begun.
eerste_schooldagen as (
    select
        school_nr,
        min(datum) as datum
    from win_schooldag
    group by school_nr
),

grenzen as (
    select
        verjaardagen.*,
        case
            when verjaardagen.maand_erna < eerste.datum then verjaardagen.maand_erna
            else coalesce(schooldag.datum, date '9999-12-31')
        end as verplicht_van,
        coalesce(schooljaar.schooljaar_van, date '9999-12-31') as volledig_tot
    from verjaardagen
    left join eerste_schooldagen as eerste on verjaardagen.school_nr = eerste.school_nr
    asof left join win_schooldag as schooldag
        on
            verjaardagen.school_nr = schooldag.school_nr
            and verjaardagen.maand_erna <= schooldag.datum
    asof left join ref_schooljaar as schooljaar on verjaardagen.laatste_volledige < schooljaar.schooljaar_van
),

met_einde as (
    select
        *,
        case when gekwalificeerd then least(volledig_tot, meerderjarig) else meerderjarig end as verplicht_tot,
        case when gekwalificeerd then verplicht_tot else rmc_tot end as plicht_tot
    from grenzen
),

stukken as (
    select
        leerling_nr,
        school_nr,
        date '0001-01-01' as van,
        verplicht_van as tot,
        'geen' as plicht
    from met_einde
    union all
    select
        leerling_nr,
        school_nr,
        verplicht_van as van,
        verplicht_tot as tot,
        'verplicht' as plicht
    from met_einde
    union all
    select
        leerling_nr,
        school_nr,
        greatest(verplicht_van, verplicht_tot) as van,
        plicht_tot as tot,
        'rmc' as plicht
    from met_einde
    union all
    select
        leerling_nr,
        school_nr,
        greatest(verplicht_van, plicht_tot) as van,
        date '9999-12-31' as tot,
        'geen' as plicht
    from met_einde
    union all
    select
        leerling_nr,
        school_nr,
        date '0001-01-01' as van,
        date '9999-12-31' as tot,
        'niet_te_bepalen' as plicht
    from win_geboorte
    where geboortedatum is null
)

select
    leerling_nr,
    school_nr,
    van,
    tot,
    plicht
from stukken
where van < tot
