# المحادثة حول المتابعات: البداية، المعاينة، القائمة، التنبيه، والنص المكتوب.

start-welcome =
    <b>راصد</b> يقرأ قنوات الأخبار نيابةً عنك، وينبّهك حين يُذكر ما يهمّك.
    اكتب لي كلمة أو عبارة تريد متابعتها.
start-names = أو اختر اسمًا مما يتردد في أخبار اليوم:
button-how = كيف يعمل؟
button-other-language = English
how-it-works =
    {"\u200F"}1. أرسل كلمة أو عبارة، فأريك كيف فهمتها وما كانت ستلتقطه، ثم احفظها.
    {"\u200F"}2. حين يرد ذكرها في قناة أقرؤها يصلك تنبيه فيه موضعها من المنشور ورابطه.
    {"\u200F"}3. كل صباح يصلك موجز بما فاتك.

    الكلمة تشمل صيغها: <code>صاروخ</code> تجد «وبالصواريخ»، و<code>قطر</code> لا تجد «قطرات».
    التفاصيل في /help، والإعدادات في /settings.

preview-title = {"\u200F"}🔎 <b>{ $query }</b>
preview-count =
    { $count ->
        [0] لم يرد ذلك في الأيام السبعة الأخيرة.
        [one] منشور واحد في الأيام السبعة الأخيرة.
        [two] منشوران في الأيام السبعة الأخيرة.
        [few] {"\u200F"}{ $count } منشورات في الأيام السبعة الأخيرة.
        [many] {"\u200F"}{ $count } منشورًا في الأيام السبعة الأخيرة.
       *[other] {"\u200F"}{ $count } منشور في الأيام السبعة الأخيرة.
    }
preview-count-more = {"\u200F"}⚠️ أكثر من { $count } منشور في الأيام السبعة الأخيرة. أضف كلمة أخرى لتضييق المتابعة، أو احفظها للموجز فقط.
preview-forms = الصيغ الواردة: { $forms }
button-save = 💾 حفظ
button-digest-only = 📰 للموجز فقط
button-edit = ✏️ تعديل
button-cancel = ✖️ إلغاء
button-other-reading = القراءة الأخرى: { $query }
button-first-reading = القراءة الأولى: { $query }
button-use-this = { $query }
button-its-card = خياراتها
edit-ask =
    اكتب نص المتابعة الجديد. نصها الآن:
    {"\u200F"}<code>{ $query }</code>
draft-dropped = لم يُحفظ شيء.

watch-saved = {"\u200F"}✅ حُفظت المتابعة: <b>{ $query }</b>
watch-saved-digest = {"\u200F"}✅ حُفظت المتابعة للموجز فقط: <b>{ $query }</b>
watch-known = لديك هذه المتابعة من قبل: <b>{ $query }</b>

watches-title =
    { $count ->
        [one] لديك متابعة واحدة. اضغط عليها لترى خياراتها:
        [two] لديك متابعتان. اضغط على إحداهما لترى خياراتها:
        [few] لديك { $count } متابعات. اضغط على إحداها لترى خياراتها:
        [many] لديك { $count } متابعة. اضغط على إحداها لترى خياراتها:
       *[other] لديك { $count } متابعة. اضغط على إحداها لترى خياراتها:
    }
card-title = {"\u200F"}<b>{ $query }</b>
card-alerts = {"\u200F"}🔔 تنبّهك في الحال.
card-urgent = {"\u200F"}🚨 عاجلة: تنبّهك في الحال، وفي ساعات الهدوء أيضًا.
card-digest = {"\u200F"}📰 تظهر في الموجز فقط.
card-paused = {"\u200F"}⏸ متوقفة.
card-muted = {"\u200F"}🔇 مكتومة حتى { $until }. ما تلتقطه يظهر في الموجز.
card-disabled = {"\u200F"}⚠️ معطّلة: لم تعد صيغتها مفهومة بعد التحديث. عدّلها لتعمل من جديد.
card-last = آخر ما التقطته: { $post }
button-pause = ⏸ إيقاف
button-resume = ▶️ استئناف
button-mute = 🔇 كتم
button-unmute = 🔔 إلغاء الكتم
button-alert-too = 🔔 مع تنبيه
button-urgent = 🚨 عاجلة (تنبّه في ساعات الهدوء)
button-ordinary = 🔔 غير عاجلة (لا تنبّه في ساعات الهدوء)
button-test = 🧪 تجربة
button-back = رجوع
button-undo = ↩️ تراجع
button-hours =
    { $hours ->
        [one] ساعة
        [two] ساعتان
        [few] { $hours } ساعات
        [24] يوم
       *[other] { $hours } ساعة
    }
mute-ask = كم من الوقت أكتم <b>{ $query }</b>؟ ما تلتقطه في أثناء ذلك يظهر في الموجز.
watch-paused = أُوقفت: { $query }
watch-resumed = تنبّهك الآن: { $query }
watch-digest-only = للموجز فقط: { $query }
watch-urgent = تنبّهك في ساعات الهدوء أيضًا: { $query }
watch-ordinary = لا تنبّهك في ساعات الهدوء: { $query }
watch-muted = كُتمت: { $query }
watch-unmuted = أُلغي الكتم: { $query }
watch-deleted = {"\u200F"}🗑 حُذفت المتابعة: <b>{ $query }</b>
watch-back = عادت المتابعة.
watch-gone = لم تعد هذه المتابعة موجودة.
test-ask = أرسل نصًّا أو حوّل منشورًا، فأخبرك هل تلتقطه <b>{ $query }</b>. لا يُحفظ ما ترسله.
test-yes = {"\u200F"}✅ تلتقطه <b>{ $query }</b>:
test-no = {"\u200F"}✖️ لا تلتقطه <b>{ $query }</b>.

button-why = لماذا؟
button-not-relevant = 👎 ليس المقصود
not-relevant =
    اختر صيغة أضيق لا تلتقط هذا المنشور، فأريك ما كانت ستلتقطه قبل أن تحفظها.
    ما بين علامتي الاقتباس لا يُصرَّف ولا يشمل أسماء أخرى، وما سبقته = يُطلب برسمه نفسه.
not-relevant-narrow = كلمات المتابعة واردة في المنشور كما كتبتها. لتضييقها أضف إليها كلمة، أو استثنِ كلمة، مثل: <code>صاروخ -اختبار</code>
alert-muted =
    {"\u200F"}{ $count ->
        [one] كُتمت المتابعة
        [two] كُتمت المتابعتان
       *[other] كُتمت المتابعات
    } { $hours ->
        [one] ساعة
        [two] ساعتين
        [few] { $hours } ساعات
        [24] يومًا
       *[other] { $hours } ساعة
    }. ما يُلتقط في أثناء ذلك يظهر في الموجز.

offer =
    ماذا أفعل بهذا النص؟
    <blockquote>{"\u200F"}{ $text }</blockquote>
offer-long =
    النص أطول من أن يكون متابعة (الحد { $limit } حرف). ماذا أفعل به؟
    <blockquote>{"\u200F"}{ $text }</blockquote>
offer-too-long =
    النص أطول من أن يكون متابعة (الحد { $limit } حرف). اختر منه كلمة أو عبارة وأرسلها.
    <blockquote>{"\u200F"}{ $text }</blockquote>
offer-cut = {"\u200F"}✂️ النص أطول من أن يُحفظ كله: أُخذ منه أول { $limit } حرف فقط.
button-watch-this = 🔔 متابعة
button-find-this = 🔎 بحث
button-add-as-post = ➕ إضافته إلى المنشورات
editors-only = إضافة المنشورات للمشرفين والمحررين فقط.
find-usage = اكتب بعد الأمر ما تبحث عنه، مثل: <code>/find مفاوضات</code>
command-find = البحث في المنشورات

query-error-suggestion =
    لعلك تقصد:
    {"\u200F"}<code>{ $query }</code>

quoted = «{ $text }»

## كثرة التنبيهات، وساعات الهدوء

fold-burst =
    { $count ->
        [one] {"\u200F"}🔔 <b>تنبيه آخر</b>
        [two] {"\u200F"}🔔 <b>تنبيهان آخران</b>
        [few] {"\u200F"}🔔 <b>{ $count } تنبيهات أخرى في دقائق</b>
        [many] {"\u200F"}🔔 <b>{ $count } تنبيهًا آخر في دقائق</b>
       *[other] {"\u200F"}🔔 <b>{ $count } تنبيه آخر في دقائق</b>
    }
fold-quiet =
    { $count ->
        [one] {"\u200F"}🌙 <b>تنبيه واحد في ساعات الهدوء</b>
        [two] {"\u200F"}🌙 <b>تنبيهان في ساعات الهدوء</b>
        [few] {"\u200F"}🌙 <b>{ $count } تنبيهات في ساعات الهدوء</b>
        [many] {"\u200F"}🌙 <b>{ $count } تنبيهًا في ساعات الهدوء</b>
       *[other] {"\u200F"}🌙 <b>{ $count } تنبيه في ساعات الهدوء</b>
    }
watch-disabled = {"\u200F"}⚠️ بعد تحديث راصد لم تعد هذه المتابعة مفهومة، فتوقفت وبقيت محفوظة: <b>{ $query }</b>. عدّلها من /watches لتعمل من جديد.
