"""Somebody with a browser: opens pages, fills in forms, follows links; notices what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Download, Page, Response

SERIOUS = {"serious", "critical"}
CLOCKS = {"ko-KR": "Asia/Seoul", "zh-CN": "Asia/Shanghai", "en-GB": "Europe/London"}


class Walker:
    """One person with one browser, in a language, with or without JavaScript."""

    def __init__(self, browser: Browser, address: str, locale: str, *, script: bool) -> None:
        self.address = address
        self.script = script
        self.lang = locale.split("-", maxsplit=1)[0]
        self.context = browser.new_context(
            locale=locale,
            timezone_id=CLOCKS[locale],
            java_script_enabled=script,
            base_url=address,
            viewport={"width": 1280, "height": 900},
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("response", self._look_at)
        self.page.on("console", self._listen)
        self.page.on("pageerror", self._script_failed)

    def _look_at(self, response: Response) -> None:
        parts = urlsplit(response.url)
        if response.status >= 500 or (response.status >= 400 and response.status != 422):
            self.wrong.append(f"{response.status} {response.url}")
        if parts.scheme.startswith("http") and not response.url.startswith(self.address):
            self.wrong.append(f"from elsewhere: {response.url}")

    def _script_failed(self, error: Any) -> None:
        self.wrong.append(f"script on {self.page.url}: {error}")

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "422" not in message.text:
            self.wrong.append(f"console: {message.text}")

    # ---- going about

    def open(self, path: str) -> Walker:
        self.page.goto(path)
        return self._arrived()

    def follow(self, selector: str) -> Walker:
        """Click the first link that a selector finds, and arrive."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        return self._arrived()

    def fill(self, **values: str) -> Walker:
        """Fill in fields of the page's main part by their names."""
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').fill(value)
        return self

    def choose(self, name: str, *values: str) -> Walker:
        """Tick boxes or a radio button, or take an entry of a list; unfolds what hides them."""
        for value in values:
            control = self.page.locator(f'main [name="{name}"]')
            if control.first.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
                continue
            box = self.page.locator(f'main [name="{name}"][value="{value}"]').first
            self._unfold(box)
            box.check()
        return self

    def tick(self, *names: str) -> Walker:
        for name in names:
            self.page.locator(f'main input[type=checkbox][name="{name}"]').check()
        return self

    def press(self, selector: str = "main form [type=submit]") -> Walker:
        """Press a button that leads to a page."""
        button = self.page.locator(selector).first
        self._unfold(button)
        with self.page.expect_navigation():
            button.click()
        return self._arrived()

    def download(self, selector: str) -> Download:
        with self.page.expect_download() as coming:
            self.page.locator(selector).first.click()
        return coming.value

    def fetch(self, path: str) -> APIResponse:
        """Get an address with this person's cookies."""
        answer = self.context.request.get(path)
        assert answer.ok, f"{answer.status} {path}"
        return answer

    # ---- looking

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> str:
        """The words of the page's own part, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def complaints(self) -> list[str]:
        return self.page.locator("main .em, main .sumerr li").all_inner_texts()

    def sees(self, *words: str) -> Walker:
        for each in words:
            assert each in self.main, f"{each!r} is not on {self.page.url}: {self.main[:2000]}"
        return self

    def is_accessible(self) -> Walker:
        """No serious violation that axe-core knows; without script it cannot look."""
        if self.script:
            found = Axe().run(self.page).response["violations"]
            bad = [
                f"{each['id']}: {node['html']}"
                for each in found
                if each["impact"] in SERIOUS
                for node in each["nodes"]
            ]
            assert not bad, (self.page.url, bad)
        return self

    def has_nothing_to_complain_of(self) -> None:
        assert not self.wrong, self.wrong

    def keep_picture(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)

    def _arrived(self) -> Walker:
        spoken = self.page.locator("html").get_attribute("lang") or ""
        assert spoken.startswith(self.lang), f"{self.page.url} is in {spoken}"
        return self

    def _unfold(self, control: Any) -> None:
        """Open the folds around a control, from the outside in, as a reader would."""
        while not control.is_visible():
            folds = control.locator("xpath=ancestor::details[not(@open)]")
            assert folds.count(), f"nothing unfolds {control}"
            folds.first.locator("> summary").click()
