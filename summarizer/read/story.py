"""A page's tree → the paragraphs of its story, one a line.

trafilatura finds the story.  Which lines of the page those are, and which it lost, is decided
here, on the page's own blocks: a block is a run of text that no block-level element breaks, so an
inline link never ends a line.

    found     blocks that trafilatura has, or the article body that the page states
    core      the lowest element that holds over half of the found text
    added     prose between found blocks, or in elements of the same kind as theirs
    dropped   what stands apart from the core: teasers of other stories, sign-in texts, authors
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from summarizer.read.stated import Stated

_UNSEEN = frozenset(
    "audio button canvas datalist dialog embed head iframe input link meta noscript object option"
    " script select style svg template textarea video".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q"
    " rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
_APART = frozenset("address aside figure footer form nav table".split())
_APART_ROLES = frozenset(("alert", "alertdialog", "complementary", "dialog", "navigation"))
_LINES = frozenset("blockquote dd dt li p pre".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Words of a class or id that say that an element is not the story.
_APART_NAMES = re.compile(
    r"(?<![a-z])(?:related|recirc\w*|recommend\w*|newsletters?|sign-?up|signin|sign-in|log-?in"
    r"|register|promos?|promotions?|paywall|outbrain|taboola|popular|trending|most-?read"
    r"|most-?viewed|read-?more|read-?next|more-?stories|more-?from|also|teasers?|author-?\w*|bio"
    r"|share|sharing|social|comments?|disqus|cookies?|consent|advert\w*|sponsored|captions?"
    r"|breadcrumbs?|modal|popup|tags|toolbar)(?![a-z])",
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What stands above other stories.
_OTHERS = re.compile(
    r"\W*(?:(?:most|more) (?:popular|read|viewed|from|on|stories|news|in)\b|related\b|popular\b"
    r"|read (?:more|next|also)\b|you (?:may|might)(?: also)? like\b|trending\b|recommended\b"
    r"|don['’]t miss\b|see also\b|also (?:read|on|in)\b|top stories\b|latest (?:news|stories)\b"
    r"|editors?['’]?s? picks?\b|what to read\b|up next\b|about the authors?\b)",
    re.IGNORECASE,
)
# What stands where the story goes on for those who pay.
_GATE = re.compile(
    r"\b(?:subscribe|sign (?:in|up)|log ?in|register)\b.{0,60}\b(?:read|continue|access|unlock)\b"
    r"|\b(?:read|continue|access|unlock)\b.{0,60}\b(?:subscribe|sign (?:in|up)|log ?in|register)\b"
    r"|\b(?:for|available to) (?:our |paying )?(?:subscribers|members)(?: only)?\b"
    r"|\b(?:subscriber|member)s?[- ]only\b|\balready a (?:subscriber|member)\b",
    re.IGNORECASE,
)
_CELLS = 10  # that make a table: fewer lay out a page
_TEASER = 2_500  # characters that may be only a story's beginning
_LEADS = 3  # blocks between the headline and the story that may be its lead
_EXCERPTS = 3  # paragraphs of a kind that may be cut off
_TRUSTED = 0.4  # the share of what was found that at least is the story
_GATE_WITHIN = 200  # characters
_GATE_BLOCKS = 10  # after the story
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_CUT = re.compile(r"(?:…|\.\.\.)[\"'”’»)\]]*$")
_WINDOW = 16  # characters that show that a block is in a text
_LONG = 60  # characters of what may be a paragraph
_FOREIGN = 0.4  # the share of an extracted text that is not on the page, if it is another's
_MISSING_APART = 0.3  # … of what stands apart
_MISSING = 0.1  # the share of a story that may be missing without a word


@dataclass(slots=True)
class _Element:
    parent: int
    tag: str
    name: str  # its tag and class
    apart: bool
    found: int = 0  # characters of found text in it
    quoted: bool = False
    around: bool = False  # the core is in it
    headed: bool = False  # stands beside or below the page's headline
    first: int = 0  # its blocks
    end: int = 0


@dataclass(slots=True)
class _Block:
    text: str
    box: int  # the innermost block-level element around it
    linked: int  # characters of it in links
    packed: str = field(init=False)
    found: bool = False
    stated: bool = False
    other: bool = False  # part of another story, or of what sells this one
    kept: bool = False

    def __post_init__(self) -> None:
        self.packed = _packed(self.text)

    @property
    def is_link(self) -> bool:
        """Whether nearly all of it is a link."""
        return self.linked >= 0.9 * len(self.packed)

    @property
    def is_prose(self) -> bool:
        """Whether it reads as a paragraph, and not as a heading, a label or a link's text."""
        long = len(self.packed) >= (60 if self.linked > len(self.packed) // 2 else 30)
        return long and bool(_ENDED.search(self.text))


def story(tree: Any, extracted: str, own: Stated) -> tuple[str, list[str]]:
    """The lines of a page's story, and what the reader should know of what is missing from it.

    `extracted` is what a library found to be the story, `own` what the page states about itself.
    """
    page = _Page(tree, own.description)
    page.find(extracted)
    page.find(own.body, stated=True)
    long = "\n".join(line for line in extracted.split("\n") if len(line) >= _LONG) or extracted
    everything = "".join(block.packed for block in page.blocks)
    found = any(block.found for block in page.blocks)
    if found and _share_missing(long, everything) < _FOREIGN:
        page.choose()
        text, lost, barrier = page.text(), list(page.lost()), page.barrier()
    else:  # what was found is not in the markup, but perhaps in what is stated
        stated = bool(own.body) and _share_missing(extracted, own.body) < _MISSING
        text, lost, barrier = own.body if stated else _lines(extracted), [], ""
    left = _share_missing(own.body, text)
    if left > _MISSING and len(_packed(own.body)) > len(_packed(text)):
        text, lost, barrier = own.body, [], ""
    elif left > 0.5:
        lost.append("the page states another text than the one that was found on it")
    if not own.is_free:
        barrier = "the page says that it is not free to read"
    return text, [*lost, f"{barrier}: it may be only the beginning"] if barrier else lost


class _Page:
    """The blocks of a page and the elements around them, both in the page's order."""

    def __init__(self, tree: Any, description: str) -> None:
        self.description = _packed(description)
        self.elements: list[_Element] = []
        self.blocks: list[_Block] = []
        self.core = 0
        self._read(tree)

    def _read(self, tree: Any) -> None:
        from lxml import etree

        parts: list[str] = []
        linked = depth = 0
        boxes = [0]
        self.elements.append(_Element(0, "", "", False))

        def flush() -> None:
            nonlocal linked
            text = " ".join("".join(parts).split())
            if text:
                self._add(_Block(text, boxes[-1], linked))
            parts.clear()
            linked = 0

        def add(text: str | None) -> None:
            nonlocal linked
            if text:
                parts.append(text)
                if depth:
                    linked += len(_packed(text))

        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else "script"
            inline = tag in _INLINE
            if "-" in tag:  # an element that a script defines
                inline = all(c.tag in _INLINE for c in element)
            if event == "start":
                if tag in _UNSEEN or _is_hidden(element):
                    walk.skip_subtree()
                    boxes.append(-1)
                    continue
                if not inline:
                    flush()
                    made = _element(element, tag, boxes[-1])
                    made.first = len(self.blocks)
                    self.elements.append(made)
                    boxes.append(len(self.elements) - 1)
                depth += tag == "a"
                add(element.text)
                continue
            if boxes[-1] == -1:
                boxes.pop()
            else:
                if not inline:
                    flush()
                    self.elements[boxes.pop()].end = len(self.blocks)
                depth -= tag == "a"
            add(element.tail)
        flush()

    def _add(self, block: _Block) -> None:
        """Add a block; one that goes on in the middle of the sentence before it is joined to it."""
        before = self.blocks[-1] if self.blocks else None
        if (
            before
            and block.box in (before.box, self.elements[before.box].parent)
            and 20 <= len(before.packed) < 2_000
            and block.text[0].islower()
            and not _ENDED.search(before.text)
        ):
            text, linked = f"{before.text} {block.text}", before.linked + block.linked
            self.blocks[-1] = _Block(text, before.box, linked)
        else:
            self.blocks.append(block)

    def find(self, text: str, *, stated: bool = False) -> None:
        """Mark the blocks that are in a text: half of their windows, or a whole line of it."""
        packed, lines = _packed(text), {_packed(line.lstrip("- ")) for line in text.split("\n")}
        every = {window for block in self.blocks for window in _windows(block.packed)}
        windows = _present(every, packed)
        for block in self.blocks:
            own = _windows(block.packed)
            hits = sum(window in windows for window in own)
            hit = 2 * hits > len(own) if own else block.packed in lines
            block.found |= hit
            block.stated |= stated and hit and block.is_prose

    def choose(self) -> None:
        """Decide which blocks are the story."""
        self._drop_repeated()
        total = self._weigh(self.blocks)
        self._spread([element.apart for element in self.elements], total)
        self._end_before_others(total)
        self._drop_excerpts()
        free = self._free()
        self.core = self._core(self._weigh(free))
        inside = self._inside(self.core)
        kinds = self._kinds(b for b in free if b.found and inside[b.box])
        self._spread(self._cards(inside, kinds), total)
        free = self._free()
        for block in free:
            block.kept = block.found and self._is_story(block, inside)
        if sum(len(b.packed) for b in free if b.kept) < _TRUSTED * total:
            for block in self.blocks:  # a page that these rules do not understand
                block.kept = block.found
        else:
            self._add_lost(free, inside, kinds)

    def _free(self) -> list[_Block]:
        """The blocks that do not stand apart."""
        apart = [element.apart for element in self.elements]
        return [b for b in self.blocks if not b.other and (b.stated or not apart[b.box])]

    def _drop_repeated(self) -> None:
        """Mark what stood before, where a page holds its story for several screens."""
        first: dict[str, _Block] = {}
        long = (b for b in self.blocks if len(b.packed) >= _LONG)
        again = [b for b in long if first.setdefault(b.packed, b) is not b]
        if 3 * sum(len(b.packed) for b in again if b.found) > sum(
            len(b.packed) for b in self.blocks if b.found
        ):
            for block in again:
                block.other, block.found = True, False

    def _drop_excerpts(self) -> None:
        """Mark paragraphs that are cut off, where most of their kind are: they tease."""
        cut, whole = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        prose = [(b, self._kind(b), bool(_CUT.search(b.text))) for b in self.blocks if b.is_prose]
        for _, kind, is_cut in prose:
            (cut if is_cut else whole)[kind] += 1
        for block, kind, is_cut in prose:
            block.other |= is_cut and cut[kind] >= max(_EXCERPTS, whole[kind])

    def _end_before_others(self, total: int) -> None:
        """Mark what follows a heading of other stories, up to a heading of another kind."""
        for i, block in enumerate(self.blocks):
            block.other |= len(block.text) <= _GATE_WITHIN and bool(_GATE.search(block.text))
            tag, parent = self._tag(block), self.elements[self.elements[block.box].parent]
            of_others = len(block.text.split()) <= 4 and _OTHERS.match(block.text)
            if block.other or tag not in _HEADINGS or not of_others:
                continue
            run = self.blocks[i : parent.end]
            tags = (self._tag(b) for b in run[1:])
            end = next((n for n, t in enumerate(tags, 1) if t in _HEADINGS and t <= tag), None)
            run = run[:end]
            if 3 * sum(len(b.packed) for b in run if b.found) < total:
                for b in run:
                    b.other = True

    def _is_story(self, block: _Block, inside: list[bool]) -> bool:
        """Whether a block that was found is the story's, where nothing around it speaks of it."""
        if block.is_prose:
            return True
        box = self.elements[block.box]
        if not (inside[block.box] or (box.headed and box.tag not in _HEADINGS)):
            return False
        return (box.tag in _HEADINGS or not block.is_link) and not _OTHERS.match(block.text)

    def _add_lost(
        self, free: list[_Block], inside: list[bool], kinds: set[tuple[str, ...]]
    ) -> None:
        """Add what was not found: between what was, or of its kind."""
        kept = [i for i, block in enumerate(free) if block.kept and inside[block.box]]
        if not kept:
            return
        first, last = kept[0], kept[-1]
        size = sum(len(free[i].packed) for i in kept)
        titles = [i for i in range(first) if self._tag(free[i]) == "h1"]
        above = range(max(titles[-1] + 1, first - _LEADS), first) if titles else ()
        boxes = {free[i].box for i in kept}
        parents = {self.elements[box].parent for box in boxes}
        near = []
        for i, block in reversed(list(enumerate(free))):
            if block.found:
                continue
            box = self.elements[block.box]
            kin = self._kind(block) in kinds and not self._is_other_story(block, inside)
            if not block.is_prose:
                heading = box.tag in _HEADINGS and not block.is_link and free[i + 1 : i + 2]
                like = box.quoted or (heading and heading[0].kept)
                within = inside[block.box] and first < i < last
                block.kept = bool(within and like) and not _OTHERS.match(block.text)
            elif inside[block.box] and first < i < last:
                block.kept = kin or box.quoted
                sibling = block.box in boxes or box.parent in parents
                if sibling or (box.tag == "p" and self.elements[box.parent].parent in parents):
                    near.append(block)
            else:
                lead = i in above and not block.is_link and box.tag not in _HEADINGS
                if block.packed == self.description and len(block.packed) < _MISSING * size:
                    lead = False
                block.kept = kin or (lead and len(block.packed) >= _LONG)
        # Where more would be added than was found, what was found is not the frame of a story.
        if sum(len(block.packed) for block in near if not block.kept) <= size:
            for block in near:
                block.kept = True

    def _is_other_story(self, block: _Block, inside: list[bool]) -> bool:
        """Whether a block stands in an article, or under a headline, that the core is not in."""
        i = block.box
        while i and not inside[i] and not self.elements[i].around:
            heading = self._heading(self.elements[i])
            if self.elements[i].tag == "article" or (
                heading and self._tag(heading) in ("h1", "h2")
            ):
                return True
            i = self.elements[i].parent
        return False

    def _weigh(self, blocks: Sequence[_Block]) -> int:
        """Count the found characters in every element; returns those in all."""
        for element in self.elements:
            element.found = 0
        for block in blocks:
            if block.found:
                self.elements[block.box].found += len(block.packed)
        for element in reversed(self.elements[1:]):
            self.elements[element.parent].found += element.found
        return self.elements[0].found

    def _core(self, total: int) -> int:
        """The lowest element that holds over half of what was found."""
        holds = (i for i, element in enumerate(self.elements) if 2 * element.found > total)
        return max(holds, default=0)

    def _inside(self, core: int) -> list[bool]:
        """By element, whether it is in the core; those around it are marked."""
        i = core
        while i:
            i = self.elements[i].parent
            self.elements[i].around = True
        inside: list[bool] = []
        for i, element in enumerate(self.elements):
            inside.append(i == core or (i > 0 and inside[element.parent]))
        return inside

    def _spread(self, apart: list[bool], total: int) -> None:
        """Mark all in these elements; one with much of the story does not stand apart."""
        for element, own in zip(self.elements[1:], apart[1:], strict=True):
            above = self.elements[element.parent]
            element.quoted = element.tag == "blockquote" or above.quoted
            element.apart = (own and 3 * element.found < total) or (
                above.apart and element.tag != "blockquote"
            )

    def _cards(self, inside: list[bool], kinds: set[tuple[str, ...]]) -> list[bool]:
        """By element, whether it stands apart, or is of another story by its heading."""
        own = {b.box for b in self.blocks if b.found and self._kind(b) in kinds}
        headline = next((b.box for b in self.blocks if self._tag(b) == "h1"), 0)
        own.add(headline)
        above = self.elements[self.elements[headline].parent]
        for element in self.elements[headline + 1 :] if headline else ():
            parent = self.elements[element.parent]
            element.headed = parent is above or parent.headed
        for i in range(len(self.elements) - 1, 0, -1):
            if i in own:
                own.add(self.elements[i].parent)
        headings = [self._heading(element) for element in self.elements]
        alike = Counter(
            (e.parent, e.name) for e, h in zip(self.elements, headings, strict=True) if h
        )
        apart = []
        for i, (element, heading) in enumerate(zip(self.elements, headings, strict=True)):
            other = bool(heading and _OTHERS.match(heading.text))
            # One of several with headings, or a headline to click on.
            if heading and not (inside[i] or i in own):
                other |= heading.is_link or alike[element.parent, element.name] > 1
            apart.append(other or element.apart)
        return apart

    def _heading(self, element: _Element) -> _Block | None:
        """The heading that an element begins with, if there is more in it."""
        if element.first + 1 >= element.end:
            return None
        block = self.blocks[element.first]
        return block if self._tag(block) in _HEADINGS else None

    def _tag(self, block: _Block) -> str:
        return self.elements[block.box].tag

    def _kind(self, block: _Block) -> tuple[str, ...]:
        """What a block is by its box and the two elements around that."""
        box = self.elements[block.box]
        above = self.elements[box.parent]
        return box.name, above.name, self.elements[above.parent].name

    def _kinds(self, blocks: Iterator[_Block]) -> set[tuple[str, ...]]:
        """The kinds that hold a fifth of these blocks' text, if a class is among their names."""
        sizes: Counter[tuple[str, ...]] = Counter()
        for block in blocks:
            sizes[self._kind(block)] += len(block.packed)
        return {
            kind
            for kind, size in sizes.items()
            if 5 * size > sizes.total() and any("." in name for name in kind[:2])
        }

    def text(self) -> str:
        """The lines of the story."""
        kept = (block for block in self.blocks if block.kept)
        return "\n".join("- " * (self._tag(block) == "li") + block.text for block in kept)

    def lost(self) -> Iterator[str]:
        """What of the story may be missing."""
        kept = [i for i, block in enumerate(self.blocks) if block.kept]
        size = sum(len(self.blocks[i].packed) for i in kept)
        core = self.elements[self.core]
        left = [b for b in self.blocks[core.first : core.end] if not b.kept]
        lines = [b for b in left if self._tag(b) in _LINES and not (b.other or b.is_link)]
        lines = [b for b in lines if not self.elements[b.box].apart]
        cells = [b for b in left if self._tag(b) in ("td", "th")]
        between = [b for b in self.blocks[kept[0] : kept[-1]] if not b.kept] if kept else []
        for what, blocks, share in (
            ("lines of the story", lines, _MISSING),
            ("a table", cells if len(cells) >= _CELLS else [], _MISSING),
            ("paragraphs of the story", [b for b in between if b.is_prose], _MISSING_APART),
        ):
            if sum(len(b.packed) for b in blocks) > share * size:
                yield f"{what} may be left out"

    def barrier(self) -> str:
        """What shows that the story goes on behind a barrier, or nothing."""
        last = max((i for i, block in enumerate(self.blocks) if block.kept), default=-1)
        if sum(len(block.packed) for block in self.blocks if block.kept) > _TEASER:
            return ""
        after = self.blocks[last + 1 : last + 1 + _GATE_BLOCKS]
        if any(len(b.text) <= _GATE_WITHIN and _GATE.search(b.text) for b in after):
            return "the page asks to subscribe or sign in to read on"
        return "the text breaks off" if _CUT.search(self.blocks[last].text) else ""


def _share_missing(text: str, other: str) -> float:
    """The share of a text that is not in another."""
    windows = [window for line in text.split("\n") for window in _windows(_packed(line))]
    there = _present(set(windows), _packed(other))
    return sum(window not in there for window in windows) / len(windows) if windows else 0.0


def _present(windows: set[str], packed: str) -> set[str]:
    """Those of the windows that are in a text, in one pass over it."""
    ends = range(len(packed) - _WINDOW + 1)
    return windows.intersection(packed[i : i + _WINDOW] for i in ends)


def _element(element: Any, tag: str, parent: int) -> _Element:
    classes = " ".join((element.get("class") or "").split())
    names = f"{classes} {element.get('id') or ''}"
    names = _CAMEL.sub("-", names).lower()
    apart = tag in _APART or element.get("role") in _APART_ROLES or bool(_APART_NAMES.search(names))
    apart = apart or element.get("itemprop") == "author"
    return _Element(parent, tag, f"{tag}.{classes}" if classes else tag, apart)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _windows(packed: str) -> list[str]:
    return [packed[i : i + _WINDOW] for i in range(0, len(packed) - _WINDOW + 1, _WINDOW)]


def _packed(text: str) -> str:
    return "".join(text.split())


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
