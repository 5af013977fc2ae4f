-- name: add
insert into invites (digest, kind, created_by, created_at, expires_at)
values (:digest, :kind, :by, :at, :expires_at)

-- name: use
update invites set used_by = :by, used_at = :at
where digest = :digest and kind = :kind and used_at is null and expires_at > :at
returning created_by
