"""What emupos, a decoder of other people (PyPI, Apache-2.0), reads in streams of ESC/POS: see independent-decoder.spec.ts.

In: one JSON object a line, {"columns", "bytes" in base64}. Out: for each, the list of what it would put on the paper.
"""

import base64
import json
import sys
from importlib import resources
from importlib.metadata import version

import yaml
from emupos.config import PrinterProfile
from emupos.printer.escpos.model import PrintModel
from emupos.printer.escpos.render import Receipt
from emupos.printer.escpos.tokenizer import Command, Tokenizer

CUTS = {"GS V", "ESC i", "ESC m"}
QUESTIONS = {"DLE EOT", "DLE ENQ", "GS r", "GS I", "GS a"}


class Recorder(Receipt):
    """Its receipt, which also tells in which order and where things were printed."""

    def __init__(self, width, model, items):
        super().__init__(width)
        self.model, self.items, self.runs = model, items, []

    def add_to_line(self, image, text, advance=None):
        settings, left = self.model.settings, self.position
        super().add_to_line(image, text, advance)
        look = {
            "font": settings.font,
            "bold": settings.emphasized,
            "underline": settings.underline,
            "invert": settings.reverse,
            "width": settings.width,
            "height": settings.height,
        }
        last = self.runs[-1] if self.runs else None
        if last and last["look"] == look and last["end"] == left:
            last["text"] += text
            last["end"] = self.position
        else:
            self.runs.append({"text": text, "left": left, "end": self.position, "look": look})

    def print_line(self, area, justification, feed, text_lines=1, upside_down=False):
        if self.runs:
            self.items.append(
                {"kind": "line", "y": self._paper_y, "align": justification, "runs": self.runs}
            )
        self.runs = []
        super().print_line(area, justification, feed, text_lines, upside_down)

    def print_block(self, image, area, justification, text):
        self.items.append(
            {
                "kind": "block",
                "y": self._paper_y,
                "align": justification,
                "text": text,
                "width": image.width,
                "height": image.height,
                "rows": base64.b64encode(image.tobytes("raw", "1;I")).decode(),
            }
        )
        super().print_block(image, area, justification, text)


def profile_of(columns):
    """Its TM-T20III, with the columns that are asked for."""
    text = (resources.files("emupos") / "profiles" / "printers" / "epson-tm-t20iii.yaml").read_text("utf-8")
    return PrinterProfile.model_validate({**yaml.safe_load(text), "width_dots": columns * 12})


def read(columns, stream):
    items = []
    model = PrintModel("oracle", profile_of(columns))
    paper = Recorder(columns * 12, model, items)
    model.receipt = paper
    tokenizer = Tokenizer()
    for token in tokenizer.feed(stream):
        name = token.name if isinstance(token, Command) else None
        if name in CUTS:
            items.append({"kind": "cut", "y": paper._paper_y})
        elif name == "ESC p":
            items.append({"kind": "drawer", "y": paper._paper_y, "pin": (2, 5)[token.params[0] % 48]})
        elif name not in QUESTIONS:
            for event in model.process(token):
                items.append({"kind": "unknown", "y": paper._paper_y, "what": str(event)})
    if (rest := tokenizer.close()) is not None:
        items.append({"kind": "unknown", "y": paper._paper_y, "what": rest.raw.hex(" ")})
    model.finish("cut")
    return items


print(json.dumps({"decoder": "emupos", "version": version("emupos")}))
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(read(asked["columns"], base64.b64decode(asked["bytes"]))))
