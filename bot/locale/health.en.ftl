# How the bot is, for admins: /health, and `doctor` in the terminal.

command-health = How the bot is, and what is stuck
health-title = <b>Rasid { $version }</b>
health-poll = Telegram answered { $ago } ago.
health-poll-late = ⚠️ Telegram last answered { $ago } ago.
health-inbox = 📥 Updates: { $pending } to handle, { $waiting } waiting for a source to be accepted, { $dead } given up.
health-oldest = {"\u00A0\u00A0"}The oldest has been waiting for { $ago }.
health-dead = {"\u00A0\u00A0"}#{ $number } · { $error } · { $ago } ago
health-outbox = 📤 Messages: { $due } due, { $sending } being sent, { $waiting } for later or held, { $parked } parked.
health-duplicates = {"\u00A0\u00A0"}May have arrived twice so far: { $count }
health-parked = {"\u00A0\u00A0"}#{ $number } · { $what } · { $error } · { $ago } ago
health-operation =
    { $operation ->
        [send] new message
        [edit] edit
        [buttons] buttons
        [delete] deletion
        [photo] photo
       *[document] file
    }
health-more = {"\u00A0\u00A0"}and { $count } more
health-sources = 📡 Sources: { $accepted } accepted, { $proposed } waiting for an admin, { $troubled } in trouble.
health-disk = 💾 Disk: { $free } of { $total } free; the database takes { $database }.
health-disk-low = ⚠️ 💾 Disk: only { $free } of { $total } free; the database takes { $database }. Make room: when the disk is full, nothing is taken in or sent.
health-refresh = 🔄 Refresh
health-all-inbox = all updates
health-all-outbox = all messages
health-give-up-one = Yes, give up #{ $number }
health-give-up-all = Yes, give them all up
health-retried =
    { $count ->
        [0] Nothing was left to try again.
        [one] It is being tried again.
       *[other] { $count } are being tried again.
    }
health-given-up =
    { $count ->
        [0] Nothing was left to give up.
        [one] Given up.
       *[other] { $count } given up.
    }
health-terminal-retried = Back in the queue: { $updates } of the updates, { $messages } of the messages. They are carried out when the bot runs.
cli-option-retry = try again the updates and messages that were given up or parked (while the bot runs: /health)
