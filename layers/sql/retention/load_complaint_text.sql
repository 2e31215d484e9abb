-- Removes what was written in the complaints whose last known date is before a day. A file without any date is kept.
-- Parameter: before.
delete from layers_complainttext t using layers_complaint f
where f.id = t.complaint_id
  and greatest(f.deposited_on, f.acknowledged_on, f.assigned_on, f.answered_on, f.closed_on) < %(before)s
