-- Which statements were entered on the platform for the projects of the scope?
-- Grain: one row a report, newest first. Progress in percent; before = the register's last validated one, metres to the site.
with scope as ({{scope}})
select f.id, f.client_id, f.project_reference, f.stated_on, f.physical_pct, f.comment, f.status, f.office, f.author_id,
       f.captured_at, f.received_at, f.decided_office, f.decided_at, f.reason, f.position_accuracy_m,
       st_x(f.position) as lon, st_y(f.position) as lat, s.title_fr, s.title_ar, s.fictitious, s.territory_id,
       round(st_distance(f.position::geography, coalesce(near.place, s.geom)::geography)) as from_site_m,
       p.physical_pct as before_pct, p.stated_on as before_on, d.id as photo
from scope s
join {{layers_fieldreport}} f on f.project_reference = s.reference
left join lateral (
    select q.physical_pct, q.stated_on from ({{counted}}) q
    where q.project_reference = s.reference and q.stated_on < f.stated_on
    order by q.stated_on desc limit 1
) p on true
left join lateral (
    select coalesce(i.shape, i.geom) as place from {{layers_projectsite}} i
    where i.project_reference = s.reference and coalesce(i.shape, i.geom) is not null and f.position is not null
    order by coalesce(i.shape, i.geom) <-> f.position limit 1
) near on true
left join layers_document d on d.field_report_id = f.id and d.withdrawn_at is null
where (%(status)s = '' or f.status = %(status)s) and (%(author)s::bigint is null or f.author_id = %(author)s)
order by f.received_at desc
limit %(most)s
