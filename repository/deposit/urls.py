from django.urls import path

from repository.deposit import former_files, owners, tus, views
from repository.deposit.models import Step

app_name = "deposit"
urlpatterns = [
    path("", views.deposits, name="list"),
    path("new/", views.start, name="start"),
    path("suggest/people/", views.suggest_people, name="suggest_people"),
    path("suggest/<slug:vocabulary>/", views.suggest, name="suggest"),
    path("<slug:code>/files/", views.step, {"step": Step.FILES}, name="files"),
    path("<slug:code>/uploads/", tus.uploads, name="uploads"),
    path("<slug:code>/uploads/<uuid:token>/", tus.upload, name="upload"),
    path("<slug:code>/describe/", views.step, {"step": Step.DESCRIBE}, name="describe"),
    path("<slug:code>/people/", views.step, {"step": Step.PEOPLE}, name="people"),
    path("<slug:code>/access/", views.step, {"step": Step.ACCESS}, name="access"),
    path("<slug:code>/review/", views.review, name="review"),
    path("<slug:code>/preview/", views.preview, name="preview"),
    path("<slug:code>/owners/", owners.owners, name="owners"),
    path("<slug:code>/offer/", owners.offer, name="offer"),
    path("<slug:code>/former-files/", former_files.former_files, name="former_files"),
    path("<slug:code>/take-back/", views.take_back, name="take_back"),
    path("<slug:code>/delete/", views.delete, name="delete"),
    path("<slug:code>/restore/", views.restore, name="restore"),
]
