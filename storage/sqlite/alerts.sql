-- name: open
insert into alerts (subscriber_id, story_id, kind, n, post_id, chat_id, created_at)
values (:subscriber_id, :story_id, :kind, :n, :post_id, :chat_id, :at)
on conflict (subscriber_id, story_id, kind, n) do nothing
returning *

-- name: find
select * from alerts
where subscriber_id = :subscriber_id and story_id = :story_id and kind = :kind and n = :n

-- name: get
select * from alerts where id = :id

-- name: bump
update alerts set revision = revision + 1 where id = :id returning revision

-- name: latest
select * from alerts
where subscriber_id = :subscriber_id and kind >= :kind and kind < :kind || char(1114111)
order by id desc limit 1

-- name: sent_since
select count(*) as sent from alerts
where subscriber_id = :subscriber_id and created_at >= :since and kind = 'story' and fold_id is null

-- name: fold_into
update alerts set fold_id = :fold_id where (id = :id and kind = 'story') or fold_id = :id

-- name: take_out
update alerts set fold_id = null where id = :id

-- name: is_urgent
select exists (
  select 1 from alerts
  join hits on hits.post_id = alerts.post_id and hits.subscriber_id = alerts.subscriber_id
  join watches on watches.id = hits.watch_id
  where ((alerts.id = :id and alerts.kind = 'story') or alerts.fold_id = :id)
    and watches.urgent and watches.deleted_at is null
) as urgent

-- name: folded
select * from alerts where fold_id = :fold_id order by id desc limit :limit

-- name: count_folded
select count(*) as alerts from alerts where fold_id = :fold_id

-- name: of_post
select * from alerts where post_id = :post_id and kind = 'story' order by id
