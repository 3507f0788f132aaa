from django.urls import path

from chunfeng.desks.worker import classes, my, my_login, pages, status

urlpatterns = [
    path("w/", pages.home, name="worker"),
    path("w/complaint/", pages.complaint, name="complaint"),
    path("w/complaint/check/", pages.check, name="complaint_check"),
    path("w/complaint/done/", pages.done, name="complaint_done"),
    path("w/complaint/<slug:code>/", pages.question, name="complaint_question"),
    path("w/status/", status.status, name="progress"),
    path("w/status/act/<slug:code>/", status.act, name="progress_act"),
    path("w/status/<str:number>/", status.status_of, name="progress_of"),
    path("my/", my.home, name="my"),
    path("my/classes/<row:pk>/", classes.my_class, name="my_class"),
    path("my/scan/<str:token>/", classes.scan, name="my_scan"),
    path("my/here/", classes.here, name="my_here"),
    path("my/login/", my_login.ask, name="my_login"),
    path("my/login/code/", my_login.answer, name="my_code"),
    path("my/data/", my.data, name="my_data"),
    path("my/data/copy/", my.copy, name="my_copy"),
    path("my/data/ask/<slug:kind>/", my.ask, name="my_ask"),
    path("my/requests/<str:number>/", my.request_of, name="my_request"),
    path("w/exit/", pages.leave, name="leave"),
]
