-- Removes who made the complaints whose last known date is before a day. A file without any date is kept.
-- Parameter: before.
delete from layers_complaintperson p using layers_complaint f
where f.id = p.complaint_id
  and greatest(f.deposited_on, f.acknowledged_on, f.assigned_on, f.answered_on, f.closed_on) < %(before)s
