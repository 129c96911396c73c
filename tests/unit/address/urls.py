"""Addresses of any host and path, without a secret."""

from hypothesis import strategies as st

from altindex_magic.userinfo import carries_credentials

HOSTS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?(\.[A-Za-z]{2,5}){1,2}", fullmatch=True)
PATHS = st.lists(st.text("abcXYZ019._~%2F+-@:;,=!$&'()*", max_size=8), max_size=4).map("/".join)
URLS = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}/{path}",
    st.sampled_from(["https", "http", "HTTPS", "Http"]),
    HOSTS,
    st.sampled_from(["", ":80", ":443", ":8443"]),
    PATHS.filter(lambda path: not carries_credentials(f"/{path}")),
)
