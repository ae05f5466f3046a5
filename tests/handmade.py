"""Correct rows of every task by hand, with what the fault tests must know to spoil each of them."""

import hand_choices
import hand_orders
import hand_times
from hand import Hand, Spoil

HANDS: dict[str, tuple[Hand, Spoil]] = {
    **hand_orders.HANDS,
    **hand_choices.HANDS,
    **hand_times.HANDS,
}
