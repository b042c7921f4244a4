create table run (
  id text primary key,
  name text not null,
  folder text not null,
  backend text not null,
  state text not null,
  reason text not null,
  wish text not null,
  mode text not null,
  priority integer not null,
  created_ms bigint not null,
  changed_ms bigint not null,
  start_ms bigint not null,
  deadline_ms bigint,
  opens text,
  closes text,
  zone text not null,
  budget text not null,
  failures integer not null,
  step bigint not null,
  steps bigint not null,
  loss ${real},
  fence bigint not null,
  owner text,
  lease_ms bigint not null
);
create index run_next on run (state, start_ms, priority);

create table job (
  key text primary key,
  run_id text not null references run (id),
  phase text not null,
  ordinal integer not null,
  attempt integer not null,
  content text not null,
  backend text not null,
  state text not null,
  outcome text,
  reason text not null,
  service_id text,
  retry integer not null,
  rehearsal integer not null,
  day text not null,
  created_ms bigint not null,
  changed_ms bigint not null,
  submitted_ms bigint,
  ended_ms bigint,
  executions bigint not null,
  planned_micros bigint not null,
  reserved_shots bigint not null,
  reserved_micros bigint not null,
  reserved_money bigint not null,
  reserved_jobs bigint not null,
  charged_shots bigint not null,
  charged_micros bigint not null,
  charged_money bigint not null,
  charged_jobs bigint not null,
  priced integer not null,
  result ${blob}
);
create unique index job_place on job (run_id, phase, ordinal, attempt);
create index job_state on job (state);

create table account (
  id text primary key,
  reserved_shots bigint not null,
  reserved_micros bigint not null,
  reserved_money bigint not null,
  reserved_jobs bigint not null,
  spent_shots bigint not null,
  spent_micros bigint not null,
  spent_money bigint not null,
  spent_jobs bigint not null,
  unpriced bigint not null
);

create table entry (
  id ${serial},
  job_key text not null,
  at_ms bigint not null,
  kind text not null,
  shots bigint not null,
  micros bigint not null,
  money bigint not null,
  jobs bigint not null
);
create index entry_job on entry (job_key);

create table event (
  id ${serial},
  run_id text not null,
  at_ms bigint not null,
  kind text not null,
  text text not null
);
create index event_run on event (run_id, id);

create table worker (
  owner text primary key,
  started_ms bigint not null,
  seen_ms bigint not null
);
