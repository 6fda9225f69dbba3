-- The denominator of the period, from the weekly timetable on every enrolled day to what was recorded: one row per
-- school and step, in minutes over all pupils. rooster - schoolvakantie - feestdag - lokaal_vrij = gepland =
-- aanwezig + geoorloofd + ongeoorloofd + reden_onbekend + onbekend, exactly. Who moved is one child, at the new school
-- (contract 2.9): without its lesson time at the old one.
with

gepland as (
    select
        periode.school_nr,
        sum(periode.gepland_min) as gepland,
        sum(periode.aanwezig_min) as aanwezig,
        sum(periode.geoorloofd_min) as geoorloofd,
        sum(periode.ongeoorloofd_min) as ongeoorloofd,
        sum(periode.reden_onbekend_min) as reden_onbekend,
        sum(periode.onbekend_min) as onbekend
    from win_leerling_periode as periode
    anti join win_elders_geteld as elders on periode.leerling_nr = elders.leerling_nr
    group by periode.school_nr
),

vrij as (
    select
        school_nr,
        coalesce(sum(minuten) filter (where reden = 'schoolvakantie'), 0) as schoolvakantie,
        coalesce(sum(minuten) filter (where reden = 'feestdag'), 0) as feestdag,
        coalesce(sum(minuten) filter (where reden = 'lokaal_vrij'), 0) as lokaal_vrij
    from win_vrij_rooster
    group by school_nr
),

samen as (
    select
        school.school,
        coalesce(vrij.schoolvakantie, 0)::bigint as schoolvakantie,
        coalesce(vrij.feestdag, 0)::bigint as feestdag,
        coalesce(vrij.lokaal_vrij, 0)::bigint as lokaal_vrij,
        coalesce(gepland.gepland, 0)::bigint as gepland,
        coalesce(gepland.aanwezig, 0)::bigint as aanwezig,
        coalesce(gepland.geoorloofd, 0)::bigint as geoorloofd,
        coalesce(gepland.ongeoorloofd, 0)::bigint as ongeoorloofd,
        coalesce(gepland.reden_onbekend, 0)::bigint as reden_onbekend,
        coalesce(gepland.onbekend, 0)::bigint as onbekend
    from ref_school as school
    left join gepland on school.school_nr = gepland.school_nr
    left join vrij on school.school_nr = vrij.school_nr
),

met_rooster as (
    select
        school,
        gepland + schoolvakantie + feestdag + lokaal_vrij as rooster,
        schoolvakantie,
        feestdag,
        lokaal_vrij,
        gepland,
        aanwezig,
        geoorloofd,
        ongeoorloofd,
        reden_onbekend,
        onbekend
    from samen
)

unpivot met_rooster on columns(* exclude (school)) into name stap value minuten
