from django.urls import path

from repository.withdrawal import views

app_name = "withdrawal"
urlpatterns = [path("w/<slug:code>/withdrawal/", views.ask, name="ask")]
