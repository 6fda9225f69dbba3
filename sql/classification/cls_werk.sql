-- What must be done for a pupil, with by when (contract 2.10), but for the reports of the ledger: one row per pupil,
-- rol, actie and sinds. Beside what is asked: while a run goes on the next MDO follows the last one (sinds: that one;
-- where it was held on the first day itself, na_mdo, that row stands in the place of the first). uiterste_datum: of an
-- MDO so many weeks after the first notice, else after the first day of the run; of an evaluation after the last MDO of
-- this absence; of a report so many working days after sinds; of other acts none. An MDO in the register after the
-- peildatum is only planned. gedaan_vanaf: from which day on a day of the register does it: sinds, and of what is
-- enough once in a school year the first day of that year. toelichting says so where the last day is counted from a day
-- at an earlier school (2.9): then the act can be late on the day the pupil comes.
with

met_register as (
    select
        gevraagd.*,
        coalesce(register.eerste_afmelding, gevraagd.reeks_van) as begin_verzuim,
        register.eerste_afmelding is null and gevraagd.reeks_van < overstap.eerste_lesdag as elders_begonnen,
        case when register.mdo_datum <= run.peildatum then register.mdo_datum end as laatste_mdo,
        case
            when gevraagd.per_schooljaar then least(gevraagd.sinds, meting.schooljaar_van) else gevraagd.sinds
        end as gedaan_vanaf
    from cls_werk_gevraagd as gevraagd
    cross join ref_run as run
    inner join win_meting as meting on gevraagd.school_nr = meting.school_nr
    left join win_register as register on gevraagd.leerling_nr = register.leerling_nr
    left join win_overstap_gevolgd as overstap
        on
            gevraagd.leerling_nr = overstap.naar_nr
            and overstap.sluit_aan
),

met_meldtermijn as (
    select
        met_register.*,
        termijn.uiterste_meldatum
    from met_register
    inner join win_meldtermijn as termijn on met_register.sinds = termijn.datum
),

met_termijn as (
    select
        werk.*,
        case
            when werk.actie = 'mdo' then werk.begin_verzuim + 7 * definitie.mdo_eerste_weken::integer
            when
                werk.actie = 'evaluatie'
                and werk.laatste_mdo >= least(werk.sinds, coalesce(werk.begin_verzuim, werk.sinds))
                then werk.laatste_mdo + 7 * definitie.evaluatie_weken::integer
            when actie.meldsoort is not null then werk.uiterste_meldatum
        end as uiterste_datum,
        case
            when werk.elders_begonnen and actie.elders_begonnen is not null
                then concat_ws('; ', werk.toelichting, actie.elders_begonnen)
            else werk.toelichting
        end as met_elders,
        coalesce(werk.actie = 'mdo' and werk.reeks_loopt and werk.laatste_mdo >= werk.sinds, false) as volgende_mdo
    from met_meldtermijn as werk
    inner join ref_actie as actie on werk.actie = actie.actie
    cross join ref_definitie as definitie
),

termijnen as (
    select
        * replace (met_elders as toelichting),
        false as na_mdo
    from met_termijn
    where not (volgende_mdo and laatste_mdo = sinds)
    union all by name
    select
        werk.* exclude (sinds, uiterste_datum),
        werk.laatste_mdo as sinds,
        werk.laatste_mdo + 7 * definitie.mdo_herhaling_weken::integer as uiterste_datum,
        true as na_mdo
    from met_termijn as werk
    cross join ref_definitie as definitie
    where werk.volgende_mdo
)

select
    leerling_nr,
    school_nr,
    rol,
    actie,
    sinds,
    tot,
    regels,
    zwaarte,
    toelichting,
    bron,
    uiterste_datum,
    na_mdo,
    gedaan_vanaf
from termijnen
