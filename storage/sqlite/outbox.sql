-- name: queue
insert into outbox (
  dedupe, operation, subscriber_id, alert_id, chat_id, priority, payload, not_before, created_at
) values (
  -- A row without a key of its own gets one from the table's counter.
  case :dedupe
    when '' then 'row:' || (select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = 'outbox')
    else :dedupe
  end,
  :operation, :subscriber_id, :alert_id, :chat_id, :priority, :payload, :not_before, :now
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
select outbox.*, alerts.message_id as alert_message_id
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

-- name: park_chat
update outbox set state = 'parked', error = :error where chat_id = :chat_id and state = 'due'

-- name: unsent_of_alert
select id from outbox
where alert_id = :alert_id and state = 'due' and operation in ('send', 'edit')
order by id desc
limit 1

-- name: replace
update outbox set payload = :payload where id = :id

-- name: recover
update outbox set state = 'due', possible_duplicates = possible_duplicates + 1 where state = 'sending' returning id

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

-- name: prune_holds
delete from holds where until < :before
