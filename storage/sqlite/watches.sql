-- name: add
insert into watches (subscriber_id, text, canonical, engine_version, created_at)
values (:subscriber_id, :text, :canonical, :engine_version, :at)
on conflict (subscriber_id, canonical) do nothing

-- name: get
select * from watches where id = :id

-- name: of
select * from watches where subscriber_id = :subscriber_id order by id

-- name: find
select * from watches where subscriber_id = :subscriber_id and canonical = :canonical

-- name: count
select count(*) as watches from watches where subscriber_id = :subscriber_id

-- name: all_live
select * from watches where mode not in ('paused', 'disabled') order by id

-- name: set_mode
update watches set mode = :mode where id = :id

-- name: remove
delete from watches where id = :id

-- name: record_hit
insert into hits (watch_id, post_id, version, subscriber_id, spans, at)
select id, :post_id, :version, :subscriber_id, :spans, :at from watches where id = :watch_id
on conflict (watch_id, post_id) do nothing

-- name: hits_on
select * from hits
where post_id = :post_id and (:subscriber_id is null or subscriber_id = :subscriber_id)
order by watch_id

-- name: hits_of
select * from hits
where subscriber_id = :subscriber_id and at >= :since and at < :until
order by at, post_id, watch_id
