-- The MSA register: one pupil, as folded at reading (contract 5).
-- materialized: view
select * from stg_register
