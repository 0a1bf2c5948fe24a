"""What the portal's own source may not contain, so that no text of anybody's becomes markup or a script."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("components", "pages", "portal_ui", "db", "commands")
SOURCES = sorted([*(file for room in ROOMS for file in (ROOT / room).rglob("*.py")), ROOT / "main.py"])
SCREENS = sorted(file for room in ROOMS for ending in ("*.js", "*.html") for file in (ROOT / room).rglob(ending))
NEVER = {  # of `ui` and `app`: they take markup, evaluate what they are given, serve files, or keep data of their own
    *("html", "markdown", "restructured_text", "mermaid", "code", "chat_message", "interactive_image", "sub_pages", "upload"),
    *("table", "aggrid", "tree", "echart", "highchart", "plotly", "json_editor", "scene", "leaflet"),
    *("add_body_html", "add_css", "add_scss", "add_sass", "teleport", "on_air"),
    *("add_static_file", "add_static_files", "add_media_file", "add_media_files"),
}
ONLY_IN = {
    "add_head_html": {"pages/customer/shell.py"},  # the style sheet's address and the company's colours
    "storage": {"pages/serving.py"},  # how soon the framework forgets what nobody keeps there
    "Markup": {"pages/staff/second_factor.py", "components/plain/refusals.py"},  # a QR code; tags that stand in the source
}
PAGES = {"pages/page.py", "pages/guard/self_test.py"}  # others declare a page by `pages.page`, which waits on a busy machine
MADE_ELSEWHERE = "pages/staff/second_factor.py"  # its markup comes from a library that draws; everyone else's stands in the source
SCRIPTED = {"innerHTML", "outerHTML", "insertAdjacentHTML", "v-html", "document.write", "eval(", "new Function", "javascript:", "srcdoc"}
SAFE = {"components/plain/staff_letter.html": 1}  # a QR code
INLINE_HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)


def where(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def is_fixed(value: ast.expr) -> bool:
    """Whether it is a text that stands in the source, there or under a name in capitals."""
    return (isinstance(value, ast.Constant) and isinstance(value.value, str)) or (isinstance(value, ast.Name) and value.id.isupper())


def name_of(node: ast.AST) -> str:
    """The last part of a name; empty where it is none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def objections(file: Path) -> Iterator[str]:
    """What one file may not contain."""
    for node in nodes(file):
        line = f"{where(file)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in {"ui", "app"} and node.attr in (NEVER if where(file) in PAGES else NEVER | {"page"}):
                yield f"{line} uses {node.value.id}.{node.attr}"
            if node.value.id == "request" and node.attr in {"base_url", "url_for"}:
                yield f"{line} makes an address of what the request says of its host"
        name = name_of(node)
        if name in ONLY_IN and where(file) not in ONLY_IN[name]:
            yield f"{line} uses {name}"
        if isinstance(node, ast.Call):
            yield from (f"{line} {said}" for said in objections_to_call(node))
            if name_of(node.func) == "Markup" and where(file) != MADE_ELSEWHERE and not all(map(is_fixed, node.args)):
                yield f"{line} makes markup of what is not fixed"
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr in {"props", "_props"}:
            key = node.slice
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str) and not key.value.startswith(":")):
                yield f"{line} names a property that is not fixed, or that browsers evaluate"


def objections_to_call(call: ast.Call) -> Iterator[str]:
    called = name_of(call.func)
    for keyword in call.keywords:
        is_true = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        if keyword.arg in {"html_columns", "sanitize"} or (keyword.arg in {"html", "markdown"} and is_true):
            yield f"says {keyword.arg}"
    if called == "run_javascript" and not (len(call.args) == 1 and is_fixed(call.args[0])):
        yield "runs a script that is not fixed"
    if called in {"run_method", "get_computed_prop"} and not is_fixed(call.args[0]):
        yield "calls a method that is not fixed"
    if called == "add_slot" and len(call.args) + len(call.keywords) != 1:
        yield "gives a slot a template"
    if called == "props" and (len(call.args) != 1 or not is_fixed(call.args[0]) or ":" in ast.unparse(call.args[0])):
        yield "sets properties that are not fixed, or that browsers evaluate"
    if called == "Environment" and not any(
        keyword.arg == "autoescape" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True for keyword in call.keywords
    ):
        yield "makes templates that escape nothing"


def objections_to_screen(file: Path) -> Iterator[str]:
    source = file.read_text(encoding="utf-8")
    yield from (f"{where(file)} has {word}" for word in SCRIPTED if word in source)
    if len(re.findall(r"\|\s*safe\b", source)) != SAFE.get(where(file), 0) or "{% autoescape" in source:
        yield f"{where(file)} escapes not everything"
    if file.suffix == ".html" and INLINE_HANDLER.search(source):
        yield f"{where(file)} has a script in a tag"


def test_no_text_becomes_markup_a_script_or_an_address() -> None:
    assert len(SOURCES) > 200
    assert [said for file in SOURCES for said in objections(file)] == []


def test_a_screen_shows_text_as_text() -> None:
    assert len(SCREENS) > 40
    assert [said for file in SCREENS for said in objections_to_screen(file)] == []


def test_each_rule_finds_what_it_forbids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_source.ROOT", tmp_path)
    wrong = (
        "ui.html(text)",
        "ui.table(rows=rows)",
        "app.add_static_files('/', folder)",
        "app.storage.user['a'] = 1",
        "ui.add_head_html(text)",
        "ui.notify(text, html=True)",
        "Markup(text)",
        "page.run_javascript(f'location = {text}')",
        "page.run_javascript(script)",
        "element.add_slot('body', text)",
        "element.run_method(name)",
        "element._props[name] = 1",
        "element.props[':rows'] = text",
        "element.props(f'label={text}')",
        "Environment(loader=loader)",
        "str(request.base_url)",
    )
    file = tmp_path / "wrong.py"
    for source in wrong:
        file.write_text(source)
        assert len(list(objections(file))) >= 1, source
    file.write_text("page.run_javascript(_TO_START)\nelement._props['view'] = view\nui.notify(text, type='info')\n")
    assert list(objections(file)) == []
    screen = tmp_path / "wrong.html"
    for source in ('<p v-html="text"></p>', "{{ text | safe }}", '<a href="javascript:go()">go</a>', '<p onclick="go()">go</p>'):
        screen.write_text(source)
        assert len(list(objections_to_screen(screen))) >= 1, source
