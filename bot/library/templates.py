"""Makes the coach's session templates of the files in `sessions/`."""

from __future__ import annotations

from bot.coach.session import Block, Item, Template
from bot.library.shapes import ItemShape, SessionShape


def template(id: str, shape: SessionShape) -> Template:
    """Return the template that a session file describes."""
    blocks = tuple(Block(block.part, tuple(map(_item, block.items))) for block in shape.blocks)
    return Template(
        id=id,
        kind=shape.kind,
        title=shape.title,
        purpose=shape.purpose,
        blocks=blocks,
        phases=frozenset(shape.phases),
    )


def _item(shape: ItemShape) -> Item:
    return Item(
        patterns=tuple(shape.patterns),
        sets=shape.sets,
        range=shape.range,
        measure=shape.measure,
        rir=shape.rir,
        rest_seconds=shape.rest_seconds,
        variants=frozenset(shape.variants),
        contacts_max=shape.contacts_max,
        muscle=shape.muscle,
    )
