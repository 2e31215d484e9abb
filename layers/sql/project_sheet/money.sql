-- How much of GID's commitments and payment orders belongs to the project?
-- Grain: one row a stage (committed, ordered, paid). Amounts in MAD, gross, at the project's share; each order counted once:
-- by its contract when the contract is shared out, else by its budget line.
with scope as ({{scope}}),
shares as (
    select l.target_kind, l.target_key, l.share_pct from scope s
    join layers_projectlink l on l.project_reference = s.reference
),
facts as (
    select k.contract_number, k.line_key, k.amount_mad as amount, array['committed'] as stages
    from layers_commitment k
    where k.endorsed_on is not null
      and (k.contract_number in (select target_key from shares where target_kind = 'MARCHE')
           or k.line_key in (select target_key from shares where target_kind = 'LIGNE'))
    union all
    select o.contract_number, o.line_key, o.gross_mad,
           case o.state when 'PAYE' then array['ordered', 'paid'] else array['ordered'] end
    from layers_paymentorder o
    where o.state in ('VISE', 'PAYE')
      and (o.contract_number in (select target_key from shares where target_kind = 'MARCHE')
           or o.line_key in (select target_key from shares where target_kind = 'LIGNE'))
),
allotted as (
    select f.stages, f.amount * h.share_pct / 100 as amount
    from facts f join shares h on h.target_kind = 'MARCHE' and h.target_key = f.contract_number
    union all
    select f.stages, f.amount * h.share_pct / 100
    from facts f join shares h on h.target_kind = 'LIGNE' and h.target_key = f.line_key
    where not exists (
        select from layers_projectlink l where l.target_kind = 'MARCHE' and l.target_key = f.contract_number
    )
)
select stage, round(sum(amount), 2) as amount_mad, count(*) as facts
from allotted cross join lateral unnest(stages) as stage
group by stage
