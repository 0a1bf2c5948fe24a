"""Stripe's fields on our pages: the one policy under which its script runs, and what the script of ours is told."""

from dataclasses import dataclass

from pages.guard.dressing import PLAIN_POLICY
from portal_ui import language
from portal_ui.gateways import CardForm, StripeForm

_SCRIPTS = "https://js.stripe.com https://*.js.stripe.com"  # the sub-domains, too, as Stripe's own guide asks
POLICY = f"{PLAIN_POLICY}; script-src 'self' {_SCRIPTS}; frame-src {_SCRIPTS} https://hooks.stripe.com; connect-src 'self' https://api.stripe.com"
_SPOKEN = frozenset(
    {
        *("ar", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-GB", "en-NZ", "es", "es-419", "es-ES"),
        *("et", "fi", "fil", "fr", "fr-CA", "fr-FR", "he", "hr", "hu", "id", "it", "ja", "ko", "lt"),
        *("lv", "ms", "mt", "nb", "nl", "no", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv"),
        *("th", "tr", "vi", "zh", "zh-HK", "zh-TW"),
    }
)
_AMERICAN_SPANISH = "es-419"


@dataclass(frozen=True, slots=True)
class Fields:
    """Whose fields they are, and the language in which they speak."""

    key: str
    locale: str


def fields(form: CardForm) -> Fields | None:
    """What the page's script needs for Stripe's fields; `None` where other ones are used."""
    return Fields(form.publishable_key, locale(language.current())) if isinstance(form, StripeForm) else None


def locale(ours: str) -> str:
    """The nearest of the languages that Stripe's fields speak; `auto`, the browser's, where it speaks none like it."""
    tag = ours.replace("_", "-")
    spoken = tag.split("-")[0]
    if spoken == "es" and tag not in _SPOKEN:
        return _AMERICAN_SPANISH
    return next((one for one in (tag, spoken) if one in _SPOKEN), "auto")
