-- name: add
insert into drafts (subscriber_id, kind, text, watch_id, ready_at, created_at)
values (:subscriber_id, :kind, :text, :watch_id, :ready_at, :at)
returning *

-- name: get
select * from drafts where id = :id

-- name: arriving
select * from drafts
where subscriber_id = :subscriber_id and kind = 'paste' and ready_at is not null
order by id desc limit 1

-- name: extend
update drafts set text = :text, ready_at = :ready_at where id = :id

-- name: ready
select * from drafts where ready_at <= :now order by ready_at, id

-- name: next_ready
select min(ready_at) as ready_at from drafts where ready_at is not null

-- name: hasten
update drafts set ready_at = :now where ready_at > :latest

-- name: remove
delete from drafts where id = :id

-- name: prune
delete from drafts where created_at < :before
