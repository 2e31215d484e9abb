-- How fast are a place's complaints of a category acknowledged and answered, and which still wait?
-- Grain: one row a territory and category with a complaint of the period, or open at its end. Units: complaints; clocks in
-- calendar days by the delay of the date of deposit. n, clocks, reopened and satisfaction: deposited in the period; stock:
-- open at its end, whenever deposited.
-- Parameters: those of scope; since, until, category ('' for all), as_of or null.
with scope as ({{scope}}),
asked as materialized (
    select s.id, c.number, s.territory_id, s.category, s.state, s.deposited_on, s.satisfaction, s.fictitious,
           s.acknowledged_on, s.answered_on, s.closed_on
    from scope s
    join (
        select n.id, n.number from layers_complaint n
        union
        select n.id, n.number from layers_complaint_history n where n.recorded_from <= %(as_of)s::timestamptz
    ) c on c.id = s.id
    where s.deposited_on <= %(until)s and (%(category)s = '' or s.category = %(category)s)
),
known as (
    select e.complaint_number, e.occurred_on, e.kind
    from layers_complaintevent e
    where e.recorded_from <= coalesce(%(as_of)s::timestamptz, 'infinity')
    union all
    select h.complaint_number, h.occurred_on, h.kind
    from layers_complaintevent_history h
    where h.recorded_from <= %(as_of)s::timestamptz and h.recorded_to > %(as_of)s::timestamptz
),
events as (
    select e.complaint_number,
           min(e.occurred_on) filter (where e.kind = 'REPONSE') as first_answer,
           max(e.occurred_on) filter (where e.kind = 'REPONSE') as last_answer,
           max(e.occurred_on) filter (where e.kind = 'REOUVERTURE') as reopened_on
    from known e
    where e.occurred_on <= %(until)s and e.kind in ('REPONSE', 'REOUVERTURE')
    group by e.complaint_number
),
lives as (
    select s.territory_id, s.category, s.state, s.deposited_on, s.satisfaction, s.fictitious, v.reopened_on,
           case when s.acknowledged_on between s.deposited_on and %(until)s then s.acknowledged_on end as acknowledged_on,
           case when coalesce(v.first_answer, s.answered_on) between s.deposited_on and %(until)s
                then coalesce(v.first_answer, s.answered_on) end as answered_on,
           case when coalesce(v.last_answer, s.answered_on) between s.deposited_on and %(until)s
                then coalesce(v.last_answer, s.answered_on) end as last_answer,
           case when s.closed_on <= %(until)s then s.closed_on end as closed_on,
           k.days as acknowledge_days, a.days as answer_days
    from asked s
    left join events v on v.complaint_number = s.number
    left join layers_servicedelay k on k.service = 'chikaya' and k.step = 'acknowledge'
        and k.valid_from <= s.deposited_on and (k.valid_to is null or s.deposited_on <= k.valid_to)
    left join layers_servicedelay a on a.service = 'chikaya' and a.step = 'answer'
        and a.valid_from <= s.deposited_on and (a.valid_to is null or s.deposited_on <= a.valid_to)
),
measured as (
    select l.*,
           l.deposited_on >= %(since)s as fresh,
           case when l.acknowledged_on is not null then l.acknowledged_on - l.deposited_on > l.acknowledge_days
                when %(until)s::date - l.deposited_on > l.acknowledge_days then true end as acknowledged_late,
           case when l.answered_on is not null then l.answered_on - l.deposited_on > l.answer_days
                when l.state <> 'IRRECEVABLE' and %(until)s::date - l.deposited_on > l.answer_days then true
                end as answered_late,
           l.state <> 'IRRECEVABLE'
               and (l.last_answer is null or l.reopened_on > l.last_answer)
               and (l.closed_on is null or l.reopened_on > l.closed_on) as open,
           %(until)s::date - coalesce(l.reopened_on, l.deposited_on) > l.answer_days as old
    from lives l
)
select m.territory_id, m.category,
       count(*) filter (where m.fresh)::int as n,
       count(*) filter (where m.fresh and m.acknowledged_late is not null)::int as acknowledge_due,
       count(*) filter (where m.fresh and not m.acknowledged_late)::int as acknowledged,
       count(*) filter (where m.fresh and m.answered_late is not null)::int as answer_due,
       count(*) filter (where m.fresh and not m.answered_late)::int as answered,
       count(*) filter (where m.open)::int as stock,
       count(*) filter (where m.open and m.old)::int as stock_old,
       count(*) filter (where m.fresh and m.reopened_on is not null)::int as reopened,
       coalesce(sum(m.satisfaction) filter (where m.fresh), 0)::int as satisfaction,
       count(m.satisfaction) filter (where m.fresh)::int as rated,
       count(*) filter (where m.fictitious)::int as fictitious
from measured m
group by m.territory_id, m.category
having count(*) filter (where m.fresh or m.open) > 0
