-- Which alerts are alive on the projects of the scope, the most important first?
-- Grain: one row an alert, at most `most`; `n` on every row: how many of its kind are alive.
with scope as ({{scope}}),
alive as materialized (
    select a.id, a.code, a.level, a.raised_on, a.subject_key, s.id as project_id
    from scope s
    join layers_alert a on a.project_reference = s.reference
    where a.state in ('to_verify', 'confirmed')
),
kinds as (select code, count(*)::int as n from alive group by code),
first as materialized (select * from alive order by level desc, raised_on desc, code, subject_key limit %(most)s)
select a.id, a.code, a.level, a.state, a.value, a.limit, a.detail, a.raised_on, a.owner, a.due_on, a.comment, a.subject_kind,
       a.subject_key, p.reference, p.title_fr, p.title_ar, f.project_id, k.n
from first f
join layers_alert a on a.id = f.id
join layers_project p on p.id = f.project_id
join kinds k on k.code = f.code
order by f.level desc, f.raised_on desc, f.code, f.subject_key
