from django.apps import AppConfig


class Findings(AppConfig):
    name = "chunfeng.base.findings"
    label = "findings"
