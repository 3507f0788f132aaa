from django.apps import AppConfig


class Portal(AppConfig):
    name = "chunfeng.desks.portal"
    label = "portal"
