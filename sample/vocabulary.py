"""Subjects (with MeSH descriptors) and courses of the sample catalogue, in several languages."""

# slug: (MeSH id, labels by language)
SUBJECTS = {
    "cardiology": (
        "D002309",
        {
            "en": "Cardiology",
            "ru": "Кардиология",
            "zh": "心脏病学",
            "ja": "循環器病学",
            "fa": "قلب‌شناسی",
            "he": "קרדיולוגיה",
            "ka": "კარდიოლოგია",
        },
    ),
    "pediatrics": (
        "D010372",
        {
            "en": "Pediatrics",
            "ru": "Педиатрия",
            "zh": "儿科学",
            "ja": "小児科学",
            "fa": "کودکان",
            "he": "רפואת ילדים",
            "ka": "პედიატრია",
        },
    ),
    "surgery": (
        "D013502",
        {
            "en": "General Surgery",
            "ru": "Хирургия",
            "zh": "外科学",
            "ja": "外科学",
            "fa": "جراحی",
            "he": "כירורגיה",
            "ka": "ქირურგია",
        },
    ),
    "dentistry": (
        "D003813",
        {
            "en": "Dentistry",
            "ru": "Стоматология",
            "zh": "牙科学",
            "ja": "歯科学",
            "fa": "دندان‌پزشکی",
            "he": "רפואת שיניים",
            "ka": "სტომატოლოგია",
        },
    ),
    "pharmacology": (
        "D010600",
        {
            "en": "Pharmacology",
            "ru": "Фармакология",
            "zh": "药理学",
            "ja": "薬理学",
            "fa": "داروشناسی",
            "he": "פרמקולוגיה",
            "ka": "ფარმაკოლოგია",
        },
    ),
    "epidemiology": (
        "D004813",
        {
            "en": "Epidemiology",
            "ru": "Эпидемиология",
            "zh": "流行病学",
            "ja": "疫学",
            "fa": "همه‌گیرشناسی",
            "he": "אפידמיולוגיה",
            "ka": "ეპიდემიოლოგია",
        },
    ),
    "anatomy": (
        "D000715",
        {
            "en": "Anatomy",
            "ru": "Анатомия",
            "zh": "解剖学",
            "ja": "解剖学",
            "fa": "کالبدشناسی",
            "he": "אנטומיה",
            "ka": "ანატომია",
        },
    ),
    "public-health": (
        "D011634",
        {
            "en": "Public Health",
            "ru": "Общественное здоровье",
            "zh": "公共卫生",
            "ja": "公衆衛生",
            "fa": "بهداشت عمومی",
            "he": "בריאות הציבור",
            "ka": "საზოგადოებრივი ჯანდაცვა",
        },
    ),
    "medical-education": (
        "D004501",
        {
            "en": "Medical Education",
            "ru": "Медицинское образование",
            "zh": "医学教育",
            "ja": "医学教育",
            "fa": "آموزش پزشکی",
            "he": "חינוך רפואי",
            "ka": "სამედიცინო განათლება",
        },
    ),
}

# code: titles by language
COURSES = {
    "SAMPLE-101": {"en": "Human anatomy (sample course)", "ru": "Анатомия человека (образец дисциплины)"},
    "SAMPLE-205": {
        "en": "Clinical pharmacology (sample course)",
        "ru": "Клиническая фармакология (образец дисциплины)",
    },
    "SAMPLE-310": {"en": "Internal diseases (sample course)", "ru": "Внутренние болезни (образец дисциплины)"},
    "SAMPLE-412": {"en": "Paediatrics (sample course)", "ru": "Педиатрия (образец дисциплины)"},
    "SAMPLE-440": {"en": "Public health (sample course)", "ru": "Общественное здоровье (образец дисциплины)"},
}

# What a sample title begins with, so that nobody takes it for a publication.
SAMPLE = {"en": "Sample", "ru": "Образец", "zh": "样例", "ja": "見本", "fa": "نمونه", "he": "דוגמה", "ka": "ნიმუში"}
