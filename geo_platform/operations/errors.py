"""What can stop a backup or a restore, named: nothing has been written where one of these is raised."""

from __future__ import annotations

from layers.errors import PlatformError


class BackupError(PlatformError):
    status = 500


class ToolFailed(BackupError):
    code = "backup_tool_failed"
    message_fr = "{tool} a échoué : {said}"
    message_ar = "فشلت الأداة {tool}: {said}"


class NotABackup(BackupError):
    code = "not_a_backup"
    message_fr = "{value} n’est pas une sauvegarde de cette plateforme : {reason}"
    message_ar = "الملف {value} ليس نسخة احتياطية لهذه المنصة: {reason}"


class Damaged(BackupError):
    code = "backup_damaged"
    message_fr = "Sauvegarde abîmée : {value} ne correspond pas à son empreinte. Rien n’a été restauré."
    message_ar = "نسخة احتياطية تالفة: {value} لا يطابق بصمته. لم يسترجع أي شيء."


class NotEmpty(BackupError):
    code, status = "restore_not_empty", 409
    message_fr = "{value} n’est pas vide. Rien n’a été restauré ; --replace remplace ce qui s’y trouve."
    message_ar = "{value} ليس فارغا. لم يسترجع أي شيء؛ الخيار --replace يعوض ما يوجد فيه."


class TooNew(BackupError):
    code = "backup_too_new"
    message_fr = (
        "La sauvegarde connaît la migration {value}, que cette version n’a pas : il en faut une plus récente."
    )
    message_ar = "تتضمن النسخة الاحتياطية الترحيل {value} غير الموجود في هذا الإصدار: ثبتوا إصدارا أحدث."


class Exists(BackupError):
    code, status = "backup_exists", 409
    message_fr = "{value} existe déjà : choisissez un autre nom."
    message_ar = "{value} موجود مسبقا: اختاروا اسما آخر."
