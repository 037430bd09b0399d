"""Background jobs as an editor sees them: what waits, what runs, what failed and may be started again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult

from jobs.recovery import job_retry

PERMISSION = "jobs.retry_job"
PER_PAGE = 50


@permission_required(PERMISSION)
def job_list(request: HttpRequest) -> HttpResponse:
    failed = DBTaskResult.objects.failed().order_by("-finished_at")
    context = {
        "waiting": DBTaskResult.objects.ready().count(),
        "running": DBTaskResult.objects.running().count(),
        "failed": Paginator(failed, PER_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "jobs/jobs.html", context)


@require_POST
@permission_required(PERMISSION)
def retry(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_object_or_404(DBTaskResult.objects.failed(), pk=pk)
    job_retry(job=job)
    messages.success(request, _("The job will be started again within a few seconds."))
    return redirect("jobs:list")
