-- An agent with a key of its own. Its row never changes, but for the day it was revoked.
create table account.device (
  id           text primary key check (id ~ '^[a-z0-9]{1,40}$'),
  company      text not null,
  branch       text not null,
  name         text,
  public_key   text not null,
  installation text not null,
  paired_at    timestamptz not null,
  revoked_at   timestamptz,
  foreign key (company, branch) references account.branch (company, id)
);
create index device_branch on account.device (company, branch);

-- Known by a keyed hash only: ten minutes are enough to try all codes against a plain one.
create table account.pairing_code (
  hash       text primary key check (hash ~ '^[0-9a-f]{64}$'),
  company    text not null,
  branch     text not null,
  name       text,
  created_by text not null,
  expires_at timestamptz not null,
  device     text references account.device (id),
  foreign key (company, branch) references account.branch (company, id)
);
