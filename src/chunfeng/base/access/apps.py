from django.apps import AppConfig


class Access(AppConfig):
    name = "chunfeng.base.access"
    label = "access"
