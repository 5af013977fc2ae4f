-- name: chat_of
select chat_id from subscribers where id = :id

-- name: their_posts
select posts.id, posts.story_id from posts
where posts.id in (
    select id from posts where submitted_by = :id
    union
    select post_id from post_viewers where subscriber_id = :id
  )
  and posts.visibility = 'private'
  and not exists (
    select 1 from post_viewers as others
    where others.post_id = posts.id and others.subscriber_id <> :id
  )

-- name: remove_post
delete from posts where id = :post_id

-- name: remove_story_if_empty
delete from stories where id = :story_id and not exists (select 1 from posts where story_id = :story_id)

-- name: unlink_replies
update posts set reply_kind = null, reply_source = null, reply_item = null
where submitted_by = :id and reply_kind = 'chat' and reply_source = cast(:chat_id as text)
  and not exists (select 1 from sources where kind = 'chat' and key = cast(:chat_id as text))

-- name: remove_refs
delete from post_refs
where kind = 'chat' and source_key = cast(:chat_id as text)
  and not exists (select 1 from sources where kind = 'chat' and key = cast(:chat_id as text))

-- name: remove_inbox
delete from inbox where lane in ('chat:' || :chat_id, 'user:' || :chat_id)

-- name: remove_outbox
delete from outbox where chat_id = :chat_id

-- name: remove_lanes
delete from outbox_lanes where chat_id = :chat_id

-- name: remove_hold
delete from holds where chat_id = :chat_id

-- name: clear_invites
update invites set used_by = null where used_by = :chat_id

-- name: remove_subscriber
delete from subscribers where id = :id
