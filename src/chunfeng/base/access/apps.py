from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Access(AppConfig):
    name = "chunfeng.base.access"
    label = "access"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        authenticator_added.connect(_made_here, dispatch_uid="second factor made in this session")


def _made_here(request: Any, **_rest: Any) -> None:
    request.session["second_factor"] = True
