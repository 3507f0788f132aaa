from django.apps import AppConfig


class Uploads(AppConfig):
    name = "chunfeng.base.uploads"
    label = "uploads"
