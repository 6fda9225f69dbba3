"""How a template becomes Python: as Jinja does it, without what costs time on pages of many thousands of values.

What is put on a page is escaped without being marked as safe. Jinja marks each value, which takes most of the time of
escaping, and a page that is joined to one text has no use for it.
"""

import re
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SIGN = re.compile(r"""[&<>"']""")


def write_value(value: Any) -> str:
    """What stands on the page for a value: `markupsafe.escape` of it, as a plain text where that is the same."""
    kind = type(value)
    if kind is str:
        return escape(value) if _SIGN.search(value) else value
    if kind is int:
        return str(value)
    # What a macro made, however long, is not copied.
    return value if kind is Markup else escape(value)


class _PageCode(CodeGenerator):
    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("write_value = environment.write_value")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("write_value(")


class PageEnvironment(Environment):
    """The environment of pages, that compiles templates so."""

    code_generator_class = _PageCode
    write_value = staticmethod(write_value)
