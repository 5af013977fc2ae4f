-- What somebody has begun and not finished: a query that was shown how it reads and waits to be saved, a long paste
-- whose parts are still arriving.

create table drafts (
  id integer primary key autoincrement,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  kind text not null check (kind in ('watch', 'paste')),
  text text not null,
  watch_id integer references watches (id) on delete cascade,  -- the watch whose query it shall replace
  ready_at integer,                                            -- a paste: when it is taken to be whole
  created_at integer not null
);
create index drafts_subscriber on drafts (subscriber_id, kind);
create index drafts_ready on drafts (ready_at) where ready_at is not null;
create index drafts_watch on drafts (watch_id) where watch_id is not null;
create index drafts_created on drafts (created_at);

create index watches_deleted on watches (deleted_at) where deleted_at is not null;
