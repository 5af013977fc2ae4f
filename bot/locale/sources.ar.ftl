# المصادر التي تُقرأ صفحاتها وخلاصاتها: إضافتها وسردها وما يعطّلها.

# تأتي هذه المدد مجرورة دائمًا: بعد «قبل» و«منذ» و«بعد» و«كل».

span-seconds =
    { $count ->
        [one] ثانية
        [two] ثانيتين
        [few] { $count } ثوانٍ
        [many] { $count } ثانية
       *[other] { $count } ثانية
    }
span-minutes =
    { $count ->
        [one] دقيقة
        [two] دقيقتين
        [few] { $count } دقائق
        [many] { $count } دقيقة
       *[other] { $count } دقيقة
    }
span-hours =
    { $count ->
        [one] ساعة
        [two] ساعتين
        [few] { $count } ساعات
        [many] { $count } ساعة
       *[other] { $count } ساعة
    }
span-days =
    { $count ->
        [one] يوم
        [two] يومين
        [few] { $count } أيام
        [many] { $count } يومًا
       *[other] { $count } يوم
    }

command-sources = من أين تأتي المنشورات
command-source = إضافة قناة أو خلاصة، أو إيقافها أو حذفها

source-usage =
    {"\u200F"}<code>/source add @name</code> — لقراءة قناة عامة، ويصلح أي رابط إليها
    {"\u200F"}<code>/source add https://example.org</code> — لقراءة خلاصة موقع (RSS أو Atom أو JSON Feed)
    {"\u200F"}<code>/source add @name 5000</code> — ومعها آخر 5000 منشور (حتى 20000)
    {"\u200F"}<code>/source pause @name</code> — لإيقاف مصدر إلى حين، و<code>resume</code> لاستئنافه
    {"\u200F"}<code>/source remove @name</code> — لحذفه من المصادر، وتبقى منشوراته المحفوظة
    {"\u200F"}<code>/source rename @name عنوان جديد</code> — لتسمية خلاصة باسم من عندك

    أو ردّ على منشور محوّل من القناة بـ<code>/source add</code>. ويصلح بدل الاسم عنوان المصدر أو رقمه، إلا في الإضافة.
    قائمة المصادر، ولكل منها أزراره: /sources
button-add-source = ➕ إضافة القناة إلى المصادر
source-looking = {"\u200F"}🔎 أفحص صفحة @{ $name } وأخبرك بالنتيجة.
source-known-already = «{ $title }» من المصادر أصلًا.
source-member-already = «{ $title }» من المصادر أصلًا: البوت عضو فيها وتصله منشوراتها فورًا.
source-looking-history = {"\u200F"}🔎 أفحص صفحة @{ $name } وأخبرك بالنتيجة. عدد المنشورات السابقة التي تُجلب معها: { $count }
source-looking-again = «{ $title }» من المصادر أصلًا لكنها متعثّرة، وأفحصها الآن من جديد. حالها في /sources
source-deeper = {"\u200F"}🔎 أجلب ما سبق من منشورات «{ $title }» للبحث، بلا تنبيهات. عددها: { $count }، ويستغرق ذلك { $lasting } على الأقل.
source-history-limit = عدد المنشورات السابقة من 0 إلى { $most }.
source-history-only-pages = لا تُجلب المنشورات السابقة إلا للقنوات التي تُقرأ صفحاتها العامة. لغيرها صدّر القناة من Telegram Desktop وأرسل الملف إليّ.
source-resumed = {"\u200F"}▶️ استُؤنفت «{ $title }»: البوت عضو فيها وتصله منشوراتها فورًا.
source-ambiguous = أكثر من مصدر عنوانه «{ $title }». اختر ما تريده من القائمة: /sources
source-none-named = ليس بين المصادر «{ $title }». القائمة في /sources
source-paused = {"\u200F"}⏸ أُوقفت «{ $title }». لاستئنافها: <code>/source resume { $name }</code>
source-removed = {"\u200F"}🗑 لم تعد «{ $title }» من المصادر. منشوراتها المحفوظة باقية.
source-removed-member = {"\u200F"}🗑 لم تعد «{ $title }» من المصادر. منشوراتها المحفوظة باقية. البوت ما زال عضوًا فيها: لتعود مصدرًا أخرجه منها ثم أعده إليها.
source-unknown = لا قناة باسم @{ $name } بين المصادر. القائمة في /sources
source-address-invite = هذا رابط دعوة: لا يرى ما وراءه إلا الأعضاء، وليست له صفحة عامة تُقرأ. اجعل البوت مشرفًا في القناة، أو حوّل إليّ منشوراتها.
source-address-private = هذا رابط قناة خاصة، وليست لها صفحة عامة. اجعل البوت مشرفًا في القناة، أو حوّل إليّ منشوراتها.
source-address-elsewhere = هذا ليس رابط قناة في تيليغرام ولا عنوان موقع. أرسل اسمًا مثل <code>@name</code> أو رابطًا مثل <code>https://t.me/name</code> أو عنوان موقع أو خلاصة.
source-address-unclear = لا أجد قناة في ما كتبته. أرسل اسمها مثل <code>@name</code> أو رابط منشور منها، أو عنوان موقع له خلاصة.
source-address-locked = في هذا العنوان اسم مستخدم أو كلمة سر، وعناوين المصادر يراها كل من يستعمل البوت. أرسل عنوانًا بلا كلمة سر.
source-forward-nameless = المنشور المحوّل من قناة ليس لها اسم عام، أو ليس من قناة. اجعل البوت مشرفًا في تلك القناة.

source-added = {"\u200F"}✅ صارت «{ $title }» من المصادر. تصل منشوراتها الجديدة بعد { $delay } في المتوسط.
source-added-empty = {"\u200F"}✅ صارت «{ $title }» من المصادر. لا منشورات فيها بعد.
source-not-added = {"\u200F"}✖️ لم تُضف @{ $name }. { $why }
source-not-added-yet = {"\u200F"}⏳ تعذّرت قراءة @{ $name } حتى الآن. { $why } سأواصل المحاولة.
source-left-page = {"\u200F"}ℹ️ لم يعد البوت عضوًا في «{ $title }»، وتُقرأ صفحتها العامة بدلًا من ذلك، فتتأخر منشوراتها قليلًا.
source-trouble = {"\u200F"}⚠️ <b>{ $title }</b>: { $why }
source-back = {"\u200F"}✅ عادت <b>{ $title }</b> إلى المعتاد.
source-renamed = {"\u200F"}ℹ️ تغيّر اسم <b>{ $title }</b> من @{ $old } إلى @{ $new }، وأنا أقرؤها باسمها الجديد.
source-host-trouble = {"\u200F"}⚠️ لا تعطي صفحات تيليغرام العامة شيئًا منذ { $lasting }: لا تجيب أو ترفض الطلب. لن تصل منشورات القنوات التي تُقرأ صفحاتها حتى تعود. أواصل المحاولة، ثم أستدرك ما فات.
source-host-back = {"\u200F"}✅ عادت صفحات تيليغرام العامة إلى العمل، وأستدرك الآن ما فات.
source-pages-trouble = {"\u200F"}⚠️ وصلت صفحات معظم القنوات العامة، ولم أجد فيها المنشورات، أو وجدتها بلا نصوصها. ربما غيّر تيليغرام صفحاته: ابحث عن إصدار أحدث من راصد. أواصل المحاولة، وفي /sources بيان القنوات.
source-pages-back = {"\u200F"}✅ عادت صفحات معظم القنوات العامة مقروءة، وأستدرك الآن ما فات.

source-why-nobody = ليس في تيليغرام الآن قناة ولا مجموعة ولا شخص باسم @{ $name }: لعل الاسم كُتب خطأً، أو حُذفت القناة، أو غُيّر اسمها، أو صارت خاصة. إن عرفت اسمها الصحيح فأضفه بالأمر /source add.
source-why-taken = صار الاسم @{ $name } لقناة أخرى، ولا يؤخذ منها شيء. إن أردتها فاحذف المصدر القديم وأضفها من جديد.
source-why-no_preview = @{ $name } قناة، لكن تيليغرام لا يعرض لها صفحة عامة (الحفظ منها مقيّد، أو صفحتها محجوبة في هذا البلد). اجعل البوت مشرفًا فيها، أو حوّل إليّ منشوراتها.
source-why-group = @{ $name } مجموعة، وليست للمجموعات صفحة عامة. أضف البوت إليها عضوًا.
source-why-person = @{ $name } شخص أو بوت، وليس قناة.
source-why-check = بدل صفحة @{ $name } يطلب وسيط ما موافقة أو إثبات أن الزائر إنسان، ويشمل ذلك القنوات العامة كلها. راجع الشبكة التي يعمل فيها البوت.
source-why-emptied = لا منشورات في صفحة @{ $name }، وكانت فيها منشورات. لعلها حُذفت.
source-why-shape = وصلت صفحة @{ $name }، ولم أجد فيها المنشورات، أو وجدتها بلا نصوصها. ربما غيّر تيليغرام صفحاته: ابحث عن إصدار أحدث من راصد.
source-why-unreachable = تعذّر جلب صفحة @{ $name }، والقنوات الأخرى تجيب.
source-why-silent = صامتة منذ { $silent }، والمعتاد منشور كل { $usual }.

sources-title =
    { $count ->
        [0] {"\u200F"}لا مصادر بعد. يضيفها مشرف بالأمر /source add أو بجعل البوت مشرفًا في قناة.
        [one] {"\u200F"}<b>مصدر واحد</b>
        [two] {"\u200F"}<b>مصدران</b>
        [few] {"\u200F"}<b>{ $count } مصادر</b>
        [many] {"\u200F"}<b>{ $count } مصدرًا</b>
       *[other] {"\u200F"}<b>{ $count } مصدر</b>
    }
sources-line = {"\u200F"}{ $mark } { $name } · { $last }
sources-last = آخر منشور قبل { $ago }
sources-no-posts = لا منشورات بعد
sources-delay = تصل منشورات القنوات العامة بعد { $delay } في المتوسط، وبعد { $then } لو أُضيفت قناة أخرى.
sources-pages-silent = {"\u200F"}⚠️ لا تعطي صفحات تيليغرام العامة شيئًا منذ { $ago }، ومنشورات القنوات التي تُقرأ صفحاتها تصل حين تعود.

# بطاقة المصدر

source-card-page = قناة عامة تُقرأ صفحتها
source-card-feed = خلاصة تُقرأ من { $link }
source-card-channel = قناة البوت عضو فيها، وتصله منشوراتها فورًا
source-card-group = مجموعة البوت عضو فيها، وتصله رسائلها فورًا
source-card-accepted = {"\u200F"}🟢 على ما يرام
source-card-paused = {"\u200F"}⏸ موقوف: لا يؤخذ منه شيء حتى يُستأنف
source-card-proposed = {"\u200F"}⏳ بانتظار قرار مشرف، ومنشوراته محفوظة دون فحص
source-card-trouble = {"\u200F"}⚠️ { $why }
source-card-read = قُرئ آخر مرة قبل { $ago }
source-card-unread = لم تنجح قراءته بعد
source-card-last = آخر منشور قبل { $ago }
source-card-no-posts = لا منشورات بعد
source-card-usual = المعتاد منشور كل { $usual }
source-card-remove = هل يُحذف من المصادر؟ منشوراته المحفوظة تبقى.
button-look-now = 🔎 فحص الآن
button-remove-source = 🗑 حذف من المصادر
button-remove-sure = نعم، احذفه من المصادر
source-now-paused = {"\u200F"}⏸ أُوقفت «{ $title }»
source-now-resumed = {"\u200F"}▶️ استُؤنفت «{ $title }»
source-turn-forward = {"\u200F"}🔎 أفحص «{ $title }» الآن. افتح بطاقته بعد قليل لترى النتيجة.
source-done-already = تمّ هذا من قبل.
source-not-there = لم يعد هذا من المصادر.

# الخلاصات

feed-looking = {"\u200F"}🔎 أفحص { $link } وأخبرك بالنتيجة.
feed-added =
    {"\u200F"}✅ صارت «{ $title }» من المصادر. تُقرأ خلاصتها من { $link } وتصل منشوراتها الجديدة بعد { $delay } في المتوسط.
    اسمها في المتابعات: <code>{ $filter }</code>
feed-added-empty =
    {"\u200F"}✅ صارت «{ $title }» من المصادر. تُقرأ خلاصتها من { $link } ولا منشورات فيها بعد. تُفحص كل { $delay }.
    اسمها في المتابعات: <code>{ $filter }</code>
feed-not-added = {"\u200F"}✖️ لم تُضف { $link }. { $why }
feed-not-added-yet = {"\u200F"}⏳ تعذّرت قراءة { $link } حتى الآن. { $why } سأواصل المحاولة.
feed-unknown = لا خلاصة من { $link } بين المصادر. القائمة في /sources
feed-renamed = صار اسم الخلاصة { $link }: «{ $title }».
source-names-itself = «{ $title }» قناة، واسمها ما تسمّي به نفسها. التسمية للخلاصات وحدها.
feeds-delay = تصل منشورات الخلاصات بعد { $delay } في المتوسط. إضافة خلاصة أخرى لا تؤخّر غيرها.

feed-why-nobody = لا شيء في العنوان { $link }: حُذف أو نُقل أو كُتب خطأً.
feed-why-no_feed = لم أجد في { $link } خلاصة (RSS أو Atom أو JSON Feed). إن كنت تعرف عنوان الخلاصة نفسها فأرسله.
feed-why-forbidden = العنوان { $link } يقود إلى شبكة داخلية، ولا يُقرأ إلا ما هو على الإنترنت. (يستطيع من يشغّل راصدًا أن يستثني خادمًا عنده بالإعداد RASID_PRIVATE_FEEDS.)
feed-why-refused = يرفض الموقع قراءة { $link }.
feed-why-too_large = ما يرسله { $link } أكبر من 5 ميغابايت.
feed-why-check = بدل الخلاصة يطلب { $link } إثبات أن الزائر إنسان.
feed-why-emptied = الخلاصة { $link } فارغة، وكانت فيها منشورات.
feed-why-shape = ما يرسله { $link } لم يعد خلاصة.
feed-why-unreachable = تعذّر جلب { $link }.
feed-why-silent = صامتة منذ { $silent }، والمعتاد منشور كل { $usual }.

# في الموجز، لمن سمّى المصدر في متابعة

digest-unread = {"\u200F"}⚠️ مصادر في متابعاتك قد ينقص منها شيء:
digest-unread-trouble = {"\u200F"}• { $title }: تتعذّر قراءته منذ { $since }.
digest-unread-never = {"\u200F"}• { $title }: تعذّرت قراءته حتى الآن.
digest-unread-silent = {"\u200F"}• { $title }: صامت منذ { $since }.
doctor-silent = {"\u200F"}⚠️ <b>{ $title }</b>: صامت على غير عادته.
