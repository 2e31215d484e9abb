from django.urls import path

from geo_platform.projects.views import desk, documents, field, inbox, sheet, weekly

app_name = "projects"
urlpatterns = [
    path("projects/weekly/<str:code>.<str:extension>", weekly.board, name="weekly"),
    path("projects/alerts/", desk.alert_list, name="alerts"),
    path("projects/alerts/<int:number>/", desk.alert, name="alert"),
    path("projects/reconciliation/", desk.reconciliation, name="reconciliation"),
    path("projects/reconciliation/match/", desk.match, name="match"),
    path("projects/", field.mine, name="mine"),
    path("projects/inbox/", inbox.inbox, name="inbox"),
    path("projects/inbox/<int:report>/", inbox.decide, name="decide"),
    path("projects/field-worker.js", field.worker, name="field-worker"),
    path("projects/<str:reference>.pdf", sheet.as_pdf, name="sheet-pdf"),
    path("projects/<str:reference>/", sheet.sheet, name="sheet"),
    path("projects/<str:reference>/progress/", field.progress, name="progress"),
    path("projects/<str:reference>/comments/", sheet.comment, name="comment"),
    path("projects/<str:reference>/risks/", sheet.risk, name="risk"),
    path("projects/<str:reference>/risks/<int:risk>/", sheet.close_risk, name="close-risk"),
    path("documents/", documents.search_page, name="documents"),
    path("documents/<uuid:document>/", documents.one, name="document"),
    path("documents/<uuid:document>/withdraw/", documents.withdraw, name="document-withdraw"),
    path("documents/<uuid:document>/<int:number>/file", documents.file, name="document-file"),
    path("documents/<uuid:document>/<int:number>/preview.jpg", documents.preview, name="document-preview"),
]
