outage-over = ⚠️ Telegram could not be reached from { $since } to { $until }. Nothing was dropped: what was due meanwhile is being sent now.
