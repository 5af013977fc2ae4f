# The conversation about watches: first steps, preview, list, alert, and typed text.

start-welcome =
    <b>Rasid</b> reads the news channels for you and alerts you when what you care about is mentioned.
    Send me a word or a phrase to watch.
start-names = Or pick a name that is in the news today:
button-how = How does it work?
button-other-language = العربية
how-it-works =
    1. Send a word or a phrase: I show how I read it and what it would have caught; then save it.
    2. When a channel I read mentions it, you get an alert with the passage and the link.
    3. Every morning a digest brings what you missed.

    A word covers its forms: <code>صاروخ</code> finds <code>وبالصواريخ</code>, <code>قطر</code> does not find <code>قطرات</code>.
    Details: /help. Settings: /settings.

preview-title = {"\u200E"}🔎 <b>{ $query }</b>
preview-count =
    { $count ->
        [0] Not mentioned in the last seven days.
        [one] One post in the last seven days.
       *[other] {"\u200E"}{ $count } posts in the last seven days.
    }
preview-count-more = ⚠️ More than { $count } posts in the last seven days. Add another word to narrow the watch, or save it for digests only.
preview-forms = Forms found: { $forms }
button-save = 💾 Save
button-digest-only = 📰 Digest only
button-edit = ✏️ Edit
button-cancel = ✖️ Cancel
button-other-reading = The other reading: { $query }
button-first-reading = The first reading: { $query }
button-use-this = { $query }
button-its-card = Its options
edit-ask =
    Type the new text of the watch. It is now:
    {"\u200E"}<code>{ $query }</code>
draft-dropped = Nothing was saved.

watch-saved = ✅ Watch saved: <b>{ $query }</b>
watch-saved-digest = ✅ Watch saved, for digests only: <b>{ $query }</b>
watch-known = You have this watch already: <b>{ $query }</b>

watches-title =
    { $count ->
        [one] You have one watch. Tap it for its options:
       *[other] You have { $count } watches. Tap one for its options:
    }
card-title = {"\u200E"}<b>{ $query }</b>
card-alerts = 🔔 It alerts you at once.
card-urgent = 🚨 Urgent: it alerts you at once, in quiet hours too.
card-digest = 📰 It appears in digests only.
card-paused = ⏸ Paused.
card-muted = 🔇 Muted until { $until }. What it catches is in the digest.
card-disabled = ⚠️ Disabled: since the update its query is no longer understood. Edit it and it works again.
card-last = Last caught: { $post }
button-pause = ⏸ Pause
button-resume = ▶️ Resume
button-mute = 🔇 Mute
button-unmute = 🔔 Unmute
button-alert-too = 🔔 Alert me too
button-urgent = 🚨 Urgent (alerts in quiet hours)
button-ordinary = 🔔 Not urgent (silent in quiet hours)
button-test = 🧪 Test
button-back = Back
button-undo = ↩️ Undo
button-hours =
    { $hours ->
        [one] 1 hour
        [24] 1 day
       *[other] { $hours } hours
    }
mute-ask = For how long shall I mute <b>{ $query }</b>? What it catches meanwhile is in the digest.
watch-paused = Paused: { $query }
watch-resumed = Alerts you now: { $query }
watch-digest-only = Digest only: { $query }
watch-urgent = Alerts you in quiet hours too: { $query }
watch-ordinary = No alerts in quiet hours: { $query }
watch-muted = Muted: { $query }
watch-unmuted = No longer muted: { $query }
watch-deleted = 🗑 Watch deleted: <b>{ $query }</b>
watch-back = The watch is back.
watch-gone = This watch is not there any more.
test-ask = Send a text or forward a post, and I tell you whether <b>{ $query }</b> catches it. What you send is not kept.
test-yes = ✅ <b>{ $query }</b> catches it:
test-no = ✖️ <b>{ $query }</b> does not catch it.

button-why = Why?
button-not-relevant = 👎 Not relevant
not-relevant =
    Pick a narrower query that does not catch this post; I show what it would have caught before you save it.
    What is in quotes has no inflected forms and no other names; what follows = is looked for in this very form.
not-relevant-narrow = The words of the watch are in the post as you wrote them. To narrow it, add a word or exclude one, for example: <code>صاروخ -اختبار</code>
alert-muted =
    { $count ->
        [one] The watch is muted
       *[other] The watches are muted
    } for { $hours ->
        [one] 1 hour
        [24] 1 day
       *[other] { $hours } hours
    }. What is caught meanwhile is in the digest.

offer =
    What shall I do with this text?
    <blockquote>{"\u200E"}{ $text }</blockquote>
offer-long =
    The text is too long for a watch (the limit is { $limit } characters). What shall I do with it?
    <blockquote>{"\u200E"}{ $text }</blockquote>
offer-too-long =
    The text is too long for a watch (the limit is { $limit } characters). Pick a word or a phrase of it and send that.
    <blockquote>{"\u200E"}{ $text }</blockquote>
offer-cut = ✂️ The text is too long to be kept whole: only its first { $limit } characters were taken.
button-watch-this = 🔔 Watch this
button-find-this = 🔎 Find this
button-add-as-post = ➕ Add as a post
editors-only = Only admins and editors can add posts.
find-usage = Write what you are looking for after the command, for example: <code>/find مفاوضات</code>
command-find = Find posts

query-error-suggestion =
    Perhaps you mean:
    {"\u200E"}<code>{ $query }</code>

quoted = “{ $text }”

## Many alerts at once, and quiet hours

fold-burst =
    { $count ->
        [one] 🔔 <b>One more alert</b>
       *[other] 🔔 <b>{ $count } more alerts within minutes</b>
    }
fold-quiet =
    { $count ->
        [one] 🌙 <b>One alert in the quiet hours</b>
       *[other] 🌙 <b>{ $count } alerts in the quiet hours</b>
    }
watch-disabled = ⚠️ Since an update of Rasid this watch is no longer understood. It has stopped and is kept: <b>{ $query }</b>. Edit it in /watches and it works again.
