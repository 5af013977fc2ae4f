## The database: why it cannot be used, and what to do

storage-error-older = The database { $path } was made by an older Rasid (schema { $found }, this one works with { $known }). Start the bot to bring it up to date (make run), then try again.
storage-error-disk = { $path } could not be read or written: { $reason }. Check the disk, then start Rasid again.
storage-error-closed = The database { $path } is closed because Rasid is stopping. Start it again, then try again.
