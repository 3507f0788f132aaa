from django.urls import path

from chunfeng.api import punches
from chunfeng.base.access.pages import DEVICE, PUBLIC

_OPEN = {"openapi-json", "api-root"}
_patterns, _app, _namespace = punches.API.urls
for _pattern in _patterns:
    _pattern.callback.access = (PUBLIC,) if _pattern.name in _OPEN else (DEVICE,)

urlpatterns = [path("api/", (_patterns, _app, _namespace))]
