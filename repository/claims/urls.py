from django.urls import path

from repository.claims import views

app_name = "claims"
urlpatterns = [
    path("w/<slug:code>/claim/", views.work, name="work"),
    path("people/<int:pk>/claim/", views.person, name="person"),
    path("people/me/", views.mine, name="mine"),
    path("people/claims/<int:pk>/take-back/", views.take_back, name="take_back"),
]
