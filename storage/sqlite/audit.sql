-- name: record
insert into audit (at, actor_id, action, subject) values (:at, :actor_id, :action, :subject)

-- name: latest
select at, actor_id, action, subject from audit order by id desc limit :limit
