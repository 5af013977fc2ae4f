-- name: set
insert into outbox_lanes (chat_id, priority, ready_at) values (:chat_id, :priority, :ready_at)
on conflict (chat_id, priority) do update set ready_at = excluded.ready_at

-- name: look_at
insert into outbox_lanes (chat_id, priority, ready_at) values (:chat_id, :priority, :ready_at)
on conflict (chat_id, priority) do update set ready_at = min(coalesce(ready_at, excluded.ready_at), excluded.ready_at)

-- name: look_at_chat
update outbox_lanes set ready_at = min(ready_at, :ready_at) where chat_id = :chat_id and ready_at is not null

-- name: remove
delete from outbox_lanes where chat_id = :chat_id and priority = :priority

-- name: unsent
select
  outbox.id, outbox.state, outbox.attempts, outbox.not_before,
  outbox.operation in ('edit', 'buttons', 'delete') and outbox.alert_id is not null and alerts.message_id is null
    and json_extract(outbox.payload, '$.message_id') is null as waits_for_message
from outbox left join alerts on alerts.id = outbox.alert_id
where outbox.chat_id = :chat_id and outbox.priority = :priority and outbox.state in ('due', 'sending')
order by outbox.id

-- name: ready
select chat_id, ready_at from outbox_lanes
where priority = :priority and ready_at is not null and ready_at <= :now
  and (ready_at, chat_id) > (:after_ready, :after_chat)
order by ready_at, chat_id
limit :limit

-- name: upcoming
select chat_id, ready_at from outbox_lanes
where priority = :priority and ready_at is not null and ready_at > :now
order by ready_at, chat_id

-- name: any_ready
select 1 from outbox_lanes where priority in (0, 1, 2) and ready_at is not null and ready_at <= :now limit 1

-- name: earliest_held
select min(holds.until) as at
from holds join outbox_lanes on outbox_lanes.chat_id = holds.chat_id
where holds.until > :now and outbox_lanes.ready_at <= :now

-- name: clear
delete from outbox_lanes

-- name: fill
insert into outbox_lanes (chat_id, priority, ready_at)
select chat_id, priority, min(not_before) from outbox where state = 'due' group by chat_id, priority

-- name: missing
select outbox.id from outbox
where outbox.state = 'due' and not exists (
  select 1 from outbox_lanes where outbox_lanes.chat_id = outbox.chat_id and outbox_lanes.priority = outbox.priority
)
