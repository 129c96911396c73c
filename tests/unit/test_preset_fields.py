"""The fields of a preset take what fits and refuse the rest, above all secrets."""

import re

import pytest

from altindex_magic import presets
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import InvalidUrl, PresetField, UnknownPreset


def fill(preset, **fields):
    return presets.fill(presets.find(preset), "fury", fields, {})


@pytest.mark.parametrize(
    ("preset", "fields", "problem", "example_line"),
    [
        (
            "gemfury",
            {},
            "`account` is missing, the account name, as in https://manage.fury.io/manage/ACCOUNT",
            "--preset gemfury account=…",
        ),
        ("gemfury", {"acount": "acme"}, "it has no field `acount`", "--preset gemfury account=…"),
        ("nvidia", {"variant": "cu12"}, "it has no field `variant`", "--preset nvidia"),
        (
            "pytorch",
            {"variant": "cuda12.8"},
            (
                "the value of `variant` does not fit: cpu, xpu, cu and the CUDA version without its dot, "
                "or rocm and its version; for example cu128"
            ),
            "--preset pytorch variant=…",
        ),
        (
            "gitea",
            {"host": "https://git.example.com/gitea", "owner": "acme"},
            "the value of `host` does not fit: the host of Gitea; for example gitea.example.com",
            "--preset gitea host=… owner=…",
        ),
        (
            "folder",
            {"path": "wheels"},
            (
                "the value of `path` does not fit: the folder: an absolute path, or one that begins with ~ or ./; "
                "for example /srv/wheels"
            ),
            "--preset folder path=…",
        ),
    ],
)
def test_a_field_that_does_not_fit_is_refused_with_the_whole_line(preset, fields, problem, example_line):
    """The error says which field, what it takes, and how the line goes."""
    with pytest.raises(PresetField) as caught:
        fill(preset, **fields)
    assert str(caught.value).splitlines() == [
        f"The preset `{preset}` cannot be filled in: {problem}.  [preset-field]",
        f"  do      %altindex add NAME {example_line}",
    ]


@pytest.mark.parametrize("value", ["..", ".", "a/b", "a\\b", "a?b", "a#b", "a%2Fb", "{pypi_simple}", "-x", "a b", "ä"])
def test_a_value_cannot_leave_its_part_of_the_path(value):
    """What would change the shape of the address is refused, and not repeated: it may be a password."""
    with pytest.raises(PresetField) as caught:
        fill("cloudsmith", owner=value, repository="python")
    assert f"`{value}`" not in str(caught.value)


def test_a_port_that_is_none_is_refused():
    """The filled-in address passes the same check as one that was typed."""
    with pytest.raises(InvalidUrl):
        fill("gitea", host="git.example.com:99999", owner="acme")


@pytest.mark.parametrize(
    "fields",
    [
        {"account": "acme", "token": "x"},
        {"account": "acme", "Password": "x"},
        {"account": "acme", "api-key": "x"},
        {"account": "1wmWNDGD5RPAwKgsdvb6DphXCj0vPLs"},
        {"account": "f5QYibttxx4fC25L4tCn"},
        {"account": "0123456789abcdef0123456789abcdef"},
        {"account": "glpat-abcdefghij0123456789"},
        {"account": "ghp_abcdefghijklmnopqrst"},
        {"account": "eyJhbGciOiJub25lIn0.e30."},
        {"account": "alice:hunter2@fury.io"},
        {"account": "https://alice:hunter2@fury.io"},
    ],
)
def test_a_secret_in_a_field_is_refused(fields):
    """A field that is named like a secret, or looks like one, is neither stored nor shown."""
    with pytest.raises(SecretInLine) as caught:
        fill("gemfury", **fields)
    (name,) = [name for name in fields if name != "account"] or ["account"]
    assert caught.value.what == (
        f"The field `{name}` of the preset gemfury holds a user name, password or token. Nothing was done."
    )
    assert fields["account"] == "acme" or fields["account"] not in str(caught.value)


@pytest.mark.parametrize(
    ("preset", "fields"),
    [
        ("azure-artifacts", {"organization": "acme", "project": "6f1c9d2e-8a4b-4c3d-9e2f-1a2b3c4d5e6f", "feed": "py"}),
        ("artifactory", {"host": "acme.jfrog.io", "repository": "pypi-production-local"}),
        ("gitlab-group", {"group": "platform-engineering/machine-learning/research-2026"}),
        ("folder", {"path": "/srv/0123456789abcdef0123456789abcdef/user:x@y"}),
    ],
)
def test_a_long_name_is_not_taken_for_a_secret(preset, fields):
    """Project numbers, descriptive names and paths are what they are."""
    assert fill(preset, **fields).preset == preset


def test_an_unknown_preset_is_named_beside_the_nearest():
    """Nothing is chosen by likeness, only offered."""
    with pytest.raises(UnknownPreset) as caught:
        presets.find("gemfurry")
    assert str(caught.value).splitlines() == [
        "There is no preset called `gemfurry`. Did you mean `gemfury`?  [unknown-preset]",
        "  do      %altindex presets",
    ]


def test_a_field_may_be_a_folder_of_windows():
    """Drives and shares are folders too, whatever the system that checks them."""
    field = presets.find("folder").fields[0]
    for path in (r"C:\wheels", "D:/wheels", r"\\server\share", "~", "..\\wheels", "./wheels"):
        assert re.fullmatch(field.pattern, path), path
    for path in ("https://pypi.example.com/", "wheels", "C:wheels", ""):
        assert not re.fullmatch(field.pattern, path), path
