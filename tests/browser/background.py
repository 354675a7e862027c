"""The browser's background sync, made to happen now."""

from __future__ import annotations

from playwright.sync_api import BrowserContext


def sync_now(context: BrowserContext, origin: str, scope: str) -> None:
    """What the browser does when the network is back and no page of the app is open."""
    page = context.new_page()
    talk = context.new_cdp_session(page)
    known: dict[str, str] = {}
    talk.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.update(
            {one["scopeURL"]: one["registrationId"] for one in told["registrations"]}
        ),
    )
    talk.send("ServiceWorker.enable")
    for _attempt in range(100):
        if origin + scope in known:
            break
        page.wait_for_timeout(50)
    registration = known[origin + scope]
    sync = {"origin": origin, "registrationId": registration, "tag": "ketnoi-send"}
    talk.send("ServiceWorker.dispatchSyncEvent", {**sync, "lastChance": False})
    page.close()
