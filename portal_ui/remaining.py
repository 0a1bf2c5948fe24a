"""What is left to pay of an invoice, said alike by the payment dialog, the card page, the invoice and the receipt."""


def left_to_pay(balance_cents: int, in_process_cents: int) -> int:
    """What may still be asked for. Money in process is promised: it is in the balance yet, but nobody has to pay it again."""
    return max(0, balance_cents - in_process_cents)
