-- name: add
insert into archive_jobs (subscriber_id, kind, details, created_at)
values (:subscriber_id, :kind, :details, :at)
returning *

-- name: waiting
select * from archive_jobs order by id

-- name: begin
update archive_jobs set attempts = attempts + 1 where id = :id returning attempts

-- name: finish
delete from archive_jobs where id = :id
