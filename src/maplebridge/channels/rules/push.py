"""Messages to a browser that is closed: encrypted for it alone, and signed by us. Pure.

The maker of the browser carries the message and can read neither it nor whom it is about. RFC 8291
says how it is encrypted (aes128gcm of RFC 8188), RFC 8292 how the sender names itself (VAPID).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PURPOSE = "push"
ENDPOINT_MAX = 1_000
DEVICES_MAX = 10
POINT_BYTES, SALT_BYTES, AUTH_BYTES = 65, 16, 16
RECORD_BYTES = 4_096
WORDS_BYTES_MAX = 2_000
VAPID_FOR = timedelta(hours=12)
TTL_SECONDS = 86_400
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def unpadded(raw: bytes) -> str:
    """base64url without padding, as browsers and JWT write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def padded(text: str) -> bytes | None:
    """The bytes of base64url with or without padding; None when it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def is_point(raw: bytes | None) -> bool:
    """Whether these are an uncompressed point that lies on P-256."""
    if raw is None or len(raw) != POINT_BYTES or raw[0] != 4:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    public: bytes = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return public


def key_from(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """A key of P-256 made from 48 random bytes or more: so many that none is likelier."""
    assert len(seed) >= 48
    number = int.from_bytes(seed, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def encrypt(
    words: bytes,
    *,
    browser: bytes,
    auth: bytes,
    ours: ec.EllipticCurvePrivateKey,
    salt: bytes,
) -> bytes:
    """One aes128gcm record. `browser` is the point of the browser, `ours` a key for this message."""
    assert len(words) <= WORDS_BYTES_MAX
    public = point_of(ours)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser)
    shared = ours.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + browser + public
    secret = _mac(_mac(auth, shared), info + b"\x01")
    root = _mac(salt, secret)
    key = _mac(root, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = _mac(root, b"Content-Encoding: nonce\0\x01")[:12]
    sealed = AESGCM(key).encrypt(nonce, words + b"\x02", None)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(public)]) + public
    return head + sealed


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def vapid(
    endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey, now: datetime
) -> dict[str, str]:
    """The Authorization header: who sends, to which push service, for how long."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + VAPID_FOR).timestamp()),
        "sub": contact,
    }
    head = {"typ": "JWT", "alg": "ES256"}
    text = ".".join(unpadded(json.dumps(part).encode()) for part in (head, claims))
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
    mark = unpadded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return {"Authorization": f"vapid t={text}.{mark},k={unpadded(point_of(key))}"}


def topic(about: str) -> str:
    """A name of 32 characters at most: a newer message about the same takes the older one's place."""
    return unpadded(hashlib.sha256(about.encode()).digest())[:32]


def is_push_host(endpoint: str, hosts: Collection[str]) -> bool:
    """Whether the address lies with a push service that we know; `*.` in front covers what is below."""
    host = urlsplit(endpoint).hostname or ""
    return any(
        host.endswith(known[1:]) if known.startswith("*.") else host == known for known in hosts
    )
