"""What the shipped model is taught, course after course.

`official` teaches the base model praise and blame from the benchmark's own training reviews, so
that its figure may stand beside published ones; `reviews` goes on with all other reviews; `trades`
with what is said of brands in other trades: whole mentions from each brand's side, sentences,
comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlp import corpus
from nlp.annotations import annotated_mentions
from nlp.corpus import Example, Review
from nlp.network import Names

MENTIONS = Path(__file__).parent / "data/mentions.tsv"
POSTS = Path(__file__).parent / "data/posts.tsv"
SIGNS = ("clear", "vague", "reward", "denial")
"""What words may tell of pay: clearly that there was some, a hint of it, a promised one, none."""
ALL = 1_000_000
"""More reviews of a kind than there are: each is drawn once."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides the weights; written beside them.

    Reviews are taught as sure as their stars are (`corpus.BY_STARS`). `hidden_tokens` is the share
    of tokens that a step does not see: it keeps the model from leaning on single words, and costs
    nothing, where dropout takes a quarter of the time on a CPU.
    """

    course: str = "official"
    official_part: float = 1.0
    layers: int = 12
    epochs: int = 2
    blame_per_epoch: int = 0
    mixed_per_epoch: int = 0
    praise_per_epoch: int = 0
    small_set_repeats: int = 0
    comments_part: float = 1.0
    mention_repeats: int = 0
    post_repeats: int = 0
    hidden_tokens: float = 0.05
    batch_tokens: int = 2_048
    max_length: int = 128
    learning_rate: float = 1.5e-4
    layer_decay: float = 0.9
    warmup: float = 0.05
    weight_decay: float = 0.01
    new_head_rate: float = 20.0
    average_over: float = 0.1
    seed: int = 20_261_124


COURSES = {
    "official": Recipe(),
    "reviews": Recipe(
        course="reviews",
        official_part=0.35,
        epochs=1,
        blame_per_epoch=ALL,
        mixed_per_epoch=30_000,
        praise_per_epoch=60_000,
        small_set_repeats=1,
        learning_rate=1e-4,
    ),
    "trades": Recipe(
        course="trades",
        epochs=1,
        blame_per_epoch=6_000,
        mixed_per_epoch=2_000,
        praise_per_epoch=6_000,
        small_set_repeats=1,
        comments_part=0.2,
        mention_repeats=4,
        post_repeats=4,
        max_length=256,
        learning_rate=1.5e-4,
        layer_decay=0.95,
    ),
}


def aspects_taught(recipe: Recipe) -> list[str]:
    """Return the aspects that a course teaches: those of the annotated mentions, in order."""
    if not recipe.mention_repeats:
        return []
    return sorted({one.aspect for row in annotated_mentions(MENTIONS) for one in row.aspects})


def names_taught(recipe: Recipe, data: Path) -> Names:
    """Return what the columns of a course's network are called."""
    emotions = corpus.emotion_names(data / "kote/labels.json")
    signs = SIGNS if recipe.mention_repeats else ()
    return Names(tuple(emotions), tuple(aspects_taught(recipe)), signs)


def epoch_examples(
    recipe: Recipe, epoch: int, reviews: dict[str, list[Review]], data: Path
) -> list[Example]:
    """Return what one epoch learns from: all official reviews, or drawn ones and small sets."""
    if recipe.course == "official":
        return [corpus.taught(review) for group in reviews.values() for review in group]
    counts = {
        "blame": recipe.blame_per_epoch,
        "mixed": recipe.mixed_per_epoch,
        "praise": recipe.praise_per_epoch,
    }
    drawn = corpus.draw(reviews, counts, epoch, recipe.seed)
    own = corpus.sentences(Path(__file__).parent / "data/sentences.tsv")
    comments, _ = corpus.parted(corpus.comments(data / "kote/train.jsonl.gz"))
    comments = comments[: round(len(comments) * recipe.comments_part)]
    small = (own + comments) * recipe.small_set_repeats
    tweets = corpus.tweets(data / "kocasm/train.jsonl.gz")
    annotated, _ = corpus.parted(list(annotated_mentions(MENTIONS)))
    posts, _ = corpus.parted(corpus.posts(POSTS))
    if recipe.mention_repeats:
        small += [*corpus.views(annotated, aspects_taught(recipe))] * recipe.mention_repeats
    small += [post.example(SIGNS) for post in posts] * recipe.post_repeats
    return small + tweets + [corpus.taught(one) for one in drawn]
