"""Where a new card is entered: which fields a gateway brings for that, since card data never enters the portal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoForm:
    """A list of outcomes to choose from; it has no field for a number."""


@dataclass(frozen=True, slots=True)
class StripeForm:
    """Stripe's own fields. What confirms a payment there, a report's `action`, is the client secret of its intent."""

    publishable_key: str  # says whose fields they are; everybody who enters a card sees it


CardForm = DemoForm | StripeForm | None  # none: it takes no cards
