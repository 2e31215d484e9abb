-- Which statements go backwards, and which finished projects were last stated below 100?
-- Grain: one row a statement, then one row a project. Percent.
with stated as (
    select s.key, s.project_reference, s.stated_on, s.physical_pct,
           lag(s.physical_pct) over project as before_pct,
           row_number() over (partition by s.project_reference order by s.stated_on desc) as recent
    from layers_progressstatement s
    where s.physical_pct is not null
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
order by 1, 3
