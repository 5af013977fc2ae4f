# Sources that are polled, by their pages or their feeds: adding them, listing them, and what goes wrong with them.

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
command-source = Add, pause or remove a channel or feed

source-usage =
    <code>/source add @name</code> — read a public channel; any link to it will do
    <code>/source add https://example.org</code> — read a site’s feed (RSS, Atom, JSON Feed)
    <code>/source add @name 5000</code> — and its last 5000 posts with it (20000 at most)
    <code>/source pause @name</code> — leave a source alone for a while; <code>resume</code> goes on
    <code>/source remove @name</code> — no longer a source; its stored posts stay
    <code>/source rename @name New title</code> — give a feed a title of your own

    Or answer a forwarded post of the channel with <code>/source add</code>. Instead of a name, a title or a chat’s id will do, except to add.
    /sources lists them all, with buttons for each.
button-add-source = ➕ Add the channel as a source
source-looking = 🔎 Looking at @{ $name }. I will tell you how it went.
source-known-already = “{ $title }” is a source already.
source-member-already = “{ $title }” is a source already: the bot is in it and hears its posts at once.
source-looking-history = 🔎 Looking at @{ $name }. I will tell you how it went. Older posts that come with it: { $count }
source-looking-again = “{ $title }” is a source already, but in trouble. I am looking at it again now; /sources shows how it is.
source-deeper = 🔎 Fetching older posts of “{ $title }” for searching, without alerts: { $count } of them, which takes { $lasting } at least.
source-history-limit = The number of older posts can be 0 to { $most }.
source-history-only-pages = Older posts can only be fetched of channels that are read by their public page. For others, export the channel with Telegram Desktop and send me the file.
source-resumed = ▶️ “{ $title }” goes on: the bot is in it and hears its posts at once.
source-ambiguous = Several sources are called “{ $title }”. Choose from the list: /sources
source-none-named = “{ $title }” is none of the sources. They are listed in /sources.
source-paused = ⏸ “{ $title }” is paused. To go on: <code>/source resume { $name }</code>
source-removed = 🗑 “{ $title }” is no longer a source. Its stored posts stay.
source-removed-member = 🗑 “{ $title }” is no longer a source. Its stored posts stay. The bot is still a member there: to make it a source again, remove the bot from it and bring it back.
source-unknown = There is no channel @{ $name } among the sources. They are listed in /sources.
source-address-invite = That is an invite link: only members see what is behind it, and there is no public page to read. Make the bot an admin of the channel, or forward its posts to me.
source-address-private = That is the link of a private channel, which has no public page. Make the bot an admin of the channel, or forward its posts to me.
source-address-elsewhere = That is neither a Telegram channel nor the address of a site. Send <code>@name</code>, a link like <code>https://t.me/name</code>, or the address of a site or feed.
source-address-unclear = I do not see a channel in that. Send its name like <code>@name</code>, a link to one of its posts, or the address of a site that has a feed.
source-address-locked = There is a user name or a password in that address, and everybody who uses the bot sees the addresses of sources. Send one without.
source-forward-nameless = The forwarded post is of a channel without a public name, or of none. Make the bot an admin of that channel.

source-added = ✅ “{ $title }” is a source now. New posts take { $delay } on average until they are here.
source-added-empty = ✅ “{ $title }” is a source now. It has no posts yet.
source-not-added = ✖️ @{ $name } was not added. { $why }
source-not-added-yet = ⏳ @{ $name } could not be read yet. { $why } I go on trying.
source-left-page = ℹ️ The bot is no longer a member of “{ $title }”. Its public page is read instead: posts come a little later.
source-trouble = ⚠️ <b>{ $title }</b>: { $why }
source-back = ✅ <b>{ $title }</b> is back to normal.
source-renamed = ℹ️ <b>{ $title }</b> has a new name: it was @{ $old } and is @{ $new } now. I read it there.
source-host-trouble = ⚠️ Telegram’s public pages have given nothing for { $lasting }: no answer, or a refusal. Channels read by their pages bring nothing until that ends; I go on trying, and catch up afterwards.
source-host-back = ✅ Telegram’s public pages work again. What was missed is being fetched.
source-pages-trouble = ⚠️ The pages of most public channels came, but their posts, or their words, could not be found in them. Telegram may have changed its pages: look for a newer Rasid. I go on trying; /sources shows which channels.
source-pages-back = ✅ The pages of most public channels can be read again. What was missed is being fetched.

source-why-nobody = No channel, group or person is called @{ $name }: the name may be misspelt, or the channel was deleted, renamed or made private. If you know the right name, add it with /source add.
source-why-taken = @{ $name } is the name of another channel now. Nothing is taken from it. If you want it, remove the old source and add the new one.
source-why-no_preview = @{ $name } is a channel, but Telegram shows no public page of it (saving is restricted, or the page is blocked in this country). Make the bot an admin of it, or forward its posts.
source-why-group = @{ $name } is a group; groups have no public page. Make the bot a member of it.
source-why-person = @{ $name } is a person or a bot, not a channel.
source-why-check = Instead of the page of @{ $name } something in between asks for consent or for proof of being human. This concerns all public channels. Look at the network this bot runs in.
source-why-emptied = The page of @{ $name } shows no posts, and it had some. They were probably deleted.
source-why-shape = The page of @{ $name } came, but its posts, or their words, could not be found in it. Telegram may have changed its pages: look for a newer Rasid.
source-why-unreachable = The page of @{ $name } could not be fetched; other channels answer.
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
sources-delay = Posts of public channels take { $delay } on average until they are here; with one more channel { $then }.
sources-pages-silent = ⚠️ Telegram’s public pages have given nothing for { $ago }: posts of channels read by their pages come when that ends.

# The card of a source

source-card-page = Public channel, read by its public page
source-card-feed = Feed, read at { $link }
source-card-channel = Channel; the bot is in it and hears its posts at once
source-card-group = Group; the bot is in it and hears what is written there at once
source-card-accepted = 🟢 all is well
source-card-paused = ⏸ paused: nothing is taken from it until it is resumed
source-card-proposed = ⏳ waiting for an admin’s decision; its posts are kept unchecked
source-card-trouble = ⚠️ { $why }
source-card-read = Read { $ago } ago
source-card-unread = Could not be read yet
source-card-last = Last post { $ago } ago
source-card-no-posts = No posts yet
source-card-usual = Usually a post every { $usual }
source-card-remove = Remove it from the sources? Its stored posts stay.
button-look-now = 🔎 Look now
button-remove-source = 🗑 Remove from the sources
button-remove-sure = Yes, remove it
source-now-paused = ⏸ “{ $title }” is paused
source-now-resumed = ▶️ “{ $title }” goes on
source-turn-forward = 🔎 Looking at “{ $title }” now. Open its card again in a while to see how it went.
source-done-already = That was done already.
source-not-there = This is no longer a source.

# Feeds

feed-looking = 🔎 Looking at { $link }. I will tell you how it went.
feed-added =
    ✅ “{ $title }” is a source now. Its feed is read at { $link }; new posts take { $delay } on average until they are here.
    In watches it is <code>{ $filter }</code>
feed-added-empty =
    ✅ “{ $title }” is a source now. Its feed at { $link } has no posts yet; it is looked at every { $delay }.
    In watches it is <code>{ $filter }</code>
feed-not-added = ✖️ { $link } was not added. { $why }
feed-not-added-yet = ⏳ { $link } could not be read yet. { $why } I go on trying.
feed-unknown = There is no feed of { $link } among the sources. They are listed in /sources.
feed-renamed = The feed { $link } is called “{ $title }” now.
source-names-itself = “{ $title }” is a channel and goes by the name it has. Only feeds can be renamed.
feeds-delay = Posts of feeds take { $delay } on average until they are here. One more feed delays none of the others.

feed-why-nobody = There is nothing at { $link }: deleted, moved or misspelt.
feed-why-no_feed = I found no feed (RSS, Atom, JSON Feed) at { $link }. If you know its own address, send that.
feed-why-forbidden = { $link } leads into a private network; only what is on the internet is read. (Whoever runs Rasid can allow a machine of their own with RASID_PRIVATE_FEEDS.)
feed-why-refused = The site refuses to have { $link } read.
feed-why-too_large = What { $link } sends is larger than 5 MB.
feed-why-check = Instead of the feed, { $link } asks for proof of being human.
feed-why-emptied = The feed { $link } is empty, and it had posts.
feed-why-shape = What { $link } sends is no longer a feed.
feed-why-unreachable = { $link } could not be fetched.
feed-why-silent = silent for { $silent }; usually there is a post every { $usual }.

# In the digest, for whoever names the source in a watch

digest-unread = ⚠️ Sources in your watches from which something may be missing:
digest-unread-trouble = • { $title }: could not be read for { $since }.
digest-unread-never = • { $title }: could not be read yet.
digest-unread-silent = • { $title }: silent for { $since }.
doctor-silent = ⚠️ <b>{ $title }</b>: unusually silent.
