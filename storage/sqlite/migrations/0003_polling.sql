-- What is still to be fetched of a source that is polled: message ids above `low` and below `high`.

create table gaps (
  id integer primary key autoincrement,
  source_id integer not null references sources (id) on delete cascade,
  low integer not null,
  high integer not null,
  mode text not null check (mode in ('live', 'catch_up', 'history')),
  wanted integer,
  due_at integer not null
);
create index gaps_source on gaps (source_id);
create index gaps_due on gaps (due_at);

-- Polled posts have no update id; they are numbered in an epoch of their own.
create index inbox_polled on inbox (update_id) where epoch = -1;
