outage-over = ⚠️ Telegram could not be reached from { $since } to { $until }. Nothing was dropped: what was due meanwhile is being sent now.

## What has become of a post that was told of

post-edited = ✏️ The post was edited.
post-edited-lost = ✏️ The post was edited; what you watch is no longer in it.
post-vanished = 🗑 The post was deleted at its source.

## After an outage

fold-catch-up =
    { $count ->
        [one] 📬 <b>One alert that could not reach you in time</b>
       *[other] 📬 <b>{ $count } alerts that could not reach you in time</b>
    }
fold-more =
    { $count ->
        [one] And one more post. All of them are in the digest.
       *[other] And { $count } more posts. All of them are in the digest.
    }

## A digest for which one message is too short

digest-part = <b>Digest, { $day }</b> · { $part } of { $parts }
digest-rest =
    { $count ->
        [one] And one more post for which there was no room. To find it: { $command }
       *[other] And { $count } more posts for which there was no room. To find them: { $command }
    }
