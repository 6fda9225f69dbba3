-- Schools with authorised absence of which no row up to the last measured day is sickness: it was registered under
-- words or codes that are not known as sickness (formats 14): one row per school. rijen, leerlingen: the authorised.
with

geoorloofd as (
    select
        rij.school_nr,
        bool_or(rij.soort = 'ziek') as ziekte_herkend
    from win_rij_soort as rij
    inner join win_meting as meting
        on
            rij.school_nr = meting.school_nr
            and rij.datum <= meting.meetdatum
    inner join ref_soort as soort on rij.soort = soort.soort
    where soort.groep = 'ga'
    group by rij.school_nr
)

select
    rij.school_nr,
    count(distinct rij.volgnr)::integer as rijen,
    count(distinct rij.leerling_nr)::integer as leerlingen
from win_rij_soort as rij
inner join geoorloofd on rij.school_nr = geoorloofd.school_nr
inner join win_meting as meting
    on
        rij.school_nr = meting.school_nr
        and rij.datum <= meting.meetdatum
inner join ref_soort as soort on rij.soort = soort.soort
where
    soort.groep = 'ga'
    and not geoorloofd.ziekte_herkend
group by rij.school_nr
