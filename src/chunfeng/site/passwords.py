"""What a new password must be; the sentences are our own."""

from __future__ import annotations

from django.contrib.auth import password_validation as theirs
from django.utils.translation import gettext as _


# Django's own Chinese catalogue lags behind the wording of these two, which so came out in English.
class MinimumLength(theirs.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短，至少 %(n)s 个字符") % {"n": self.min_length}


class Similarity(theirs.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("密码和用户名太像")
