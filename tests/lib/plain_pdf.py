"""A small PDF in the form that Chromium writes: each object by itself, in clear, with the moment of printing."""

LINK = rb"/URI (file:///map%20van%20het%20SWV/.wordt-2026-01-01/school/12AB00/retour.html#kop)"


def make_pdf(
    *,
    text: str = "Aanwezig",
    link: bytes = LINK,
    more: int = 0,
    clock: bytes = b"20261125043721+00'00'",
    tags: tuple[int, int] = (7, 9),
) -> bytes:
    """A document of one page in the form that Chromium writes; `more` objects that nothing refers to.

    `tags`: the numbers by which a head and a cell of a table are named.
    """
    head, cell = (b"(node%08d)" % number for number in tags)
    content = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode("ascii")
    bodies = [
        b"<</Title (Verslag \\(proef\\))\n/Creator (Mozilla/5.0 \\(X11\\) Chrome/156)\n/Producer (Skia/PDF m156)\n"
        b"/CreationDate (D:%s)\n/ModDate (D:%s)>>" % (clock, clock),
        b"<</Type /Catalog\n/Pages 3 0 R\n/Lang (nl)>>",
        b"<</Type /Pages\n/Count 1\n/Kids [4 0 R]>>",
        b"<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 595 842]\n/Contents 5 0 R\n"
        b"/Resources <</Font <</F1 6 0 R>>>>\n/Annots [7 0 R]>>",
        b"<</Length %d>> stream\n%s\nendstream" % (len(content), content),
        b"<</Type /Font\n/Subtype /Type1\n/BaseFont /Helvetica>>",
        b"<</Type /Annot\n/Subtype /Link\n/Rect [0 0 9 9]\n/A <</S /URI\n%s>>>>" % link,
        b"<</Type /StructElem\n/S /TH\n/ID %s>>" % head,
        b"<</Type /StructElem\n/S /TD\n/A [<</O /Table\n/Headers [%s]>>]\n/ID %s>>" % (head, cell),
        b"<</Limits [%s %s]\n/Names [%s 8 0 R %s 9 0 R]>>" % (head, cell, head, cell),
        *[b"<</Nummer %d>>" % number for number in range(more)],
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out + b"trailer\n<</Size %d\n/Root 2 0 R\n/Info 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start)
    )
