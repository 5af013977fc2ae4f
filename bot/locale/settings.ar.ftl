# الإعدادات.

settings-title = <b>الإعدادات</b>
settings-line-language = {"\u200F"}🗣 اللغة: العربية
settings-line-zone = {"\u200F"}🕰 التوقيت: { $city }، والوقت هناك { $now }
settings-line-digest = {"\u200F"}📰 الموجز: كل يوم في الساعة { $time }
settings-line-digest-days = {"\u200F"}📰 الموجز: { $days }، في الساعة { $time }
settings-line-digest-off = {"\u200F"}📰 الموجز: لا يُرسل
settings-line-quiet = {"\u200F"}🌙 ساعات الهدوء: من { $start } إلى { $end }
settings-line-quiet-off = {"\u200F"}🌙 ساعات الهدوء: لم تُحدَّد
settings-line-pace =
    { $count ->
        [one] {"\u200F"}⏱ وتيرة التنبيهات: تنبيه واحد على الأكثر كل عشر دقائق
        [two] {"\u200F"}⏱ وتيرة التنبيهات: تنبيهان على الأكثر كل عشر دقائق
        [few] {"\u200F"}⏱ وتيرة التنبيهات: { $count } تنبيهات على الأكثر كل عشر دقائق
        [many] {"\u200F"}⏱ وتيرة التنبيهات: { $count } تنبيهًا على الأكثر كل عشر دقائق
       *[other] {"\u200F"}⏱ وتيرة التنبيهات: { $count } تنبيه على الأكثر كل عشر دقائق
    }
settings-line-months =
    { $style ->
        [levant] {"\u200F"}📅 أسماء الشهور: نيسان، أيار
       *[standard] {"\u200F"}📅 أسماء الشهور: أبريل، مايو
    }
settings-button-language = 🗣 اللغة
settings-button-zone = 🕰 التوقيت
settings-button-hour = 📰 ساعة الموجز
settings-button-days = 📆 أيام الموجز
settings-button-quiet = 🌙 ساعات الهدوء
settings-button-pace = ⏱ الوتيرة
settings-button-months = 📅 أسماء الشهور
settings-off = بلا
settings-quiet-hours = من { $start } إلى { $end }
settings-one-day = لا بد من يوم واحد على الأقل. لإيقاف الموجز اختر «بلا» في ساعة الموجز.
settings-stored = حُفظ.
settings-ask-language = بأي لغة أكلّمك؟
settings-ask-zone = اختر مدينة في توقيتك، أو اكتب اسم مدينتك، أو أرسل موقعك (لا يُحفظ).
settings-ask-hour = متى يصلك الموجز؟ لوقت آخر اكتب: <code>/digest 20:30</code>
settings-ask-days = في أي الأيام يصلك الموجز؟
settings-ask-quiet = في هذه الساعات لا يرنّ هاتفك إلا لمتابعة جعلتها عاجلة، وما فات يصلك بعدها. اختر، أو اكتبها مثل {"\u200E"}<code>22:30-6:30</code>.
settings-ask-pace = كم تنبيهًا يصلك في عشر دقائق على الأكثر؟ ما زاد يُجمع في رسالة واحدة.
settings-ask-months = بأي أسماء أكتب الشهور؟
settings-zone-unknown = لا أعرف مدينة باسم { $typed }. اكتب اسم أقرب مدينة كبيرة في توقيتك، أو أرسل موقعك.
settings-zone-which = لهذا الاسم أكثر من توقيت. أيّها تريد؟
settings-quiet-unknown = لم أفهم الوقت. اكتب البداية والنهاية مثل {"\u200E"}<code>22:30-6:30</code>.
command-settings = اللغة والتوقيت والموجز وساعات الهدوء
