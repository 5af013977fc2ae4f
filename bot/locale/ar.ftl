# نصوص راصد بالعربية. كل نص هنا بصيغة HTML التي يفهمها تيليغرام.
# المصطلحات: متابعة (watch)، تنبيه (alert)، موجز (digest)، منشور (post)، مصدر (source).

## البداية

start-back = أهلًا بعودتك. التنبيهات تصلك من جديد، وهذه متابعاتك: /watches
claim-done = أصبحت مالك هذا البوت. لإضافة قناة إلى المصادر اجعل البوت مشرفًا فيها، أو أضفها بالأمر /source إن كانت عامة. وللبحث في كل المنشورات: /search
claim-bad = هذا الرابط استُعمل من قبل أو انتهت مدته. شغّل البوت من جديد ليظهر رابط صالح في نافذة الأوامر.
invite-needed = هذا البوت بالدعوة فقط. اطلب رابط دعوة ممّن يديره ثم افتحه.
invite-bad = هذه الدعوة استُعملت من قبل أو انتهت مدتها. اطلب دعوة جديدة ممّن أرسلها إليك.
invite-link =
    دعوة لشخص واحد، صالحة سبعة أيام:
    {"\u200F"}{ $link }
help =
    <b>ما الذي أستطيعه؟</b>

    {"\u200F"}<code>/watch داعش</code> — تنبيه كلما ذُكرت الكلمة، بأي صيغة وردت
    {"\u200F"}<code>/watch وفد المصالحة</code> — الكلمتان معًا، في أي موضع من المنشور
    {"\u200F"}<code>/watch "الفرقة الرابعة"</code> — العبارة كما هي، كلمةً تلو كلمة

    {"\u200F"}/watches — متابعاتك وما يمكن فعله بكل منها
    {"\u200F"}<code>/find مفاوضات</code> — البحث في المنشورات
    {"\u200F"}/digest — موجز آخر 24 ساعة
    {"\u200F"}<code>/digest 20:30</code> — موجز يومي في هذا الوقت، و<code>/digest off</code> لإيقافه
    {"\u200F"}/settings — اللغة والتوقيت والموجز وساعات الهدوء
    {"\u200F"}/stop — إيقاف التنبيهات والموجز، و/start لاستئنافها
    {"\u200F"}/privacy — ما الذي أحفظه عنك، و/forget_me لمحوه

    حوّل إليّ أي منشور لأفحصه وأحفظه لك.
help-admin =
    <b>للمشرفين</b>
    {"\u200F"}<code>/search مفاوضات</code> — البحث في كل المنشورات المحفوظة
    {"\u200F"}<code>/export مفاوضات</code> — المنشورات في ملف؛ ولاستيراد أرشيف أرسل ملفه
    {"\u200F"}/invite — رابط دعوة لشخص واحد
    {"\u200F"}/sources — المصادر وحالها
    {"\u200F"}/health — حال البوت وما تعثّر فيه
    لإضافة مصدر: اجعل البوت مشرفًا في القناة، أو أضفها بالأمر /source إن كانت عامة، وكذلك خلاصات المواقع.

## المتابعات

watch-usage =
    اكتب بعد الأمر ما تريد متابعته، مثل:
    <code>/watch مفاوضات</code>
    <code>/watch "الفرقة الرابعة"</code>
list-comma = {"، "}
and-more =
    { $count ->
        [one] ومتابعة أخرى
        [two] ومتابعتان أخريان
        [few] و{ $count } متابعات أخرى
        [many] و{ $count } متابعة أخرى
       *[other] و{ $count } متابعة أخرى
    }
watch-quota =
    { $quota ->
        [one] بلغت الحد المسموح به، وهو متابعة واحدة. احذف متابعتك من /watches لتضيف غيرها.
        [two] بلغت الحد المسموح به، وهو متابعتان. احذف إحداهما من /watches لتضيف غيرها.
        [few] بلغت الحد المسموح به، وهو { $quota } متابعات. احذف إحداها من /watches لتضيف غيرها.
        [many] بلغت الحد المسموح به، وهو { $quota } متابعة. احذف إحداها من /watches لتضيف غيرها.
       *[other] بلغت الحد المسموح به، وهو { $quota } متابعة. احذف إحداها من /watches لتضيف غيرها.
    }
watches-empty =
    لا متابعات لديك بعد. أضف أولاها هكذا:
    <code>/watch مفاوضات</code>
watches-page = الصفحة { $page } من { $pages }
button-next = التالي
button-previous = السابق

## أخطاء كتابة المتابعة

query-error =
    لم أفهم ما كتبته: { $problem }
    {"\u200F"}<code>{ $query }</code>

## التنبيه

alert-source = {"\u200F"}{ $source } · { $when }
alert-passed-on = نقلًا عن { $origin }
alert-watches =
    { $count ->
        [one] المتابعة: { $watches }
       *[other] المتابعات: { $watches }
    }
alert-media =
    { $kind ->
        [photo]
            { $count ->
                [one] {"\u200F"}🖼 صورة
                [two] {"\u200F"}🖼 صورتان
                [few] {"\u200F"}🖼 { $count } صور
               *[other] {"\u200F"}🖼 { $count } صورة
            }
        [video]
            { $count ->
                [one] {"\u200F"}🎬 مقطع مصوّر
                [two] {"\u200F"}🎬 مقطعان مصوّران
                [few] {"\u200F"}🎬 { $count } مقاطع مصوّرة
                [many] {"\u200F"}🎬 { $count } مقطعًا مصوّرًا
               *[other] {"\u200F"}🎬 { $count } مقطع مصوّر
            }
        [document]
            { $count ->
                [one] {"\u200F"}📎 ملف
                [two] {"\u200F"}📎 ملفان
                [few] {"\u200F"}📎 { $count } ملفات
                [many] {"\u200F"}📎 { $count } ملفًا
               *[other] {"\u200F"}📎 { $count } ملف
            }
        [voice] {"\u200F"}🎤 رسالة صوتية
        [audio] {"\u200F"}🎵 تسجيل صوتي
        [poll] {"\u200F"}📊 استطلاع رأي
        [location] {"\u200F"}📍 موقع
       *[mixed]
            { $count ->
                [one] {"\u200F"}📎 مرفق
                [two] {"\u200F"}📎 مرفقان
                [few] {"\u200F"}📎 { $count } مرفقات
                [many] {"\u200F"}📎 { $count } مرفقًا
               *[other] {"\u200F"}📎 { $count } مرفق
            }
    }
button-open = فتح المنشور
source-unnamed = مصدر بلا اسم
somebody = شخص ما

## ما يُحوَّل إلى البوت

forward-stored = {"\u200F"}✅ حُفظ المنشور.
forward-known = {"\u200F"}☑️ المنشور محفوظ لديّ منذ { $since }.
forward-satisfies =
    { $count ->
        [one] يطابق متابعتك: { $watches }
        [two] يطابق متابعتيك: { $watches }
       *[other] يطابق متابعاتك: { $watches }
    }
forward-satisfies-none = لا يطابق أيًّا من متابعاتك.
forward-no-text = لا نص فيه، فلا يطابق أيًّا من متابعاتك.
forward-nothing = لا شيء في هذه الرسالة يمكن حفظه. حوّل إليّ منشورًا فيه نص أو صورة أو ملف.

## الموجز

digest-title = <b>موجز { $day }</b>
digest-count =
    { $count ->
        [one] منشور واحد طابق متابعاتك في آخر 24 ساعة.
        [two] منشوران طابقا متابعاتك في آخر 24 ساعة.
        [few] {"\u200F"}{ $count } منشورات طابقت متابعاتك في آخر 24 ساعة.
        [many] {"\u200F"}{ $count } منشورًا طابق متابعاتك في آخر 24 ساعة.
       *[other] {"\u200F"}{ $count } منشور طابق متابعاتك في آخر 24 ساعة.
    }
digest-empty = لم يُذكر شيء مما تتابعه في آخر 24 ساعة.
digest-more =
    { $count ->
        [one] ومنشور آخر.
        [two] ومنشوران آخران.
        [few] و{ $count } منشورات أخرى.
        [many] و{ $count } منشورًا آخر.
       *[other] و{ $count } منشور آخر.
    }
digest-no-watches = لا موجز بلا متابعات. أضف أولاها هكذا: <code>/watch مفاوضات</code>
digest-on = سيصلك الموجز في الساعة { $time } بتوقيت { $zone }. أيامه وساعته في /settings.
digest-off = أُوقف الموجز اليومي. لاستئنافه اكتب الأمر مع الوقت، مثل: <code>/digest 20:30</code>
digest-usage =
    اكتب وقت الموجز بالساعات والدقائق، مثل:
    <code>/digest 20:30</code>
    ولإيقافه: <code>/digest off</code>، وللموجز الآن: /digest

## البحث

search-usage = اكتب بعد الأمر ما تبحث عنه، مثل: <code>/search مفاوضات</code>
search-none = لا منشور محفوظًا يطابق «{ $query }».
search-found =
    { $count ->
        [one] منشور واحد يطابق «{ $query }»:
        [two] منشوران يطابقان «{ $query }»:
        [few] {"\u200F"}{ $count } منشورات تطابق «{ $query }»:
        [many] {"\u200F"}{ $count } منشورًا يطابق «{ $query }»:
       *[other] {"\u200F"}{ $count } منشور يطابق «{ $query }»:
    }
search-found-more =
    { $count ->
        [one] أحدث منشور يطابق «{ $query }»:
        [two] أحدث منشورين يطابقان «{ $query }»:
        [few] أحدث { $count } منشورات تطابق «{ $query }»:
        [many] أحدث { $count } منشورًا يطابق «{ $query }»:
       *[other] أحدث { $count } منشور يطابق «{ $query }»:
    }
search-line = {"\u200F"}{ $source } · { $when }
admins-only = هذا الأمر لمشرفي البوت فقط. ما تستطيعه أنت تجده في /help.

## المصادر

source-accepted = {"\u200F"}✅ صارت «{ $title }» من المصادر، ومنشوراتها تُفحص لجميع المشتركين من الآن.
source-accepted-group =
    {"\u200F"}✅ صارت مجموعة «{ $title }» من المصادر: ما يُكتب فيها يُفحص لجميع المشتركين.
    إن كنت تريدها للأوامر فقط فاضغط الزر.
source-proposed = البوت الآن في «{ $title }» بدعوة من { $by }. هل تقبلها مصدرًا؟ منشوراتها محفوظة دون فحص حتى تقرّر.
source-is-accepted = قُبلت «{ $title }» مصدرًا.
source-is-refused = رُفضت «{ $title }»، ولن تُفحص منشوراتها.
source-is-gone = لم يعد البوت عضوًا فيها، فلا شيء يُقرَّر.
source-left = لم يعد البوت عضوًا في «{ $title }»: لن تصل منشوراتها بعد الآن.
button-accept = ✅ قبول
button-refuse = ✖️ رفض
button-commands-only = للأوامر فقط

## الخصوصية

privacy =
    <b>ما الذي أحفظه عنك؟</b>
    • رقم حسابك واسمك ولغتك كما يعرضها تيليغرام، وإعداداتك
    • متابعاتك، والمنشورات التي طابقتها، والتنبيهات التي أُرسلت إليك
    • ما تحوّله إليّ من منشورات

    ما تكتبه لي يُحفظ مؤقتًا كي لا يضيع إن انقطع التشغيل، ويُمحى بعد أسبوع.
    لا يرى المشرفون متابعاتك ولا ما حوّلته إليّ. أما منشورات القنوات العامة التي يحوّلها المشرفون والمحررون فيراها الجميع.

    {"\u200F"}/forget_me يمحو ذلك كله، و/stop يوقف التنبيهات والموجز فقط.
stop-done =
    أُوقفت التنبيهات والموجز، ومتابعاتك محفوظة.
    لاستئنافها: /start، ولمحو كل شيء: /forget_me
forget-ask = سيُمحى كل ما أحفظه عنك: متابعاتك وتنبيهاتك وما حوّلته إليّ. لا رجعة في ذلك.
button-forget = نعم، امحُ كل شيء
button-keep = لا، تراجعت
forget-done = مُحي كل ما حفظته عنك. وإن أردت العودة يومًا فابدأ بالأمر /start.
forget-kept = لم يُمحَ شيء.

## عام

unknown-command = لا أعرف هذا الأمر. كل الأوامر في /help.
too-fast = رسائلك كثيرة في وقت قصير. انتظر دقيقة ثم أعد المحاولة.
apology = عذرًا، وقع خطأ عندي ولم يُنفَّذ ما طلبته. أعد المحاولة، وإن تكرر فأخبر من يدير البوت.
old-button = هذا الزر قديم. اطلب القائمة من جديد.
group-hint = أعمل في المحادثة الخاصة: { $link }

## وصف الأوامر (يظهر في قائمة تيليغرام)

command-watch = متابعة كلمة أو عبارة
command-watches = متابعاتي
command-digest = موجز آخر 24 ساعة
command-help = كيف يعمل راصد
command-stop = إيقاف التنبيهات والموجز
command-privacy = ما الذي يُحفظ عني
command-forget_me = محو كل ما يخصّني
command-start = بدء التنبيهات أو استئنافها
command-search = البحث في كل المنشورات
command-invite = رابط دعوة لشخص واحد
bot-description = يقرأ راصد قنوات الأخبار نيابةً عنك، وينبّهك حين يُذكر ما يهمّك، ويعطيك موجزًا كل يوم.
bot-short-description = تنبيهات وموجز يومي من قنوات الأخبار العربية

## سطر الأوامر: بدء التشغيل

settings-error-value = قيمة غير صالحة في { $name }: المطلوب { $expected }.
settings-error-file = تعذّرت قراءة ملف الإعدادات { $name }: { $expected }.
storage-error-url = قيمة RASID_DATABASE هي { $url }، وهذا عنوان لا يعرفه راصد. اكتب sqlite:/// ثم المسار.
storage-error-newer = قاعدة البيانات { $path } من إصدار أحدث من راصد (المخطط { $found }، وهذا الإصدار يعرف { $known }). ثبّت ذلك الإصدار أو اختر ملفًا آخر في RASID_DATABASE.
storage-error-other-bot = قاعدة البيانات { $path } لبوت آخر ({ $bot }). استعمل رمز ذلك البوت أو اختر ملفًا آخر في RASID_DATABASE.
storage-error-not-a-database = الملف { $path } ليس قاعدة بيانات لراصد. اختر ملفًا آخر في RASID_DATABASE.
storage-error-read-only = لا تمكن الكتابة في { $path }. امنح هذا المستخدم إذن الكتابة في الملف ومجلّده أو اختر غيره في RASID_DATABASE.
storage-error-folder = تعذّر إنشاء المجلّد { $path }. اختر غيره في RASID_DATA_DIR أو RASID_DATABASE.
storage-error-locked = نسخة أخرى من راصد تستعمل { $path }. أوقفها أولًا أو اختر ملفًا آخر في RASID_DATABASE.
storage-error-busy = قاعدة البيانات { $path } مشغولة. أعد المحاولة بعد لحظة.
storage-error-full = القرص الذي عليه { $path } ممتلئ. أفسح مكانًا؛ لم يضع شيء، وسيواصل راصد عمله من تلقاء نفسه.
storage-error-damaged = قاعدة البيانات { $path } تالفة. أوقف راصد واسترجع نسخة احتياطية.
storage-error-missing = لا قاعدة بيانات في { $path } بعد. شغّل البوت أولًا (make run) أو اختر ملفًا آخر في RASID_DATABASE.
run-ready = يعمل { $name } الآن. يوقفه Ctrl-C.
run-claim = لا مالك لهذا البوت بعد. افتح هذا الرابط خلال ساعة لتصير مالكه: { $link }
run-sandbox = لا وجود للمتغيّر RASID_BOT_TOKEN، فيعمل البوت على تيليغرام تجريبي في هذا الجهاز. افتح هذا الرابط في المتصفح: { $address }
run-token-refused = تيليغرام لا يعرف هذا الرمز. خذ الرمز الصحيح من @BotFather وضعه في RASID_BOT_TOKEN.
run-port-taken = لا يمكن استعمال المنفذ { $port } (مشغول أو غير مسموح به). اختر غيره بالخيار --port.
run-sandbox-failed = لم يعمل تيليغرام التجريبي: { $reason }
cli-about = راصد: يتابع أخبار تيليغرام ويقرأ العربية.
cli-run = تشغيل البوت: على تيليغرام إن وُجد RASID_BOT_TOKEN، وإلا فعلى تيليغرام تجريبي في هذا الجهاز
cli-sandbox = تشغيل تيليغرام تجريبي في هذا الجهاز
cli-demo = عرض محادثة كاملة: متابعة فتنبيه فموجز فبحث
cli-search = البحث في المنشورات العامة المحفوظة
cli-doctor = فحص قاعدة البيانات وما تعثّر فيها
cli-evaluate = قياس المطابقة على أمثلة معلّمة
cli-export = تصدير المنشورات المحفوظة
cli-import = استيراد أرشيف قناة
cli-digest = طباعة موجز
cli-backup = حفظ نسخة احتياطية
cli-restore = استرجاع نسخة احتياطية
cli-to-come = هذا الأمر لم يحن وقته بعد، وسيأتي في إصدار لاحق.
cli-option-port = المنفذ في هذا الجهاز (0: أي منفذ متاح)
cli-option-state = ملف تُحفظ فيه حال تيليغرام التجريبي (وإلا ففي الذاكرة)
cli-option-no-flood = بلا حدود تيليغرام على الإرسال
cli-option-transcript = طباعة ما يُقال
cli-option-post = ملف نصّي يحوّله المالك
cli-option-watch = ما يتابعه أحدهم؛ يمكن تكراره
cli-option-query = كلمات البحث، كما في /search، مثل: قافلة -دمشق (والكلمة اللاتينية المستثناة: -- convoy -damascus)
cli-option-limit = أقصى عدد للمنشورات
demo-post-missing = الخيار --watch يأتي مع --post والملف.
demo-post-unreadable = تعذّرت قراءة { $file } نصًّا بترميز UTF-8، أو أنه فارغ.
search-terminal-error = { $problem } (عند الحرف { $position })
search-terminal-suggestion = لعل المقصود: { $query }
search-terminal-none = لا منشور محفوظًا يطابق هذا.
doctor-database = قاعدة البيانات: { $path }
doctor-sound = فحص القاعدة: سليمة
doctor-unsound = فحص القاعدة: { $finding }
doctor-posts = المنشورات المحفوظة: { $count }
doctor-owner = المالك: { $known ->
        [yes] معروف
       *[no] لا أحد بعد؛ شغّل البوت وافتح الرابط الذي يطبعه
    }
cli-unknown = خيارات غير معروفة: { $arguments }
cli-evaluate-matching = دقة المطابقة على أمثلة معلّمة، سطر JSON لكل مثال
cli-evaluate-stream = دقة المطابقة حين تعمل كل الاستعلامات معًا على كل المنشورات
cli-option-cases = ملف الأمثلة
cli-option-json = النتيجة بصيغة JSON
cli-option-predictions = ملف يُكتب فيه ما أجاب به راصد عن كل مثال
cli-option-samples = أشخاص وقنوات ومنشورات للتجربة
