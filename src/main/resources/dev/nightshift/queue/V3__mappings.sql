alter table job add column circuits text not null default '';

create table mapping (
  digest text primary key,
  body text not null
);
