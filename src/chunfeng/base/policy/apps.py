from django.apps import AppConfig


class Policy(AppConfig):
    name = "chunfeng.base.policy"
    label = "policy"
