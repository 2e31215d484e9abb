-- How long was each file with the administration, and was its legal delay kept?
-- Grain: one row a file decided in the period, or open at its end. Files whose decision precedes their deposit are not
-- measured. Units: days; the day an event happens is not counted. The twin of layers/indicators/clock.py.
-- Parameters: those of scope; since, until (the period), types, procedures, closed (states that end a file), as_of or null,
-- ids (these files alone) or null.
with scope as ({{scope}}),
files as materialized (
    select s.id, s.reference, s.territory_id, s.type_code, s.procedure, s.state, s.fictitious,
           s.deposited_on, s.returned_on, s.resumed_on,
           case when s.decided_on <= %(until)s then s.decided_on end as decided_on,
           least(s.decided_on, %(until)s) as until_on
    from scope s
    where s.type_code = any(%(types)s) and s.procedure = any(%(procedures)s)
      and (%(ids)s::bigint[] is null or s.id = any(%(ids)s)) and s.deposited_on <= least(s.decided_on, %(until)s)
      and case when s.decided_on is null then s.state <> all(%(closed)s) else s.decided_on >= %(since)s end
),
events as materialized (
    select e.permit_reference as reference, e.occurred_on, e.kind
    from layers_permitevent e
    where e.permit_reference in (select reference from files)
      and e.recorded_from <= coalesce(%(as_of)s::timestamptz, 'infinity')
    union all
    select h.permit_reference, h.occurred_on, h.kind
    from layers_permitevent_history h
    where h.recorded_from <= %(as_of)s::timestamptz and h.recorded_to > %(as_of)s::timestamptz
),
-- A file that has no event is measured by the pair of dates of its own record.
moves as (
    select f.id, f.until_on, e.occurred_on as day, e.kind
    from files f
    join events e on e.reference = f.reference
    where e.occurred_on between f.deposited_on and f.until_on
    union all
    select f.id, f.until_on, pair.day, pair.kind
    from files f
    cross join lateral (values (f.returned_on, 'RETOUR'), (f.resumed_on, 'REPRISE')) as pair (day, kind)
    where pair.day between f.deposited_on and f.until_on
      and not exists (select from events e where e.reference = f.reference)
),
-- Of a return and a new deposit on one day the new deposit comes last.
courts as (
    select m.id, m.kind, m.day,
           lead(m.day, 1, m.until_on) over (partition by m.id order by m.day, m.kind = 'REPRISE') as ends_on
    from moves m
),
calendar as materialized (
    select d.day::date as day,
           sum(case when extract(isodow from d.day) < 6 and h.day is null then 1 else 0 end) over (order by d.day)
               as worked
    from (select min(deposited_on) as first from files) f
    cross join lateral generate_series(f.first::timestamp, %(until)s::timestamp, interval '1 day') as d (day)
    left join (select distinct day from layers_holiday) h on h.day = d.day::date
),
away as (
    select c.id, count(*)::int as returns, sum(c.ends_on - c.day)::int as days,
           sum(e.worked - s.worked)::int as working
    from courts c
    join calendar s on s.day = c.day
    join calendar e on e.day = c.ends_on
    where c.kind = 'RETOUR'
    group by c.id
),
told as (
    select m.id, string_agg(m.day || ' ' || m.kind, ';' order by m.day, m.kind desc) as moves
    from moves m
    group by m.id
),
terms as (
    select distinct on (k.type_code, k.procedure, k.deposited_on)
           k.type_code, k.procedure, k.deposited_on, t.days, t.unit
    from (select distinct type_code, procedure, deposited_on from files) k
    join layers_legaldelay t on t.type_code in ('', k.type_code) and t.procedure in ('', k.procedure)
        and t.valid_from <= k.deposited_on and (t.valid_to is null or k.deposited_on <= t.valid_to)
    order by k.type_code, k.procedure, k.deposited_on,
             t.type_code collate "C" desc, t.procedure collate "C" desc, t.valid_from desc
)
select f.id, f.reference, f.territory_id, f.type_code, f.procedure, f.state, f.fictitious,
       f.deposited_on, f.decided_on, f.until_on,
       f.until_on - f.deposited_on - coalesce(a.days, 0) as days,
       (e.worked - s.worked)::int - coalesce(a.working, 0) as working_days,
       f.until_on - f.deposited_on as global_days,
       (e.worked - s.worked)::int as global_working_days,
       coalesce(a.returns, 0) as returns, m.moves,
       t.days as legal_days, t.unit as legal_unit,
       case t.unit when 'working' then (e.worked - s.worked)::int - coalesce(a.working, 0)
                   when 'calendar' then f.until_on - f.deposited_on - coalesce(a.days, 0) end > t.days as late
from files f
join calendar s on s.day = f.deposited_on
join calendar e on e.day = f.until_on
left join away a on a.id = f.id
left join told m on m.id = f.id
left join terms t on t.type_code = f.type_code and t.procedure = f.procedure and t.deposited_on = f.deposited_on
