-- name: key_ids
select id, key from search_keys where key in (select value from json_each(:keys))

-- name: add_keys
insert into search_keys (key) select value from json_each(:keys) returning id, key

-- name: words
select post_id, words from search_docs where post_id in (select value from json_each(:posts))

-- name: add_words
insert into search_docs (post_id, words)
select json_extract(value, '$[0]'), substr(:packed, json_extract(value, '$[1]') + 1, json_extract(value, '$[2]'))
from json_each(:places)

-- name: remove_words
delete from search_docs where post_id = :id returning words

-- name: add_documents
insert into search_index (rowid, words)
select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(:documents)

-- name: remove_document
insert into search_index (search_index, rowid, words) values ('delete', :id, :words)

-- name: is_used
select 1 from search_index where search_index match :word limit 1

-- name: remove_key
delete from search_keys where id = :id returning key

-- name: optimize
insert into search_index (search_index) values ('optimize')

-- name: integrity
insert into search_index (search_index) values ('integrity-check')

-- name: latest
select whole_posts.*, (select words from search_docs where post_id = whole_posts.id) as words from whole_posts
where id < :before_id
  and (:since is null or coalesce(published_at, arrived_at) >= :since)
  and (
    visibility = 'all'
    or exists (select 1 from post_viewers where post_id = whole_posts.id and subscriber_id = :viewer)
  )
order by id desc
limit :limit

-- name: matching
select whole_posts.*, (select words from search_docs where post_id = whole_posts.id) as words
from search_index join whole_posts on whole_posts.id = search_index.rowid
where search_index match :expression
  and search_index.rowid < :before_id
  and (:since is null or coalesce(published_at, arrived_at) >= :since)
  and (
    visibility = 'all'
    or exists (select 1 from post_viewers where post_id = whole_posts.id and subscriber_id = :viewer)
  )
order by search_index.rowid desc
limit :limit
