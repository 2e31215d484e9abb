-- What has changed in the register of the scope since an earlier moment: new projects, states, ends put off, costs?
-- Grain: one row a changed project, the greatest slip first. Days, MAD.
-- Only what was written since is compared: the rest is as it was.
with touched as materialized (
    select p.id from layers_project p where p.recorded_from > %(before)s
    union select h.id from layers_project_history h where h.recorded_to > %(before)s
),
scope as ({{scope}}),
before as materialized (select * from ({{scope_before}}) b where b.id in (select id from touched)),
changed as (
    select l.id, l.reference, l.title_fr, l.title_ar, l.state, l.land_state, l.delegate_name, l.owner_name,
           coalesce(l.current_cost_mad, l.initial_cost_mad) as cost_mad,
           coalesce(l.revised_end_on, l.planned_end_on) as end_on,
           b.reference is null as is_new, b.state as state_before, coalesce(b.revised_end_on, b.planned_end_on) as end_before,
           coalesce(l.revised_end_on, l.planned_end_on) - coalesce(b.revised_end_on, b.planned_end_on) as slip_days,
           coalesce(b.current_cost_mad, b.initial_cost_mad) as cost_before
    from (select s.* from scope s where s.id in (select id from touched)) l
    left join before b on b.reference = l.reference
    where (b.reference is null or b.state <> l.state
           or coalesce(l.revised_end_on, l.planned_end_on) is distinct from coalesce(b.revised_end_on, b.planned_end_on)
           or l.current_cost_mad is distinct from b.current_cost_mad)
),
first as materialized (select * from changed order by slip_days desc nulls last, is_new, reference limit %(most)s),
stated as (
    select f.*, (select m.stated_on from {{money}} m where m.project_reference = f.reference) as stated_on from first f
)
select l.id, l.reference, l.title_fr, l.title_ar, l.is_new, l.state, l.state_before, l.end_on, l.end_before, l.slip_days,
       l.cost_mad, l.cost_before, c.cause, c.detail, coalesce(nullif(l.delegate_name, ''), l.owner_name) as responsible
from stated l
left join lateral (
    {{cause}}
) c on true
order by l.slip_days desc nulls last, l.is_new, l.reference
