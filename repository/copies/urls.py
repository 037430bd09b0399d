from django.urls import path

from repository.copies import views

app_name = "copies"
urlpatterns = [
    path("w/<slug:code>/files/<int:number>/ask/", views.ask, name="ask"),
    path("deposit/requests/", views.requests, name="requests"),
    path("deposit/requests/<int:pk>/", views.answer, name="request"),
    path("copies/<str:token>/", views.reader, name="reader"),
]
