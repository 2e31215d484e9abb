"""Named errors: one hierarchy, one table to HTTP status, one JSON shape.

Scopes: a request is refused (RequestError and below), a file is unreadable, a row cannot be keyed, a value is
doubtful (the last three are declared in etl.errors on the same base).
"""

from __future__ import annotations

from typing import Any


class PlatformError(Exception):
    """Base: `code` names it for machines, messages name it for people in both languages."""

    code = "error"
    status = 500
    message_fr = "Erreur interne."
    message_ar = "خطأ داخلي."

    def __init__(self, **context: Any) -> None:
        self.context = context
        super().__init__(self.text("fr"))

    def text(self, language: str) -> str:
        template = self.message_ar if language == "ar" else self.message_fr
        return template.format(**self.context)

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        return {
            "error": {
                "code": self.code,
                "message": self.text(language),
                "message_fr": self.text("fr"),
                "message_ar": self.text("ar"),
                "parameter": self.context.get("parameter"),
                "value": self.context.get("value"),
            }
        }


class RequestError(PlatformError):
    code, status = "bad_request", 400


class UnknownParameter(RequestError):
    code = "unknown_parameter"
    message_fr = "Paramètre inconnu : « {parameter} »."
    message_ar = "معلمة غير معروفة: «{parameter}»."


class BadParameter(RequestError):
    code = "bad_parameter"
    message_fr = "Valeur refusée pour « {parameter} » : « {value} ». {hint}"
    message_ar = "قيمة مرفوضة للمعلمة «{parameter}»: «{value}». {hint}"

    def __init__(self, parameter: str, value: Any, hint: str = "") -> None:
        super().__init__(parameter=parameter, value=str(value)[:200], hint=hint)


class LoginNeeded(PlatformError):
    code, status = "login_needed", 401
    message_fr = "Session expirée ou absente : reconnectez-vous."
    message_ar = "انتهت الجلسة أو لم تبدأ: أعد تسجيل الدخول."


class Forbidden(PlatformError):
    code, status = "forbidden", 403
    message_fr = "Votre habilitation ne couvre pas cette donnée."
    message_ar = "صلاحياتكم لا تشمل هذه المعطيات."


class NotFound(PlatformError):
    code, status = "not_found", 404
    message_fr = "Introuvable : « {value} »."
    message_ar = "غير موجود: «{value}»."

    def __init__(self, value: Any, parameter: str | None = None) -> None:
        super().__init__(value=value, parameter=parameter)


class Conflict(PlatformError):
    code, status = "conflict", 409
    message_fr = "Une opération identique est déjà en cours."
    message_ar = "عملية مماثلة جارية بالفعل."
