from django.apps import AppConfig


class Workflow(AppConfig):
    name = "chunfeng.base.workflow"
    label = "workflow"
