"""What the invented people of the demo say, in the language they say it in. Translations are drafts."""

from __future__ import annotations

from typing import TypedDict

from feedback import steps
from feedback.content import Answers, FeedbackContent


class Policy(TypedDict):
    """A policy as it is brought in."""

    title: str
    slug: str
    clauses: list[tuple[str, str]]


def _said(
    language: str, text: str, helped: str = "", better: str = "", place: str = "", about: str = ""
) -> FeedbackContent:
    answers: Answers = {
        "text": text,
        "helped": helped,
        "better": better,
        "place": place,
        "about": about,
        # Without both consents no page of the demo could quote anybody.
        "for_council": True,
        "for_public": True,
    }
    return FeedbackContent(answers=steps.complete(answers), language=language)


WAITING_ES = _said(
    "es",
    "Esperé casi cuatro horas con mi madre y nadie nos dijo qué pasaba. Ella tenía miedo y yo no sabía qué decirle.",
    "Una enfermera nos trajo agua y nos habló con cariño.",
    "Que alguien nos diga cuánto falta, aunque no lo sepa con seguridad.",
    "Consulta externa, edificio B",
    "caregiver",
)
NIGHT_AR = _said(
    "ar",
    "في الليل يدخلون كل ساعة ويوجهون ضوء المصباح إلى وجهي. أستيقظ خائفة ولا أستطيع النوم بعدها.",
    "الممرضة التي طرقت الباب أولاً جعلتني أشعر بالأمان.",
    "اطرقوا الباب، واستخدموا ضوءاً خافتاً، واسألونا كيف نريد ذلك.",
    "الجناح ٣",
    "patient",
)
LETTERS_EN = _said(
    "en",
    "The letter about my appointment was three pages long and I could not find the date in it.",
    "When I phoned, the person explained it slowly and did not make me feel stupid.",
    "Put the date, the place and the phone number at the top.",
    "Community team",
    "patient",
)
GARDEN_EN = _said(
    "en",
    "I asked if the garden could be open in the evening too. That is the only time my son can visit.",
    "",
    "Open the garden until nine.",
    "Ward 3",
    "family",
)
THANKS_EN = _said(
    "en", "Thank you to the person who sat with me when I could not stop shaking. I did not feel alone.", "Kindness."
)
NEW_AR = _said("ar", "طلبت مترجماً مرتين ولم يأتِ أحد. وقّعت على ورقة لم أفهمها.", "", "مترجم قبل التوقيع، دائماً.")
NEW_ES = _said(
    "es", "Nadie me llamó por mi nombre. Siempre decían «la del cuarto dos».", "", "Preguntar cómo me llamo."
)

# What staff of the demo write, in English ...
WAITING_OLD = "Staff tell people about delays where possible."
WAITING_NEW = (
    "Staff tell everybody who waits, every 30 minutes and in their language, how long it may still "
    "take. If nobody knows, they say that."
)
WAITING_TITLE = "People who wait are told every 30 minutes"
WAITING_SUMMARY = (
    "Before, you might wait for hours without a word. Now somebody comes every half hour and tells "
    "you how it stands, in your language."
)
WAITING_REASON = (
    "Waiting without a word makes people afraid. It costs us little to say how long it may take, and "
    "we should have done it before."
)
NIGHT_REASON = (
    "We will knock first and use a dim light, and ask each person how they want it. We will not stop "
    "the hourly check, because of the safety rules."
)
GARDEN_REASON = (
    "The garden has no light at night, and two people have fallen there. We cannot open it in the "
    "dark. We offer the family room until nine instead, and look at lights again in spring."
)
NIGHT_NEW = (
    "Staff knock before a check at night and use a dim light. They ask each person how they want to be checked on."
)
NIGHT_OLD = "Staff use a torch for checks."
NIGHT_TITLE = "Staff knock first and use a dim light at night"
NIGHT_SUMMARY = (
    "Before, a torch might wake you every hour. Now staff knock, use a dim light, and ask you how you want it."
)

WAITING_POLICY: Policy = {
    "title": "Waiting and visits",
    "slug": "waiting-and-visits",
    "clauses": [
        ("1.1", "Everybody who waits has a seat, and can get water."),
        ("2.1", WAITING_OLD),
        ("3.1", "Somebody who comes along may stay, if the person wants that."),
    ],
}
NIGHT_POLICY: Policy = {
    "title": "Nights on the ward",
    "slug": "nights-on-the-ward",
    "clauses": [
        ("1.1", "Staff check on every person once an hour at night."),
        ("1.2", NIGHT_OLD),
    ],
}
LETTER_POLICY: Policy = {
    "title": "Letters and messages",
    "slug": "letters-and-messages",
    "clauses": [("1.1", "Letters about appointments give all information that is needed.")],
}
# Drafts of its translations.
TRANSLATIONS: dict[str, dict[str, str]] = {
    WAITING_OLD: {
        "es": "El personal informa a las personas sobre los retrasos cuando es posible.",
        "ar": "يخبر الموظفون الناس عن التأخير متى أمكن.",
    },
    WAITING_NEW: {
        "es": (
            "El personal dice a quienes esperan, cada 30 minutos y en su idioma, cuánto puede faltar "
            "todavía. Si nadie lo sabe, lo dice así."
        ),
        "ar": "يخبر الموظفون كل من ينتظر، كل ٣٠ دقيقة وبلغته، كم قد يطول الانتظار. وإذا لم يعرف أحد، يقولون ذلك.",
    },
    WAITING_TITLE: {
        "es": "A quienes esperan se les informa cada 30 minutos",
        "ar": "من ينتظر يُخبَر كل ٣٠ دقيقة",
    },
    WAITING_SUMMARY: {
        "es": (
            "Antes se podía esperar horas sin una palabra. Ahora alguien viene cada media hora y le dice "
            "cómo va todo, en su idioma."
        ),
        "ar": "كان يمكن أن تنتظر ساعات دون كلمة. الآن يأتي أحدهم كل نصف ساعة ويخبرك بالوضع، بلغتك.",
    },
    WAITING_REASON: {
        "es": ("Esperar sin una palabra da miedo. Nos cuesta poco decir cuánto puede tardar, y debimos hacerlo antes."),
        "ar": "الانتظار دون كلمة يخيف الناس. لا يكلفنا كثيراً أن نقول كم قد يطول، وكان علينا أن نفعل ذلك من قبل.",
    },
    NIGHT_REASON: {
        "es": (
            "Llamaremos antes a la puerta, usaremos una luz suave y preguntaremos a cada persona cómo lo "
            "prefiere. No dejaremos la comprobación de cada hora, por las normas de seguridad."
        ),
        "ar": (
            "سنطرق الباب أولاً ونستخدم ضوءاً خافتاً ونسأل كل شخص كيف يريد ذلك. لن نلغي الفحص كل ساعة بسبب قواعد السلامة."
        ),
    },
    GARDEN_REASON: {
        "es": (
            "El jardín no tiene luz de noche y dos personas se han caído allí. No podemos abrirlo a oscuras. "
            "En su lugar ofrecemos la sala familiar hasta las nueve, y en primavera volveremos a hablar de "
            "la luz."
        ),
        "ar": (
            "لا توجد إضاءة في الحديقة ليلاً وقد سقط فيها شخصان. لا يمكننا فتحها في الظلام. نعرض بدلاً منها "
            "غرفة العائلة حتى التاسعة، وسننظر في الإضاءة مجدداً في الربيع."
        ),
    },
    NIGHT_NEW: {
        "es": (
            "El personal llama a la puerta antes de entrar de noche y usa una luz suave. Pregunta a cada "
            "persona cómo lo prefiere."
        ),
        "ar": "يطرق الموظفون الباب قبل الفحص الليلي ويستخدمون ضوءاً خافتاً. ويسألون كل شخص كيف يريد ذلك.",
    },
    NIGHT_OLD: {
        "es": "El personal usa una linterna para las comprobaciones.",
        "ar": "يستخدم الموظفون مصباحاً للفحص.",
    },
    NIGHT_TITLE: {
        "es": "De noche el personal llama a la puerta y usa una luz suave",
        "ar": "يطرق الموظفون الباب ليلاً ويستخدمون ضوءاً خافتاً",
    },
    NIGHT_SUMMARY: {
        "es": (
            "Antes una linterna podía despertarle cada hora. Ahora el personal llama, usa una luz suave y le "
            "pregunta cómo lo prefiere."
        ),
        "ar": ("كان المصباح قد يوقظك كل ساعة. الآن يطرق الموظفون الباب ويستخدمون ضوءاً خافتاً ويسألونك كيف تريد ذلك."),
    },
}

# The paper of the meeting ahead: its shape, its language, its words.
PAPERS = [
    (
        "standard",
        "en",
        "Dear patient, further to your referral we write to advise that an appointment has been allocated.",
    ),
    ("easy_read", "en", "This is a letter.\n\nIt tells you when to come.\n\nThe day is on the back."),
    (
        "translated",
        "es",
        "Estimado paciente: le comunicamos que se le ha asignado una cita. Al dorso encontrará la fecha y el lugar.",
    ),
]

# What people say after two meetings, person by person, in the order of the questions.
AFTER_MEETINGS = (
    (
        ("yes", "yes", "partly", "yes", "yes"),
        ("yes", "yes", "no", "partly", "yes"),
        ("yes", "yes", "no", "yes", "yes"),
        ("partly", "yes", "partly", "partly", "rather_not"),
        ("yes", "yes", "yes", "yes", "partly"),
        ("partly", "partly", "yes", "rather_not", "yes"),
        ("yes", "yes", "partly", "yes", "partly"),
    ),
    (("yes", "yes", "yes", "yes", "yes"), ("no", "partly", "no", "rather_not", "rather_not")),
)
