-- What did the platform know of the project at each moment, oldest first, up to the moment asked (null: now)?
-- Grain: one row a state of the project's record, as JSON, from the moment it was recorded.
with scope as ({{scope}})
select t.recorded_from, t.source_run, to_jsonb(t) - 'geom' - 'row_hash' - 'recorded_from' - 'source_run' - 'id' as state
from scope s join layers_project t on t.id = s.id
where %(until)s::timestamptz is null or t.recorded_from <= %(until)s
union all
select t.recorded_from, t.source_run,
       to_jsonb(t) - 'geom' - 'row_hash' - 'recorded_from' - 'recorded_to' - 'source_run' - 'id'
from scope s join layers_project_history t on t.id = s.id
where %(until)s::timestamptz is null or t.recorded_from <= %(until)s
order by recorded_from
