alter table run add column session text not null default 'none';

create table session (
  id text primary key,
  run_id text not null references run (id),
  mode text not null,
  opened_ms bigint not null,
  until_ms bigint not null,
  closed_ms bigint,
  reason text not null
);
create index session_run on session (run_id, opened_ms);
