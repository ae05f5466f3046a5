"""Values of attributes: which exclude each other, which are the same, and of which attribute.

One group of words is one value for a reader ("big", "large"); the groups of one attribute exclude
each other, except the pairs listed as near. Words that are not here cannot be judged.
"""

from functools import lru_cache

_GROUPS = {
    "color": (
        "red|crimson|scarlet", "blue|navy", "green", "yellow", "orange", "purple|violet", "pink",
        "brown", "black", "white", "grey|gray", "beige|tan|cream", "gold|golden", "silver",
        "turquoise|teal", "maroon|burgundy",
    ),
    "shade": ("light|pale", "dark|deep"),
    "brightness": ("bright|brightly lit|well-lit", "dim|dark|dimly lit"),
    "light": ("lit|illuminated|glowing", "unlit|unilluminated"),
    "size": (
        "big|large|huge|giant|enormous|massive|oversized|gigantic",
        "small|little|tiny|miniature", "medium|medium-sized",
    ),
    "height": ("tall|high|towering", "short|low|squat"),
    "length": ("long|lengthy", "short"),
    "width": ("wide|broad", "narrow"),
    "thickness": ("thick", "thin|slender|slim"),
    "weight": ("heavy", "light|lightweight"),
    "build": ("fat|chubby|plump|overweight", "thin|slim|slender|skinny"),
    "depth": ("deep", "shallow"),
    "age": ("old|elderly|aged|ancient|vintage", "young|youthful", "new|brand-new|modern"),
    "temperature": ("hot|steaming", "cold|chilled|icy|frozen", "warm", "cool"),
    "wetness": ("wet|damp|soaked|moist|soaking", "dry"),
    "cleanliness": ("clean|spotless", "dirty|muddy|grimy|filthy|stained|dusty"),
    "tidiness": ("tidy|neat|organized", "messy|cluttered|untidy|disorganized"),
    "fullness": ("full|filled", "empty", "half-full|half-empty"),
    "openness": ("open|opened", "closed|shut"),
    "lock": ("locked", "unlocked"),
    "wholeness": ("intact|whole|unbroken|undamaged", "broken|damaged|cracked|shattered|torn"),
    "folding": ("folded", "unfolded"),
    "wrapping": ("wrapped", "unwrapped"),
    "cooking": ("raw|uncooked", "cooked|roasted|baked|fried|grilled|boiled", "burnt|burned"),
    "ripeness": ("ripe", "unripe", "rotten|overripe"),
    "freshness": ("fresh", "wilted|withered|stale|dried"),
    "peeling": ("peeled", "unpeeled"),
    "slicing": ("sliced|chopped|diced", "whole|uncut"),
    "inflation": ("inflated", "deflated"),
    "material": (
        "wooden|wood", "metal|metallic|steel", "plastic", "glass", "stone", "brick", "leather",
        "paper", "cardboard", "concrete|cement", "ceramic|porcelain", "rubber", "marble",
    ),
    "shape": ("round|circular", "square", "rectangular", "triangular", "oval", "hexagonal"),
    "straightness": ("straight", "curved|bent|crooked", "curly|wavy"),
    "pattern": (
        "striped", "plaid|checkered|checked", "plain|solid", "floral|flowered",
        "spotted|dotted|polka-dot",
    ),
    "texture": ("smooth", "rough|bumpy|coarse", "fluffy|furry"),
    "hardness": ("soft", "hard|firm"),
    "sharpness": ("sharp", "blunt|dull"),
    "shine": ("shiny|glossy|polished", "matte|dull"),
    "transparency": ("transparent|clear|see-through", "opaque", "translucent|frosted"),
    "tightness": ("tight", "loose|baggy"),
    "speed": ("fast|quick|rapid", "slow"),
    "loudness": ("loud|noisy", "quiet|silent"),
    "crowding": ("crowded|busy|packed|bustling", "empty|deserted|quiet|uncrowded"),
    "mood": (
        "happy|cheerful|smiling|joyful", "sad|unhappy|crying|frowning", "angry|furious",
        "surprised", "calm|relaxed",
    ),
    "wakefulness": ("awake|alert", "asleep|sleeping"),
    "posture": (
        "standing", "sitting|seated", "lying|reclining", "kneeling", "crouching|squatting",
    ),
    "motion": ("moving", "parked|stationary|motionless|still"),
    "weather": (
        "sunny|clear|cloudless", "cloudy|overcast", "rainy", "snowy", "foggy|misty", "stormy",
    ),
    "daytime": ("day|daytime", "night|nighttime"),
    "surface": ("calm|still|smooth", "rough|choppy|wavy|stormy"),
    "steepness": ("steep", "gentle|flat|level"),
    "sheen": ("painted", "unpainted"),
    "clothing": ("barefoot", "shod"),
    "hair": ("bald", "long-haired", "short-haired"),
    "side": ("left", "right"),
    "level": ("upper|top", "lower|bottom"),
    "count": ("single|one", "two", "three", "four", "five", "six"),
}  # fmt: skip

_NEAR = (
    "red maroon", "red orange", "red pink", "brown beige", "brown maroon", "orange brown",
    "purple pink", "purple maroon", "purple blue", "blue turquoise", "green turquoise",
    "yellow gold", "yellow orange", "yellow beige", "orange gold", "white beige", "white silver",
    "grey silver", "grey black", "brown gold", "pink beige", "white grey", "beige grey",
    "beige gold", "hot warm", "warm cool", "cold cool", "square rectangular", "round oval",
    "stone marble", "stone brick", "stone concrete", "brick concrete",
    "marble ceramic", "paper cardboard", "plastic rubber", "sad angry",
    "happy calm", "happy surprised", "curved curly", "cloudy rainy", "cloudy stormy",
    "rainy stormy", "cloudy foggy", "transparent translucent", "full half-full",
    "empty half-full", "kneeling crouching", "big medium", "small medium",
)  # fmt: skip

_BROAD = {
    "state": (
        "openness lock wholeness folding wrapping cooking ripeness freshness peeling slicing"
        " inflation fullness wetness cleanliness tidiness light motion wakefulness crowding"
        " sheen temperature tightness clothing"
    ),
    "opening": "openness",
    "smoothness": "texture",
    "lighting": "brightness light shade",
    "brightness": "shade light",
    "light": "brightness shade",
    "condition": "wholeness cleanliness wetness freshness ripeness tidiness age fullness",
    "fullness": "crowding",
    "emotion": "mood",
    "expression": "mood",
    "size": "height length width thickness weight build depth",
    "dimension": "size height length width thickness depth",
    "position": "side level posture",
    "pose": "posture",
    "texture": "hardness pattern shine sharpness",
    "cleanness": "cleanliness",
    "time": "daytime",
    "sky": "weather",
    "colour": "color shade",
    "color": "shade",
    "number": "count",
    "quantity": "count",
    "form": "shape straightness",
    "shape": "straightness",
    "build": "thickness height",
}
"""Names of attributes that cover others besides themselves."""


def _index() -> dict[str, dict[str, str]]:
    return {
        attribute: {word: group.split("|")[0] for group in groups for word in group.split("|")}
        for attribute, groups in _GROUPS.items()
    }


_VALUES = _index()
_NEAR_PAIRS = frozenset(frozenset(pair.split()) for pair in _NEAR)
ALL_VALUES = frozenset(word for values in _VALUES.values() for word in values)


@lru_cache(maxsize=4096)
def attributes_named(name: str) -> frozenset[str]:
    """The attributes that `name`, as evidence gives it, may mean; empty where it is unknown."""
    broad = _BROAD.get(name, "").split()
    return frozenset([*broad, name] if name in _GROUPS else broad)


@lru_cache(maxsize=4096)
def have(attribute: str, value: str) -> bool:
    """Whether `value` is a value of what evidence calls `attribute`."""
    return any(value in _VALUES[each] for each in attributes_named(attribute))


@lru_cache(maxsize=1 << 14)
def same_value(one: str, other: str) -> bool | None:
    """Whether two values are the same for a reader; None where that is open."""
    one, other = one.casefold(), other.casefold()
    if one == other:
        return True
    verdicts = {
        _same_in(values, one, other)
        for values in _VALUES.values()
        if one in values and other in values
    }
    return verdicts.pop() if len(verdicts) == 1 else None


def _same_in(values: dict[str, str], one: str, other: str) -> bool | None:
    if values[one] == values[other]:
        return True
    return None if frozenset((values[one], values[other])) in _NEAR_PAIRS else False
