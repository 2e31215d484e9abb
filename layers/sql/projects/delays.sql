-- Which projects of the scope are the latest, why, and who answers for them? At most `most`.
-- Grain: one row a project under way or to come. Days. The cause is the first that the register or the books tell of.
-- The latest are found by the register alone; only they are looked up in the books.
with scope as not materialized ({{scope}}),
base as not materialized ({{base}}),
areas as ({{areas}}),
latest as materialized (
    select b.id from base b
    where b.delay_days > 0 and b.state_group in ('running', 'waiting')
    order by b.delay_days desc, b.cost_mad desc, b.reference
    limit %(most)s
),
late as materialized (select b.* from base b where b.id = any(array(select id from latest)))
select l.id, l.reference, l.title_fr, l.title_ar, l.state, a.area_fr, a.area_ar, l.delay_days, l.physical_pct,
       l.cost_mad, coalesce(nullif(l.delegate_name, ''), l.owner_name) as responsible, c.cause, c.detail
from late l
left join areas a on a.descendant_id = l.territory_id
left join lateral (
    {{cause}}
) c on true
order by l.delay_days desc, l.cost_mad desc, l.reference
