create table account.company (
  id   text primary key check (id ~ '^[a-z0-9]{1,40}$'),
  name text not null
);

create table account.branch (
  company text not null references account.company (id),
  id      text not null check (id ~ '^[a-z0-9]{1,40}$'),
  name    text not null,
  primary key (company, id)
);

create table account.app_user (
  id            text primary key check (id ~ '^[a-z0-9]{1,40}$'),
  email         text not null unique check (email = lower(email)),
  name          text not null,
  password_hash text not null,
  role          text not null check (role in ('owner', 'manager', 'staff', 'support')),
  company       text not null references account.company (id)
);

create table account.user_branch (
  user_id text not null references account.app_user (id) on delete cascade,
  company text not null,
  branch  text not null,
  primary key (user_id, company, branch),
  foreign key (company, branch) references account.branch (company, id) on delete cascade
);

create table account.licence (
  hash    text primary key check (hash ~ '^[0-9a-f]{64}$'),
  company text not null,
  branch  text not null,
  devices integer not null check (devices > 0),
  foreign key (company, branch) references account.branch (company, id)
);
