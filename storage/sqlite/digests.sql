-- name: open
insert into digests (subscriber_id, slot, local_day, built_at)
values (:subscriber_id, :slot, :local_day, :at)
on conflict (subscriber_id, slot, local_day) do nothing
returning id

-- name: add_item
insert into digest_items (digest_id, position, post_id)
select :digest_id, coalesce(max(position), 0) + 1, :post_id from digest_items where digest_id = :digest_id

-- name: last_built
select max(built_at) as built_at from digests where subscriber_id = :subscriber_id and slot = :slot
