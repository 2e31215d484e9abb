-- What is one project, in the viewer's scope, with the names its codes stand for?
-- Grain: one row the project; none when the viewer may not read it. Amounts in MAD.
with scope as ({{scope}})
select s.*,
       v.code as territory_code, v.name_fr as territory_fr, v.name_ar as territory_ar,
       w.name_fr as programme_fr, w.name_ar as programme_ar, w.type_code as programme_type, w.version as programme_version,
       c.title_fr as convention_fr, c.title_ar as convention_ar, c.signed_on as convention_signed_on,
       c.endorsed_on as convention_endorsed_on, c.partners as convention_partners
from scope s
left join layers_territoryversion v on v.territory_id = s.territory_id
      and v.edition_id = (select slug from layers_edition where is_current)
left join lateral (select * from {{layers_programme}} p where p.code = s.programme_code order by p.version desc limit 1) w on true
left join {{layers_convention}} c on c.reference = s.convention_reference and s.convention_reference <> ''
limit 1
