"""What the web server runs. Address and scheme of the browser are believed from the named proxies only.

Without them every reader would share the proxy's address, one guesser would use up the limits of a city, and pages
would be taken for unencrypted: no HSTS, and no form accepted from an https page.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
_application = get_wsgi_application()


def _behind_proxies():  # type: ignore[no-untyped-def]
    from django.conf import settings

    return wrap_wsgi_with_proxy_headers(_application, settings.PROXIES)


application = _behind_proxies()
# What is loaded for good is not looked through again after every some hundred pages.
gc.collect()
gc.freeze()
