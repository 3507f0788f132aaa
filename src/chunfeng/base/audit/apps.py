from django.apps import AppConfig


class Audit(AppConfig):
    name = "chunfeng.base.audit"
    label = "audit"
