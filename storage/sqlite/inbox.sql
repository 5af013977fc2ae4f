-- name: add
insert into inbox (epoch, update_id, lane, body, received_at)
values (:epoch, :update_id, :lane, :body, :received_at)
on conflict (epoch, update_id) do nothing

-- name: known
select 1 from inbox where epoch in (:before, :epoch) and update_id = :update_id and body = :body

-- name: next_polled
select coalesce(max(update_id), 0) + 1 as number from inbox where epoch = -1

-- name: pending
select * from inbox
where state = 'pending' and not_before <= :now and id > :after
order by id
limit :limit

-- name: get
select * from inbox where id = :id

-- name: done
update inbox set state = 'done', done_at = :at, error = null where id = :id and state <> 'done'

-- name: failed
update inbox
set attempts = attempts + 1, error = :error, not_before = coalesce(:retry_at, 0),
  state = case when :retry_at is null then 'dead' else 'pending' end
where id = :id and state <> 'done'

-- name: wait
update inbox set state = 'waiting' where id = :id and state <> 'done'

-- name: release
update inbox set state = 'pending', not_before = 0 where state = 'waiting' and lane = :lane

-- name: drop_waiting
delete from inbox
where state = 'waiting' and (:lane = '' or lane = :lane) and (:before is null or received_at < :before)

-- name: retry_dead
update inbox
set state = 'pending', attempts = 0, not_before = 0
where state = 'dead' and (:id is null or id = :id)

-- name: recover
update inbox set not_before = 0 where state = 'pending' and not_before > 0

-- name: dead
select id, error, received_at from inbox where state = 'dead' order by id limit :limit

-- name: give_up_dead
update inbox set state = 'done', done_at = :at where state = 'dead' and (:id is null or id = :id)

-- name: oldest_pending
select received_at from inbox where state = 'pending' order by id limit 1

-- name: counts
select 'pending' as state, count(*) as rows from inbox where state = 'pending'
union all select 'waiting', count(*) from inbox where state = 'waiting'
union all select 'done', count(*) from inbox where state = 'done'
union all select 'dead', count(*) from inbox where state = 'dead'

-- name: next_retry
select min(not_before) as at from inbox where state = 'pending' and not_before > 0 and not_before > :now

-- name: prune
delete from inbox where state = 'done' and done_at < :before
