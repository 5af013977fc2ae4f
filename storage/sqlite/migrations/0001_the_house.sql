-- Instants are integers: milliseconds since 1970-01-01 UTC. Local times of day are text 'HH:MM', days 'YYYY-MM-DD'.
-- Lists and nested values are JSON text. Nothing here is edited after a release: later changes are migrations of their own.

create table meta (
  key text primary key,
  value text not null
) without rowid;

-- Raw updates, committed before Telegram is told to forget them. `epoch` tells apart the numberings that
-- Telegram may restart after a week of silence.
create table inbox (
  id integer primary key autoincrement,
  epoch integer not null default 0,
  update_id integer not null,
  lane text not null,
  body blob not null,
  state text not null default 'pending' check (state in ('pending', 'waiting', 'done', 'dead')),
  attempts integer not null default 0,
  not_before integer not null default 0,
  error text,
  received_at integer not null,
  done_at integer,
  unique (epoch, update_id)
);
create index inbox_to_do on inbox (id) where state = 'pending';
create index inbox_retries on inbox (not_before) where state = 'pending' and not_before > 0;
create index inbox_lane on inbox (lane);
create index inbox_waiting on inbox (lane) where state = 'waiting';
create index inbox_done on inbox (done_at) where state = 'done';
create index inbox_dead on inbox (id) where state = 'dead';

create table subscribers (
  id integer primary key autoincrement,
  chat_id integer not null unique,
  is_group integer not null default 0,
  thread_id integer,
  name text not null default '',
  role text not null default 'subscriber' check (role in ('owner', 'admin', 'editor', 'subscriber')),
  status text not null default 'active' check (status in ('active', 'stopped', 'blocked')),
  language text not null default 'ar',
  zone text not null default 'UTC',
  digest_at text,
  digest_days text,
  digest_due_at integer,
  digest_when_empty integer not null default 1,
  quiet_from text,
  quiet_until text,
  pace integer not null default 6,
  catch_up_hours integer not null default 6,
  watch_quota integer not null default 100,
  invited_by integer references subscribers (id) on delete set null,
  settings text not null default '{}',
  created_at integer not null
);
create index subscribers_digest on subscribers (digest_due_at) where digest_due_at is not null;
create index subscribers_invited on subscribers (invited_by) where invited_by is not null;

create table sources (
  id integer primary key autoincrement,
  kind text not null check (kind in ('channel', 'chat', 'feed')),
  key text not null,
  title text not null default '',
  username text not null default '',
  chat_id integer unique,
  status text not null default 'proposed' check (status in ('accepted', 'proposed', 'refused', 'paused', 'gone')),
  added_by integer references subscribers (id) on delete set null,
  added_at integer not null,
  last_post_at integer,
  -- polling: when next, how far, and how it has been going
  poll_due_at integer,
  poll_cursor text,
  poll_state text not null default '{}',
  last_success_at integer,
  failures integer not null default 0,
  failure text,
  unique (kind, key)
);
create index sources_poll on sources (poll_due_at) where poll_due_at is not null;
create index sources_added_by on sources (added_by) where added_by is not null;

create table source_tags (
  source_id integer not null references sources (id) on delete cascade,
  tag text not null,
  primary key (source_id, tag)
) without rowid;

create table stories (
  id integer primary key autoincrement,
  started_at integer not null,
  last_at integer not null,
  fingerprint blob
);

create table posts (
  id integer primary key autoincrement,
  story_id integer not null references stories (id),
  source_id integer references sources (id) on delete set null,
  version integer not null default 1,
  text text not null,
  language text not null default '',
  source_title text not null default '',
  source_username text not null default '',
  origin text,                           -- JSON of bot.model.Origin
  published_at integer,
  arrived_at integer not null,
  edited_at integer,
  vanished_at integer,
  media text not null default '[]',      -- JSON of [[kind, file id], …]
  links integer not null default 0,
  link text not null default '',
  reply_kind text, reply_source text, reply_item text,
  album text not null default '',
  mode text not null check (mode in ('live', 'catch_up', 'history')),
  visibility text not null check (visibility in ('all', 'private')),
  submitted_by integer references subscribers (id) on delete set null,
  match_due_at integer                   -- not matched yet, and when it shall be: an album still arriving
);
create index posts_story on posts (story_id);
create index posts_arrived on posts (arrived_at);
create index posts_album on posts (album) where album <> '';
create index posts_source on posts (source_id) where source_id is not null;
create index posts_submitted on posts (submitted_by) where submitted_by is not null;
create index posts_match_due on posts (match_due_at) where match_due_at is not null;

create table post_refs (
  kind text not null check (kind in ('channel', 'chat', 'feed')),
  source_key text not null,
  item_key text not null,
  post_id integer not null references posts (id) on delete cascade,
  primary key (kind, source_key, item_key)
) without rowid;
create index post_refs_post on post_refs (post_id);

-- A post as bot.model.Post has it.
create view whole_posts as
select
  posts.*,
  (select json_group_array(json_array(kind, source_key, item_key)) from post_refs where post_id = posts.id) as refs,
  (select json_group_array(tag) from source_tags where source_tags.source_id = posts.source_id) as tags
from posts;

-- Earlier versions only; the current one is in posts.
create table post_versions (
  post_id integer not null references posts (id) on delete cascade,
  version integer not null,
  text text not null,
  media text not null,
  replaced_at integer not null,
  primary key (post_id, version)
) without rowid;

-- Who may see a private post: everybody who forwarded it themselves.
create table post_viewers (
  post_id integer not null references posts (id) on delete cascade,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  since integer not null,
  primary key (post_id, subscriber_id)
) without rowid;
create index post_viewers_subscriber on post_viewers (subscriber_id);

-- One answer is owed to each person who forwarded a post that is not matched yet.
create table awaited_answers (
  post_id integer not null references posts (id) on delete cascade,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  chat_id integer not null,
  message_id integer not null,
  known_since integer,
  primary key (post_id, subscriber_id)
) without rowid;
create index awaited_answers_subscriber on awaited_answers (subscriber_id);

create table watches (
  id integer primary key autoincrement,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  text text not null,
  canonical text not null,
  compiled blob,
  engine_version text not null default '',
  mode text not null default 'alert' check (mode in ('alert', 'digest', 'paused', 'disabled')),
  muted_until integer,
  urgent integer not null default 0,
  name text not null default '',
  settings text not null default '{}',
  created_at integer not null,
  deleted_at integer,
  unique (subscriber_id, canonical)
);

create table hits (
  watch_id integer not null references watches (id) on delete cascade,
  post_id integer not null references posts (id) on delete cascade,
  version integer not null,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  spans text not null,
  at integer not null,
  primary key (watch_id, post_id)
) without rowid;
create index hits_subscriber on hits (subscriber_id, at);
create index hits_post on hits (post_id);

create table alerts (
  id integer primary key autoincrement,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  story_id integer not null references stories (id) on delete cascade,
  kind text not null default 'story',
  n integer not null default 1,
  post_id integer not null references posts (id) on delete cascade,
  chat_id integer not null,
  message_id integer,
  revision integer not null default 0,
  created_at integer not null,
  unique (subscriber_id, story_id, kind, n)
);
create index alerts_story on alerts (story_id);
create index alerts_post on alerts (post_id);

create table digests (
  id integer primary key autoincrement,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  slot text not null,
  local_day text not null,
  built_at integer not null,
  unique (subscriber_id, slot, local_day)
);

create table digest_items (
  digest_id integer not null references digests (id) on delete cascade,
  position integer not null,
  post_id integer not null references posts (id) on delete cascade,
  primary key (digest_id, position)
) without rowid;
create index digest_items_post on digest_items (post_id);

create table outbox (
  id integer primary key autoincrement,
  dedupe text not null unique,
  operation text not null check (operation in ('send', 'edit', 'buttons', 'delete', 'photo', 'document')),
  subscriber_id integer references subscribers (id) on delete cascade,
  alert_id integer references alerts (id) on delete cascade,
  chat_id integer not null,
  priority integer not null,             -- 0 reply, 1 alert, 2 digest: lower goes first
  payload text not null,                 -- JSON of bot.model.Outgoing; '' once sent and pruned
  state text not null default 'due' check (state in ('due', 'sending', 'sent', 'failed', 'parked', 'superseded')),
  attempts integer not null default 0,
  possible_duplicates integer not null default 0,
  not_before integer not null,
  error text,
  message_id integer,
  created_at integer not null,
  sent_at integer
);
create index outbox_lane on outbox (chat_id, priority, id) where state in ('due', 'sending');
create index outbox_chat on outbox (chat_id);
create index outbox_state on outbox (state);
create index outbox_alert on outbox (alert_id) where alert_id is not null;
create index outbox_subscriber on outbox (subscriber_id) where subscriber_id is not null;
create index outbox_contents on outbox (created_at) where payload <> '' and state in ('sent', 'superseded');

-- One row for each chat and priority that has unsent rows: since when, or from when, it is worth a look. It is
-- derived from outbox (and made anew from it at start-up), so that a claim costs the same however long the line is.
-- NULL: nothing can be sent before something else happens (a row is under way, or an edit waits for its message id).
create table outbox_lanes (
  chat_id integer not null,
  priority integer not null,
  ready_at integer,
  primary key (chat_id, priority)
) without rowid;
create index outbox_lanes_ready on outbox_lanes (priority, ready_at, chat_id) where ready_at is not null;

-- retry_after, kept over restarts. chat_id 0 holds everything.
create table holds (
  chat_id integer primary key,
  until integer not null
);

create table invites (
  digest text primary key,               -- SHA-256 of the secret
  kind text not null,                    -- 'claim' makes an owner, 'invite' lets a person in
  created_by integer references subscribers (id) on delete set null,
  created_at integer not null,
  expires_at integer not null,
  used_by integer,
  used_at integer
) without rowid;
create index invites_used_by on invites (used_by) where used_by is not null;
create index invites_created_by on invites (created_by) where created_by is not null;

create table audit (
  id integer primary key autoincrement,
  at integer not null,
  actor_id integer references subscribers (id) on delete set null,
  action text not null,
  subject text not null default ''
);
create index audit_actor on audit (actor_id) where actor_id is not null;

-- The search index. Keys are numbered, so that the tokenizer sees short ASCII words only. A contentless table
-- of SQLite 3.40 refuses DELETE and UPDATE; a row leaves by the 'delete' command with exactly the words it was
-- inserted with, which search_docs keeps (compressed).
create table search_keys (
  id integer primary key,
  key text not null unique
);
create table search_docs (
  post_id integer primary key references posts (id),
  words blob not null
);
create virtual table search_index using fts5 (words, content='', detail='none', columnsize=0, tokenize='ascii');
