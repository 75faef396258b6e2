"""What ezdxf and shapely say of a folder of DXF files, as CSV: for tests/drawing_peers.rs.

    pip install ezdxf==1.4.5 shapely==2.2.0
    python drawings.py CORPUS > drawings.csv

Lengths are in drawing units and bounds as [x0, y0, x1, y1], seen from above, without what lies on layers that are off.
Texts, pictures and what has no outline are left out. `hatch_length` is the length round hatches and solids, the rest is
`length`. `odd_ends` counts places at which an odd number of lines end, within 0.01 mm of one another: two to
an open line.
"""

import csv
import math
import pathlib
import sys

import ezdxf.recover
import shapely
from ezdxf import disassemble, path

UNIT_MM = {1: 25.4, 2: 304.8, 4: 1.0, 5: 10.0, 6: 1000.0, 8: 25.4e-6, 9: 0.0254, 10: 914.4, 13: 0.001, 14: 100.0}
SKIPPED = {"TEXT", "MTEXT", "ATTRIB", "ATTDEF", "IMAGE", "WIPEOUT", "VIEWPORT", "OLE2FRAME", "UNDERLAY", "PDFUNDERLAY"}
FILLED = {"HATCH", "MPOLYGON", "SOLID", "TRACE"}


def shown(doc, entity):
    if entity.dxf.get("invisible", 0):
        return False
    name = entity.dxf.get("layer", "0")
    if not doc.layers.has_entry(name):
        return True
    layer = doc.layers.get(name)
    return not (layer.is_off() or layer.is_frozen())


def outlines(entity):
    if entity.dxftype() in ("HATCH", "MPOLYGON"):
        return list(path.from_hatch(entity))
    return [path.make_path(entity)]


def lines(doc, layout, flat):
    """(layer, is filled, points) of everything that can be drawn."""
    for entity in disassemble.recursive_decompose(layout):
        kind = entity.dxftype()
        if kind in SKIPPED or not shown(doc, entity):
            continue
        layer, filled = entity.dxf.get("layer", "0"), kind in FILLED
        if kind == "POINT":
            yield layer, filled, [entity.dxf.location] * 2
            continue
        try:
            for outline in outlines(entity):
                points = list(outline.flattening(flat))
                if filled and points and not points[0].isclose(points[-1]):
                    points.append(points[0])
                yield layer, filled, points
        except (TypeError, ValueError):
            yield layer, filled, None


def facts(file):
    doc, _ = ezdxf.recover.readfile(file)
    inches = "$MEASUREMENT" in doc.header and doc.header["$MEASUREMENT"] == 0
    scale = UNIT_MM.get(doc.header.get("$INSUNITS", 0), 25.4 if inches else 1.0)
    found = list(lines(doc, doc.modelspace(), 0.0005 / scale))
    if len(doc.modelspace()) == 0:
        found = [line for name in doc.layouts.names() for line in lines(doc, doc.layout(name), 0.0005 / scale)]
    unknown = sum(points is None for _, _, points in found)
    found = [(layer, filled, [(p.x, p.y) for p in points]) for layer, filled, points in found if points]
    if not found:
        return None
    length = lambda wanted: sum(
        shapely.LineString(points).length for _, filled, points in found if filled == wanted and len(points) > 1
    )
    xs, ys = zip(*(point for _, _, points in found for point in points))
    ends = []
    reach = 0.01 / scale
    for layer, filled, points in found:
        closed = math.dist(points[0], points[-1]) <= reach
        if not filled and not closed:
            ends.extend([points[0], points[-1]])
    odd = odd_places(ends, reach) if ends else 0
    bounds = [min(xs), min(ys), max(xs), max(ys)]
    return [length(False), length(True), *bounds, odd, unknown]


def odd_places(points, reach):
    spots = shapely.union_all([shapely.Point(point).buffer(reach / 2) for point in points])
    parts = list(getattr(spots, "geoms", [spots]))
    tree = shapely.STRtree(parts)
    counts = [0] * len(parts)
    for point in points:
        counts[tree.nearest(shapely.Point(point))] += 1
    return sum(count % 2 for count in counts)


def main(folder):
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow("path length hatch_length x0 y0 x1 y1 odd_ends unknown".split())
    for file in sorted(pathlib.Path(folder).rglob("*")):
        if file.suffix.lower() != ".dxf":
            continue
        try:
            row = facts(file)
        except Exception as error:  # A file that the peer cannot read is no judge.
            print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        if row:
            figures = [f"{value:.9g}" if isinstance(value, float) else value for value in row]
            out.writerow([file.relative_to(folder).as_posix(), *figures])


main(sys.argv[1])
