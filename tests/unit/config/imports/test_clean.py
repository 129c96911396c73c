"""A secret that the keyring has is taken out of the files, and nothing else is."""

import pytest

from altindex_magic.config.imports.clean import cleaned, files
from altindex_magic.config.keeping import read
from tests.unit.config.imports.conftest import QUOTED, SECRET
from tests.unit.config.imports.test_gather import CASES


@pytest.mark.parametrize("case", CASES)
def test_no_secret_is_left_in_any_file(home, case):
    """In whichever form it stood there; and every line that held none is as it was."""
    contents, variables, _, _ = CASES[case]
    user = home(**variables)
    user.write(**contents)
    kept = [each for found in user.gather().found for each in (found.credential, found.upload) if each and each.secret]
    for path in files(user.environment):
        before = read(path)
        after = cleaned(path, before, kept)
        assert SECRET not in after
        assert QUOTED not in after
        lines = [line for line in before.splitlines() if SECRET not in line and QUOTED not in line]
        left = after.splitlines()
        assert [line for line in lines if line not in left and "NOPASS" not in line] == []
        if SECRET not in before and QUOTED not in before:
            assert after == before


def test_the_user_stays_where_pip_and_uv_need_it(home):
    """They take it to the keyring."""
    user = home()
    (path,) = user.write(
        pip=f"[global]\r\nindex-url = https://me%40x:{QUOTED}@h.example/simple\r\n# https://other:x@h/\r\n"
    )
    kept = [found.credential for found in user.gather().found]
    assert cleaned(path, read(path), kept) == (
        "[global]\r\nindex-url = https://me%40x@h.example/simple\r\n# https://other:x@h/\r\n"
    )


def test_a_password_of_pdm_goes_with_its_line(home):
    """The comment behind it goes along, the one above stays."""
    user = home()
    (path,) = user.write(
        project=f'[[tool.pdm.source]]\nname = "p"\nurl = "https://h.example/"\nusername = "a"\n# why\n'
        f'password = "{SECRET}" # secret\nverify_ssl = true\n'
    )
    kept = [found.credential for found in user.gather().found]
    assert cleaned(path, read(path), kept).endswith('username = "a"\n# why\nverify_ssl = true\n')
