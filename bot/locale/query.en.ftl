# The watch language: how a query was read, what is wrong with it, and why it matched or not.

## How it was read

query-reading = <b>As I read it:</b> { $reading }.
query-join-and = {", and "}
query-join-or = {", or "}
query-list-comma = {", "}

query-part-word = the word { $word } in any form
query-part-unknown-word = the word { $word } as it is written, also with letters attached
query-part-name = the name { $word }
query-part-number = the number { $word }
query-part-quoted-word = the word { $word } without inflection
query-part-phrase = the words “{ $words }” in a row
query-part-exact =
    { $count ->
        [one] { $words } in this very form
       *[other] “{ $words }” in this very form
    }
query-part-prefix = a word that begins with { $start }
query-part-fuzzy = a word spelled nearly like { $word }
query-part-tag = the tag { $tag }
query-part-pattern = text that fits the pattern <code>{ $pattern }</code>
query-part-near =
    { $distance ->
        [one] { $left } next to { $right }
       *[other] { $left } at most { $distance } words from { $right }
    }
query-near-name = nearness <code>{ $query }</code>
query-part-without = without { $part }
query-part-from = a post from @{ $name }
query-part-from-group = a post from the group of sources #{ $name }
query-part-lang =
    { $value ->
        [ar] a post in Arabic
        [fa] a post in Persian
        [ku] a post in Kurdish
        [ur] a post in Urdu
        [tr] a post in Turkish
        [en] a post in English
       *[other] a post in another language
    }
query-part-has =
    { $value ->
        [photo] a photo
        [video] a video
        [link] a link
       *[document] a document
    }
query-part-is = a forwarded post
query-part-since = a date from { $day } on
query-part-until = a date up to { $day }

query-detail-readings =
    { $count ->
        [one] {"\u200E"}• { $word } is read as { $readings }
       *[other] {"\u200E"}• { $word } has several readings: { $readings }
    }
query-detail-unknown = {"\u200E"}• { $word } is not in the dictionary, so it has no other forms that I know.
query-detail-aliases = {"\u200E"}• { $word } includes: { $aliases }
button-without-name = Without “{ $name }”
button-without-names = No other names: { $query }
query-without-names = Leaving a name out puts the word and its remaining names in quotes: no other names then, and no inflected forms.
query-precedence =
    AND goes before OR, so this was read as <code>{ $chosen }</code>
    The other reading: <code>{ $other }</code>
query-read-as-operator =
    { $count ->
        [one] { $words } is an operator here, not a word to look for.
       *[other] { $words } are operators here, not words to look for.
    }
query-read-as-word =
    { $count ->
        [one] { $words } is a word to look for here, not an operator.
       *[other] { $words } are words to look for here, not operators.
    }
query-other-reading = The other reading: <code>{ $other }</code>

## Why

why-matched = <b>Why the watch caught it:</b>
why-not-matched = <b>Why the watch did not catch it:</b>
why-found = {"\u200E"}✅ { $part }: { $words }
why-holds = {"\u200E"}✅ { $part }
why-absent = {"\u200E"}❌ { $part }: not in the post
why-scattered = {"\u200E"}❌ { $part }: the words are there, but not in a row
why-other-form = {"\u200E"}❌ { $part }: the word is there in another form
why-apart =
    { $distance ->
        [one] {"\u200E"}❌ { $part }: the two are next to each other
       *[other] {"\u200E"}❌ { $part }: the nearest two are { $distance } words apart
    }
why-lacking = {"\u200E"}❌ { $part }: not true of this post
why-excluded-found = {"\u200E"}❌ { $part }: you excluded it, and it is in the post
why-excluded-absent = {"\u200E"}✅ { $part }: you excluded it, and it is not in the post

## Mistakes

query-error-empty = There is nothing to look for.
query-error-nothing-to-find = There is no word in it to look for.
query-error-too-long =
    { $limit ->
       *[other] This is longer than { $limit } characters: { $length }.
    }
query-error-too-many-terms =
    { $limit ->
       *[other] At most { $limit } words or phrases, and here are more.
    }
query-error-too-deep =
    { $limit ->
       *[other] Brackets are nested deeper than { $limit } levels.
    }
query-error-open-quote = A quotation mark was opened and not closed.
query-error-empty-quotes = There is no word between the quotation marks.
query-error-open-bracket = A bracket was opened and not closed.
query-error-closing-bracket = A closing bracket has no opening one before it.
query-error-empty-brackets = There is nothing between the brackets.
query-error-operator-alone = The operator { $operator } needs a word beside it.
query-error-only-exclusions = This only excludes. It needs something to find.
query-error-only-filters = This only filters. It needs something to find.
query-error-only-pattern = A pattern alone is not enough. It needs a word to find.
query-error-prefix-short =
    { $letters ->
       *[other] Too short a beginning: a star needs at least { $letters } letters before it, and here is { $word }.
    }
query-error-fuzzy-short =
    { $letters ->
       *[other] Too short a word to look for its like: ~ needs at least { $letters } letters before it, and here is { $word }.
    }
query-error-star-place = A star goes at the end of a word only, and here is { $word }.
query-error-sign-after-phrase = The sign { $sign } goes directly behind a single word only.
query-error-sign-number = No number goes behind the sign after { $word }.
query-error-near-distance =
    { $limit ->
       *[other] The distance of NEAR is a number from 1 to { $limit }.
    }
query-error-near-chain = NEAR stands between two things only, not in a chain.
query-error-near-operand = Beside NEAR goes a word, a phrase in quotation marks, or alternatives in brackets.
query-error-pattern-wrong = The pattern is wrong: { $reason }
query-error-pattern-empty = This pattern fits every text, even an empty one.
query-error-pattern-too-large = This pattern is too large to be tested quickly.
query-error-too-many-patterns =
    { $limit ->
        [one] Only one pattern is allowed.
       *[other] Only { $limit } patterns are allowed.
    }
query-error-pattern-forbidden = The admin does not allow patterns between slashes here.
query-error-from-value = After from: goes a channel such as @name or a group of sources such as #name, without a space.
query-error-filter-value = The value { $value } cannot stand after { $filter }: in a filter. Allowed: { $allowed }.
query-error-date-value = The value { $value } is no date. Write year, month, day, such as <code>2026-03-09</code>.
query-error-date-in-watch = The filter { $filter } is for searches only, because a watch looks at what is to come.
query-error-dates-backwards = The start { $since } is after the end { $until }, so no day lies between them. Correct one of the dates.
