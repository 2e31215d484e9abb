-- What was remarked, feared and done on the platform about the project up to the moment asked (null: now), newest first?
-- Grain: one row a remark, a risk or an event of the journal.
with scope as ({{scope}})
select 'comment' as what, c.id, c.written_at as at, c.office, jsonb_build_object('text', c.text) as detail, null as kind
from scope s join layers_projectcomment c on c.project_reference = s.reference
where %(until)s::timestamptz is null or c.written_at <= %(until)s
union all
select 'risk', r.id, r.raised_at, r.office, to_jsonb(r), r.kind
from scope s join {{layers_projectrisk}} r on r.project_reference = s.reference
union all
select 'event', e.id, e.at, e.office, e.detail, e.kind
from scope s join layers_projectevent e on e.project_reference = s.reference
where %(until)s::timestamptz is null or e.at <= %(until)s
order by at desc, id desc
