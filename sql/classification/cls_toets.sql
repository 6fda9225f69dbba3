-- What the rules of a school and the grounds of its statuses ask, each question once: one row per school and toets_nr.
select distinct
    school_nr,
    toets_nr,
    maat,
    groep,
    eenheid,
    venster_nr,
    venster_lengte,
    venster_eenheid,
    minimum,
    maximum,
    minder_dan,
    maanden,
    maanden_onder,
    maximum_som,
    leeftijd_van,
    leeftijd_tot,
    vereist_plan,
    plafond,
    regio
from cls_vraag
