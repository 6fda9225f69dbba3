-- Schools with authorised absence of which no row up to the last measured day is sickness: it was registered under
-- words or codes that are not known as sickness (formats 14): one row per school. rijen, leerlingen: the authorised.
select
    rij.school_nr,
    (count(*) filter (where soort.groep = 'ga'))::integer as rijen,
    (count(distinct rij.leerling_nr) filter (where soort.groep = 'ga'))::integer as leerlingen
from win_rij_soort as rij
inner join win_meting as meting
    on
        rij.school_nr = meting.school_nr
        and rij.datum <= meting.meetdatum
inner join ref_soort as soort on rij.soort = soort.soort
group by rij.school_nr
having bool_or(soort.groep = 'ga') and not bool_or(rij.soort = 'ziek')
