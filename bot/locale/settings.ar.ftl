# الإعدادات.

settings-title = <b>الإعدادات</b>
settings-line-language = 🗣 اللغة: العربية
settings-line-zone = 🕰 التوقيت: { $city }، والآن { $now }
settings-line-digest = 📰 الموجز: كل يوم في الساعة { $time }
settings-line-digest-days = 📰 الموجز: في الساعة { $time }، أيام { $days }
settings-line-digest-off = 📰 الموجز: لا يُرسل
settings-line-quiet = 🌙 ساعات الهدوء: من { $start } إلى { $end }
settings-line-quiet-off = 🌙 ساعات الهدوء: لا شيء
settings-line-pace =
    { $count ->
        [one] ⏱ وتيرة التنبيهات: تنبيه واحد كل عشر دقائق على الأكثر
        [two] ⏱ وتيرة التنبيهات: تنبيهان كل عشر دقائق على الأكثر
        [few] ⏱ وتيرة التنبيهات: { $count } تنبيهات كل عشر دقائق على الأكثر
        [many] ⏱ وتيرة التنبيهات: { $count } تنبيهًا كل عشر دقائق على الأكثر
       *[other] ⏱ وتيرة التنبيهات: { $count } تنبيه كل عشر دقائق على الأكثر
    }
settings-line-months =
    { $style ->
        [levant] 📅 أسماء الشهور: نيسان، أيار
       *[standard] 📅 أسماء الشهور: أبريل، مايو
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
settings-one-day = لا بد من يوم واحد. لإيقاف الموجز اختر «بلا» في ساعة الموجز.
settings-stored = حُفظ.
settings-ask-language = بأي لغة أكلّمك؟
settings-ask-zone = اختر مدينة في توقيتك، أو اكتب اسم مدينتك، أو أرسل موقعك (لا يُحفظ).
settings-ask-hour = متى يصلك الموجز؟ لوقت آخر: <code>/digest 20:30</code>
settings-ask-days = في أي الأيام يصلك الموجز؟
settings-ask-quiet = في هذه الساعات لا يرنّ هاتفك، وما فات يصلك بعدها. اختر، أو اكتبها مثل <code>22:30-6:30</code>.
settings-ask-pace = كم تنبيهًا يصلك في عشر دقائق على الأكثر؟ ما زاد يُجمع في رسالة واحدة.
settings-ask-months = بأي أسماء أكتب الشهور؟
settings-zone-unknown = لا أعرف مدينة باسم { $typed }. اكتب اسم أقرب مدينة كبيرة في توقيتك، أو أرسل موقعك.
settings-zone-which = لهذا الاسم أكثر من توقيت. أيّها تريد؟
settings-quiet-unknown = لم أفهم الوقت. اكتب البداية والنهاية مثل <code>22:30-6:30</code>.
command-settings = اللغة والتوقيت والموجز وساعات الهدوء
