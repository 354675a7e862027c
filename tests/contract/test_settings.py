"""Settings that change what outsiders see."""

import stat

from .sample import post_sign_up, sign_up_body


def test_the_data_folder_holds_what_the_installation_must_keep(house):
    kept = {file.name for file in house.data.rglob("*") if file.is_file()}
    secrets = [file for file in house.data.rglob("*secret*") if file.is_file()]

    assert kept
    assert secrets, "a secret key is made and kept when none is set"
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 for file in secrets)


def test_a_weak_secret_key_is_refused(house):
    outcome = house.start("db", "current", KETNOI_SECRET_KEY="secret")
    _, words = outcome.communicate(timeout=60)

    assert outcome.returncode != 0
    assert "KETNOI_SECRET_KEY" in words
    assert "Traceback" not in words


def test_links_carry_the_base_address_that_is_set(house):
    with house.served(KETNOI_BASE_URL="https://ketnoi.example.org") as browser:
        answer = post_sign_up(browser, sign_up_body())
        forged = browser.request(
            "POST",
            "/api/v1/events/techmart-bac-trung-bo/registrations",
            body=sign_up_body(),
            headers={"Host": "evil.example.net"},
        )

    assert answer.json()["manage_url"].startswith("https://ketnoi.example.org/")
    assert "evil.example.net" not in forged.text


def test_a_database_without_tables_is_named_with_what_to_do(house, tmp_path):
    outcome = house.start(
        *("badges", "tokens", "no-such-fair"), KETNOI_DATABASE_URL=f"sqlite:///{tmp_path}/new.db"
    )
    _, words = outcome.communicate(timeout=60)

    assert outcome.returncode == 2
    assert "db upgrade" in words
    assert "Traceback" not in words
