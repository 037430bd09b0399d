"""Addresses that readers keep: works (never changing, also on paper) and the ways to browse them."""

from django.urls import include, path

from repository.reading.views import browse, files, landing, pages

works = (
    [
        path("", landing.landing, name="landing"),
        path("v/<int:number>/", landing.version, name="version"),
        path("cite/<slug:format_name>/", landing.cite, name="cite"),
        path("files/<int:number>/", files.file, name="file"),
        path("files/<int:number>/cover/", files.cover, name="cover"),
        path("files/<int:number>/pages/<int:page_number>/", pages.page, name="page"),
        path("files/<int:number>/pages/<int:page_number>/picture/", files.picture, name="page_picture"),
    ],
    "works",
)

browsing = (
    [
        path("browse/", browse.index, name="index"),
        path("browse/kinds/<slug:kind>/", browse.kind, name="kind"),
        path("browse/years/<int:year>/", browse.year, name="year"),
        path("partners/", browse.partners, name="partners"),
        path("partners/<slug:slug>/", browse.partner, name="partner"),
        path("subjects/", browse.subjects, name="subjects"),
        path("subjects/<slug:slug>/", browse.subject, name="subject"),
        path("courses/", browse.courses, name="courses"),
        path("courses/<path:code>/", browse.course, name="course"),  # a curriculum's codes have dots, spaces, slashes
        path("people/<int:pk>/", browse.person, name="person"),
    ],
    "browse",
)

urlpatterns = [
    path("w/<slug:code>/", include(works)),
    path("", include(browsing)),
]
