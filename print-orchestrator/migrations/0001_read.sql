-- Read models: droppable, rebuilt from the log.
create table read.checkpoint (
  stream text primary key,
  sequence bigint not null
);

create table read.job (
  job_id text primary key,
  company text not null,
  branch text not null,
  printer_id text not null,
  class text not null,
  status text not null,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  sequence bigint not null,
  job jsonb not null
);
create index job_of_company on read.job (company, submitted_at desc);
create index job_of_branch on read.job (company, branch, submitted_at desc);

create table read.agent (
  company text not null,
  branch text not null,
  agent_id text not null,
  connected boolean not null,
  since timestamptz not null,
  app_version text not null,
  primary key (company, branch, agent_id)
);

create table read.printer (
  company text not null,
  branch text not null,
  printer_id text not null,
  agent_id text not null,
  printer jsonb not null,
  primary key (company, branch, printer_id)
);
