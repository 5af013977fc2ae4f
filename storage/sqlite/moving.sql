-- name: remember
insert into moved_chats (old_chat_id, new_chat_id) values (:old, :new)
on conflict (old_chat_id) do update set new_chat_id = excluded.new_chat_id

-- name: subscriber_of
select id from subscribers where chat_id = :chat_id

-- name: source_of
select id from sources where chat_id = :chat_id

-- name: drop_buried
delete from watches where subscriber_id in (:kept, :given_up) and deleted_at is not null

-- name: take_watches
update or ignore watches set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_drafts
update drafts set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_hits
update hits set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_viewers
update or ignore post_viewers set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_alerts
update or ignore alerts set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_digests
update or ignore digests set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_messages
update outbox set subscriber_id = :kept where subscriber_id = :given_up

-- name: take_posts
update posts set source_id = :kept where source_id = :given_up

-- name: remove_subscriber
delete from subscribers where id = :given_up

-- name: remove_source
delete from sources where id = :given_up

-- name: move_subscriber
update subscribers set chat_id = :new where chat_id = :old

-- name: move_source
update sources
set chat_id = :new, key = case when kind = 'chat' then cast(:new as text) else key end
where chat_id = :old

-- name: move_inbox
update inbox set lane = 'chat:' || :new where lane = 'chat:' || :old

-- name: move_answers
update awaited_answers set chat_id = :new
where chat_id = :old and subscriber_id = (select id from subscribers where chat_id = :new)

-- name: move_alerts
update alerts set chat_id = :new, message_id = null
where chat_id = :old and subscriber_id = (select id from subscribers where chat_id = :new)

-- name: give_up_edits
update outbox set state = 'superseded' where chat_id = :old and state = 'due' and operation in ('edit', 'buttons', 'delete')

-- name: move_outbox
update outbox set chat_id = :new where chat_id = :old

-- name: move_hold
update or replace holds set chat_id = :new where chat_id = :old
