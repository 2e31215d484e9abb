-- How far are works stated, and how far liquidated, on each project under way that GID pays for? At most `most`, the costliest.
-- Grain: one row a project. Per cent of its contracts: works gross of guarantee, without advances nor revisions of price.
-- States and source are asked by columns whose statistics are known: the index by cost then ends the search early.
with scope as ({{scope}}),
base as ({{base}})
select b.id, b.reference, b.title_fr, b.title_ar, b.state, b.cost_mad, b.physical_pct, b.works_pct,
       100 * b.paid_mad / nullif(b.contracts_mad, 0) as paid_pct, b.works_mad, b.contracts_mad, b.advance_open_mad,
       b.guarantee_mad, b.paid_mad
from base b
where b.state in ('EN_COURS', 'EN_DIFFICULTE', 'SUSPENDU') and b.in_gid and b.contracts_mad > 0 and b.physical_pct is not null
order by b.cost_mad desc, b.reference
limit %(most)s
