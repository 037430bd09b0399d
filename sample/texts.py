"""The words of the sample works: general knowledge of a first-year student, arranged anew for every page.

Nothing here claims a result, a study or a patient. Each page says in its own language that it is a sample.
"""

from __future__ import annotations

from random import Random

NOTICE = {
    "en": "Sample content made to show how this repository works. Not a publication.",
    "ru": "Образец, созданный для показа работы репозитория. Не является публикацией.",
    "zh": "为展示本资料库而制作的样例，并非正式出版物。",
    "ja": "このリポジトリの動作を示すための見本であり、出版物ではありません。",
    "fa": "این یک نمونه برای نمایش کار این مخزن است و اثر منتشرشده نیست.",
    "he": "דוגמה שנועדה להראות כיצד פועל המאגר. אין זה פרסום.",
    "ka": "ნიმუში, რომელიც აჩვენებს საცავის მუშაობას. ეს არ არის პუბლიკაცია.",
}

# By subject: sentences that only works on it contain, so that a search has something to find.
TOPICAL = {
    "en": {
        "cardiology": [
            "The sinoatrial node sets the rhythm of the heart and the atrioventricular node delays the impulse.",
            "Atrial fibrillation is recognised by an irregular pulse without P waves on the electrocardiogram.",
            "Blood pressure is measured on both arms, with a cuff of the right width, after five minutes of rest.",
            "Cardiac rehabilitation begins with walking and adds exercises step by step.",
        ],
        "pediatrics": [
            "A child's weight and height are entered on a growth chart at every visit.",
            "Oral rehydration is the first treatment of mild dehydration in a child with diarrhoea.",
            "Vaccination follows the national calendar and is postponed only for a good reason.",
            "The dose of a medicine for a child is counted by body weight.",
        ],
        "surgery": [
            "The surgical checklist is read aloud before anaesthesia, before the incision and at the end.",
            "Acute appendicitis often begins with pain around the navel that moves to the right lower abdomen.",
            "Hand washing and sterile gloves protect the patient and the surgeon alike.",
            "A drain is removed as soon as it is no longer needed.",
        ],
        "dentistry": [
            "Enamel is the hardest tissue of the human body and does not grow again.",
            "Dental caries begins where plaque stays on the tooth after sugar has been eaten.",
            "Local anaesthesia of the lower molars blocks the inferior alveolar nerve.",
            "Fluoride varnish is applied to clean, dry teeth.",
        ],
        "pharmacology": [
            "The half-life of a medicine tells how long its concentration takes to fall by half.",
            "First-pass metabolism in the liver lowers the share of an oral dose that reaches the circulation.",
            "Beta-blockers slow the heart and must not be stopped suddenly.",
            "Two medicines may compete for the same enzyme of cytochrome P450.",
        ],
        "epidemiology": [
            "Incidence counts new cases, prevalence counts all cases at one moment.",
            "A confounder is linked with both the exposure and the outcome.",
            "A cohort study follows people forward in time from exposure to outcome.",
            "The sensitivity of a test is the share of the ill whom it finds.",
        ],
        "anatomy": [
            "The brachial plexus is formed by the roots from C5 to T1.",
            "The femur is the longest bone and its neck is where it often breaks in old age.",
            "The portal vein carries blood from the intestine to the liver.",
            "The recurrent laryngeal nerve passes close to the thyroid gland.",
        ],
        "public-health": [
            "Clean water, sanitation and vaccination have saved more lives than any single medicine.",
            "Screening is useful only where early treatment changes the outcome.",
            "Tobacco control works through price, smoke-free places and help to quit.",
            "Health literacy is the ability to find and use information about health.",
        ],
        "medical-education": [
            "An objective structured clinical examination tests many skills at short stations.",
            "Simulation lets students make mistakes where nobody is harmed.",
            "Feedback is most useful when it is given soon and speaks of what was seen.",
            "Problem-based learning begins with a case and ends with the questions it raised.",
        ],
    },
    "ru": {
        "cardiology": [
            "Синусовый узел задаёт ритм сердца, а атриовентрикулярный узел задерживает импульс.",
            "Фибрилляцию предсердий узнают по неритмичному пульсу и отсутствию зубцов P на электрокардиограмме.",
            "Артериальное давление измеряют на обеих руках после пяти минут покоя.",
            "Кардиологическая реабилитация начинается с ходьбы, затем нагрузку постепенно увеличивают.",
        ],
        "pediatrics": [
            "Массу тела и рост ребёнка отмечают на графике при каждом посещении.",
            "При лёгком обезвоживании у ребёнка лечение начинают с приёма жидкости внутрь.",
            "Прививки делают по национальному календарю.",
            "Дозу лекарства для ребёнка рассчитывают по массе тела.",
        ],
        "surgery": [
            "Хирургический контрольный лист читают вслух до анестезии, до разреза и до выхода из операционной.",
            "Острый аппендицит часто начинается с боли около пупка, которая смещается вправо и вниз.",
            "Мытьё рук и стерильные перчатки защищают и больного, и хирурга.",
            "Дренаж удаляют, как только он больше не нужен.",
        ],
        "dentistry": [
            "Эмаль является самой твёрдой тканью человека и не восстанавливается.",
            "Кариес начинается там, где после сахара на зубе остаётся налёт.",
            "При обезболивании нижних моляров блокируют нижний альвеолярный нерв.",
            "Фторсодержащий лак наносят на чистые сухие зубы.",
        ],
        "pharmacology": [
            "Период полувыведения показывает, за какое время концентрация лекарства уменьшается вдвое.",
            "Метаболизм при первом прохождении через печень уменьшает долю дозы, попадающую в кровоток.",
            "Бета-блокаторы замедляют сердечный ритм, и их нельзя отменять внезапно.",
            "Два лекарства могут конкурировать за один фермент цитохрома P450.",
        ],
        "epidemiology": [
            "Заболеваемость учитывает новые случаи, распространённость учитывает все случаи на данный момент.",
            "Вмешивающийся фактор связан и с воздействием, и с исходом.",
            "Когортное исследование наблюдает людей от воздействия к исходу.",
            "Чувствительность теста показывает долю больных, которых он выявляет.",
        ],
        "anatomy": [
            "Плечевое сплетение образуют корешки от C5 до T1.",
            "Бедренная кость самая длинная, и в старости часто ломается её шейка.",
            "Воротная вена несёт кровь от кишечника к печени.",
            "Возвратный гортанный нерв проходит рядом со щитовидной железой.",
        ],
        "public-health": [
            "Чистая вода, санитария и прививки спасли больше жизней, чем любое лекарство.",
            "Скрининг полезен лишь там, где раннее лечение меняет исход.",
            "Борьба с табаком опирается на цену, места без дыма и помощь тем, кто бросает курить.",
            "Грамотность в вопросах здоровья означает умение найти и применить сведения.",
        ],
        "medical-education": [
            "Объективный структурированный клинический экзамен проверяет многие навыки на коротких станциях.",
            "Симуляция позволяет студентам ошибаться там, где никто не пострадает.",
            "Обратная связь полезнее всего, когда её дают сразу и говорят об увиденном.",
            "Проблемное обучение начинается со случая и заканчивается вопросами, которые он поставил.",
        ],
    },
}

GENERAL = {
    "en": [
        "This page explains the terms in the order in which a student meets them.",
        "Read the questions at the end before you read the chapter.",
        "The figure on the next page shows the same steps as a diagram.",
        "Compare the two lists and say what they have in common.",
        "A table of normal values is given in the appendix.",
        "The teacher may change the order of these sections.",
    ],
    "ru": [
        "На этой странице термины объяснены в том порядке, в котором их встречает студент.",
        "Прочитайте вопросы в конце, прежде чем читать главу.",
        "На следующей странице те же шаги показаны в виде схемы.",
        "Сравните два списка и скажите, что в них общего.",
        "Таблица нормальных значений приведена в приложении.",
        "Преподаватель может изменить порядок этих разделов.",
    ],
    "zh": [
        "本页按照学生学习的顺序解释术语。",
        "心脏每天跳动约十万次，为全身输送血液。",
        "洗手是预防感染最简单的方法。",
        "血压应在休息五分钟后测量。",
        "请在阅读本章之前先阅读末尾的问题。",
        "下一页用图表说明同样的步骤。",
        "附录中列出了正常值。",
    ],
    "ja": [
        "このページでは学生が学ぶ順に用語を説明します。",
        "心臓は一日に約十万回拍動し、全身に血液を送ります。",
        "手洗いは感染を防ぐ最も簡単な方法です。",
        "血圧は五分間安静にした後に測定します。",
        "章を読む前に、最後の質問を読んでください。",
        "次のページでは同じ手順を図で示します。",
        "正常値の表は付録にあります。",
    ],
    "fa": [
        "این صفحه اصطلاحات را به ترتیبی که دانشجو با آن‌ها روبه‌رو می‌شود توضیح می‌دهد.",
        "قلب هر روز حدود صد هزار بار می‌تپد و خون را به همه بدن می‌رساند.",
        "شستن دست‌ها ساده‌ترین راه پیشگیری از عفونت است.",
        "فشار خون را پس از پنج دقیقه استراحت اندازه می‌گیرند.",
        "پیش از خواندن فصل، پرسش‌های پایان آن را بخوانید.",
        "جدول مقادیر طبیعی در پیوست آمده است.",
    ],
    "he": [
        "דף זה מסביר את המונחים בסדר שבו הסטודנט פוגש אותם.",
        "הלב פועם כמאה אלף פעמים ביום ומזרים דם לכל הגוף.",
        "שטיפת ידיים היא הדרך הפשוטה ביותר למנוע זיהום.",
        "לחץ דם נמדד לאחר חמש דקות של מנוחה.",
        "קראו את השאלות שבסוף לפני קריאת הפרק.",
        "טבלת הערכים התקינים מופיעה בנספח.",
    ],
    "ka": [
        "ეს გვერდი ხსნის ტერმინებს იმ თანმიმდევრობით, რომლითაც მათ სტუდენტი ხვდება.",
        "გული დღეში დაახლოებით ასი ათასჯერ იკუმშება და სისხლს მთელ სხეულს აწვდის.",
        "ხელების დაბანა ინფექციის თავიდან აცილების უმარტივესი გზაა.",
        "არტერიულ წნევას ხუთი წუთის დასვენების შემდეგ ზომავენ.",
        "თავის წაკითხვამდე წაიკითხეთ კითხვები ბოლოში.",
        "ნორმალური მაჩვენებლების ცხრილი დანართშია.",
    ],
}


def sentences_on(subject: str, language: str) -> list[str]:
    return TOPICAL.get(language, {}).get(subject, []) + GENERAL[language]


def page_text(subject: str, language: str, random: Random, length: int = 9) -> str:
    """One page: a few paragraphs, the first sentence of which is on the subject where there is one."""
    said = sentences_on(subject, language)
    chosen = [random.choice(said[:4]), *random.sample(said, min(length - 1, len(said)))]
    return "\n".join(" ".join(chosen[start : start + 3]) for start in range(0, len(chosen), 3))


def abstract(subject: str, language: str, random: Random) -> str:
    return " ".join([NOTICE[language], *random.sample(sentences_on(subject, language)[:5], 3)])
