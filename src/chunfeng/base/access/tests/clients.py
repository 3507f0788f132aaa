"""Browsers of the tests, with a login done."""

from __future__ import annotations

from django.test import Client

from chunfeng.base.access.models import User


def signed_in(user: User) -> Client:
    """With the second factor behind it, as the login pages leave a member of the staff."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client
