-- Work that was done (contract 2.10): one row per pupil, rol, actie and sinds of cls_werk. gedaan_op: the day on which,
-- empty when the register says that there is a plan and not since when. The register has a date on or after sinds (of
-- what is enough once in a school year, in that year: gedaan_vanaf), up to the peildatum (of a plan any day, or that
-- there is one; that there is none goes first); a notification of the kind was made on or after sinds (of luxury leave:
-- is about those days); or the case was closed on or after sinds, which closes all but reports to DUO. An MDO that
-- follows another is done by a later one only.
with

cellen as (
    select
        leerling_nr,
        unnest([
            { 'kolom': 'gesprek_datum', 'datum': gesprek_datum },
            { 'kolom': 'plan_datum', 'datum': plan_datum },
            { 'kolom': 'mdo_datum', 'datum': mdo_datum },
            { 'kolom': 'evaluatie_datum', 'datum': evaluatie_datum },
            { 'kolom': 'jgz_datum', 'datum': jgz_datum },
            { 'kolom': 'spreekuur_datum', 'datum': spreekuur_datum }
        ]) as cel
    from win_register
),

data_register as (
    select
        cellen.leerling_nr,
        cellen.cel.kolom,
        cellen.cel.datum
    from cellen
    inner join ref_run as run on cellen.cel.datum <= run.peildatum
),

vlaggen as (
    select
        leerling_nr,
        'plan_van_aanpak' as kolom,
        plan_van_aanpak as ja
    from win_register
),

in_register as (
    select
        werk.leerling_nr,
        werk.rol,
        werk.actie,
        werk.sinds,
        dag.datum
    from cls_werk as werk
    inner join ref_actie as actie on werk.actie = actie.actie
    left join data_register as dag
        on
            werk.leerling_nr = dag.leerling_nr
            and actie.registerkolom = dag.kolom
    left join vlaggen as vlag
        on
            werk.leerling_nr = vlag.leerling_nr
            and actie.vlagkolom = vlag.kolom
    where
        case
            when actie.vlagkolom is not null then coalesce(vlag.ja, dag.datum is not null)
            when werk.na_mdo then dag.datum > werk.sinds
            else dag.datum >= werk.gedaan_vanaf
        end
),

gemeld as (
    select
        werk.leerling_nr,
        werk.rol,
        werk.actie,
        werk.sinds,
        min(melding.gemeld_op) as datum
    from cls_werk as werk
    inner join ref_actie as actie on werk.actie = actie.actie
    inner join win_duo_gemeld as melding
        on
            werk.leerling_nr = melding.leerling_nr
            and actie.meldsoort = melding.meldsoort
            and case
                when actie.per_keer
                    then melding.begindatum <= werk.tot and coalesce(melding.einddatum, werk.tot) >= werk.sinds
                else melding.gemeld_op >= werk.sinds
            end
    group by werk.leerling_nr, werk.rol, werk.actie, werk.sinds
),

afgesloten as (
    select
        werk.leerling_nr,
        werk.rol,
        werk.actie,
        werk.sinds,
        register.afgesloten_op as datum
    from cls_werk as werk
    inner join ref_actie as actie
        on
            werk.actie = actie.actie
            and actie.meldsoort is null
    cross join ref_run as run
    inner join win_register as register
        on
            werk.leerling_nr = register.leerling_nr
            and register.afgesloten_op >= werk.sinds
            and register.afgesloten_op <= run.peildatum
),

samen as (
    select
        *,
        1 as rang
    from in_register
    union all
    select
        *,
        1 as rang
    from gemeld
    union all
    select
        *,
        2 as rang
    from afgesloten
)

select
    leerling_nr,
    rol,
    actie,
    sinds,
    arg_min(datum, rang) as gedaan_op
from samen
group by leerling_nr, rol, actie, sinds
