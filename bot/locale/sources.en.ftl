# Sources that are polled: adding them, listing them, and what goes wrong with them.

span-seconds =
    { $count ->
        [one] one second
       *[other] { $count } seconds
    }
span-minutes =
    { $count ->
        [one] one minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] one hour
       *[other] { $count } hours
    }
span-days =
    { $count ->
        [one] one day
       *[other] { $count } days
    }

command-sources = Where posts come from
command-source = Add, pause or remove a channel

source-usage =
    <code>/source add @name</code> — read a public channel; any link to it will do
    <code>/source pause @name</code> — leave it alone for a while
    <code>/source remove @name</code> — no longer a source; its stored posts stay

    Or answer a forwarded post of the channel with <code>/source add</code>.
    /sources lists them all.
source-looking = 🔎 Looking at @{ $name }. I will tell you how it went.
source-known-already = “{ $title }” is a source already.
source-member-already = “{ $title }” is a source already: the bot is in it and hears its posts at once.
source-paused = ⏸ “{ $title }” is paused. To go on: <code>/source add @{ $name }</code>
source-removed = 🗑 “{ $title }” is no longer a source. Its stored posts stay.
source-unknown = There is no channel @{ $name } among the sources. They are listed in /sources.
source-address-invite = That is an invite link: only members see what is behind it, and there is no public page to read. Make the bot an admin of the channel, or forward its posts to me.
source-address-private = That is the link of a private channel, which has no public page. Make the bot an admin of the channel, or forward its posts to me.
source-address-elsewhere = That is no link to a Telegram channel. Send one like <code>@name</code> or <code>https://t.me/name</code>.
source-address-unclear = I do not see a channel in that. Send its name like <code>@name</code>, or a link to one of its posts.
source-forward-nameless = The forwarded post is of a channel without a public name, or of none. Make the bot an admin of that channel.

source-added = ✅ “{ $title }” is a source now. New posts take { $delay } on average until they are here.
source-added-empty = ✅ “{ $title }” is a source now. It has no posts yet.
source-not-added = ✖️ @{ $name } was not added. { $why }
source-not-added-yet = ⏳ @{ $name } could not be read yet. { $why } I go on trying.
source-trouble = ⚠️ <b>{ $title }</b>: { $why }
source-back = ✅ <b>{ $title }</b> is well again.
source-renamed = ℹ️ <b>{ $title }</b> has a new name: it was @{ $old } and is @{ $new } now. I follow it there.
source-host-trouble = ⚠️ Telegram’s public pages have not answered for { $lasting }. Channels read by their pages bring nothing until they do; I go on trying, and catch up afterwards.
source-host-back = ✅ Telegram’s public pages answer again. What was missed is being fetched.

source-why-nobody = There is no @{ $name } any more: the channel was deleted, renamed or made private. If you know its new name, add it with /source add.
source-why-taken = @{ $name } is the name of another channel now. Nothing is taken from it. If you want it, remove the old source and add the new one.
source-why-no_preview = @{ $name } is a channel, but Telegram shows no public page of it (saving is restricted, or the page is blocked in this country). Make the bot an admin of it, or forward its posts.
source-why-group = @{ $name } is a group; groups have no public page. Make the bot a member of it.
source-why-person = @{ $name } is a person or a bot, not a channel.
source-why-check = Instead of the page of @{ $name } something in between asks for consent or for proof of being human. Look at the network this bot runs in.
source-why-emptied = The page of @{ $name } shows no posts, and it had some. They were probably deleted.
source-why-shape = The page of @{ $name } came, but no post could be found in it. Telegram may have changed its pages: look for a newer Rasid.
source-why-unreachable = The page of @{ $name } could not be fetched.
source-why-silent = silent for { $silent }; usually there is a post every { $usual }.

sources-title =
    { $count ->
        [0] There are no sources yet. An admin adds them with /source add, or makes the bot an admin of a channel.
        [one] <b>One source</b>
       *[other] <b>{ $count } sources</b>
    }
sources-line = { $mark } { $name } · { $last }
sources-last = last post { $ago } ago
sources-no-posts = no posts yet
sources-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
sources-delay = Posts of public channels take { $delay } on average until they are here; with one more channel { $then }.
