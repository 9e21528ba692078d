"""A browser without a screen: keeps cookies, and sends forms with the token that the page holds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from fastapi.testclient import TestClient

from nlp.web.app import create_app
from nlp.web.site import Site

AT = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
PASSWORD = "ba con mèo ngủ trưa"
CHEAP: dict[str, int] = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


class Browser:
    """``get`` and ``post`` follow no redirect; ``post`` takes the token from the page that was looked at last."""

    def __init__(self, site: Site, address: str = "203.0.113.7") -> None:
        scheme = "https" if site.settings.https else "http"
        self.site = site
        self.client = TestClient(
            create_app(site), base_url=f"{scheme}://{site.settings.hosts[0]}", follow_redirects=False, client=(address, 5000),
            raise_server_exceptions=False,
        )  # fmt: skip
        self.token = ""

    def get(self, path: str, **values: Any) -> Any:
        response = self.client.get(path, **values)
        if found := re.search(r'name="form_token" value="(\w+)"', response.text):
            self.token = found[1]
        return response

    def post(self, path: str, values: dict[str, Any] | None = None, method: str = "POST", **more: Any) -> Any:
        response = self.client.request(method, path, data={"form_token": self.token, **(values or {})}, **more)
        if found := re.search(r'name="form_token" value="(\w+)"', response.text):
            self.token = found[1]
        return response

    def sign_in(self, name: str, password: str = PASSWORD, **values: str) -> Any:
        self.get("/sign-in")
        response = self.post("/sign-in", {"name": name, "password": password, **values})
        if response.status_code == 303:
            self.get("/account")
        return response
