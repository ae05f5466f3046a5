"""The numbers of the rule, each with its reason. docs/probing.md explains the rule itself."""

SOLVED = 0.90
"""An aspect is solved when the interval's lower end is here or above. The best models of the paper
reach 99 %, classifiers on features 89 to 98 %: below 90 % something is certainly lost."""

LOSS = 0.05
"""A loss counts from here, and only where its interval lies above 0. With very many items a loss of
one point is significant too, but no reason to change a model's architecture."""

TOLERANCE = 0.10
"""Video is as good as text where the interval of the difference stays below this. With 200 items it
is the smallest margin that equal probes pass reliably."""

READABLE = 0.70
"""Skill, (accuracy - chance) / (1 - chance), from which features are said to hold the aspect. The
lowest value at which the paper calls features good is 0.78 (88.9 % of two options); a bit less,
since training and test clips differ in background and object."""

LEAK = 0.05
"""A question gives itself away when the blind run lies this far above chance, interval included."""

FAILED = 0.05
"""More failed requests than this could be all of a loss that counts."""

MISFORMAT = 0.10
"""Above this share of unreadable replies accuracy measures obedience to the format."""
