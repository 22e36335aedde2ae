"""Writes stock.tfevents with the TensorBoard package's own writer: pip install tensorboard

Times and values are ones that `EventTests` writes, too, so that the bytes can be compared.
"""

import pathlib
import struct
import zlib

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


def png(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes(range(3 * width)) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def value(tag, **content):
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, **content)])


picture = png(4, 2)
events = [
    event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2"),
    event_pb2.Event(
        wall_time=1700000000.25,
        session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START),
    ),
    event_pb2.Event(wall_time=1700000001.5, step=1, summary=value("run/total", simple_value=0.1)),
    event_pb2.Event(step=300, summary=value("blåmes/größe", simple_value=0.0)),
    event_pb2.Event(wall_time=1700000002, step=1 << 40, summary=value("a" * 200, simple_value=-1e30)),
    event_pb2.Event(
        wall_time=1700000003,
        step=2,
        summary=value(
            "class/prototype-0",
            image=summary_pb2.Summary.Image(
                height=2, width=4, colorspace=3, encoded_image_string=picture
            ),
        ),
    ),
]
here = pathlib.Path(__file__).parent
with open(here / "stock.tfevents", "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
    writer.flush()
(here / "picture.png").write_bytes(picture)
