-- name: add
insert into watches (subscriber_id, text, canonical, engine_version, created_at)
values (:subscriber_id, :text, :canonical, :engine_version, :at)
on conflict (subscriber_id, canonical) do update
set text = excluded.text, engine_version = excluded.engine_version, compiled = null, mode = 'alert', muted_until = null,
  urgent = 0, deleted_at = null
where deleted_at is not null

-- name: get
select * from watches where id = :id and deleted_at is null

-- name: of
select * from watches where subscriber_id = :subscriber_id and deleted_at is null order by id

-- name: find
select * from watches where subscriber_id = :subscriber_id and canonical = :canonical and deleted_at is null

-- name: count
select count(*) as watches from watches where subscriber_id = :subscriber_id and deleted_at is null

-- name: all_live
select * from watches where mode not in ('paused', 'disabled') and deleted_at is null order by id

-- name: live_with
select * from watches
where mode not in ('paused', 'disabled') and deleted_at is null and text like '%' || :part || '%'
order by id

-- name: compiled
select id, compiled from watches
where mode not in ('paused', 'disabled') and deleted_at is null and compiled is not null
  and engine_version = :engine_version

-- name: compile
update watches set compiled = :compiled, engine_version = :engine_version where id = :id

-- name: set_mode
update watches set mode = :mode where id = :id

-- name: mute
update watches set muted_until = :until where id = :id

-- name: set_urgent
update watches set urgent = :urgent where id = :id

-- name: remove_buried_twin
delete from watches
where canonical = :canonical and deleted_at is not null and id <> :id
  and subscriber_id = (select subscriber_id from watches where id = :id)

-- name: rewrite
update watches
set text = :text, canonical = :canonical, engine_version = :engine_version, compiled = null,
  mode = case mode when 'disabled' then 'alert' else mode end
where id = :id and deleted_at is null and not exists (
    select 1 from watches as twin
    where twin.subscriber_id = watches.subscriber_id and twin.canonical = :canonical and twin.id <> :id
  )

-- name: bury
update watches set deleted_at = :at where id = :id and deleted_at is null

-- name: restore
update watches set deleted_at = null
where id = :id and subscriber_id = :subscriber_id and deleted_at is not null
returning *

-- name: purge
delete from watches where deleted_at < :before

-- name: record_hit
insert into hits (watch_id, post_id, version, subscriber_id, spans, at)
select id, :post_id, :version, :subscriber_id, :spans, :at from watches
where id = :watch_id and deleted_at is null
  and exists (select 1 from subscribers where id = :subscriber_id and status <> 'stopped')
on conflict (watch_id, post_id) do nothing

-- name: renew_hit
update hits set version = :version, spans = :spans where watch_id = :watch_id and post_id = :post_id

-- name: hits_on
select * from hits
where post_id = :post_id and (:subscriber_id is null or subscriber_id = :subscriber_id)
order by watch_id

-- name: last_hit
select * from hits where watch_id = :watch_id order by post_id desc limit 1

-- name: hits_of
select * from hits
where subscriber_id = :subscriber_id and at >= :since and at < :until
order by at, post_id, watch_id
