from django.apps import AppConfig


class Worker(AppConfig):
    name = "chunfeng.desks.worker"
    label = "worker"
