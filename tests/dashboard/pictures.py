"""The pictures of the README, from the demo data of `dashi dev`: `make pictures`.

Dates follow the day on which they are made; everything else is the same each time.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, async_playwright

from app.demo import WEBSITE
from tests.conftest import CHROMIUM_ARGUMENTS, chromium

PORT = 3999
ORIGIN = f"http://127.0.0.1:{PORT}"
SITE = f"/websites/{WEBSITE}"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "light": (f"{SITE}?date=30day&compare=prev", {"viewport": DESK, "color_scheme": "light"}),
    "dark": (f"{SITE}?date=30day&country=eq.DE", {"viewport": DESK, "color_scheme": "dark"}),
    "phone": (f"{SITE}?date=30day", {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2}),
}


async def token() -> str:
    """Waits until the server is up, and signs in as its first user."""
    async with httpx.AsyncClient(base_url=ORIGIN) as client:
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await client.post("/api/auth/login", json={"username": "admin", "password": "umami"})
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.2)
        return str(answer.raise_for_status().json()["token"])


async def take(browser: Browser, auth: str, name: str, folder: Path) -> None:
    path, options = PICTURES[name]
    context = await browser.new_context(locale="en-US", timezone_id="Europe/Berlin", reduced_motion="reduce", **options)
    await context.add_init_script(f"localStorage.setItem('umami.auth', {json.dumps(json.dumps(auth))})")
    page = await context.new_page()
    await page.goto(ORIGIN + path, wait_until="networkidle")
    await page.screenshot(path=folder / f"{name}.png")
    await context.close()


async def take_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    auth = await token()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for name in PICTURES:
            await take(browser, auth, name, folder)
        await browser.close()


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "APP_SECRET": "pictures", "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, "-m", "app.cli", "dev", "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=scratch, env=environment)
        try:
            asyncio.run(take_all(folder.resolve()))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
