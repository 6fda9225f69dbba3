-- How far pupils with a card are from what a rule asks: one row per pupil and rule with a lower bound that
-- is not reached at the horizon, though something is counted there (cls_stand). Rules that also ask an age, a plan or a
-- number of months are left out: being near their bound says too little.
select
    bespreek.school,
    leerling.leerling,
    regel.regel,
    stand.waarde,
    regel.minimum
from mart_bespreekleerling as bespreek
inner join win_leerling as leerling on bespreek.leerling_nr = leerling.leerling_nr
inner join cls_stand as stand on leerling.leerling_nr = stand.leerling_nr
inner join cls_regel as regel on stand.toets_nr = regel.toets_nr
where
    stand.tekort is not null
    and not leerling.vertrokken
    and regel.maanden is null
    and regel.leeftijd_van is null
    and regel.leeftijd_tot is null
    and not coalesce(regel.vereist_plan, false)
order by bespreek.school, leerling.leerling, regel.regel
