-- Fills the roll-up of permits for one quarter: every list at once.
-- Parameters: those of quarter.sql.
insert into layers_permitquarter (ends_on, kind, territory_id, decided, pending, late, late_days, days, working_days,
    global_days, returns, timed, in_time, overdue, deposited, fictitious)
select %(until)s, q.kind, q.territory_id, q.decided, q.pending, q.late, q.late_days, q.days, q.working_days,
    q.global_days, q.returns, q.timed, q.in_time, q.overdue, q.deposited, q.fictitious
from ({{quarter}}) q
