-- The crosswalk: a code of a system and edition means a territory. Written only where it differs.
insert into layers_territorycode as c (system, edition_slug, code, territory_id)
values %s
on conflict (system, edition_slug, code) do update set territory_id = excluded.territory_id
where c.territory_id is distinct from excluded.territory_id
