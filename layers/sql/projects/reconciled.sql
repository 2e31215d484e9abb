-- Of what GID ordered in the perimeter, how much is shared out to projects, how much is not, and what is the whole?
-- Grain: one row. MAD, exact: shared + unshared = whole, to the centime. Parameters: place, perimeter (ids, null for everywhere).
with scope as ({{scope}}),
edition as (select e.slug from layers_edition e where e.is_current),
contracts as (
    select l.target_key, sum(l.share_pct) / 100 as share from layers_projectlink l where l.target_kind = 'MARCHE' group by 1
),
lines as (
    select l.target_key, sum(l.share_pct) / 100 as share from layers_projectlink l where l.target_kind = 'LIGNE' group by 1
),
orders as (
    select o.gross_mad, coalesce(c.share, l.share, 0) as share, c.target_key is not null as by_contract
    from layers_paymentorder o
    left join contracts c on c.target_key = o.contract_number
    left join lines l on l.target_key = o.line_key
    where o.state in ('VISE', 'PAYE')
      and o.territory_id in (select t.descendant_id from layers_territoryclosure t join edition e on e.slug = t.edition_id
                             where t.ancestor_id = %(place)s)
      and (%(perimeter)s::bigint[] is null or o.territory_id in (
          select t.descendant_id from layers_territoryclosure t join edition e on e.slug = t.edition_id
          where t.ancestor_id = any(%(perimeter)s)))
)
select count(*)::int as orders, coalesce(sum(gross_mad), 0) as whole_mad, coalesce(sum(gross_mad * share), 0) as shared_mad,
       coalesce(sum(gross_mad * (1 - share)), 0) as unshared_mad, (select count(*) from scope)::int as projects
from orders
