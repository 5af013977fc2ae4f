-- Imports and exports that an admin asked for in the chat, until they are carried out: they go on after a crash.

create table archive_jobs (
  id integer primary key autoincrement,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  kind text not null check (kind in ('import', 'export')),
  details text not null,                 -- JSON of whoever carries it out
  created_at integer not null,
  attempts integer not null default 0
);
create index archive_jobs_subscriber on archive_jobs (subscriber_id);
