-- Which contracts of the perimeter does no project share, what was ordered on each, and which project is it likeliest to be of?
-- Grain: one row a contract, the dearest first, at most `most`. MAD. confidence 0–1: GID's own reference of the project 0.95; else
-- 0.35 for the same owner, 0.25 for the same territory, up to 0.4 for likeness of the words (trigrams).
-- Parameters: place, perimeter (territory ids, null for everywhere).
with scope as ({{scope}}),
edition as (select e.slug from layers_edition e where e.is_current),
unshared as (
    select k.* from layers_contract k
    where k.territory_id in (select c.descendant_id from layers_territoryclosure c join edition e on e.slug = c.edition_id
                             where c.ancestor_id = %(place)s)
      and (%(perimeter)s::bigint[] is null or k.territory_id in (
          select c.descendant_id from layers_territoryclosure c join edition e on e.slug = c.edition_id
          where c.ancestor_id = any(%(perimeter)s)))
      and not exists (select from layers_projectlink l where l.target_kind = 'MARCHE' and l.target_key = k.number)
    order by k.current_mad desc nulls last, k.number
    limit %(most)s
)
select u.number, u.subject, u.owner_name, u.supplier_name, u.current_mad, u.state, count(*) over ()::int as n,
       (select coalesce(sum(o.gross_mad), 0) from layers_paymentorder o
        where o.contract_number = u.number and o.state in ('VISE', 'PAYE')) as ordered_mad,
       b.reference, b.title_fr, b.title_ar, round(b.confidence::numeric, 2) as confidence, b.declared, b.same_owner,
       b.same_place, round(b.likeness::numeric, 2) as likeness
from unshared u
left join lateral (
    select s.reference, s.title_fr, s.title_ar, s.reference = u.project_reference as declared,
           s.owner_name = u.owner_name as same_owner, s.territory_id = u.territory_id as same_place,
           similarity(s.title_fr, u.subject) as likeness,
           case when s.reference = u.project_reference then 0.95
                else 0.35 * (s.owner_name = u.owner_name)::int + 0.25 * coalesce((s.territory_id = u.territory_id)::int, 0)
                     + 0.4 * similarity(s.title_fr, u.subject) end as confidence
    from scope s
    where s.finance_source <> 'HORS_GID'
      and (s.reference = u.project_reference or s.owner_name = u.owner_name or s.territory_id = u.territory_id)
    order by confidence desc, s.reference
    limit 1
) b on true
order by u.current_mad desc nulls last, u.number
