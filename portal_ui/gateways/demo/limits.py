"""What the demo processor takes, in the currency's smallest unit."""

LEAST_CENTS = 50
MOST_CENTS = 99_999_999
