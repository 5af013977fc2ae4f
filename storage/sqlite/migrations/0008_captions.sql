-- What each item of an album says. Albums from before keep their text, of which it is not known whose it is.

alter table posts add column captions text;      -- JSON of [[message id, text, has a link, instant], …]; NULL: none
