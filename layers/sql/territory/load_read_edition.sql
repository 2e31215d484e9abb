-- Which edition does a slug mean; the current one when it is not loaded? Grain: at most one row. Parameters: slug.
select * from layers_edition e
where e.slug = %(slug)s or e.is_current
order by (e.slug = %(slug)s) desc nulls last
limit 1
