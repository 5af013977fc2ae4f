-- Alerts beyond a subscriber's pace, or due in their quiet hours, are folded into one message: itself an alert row, of
-- kind 'fold:…' or 'quiet:…', which those it tells of point to.

alter table alerts add column fold_id integer references alerts (id) on delete set null;
create index alerts_fold on alerts (fold_id) where fold_id is not null;
create index alerts_recent on alerts (subscriber_id, created_at);
