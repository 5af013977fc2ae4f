-- name: find
select whole_posts.* from post_refs join whole_posts on whole_posts.id = post_refs.post_id
where post_refs.kind = :kind and post_refs.source_key = :source_key and post_refs.item_key = :item_key

-- name: find_album
select * from whole_posts
where album = :album and album <> '' and exists (
  select 1 from post_refs
  where post_refs.post_id = whole_posts.id and post_refs.kind = :kind and post_refs.source_key = :source_key
)
order by id
limit 1

-- name: get
select * from whole_posts where id = :id

-- name: add_story
insert into stories (started_at, last_at) values (:at, :at)

-- name: add
insert into posts (
  story_id, source_id, version, text, source_title, source_username, origin, published_at, arrived_at, edited_at,
  media, links, link, reply_kind, reply_source, reply_item, album, captions, mode, visibility,
  submitted_by
) values (
  :story_id, :source_id, :version, :text, :source_title, :source_username, :origin, :published_at, :arrived_at,
  :edited_at, :media, :links, :link, :reply_kind, :reply_source, :reply_item, :album, :captions, :mode, :visibility,
  :submitted_by
)

-- name: add_ref
insert into post_refs (kind, source_key, item_key, post_id) values (:kind, :source_key, :item_key, :post_id)

-- name: add_ref_if_new
insert into post_refs (kind, source_key, item_key, post_id) values (:kind, :source_key, :item_key, :post_id)
on conflict do nothing

-- name: keep_version
insert into post_versions (post_id, version, text, media, replaced_at)
select id, version, text, media, :at from posts where id = :id

-- name: revise
update posts
set
  version = version + 1, text = :text, captions = :captions, media = :media, links = :links, edited_at = :edited_at
where id = :id

-- name: amend
update posts
set text = :text, captions = :captions, media = :media, links = :links, edited_at = :edited_at
where id = :id

-- name: versions
select version, text, replaced_at from post_versions where post_id = :id order by version

-- name: publish
update posts
set visibility = 'all', mode = :mode, source_id = coalesce(:source_id, source_id)
where id = :id

-- name: viewer_since
select since from post_viewers where post_id = :id and subscriber_id = :subscriber_id

-- name: add_viewer
insert into post_viewers (post_id, subscriber_id, since) values (:id, :subscriber_id, :at)

-- name: viewers
select subscriber_id from post_viewers where post_id = :id

-- name: story_of
select story_id from posts where id = :id

-- name: set_match_due
update posts set match_due_at = :at where id = :id

-- name: due_for_matching
select id from posts where match_due_at <= :now order by match_due_at, id

-- name: match_due
select match_due_at from posts where id = :id

-- name: next_match_due
select min(match_due_at) as at from posts where match_due_at is not null

-- name: hasten
update posts set match_due_at = :now where match_due_at > :latest

-- name: await_answer
insert into awaited_answers (post_id, subscriber_id, chat_id, message_id, known_since)
values (:id, :subscriber_id, :chat_id, :message_id, :known_since)
on conflict (post_id, subscriber_id) do nothing

-- name: awaited_answers
select * from awaited_answers where post_id = :id order by subscriber_id

-- name: remove_answers
delete from awaited_answers where post_id = :id

-- name: up_to
select * from whole_posts where id <= :id order by id desc limit :limit

-- name: newest
select coalesce(max(id), 0) as newest from posts

-- name: count
select count(*) as posts from posts

-- name: vanish
update posts set vanished_at = coalesce(vanished_at, :at)
where id = (select post_id from post_refs where kind = :kind and source_key = :source and item_key = :item)
