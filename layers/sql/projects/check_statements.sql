-- Which statements go backwards, which finished projects were last stated below 100, and which statements of the register
-- came after another was validated for the same day and say otherwise (both are kept, the validated one counts)?
-- Grain: one row a statement, then one row a project, then one row a statement of the register. Percent.
with stated as (
    select s.key, s.project_reference, s.stated_on, s.physical_pct,
           lag(s.physical_pct) over project as before_pct,
           row_number() over (partition by s.project_reference order by s.stated_on desc, right(s.key, 6) = '/field' desc)
               as recent
    from layers_progressstatement s
    where s.physical_pct is not null and not exists (
        select from layers_progressstatement v where v.key = s.key || '/field' and v.physical_pct is not null)
    window project as (partition by s.project_reference order by s.stated_on)
)
select 'progress_backwards' as code, 'statements' as table_name, s.key, 'physical_pct' as column_name,
       s.physical_pct::text as value, json_build_object('before', s.before_pct::text) as context
from stated s
where s.physical_pct < s.before_pct
union all
select 'done_below_hundred', 'projects', p.reference, 'state', s.physical_pct::text, null
from layers_project p
join stated s on s.project_reference = p.reference and s.recent = 1
where p.state = 'ACHEVE' and s.physical_pct < 100
union all
select 'statement_conflict', 'statements', s.key, 'physical_pct', s.physical_pct::text,
       json_build_object('validated', v.physical_pct::text, 'office', v.author)
from layers_progressstatement s
join layers_progressstatement v on v.key = s.key || '/field'
where s.physical_pct <> v.physical_pct and s.recorded_from > v.recorded_from
order by 1, 3
