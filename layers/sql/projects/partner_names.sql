-- Which partners does the register name for each project, and which territory leads it?
-- Grain: one row a project and name, by its contributions and its convention.
select n.project_reference, n.name, p.territory_id as lead_id
from (
    select c.project_reference, c.partner as name from layers_contribution c where c.partner <> ''
    union
    select p.reference, unnest(k.partners)
    from layers_project p join layers_convention k on k.reference = p.convention_reference
    where p.convention_reference <> ''
) n
join layers_project p on p.reference = n.project_reference
order by n.project_reference, n.name
