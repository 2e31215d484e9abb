-- Which contracts shared with a project of the scope are not shared whole, and between whom?
-- Grain: one row a share. Per cent. A share of a project outside the scope counts in the sum and is not named.
with scope as ({{scope}}),
parted as (
    select l.target_key, sum(l.share_pct) as whole_pct from layers_projectlink l
    where l.target_kind = 'MARCHE' group by l.target_key having sum(l.share_pct) <> 100
)
select p.target_key as number, k.subject, k.current_mad, p.whole_pct, s.reference, s.title_fr, s.title_ar, l.share_pct
from parted p
join layers_projectlink l on l.target_kind = 'MARCHE' and l.target_key = p.target_key
join scope s on s.reference = l.project_reference
left join layers_contract k on k.number = p.target_key
order by p.target_key, s.reference
