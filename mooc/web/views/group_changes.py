"""Changes of groups that live: what is proposed, an organiser's yes or no, and what may happen by itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.errors import NoSuchChange, NotTogether
from mooc.groups.fellows import check_leads, leader_of
from mooc.groups.living import change_queries
from mooc.groups.living.policies import policy_of
from mooc.groups.models import GroupChange
from mooc.runs.models import Run

from ..access import organisers_only, person_of, run_for, runs_of
from ..boards.pages import number_of
from ..clock import in_own_zone
from ..forms.group_policy import PolicyForm


@require_safe
@organisers_only
@in_own_zone
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """List what waits for a yes and what was settled, and show what may happen by itself."""
    run = run_for(request, slug)
    if elsewhere := _elsewhere(request, run):
        return elsewhere
    return _page(request, run, PolicyForm(policy=policy_of(run)))


@require_safe
@organisers_only
@in_own_zone
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one change: who goes where, what it is good for, and two buttons."""
    run = run_for(request, slug)
    found = _change(run, number)
    after = number_of(request.GET.get("after"))
    ways = change_queries.ways_of(found, after=after or 0, limit=change_queries.PAGE + 1)
    shown = ways[: change_queries.PAGE]
    context = {
        "run": run,
        "change": found,
        "line": change_queries.line_of_change(found),
        "ways": [way for _, way in shown],
        "after": after,
        "next_after": shown[-1][0] if len(ways) > len(shown) else None,
        "here": "groups",
    }
    return render(request, "web/organise/group_change.html", context)


@require_POST
@organisers_only
def confirm(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say yes: people are moved and told; a second yes changes nothing."""
    run = run_for(request, slug)
    try:
        done = actions.confirm_changes([_change(run, number)], now=timezone.now(), by=person_of(request))
    except MoocError as error:
        messages.error(request, str(error))
        return redirect("web:organise_change", slug=slug, number=number)
    if done:
        messages.info(request, f"Change {number} is made. I write to everybody whom it concerns.")
    else:
        messages.error(
            request, f"Change {number} is not possible any more: its people or groups have changed since."
        )
    return redirect("web:organise_changes", slug=slug)


@require_POST
@organisers_only
def dismiss(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say no: everything stays, and nobody is told."""
    run = run_for(request, slug)
    try:
        actions.dismiss_change(_change(run, number), now=timezone.now(), by=person_of(request))
    except MoocError as error:
        messages.error(request, str(error))
        return redirect("web:organise_change", slug=slug, number=number)
    messages.info(request, f"Change {number} is dismissed. Nobody is moved, and nobody was told.")
    return redirect("web:organise_changes", slug=slug)


@require_POST
@organisers_only
@in_own_zone
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what may happen by itself."""
    run = run_for(request, slug)
    if elsewhere := _elsewhere(request, run):
        return elsewhere
    form = PolicyForm(request.POST, policy=policy_of(run))
    if form.is_valid():
        try:
            actions.set_policy(run, now=timezone.now(), by=person_of(request), **form.cleaned_data)
        except MoocError as error:
            form.add_error(None, str(error))
        else:
            messages.info(request, "Kept. It holds from now on.")
            return redirect("web:organise_changes", slug=slug)
    return _page(request, run, form, status=422)


@require_POST
@organisers_only
def regroup(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the worker think out how the run would be regrouped."""
    run = run_for(request, slug)
    if elsewhere := _elsewhere(request, run):
        return elsewhere
    actions.ask_for_regroup(run, now=timezone.now(), by=person_of(request))
    messages.info(
        request,
        "I work it out now, in seconds or some minutes. Then it stands here for your yes or no.",
    )
    return redirect("web:organise_changes", slug=slug)


def _elsewhere(request: HttpRequest, run: Run) -> HttpResponse | None:
    """Lead to the run to which the groups belong, where several were matched together."""
    try:
        check_leads(run)
    except NotTogether as error:
        messages.info(request, str(error))
        leader = runs_of(person_of(request)).filter(pk=leader_of(run).pk).first()
        if leader:
            return redirect("web:organise_changes", slug=leader.slug)
        return redirect("web:organise_groups", slug=run.slug)
    return None


def _page(request: HttpRequest, run: Run, form: PolicyForm, status: int = 200) -> HttpResponse:
    context = {
        "run": run,
        "open": change_queries.open_changes(run),
        "settled": change_queries.settled_changes(run),
        "form": form,
        "policy": policy_of(run),
        "may_regroup": run.state == Run.State.RUNNING,
        "here": "groups",
    }
    return render(request, "web/organise/group_changes.html", context, status=status)


def _change(run: Run, number: int) -> GroupChange:
    try:
        return change_queries.change_numbered(run, number)
    except NoSuchChange as error:
        raise Http404 from error
