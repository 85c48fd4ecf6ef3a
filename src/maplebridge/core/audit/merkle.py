"""Merkle tree hashing as in RFC 6962 section 2.1: pure, SHA-256, leaves 0x00, nodes 0x01."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf(content: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in one pass with one hash kept for each level."""
    stack: list[bytes] = []
    for count, hashed in enumerate(leaves, start=1):
        stack.append(hashed)
        while count % 2 == 0:
            right = stack.pop()
            stack.append(node(stack.pop(), right))
            count //= 2
    if not stack:
        return EMPTY
    top = stack.pop()
    while stack:
        top = node(stack.pop(), top)
    return top


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of the leaf at `index`, from its sibling up to below the root."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*path(leaves[:split], index), root(leaves[split:])]
    return [*path(leaves[split:], index - split), root(leaves[:split])]


def root_from(hashed: bytes, index: int, count: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that `proof` gives for the leaf at `index` of `count`; None when it cannot fit."""
    if not 0 <= index < count or len(proof) != _path_length(index, count):
        return None
    return _climb(hashed, index, count, list(proof))


def _climb(hashed: bytes, index: int, count: int, proof: list[bytes]) -> bytes:
    if count == 1:
        return hashed
    sibling, split = proof[-1], _split(count)
    if index < split:
        return node(_climb(hashed, index, split, proof[:-1]), sibling)
    return node(sibling, _climb(hashed, index - split, count - split, proof[:-1]))


def _path_length(index: int, count: int) -> int:
    length = 0
    while count > 1:
        split = _split(count)
        index, count = (index, split) if index < split else (index - split, count - split)
        length += 1
    return length


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
