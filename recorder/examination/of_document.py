"""The process that looks at a PDF."""

from __future__ import annotations

from recorder.examination.document import BYTES_MAX, look_at_document
from recorder.examination.findings import write_document_message
from recorder.examination.looking import look_confined

if __name__ == "__main__":
    look_confined(lambda file: look_at_document(file.read(BYTES_MAX + 1)), write_document_message)
