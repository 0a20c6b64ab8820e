from scrapy.settings import default_settings

from crawlers import settings

OURS = {"RETRY_WAIT_MAX", "ALLOW_PRIVATE_HOSTS"}


def test_every_setting_is_one_that_scrapy_knows() -> None:
    known = {name for name in dir(default_settings) if name.isupper()}
    assert settings.settings().keys() - known == OURS


def test_the_crawler_is_closed_bounded_and_polite() -> None:
    found = settings.settings("https://example.com/bot")
    assert found["ROBOTSTXT_OBEY"]
    assert found["AUTOTHROTTLE_ENABLED"]
    assert found["DOWNLOAD_VERIFY_CERTIFICATES"]
    assert not found["COOKIES_ENABLED"]
    assert not found["TELNETCONSOLE_ENABLED"]
    assert not found["REMOTE_CONTROL_ENABLED"]
    assert not found["ALLOW_PRIVATE_HOSTS"]
    assert set(found["DOWNLOAD_HANDLERS"].values()) == {None}
    assert found["DOWNLOAD_MAXSIZE"] == 16 * 1024**2
    assert found["DOWNLOAD_TIMEOUT"] == 30
    assert found["REDIRECT_MAX_TIMES"] == 5
    assert found["USER_AGENT"] == "Ipsomun/0.1 (+https://example.com/bot)"


def test_overrides_win() -> None:
    assert settings.settings(DOWNLOAD_TIMEOUT=1)["DOWNLOAD_TIMEOUT"] == 1
