-- What does each source say of a system, up to a day?
-- Grain: one row a fact, latest first, totals and regions before collectivities of the same day.
-- `day` is no finer than the source; `place_fr` empty for a total. Parameters: system, on, fiction, limit.
select d.scope, d.place_code, v.name_fr as place_fr, v.name_ar as place_ar, d.status, d.status_date, d.status_on,
       d.total_count, d.total_of, d.origin, d.evidence, d.remark, d.fictitious, count(*) over ()::int as matched
from layers_deployment d
left join layers_edition e on e.is_current
left join layers_territoryversion v on v.edition_id = e.slug and v.code = d.place_code and d.scope <> 'total'
where d.system_code = %(system)s and d.status_on <= %(on)s and (%(fiction)s or not d.fictitious)
order by d.status_on desc, case d.scope when 'total' then 0 when 'region' then 1 else 2 end, d.place_code
limit %(limit)s
