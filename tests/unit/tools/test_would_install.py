"""What a trial of an installer names is read whole: also what comes from a URL or a folder."""

from altindex_magic.tools import pip, uv


def test_uv_names_a_version_or_a_source():
    """A plus or a tilde is something that comes; a minus goes. A credential in a URL is not repeated."""
    lines = [
        "Would install 4 packages",
        " - acme-models==0.9",
        " + acme-models==1.0",
        " ~ acme-data==2.0+cpu (from https://h.example/acme_data-2.0.whl)",
        " + acme-own @ file:///home/me/own",
        " + acme-git @ git+https://me:s3cret@h.example/acme",
    ]
    assert uv.would_install(lines) == [
        ("acme-models", "1.0"),
        ("acme-data", "2.0+cpu"),
        ("acme-own", "file:///home/me/own"),
        ("acme-git", "git+https://••••••@h.example/acme"),
    ]


def test_pip_names_all_in_one_line():
    """The last hyphen parts name and version."""
    assert pip.would_install(["Collecting acme", "Would install acme-data-2.0 acme-models-1.0.post1"]) == [
        ("acme-data", "2.0"),
        ("acme-models", "1.0.post1"),
    ]
