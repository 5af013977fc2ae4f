-- name: find
select sources.*, (select json_group_array(tag) from source_tags where source_id = sources.id) as tags
from sources
where kind = :kind and key in (
  :key,
  (select cast(new_chat_id as text) from moved_chats where :kind = 'chat' and old_chat_id = cast(:key as integer))
)
order by key = :key desc
limit 1

-- name: get
select sources.*, (select json_group_array(tag) from source_tags where source_id = sources.id) as tags
from sources where id = :id

-- name: by_chat
select sources.*, (select json_group_array(tag) from source_tags where source_id = sources.id) as tags
from sources where chat_id = :chat_id

-- name: all
select sources.*, (select json_group_array(tag) from source_tags where source_id = sources.id) as tags
from sources order by id

-- name: save
insert into sources (kind, key, title, username, chat_id, status, added_by, added_at)
values (:kind, :key, :title, :username, :chat_id, :status, :added_by, :at)
on conflict (kind, key) do update
set title = excluded.title, username = excluded.username, chat_id = excluded.chat_id, status = excluded.status,
  added_by = excluded.added_by
returning id

-- name: add_tag
insert into source_tags (source_id, tag) values (:id, :tag) on conflict do nothing

-- name: remove_tags
delete from source_tags where source_id = :id

-- name: set_status
update sources set status = :status, added_by = coalesce(:by, added_by) where id = :id

-- name: seen
update sources set last_post_at = max(coalesce(last_post_at, 0), :at) where id = :id

-- name: remove
delete from sources where id = :id

-- name: set_key
update sources set key = :key where id = :id

-- name: rename_posts
update or ignore post_refs set source_key = :key where kind = :kind and source_key = :old and :old <> :key

-- name: give_posts
update posts set source_id = :other where source_id = :id

-- name: give_gaps
update gaps set source_id = :other where source_id = :id

-- name: give_tags
insert into source_tags (source_id, tag) select :other, tag from source_tags where source_id = :id on conflict do nothing

-- name: give_poll
update sources
set (poll_due_at, poll_cursor, poll_state, last_success_at, failures, failure) =
  (select poll_due_at, poll_cursor, poll_state, last_success_at, failures, failure from sources where id = :id)
where id = :other and poll_due_at is null

-- name: poll
select * from sources where id = :id and poll_due_at is not null

-- name: polls
select * from sources where kind = :kind and poll_due_at is not null order by poll_due_at, id

-- name: first_poll
select * from sources where kind = :kind and poll_due_at is not null order by poll_due_at, id limit 1

-- name: set_poll
update sources
set poll_due_at = :due_at, poll_cursor = :cursor, poll_state = :state, last_success_at = :last_success_at,
  failures = :failures, failure = :failure
where id = :id

-- name: stop_poll
update sources set poll_due_at = null where id = :id

-- name: bring_forward
update sources set poll_due_at = min(poll_due_at, :at) where id = :id and poll_due_at is not null

-- name: bring_gaps_back
update gaps set due_at = max(gaps.due_at - (sources.last_success_at - :now), :now)
from sources
where sources.id = gaps.source_id and sources.last_success_at > :now and gaps.due_at > :now

-- name: bring_polls_back
update sources
set poll_due_at = max(poll_due_at - (last_success_at - :now), min(poll_due_at, :now)), last_success_at = :now
where poll_due_at is not null and last_success_at > :now

-- name: add_gap
insert into gaps (source_id, low, high, mode, wanted, due_at)
values (:source_id, :low, :high, :mode, :wanted, :due_at)
returning *

-- name: first_gap
select gaps.* from gaps join sources on sources.id = gaps.source_id
where sources.kind = :kind
order by gaps.due_at, gaps.id limit 1

-- name: set_gap
update gaps set low = :low, high = :high, mode = :mode, wanted = :wanted, due_at = :due_at where id = :id

-- name: close_gap
delete from gaps where id = :id

-- name: drop_gaps
delete from gaps where source_id = :id
