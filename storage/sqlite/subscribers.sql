-- name: get
select * from subscribers where id = :id

-- name: by_chat
select * from subscribers where chat_id = :chat_id

-- name: add
insert into subscribers (
  chat_id, is_group, thread_id, name, role, status, language, zone, digest_at, quiet_from, quiet_until, pace,
  watch_quota, invited_by, created_at
) values (
  :chat_id, :is_group, :thread_id, :name, :role, :status, :language, :zone, :digest_at, :quiet_from, :quiet_until, :pace,
  :watch_quota, :invited_by, :created_at
)
on conflict (chat_id) do nothing

-- name: set_name
update subscribers set name = :name where id = :id

-- name: set_language
update subscribers set language = :language where id = :id

-- name: set_status
update subscribers set status = :status where id = :id

-- name: set_role
update subscribers set role = :role where id = :id

-- name: set_digest
update subscribers set digest_at = :at, digest_due_at = :due where id = :id

-- name: set_digest_due
update subscribers set digest_due_at = :due where id = :id

-- name: digests_due
select * from subscribers
where digest_due_at is not null and digest_due_at <= :now and status = 'active'
order by digest_due_at, id

-- name: with_role
select * from subscribers where role in (select value from json_each(:roles)) order by id

-- name: awaited
select coalesce(json_extract(settings, '$.awaited'), '') as awaited from subscribers where id = :id

-- name: set_awaited
update subscribers set settings = json_set(settings, '$.awaited', :awaited) where id = :id

-- name: choose
update subscribers
set language = :language, zone = :zone, digest_days = :digest_days, quiet_from = :quiet_from, quiet_until = :quiet_until,
  pace = :pace, settings = json_set(settings, '$.months', :months)
where id = :id
