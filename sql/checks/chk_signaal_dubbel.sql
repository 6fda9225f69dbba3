-- What: pupils with more than one row for a rule in table signaal.
-- When it matters: always; a rule has one outcome (contract 3).
-- How to resolve: two ref_rule rows for one rule and sector, or a join on a day or a birthday that is not unique.
select
    school,
    leerling,
    regel
from mart_signaal
group by school, leerling, regel
having count(*) > 1
