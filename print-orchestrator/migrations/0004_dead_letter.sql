-- What could not be printed, and what became of that.
create table read.dead_letter (
  job_id text primary key,
  company text not null,
  branch text not null,
  state text not null,
  updated_at timestamptz not null,
  sequence bigint not null,
  job jsonb not null
);
create index dead_letter_waiting on read.dead_letter (company, updated_at desc) where state = 'waiting';
