# حال البوت للمشرفين: /health، وأمر doctor في سطر الأوامر.

command-health = حال البوت وما تعثّر فيه
health-title = <b>راصد { $version }</b>
health-poll = آخر جواب من تيليغرام قبل { $ago }.
health-poll-late = {"\u200F"}⚠️ آخر جواب من تيليغرام قبل { $ago }.
health-inbox = {"\u200F"}📥 الوارد: { $pending } قيد المعالجة، { $waiting } بانتظار قبول مصدره، { $dead } تعذّرت معالجته.
health-oldest = {"\u200F\u00A0\u00A0"}أقدمها ينتظر منذ { $ago }.
health-dead = {"\u200F\u00A0\u00A0\u200E"}#{ $number }{"\u200E"} · { $error } · قبل { $ago }
health-outbox = {"\u200F"}📤 الصادر: { $due } مستحق، { $sending } قيد الإرسال، { $waiting } مؤجّل أو معلّق، { $parked } متوقف.
health-duplicates = {"\u200F\u00A0\u00A0"}ما يُحتمل أنه وصل مرتين حتى الآن: { $count }
health-parked = {"\u200F\u00A0\u00A0\u200E"}#{ $number }{"\u200E"} · { $what } · { $error } · قبل { $ago }
health-operation =
    { $operation ->
        [send] رسالة جديدة
        [edit] تعديل
        [buttons] أزرار
        [delete] حذف
        [photo] صورة
       *[document] ملف
    }
health-more = {"\u200F\u00A0\u00A0"}وغيرها: { $count }
health-sources = {"\u200F"}📡 المصادر: { $accepted } مقبول، { $proposed } بانتظار مشرف، { $troubled } متعثّر.
health-disk = {"\u200F"}💾 القرص: المتاح { $free } من { $total }، وحجم القاعدة { $database }.
health-disk-low = {"\u200F"}⚠️ 💾 القرص: لم يبقَ إلا { $free } من { $total }، وحجم القاعدة { $database }. أفسح مكانًا: إذا امتلأ القرص فلن يُستقبل شيء ولن يُرسَل.
health-refresh = 🔄 تحديث
health-all-inbox = كل الوارد
health-all-outbox = كل الصادر
health-give-up-one = نعم، اصرف النظر عن #{ $number }
health-give-up-all = نعم، اصرف النظر عنها كلها
health-retried =
    { $count ->
        [0] لم يبقَ ما تُعاد محاولته.
        [one] تُعاد المحاولة الآن.
        [two] تُعاد محاولة اثنين الآن.
       *[other] تُعاد المحاولة الآن، والعدد { $count }.
    }
health-given-up =
    { $count ->
        [0] لم يبقَ ما يُصرف النظر عنه.
        [one] صُرف النظر عنه.
        [two] صُرف النظر عن اثنين.
       *[other] صُرف النظر عنها، وعددها { $count }.
    }
health-terminal-retried = أُعيدت إلى الطابور: { $updates } من الوارد و{ $messages } من الصادر، وتُنفَّذ حين يعمل البوت.
cli-option-retry = إعادة محاولة ما تعذّر من الوارد وما توقّف من الصادر (والبوت يعمل: /health)
