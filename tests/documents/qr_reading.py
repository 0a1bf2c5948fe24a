"""Reads a QR code back from its modules, without the encoder that drew it: whole ones in byte mode, of 21 to 41 modules a side."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

Modules = Sequence[Sequence[int]]
_BLOCKS = {("M", 4): (2, 32), ("M", 5): (2, 43), ("M", 6): (4, 27), ("Q", 3): (2, 17), ("Q", 4): (2, 24)}  # how many, data words in each
_LEVELS = "MLHQ"
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def text_of(modules: Modules) -> str:
    """What stands in it."""
    version = (len(modules) - 17) // 4
    form = _number(modules[8][:5]) ^ 0b10101
    level, mask = _LEVELS[form >> 3], _MASKS[form & 7]
    bits = [modules[row][column] ^ mask(row, column) for row, column in _path(len(modules), version)]
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    blocks, each = _BLOCKS.get((level, version), (1, len(words)))
    stream = "".join(f"{words[at * blocks + block]:08b}" for block in range(blocks) for at in range(each))
    assert stream[:4] == "0100", "byte mode"
    count = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * at : 20 + 8 * at], 2) for at in range(count)).decode()


def drawn(drawing: str) -> list[list[bool]]:
    """The modules of the picture among the drawings of a PDF's page: rectangles as high as a module, each of one or more in a row."""
    words = drawing.split()
    boxes = [tuple(float(word) for word in words[at - 4 : at]) for at, word in enumerate(words) if word == "re"]
    ((side, _count),) = Counter(box[3] for box in boxes).most_common(1)
    bars = [box for box in boxes if box[3] == side]
    left, bottom = min(bar[0] for bar in bars), min(bar[1] for bar in bars)
    spots = {(round((y - bottom) / side), round((x - left) / side) + at) for x, y, long, _high in bars for at in range(round(long / side))}
    size = max(column for _row, column in spots) + 1
    return [[(size - 1 - row, column) in spots for column in range(size)] for row in range(size)]


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Where the bits lie: two columns at a time from the right, up and down."""
    upward = True
    for right in (column for column in range(size - 1, 0, -2)):
        pair = right if right > 6 else right - 1
        for step in range(size):
            row = size - 1 - step if upward else step
            for column in (pair, pair - 1):
                if column >= 0 and not _is_fixed(row, column, size, version):
                    yield row, column
        upward = not upward


def _is_fixed(row: int, column: int, size: int, version: int) -> bool:
    """Whether the module belongs to the picture's frame."""
    corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
    middle = version > 1 and size - 9 <= row < size - 4 and size - 9 <= column < size - 4
    return corner or middle or 6 in (row, column)


def _number(bits: Iterable[int]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
