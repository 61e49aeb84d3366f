"""Make sure that there is a Chromium for the browser tests.

The system's own is taken where there is one; else the system's package is installed where that is allowed; else
Playwright brings its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT_GET = ("apt-get", "--quiet", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium that starts, the system's before Playwright's; None when there is none."""
    systems = [path for name in NAMES if (path := shutil.which(name))]
    found = [*systems, playwright.chromium.executable_path]
    return next((path for path in found if Path(path).exists() and _starts(path)), None)


def _starts(path: str) -> bool:
    # Ubuntu's command of this name only tells the reader to install a snap.
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def _install_package() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium with apt-get ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "chromium"]):
        subprocess.run([*APT_GET, *step], check=False, env=environment, stdout=subprocess.DEVNULL)


def _install_from_playwright() -> None:
    print("Installing Playwright's Chromium ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _is_there() -> bool:
    with sync_playwright() as playwright:
        return find_chromium(playwright) is not None


def main() -> int:
    """Return 0 when a Chromium is there or could be installed, else 1."""
    for install in (_install_package, _install_from_playwright):
        if _is_there():
            return 0
        install()
    if _is_there():
        return 0
    print("The browser tests need a Chromium and none could be installed: install your system's chromium package.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
