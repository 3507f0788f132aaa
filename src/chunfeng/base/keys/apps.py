from django.apps import AppConfig


class Keys(AppConfig):
    name = "chunfeng.base.keys"
    label = "keys"
