-- Pupils whose result unknown slots could change (contract 2.6): one row per pupil and kind of result (soort: tier,
-- uren, reeks, vierweken or telling, which are counts of the school year and sick spells). In hour, run and window
-- rules unknown counts as not absent; here it is counted as absent, and the result is named where a bound would be
-- reached that is not reached now. lessen: unknown slots of the pupil in the school year or the period.
with

leerlingen as (
    select
        onbekend.leerling_nr,
        onbekend.school_nr,
        sum(onbekend.lessen)::integer as lessen
    from win_onbekend_dag as onbekend
    inner join ref_run as run on onbekend.datum >= least(run.schooljaar_van, run.periode_van)
    semi join win_leerling_periode as periode on onbekend.leerling_nr = periode.leerling_nr
    group by onbekend.leerling_nr, onbekend.school_nr
),

tiers as (
    select
        leerling_nr,
        'tier' as soort
    from cls_tier
    where tier_status = 'open'
),

-- Days on which the hours in four lesweken can be at their highest, as in win_oa_venster.
meetdagen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        dag.datum,
        dag.positie,
        dag.oa_zestigsten,
        coalesce(onbekend.zestigsten, 0) as onbekend_zestigsten,
        definitie.venster_posities
    from win_leerling_dag as dag
    cross join ref_definitie as definitie
    semi join leerlingen on dag.leerling_nr = leerlingen.leerling_nr
    left join win_onbekend_dag as onbekend
        on
            dag.leerling_nr = onbekend.leerling_nr
            and dag.datum = onbekend.datum
    where dag.oa_zestigsten > 0 or dag.onbekend_min > 0
    union all
    select
        eerste.leerling_nr,
        eerste.school_nr,
        eerste.eerste_in_periode as datum,
        schooldag.positie,
        0 as oa_zestigsten,
        0 as onbekend_zestigsten,
        definitie.venster_posities
    from win_eerste_dag as eerste
    cross join ref_definitie as definitie
    semi join leerlingen on eerste.leerling_nr = leerlingen.leerling_nr
    inner join win_schooldag as schooldag
        on
            eerste.school_nr = schooldag.school_nr
            and eerste.eerste_in_periode = schooldag.datum
),

vensteruren as (
    select
        meetdagen.leerling_nr,
        meetdagen.school_nr,
        meetdagen.datum,
        sum(meetdagen.oa_zestigsten) over venster as oa_zestigsten,
        sum(meetdagen.onbekend_zestigsten) over venster as onbekend_zestigsten
    from meetdagen
    window venster as (
        partition by meetdagen.leerling_nr
        order by meetdagen.positie
        range between meetdagen.venster_posities - 1 preceding and current row
    )
),

meeste_uren as (
    select
        vensteruren.leerling_nr,
        vensteruren.school_nr,
        max(vensteruren.oa_zestigsten) as nu,
        max(vensteruren.oa_zestigsten + vensteruren.onbekend_zestigsten) as hoogstens
    from vensteruren
    inner join ref_run as run on vensteruren.datum >= run.periode_van
    group by vensteruren.leerling_nr, vensteruren.school_nr
),

uren as (
    select
        meeste_uren.leerling_nr,
        'uren' as soort
    from meeste_uren
    inner join cls_regel as regel
        on
            meeste_uren.school_nr = regel.school_nr
            and meeste_uren.nu < 60 * regel.minimum
            and meeste_uren.hoogstens >= 60 * regel.minimum
    where regel.maat = 'oa_uren_venster'
),

reeks_nu as (
    select
        reeks.leerling_nr,
        reeks.groep,
        max(reeks.duur_posities) as duur_posities,
        max(reeks.duur_kalenderdagen) as duur_kalenderdagen
    from win_reeks as reeks
    semi join leerlingen on reeks.leerling_nr = leerlingen.leerling_nr
    inner join ref_run as run on reeks.laatste_dag >= run.periode_van
    group by reeks.leerling_nr, reeks.groep
),

reeks_vergeleken as (
    select
        onbekend.leerling_nr,
        regel.minimum,
        case
            when regel.eenheid = 'duur_kalenderdagen' then onbekend.duur_kalenderdagen else onbekend.duur_posities
        end as hoogstens,
        coalesce(
            case when regel.eenheid = 'duur_kalenderdagen' then nu.duur_kalenderdagen else nu.duur_posities end, 0
        ) as nu
    from win_onbekend_reeks as onbekend
    inner join ref_run as run on onbekend.laatste_dag >= run.periode_van
    inner join cls_regel as regel
        on
            onbekend.school_nr = regel.school_nr
            and onbekend.groep = regel.groep
    left join reeks_nu as nu
        on
            onbekend.leerling_nr = nu.leerling_nr
            and onbekend.groep = nu.groep
    where regel.maat = 'reeks'
),

reeksen as (
    select
        leerling_nr,
        'reeks' as soort
    from reeks_vergeleken
    where nu < minimum and hoogstens >= minimum
),

vensters as (
    select
        leerling.leerling_nr,
        venster.start,
        any_value(venster.gepland_min) as gepland_min,
        any_value(venster.eind_positie) as eind_positie,
        any_value(leerling.school_nr) as school_nr,
        sum(dag.afwezig_min) as afwezig_min,
        sum(dag.onbekend_min) as onbekend_min
    from leerlingen
    inner join win_leerling as leerling on leerlingen.leerling_nr = leerling.leerling_nr
    inner join win_traject_venster as venster
        on
            leerling.traject_nr = venster.traject_nr
            and leerling.horizon_positie >= venster.eind_positie
    inner join win_leerling_dag as dag
        on
            leerling.leerling_nr = dag.leerling_nr
            and venster.start_positie <= dag.positie
            and venster.eind_positie >= dag.positie
    group by leerling.leerling_nr, venster.start
    having sum(dag.onbekend_min) > 0
),

vierweken as (
    select
        vensters.leerling_nr,
        'vierweken' as soort
    from vensters
    inner join win_lesweek as lesweek
        on
            vensters.school_nr = lesweek.school_nr
            and vensters.eind_positie // 7 = lesweek.lesweek_nr
    inner join ref_run as run on (lesweek.maandag + (vensters.eind_positie % 7))::date >= run.periode_van
    cross join ref_definitie as definitie
    where
        (
            100 * (vensters.gepland_min - vensters.afwezig_min - vensters.onbekend_min)
            <= definitie.hoogstens_aanwezig_pct * vensters.gepland_min
            and 100 * (vensters.gepland_min - vensters.afwezig_min)
            > definitie.hoogstens_aanwezig_pct * vensters.gepland_min
        )
        or vensters.gepland_min = vensters.afwezig_min + vensters.onbekend_min
),

onbekend_in_schooljaar as (
    select
        onbekend.leerling_nr,
        onbekend.school_nr,
        count(*) as dagen,
        sum(onbekend.lessen) as lessen,
        sum(onbekend.zestigsten) as zestigsten
    from win_onbekend_dag as onbekend
    inner join ref_run as run on onbekend.datum >= least(run.schooljaar_van, run.periode_van)
    group by onbekend.leerling_nr, onbekend.school_nr
),

-- The highest count in the school year or the period, and how much the unknown slots can add to it at most: an hour,
-- a time or a day for each, whatever window they lie in.
geteld as (
    select
        onbekend.leerling_nr,
        regel.minimum,
        coalesce(max(telling.waarde), 0) as nu,
        any_value(
            case
                when regel.maat = 'oa_uren_schooljaar' then onbekend.zestigsten / 60
                when regel.maat in ('ziek_schooldagen', 'ziekmeldingen_venster') then onbekend.dagen
                else onbekend.lessen
            end
        ) as erbij
    from onbekend_in_schooljaar as onbekend
    inner join cls_regel as regel on onbekend.school_nr = regel.school_nr
    left join win_telling as telling
        on
            onbekend.leerling_nr = telling.leerling_nr
            and regel.venster_nr = telling.venster_nr
    where
        regel.venster_nr is not null
        and regel.minimum is not null
        and regel.maat not in ('oa_uren_venster', 'aanwezig_venster', 'te_laat_minuten')
    group by onbekend.leerling_nr, regel.regel, regel.minimum
    union all
    select
        onbekend.leerling_nr,
        regel.minimum,
        0 as nu,
        max(onbekend.dagen) as erbij
    from win_onbekend_reeks as onbekend
    inner join ref_run as run on onbekend.laatste_dag >= run.periode_van
    inner join cls_regel as regel on onbekend.school_nr = regel.school_nr
    anti join cls_signaal as signaal
        on
            onbekend.leerling_nr = signaal.leerling_nr
            and regel.regel = signaal.regel
    where onbekend.groep = 'ziek' and regel.maat = 'ziek_aaneengesloten'
    group by onbekend.leerling_nr, regel.regel, regel.minimum
),

tellingen as (
    select
        leerling_nr,
        'telling' as soort
    from geteld
    where nu < minimum and nu + erbij >= minimum
),

samen as (
    select * from tiers
    union
    select * from uren
    union
    select * from reeksen
    union
    select * from vierweken
    union
    select * from tellingen
)

select
    school.school,
    leerling.leerling,
    samen.soort,
    leerlingen.lessen
from samen
inner join leerlingen on samen.leerling_nr = leerlingen.leerling_nr
inner join win_leerling as leerling on samen.leerling_nr = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
order by school.school, leerling.leerling, samen.soort
