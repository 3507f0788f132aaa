from django.apps import AppConfig


class Governance(AppConfig):
    name = "chunfeng.base.governance"
    label = "governance"
