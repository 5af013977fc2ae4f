# المحادثة حول المتابعات: البداية، المعاينة، القائمة، التنبيه، والنص المكتوب.

start-welcome =
    <b>راصد</b> يقرأ قنوات الأخبار نيابةً عنك، وينبّهك حين يُذكر ما يهمّك.
    اكتب لي كلمة أو عبارة تريد متابعتها.
start-names = أو اختر مما يتردد اليوم:
button-how = كيف يعمل؟
button-other-language = English
how-it-works =
    ١. أرسل كلمة أو عبارة، فأريك كيف فهمتها وماذا كانت ستلتقط، ثم احفظها.
    ٢. حين يرد ذكرها في قناة أتابعها يصلك تنبيه فيه موضعها من المنشور ورابطه.
    ٣. كل صباح يصلك موجز بما فات.

    الكلمة تشمل صيغها: <code>صاروخ</code> تجد «وبالصواريخ»، و<code>قطر</code> لا تجد «قطرات».
    التفاصيل في /help، والإعدادات في /settings.

preview-title = {"\u200F"}🔎 <b>{ $query }</b>
preview-count =
    { $count ->
        [0] لم يرد ذلك في الأيام السبعة الأخيرة.
        [one] منشور واحد في الأيام السبعة الأخيرة.
        [two] منشوران في الأيام السبعة الأخيرة.
        [few] { $count } منشورات في الأيام السبعة الأخيرة.
        [many] { $count } منشورًا في الأيام السبعة الأخيرة.
       *[other] { $count } منشور في الأيام السبعة الأخيرة.
    }
preview-count-more = ⚠️ أكثر من { $count } منشور في الأيام السبعة الأخيرة. أضف كلمة أخرى لتضييقها، أو احفظها للموجز فقط.
preview-forms = التقطت: { $forms }
button-save = 💾 حفظ
button-digest-only = 📰 للموجز فقط
button-edit = ✏️ تعديل
button-cancel = ✖️ إلغاء
button-other-reading = القراءة الأخرى
button-use-this = { $query }
button-its-card = خياراتها
edit-ask =
    اكتب النص الجديد. الحالي:
    <code>{ $query }</code>
draft-dropped = لم يُحفظ شيء.

watch-saved = ✅ حُفظت المتابعة: <b>{ $query }</b>
watch-saved-digest = ✅ حُفظت المتابعة للموجز فقط: <b>{ $query }</b>
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
card-alerts = 🔔 تنبّهك في الحال.
card-digest = 📰 تظهر في الموجز فقط.
card-paused = ⏸ متوقفة.
card-muted = 🔇 مكتومة حتى { $until }. ما تلتقطه يظهر في الموجز.
card-disabled = ⚠️ معطّلة: لم تعد صيغتها مفهومة بعد التحديث. عدّلها لتعمل من جديد.
card-last = آخر ما التقطته: { $post }
button-pause = ⏸ إيقاف
button-resume = ▶️ استئناف
button-mute = 🔇 كتم
button-unmute = 🔔 إلغاء الكتم
button-alert-too = 🔔 مع تنبيه
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
mute-ask = كم تدوم فترة كتم <b>{ $query }</b>؟ ما تلتقطه في أثنائها يظهر في الموجز.
watch-paused = أُوقفت: { $query }
watch-resumed = تعمل مع تنبيه: { $query }
watch-digest-only = للموجز فقط: { $query }
watch-muted = كُتمت: { $query }
watch-unmuted = أُلغي الكتم: { $query }
watch-deleted = 🗑 حُذفت المتابعة: <b>{ $query }</b>
watch-back = عادت المتابعة.
watch-gone = لم تعد هذه المتابعة موجودة.
test-ask = أرسل نصًّا أو حوّل منشورًا، وأخبرك هل تلتقطه <b>{ $query }</b>. لا يُحفظ ما ترسله.
test-yes = ✅ تلتقطه <b>{ $query }</b>:
test-no = ✖️ لا تلتقطه <b>{ $query }</b>.

button-why = لماذا؟
alert-muted =
    { $count ->
        [one] كُتمت المتابعة. ما تلتقطه يظهر في الموجز.
        [two] كُتمت المتابعتان. ما تلتقطانه يظهر في الموجز.
       *[other] كُتمت المتابعات. ما تلتقطه يظهر في الموجز.
    } ({ $hours ->
        [one] ساعة
        [two] ساعتان
        [few] { $hours } ساعات
        [24] يوم
       *[other] { $hours } ساعة
    })

offer =
    ماذا أفعل بهذا النص؟
    <blockquote>{ $text }</blockquote>
offer-long =
    النص أطول من أن يكون متابعة (الحد { $limit } حرف). ماذا أفعل به؟
    <blockquote>{ $text }</blockquote>
offer-too-long =
    النص أطول من أن يكون متابعة (الحد { $limit } حرف). اختر منه كلمة أو عبارة وأرسلها.
    <blockquote>{ $text }</blockquote>
button-watch-this = 🔔 متابعة
button-find-this = 🔎 بحث
button-add-as-post = ➕ إضافة منشورًا
editors-only = إضافة المنشورات للمشرفين والمحررين فقط.
find-usage = اكتب بعد الأمر ما تبحث عنه، مثل: <code>/find مفاوضات</code>
command-find = البحث في المنشورات

query-error-suggestion =
    لعلك تقصد:
    <code>{ $query }</code>

quoted = «{ $text }»

## كثرة التنبيهات، وساعات الهدوء

fold-burst =
    { $count ->
        [one] 🔔 <b>تنبيه آخر</b>
        [two] 🔔 <b>تنبيهان آخران</b>
        [few] 🔔 <b>{ $count } تنبيهات أخرى في دقائق</b>
        [many] 🔔 <b>{ $count } تنبيهًا آخر في دقائق</b>
       *[other] 🔔 <b>{ $count } تنبيه آخر في دقائق</b>
    }
fold-quiet =
    { $count ->
        [one] 🌙 <b>تنبيه واحد في ساعات الهدوء</b>
        [two] 🌙 <b>تنبيهان في ساعات الهدوء</b>
        [few] 🌙 <b>{ $count } تنبيهات في ساعات الهدوء</b>
        [many] 🌙 <b>{ $count } تنبيهًا في ساعات الهدوء</b>
       *[other] 🌙 <b>{ $count } تنبيه في ساعات الهدوء</b>
    }
watch-disabled = ⚠️ بعد تحديث راصد لم تعد هذه المتابعة مفهومة، فتوقفت وبقيت محفوظة: <b>{ $query }</b>. عدّلها من /watches لتعمل من جديد.
