# Rasid's texts in English, as Telegram HTML. Terms: watch, alert, digest, post, source (docs/glossary.md).

## Getting started

start-back = Welcome back. Alerts reach you again; your watches: /watches
claim-done = You own this bot now. To add a channel as a source, make the bot an admin there, or use /source if it is public. To search all posts: /search
claim-bad = This link was used before or is out of date. Start the bot again and its terminal shows a new one.
invite-needed = This bot is by invitation only. Ask whoever runs it for a link, then open it.
invite-bad = This invitation was used before or is out of date. Ask whoever sent it for a new one.
invite-link =
    An invitation for one person, good for seven days:
    {"\u200E"}{ $link }
help =
    <b>What I can do</b>

    <code>/watch داعش</code> — an alert whenever the word appears, in any of its forms
    <code>/watch وفد المصالحة</code> — both words, anywhere in a post
    <code>/watch "الفرقة الرابعة"</code> — these words in a row

    /watches — your watches, and what can be done with each
    <code>/find مفاوضات</code> — search the posts
    /digest — the last 24 hours now
    <code>/digest 20:30</code> — a digest every day at that time; <code>/digest off</code> ends it
    /settings — language, time zone, digest, quiet hours
    /stop — no more alerts or digests; /start resumes them
    /privacy — what I keep about you; /forget_me erases it

    Forward any post to me: I check it and keep it for you.
help-admin =
    <b>For admins</b>
    <code>/search مفاوضات</code> — search all stored posts
    <code>/export مفاوضات</code> — posts as a file; to import an archive, send its file
    /invite — a link for one person
    /sources — the sources and how they are
    /health — how the bot is, and what is stuck
    To add a source, make the bot an admin of the channel, or use /source if it is public; sites’ feeds too.

## Watches

watch-usage =
    Write what to watch after the command, for example:
    <code>/watch مفاوضات</code>
    <code>/watch "الفرقة الرابعة"</code>
list-comma = {", "}
and-more = and { $count } more
watch-quota =
    { $quota ->
        [one] You may have one watch. Delete it in /watches to add another.
       *[other] You may have { $quota } watches. Delete one in /watches to add another.
    }
watches-empty =
    You have no watches yet. Add the first:
    <code>/watch مفاوضات</code>
watches-page = Page { $page } of { $pages }
button-next = Next
button-previous = Previous

## Mistakes in a watch

query-error =
    I did not understand that: { $problem }
    {"\u200E"}<code>{ $query }</code>

## Alerts

alert-source = {"\u200E"}{ $source } · { $when }
alert-passed-on = passed on from { $origin }
alert-watches =
    { $count ->
        [one] Watch: { $watches }
       *[other] Watches: { $watches }
    }
alert-media =
    { $kind ->
        [photo]
            { $count ->
                [one] 🖼 a photo
               *[other] 🖼 { $count } photos
            }
        [video]
            { $count ->
                [one] 🎬 a video
               *[other] 🎬 { $count } videos
            }
        [document]
            { $count ->
                [one] 📎 a file
               *[other] 📎 { $count } files
            }
        [voice] 🎤 a voice message
        [audio] 🎵 an audio file
        [poll] 📊 a poll
        [location] 📍 a location
       *[mixed]
            { $count ->
                [one] 📎 an attachment
               *[other] 📎 { $count } attachments
            }
    }
button-open = Open
source-unnamed = unnamed source
somebody = somebody

## What is forwarded to the bot

forward-stored = ✅ The post is stored.
forward-known = ☑️ I have had this post since { $since }.
forward-satisfies =
    { $count ->
        [one] It satisfies your watch: { $watches }
       *[other] It satisfies your watches: { $watches }
    }
forward-satisfies-none = It satisfies none of your watches.
forward-no-text = It has no text, so it satisfies none of your watches.
forward-nothing = There is nothing to store in this message. Forward a post with a text, a photo or a file.

## Digest

digest-title = <b>Digest, { $day }</b>
digest-count =
    { $count ->
        [one] One post satisfied your watches in the last 24 hours.
       *[other] {"\u200E"}{ $count } posts satisfied your watches in the last 24 hours.
    }
digest-empty = Nothing you watch was mentioned in the last 24 hours.
digest-more =
    { $count ->
        [one] And one more post.
       *[other] And { $count } more posts.
    }
digest-no-watches = No digest without watches. Add the first: <code>/watch مفاوضات</code>
digest-on = Your digest comes at { $time }, { $zone } time. Its days and hour are in /settings.
digest-off = The daily digest is off. To have it again, give a time: <code>/digest 20:30</code>
digest-usage =
    Give the time of the digest in hours and minutes, for example:
    <code>/digest 20:30</code>
    <code>/digest off</code> ends it, /digest alone shows it now.

## Search

search-usage = Write what to look for after the command, for example: <code>/search مفاوضات</code>
search-none = No stored post satisfies “{ $query }”.
search-found =
    { $count ->
        [one] One post satisfies “{ $query }”:
       *[other] {"\u200E"}{ $count } posts satisfy “{ $query }”:
    }
search-found-more =
    { $count ->
        [one] The newest post that satisfies “{ $query }”:
       *[other] The newest { $count } posts that satisfy “{ $query }”:
    }
search-line = {"\u200E"}{ $source } · { $when }
admins-only = This command is for the bot's admins. What you can do is in /help.

## Sources

source-accepted = ✅ “{ $title }” is a source now: from here on its posts are checked for all subscribers.
source-accepted-group =
    ✅ The group “{ $title }” is a source now: what is written there is checked for all subscribers.
    If you want it for commands only, press the button.
source-proposed = The bot is in “{ $title }” now, brought there by { $by }. Do you accept it as a source? Its posts are kept unchecked until you decide.
source-is-accepted = {"\u200E"}“{ $title }” is accepted as a source.
source-is-refused = {"\u200E"}“{ $title }” is refused; its posts will not be checked.
source-is-gone = The bot is no longer a member there; there is nothing to decide.
source-left = The bot is no longer a member of “{ $title }”: its posts do not arrive any more.
button-accept = ✅ Accept
button-refuse = ✖️ Refuse
button-commands-only = Commands only

## Privacy

privacy =
    <b>What I keep about you</b>
    • your account number, name and language as Telegram shows them, and your settings
    • your watches, the posts that satisfied them, and the alerts you were sent
    • the posts you forward to me

    What you write to me is kept for a while so that nothing is lost when the program is interrupted, and erased after a week.
    Admins see neither your watches nor what you forwarded. Posts of public channels that admins and editors forward are seen by everybody.

    /forget_me erases all of it; /stop only ends alerts and digest.
stop-done =
    Alerts and digest are off; your watches are kept.
    /start resumes them, /forget_me erases everything.
forget-ask = Everything I keep about you will be erased: your watches, your alerts and what you forwarded. This cannot be undone.
button-forget = Yes, erase everything
button-keep = No, keep it
forget-done = Everything I kept about you is erased. If you ever come back, begin with /start.
forget-kept = Nothing was erased.

## General

unknown-command = I do not know this command. All commands: /help
too-fast = That was a lot in a short time. Wait a minute, then try again.
apology = Sorry, something went wrong on my side and your request was not carried out. Try again; if it happens again, tell whoever runs the bot.
old-button = This button is old. Ask for the list again.
group-hint = I work in a private chat: { $link }

## Command descriptions (Telegram's menu)

command-watch = Watch a word or a phrase
command-watches = My watches
command-digest = The last 24 hours
command-help = How Rasid works
command-stop = No more alerts or digests
command-privacy = What is kept about me
command-forget_me = Erase everything about me
command-start = Start or resume alerts
command-search = Search all posts
command-invite = A link for one person
bot-description = Rasid reads news channels for you, tells you when what you care about is mentioned, and sums up your day.
bot-short-description = Alerts and a daily digest from Arabic news channels

## Command line: starting up

settings-error-value = { $name } has a value that cannot be used: expected { $expected }.
settings-error-file = The settings file { $name } cannot be read: { $expected }.
storage-error-url = RASID_DATABASE is { $url }, which is no address Rasid understands. Write sqlite:/// and a path.
storage-error-newer = The database { $path } was made by a newer Rasid (schema { $found }, this one knows { $known }). Install that version, or choose another file with RASID_DATABASE.
storage-error-other-bot = The database { $path } belongs to another bot ({ $bot }). Use that bot's token, or choose another file with RASID_DATABASE.
storage-error-not-a-database = { $path } is not a Rasid database. Choose another file with RASID_DATABASE.
storage-error-read-only = { $path } cannot be written. Give this user write access to the file and its folder, or choose another with RASID_DATABASE.
storage-error-folder = The folder { $path } cannot be made. Choose another with RASID_DATA_DIR or RASID_DATABASE.
storage-error-locked = Another Rasid is using { $path }. Stop it first, or choose another file with RASID_DATABASE.
storage-error-busy = The database { $path } is busy. Try again in a moment.
storage-error-full = The disk of { $path } is full. Make room; nothing is lost, and Rasid will go on by itself.
storage-error-damaged = The database { $path } is damaged. Stop Rasid and restore a backup.
storage-error-missing = There is no database at { $path } yet. Start the bot first (make run), or name another file with RASID_DATABASE.
run-ready = { $name } is running. Ctrl-C stops it.
run-claim = Nobody owns this bot yet. Open this link within the hour to become its owner: { $link }
run-sandbox = No RASID_BOT_TOKEN: running on a Telegram of its own on this machine. Open this link in your browser: { $address }
run-token-refused = Telegram does not know this token. Get the right one from @BotFather and set RASID_BOT_TOKEN.
run-port-taken = Port { $port } cannot be used (taken, or not allowed). Choose another with --port.
run-sandbox-failed = The sandbox did not start: { $reason }
cli-about = Rasid: a Telegram news monitor that reads Arabic.
cli-run = Run the bot: on Telegram with RASID_BOT_TOKEN, else on a sandbox on this machine
cli-sandbox = Run a Telegram on this machine: a Bot API server and its people
cli-demo = Play a conversation from command to alert, digest and search
cli-search = Search all public stored posts
cli-doctor = Say whether the database is well and whether anything is stuck
cli-evaluate = Measure matching against labelled cases
cli-export = Export stored posts
cli-import = Import a channel's history
cli-digest = Print a digest
cli-backup = Back the database up
cli-restore = Restore a backup
cli-to-come = This verb is not there yet; it comes with a later version.
cli-option-port = port on this machine (0: any free one)
cli-option-state = file that keeps the sandbox's state (default: in memory)
cli-option-no-flood = without Telegram's limits on sending
cli-option-transcript = print what is said
cli-option-post = a text file, forwarded by the owner
cli-option-watch = a query that somebody watches; may be given several times
cli-option-query = words to look for, as in /search, such as: -- convoy -damascus
cli-option-limit = how many posts at most
demo-post-missing = --watch goes with --post FILE.
demo-post-unreadable = { $file } cannot be read as a text in UTF-8, or is empty.
search-terminal-error = { $problem } (at character { $position })
search-terminal-suggestion = Perhaps: { $query }
search-terminal-none = No stored post satisfies this.
doctor-database = Database: { $path }
doctor-sound = Database check: sound
doctor-unsound = Database check: { $finding }
doctor-posts = Stored posts: { $count }
doctor-owner = Owner: { $known ->
        [yes] known
       *[no] nobody yet; start the bot and open the link it prints
    }
cli-unknown = Unknown arguments: { $arguments }
cli-evaluate-matching = how right matching is on labelled cases, one JSON line each
cli-evaluate-stream = how right matching is with all queries at once on all posts
cli-option-cases = the file of cases
cli-option-json = the result as JSON
cli-option-predictions = a file for what Rasid answered to each case
cli-option-samples = with sample people, channels and posts
