"""The small language of templates: show, test, repeat, include. Checked before a template is compiled.

Jinja's sandbox hides what is private but limits nothing: `{{ 'a' * 10**9 }}` builds a gigabyte. Here only what is
listed may stand in a template at all, and each repetition says how many characters it may print.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from scheduler.domain.rendering.mistakes import TemplateMistake

FILTERS = ("default", "escape", "e", "first", "join", "last", "length", "lower", "trim", "upper")
TESTS = ("defined", "undefined", "none", "even", "odd", "in", "eq", "equalto", "string", "number")
CALLS = ("row", "class_block", "say", "super")

_ALLOWED = frozenset(
    [
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
        *(nodes.If, nodes.For, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
        *(nodes.CondExpr, nodes.Block, nodes.Extends, nodes.Include, nodes.CallBlock, nodes.Call, nodes.Assign),
        nodes.Keyword,  # what a phrase is given
        nodes.Scope,  # around “autoescape”, which is refused by its own name
    ]
)
_WORDS = {
    "Mul": "“*”",
    "Pow": "“**”",
    "Add": "“+”",
    "Sub": "“-”",
    "Div": "“/”",
    "FloorDiv": "“//”",
    "Mod": "“%”",
    "Concat": "“~”",
    "FromImport": "“import”",
    "AssignBlock": "“set … endset”",
    "FilterBlock": "“filter … endfilter”",
    "ScopedEvalContextModifier": "“autoescape”",
    "Dict": "a list in braces",
    "List": "a list in brackets",
    "Tuple": "a list with commas",
    "NSRef": "“namespace”",
}
STEP = 20


def check(template: nodes.Template, file: str) -> nodes.Template:
    """The template with its repetitions counted, or TemplateMistake at the first thing it may not hold."""
    for node in template.find_all(nodes.Node):
        problem = _problem(node)
        if problem:
            raise TemplateMistake(file, node.lineno, problem)
    paced: nodes.Template = _Pacer().visit(template)
    return paced


def _problem(node: nodes.Node) -> str:
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Tuple):
        return "“for” takes one name, as in {% for class in classes %}."
    if type(node) not in _ALLOWED:
        name = type(node).__name__
        return f"{_WORDS.get(name, f'“{name.lower()}”')} cannot be used in a template."
    return _wrong_use(node)


def _wrong_use(node: nodes.Node) -> str:
    match node:
        case nodes.Filter() if node.name not in FILTERS:
            return f"there is no filter “{node.name}”; these are known: {', '.join(FILTERS)}."
        case nodes.Test() if node.name not in TESTS:
            return f"there is no test “{node.name}”; these are known: {', '.join(TESTS)}."
        case nodes.Call() if not (isinstance(node.node, nodes.Name) and node.node.name in CALLS):
            return f"only {', '.join(CALLS)} can be called."
        case nodes.For() if node.recursive:
            return "“recursive” cannot be used in a template."
        case nodes.Getattr() if isinstance(node.node, nodes.Const):
            return "only a name has parts."
        case nodes.Getitem() if not isinstance(node.arg, nodes.Const):
            return "only a number or a name in quotes can stand in brackets."
        case nodes.Include() | nodes.Extends() if not isinstance(node.template, nodes.Const):
            return "name the file in quotes."
    return ""


class _Pacer(NodeTransformer):
    """Sends what is repeated through the filter `paced`, with the characters one repetition prints by itself."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        cost = STEP + sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        line = node.iter.lineno
        node.iter = nodes.Filter(node.iter, "paced", [nodes.Const(cost, lineno=line)], [], None, None, lineno=line)
        return node
