-- Groups that became supergroups. What was said in the old group names it by its old id, also when it is handled later.

create table moved_chats (
  old_chat_id integer primary key,
  new_chat_id integer not null
) without rowid;

create index outbox_changes on outbox (created_at) where state = 'due' and operation in ('edit', 'buttons', 'delete');
