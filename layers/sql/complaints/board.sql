-- How fast are complaints acknowledged and answered, and which still wait?
-- Grain: one row a commune (its arrondissements counted in it), one a category, one for all; `by_place`, `by_category` say
-- which. A null code with by_place: no commune known. Units: complaints; clocks in calendar days by the delay of the date of
-- deposit. n, clocks, reopened and satisfaction: deposited in the period; stock: open at its end, whenever deposited.
-- Parameters: those of scope; since, until, category ('' for all).
with scope as ({{scope}}),
events as (
    select e.complaint_number,
           min(e.occurred_on) filter (where e.kind = 'REPONSE') as first_answer,
           max(e.occurred_on) filter (where e.kind = 'REPONSE') as last_answer,
           max(e.occurred_on) filter (where e.kind = 'REOUVERTURE') as reopened_on
    from layers_complaintevent e
    where e.occurred_on <= %(until)s
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
    from scope s
    join layers_complaint c on c.id = s.id
    left join events v on v.complaint_number = c.number
    left join layers_servicedelay k on k.service = 'chikaya' and k.step = 'acknowledge'
        and k.valid_from <= s.deposited_on and (k.valid_to is null or s.deposited_on <= k.valid_to)
    left join layers_servicedelay a on a.service = 'chikaya' and a.step = 'answer'
        and a.valid_from <= s.deposited_on and (a.valid_to is null or s.deposited_on <= a.valid_to)
    where s.deposited_on <= %(until)s and (%(category)s = '' or s.category = %(category)s)
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
),
placed as (
    select k.territory_id, v.code
    from (select distinct territory_id from measured) k
    join layers_edition e on e.is_current
    join layers_territoryclosure c on c.edition_id = e.slug and c.descendant_id = k.territory_id
    join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.ancestor_id and v.level = 'commune'
)
select p.code, m.category, grouping(p.code) = 0 as by_place, grouping(m.category) = 0 as by_category,
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
left join placed p on p.territory_id = m.territory_id
group by grouping sets ((p.code), (m.category), ())
having count(*) filter (where m.fresh or m.open) > 0 or grouping(p.code, m.category) = 3
order by 3 desc, 4 desc, n desc, p.code, m.category
