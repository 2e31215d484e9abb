-- Which alerts are alive on the projects of the scope, the most important first?
-- Grain: one row an alert, at most `most`; `n` on every row: how many of its kind are alive.
with scope as ({{scope}})
select a.id, a.code, a.level, a.state, a.value, a.limit, a.detail, a.raised_on, a.owner, a.due_on, a.comment, a.subject_kind,
       a.subject_key, s.reference, s.title_fr, s.title_ar, s.id as project_id, count(*) over (partition by a.code)::int as n
from scope s
join layers_alert a on a.project_reference = s.reference
where a.state in ('to_verify', 'confirmed')
order by a.level desc, a.raised_on desc, a.code, a.subject_key
limit %(most)s
