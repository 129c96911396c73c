"""What anybody can read is published only by somebody who means it, and never a private name."""

from __future__ import annotations

import pytest

from altindex_magic import request
from tests.packages import wheel


def test_a_public_upload_is_confirmed(desk, open_index, tmp_path):
    """Asked, refused, said in the line, and never waited for where nobody is."""
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    wanted = request.Upload((str(path),), "open")
    assert "must be confirmed, and nobody is here to do it.  [confirmation-needed]" in desk.refused(wanted)
    desk.answers = ["no"]
    assert desk.do(wanted)[-1].text == "Nothing was uploaded."
    assert not open_index.behaviour.posts
    desk.answers = ["yes"]
    assert desk.do(wanted)[-1].rows[0].state == "uploaded"
    assert desk.upload(path, "open", yes=True).rows[0].state == "uploaded"
    assert len(desk.asked) == 3


@pytest.mark.parametrize("claim", ["declared", "listed"])
def test_a_private_name_is_not_made_public(desk, open_index, share, tmp_path, claim):
    """Whether a pattern or the list of a private index says so, in use or not, with --yes or not."""
    wheel(share.folder, "acme-models", "0.9")
    desk.do(request.Add("team", str(share.folder), packages=("acme-*",) if claim == "declared" else ()))
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    told = desk.refused(request.Upload((str(path),), "open", yes=True))
    assert "`acme-models` belongs to team and is not uploaded to open, which is public.  [private-name]" in told
    assert not open_index.behaviour.posts
    assert desk.upload(wheel(tmp_path / "dist", "free", "1.0"), "open", yes=True).rows[0].state == "uploaded"


def test_a_public_index_is_never_the_target_by_being_next(desk, open_index, share):
    """`use A B --uploads` gives no right to publish on a public B."""
    wheel(share.folder, "acme", "1.0")
    desk.do(request.Add("team", str(share.folder)))
    file = desk.session.world.places.indexes_file
    file.write_text(file.read_text().replace(f'publish-url = "{share.url}"\n', ""))
    assert "team has no publish URL" in desk.refused(request.Use(("team", "open"), uploads=True))
