"""Which posts a case waits for, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chunfeng.base.access.roles import ROLES
from chunfeng.base.workflow.models import Case


def holding(permission: str) -> str:
    return _("、").join(str(role.title) for role in ROLES if permission in role.permissions)


def to_act(case: Case) -> str:
    """The posts that usually take the case on from its state; of all its steps, where none is the usual one."""
    steps = [step for step in case.declared.leaving(case.state) if not step.by_system and not step.party]
    usual = [step for step in steps if step.code in case.state_declared.usual] or steps
    return _("、").join(dict.fromkeys(filter(None, (holding(step.may) for step in usual))))
