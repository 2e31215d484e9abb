-- What is each project of the scope, on the day of the situation: group of its state, money with its source, works, delay?
-- Grain: one row a project. MAD, per cent, days. A part of other files: it stands for the relation `base`.
-- Parameters: on (day of the situation).
-- money_source: gid, declared (by the owner, not reconciled) or none.
select s.*,
       case when s.state = 'ACHEVE' then 'done'
            when s.state in ('EN_COURS', 'EN_DIFFICULTE', 'SUSPENDU') then 'running'
            when s.state in ('RESILIE', 'ABANDONNE') then 'stopped'
            else 'waiting' end as state_group,
       coalesce(s.current_cost_mad, s.initial_cost_mad, 0) as cost_mad,
       case when m.linked and s.finance_source <> 'HORS_GID' then 'gid'
            when s.declared_committed_mad is not null or s.declared_paid_mad is not null then 'declared'
            else 'none' end as money_source,
       case when m.linked and s.finance_source <> 'HORS_GID' then m.committed_mad else s.declared_committed_mad end
           as committed_mad,
       case when m.linked and s.finance_source <> 'HORS_GID' then m.ordered_mad else s.declared_ordered_mad end as ordered_mad,
       case when m.linked and s.finance_source <> 'HORS_GID' then m.ordered_net_mad else s.declared_ordered_mad end
           as ordered_net_mad,
       case when m.linked and s.finance_source <> 'HORS_GID' then m.paid_mad else s.declared_paid_mad end as paid_mad,
       m.linked and s.finance_source <> 'HORS_GID' as in_gid, m.contracts, m.contracts_mad, m.works_mad, m.advance_open_mad, m.guarantee_mad, m.revision_mad, m.transferred_mad,
       case when s.state = 'ACHEVE' and m.physical_pct is null then 100 else m.physical_pct end as physical_pct,
       m.stated_on,
       100 * m.works_mad / nullif(m.contracts_mad, 0) as works_pct,
       case when s.planned_end_on is null then null
            when s.state = 'ACHEVE' then s.ended_on - s.planned_end_on
            when s.state in ('RESILIE', 'ABANDONNE') then null
            else greatest(coalesce(s.revised_end_on, s.planned_end_on), %(on)s::date) - s.planned_end_on end as delay_days,
       case when s.planned_start_on is null or s.planned_end_on is null then null
            when s.planned_end_on <= s.planned_start_on then case when %(on)s::date >= s.planned_end_on then 100 else 0 end
            else 100 * least(1, greatest(0, (%(on)s::date - s.planned_start_on)::numeric
                 / (s.planned_end_on - s.planned_start_on))) end as planned_pct
from scope s
left join {{money}} m on m.project_reference = s.reference
