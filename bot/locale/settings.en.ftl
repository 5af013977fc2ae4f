# Settings.

settings-title = <b>Settings</b>
settings-line-language = 🗣 Language: English
settings-line-zone = 🕰 Time zone: { $city }, where it is { $now }
settings-line-digest = 📰 Digest: every day at { $time }
settings-line-digest-days = 📰 Digest: { $days } at { $time }
settings-line-digest-off = 📰 Digest: none
settings-line-quiet = 🌙 Quiet hours: { $start } to { $end }
settings-line-quiet-off = 🌙 Quiet hours: none
settings-line-pace =
    { $count ->
        [one] ⏱ Pace: at most one alert in ten minutes
       *[other] ⏱ Pace: at most { $count } alerts in ten minutes
    }
settings-line-months =
    { $style ->
        [levant] 📅 Months: Levantine names
       *[standard] 📅 Months: standard names
    }
settings-button-language = 🗣 Language
settings-button-zone = 🕰 Time zone
settings-button-hour = 📰 Digest hour
settings-button-days = 📆 Digest days
settings-button-quiet = 🌙 Quiet hours
settings-button-pace = ⏱ Pace
settings-button-months = 📅 Months
settings-off = None
settings-quiet-hours = { $start } to { $end }
settings-one-day = At least one day is needed. To end the digest, choose None as its hour.
settings-stored = Saved.
settings-ask-language = Which language shall I speak?
settings-ask-zone = Pick a city in your time zone, type the name of yours, or send your location (it is not kept).
settings-ask-hour = When shall the digest come? For another time: <code>/digest 20:30</code>
settings-ask-days = On which days shall the digest come?
settings-ask-quiet = In these hours your phone stays silent but for watches you made urgent; what was missed comes afterwards. Pick them, or type them like <code>22:30-6:30</code>.
settings-ask-pace = How many alerts in ten minutes at most? Any more come together in one message.
settings-ask-months = Which names shall the months have?
settings-zone-unknown = I know no city called { $typed }. Type the nearest large city in your time zone, or send your location.
settings-zone-which = There is more than one time zone of that name. Which is yours?
settings-quiet-unknown = I did not understand the time. Type its start and end, such as <code>22:30-6:30</code>.
command-settings = Language, time zone, digest, quiet hours
