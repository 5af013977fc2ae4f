# Importing and exporting posts, on the command line and in the chat.

cli-option-archive = result.json of Telegram Desktop or its folder, an export of Rasid, or CSV or JSON lines with named columns
cli-option-groups = groups too, not channels only; everybody who uses the bot can find their messages
cli-option-username = the public name of the channel in the file, for links to its posts
cli-option-output = write to this file instead of the terminal
cli-option-format = jsonl and csv can be imported again whole; json is like Telegram Desktop's (default: by the file's ending, else jsonl)

import-progress = { $percent }% · { $posts ->
        [one] one post
       *[other] { $posts } posts
    }
import-resumed = An earlier import of this file was cut off; this one went on from there.
import-new =
    { $count ->
        [0] No new posts.
        [one] One new post. It can be searched, and alerts nobody.
       *[other] { $count } new posts. They can be searched, and alert nobody.
    }
import-known =
    { $count ->
        [one] One was stored already.
       *[other] { $count } were stored already.
    }
import-edited =
    { $count ->
        [one] One was stored already and had been edited since.
       *[other] { $count } were stored already and had been edited since.
    }
import-skipped-nothing =
    { $count ->
        [one] One message without text or media was left out.
       *[other] { $count } messages without text or media were left out.
    }
import-skipped-elsewhere =
    { $count ->
        [one] One message of a private chat or group was left out. (Groups: --groups)
       *[other] { $count } messages of private chats or groups were left out. (Groups: --groups)
    }
import-skipped-unreadable =
    { $count ->
        [one] One record could not be read.
       *[other] { $count } records could not be read.
    }
import-error-file = { $file } cannot be read. { $reason }
import-error-html = That is a web page, not a file that can be imported. In Telegram Desktop choose “Machine-readable JSON” as the format.
import-error-not-an-export = There is no chat in this file. Accepted are Telegram Desktop’s result.json, CSV with a header, and JSON lines.
import-error-cut-short = The file is damaged or cut short. What could be read was imported. For the rest, export it anew and import that.
import-error-no-text = There is no column called “text” in this file. Give the column with the text that name. Found: { $columns }
import-error-reader = The file could not be read to its end. Run the import again: it goes on where it was.

export-done =
    { $count ->
        [0] No posts to export.
        [one] One post exported.
       *[other] { $count } posts exported.
    }
export-left-out =
    { $count ->
        [one] One post is not of a channel and is left out: Telegram’s format has no place for it.
       *[other] { $count } posts are not of channels and are left out: Telegram’s format has no place for them.
    }
export-error-file = { $file } cannot be written. { $reason }

# In the chat

command-export = Stored posts as a file
archive-admins-only = Only the bot’s admins import archives. If you want to be alerted to some words, send them as text.
archive-packed = { $name } is packed, and only unpacked files are read. Unpack it and send what is inside: <code>result.json</code> of Telegram Desktop, or CSV or JSON lines.
archive-too-large =
    { $name } is large ({ $size } MB), and Telegram hands bots no more than 20 MB. Copy it to the machine Rasid runs on, stop the bot, and run there:
    <code>python -m bot import PATH</code>
archive-import-begins =
    { $before ->
        [0] ⏳ Importing { $name }. I will tell you when it is done. Nobody is alerted to what is in it.
       *[other] ⏳ { $name } comes after what was asked for before. I will tell you when it is done. Nobody is alerted to what is in it.
    }
archive-export-begins =
    { $before ->
        [0] ⏳ Writing the posts to a file. I will send it to you.
       *[other] ⏳ Your file comes after what was asked for before; then I will send it to you.
    }
archive-too-many = Five of your requests are waiting already. Wait until some are done.
archive-importing = ⏳ Importing { $name }
archive-imported = ✅ { $name } is imported.
archive-failed = ✖️ { $name } was not imported. { $why }
archive-gone = ✖️ Telegram no longer hands over the file { $name }. Send it again.
archive-export-too-large =
    The file is larger than Telegram takes (50 MB). Narrow the query, or run on the machine Rasid runs on:
    <code>python -m bot export --output posts.csv</code>
