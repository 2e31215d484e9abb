-- What do GID's books say of each contract on each budget line: committed, ordered, paid, works of its statements?
-- Grain: one row a contract ('' for none) and line ('' for none). MAD, exact. Works, advances, guarantee and revision are of the
-- contract and stand on its row without line. Advances and revisions of price are no works; what is ordered on a commitment to a
-- delegated owner (convention, subsidy) is a transfer.
select contract_number, line_key, sum(ordered_mad) as ordered_mad, sum(ordered_net_mad) as ordered_net_mad,
       sum(paid_mad) as paid_mad, sum(transferred_mad) as transferred_mad, sum(committed_mad) as committed_mad,
       sum(works_mad) as works_mad, sum(advance_open_mad) as advance_open_mad, sum(guarantee_mad) as guarantee_mad,
       sum(revision_mad) as revision_mad
from (
    select o.contract_number, o.line_key, sum(o.gross_mad) as ordered_mad, sum(o.net_mad) as ordered_net_mad,
           sum(o.net_mad) filter (where o.state = 'PAYE') as paid_mad,
           sum(o.gross_mad) filter (where t.number is not null) as transferred_mad, null::numeric as committed_mad,
           null::numeric as works_mad, null::numeric as advance_open_mad, null::numeric as guarantee_mad,
           null::numeric as revision_mad
    from {{layers_paymentorder}} o
    left join (
        select distinct c.line_key, c.number from {{layers_commitment}} c where c.kind in ('CONVENTION', 'SUBVENTION')
    ) t on t.line_key = o.line_key and t.number = o.commitment_number
    where o.state in ('VISE', 'PAYE')
    group by o.contract_number, o.line_key
    union all
    select c.contract_number, c.line_key, null, null, null, null, sum(c.amount_mad), null, null, null, null
    from {{layers_commitment}} c
    where c.state <> 'REJETE' and c.state <> 'ANNULE'
    group by c.contract_number, c.line_key
    union all
    select f.contract_number, '', null, null, null, null, null,
           (array_agg(f.cumulative_works_mad order by f.deposited_on desc nulls last, f.number desc)
               filter (where f.kind not in ('AVANCE', 'REVISION') and f.cumulative_works_mad is not null))[1],
           coalesce(sum(f.net_mad) filter (where f.kind = 'AVANCE'), 0)
               - coalesce(sum(f.advances_mad) filter (where f.kind <> 'AVANCE'), 0),
           sum(f.guarantee_mad) filter (where f.kind <> 'AVANCE'),
           sum(f.net_mad) filter (where f.kind = 'REVISION')
    from {{layers_paymentfile}} f
    where f.state <> 'REJETE'
    group by f.contract_number
) told
group by contract_number, line_key
