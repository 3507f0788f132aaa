"""Forms of the login library, without what this installation does not do."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as Theirs
from django.utils.translation import gettext_lazy as _


class LoginForm(Theirs):  # type: ignore[misc]
    """No way to a new password by letter: the page itself says whom to ask."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["login"].label = _("用户名")
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
