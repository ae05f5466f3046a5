"""Language models behind one small contract: a request in, a reply or a typed failure out.

Importing this package is cheap; the HTTP client is imported when a model is first spoken to.
"""

from t3data.models.bill import Bill
from t3data.models.cache import ResponseCache
from t3data.models.cached import CachedModel
from t3data.models.chat import (
    ChatModel,
    Failure,
    FailureKind,
    Message,
    Outcome,
    Reply,
    Request,
    Sampling,
    Usage,
)
from t3data.models.openai_server import OpenAIServer
from t3data.models.retry import RetryPolicy

__all__ = [
    "Bill",
    "CachedModel",
    "ChatModel",
    "Failure",
    "FailureKind",
    "Message",
    "OpenAIServer",
    "Outcome",
    "Reply",
    "Request",
    "ResponseCache",
    "RetryPolicy",
    "Sampling",
    "Usage",
]
