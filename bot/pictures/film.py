"""From a loop to an MP4; imported only where the extra `motion` (PyAV, which carries the encoder) is installed."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from bot.pictures.errors import DrawingError
from bot.pictures.motion import ENCODING, FRAMES_PER_SECOND, Loop
from bot.pictures.render import png


def mp4(loop: Loop) -> bytes:
    """Return the loop as a silent H.264 film that begins to play before it is loaded.

    Raises DrawingError when a picture of it cannot be drawn or the encoder refuses them.
    """
    try:
        pictures = [_decoded(png(svg)) for svg in loop.pictures]
        with tempfile.TemporaryDirectory() as folder:  # what stands at the front is only known at the end
            file = Path(folder) / "loop.mp4"
            _encode(pictures, loop.order, file)
            return file.read_bytes()
    except (av.FFmpegError, OSError) as error:
        raise DrawingError("the loop cannot be encoded") from error


def _encode(pictures: list[av.VideoFrame], order: tuple[int, ...], file: Path) -> None:
    with av.open(str(file), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream: VideoStream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=ENCODING)
        stream.width, stream.height = pictures[0].width, pictures[0].height
        stream.pix_fmt = "yuv420p"
        stream.codec_context.color_range = ColorRange.MPEG
        stream.codec_context.colorspace = (
            Colorspace.ITU709
        )  # players take the colours of an untagged film for others
        for number, picture in enumerate(order):
            frame = pictures[picture]
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _decoded(data: bytes) -> av.VideoFrame:
    decoder = av.CodecContext.create("png", "r")
    frame = [*decoder.decode(av.Packet(data)), *decoder.decode(None)][0]
    return frame.reformat(
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
    )
