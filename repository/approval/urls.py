from django.urls import path

from repository.approval import views

app_name = "approval"
urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("approvals/", views.approvals, name="list"),
    path("approvals/<slug:code>/", views.approval, name="approval"),
    path("approvals/<slug:code>/preview/", views.preview, name="preview"),
]
