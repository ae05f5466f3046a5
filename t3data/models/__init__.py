"""Models behind one small contract: a request in, a reply or a typed failure out.

Importing this package is cheap; the HTTP client and vLLM are imported when a model is first
spoken to.
"""

from t3data.models.baselines import AlwaysFirst, Chance, Oracle
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
    TokenLogprob,
    Usage,
)
from t3data.models.openai_server import OpenAIServer
from t3data.models.payload import VideoForm
from t3data.models.registry import open_model
from t3data.models.retry import RetryPolicy
from t3data.models.streaming import Job

__all__ = [
    "AlwaysFirst",
    "Bill",
    "CachedModel",
    "Chance",
    "ChatModel",
    "Failure",
    "FailureKind",
    "Job",
    "Message",
    "OpenAIServer",
    "Oracle",
    "Outcome",
    "Reply",
    "Request",
    "ResponseCache",
    "RetryPolicy",
    "Sampling",
    "TokenLogprob",
    "Usage",
    "VideoForm",
    "open_model",
]
