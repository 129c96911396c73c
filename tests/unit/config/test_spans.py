"""Secrets are found wherever the files of the ecosystem have them, and what is none stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.masking import names_secret
from altindex_magic.config.spans import Span, mask, replace, secrets

CANARY = "canary-4711"
TEXT = st.text(
    st.characters(exclude_characters=" \t\r\n/?#@:\"'<>[]\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0", codec="ascii"), min_size=1
)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (f"index-url = https://me:{CANARY}@h.example/simple/", {}),
        (f"index-url = https://{CANARY}:@h.example/simple/", {}),
        (f"index-url = https://{CANARY}@h.example/simple/", {}),
        (f"# extra-index-url = https://me:{CANARY}@h.example/", {}),
        (f"extra-index-url =\n  https://h.example:8080/simple\n  https://me:a/{CANARY}@h.example/", {}),
        (f'url = "https://me:{CANARY}@h.example/"', {}),
        (f'index = [{{ url = "https://h.example:1/x" }}, {{ url = "https://me:{CANARY}@h.example/" }}]', {}),
        (f"password = {CANARY}", {}),
        (f"password: {CANARY} and more", {}),
        (f'password = "{CANARY}"', {}),
        (f"{{ name = 'a', password = '{CANARY}' }}", {}),
        (f'"password" = "{CANARY}"', {}),
        (f"FURY_TOKEN={CANARY}", {}),
        (f"proxy = http://me:{CANARY}@proxy.example:3128", {}),
        (f"machine h.example login me password {CANARY}", {"netrc": True}),
        (f'machine h.example\n  login {CANARY}\n  password ""', {"netrc": True}),
        (f'machine h.example login me password "a b {CANARY}"', {"netrc": True}),
        (f"[fury]\nusername = {CANARY}\npassword =", {"pypirc": True}),
    ],
)
def test_a_secret_is_masked_wherever_it_stands(text, options):
    """In URLs, behind keys, in comments; and a token in the user's place."""
    shown = mask(text, secrets(text, **options))
    assert "canary" not in shown
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "index-url = https://alice@h.example/simple/",
        "extra-index-url = https://h.example:8080/simple/",
        "keyring-provider = subprocess",
        'url = "https://${USER}:${PASSWORD}@h.example/"',
        "password = ${PASSWORD}",
        "username = alice\n",
        "# write to devpi@example.com about 100%",
    ],
)
def test_what_is_no_secret_stays_readable(text):
    """A user that is known, a port, a variable, an address of a person."""
    assert mask(text, secrets(text, known={"alice"}, pypirc=True)) == text


def test_of_a_known_user_the_password_alone_is_masked():
    """The user name tells which login it is."""
    text = "https://me%40acme:s3cret@h.example/"
    assert mask(text, secrets(text, known={"me@acme"})) == "https://me%40acme:••••••@h.example/"


@given(TEXT, TEXT)
def test_no_login_of_a_url_is_missed(user, password):
    """Whatever signs it is made of."""
    text = f"a = https://{user}:{password}@h.example/simple/"
    if not any(sign in user + password for sign in "${}") and not names_secret(user):
        assert secrets(text) == [Span(12, 12 + len(user) + 1 + len(password))]


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=4))
def test_replacing_parts_by_themselves_changes_nothing(text, places):
    """The rest of the text is joined as it was."""
    spans, end = [], 0
    for gap, length in places:
        spans.append(Span(min(end + gap, len(text)), min(end + gap + length, len(text))))
        end = spans[-1].stop
    assert replace(text, ((span, span.of(text)) for span in spans)) == text
