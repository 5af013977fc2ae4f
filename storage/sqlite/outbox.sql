-- name: queue
insert into outbox (
  dedupe, operation, subscriber_id, alert_id, chat_id, priority, payload, not_before, due_at, created_at
) values (
  -- A row without a key of its own gets one from the table's counter.
  case :dedupe
    when '' then 'row:' || (select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = 'outbox')
    else :dedupe
  end,
  :operation, :subscriber_id, :alert_id, :chat_id, :priority, :payload, :not_before, :due_at, :now
)
on conflict (dedupe) do nothing
returning id

-- name: supersede_edits
update outbox set state = 'superseded'
where alert_id = :alert_id and operation = 'edit' and state = 'due' and id <> :id

-- name: give_way
update outbox set state = 'superseded'
where id = :id and operation = 'edit' and exists (
  select 1 from outbox as later
  where later.alert_id = outbox.alert_id and later.operation = 'edit' and later.id > outbox.id
    and later.state in ('due', 'sending', 'sent')
)

-- name: get
select
  outbox.*, alerts.message_id as alert_message_id,
  max(outbox.due_at, coalesce((select until from holds where holds.chat_id = outbox.chat_id), 0)) as due_since
from outbox left join alerts on alerts.id = outbox.alert_id
where outbox.id = :id

-- name: claim
update outbox set state = 'sending' where id = :id

-- name: sent
update outbox set state = 'sent', message_id = :message_id, sent_at = :at, error = null where id = :id

-- name: set_alert_message
update alerts set message_id = :message_id where id = :alert_id

-- name: lanes_of_alert
select distinct chat_id, priority from outbox where alert_id = :alert_id and state = 'due'

-- name: retry
update outbox
set state = 'due', attempts = attempts + 1, not_before = :not_before, error = :error,
  possible_duplicates = possible_duplicates + :duplicates
where id = :id

-- name: park
update outbox set state = 'parked', error = :error where id = :id

-- name: unsent_of_alert
select id from outbox
where alert_id = :alert_id and state = 'due' and operation in ('send', 'edit')
order by id desc
limit 1

-- name: replace
update outbox set payload = :payload where id = :id

-- name: recover
update outbox set state = 'due', possible_duplicates = possible_duplicates + 1 where state = 'sending' returning id

-- name: bring_holds_back
update holds set until = max(until - :back, :now) where until > :now and until < :far

-- name: bring_retries_back
update outbox set not_before = max(not_before - :back, :now)
where state = 'due' and attempts > 0 and not_before > :now

-- name: bring_due_back
update outbox set not_before = :now
where state = 'due' and attempts = 0 and not_before > :now and not_before <= created_at

-- name: hold
insert into holds (chat_id, until) values (:chat_id, :until)
on conflict (chat_id) do update set until = excluded.until

-- name: holds
select chat_id, until from holds where until > :now

-- name: counts
select state, count(*) as rows from outbox group by state

-- name: prune_unnamed
delete from outbox
where payload <> '' and state in ('sent', 'superseded') and created_at < :before
  and coalesce(sent_at, created_at) < :before and dedupe glob 'row:[0-9]*'

-- name: prune
update outbox set payload = ''
where payload <> '' and state in ('sent', 'superseded') and created_at < :before
  and coalesce(sent_at, created_at) < :before

-- name: give_up_changes
update outbox set state = 'superseded'
where state = 'due' and operation in ('edit', 'buttons', 'delete') and created_at < :before
  and json_extract(payload, '$.message_id') is null
  and exists (select 1 from alerts where alerts.id = outbox.alert_id and alerts.message_id is null)
  and not exists (
    select 1 from outbox as first
    where first.alert_id = outbox.alert_id and first.operation not in ('edit', 'buttons', 'delete')
      and first.state in ('due', 'sending')
  )
returning chat_id, priority

-- name: prune_holds
delete from holds where until < :before

-- name: overdue_alerts
select alert_id from outbox
where chat_id = :chat_id and priority = :priority and state in ('due', 'sending') and state = 'due'
  and operation = 'send' and alert_id is not null and possible_duplicates = 0 and due_at <= :before
  and json_extract(payload, '$.reply_to') is null
order by id

-- name: fold
update outbox set alert_id = :alert_id, payload = :payload, dedupe = :dedupe where id = :id

-- name: supersede_folded
update outbox set state = 'superseded' where alert_id = :alert_id and state = 'due' and id <> :id

-- name: is_unsent
select exists (
  select 1 from outbox
  where alert_id = :alert_id and operation = 'send' and state = 'due' and possible_duplicates = 0
) as unsent

-- name: put_off
update outbox set state = 'due', not_before = :until, due_at = :until, attempts = 0
where alert_id = :alert_id and operation = 'send' and state in ('due', 'sending') and possible_duplicates = 0
returning chat_id, priority

-- name: supersede
update outbox set state = 'superseded' where alert_id = :alert_id and state = 'due'
returning chat_id, priority

-- name: last_of_alert
select payload from outbox
where alert_id = :alert_id and operation in ('send', 'edit') and state in ('due', 'sending', 'sent', 'parked')
order by id desc
limit 1

-- name: sent_as
select message_id from outbox where dedupe = :dedupe and state = 'sent'

-- name: withdraw
update outbox set state = 'superseded'
where dedupe >= :beginning and dedupe < :beginning || char(1114111) and state = 'due'
returning chat_id, priority, not_before

-- name: send_anew
update outbox set operation = 'send', state = 'due' where id = :id

-- name: forget_alert_message
update alerts set message_id = null where id = :alert_id

-- name: backlog
select
  count(*) as unsent,
  count(*) filter (where due_at <= :now and chat_id not in (select chat_id from holds where until > :now)) as due,
  min(due_at) filter (where chat_id not in (select chat_id from holds where until > :now)) as oldest
from outbox
where state = 'due'

-- name: possible_duplicates
select coalesce(sum(possible_duplicates), 0) as sends from outbox where possible_duplicates > 0

-- name: parked
select id, operation, error, due_at from outbox where state = 'parked' order by id limit :limit

-- name: retry_parked
update outbox set state = 'due', attempts = 0, not_before = :now, due_at = :now, error = null
where state = 'parked' and (:id is null or id = :id)
returning chat_id, priority

-- name: give_up_parked
update outbox set state = 'failed', payload = ''
where state = 'parked' and (:id is null or id = :id)
returning operation, alert_id

-- name: supersede_unsendable
update outbox set state = 'superseded'
where alert_id = :alert_id and state = 'due' and operation in ('edit', 'buttons', 'delete')
  and (select message_id from alerts where alerts.id = :alert_id) is null
