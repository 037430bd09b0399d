from django.urls import path

from repository.deposit import former_files, owners, review_views, start_views, tus, views
from repository.deposit.models import Step

app_name = "deposit"
urlpatterns = [
    path("", views.deposits, name="list"),
    path("new/", start_views.start, name="start"),
    path("template/", start_views.template, name="template"),
    path("references/<uuid:token>/", start_views.references, name="references"),
    path("suggest/people/", views.suggest_people, name="suggest_people"),
    path("suggest/<slug:vocabulary>/", views.suggest, name="suggest"),
    path("<slug:code>/files/", views.step, {"step": Step.FILES}, name="files"),
    path("<slug:code>/uploads/", tus.uploads, name="uploads"),
    path("<slug:code>/uploads/<uuid:token>/", tus.upload, name="upload"),
    path("<slug:code>/describe/", views.step, {"step": Step.DESCRIBE}, name="describe"),
    path("<slug:code>/people/", views.step, {"step": Step.PEOPLE}, name="people"),
    path("<slug:code>/access/", views.step, {"step": Step.ACCESS}, name="access"),
    path("<slug:code>/review/", views.review, name="review"),
    path("<slug:code>/chapter/", start_views.chapter, name="chapter"),
    path("<slug:code>/translation/", start_views.translation, name="translation"),
    path("<slug:code>/something-else/", start_views.something_else, name="something_else"),
    path("<slug:code>/reading/", start_views.reading, name="reading"),
    path("<slug:code>/preview/", views.preview, name="preview"),
    path("<slug:code>/owners/", owners.owners, name="owners"),
    path("<slug:code>/offer/", owners.offer, name="offer"),
    path("<slug:code>/former-files/", former_files.former_files, name="former_files"),
    path("<slug:code>/thread/", review_views.thread, name="thread"),
    path("<slug:code>/thread/seen/", review_views.seen, name="thread_seen"),
    path("<slug:code>/thread/reviewers/", review_views.reviewers, name="reviewers"),
    path("<slug:code>/thread/<int:pk>/edit/", review_views.edit, name="comment_edit"),
    path("<slug:code>/thread/<int:pk>/resolve/", review_views.resolve, name="comment_resolve"),
    path("<slug:code>/answers/<slug:kind>/<int:pk>/<slug:verb>/", review_views.answer, name="answer"),
    path("<slug:code>/take-back/", views.take_back, name="take_back"),
    path("<slug:code>/delete/", views.delete, name="delete"),
    path("<slug:code>/restore/", views.restore, name="restore"),
]
