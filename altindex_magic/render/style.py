"""The style of all HTML that is shown: quiet, at home in light and dark, with nothing fetched from anywhere.

Colours come from JupyterLab's variables, then VS Code's, then from the text colour of the page itself.
"""

from __future__ import annotations

from typing import Final

# The class is doubled to outweigh the rules that a notebook has for tables in outputs.
STYLE: Final = """<style>
.altindex.altindex { container-type: inline-size; line-height: 1.45;
  font-family: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, sans-serif));
  font-size: var(--jp-ui-font-size1, 13px);
  color: var(--jp-content-font-color1, var(--vscode-foreground, inherit));
  --line: color-mix(in srgb, currentColor 18%, transparent);
  --quiet: color-mix(in srgb, currentColor 70%, transparent);
  --done: color-mix(in srgb, var(--jp-success-color1, #2e9e4f) 75%, currentColor);
  --warning: color-mix(in srgb, var(--jp-warn-color1, #e08a00) 75%, currentColor);
  --failed: color-mix(in srgb, var(--jp-error-color1, #d6453d) 80%, currentColor);
  --bar: var(--jp-brand-color1, #2196f3); }
.altindex.altindex p { margin: 0 0 .4em; max-width: 70em; overflow-wrap: anywhere; }
.altindex.altindex code, .altindex.altindex pre { font-size: .95em; background: none; padding: 0; border: 0;
  color: inherit;  font-family: var(--jp-code-font-family, var(--vscode-editor-font-family, ui-monospace, monospace)); }
.altindex.altindex dd code { background: color-mix(in srgb, currentColor 8%, transparent); padding: .1em .4em;
  border-radius: 3px; }
.altindex.altindex .mark { font-weight: 600; }
.altindex.altindex .done .mark { color: var(--done); }
.altindex.altindex .warning { border-left: 3px solid var(--warning); padding-left: .6em; }
.altindex.altindex .warning .mark { color: var(--warning); }
.altindex.altindex .failed .mark, .altindex.altindex .error .mark { color: var(--failed); }
.altindex.altindex .scroll { overflow-x: auto; margin: 0 0 .6em; }
.altindex.altindex table { border-collapse: collapse; border: 0; margin: 0; table-layout: auto; width: auto;
  font-size: inherit; color: inherit; font-variant-numeric: tabular-nums; }
.altindex.altindex caption { caption-side: top; text-align: left; font-weight: 600; padding: .3em 0; color: inherit;
  white-space: nowrap; }
.altindex.altindex th, .altindex.altindex td { text-align: left; vertical-align: baseline; max-width: 34em;
  padding: .22em 1.4em .22em 0; border: 0; white-space: normal; overflow-wrap: break-word; font-weight: 400;
  line-height: inherit; }
.altindex.altindex thead th { color: var(--quiet); border-bottom: 1px solid var(--line); white-space: nowrap; }
.altindex.altindex tbody th { font-weight: 600; white-space: nowrap; }
.altindex.altindex tbody tr { background: none; border: 0; }
.altindex.altindex tbody tr + tr > * { border-top: 1px solid var(--line); }
.altindex.altindex tbody .long { overflow-wrap: anywhere; min-width: 11em; white-space: normal; }
.altindex.altindex .bar { white-space: nowrap; }
.altindex.altindex .note { color: var(--quiet); }
.altindex.altindex details { margin: 0 0 .6em; }
.altindex.altindex summary { cursor: pointer; font-weight: 600; padding: .2em 0; }
.altindex.altindex details caption { display: none; }
.altindex.altindex pre { max-height: 22em; overflow: auto; margin: .3em 0; padding: .5em .8em; line-height: 1.35;
  border-left: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.altindex.altindex progress { appearance: none; width: 9em; height: .5em; border: 0; border-radius: .25em;
  background: var(--line); overflow: hidden; vertical-align: middle; margin-right: .6em; }
.altindex.altindex progress::-webkit-progress-bar { background: var(--line); }
.altindex.altindex progress::-webkit-progress-value { background: var(--bar); }
.altindex.altindex progress::-moz-progress-bar { background: var(--bar); }
.altindex.altindex .error { border: 1px solid var(--line); border-left: 3px solid var(--failed); border-radius: 3px;
  padding: .6em .9em; margin: 0 0 .6em; max-width: 60em; overflow-wrap: anywhere; }
.altindex.altindex .error .what { font-weight: 600; }
.altindex.altindex dl { display: grid; grid-template-columns: max-content 1fr; gap: .25em 1em; margin: 0; }
.altindex.altindex dt { color: var(--quiet); font-weight: 400; float: none; width: auto; margin: 0; padding: 0;
  white-space: nowrap; }
.altindex.altindex dd { float: none; width: auto; margin: 0; padding: 0; }
.altindex.altindex .reference { color: var(--quiet); margin: .5em 0 0; }
@container (max-width: 44em) {
  .altindex.altindex th, .altindex.altindex td { padding-right: .8em; }
  .altindex.altindex progress { width: 4em; }
  .altindex.altindex .wide thead { display: none; }
  .altindex.altindex .wide tbody tr { display: block; padding: .4em 0; }
  .altindex.altindex .wide tbody tr + tr { border-top: 1px solid var(--line); }
  .altindex.altindex .wide tbody tr > * { display: block; border: 0; padding: .05em 0; max-width: none; }
  .altindex.altindex .wide tbody td { display: grid; grid-template-columns: 7em 1fr; }
  .altindex.altindex .wide td::before { content: attr(data-column); color: var(--quiet); }
}
</style>"""
