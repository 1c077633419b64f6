create table read.attempt (
  job_id text not null,
  attempt integer not null,
  company text not null,
  branch text not null,
  agent_id text,
  session text,
  dispatched_at timestamptz,
  outcome text,
  proof text,
  ended_at timestamptz,
  primary key (job_id, attempt)
);

-- The logs are read again, so that archive and attempts begin with the oldest event there still is.
update read.checkpoint set sequence = 0;
