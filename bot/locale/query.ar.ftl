# لغة المتابعات: كيف قُرئت، وما أخطاؤها، ولماذا انطبقت أو لم تنطبق.

## كيف قُرئت

query-reading = <b>كما قرأتها:</b> { $reading }.
query-join-and = {"، و"}
query-join-or = {"، أو "}
query-list-comma = {"، "}

query-part-word = كلمة { $word } بأي صيغة
query-part-quoted-word = كلمة { $word } بلا تصريف
query-part-phrase = عبارة «{ $words }» متتاليةً
query-part-exact =
    { $count ->
        [one] { $words } بهذا الرسم نفسه
       *[other] «{ $words }» بهذا الرسم نفسه
    }
query-part-prefix = كلمة تبدأ بـ { $start }
query-part-fuzzy = كلمة تُكتب قريبًا من { $word }
query-part-tag = الوسم { $tag }
query-part-pattern = نص يوافق النمط <code>{ $pattern }</code>
query-part-near =
    { $distance ->
        [one] { $left } بجوار { $right }
        [two] { $left } على بُعد كلمتين على الأكثر من { $right }
        [few] { $left } على بُعد { $distance } كلمات على الأكثر من { $right }
       *[other] { $left } على بُعد { $distance } كلمة على الأكثر من { $right }
    }
query-near-name = القرب <code>{ $query }</code>
query-part-without = من دون { $part }
query-part-from = مصدر المنشور @{ $name }
query-part-from-group = مصدر من مجموعة #{ $name }
query-part-lang =
    { $value ->
        [ar] لغة المنشور العربية
        [fa] لغة المنشور الفارسية
        [ku] لغة المنشور الكردية
        [ur] لغة المنشور الأردية
        [tr] لغة المنشور التركية
        [en] لغة المنشور الإنجليزية
       *[other] لغة المنشور غير اللغات المعروفة
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
query-detail-unknown = {"\u200F"}• { $word } ليست في المعجم، فتُطلب بشكلها مع ما يتصل بها من حروف.
query-detail-aliases = • تشمل { $word } أيضًا: { $aliases }
query-precedence =
    «و» مقدَّمة على «أو»، فقُرئت: <code>{ $chosen }</code>
    والقراءة الأخرى: <code>{ $other }</code>

## لماذا

why-matched = <b>انطبقت المتابعة:</b>
why-not-matched = <b>لم تنطبق المتابعة:</b>
why-found = {"\u200F"}✅ { $part }: { $words }
why-holds = {"\u200F"}✅ { $part }
why-absent = {"\u200F"}❌ { $part }: لا أثر لها في المنشور
why-scattered = {"\u200F"}❌ { $part }: الكلمات واردة، لكنها غير متتالية
why-other-form = {"\u200F"}❌ { $part }: الكلمة واردة برسم آخر
why-apart =
    { $distance ->
        [one] {"\u200F"}❌ { $part }: الطرفان متجاوران
        [two] {"\u200F"}❌ { $part }: أقرب مسافة بينهما كلمتان
        [few] {"\u200F"}❌ { $part }: أقرب مسافة بينهما { $distance } كلمات
       *[other] {"\u200F"}❌ { $part }: أقرب مسافة بينهما { $distance } كلمة
    }
why-lacking = {"\u200F"}❌ { $part }: المنشور ليس كذلك
why-excluded-found = {"\u200F"}❌ { $part }: وارد في المنشور، وقد استثنيتَه
why-excluded-absent = {"\u200F"}✅ { $part }: مستثنى، وليس في المنشور

## الأخطاء

query-error-empty = لم تكتب شيئًا يُبحث عنه.
query-error-nothing-to-find = ليس فيما كتبته كلمة يُبحث عنها.
query-error-too-long =
    { $limit ->
       *[other] النص أطول من الحد المسموح به، وهو { $limit } حرف، وطوله { $length }.
    }
query-error-too-many-terms =
    { $limit ->
       *[other] الحد المسموح به { $limit } كلمة أو عبارة، وهنا { $count }.
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
query-error-operator-alone = تنقص { $operator } كلمة بجانبها تعمل عليها.
query-error-only-exclusions = هذا استثناء فقط، ويلزم معه ما يُبحث عنه.
query-error-only-filters = هذه تصفية فقط، ويلزم معها ما يُبحث عنه.
query-error-only-pattern = لا يكفي النمط وحده، ويلزم معه كلمة يُبحث عنها.
query-error-prefix-short =
    { $letters ->
        [two] أول الكلمة قصير: يلزم حرفان على الأقل قبل النجمة، وهنا { $word }.
       *[other] أول الكلمة قصير: يلزم { $letters } أحرف على الأقل قبل النجمة، وهنا { $word }.
    }
query-error-fuzzy-short =
    { $letters ->
       *[other] الكلمة قصيرة على البحث التقريبي: يلزم { $letters } أحرف على الأقل قبل ~، وهنا { $word }.
    }
query-error-star-place = النجمة تأتي في آخر الكلمة فقط، وهنا { $word }.
query-error-sign-after-phrase = العلامة { $sign } تأتي بعد كلمة مفردة مباشرة فقط.
query-error-sign-number = لا رقم بعد العلامة التي تلي { $word }.
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
       *[other] يُسمح بهذا العدد من الأنماط فقط: { $limit }.
    }
query-error-pattern-forbidden = لم يسمح المشرف بالأنماط هنا.
query-error-from-value = بعد from: يأتي اسم قناة مثل @name، أو مجموعة مصادر مثل #name، بلا مسافة.
query-error-filter-value = لا تُقبل القيمة { $value } بعد { $filter }:، والمقبول: { $allowed }.
query-error-date-value = { $value } ليس تاريخًا. اكتب السنة فالشهر فاليوم، مثل 2026-03-09.
query-error-date-in-watch = { $filter }: للبحث فقط، لأن المتابعة تنظر إلى ما يأتي.
