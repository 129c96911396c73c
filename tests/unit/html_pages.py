"""Index pages and lists in HTML, as real servers write them."""

from altindex_magic.simple_api import HTML_LEGACY, parse_page

URL = "https://index.example/simple/x/"
LIST = "https://index.example/simple/"
WHEEL = "x-1.0-py3-none-any.whl"
LINK = f'<a href="{WHEEL}">{WHEEL}</a>'
LONG_WHEEL = "x-1.0.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
DIGEST = "0" * 63 + "a"

NGINX = f"""<html>
<head><title>Index of /x/</title></head>
<body>
<h1>Index of /x/</h1><hr><pre><a href="../">../</a>
<a href="{WHEEL}">{WHEEL}</a>                             22-Nov-2026 12:38                   0
<a href="{LONG_WHEEL}">{LONG_WHEEL[:47]}..&gt;</a>
<a href="x-1.0.tar.gz.asc">x-1.0.tar.gz.asc</a>
</pre><hr></body>
</html>"""
DEVPI = f"""<!DOCTYPE html><html lang="en"><head><title>root/dev: links for x</title></head>
<body><h1>root/dev: links for x</h1>
<form action="/root/dev/+simple/x/refresh" method="post"><input name="refresh" type="submit" value="Refresh"></form>
root/dev <a href="../../+f/0a/{WHEEL}#sha256={DIGEST}" data-requires-python="&gt;=3.8">{WHEEL}</a><br></body></html>"""
GEMFURY = f"""<!DOCTYPE html><html><body><h1>Links for x</h1>
<a href="https://SECRETTOKEN:@files.example/acme/-/ver_1/{WHEEL}#md5=0a">{WHEEL}</a><br /></body></html>"""
NGINX_LIST = """<h1>Index of /simple/</h1><a href="../">../</a>
<a href="acme-models/">acme-mod..&gt;</a><a href="zope-x/">zope-x/</a>"""
APACHE_LIST = """<h1>Index of /simple</h1><a href="?C=N;O=D">Name</a><a href="/root/">Parent Directory</a>
<a href="acme_models/">acme_models/</a><a href="zope-x/">zope-x/</a>"""
BREADCRUMBS = """<title>Index of packages</title><a href="/">index.example</a><a href="/simple">simple</a>
<a href="https://index.example/simple/">simple</a><a href="acme-models/">acme-models</a><a href="zope-x">zope-x</a>"""
NO_ENDS = f"<ul><li>{LINK}<li><a href=x-2.0.tar.gz>x-2.0.tar.gz"


def read(text, url=URL, kind=HTML_LEGACY, project="x"):
    return parse_page(text.encode(), kind, url=url, project=project)
