-- Which contracts and budget lines are not shared out whole between projects?
-- Grain: one row a contract or line. Percent.
select 'shares_not_whole' as code, 'links' as table_name, l.target_kind || '/' || l.target_key as key,
       'share_pct' as column_name, sum(l.share_pct)::text as value,
       json_build_object('target', l.target_key, 'projects', count(*)) as context
from layers_projectlink l
group by l.target_kind, l.target_key
having sum(l.share_pct) <> 100
order by 3
