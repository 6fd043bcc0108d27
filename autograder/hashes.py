"""What a grade is a function of, as hashes: the suites that judge, and what the manifest decides."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from autograder.manifest import Manifest


def suite_sha256(manifest: Manifest) -> str:
    """SHA-256 over the names and bytes of what judges: suites, the packages that they import, data, sibling modules.

    The lesson, its page and the manifest are left out: who mends a sentence for students changes no grade.
    """
    digest = hashlib.sha256()
    roots = [manifest.suite, *manifest.packages]
    files = {path: f"{root.name}/{path.relative_to(root).as_posix()}" for root in roots for path in _sources(root)}
    beside = {path for path in manifest.folder.glob("*.py") if path != manifest.lesson}
    beside |= {manifest.stand_ins} if manifest.stand_ins is not None else set()
    files |= {path: f"{manifest.folder.name}/{path.relative_to(manifest.folder).as_posix()}" for path in beside}
    files |= {path: f"data/{name}" for name, path in manifest.data.items()}
    for path, name in sorted(files.items(), key=lambda item: item[1]):  # wherever the folders lie
        content = path.read_bytes()
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def manifest_sha256(manifest: Manifest) -> str:
    """SHA-256 over what the manifest says that decides a grade: questions, limits, modules imported before, policies.

    What is disclosed counts, too: a grade is its words as well as its points.

    Not titles, the lesson, or the policy for late work, which is applied to a grade and is no part of it.
    """
    questions = [(question.id, question.points, question.names, question.builds_on) for question in manifest.questions]
    share = manifest.follow_through.share if manifest.follow_through is not None else 0.0
    decides = (manifest.id, questions, manifest.warm, manifest.limits, share, manifest.disclosure)
    return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()


def _sources(root: Path) -> list[Path]:
    kinds = (".py", ".toml", ".csv", ".json", ".npy", ".npz", ".txt")
    return [
        path for path in root.rglob("*") if path.suffix in kinds and path.is_file() and "__pycache__" not in path.parts
    ]
