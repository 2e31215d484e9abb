-- How far were the works said to be, day by day?
-- Grain: one row a statement, newest first. Progress in percent of the works. aside: another of that day, validated by an
-- office on the platform, counts instead; conflict: and it says otherwise.
with scope as ({{scope}})
select p.stated_on, p.physical_pct, p.author, p.status, p.comment, v.key is not null as aside,
       coalesce(v.physical_pct <> p.physical_pct, false) as conflict
from scope s join {{layers_progressstatement}} p on p.project_reference = s.reference
left join {{layers_progressstatement}} v on v.key = p.key || '/field'
order by p.stated_on desc, p.id desc
