alter table job add column session_id text references session (id);

-- Jobs of runs from before went into the session that was open when they were sent.
update job set session_id = (
  select session.id from session
  where session.run_id = job.run_id
    and session.opened_ms <= job.submitted_ms
    and (session.closed_ms is null or job.submitted_ms <= session.closed_ms)
  order by session.opened_ms desc limit 1)
where service_id is not null and submitted_ms is not null;

create index job_session on job (session_id, service_id) where session_id is not null;

-- The newest jobs of a run, which the page asks for every other second.
create index job_run on job (run_id, created_ms, phase, ordinal);
