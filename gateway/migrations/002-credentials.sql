-- Gateways of before know nothing of these columns: each has a default, or may be empty.
alter table account.company
  add column tenant text check (tenant ~ '^[a-z0-9][a-z0-9-]{0,39}$');
-- A company that chose none is found under its id.
create unique index company_tenant on account.company (coalesce(tenant, id));

alter table account.licence
  add column id text not null default replace(gen_random_uuid()::text, '-', '') unique,
  add column name text not null default '',
  add column created_at timestamptz not null default now(),
  add column expires_at timestamptz,
  add column revoked_at timestamptz;

create table account.api_key (
  hash       text primary key check (hash ~ '^[0-9a-f]{64}$'),
  id         text not null unique check (id ~ '^[a-z0-9]{1,40}$'),
  name       text not null,
  company    text not null references account.company (id),
  -- Without any: all that the company has, now and later.
  branches   text[],
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_key_company on account.api_key (company);
