# لغة المتابعات: كيف قُرئت، وما أخطاؤها، ولماذا التقطت منشورًا أو لم تلتقطه.

## كيف قُرئت

query-reading = <b>كما قرأتها:</b> { $reading }.
query-join-and = {"، و"}
query-join-or = {"، أو "}
query-list-comma = {"، "}

query-part-word = كلمة { $word } بأي صيغة
query-part-unknown-word = كلمة { $word } برسمها وإن اتصلت بها حروف
query-part-name = الاسم { $word }
query-part-number = العدد { $word }
query-part-quoted-word = كلمة { $word } بلا تصريف
query-part-phrase = عبارة «{ $words }» متتاليةً
query-part-exact =
    { $count ->
        [one] { $words } بهذا الرسم نفسه
       *[other] «{ $words }» بهذا الرسم نفسه
    }
query-part-prefix = كلمة تبدأ بالحروف { $start }
query-part-fuzzy = كلمة رسمها قريب من { $word }
query-part-tag = الوسم { $tag }
query-part-pattern = نص يوافق النمط <code>{ $pattern }</code>
query-part-near =
    { $distance ->
        [one] { $left } بجوار { $right }
        [two] { $left } ضمن كلمتين من { $right }
        [few] { $left } ضمن { $distance } كلمات من { $right }
       *[other] { $left } ضمن { $distance } كلمة من { $right }
    }
query-near-name = القرب <code>{ $query }</code>
query-part-without = من دون { $part }
query-part-from = منشور من @{ $name }{"\u200E"}
query-part-from-group = منشور من مجموعة المصادر #{ $name }
query-part-lang =
    { $value ->
        [ar] منشور بالعربية
        [fa] منشور بالفارسية
        [ku] منشور بالكردية
        [ur] منشور بالأردية
        [tr] منشور بالتركية
        [en] منشور بالإنجليزية
       *[other] منشور بلغة أخرى
    }
query-part-has =
    { $value ->
        [photo] صورة مرفقة
        [video] مقطع مصوّر مرفق
        [link] رابط في المنشور
       *[document] ملف مرفق
    }
query-part-is = منشور محوَّل
query-part-since = تاريخ لا يسبق { $day }
query-part-until = تاريخ لا يتجاوز { $day }

query-detail-readings =
    { $count ->
        [one] {"\u200F"}• { $word } قُرئت: { $readings }
       *[other] {"\u200F"}• { $word } تُقرأ بأكثر من وجه: { $readings }
    }
query-detail-unknown = {"\u200F"}• { $word } ليست في المعجم، فلا تُعرف لها صيغ أخرى.
query-detail-aliases = • تشمل { $word } أيضًا: { $aliases }
button-without-name = بلا «{ $name }»
button-without-names = بلا أي اسم آخر: { $query }
query-without-names = إن استُبعد اسم وُضعت الكلمة وأسماؤها الباقية بين علامتي اقتباس، فلا تشمل أسماء أخرى ولا تُصرَّف.
query-precedence =
    «و» مقدَّمة على «أو»، فقرأتها هكذا: <code>{ $chosen }</code>
    والقراءة الأخرى: <code>{ $other }</code>
query-read-as-operator =
    { $count ->
        [one] { $words } هنا أداة، وليست كلمة يُبحث عنها.
        [two] { $words } هنا أداتان، وليستا كلمتين يُبحث عنهما.
       *[other] { $words } هنا أدوات، وليست كلمات يُبحث عنها.
    }
query-read-as-word =
    { $count ->
        [one] { $words } هنا كلمة يُبحث عنها، وليست أداة.
        [two] { $words } هنا كلمتان يُبحث عنهما، وليستا أداتين.
       *[other] { $words } هنا كلمات يُبحث عنها، وليست أدوات.
    }
query-other-reading = القراءة الأخرى: <code>{ $other }</code>

## لماذا

why-matched = <b>لماذا التقطته المتابعة:</b>
why-not-matched = <b>لماذا لم تلتقطه المتابعة:</b>
why-found = {"\u200F"}✅ { $part }: { $words }
why-holds = {"\u200F"}✅ { $part }
why-absent = {"\u200F"}❌ { $part }: لا أثر لذلك في المنشور
why-scattered = {"\u200F"}❌ { $part }: الكلمات واردة، لكنها غير متتالية
why-other-form = {"\u200F"}❌ { $part }: الكلمة واردة برسم آخر
why-apart =
    { $distance ->
        [one] {"\u200F"}❌ { $part }: الطرفان متجاوران
        [two] {"\u200F"}❌ { $part }: أقرب مسافة بينهما كلمتان
        [few] {"\u200F"}❌ { $part }: أقرب مسافة بينهما { $distance } كلمات
       *[other] {"\u200F"}❌ { $part }: أقرب مسافة بينهما { $distance } كلمة
    }
why-lacking = {"\u200F"}❌ { $part }: لا ينطبق ذلك على المنشور
why-excluded-found = {"\u200F"}❌ { $part }: استثنيت ذلك، وهو في المنشور
why-excluded-absent = {"\u200F"}✅ { $part }: استثنيت ذلك، وليس في المنشور

## الأخطاء

query-error-empty = لم تكتب شيئًا يُبحث عنه.
query-error-nothing-to-find = ليس فيما كتبته كلمة يُبحث عنها.
query-error-too-long =
    { $limit ->
       *[other] النص أطول من الحد المسموح به، وهو { $limit } حرف، وطوله { $length }.
    }
query-error-too-many-terms =
    { $limit ->
        [few] الحد المسموح به { $limit } كلمات أو عبارات، وهنا أكثر.
       *[other] الحد المسموح به { $limit } كلمة أو عبارة، وهنا أكثر.
    }
query-error-too-deep =
    { $limit ->
        [few] الأقواس متداخلة أكثر من { $limit } مستويات.
       *[other] الأقواس متداخلة أكثر من { $limit } مستوى.
    }
query-error-open-quote = علامة اقتباس فُتحت ولم تُغلق.
query-error-empty-quotes = لا كلمة بين علامتي الاقتباس.
query-error-open-bracket = قوس فُتح ولم يُغلق.
query-error-closing-bracket = قوس إغلاق لا يقابله قوس قبله.
query-error-empty-brackets = لا شيء بين القوسين.
query-error-operator-alone = الأداة { $operator } تنقصها كلمة بجانبها.
query-error-only-exclusions = هذا استثناء فقط، ويلزم معه ما يُبحث عنه.
query-error-only-filters = هذه تصفية فقط، ويلزم معها ما يُبحث عنه.
query-error-only-pattern = لا يكفي النمط وحده، وتلزم معه كلمة يُبحث عنها.
query-error-prefix-short =
    { $letters ->
        [two] أول الكلمة قصير: يلزم حرفان على الأقل قبل النجمة، وهنا { $word }.
       *[other] أول الكلمة قصير: يلزم { $letters } أحرف على الأقل قبل النجمة، وهنا { $word }.
    }
query-error-fuzzy-short =
    { $letters ->
       *[other] الكلمة أقصر من أن يُبحث عن قريب منها: يلزم { $letters } أحرف على الأقل قبل ~، وهنا { $word }.
    }
query-error-star-place = النجمة تأتي في آخر الكلمة فقط، وهنا { $word }.
query-error-sign-after-phrase = العلامة { $sign } تأتي بعد كلمة مفردة مباشرة فقط.
query-error-sign-number = العلامة التي تلي { $word } لا يأتي بعدها رقم.
query-error-near-distance =
    { $limit ->
       *[other] المسافة بعد القرب عدد من 1 إلى { $limit }.
    }
query-error-near-chain = القرب بين طرفين فقط، ولا يتسلسل.
query-error-near-operand = طرف القرب كلمة، أو عبارة بين علامتي اقتباس، أو بدائل بين قوسين.
query-error-pattern-wrong = النمط غير صحيح: { $reason }
query-error-pattern-empty = هذا النمط يوافق كل نص، حتى الفارغ.
query-error-pattern-too-large = هذا النمط أكبر من أن يُفحص بسرعة.
query-error-too-many-patterns =
    { $limit ->
        [one] يُسمح بنمط واحد فقط.
        [two] يُسمح بنمطين فقط.
        [few] يُسمح بوجود { $limit } أنماط فقط.
        [many] يُسمح بوجود { $limit } نمطًا فقط.
       *[other] يُسمح بوجود { $limit } نمط فقط.
    }
query-error-pattern-forbidden = لا يسمح المشرف هنا بالأنماط التي تُكتب بين شرطتين مائلتين.
query-error-from-value = يأتي بعد <code>from:</code> اسم قناة مثل @name، أو مجموعة مصادر مثل {"\u200E"}#name، بلا مسافة.
query-error-filter-value = لا تصلح القيمة { $value } بعد {"\u200E"}{ $filter }:{"\u200E"} في التصفية. المقبول: { $allowed }.
query-error-date-value = القيمة { $value } ليست تاريخًا. اكتب السنة فالشهر فاليوم، مثل {"\u200E"}<code>2026-03-09</code>.
query-error-date-in-watch = التصفية { $filter } للبحث فقط، لأن المتابعة تنظر إلى ما سيأتي.
query-error-dates-backwards = البداية { $since } بعد النهاية { $until }، فلا يقع بينهما يوم. صحّح أحد التاريخين.
