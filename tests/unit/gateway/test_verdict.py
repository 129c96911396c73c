"""The answers of many servers become our own few errors."""

import pytest

from altindex_magic.gateway.verdict import Reply, in_words, refusal

WHEEL = "acme-1.0-py3-none-any.whl"


def verdict(status, said=""):
    error = refusal(Reply("fury", "https://push.example/acme/", WHEEL, status, said))
    return error.reference if error else None


@pytest.mark.parametrize(
    ("status", "said", "reference"),
    [
        (200, "OK", None),
        (201, "Created", None),
        (400, "File already exists. See the help page for more information.", "file-exists"),
        (400, "Validation failed: File name has already been taken", "file-exists"),
        (400, "Repository does not allow updating assets: pypi-hosted", "file-exists"),
        (
            403,
            "Not enough permissions to overwrite artifact 'acme-1.0.whl' (user needs DELETE permission).",
            "file-exists",
        ),
        (409, "Package 'acme-1.0.whl' already exists!", "file-exists"),
        (409, "Conflict", "file-exists"),
        (400, "This filename has already been used, use a different version.", "file-exists"),
        (403, "The user 'me' isn't allowed to upload to project 'acme'.", "upload-forbidden"),
        (403, "Forbidden", "upload-forbidden"),
        (413, "Request Entity Too Large", "upload-too-large"),
        (400, "File too large. Limit for project 'acme' is 100 MB.", "upload-too-large"),
        (400, "Invalid value for classifiers. Error: Classifier 'X' is not a valid classifier.", "metadata-refused"),
        (400, "The description failed to render for 'text/x-rst'.", "metadata-refused"),
        (422, "metadata_version is unknown", "metadata-refused"),
        (404, "Not Found", "no-uploads-here"),
        (405, "Method Not Allowed", "no-uploads-here"),
        (500, "Internal Server Error", "server-error"),
        (503, "try later", "server-error"),
        (418, "I am a teapot", "upload-failed"),
    ],
)
def test_each_answer_has_its_one_meaning(status, said, reference):
    """As PyPI, GitLab, Nexus, Artifactory, pypiserver, devpi and nginx word them."""
    assert verdict(status, said) == reference


def test_the_server_s_own_text_is_told():
    """Without it nobody could act."""
    error = refusal(Reply("fury", "https://push.example/", WHEEL, 403, "isn't allowed to upload to project 'acme'"))
    assert str(error.why) == (
        "The credential may not publish there. It says: isn't allowed to upload to project 'acme'"
    )


def test_a_page_is_reduced_to_its_words():
    """No markup, no script, no style, and not without end."""
    head = "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head>"
    page = f"{head}<body><h1>No</h1><p>not\nyou</p></body></html>"
    assert in_words("Forbidden", page) == "Forbidden No not you"
    assert in_words("No", "No.") == "No."
    assert len(in_words("", "a" * 5000)) == 300
