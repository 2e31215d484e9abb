-- Which chantiers are there, and what total does a source tell of each without naming anybody, as known of a day?
-- Grain: one row a chantier, in the order they were entered. Null total: none is told. Parameters: on, fiction.
select c.code, c.name_fr, c.name_ar, c.family, c.family_ar, c.note_fr, c.source, c.status,
       t.total_count, t.total_of, t.status_date, t.origin, t.evidence, t.remark
from (
    select distinct on (code) * from layers_chantier
    where valid_to is null or valid_to >= %(on)s order by code, valid_from desc
) c
left join lateral (
    select d.* from layers_deployment d
    where d.system_code = c.code and d.scope = 'total' and d.status_on <= %(on)s and (%(fiction)s or not d.fictitious)
    order by d.status_on desc, d.status_date desc limit 1
) t on true
order by c.id
