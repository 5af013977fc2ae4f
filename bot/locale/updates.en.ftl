# The way in: polling and webhook.

updates-conflict-poll = ⚠️ Another program is polling Telegram with this bot's token. Only one may: each takes updates from the other. Stop the other one (a second Rasid, a test on your own machine), or give it another bot's token. I keep trying.
updates-conflict-webhook = ⚠️ Telegram hands this bot's updates to a webhook, so I cannot fetch them. I have deleted the webhook, and another program sets it again: stop that one, or set RASID_WEBHOOK_URL so that I receive them that way. I keep trying.
updates-webhook-taken = ⚠️ Another program has changed this bot's webhook, and updates went past me. I have set it again. Stop the other program, or give it another bot's token.
updates-not-stored = ⚠️ I cannot store what arrives, so I take nothing. { $reason } Telegram keeps the updates for a day.
updates-stored-again = ✅ I can store what arrives again, and am catching up.
settings-error-listen = Nothing can listen on { $address } ({ $name }): { $reason }.
doctor-updates = Updates: { $way ->
    [webhook] Telegram brings them to { $url }, I listen on { $listen }
   *[poll] I fetch them from Telegram
 }
