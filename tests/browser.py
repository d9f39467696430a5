"""A browser to open pages in: Chromium through chromedriver, with the standard library."""

import base64
import contextlib
import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")


class Browser:
    """One tab. What it asks for and what it complains of are in its logs.

    Args:
        folder: an empty one, for its profile.
    """

    def __init__(self, folder: Path) -> None:
        self.driver = subprocess.Popen(
            [DRIVER, "--port=0", f"--log-path={folder / 'driver.log'}"], stdout=subprocess.PIPE, text=True
        )
        assert self.driver.stdout
        line = next(line for line in self.driver.stdout if "successfully on port" in line)
        port = line.split("on port ")[1].strip().rstrip(".")
        self.base = f"http://127.0.0.1:{port}"
        options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={folder / 'profile'}"]}
        logs = {"browser": "ALL", "performance": "ALL"}
        asked = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs}
        found = self.send("POST", "/session", {"capabilities": {"alwaysMatch": asked}})
        self.base += f"/session/{found['sessionId']}"
        self.send("POST", "/url", {"url": "about:blank"})
        self.requests()  # what the empty tab had asked for

    def send(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.send("DELETE", "")
        self.driver.terminate()
        self.driver.wait(20)
        assert self.driver.stdout
        self.driver.stdout.close()

    def open(self, path: Path) -> None:
        self.send("POST", "/url", {"url": path.as_uri()})

    def run(self, script: str, *arguments: object):
        """What a function's body returns, a promise's value too."""
        return self.send("POST", "/execute/sync", {"script": script, "args": arguments})

    def cdp(self, command: str, **parameters: object):
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def keys(self, *keys: str) -> None:
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": pressed}]
        self.send("POST", "/actions", {"actions": actions})

    def complaints(self) -> list[str]:
        """What stands in the console since the last call."""
        return [entry["message"] for entry in self.send("POST", "/se/log", {"type": "browser"})]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last call."""
        time.sleep(0.3)
        messages = [
            json.loads(each["message"])["message"] for each in self.send("POST", "/se/log", {"type": "performance"})
        ]
        return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]

    def look(self, *, dark: bool = False, width: int = 1200) -> None:
        """Choose the reader's device."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.cdp("Emulation.setEmulatedMedia", features=features)
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)

    def picture(self, path: Path) -> None:
        """The whole page as PNG."""
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def print(self, path: Path) -> None:
        """The page as PDF."""
        printed = self.cdp("Page.printToPDF", printBackground=False, paperWidth=8.27, paperHeight=11.69)
        path.write_bytes(base64.b64decode(printed["data"]))
