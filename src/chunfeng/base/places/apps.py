from django.apps import AppConfig


class Places(AppConfig):
    name = "chunfeng.base.places"
    label = "places"
