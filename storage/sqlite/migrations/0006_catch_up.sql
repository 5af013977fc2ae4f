-- Since when a message has been due: a retry moves `not_before` on, and this stays.

alter table outbox add column due_at integer not null default 0;
update outbox set due_at = case attempts when 0 then not_before else created_at end where state in ('due', 'sending', 'parked');

-- Sends whose answer nobody heard; they are counted for whoever looks after the bot.
create index outbox_doubtful on outbox (id) where possible_duplicates > 0;
