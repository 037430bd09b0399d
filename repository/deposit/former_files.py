"""The page on which files of earlier versions are opened and closed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from repository.deposit.versions import FormerFileForm, former_file_change_access
from repository.deposit.views import own_deposit
from repository.outputs.models import Output


@login_required
@never_cache
def former_files(request: HttpRequest, code: str) -> HttpResponse:
    output = own_deposit(request, code)
    if request.method != "POST":
        return _shown(request, output)
    file = get_object_or_404(output.former_files, number=_number(request))
    form = FormerFileForm(request.POST, file=file, user=request.user)
    if request.POST.get("action") == "show":  # one more input for a partner
        form.quiet = True
        return _shown(request, output, form)
    if not form.is_valid():
        return _shown(request, output, form, status=422)
    former_file_change_access(file=file, user=request.user, **form.cleaned_data)
    messages.success(request, _("Who may open “%(name)s” is changed, at once.") % {"name": file.name})
    return redirect("deposit:former_files", code)


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("number", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def _shown(request: HttpRequest, output: Output, sent: FormerFileForm | None = None, status: int = 200) -> HttpResponse:
    files = output.former_files.select_related("stored_file").order_by("number")
    forms = [
        sent if sent and sent.file.pk == file.pk else FormerFileForm(file=file, user=request.user) for file in files
    ]
    return render(request, "repository/deposit/former_files.html", {"output": output, "forms": forms}, status=status)
