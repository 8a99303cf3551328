import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.lib import tokens

SECRET = tokens.secret_of("conformance")
KEY = SECRET.encode()
CLAIMS = {
    "websiteId": "b1600000-0000-4000-8000-000000000001", "sessionId": "dec49aa0-596d-5b50-882b-be01e3ef43d8",
    "visitId": "9a5cf98b-b7ed-5178-9d9b-05da0932c4f6", "iat": 1791211032,
}
# Spec 01, section 2.5.
TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ3ZWJzaXRlSWQiOiJiMTYwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJzZXNz"
    "aW9uSWQiOiJkZWM0OWFhMC01OTZkLTViNTAtODgyYi1iZTAxZTNlZjQzZDgiLCJ2aXNpdElkIjoiOWE1Y2Y5OGItYjdlZC01MTc4LTlkOWItMDVkYT"
    "A5MzJjNGY2IiwiaWF0IjoxNzkxMjExMDMyfQ.HNJvwHTPJKtkXVjq5qr2LNmJ49EABuGSa_-xODpTLds"
)


def unsigned(header, claims):
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    return ".".join([*parts, ""])


def test_the_secret_is_the_hex_text_of_the_hash():
    assert len(SECRET) == 128
    assert SECRET.startswith("a1c49ece")


def test_a_token_is_signed_byte_by_byte_as_umami_signs_it():
    assert tokens.sign(CLAIMS, KEY) == TOKEN


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_three_hmac_algorithms_are_accepted(algorithm):
    assert tokens.verify(jwt.encode(CLAIMS, SECRET, algorithm), KEY) == CLAIMS


def test_the_raw_bytes_of_the_secret_are_not_the_key():
    assert tokens.verify(jwt.encode(CLAIMS, bytes.fromhex(SECRET), "HS256"), KEY) is None


@pytest.mark.parametrize(("extra", "holds"), [
    ({"exp": 60}, True), ({"exp": -1}, False), ({"nbf": -60}, True), ({"nbf": 60}, False), ({"iat": 10**6}, True),
    ({"aud": "somebody"}, True), ({"sub": 5, "iss": "x", "jti": "y"}, True),
])
def test_end_and_beginning_are_honoured_and_nothing_else(extra, holds):
    now = int(time.time())
    extra = {name: value + now if name in ("exp", "nbf", "iat") else value for name, value in extra.items()}
    assert (tokens.verify(jwt.encode({**CLAIMS, **extra}, SECRET, "HS256"), KEY) is not None) is holds


@pytest.mark.parametrize("exp", ["soon", [1], {}, True, None, "1"])
def test_an_end_that_is_no_number_is_no_end_of_a_token(exp):
    body = base64.urlsafe_b64encode(json.dumps({**CLAIMS, "exp": exp}).encode()).rstrip(b"=").decode()
    token = jwt.api_jws.PyJWS().encode(base64.urlsafe_b64decode(body + "=="), SECRET, "HS256")
    assert tokens.verify(token, KEY) is None


@pytest.mark.parametrize("token", [
    "", ".", "..", "...", "x", "x.y.z", TOKEN[:-1], TOKEN + "x", TOKEN.replace(".", "..", 1), " " + TOKEN,
    TOKEN.upper(), "é" * 50, "\0", "a" * 100_000, unsigned({"alg": "none", "typ": "JWT"}, CLAIMS),
    unsigned({"alg": "None"}, CLAIMS), unsigned({"alg": "HS256"}, CLAIMS), unsigned({}, CLAIMS), unsigned([], []),
    unsigned({"alg": ["HS256"]}, CLAIMS), unsigned({"alg": "HS256", "kid": "../../dev/null"}, CLAIMS),
], ids=range(21))
def test_anything_else_is_no_token(token):
    assert tokens.verify(token, KEY) is None


def test_a_token_of_another_secret_is_none():
    assert tokens.verify(jwt.encode(CLAIMS, tokens.secret_of("other"), "HS256"), KEY) is None


def test_an_asymmetric_token_is_none():
    pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert tokens.verify(jwt.encode(CLAIMS, pem, "RS256"), KEY) is None


@pytest.mark.parametrize("claims", [[], "text", 5, None])
def test_claims_that_are_no_object_are_none(claims):
    token = jwt.api_jws.PyJWS().encode(json.dumps(claims).encode(), SECRET, "HS256")
    assert tokens.verify(token, KEY) is None


def test_deeply_nested_claims_are_none_and_no_crash():
    token = jwt.api_jws.PyJWS().encode(b'{"a":' * 50_000 + b"1" + b"}" * 50_000, SECRET, "HS256")
    assert tokens.verify(token, KEY) is None


def test_a_sealed_token_opens_with_its_secret_only():
    sealed = tokens.seal({"userId": "u"}, SECRET)
    assert tokens.looks_sealed(sealed)
    assert tokens.unseal(sealed, SECRET) == {"userId": "u"}
    assert tokens.unseal(sealed, tokens.secret_of("other")) is None
    assert tokens.seal({"userId": "u"}, SECRET) != sealed


def test_a_sealed_token_has_salt_iv_tag_and_text_in_this_order():
    salt, iv = bytes(range(64)), bytes(range(16))
    raw = base64.b64decode(tokens.seal({"userId": "u"}, SECRET, salt=salt, iv=iv))
    assert raw[:80] == salt + iv
    assert len(raw) == 96 + len(tokens.sign({"userId": "u"}, KEY))


@pytest.mark.parametrize("position", [0, 70, 85, 100, 150])
def test_a_sealed_token_with_one_changed_byte_is_none(position):
    raw = bytearray(base64.b64decode(tokens.seal({"userId": "u"}, SECRET)))
    raw[position] ^= 1
    assert tokens.unseal(base64.b64encode(raw).decode(), SECRET) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 199, "A" * 5_000, "A" * 300 + "é", "A" * 201, "A-_" * 100, TOKEN])
def test_what_cannot_be_a_sealed_token_is_refused(token):
    assert tokens.unseal(token, SECRET) is None


@pytest.mark.parametrize("token", ["garbage", "A" * 199, "A" * 4_097, TOKEN, "A B" * 100])
def test_garbage_is_refused_before_ten_thousand_rounds_are_spent_on_it(token):
    assert not tokens.looks_sealed(token)


def test_a_share_whose_parameters_hold_a_number_beyond_64_bits_is_signed_as_javascript_reads_it():
    token = tokens.sign({"parameters": {"a": 10**300, "b": [1, 10**400]}}, b"secret")
    assert tokens.verify(token, b"secret") == {"parameters": {"a": 1e300, "b": [1, None]}}
