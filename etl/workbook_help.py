"""What the templates say, in both languages side by side: not translations of a page, but content of a file."""

from __future__ import annotations

from etl.source import Column

HELP = {
    "guide": {"fr": "Mode d’emploi", "ar": "طريقة الاستعمال"},
    "communes": {"fr": "Communes", "ar": "الجماعات"},
    "lists": {"fr": "Listes", "ar": "القوائم"},
    "code": {"fr": "Code HCP", "ar": "رمز المندوبية"},
    "name_fr": {"fr": "Commune", "ar": "الجماعة بالفرنسية"},
    "name_ar": {"fr": "Commune en arabe", "ar": "الجماعة"},
    "province": {"fr": "Province ou préfecture", "ar": "الإقليم أو العمالة بالفرنسية"},
    "province_ar": {"fr": "Province en arabe", "ar": "الإقليم أو العمالة"},
    "region": {"fr": "Région", "ar": "الجهة بالفرنسية"},
    "region_ar": {"fr": "Région en arabe", "ar": "الجهة"},
    "provinces": {"fr": "Provinces et préfectures", "ar": "الأقاليم والعمالات"},
    "obligatory": {"fr": "Obligatoire.", "ar": "إلزامي."},
    "optional": {"fr": "Facultatif.", "ar": "اختياري."},
    "personal": {"fr": "Donnée personnelle : accès restreint.", "ar": "معطى شخصي: الولوج إليه محدود."},
    "list_title": {"fr": "Valeur hors liste", "ar": "قيمة خارج القائمة"},
    "list": {
        "fr": "Cette valeur n’est pas dans la liste. Elle sera peut-être signalée à l’import.",
        "ar": "هذه القيمة ليست في القائمة، وقد تسجل كملاحظة عند الاستيراد.",
    },
}

STEPS = (
    ("1. Remplissez une ligne par fiche, sous la ligne d’en-tête. Ne changez pas les en-têtes.",
     "1. املأ سطرا لكل بطاقة تحت سطر العناوين. لا تغير العناوين."),
    ("2. La deuxième ligne est un exemple : remplacez-la ou supprimez-la avant l’envoi.",
     "2. السطر الثاني مثال: عوضه أو احذفه قبل الإرسال."),
    ("3. Les colonnes bleues marquées d’un * sont obligatoires ; les autres peuvent rester vides.",
     "3. الأعمدة الزرقاء التي تحمل علامة * إلزامية؛ ويمكن ترك الأعمدة الأخرى فارغة."),
    ("4. Dates en jj/mm/aaaa. Décimales avec une virgule. Montants en dirhams, sans unité.",
     "4. التواريخ على شكل يوم/شهر/سنة. الفاصلة للأعداد العشرية. المبالغ بالدرهم دون ذكر الوحدة."),
    ("5. Le code de la commune est dans la feuille « _Communes » : filtrez par province, puis copiez le code.",
     "5. رمز الجماعة موجود في ورقة «_الجماعات»: صف حسب الإقليم ثم انسخ الرمز."),
    ("6. Déposez le fichier à la page Imports. Un essai montre d’abord ce qui changerait, sans rien écrire.",
     "6. ضع الملف في صفحة الاستيرادات. تظهر التجربة أولا ما سيتغير دون كتابة أي شيء."),
    ("7. Les feuilles dont le nom commence par « _ » ne sont pas lues.",
     "7. الأوراق التي يبدأ اسمها بعلامة «_» لا تقرأ."),
)  # fmt: skip

# By the converter's name: the one word that says how a column is written.
FORMATS = {
    "text": {"fr": "Texte libre", "ar": "نص حر"},
    "code": {"fr": "Code ou référence, tel quel", "ar": "رمز أو مرجع كما هو"},
    "number": {"fr": "Nombre, par exemple 1250,50", "ar": "عدد، مثلا 1250,50"},
    "integer": {"fr": "Nombre entier", "ar": "عدد صحيح"},
    "floors": {"fr": "R+2, RDC ou nombre d’étages", "ar": "R+2 أو RDC أو عدد الطوابق"},
    "date": {"fr": "Date jj/mm/aaaa", "ar": "تاريخ يوم/شهر/سنة"},
    "word": {"fr": "Une valeur de la liste", "ar": "قيمة من القائمة"},
    "listing": {"fr": "Plusieurs codes séparés par une virgule", "ar": "عدة رموز تفصل بينها فاصلة"},
    "digest": {
        "fr": "Numéro d’identité ; seule une empreinte est gardée",
        "ar": "رقم الهوية؛ لا تحفظ منه إلا بصمة",
    },
}


def form_of(column: Column) -> str:
    """`number.<locals>.convert` is a number: a converter made by a factory carries the factory's name."""
    if getattr(column.convert, "known", ()):
        return "word"
    name = getattr(column.convert, "__qualname__", "").partition(".")[0]
    return name if name in FORMATS else "text"
