"""Which scripts run."""

import hashlib
import os


def digest_of(folder: str) -> str:
    """Returns the SHA-256 of all files of a folder and their paths, so that a changed helper or data file counts."""
    digest = hashlib.sha256()
    for path in sorted(files_of(folder)):
        name = os.path.relpath(path, folder)
        with open(path, "rb") as file:
            content = hashlib.file_digest(file, "sha256") if hasattr(hashlib, "file_digest") else None
            inner = content.digest() if content else hashlib.sha256(file.read()).digest()
        digest.update(name.encode() + b"\0" + inner)
    return digest.hexdigest()


def files_of(folder: str) -> "list[str]":
    found = []
    for place, folders, names in os.walk(folder):
        # A mounted ConfigMap has its versions in folders that begin with two points; Python writes __pycache__.
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        found += [os.path.join(place, name) for name in names]
    return [path for path in found if os.path.isfile(path)]
