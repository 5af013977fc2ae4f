// The page's own words in Arabic and English, and its way to write times and numbers. The language is the one of
// the person who is being played.

const WORDS = {
  bot: ["بوت", "bot"],
  channel: ["قناة", "channel"],
  group: ["مجموعة", "group"],
  typing: ["يكتب…", "typing…"],
  sending: ["يرسل ملفًا…", "sending a file…"],
  today: ["اليوم", "Today"],
  yesterday: ["أمس", "Yesterday"],
  edited: ["معدَّلة", "edited"],
  unread: ["رسائل جديدة", "New messages"],
  earlier: ["رسائل أقدم", "Earlier messages"],
  emptyChat: ["لا رسائل هنا بعد", "No messages here yet"],
  whatBot: ["ماذا يفعل هذا البوت؟", "What can this bot do?"],
  tapStart: ["اضغط «ابدأ» لبدء المحادثة", "Press Start to begin the conversation"],
  start: ["ابدأ", "Start"],
  unblock: ["إلغاء الحظر", "Unblock"],
  block: ["حظر البوت", "Block the bot"],
  blocked: ["أنت تحظر هذا البوت", "You block this bot"],
  back: ["رجوع", "Back"],
  send: ["إرسال", "Send"],
  attach: ["إرفاق", "Attach"],
  menu: ["أوامر البوت", "Bot commands"],
  write: ["اكتب رسالة…", "Write a message…"],
  publish: ["اكتب منشورًا…", "Write a post…"],
  toBottom: ["إلى آخر الرسائل", "To the newest message"],
  messageMenu: ["خيارات الرسالة", "Message options"],
  reply: ["رد", "Reply"],
  forward: ["إعادة توجيه", "Forward"],
  forwardTo: ["إعادة التوجيه إلى", "Forward to"],
  forwarded: ["وُجّهت الرسالة", "Forwarded"],
  forwardedFrom: ["موجّهة من", "Forwarded from"],
  copy: ["نسخ النص", "Copy text"],
  copied: ["نُسخ النص", "Copied"],
  edit: ["تعديل", "Edit"],
  editing: ["تعديل الرسالة", "Editing"],
  replying: ["رد على", "Reply to"],
  cancel: ["إلغاء", "Cancel"],
  delete: ["حذف", "Delete"],
  ok: ["حسنًا", "OK"],
  close: ["إغلاق", "Close"],
  photo: ["صورة", "Photo"],
  video: ["فيديو", "Video"],
  document: ["ملف", "File"],
  location: ["موقع", "Location"],
  album: ["ألبوم", "Album"],
  message: ["رسالة", "Message"],
  spoiler: ["نص مخفي، اضغط لإظهاره", "Hidden text, press to show"],
  showAll: ["عرض الكل", "Show all"],
  showLess: ["طي", "Show less"],
  someone: ["شخص", "Someone"],
  samplePhoto: ["صورة جاهزة", "A sample picture"],
  sampleAlbum: ["ألبوم من صورتين", "An album of two pictures"],
  sampleDocument: ["ملف جاهز", "A sample file"],
  pickPhotos: ["صور من جهازك…", "Pictures from your device…"],
  pickFile: ["ملف من جهازك…", "A file from your device…"],
  shareLocation: ["مشاركة موقع…", "Share a location…"],
  whichPlace: ["أي مكان؟", "Which place?"],
  switchPerson: ["تبديل الشخص", "Switch person"],
  people: ["من أنت؟", "Who are you?"],
  newPerson: ["شخص جديد…", "New person…"],
  name: ["الاسم", "Name"],
  language: ["اللغة", "Language"],
  create: ["إنشاء", "Create"],
  newChannel: ["قناة جديدة…", "New channel…"],
  newGroup: ["مجموعة جديدة…", "New group…"],
  title: ["العنوان", "Title"],
  username: ["اسم المستخدم (اختياري)", "Username (optional)"],
  chats: ["المحادثات", "Chats"],
  scenes: ["خلف الستار", "Behind the scenes"],
  time: ["الوقت", "Time"],
  timeWhy: ["تنشر القنوات التجريبية ما كان سيأتي في هذه المدة، بتاريخ الآن.", "The sample channels publish what that time would bring, dated now."],
  plusHour: ["ساعة", "1 hour"],
  plusSix: ["6 ساعات", "6 hours"],
  plusDay: ["يوم", "1 day"],
  nothingLeft: ["نُشر كل شيء", "Everything is published"],
  setUp: ["أنشئ أشخاصًا وقنوات تجريبية", "Make sample people and channels"],
  nobody: ["لا أحد هنا بعد", "Nobody is here yet"],
  faults: ["أعطال تيليغرام", "Faults of Telegram"],
  faultsOn: ["أعطال مفعّلة", "Faults are on"],
  faultsOff: ["أوقف كل الأعطال", "End all faults"],
  malformed: ["أرسل تحديثًا معطوبًا الآن", "Send one malformed update now"],
  done: ["تم", "Done"],
  look: ["المظهر", "Appearance"],
  lookAuto: ["تلقائي", "Automatic"],
  lookLight: ["فاتح", "Light"],
  lookDark: ["داكن", "Dark"],
  waiting: ["تحديثات لم يأخذها البوت", "Updates the bot has not taken"],
  privacyMode: ["وضع الخصوصية في المجموعات", "Privacy mode in groups"],
  privacyWhy: ["لا يسمع البوت سوى الأوامر والردود عليه وذكره", "The bot hears only commands, replies to it and mentions"],
  info: ["عن المحادثة", "About this chat"],
  botHere: ["البوت هنا", "The bot here"],
  botAdmin: ["مدير", "admin"],
  botMember: ["عضو", "member"],
  botLeft: ["ليس هنا", "not in"],
  addAdmin: ["أضف البوت مديرًا", "Add the bot as admin"],
  addMember: ["أضف البوت عضوًا", "Add the bot as member"],
  removeBot: ["أخرج البوت", "Take the bot out"],
  joinChat: ["انضم", "Join"],
  members: ["الأعضاء", "Members"],
  creator: ["المالك", "owner"],
  administrator: ["مدير", "admin"],
  member: ["عضو", "member"],
  publishAs: ["انشر بصفة", "Publish as"],
  onlyAdmins: ["النشر هنا لمديري القناة", "Only the channel's admins publish here"],
  noSuchChat: ["لا محادثة بهذا الاسم هنا", "There is no chat of that name here"],
  gone: ["الرسالة غير موجودة", "That message is not there"],
  lost: ["انقطع الاتصال بالتجربة، تجري إعادة المحاولة…", "The sandbox cannot be reached; trying again…"],
  joined: ["دخل البوت المجموعة", "The bot joined the group"],
  leftChat: ["خرج البوت من المجموعة", "The bot left the group"],
  migrated: ["صارت المجموعة مجموعة كبرى", "The group became a supergroup"],
  htmlHint: ["يُفهم HTML تيليغرام: <b> <i> <a href> <blockquote>", "Telegram HTML works: <b> <i> <a href> <blockquote>"],
  "fault-flood": ["زحام", "Flood"],
  "fault-flood-why": ["429: عُد بعد 5 ثوانٍ", "429: retry after 5 seconds"],
  "fault-outage": ["انقطاع", "Outage"],
  "fault-outage-why": ["502 لكل نداء", "502 for every call"],
  "fault-forbidden": ["محظور هنا", "Forbidden here"],
  "fault-forbidden-why": ["403 في محادثة هذا الشخص", "403 in this person's chat"],
  "fault-bad_request": ["طلب مرفوض", "Bad request"],
  "fault-bad_request-why": ["400 لكل إرسال", "400 for every call"],
  "fault-hang": ["صمت", "Hang"],
  "fault-hang-why": ["لا جواب حتى يُلغى العطل", "No answer until it is turned off"],
  "fault-cut_before": ["قطع قبل التنفيذ", "Cut before"],
  "fault-cut_before-why": ["ينقطع الاتصال ولا يُنفَّذ شيء", "The connection ends, nothing is done"],
  "fault-cut_after": ["قطع بعد التنفيذ", "Cut after"],
  "fault-cut_after-why": ["يُنفَّذ الطلب ولا يصل الجواب", "Done, but the answer never arrives"],
  "fault-garbage": ["جواب بلا معنى", "Garbage"],
  "fault-garbage-why": ["500 بمحتوى معطوب", "500 with a broken body"],
  "fault-duplicate": ["تكرار", "Duplicates"],
  "fault-duplicate-why": ["تُسلَّم التحديثات مرتين", "Updates are delivered twice"],
  "fault-shuffle_album": ["ألبوم مبعثر", "Shuffled album"],
  "fault-shuffle_album-why": ["تصل عناصر الألبوم بغير ترتيبها", "Items of an album come out of order"],
};

const COUNTED = {
  members: [
    { one: "عضو واحد", two: "عضوان", few: "# أعضاء", many: "# عضوًا", other: "# عضو" },
    { one: "# member", other: "# members" },
  ],
  left: [
    { zero: "لا منشورات باقية", one: "بقي منشور واحد", two: "بقي منشوران", few: "بقيت # منشورات", many: "بقي # منشورًا", other: "بقي # منشور" },
    { one: "# post to come", other: "# posts to come" },
  ],
  published: [
    { zero: "لا جديد في هذه المدة", one: "نُشر منشور واحد", two: "نُشر منشوران", few: "نُشرت # منشورات", many: "نُشر # منشورًا", other: "نُشر # منشور" },
    { zero: "Nothing new in that time", one: "# post published", other: "# posts published" },
  ],
  unreadCount: [
    { one: "رسالة غير مقروءة", two: "رسالتان غير مقروءتين", few: "# رسائل غير مقروءة", many: "# رسالة غير مقروءة", other: "# رسالة غير مقروءة" },
    { one: "# unread message", other: "# unread messages" },
  ],
};

// Western digits in both languages, as the bot writes them.
const LOCALES = ["ar-u-nu-latn", "en-GB"];
let at = 0;

export function setLanguage(code) {
  at = code === "ar" ? 0 : 1;
  document.documentElement.lang = at === 0 ? "ar" : "en";
  document.documentElement.dir = at === 0 ? "rtl" : "ltr";
}

export function say(key) {
  return WORDS[key][at];
}

export function count(key, number) {
  const forms = COUNTED[key][at];
  const form = number === 0 && forms.zero ? "zero" : new Intl.PluralRules(at === 0 ? "ar" : "en").select(number);
  return (forms[form] ?? forms.other).replace("#", number);
}

function written(unix, options) {
  return new Intl.DateTimeFormat(LOCALES[at], options).format(new Date(unix * 1000));
}

export function clock(unix) {
  return written(unix, { hour: "2-digit", minute: "2-digit", hour12: false });
}

// A key that changes at local midnight.
export function dayKey(unix) {
  const day = new Date(unix * 1000);
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`;
}

export function day(unix) {
  const now = Date.now() / 1000;
  if (dayKey(unix) === dayKey(now)) return say("today");
  if (dayKey(unix) === dayKey(now - 86400)) return say("yesterday");
  return written(unix, { weekday: "long", day: "numeric", month: "long" });
}

// For the list of chats: the time today, else the date.
export function moment(unix) {
  return dayKey(unix) === dayKey(Date.now() / 1000) ? clock(unix) : written(unix, { day: "numeric", month: "short" });
}

export function size(bytes) {
  const number = (value) => new Intl.NumberFormat(LOCALES[at], { maximumFractionDigits: 1 }).format(value);
  const units = [["بايت", "ك.ب", "م.ب"], ["B", "KB", "MB"]][at];
  if (bytes < 1024) return `${number(bytes)} ${units[0]}`;
  return bytes < 1048576 ? `${number(bytes / 1024)} ${units[1]}` : `${number(bytes / 1048576)} ${units[2]}`;
}
