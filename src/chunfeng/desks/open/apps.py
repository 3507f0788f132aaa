from django.apps import AppConfig


class Open(AppConfig):
    name = "chunfeng.desks.open"
    label = "open"
