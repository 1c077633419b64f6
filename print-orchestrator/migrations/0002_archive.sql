-- Every stored event, kept past the log's retention. Run again whenever schema read is rebuilt:
-- what concerns the archive must bear that, and must never drop.
create schema if not exists archive;

create table if not exists archive.event (
  stream text not null,
  sequence bigint not null,
  subject text not null,
  job_id text,
  type text,
  version integer,
  at timestamptz not null,
  correlation_id text,
  traceparent text,
  body jsonb,
  -- The bytes as they came, when they are no event that we can read.
  raw bytea,
  primary key (stream, sequence),
  check ((body is null) <> (raw is null))
);
create index if not exists event_of_job on archive.event (job_id, sequence) where job_id is not null;

create or replace function archive.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the archive is append-only';
end $$;
create or replace trigger append_only before update or delete or truncate on archive.event
  for each statement execute function archive.refuse_change();
