"""The site's addresses, and a bare view that inserts one row: same server, same middleware, same table."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from chunfeng.base.access.pages import public
from chunfeng.plans.training.attendance.models import Punch
from chunfeng.site import urls
from chunfeng.site.urls import *  # noqa: F403


@csrf_exempt
@public
def bare(request: Any) -> HttpResponse:
    told = json.loads(request.body)
    at = datetime.fromisoformat(told["at"])
    made = Punch.objects.create(
        device_id=told["device"], uid=told["uid"], entry_id=told["entry"], held_on=at.date(), slot=1, at=at,
        received_at=timezone.now(),
    )  # fmt: skip
    return JsonResponse({"id": made.pk}, status=201)


urlpatterns = [path("bare/punch/", bare), *urls.urlpatterns]
