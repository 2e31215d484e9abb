-- Which contracts build the project, for which share, and how far is each committed, liquidated, ordered and paid?
-- Grain: one row a contract. Amounts of the whole contract in MAD; share_pct is the project's part of it, null for a contract
-- that GID says is the project's and nobody shared out: it counts nowhere yet. Rules of layers/sql/projects/money.sql:
-- liquidated = gross works of the last statement, ordered = gross of orders with visa, paid = net of those paid.
with scope as ({{scope}}),
shares as (
    select l.target_key as number, l.share_pct from scope s
    join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'MARCHE'
    union
    select c.number, null from scope s join {{layers_contract}} c on c.project_reference = s.reference
    where not exists (select from {{layers_projectlink}} l where l.target_kind = 'MARCHE' and l.target_key = c.number)
)
select h.number, h.share_pct, c.id is not null as known, c.subject, c.owner_name, c.supplier_name, c.procedure, c.state,
       c.initial_mad, c.amendments_mad, c.current_mad, c.amount_basis, c.duration_days, c.approved_on, c.notified_on,
       c.started_on, c.ends_on, c.retained_mad, c.penalties_mad,
       (select sum(k.amount_mad) from {{layers_commitment}} k
         where k.contract_number = h.number and k.state not in ('REJETE', 'ANNULE')) as committed_mad,
       (select f.cumulative_works_mad from {{layers_paymentfile}} f
         where f.contract_number = h.number and f.kind not in ('AVANCE', 'REVISION') and f.state <> 'REJETE'
           and f.cumulative_works_mad is not null
         order by f.deposited_on desc nulls last, f.number desc limit 1) as liquidated_mad,
       (select sum(o.gross_mad) from {{layers_paymentorder}} o
         where o.contract_number = h.number and o.state in ('VISE', 'PAYE')) as ordered_mad,
       (select sum(o.net_mad) from {{layers_paymentorder}} o
         where o.contract_number = h.number and o.state = 'PAYE') as paid_mad
from shares h left join {{layers_contract}} c on c.number = h.number
order by c.approved_on nulls last, h.number
