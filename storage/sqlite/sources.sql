-- name: find
select sources.*, (select json_group_array(tag) from source_tags where source_id = sources.id) as tags
from sources where kind = :kind and key = :key

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
