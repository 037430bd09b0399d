"""Where recipients decide about letters."""

from django.urls import path

from repository.letters import views

app_name = "letters"

urlpatterns = [
    path("", views.choices, name="choices"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
