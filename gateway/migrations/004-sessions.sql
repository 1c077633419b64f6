create table account.session (
  id         text primary key check (id ~ '^[a-z0-9]{1,40}$'),
  user_id    text not null references account.app_user (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_of_user on account.session (user_id);
create index session_expiry on account.session (expires_at);

-- Each is good once; whoever shows a used one ends its session.
create table account.refresh_token (
  hash    text primary key check (hash ~ '^[0-9a-f]{64}$'),
  session text not null references account.session (id) on delete cascade,
  used_at timestamptz
);
create index refresh_token_session on account.refresh_token (session);
