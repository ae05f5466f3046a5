"""How far does a guesser get that never sees the captions?"""

from t3data.audit.report import AuditReport, Finding, TaskKeys
from t3data.audit.run import audit_directory, audit_rows

__all__ = ["AuditReport", "Finding", "TaskKeys", "audit_directory", "audit_rows"]
