# المصادر التي تُقرأ صفحاتها: إضافتها وسردها وما يعطّلها.

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
command-source = إضافة قناة أو إيقافها أو حذفها

source-usage =
    <code>/source add @name</code> — لقراءة قناة عامة، ويصلح أي رابط إليها
    <code>/source pause @name</code> — لإيقافها إلى حين
    <code>/source remove @name</code> — لحذفها من المصادر، وتبقى منشوراتها المحفوظة

    أو ردّ على منشور محوّل من القناة بـ<code>/source add</code>.
    قائمة المصادر: /sources
source-looking = 🔎 أفحص صفحة @{ $name } وأخبرك بالنتيجة.
source-known-already = «{ $title }» من المصادر أصلًا.
source-member-already = «{ $title }» من المصادر أصلًا: البوت عضو فيها وتصله منشوراتها فورًا.
source-paused = ⏸ أُوقفت «{ $title }». لاستئنافها: <code>/source add @{ $name }</code>
source-removed = 🗑 لم تعد «{ $title }» من المصادر. منشوراتها المحفوظة باقية.
source-unknown = لا قناة باسم @{ $name } بين المصادر. القائمة في /sources
source-address-invite = هذا رابط دعوة: لا يرى ما وراءه إلا الأعضاء، وليست له صفحة عامة تُقرأ. اجعل البوت مشرفًا في القناة، أو حوّل إليّ منشوراتها.
source-address-private = هذا رابط قناة خاصة، وليست لها صفحة عامة. اجعل البوت مشرفًا في القناة، أو حوّل إليّ منشوراتها.
source-address-elsewhere = هذا ليس رابط قناة في تيليغرام. أرسل اسمًا مثل <code>@name</code> أو رابطًا مثل <code>https://t.me/name</code>
source-address-unclear = لا أجد قناة في ما كتبته. أرسل اسمها مثل <code>@name</code> أو رابط منشور منها.
source-forward-nameless = المنشور المحوّل من قناة ليس لها اسم عام، أو ليس من قناة. اجعل البوت مشرفًا في تلك القناة.

source-added = ✅ صارت «{ $title }» من المصادر. تصل منشوراتها الجديدة بعد { $delay } في المتوسط.
source-added-empty = ✅ صارت «{ $title }» من المصادر. لا منشورات فيها بعد.
source-not-added = ✖️ لم تُضف @{ $name }. { $why }
source-not-added-yet = ⏳ تعذّرت قراءة @{ $name } حتى الآن. { $why } سأواصل المحاولة.
source-trouble = ⚠️ <b>{ $title }</b>: { $why }
source-back = ✅ عادت <b>{ $title }</b> إلى حالها.
source-renamed = ℹ️ تغيّر اسم <b>{ $title }</b> من @{ $old } إلى @{ $new }، وأنا أتابعها باسمها الجديد.
source-host-trouble = ⚠️ لا تجيب صفحات تيليغرام العامة منذ { $lasting }. لن يصل شيء من القنوات التي تُقرأ صفحاتها حتى تعود. أواصل المحاولة، ثم أستدرك ما فات.
source-host-back = ✅ عادت صفحات تيليغرام العامة تجيب، وأستدرك الآن ما فات.

source-why-nobody = لم يعد هناك ما اسمه @{ $name }: حُذفت القناة أو غُيّر اسمها أو صارت خاصة. إن عرفت اسمها الجديد فأضفه بالأمر /source add
source-why-taken = صار الاسم @{ $name } لقناة أخرى، ولا يؤخذ منها شيء. إن أردتها فاحذف المصدر القديم وأضفها من جديد.
source-why-no_preview = @{ $name } قناة، لكن تيليغرام لا يعرض لها صفحة عامة (الحفظ منها مقيّد، أو صفحتها محجوبة في هذا البلد). اجعل البوت مشرفًا فيها، أو حوّل إليّ منشوراتها.
source-why-group = @{ $name } مجموعة، وليست للمجموعات صفحة عامة. أضف البوت إليها عضوًا.
source-why-person = @{ $name } شخص أو بوت، وليس قناة.
source-why-check = بدل صفحة @{ $name } يطلب وسيط ما موافقة أو إثباتًا بأن الزائر إنسان. راجع الشبكة التي يعمل فيها البوت.
source-why-emptied = لا منشورات في صفحة @{ $name }، وكانت فيها منشورات. لعلها حُذفت.
source-why-shape = وصلت صفحة @{ $name } ولم يُعثر فيها على أي منشور. ربما غيّر تيليغرام صفحاته: ابحث عن إصدار أحدث من راصد.
source-why-unreachable = تعذّر جلب صفحة @{ $name }.
source-why-silent = صامتة منذ { $silent }، والمعتاد منشور كل { $usual }.

sources-title =
    { $count ->
        [0] لا مصادر بعد. يضيفها مشرف بالأمر /source add أو بجعل البوت مشرفًا في قناة.
        [one] <b>مصدر واحد</b>
        [two] <b>مصدران</b>
        [few] <b>{ $count } مصادر</b>
        [many] <b>{ $count } مصدرًا</b>
       *[other] <b>{ $count } مصدر</b>
    }
sources-line = { $mark } { $name } · { $last }
sources-last = آخر منشور قبل { $ago }
sources-no-posts = لا منشورات بعد
sources-more =
    { $count ->
        [one] ومصدر آخر
        [two] ومصدران آخران
        [few] و{ $count } مصادر أخرى
        [many] و{ $count } مصدرًا آخر
       *[other] و{ $count } مصدر آخر
    }
sources-delay = تصل منشورات القنوات العامة بعد { $delay } في المتوسط، وبعد { $then } لو أُضيفت قناة أخرى.
