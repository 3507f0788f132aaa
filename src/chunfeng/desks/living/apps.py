from django.apps import AppConfig


class Living(AppConfig):
    name = "chunfeng.desks.living"
    label = "living"
