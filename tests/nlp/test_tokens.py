"""Tokens know where their letters stand, also of texts that are too long to read whole."""

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from nlp.tokens import MOST_CHARACTERS, Tokens, of_letters

VOCABULARY = [("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("▁끝", -1.0), ("가", -1.0)]


@pytest.fixture
def tokens():
    """A tokenizer as the shipped one works: blanks belong to the word that follows."""
    made = Tokenizer(models.Unigram([*VOCABULARY, ("나", -1.0)], unk_id=2))
    made.normalizer = normalizers.Sequence([])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    return Tokens(made, 1, 8)


def words(tokens, text):
    (encoded,) = tokens.tokens([text])
    return [text[start:end] for start, end in encoded.offsets]


def test_a_token_does_not_begin_with_the_blank_before_it(tokens):
    assert words(tokens, "나 끝")[-2] == "끝"
    assert of_letters("나 끝", 1, 3) == (2, 3)
    assert of_letters("  ", 0, 2) == (1, 2)


def test_of_many_tokens_both_ends_are_kept_with_their_places(tokens):
    text = "가" * 20 + " 끝"
    (encoded,) = tokens.tokens([text])
    assert len(encoded.ids) == len(encoded.offsets) == 8
    assert text[slice(*encoded.offsets[-2])] == "끝"


@pytest.mark.parametrize("more", [0, 1, 2, 500])
def test_places_hold_behind_what_was_left_out_of_a_long_text(tokens, more):
    text = "가" * (MOST_CHARACTERS - 2 + more) + " 끝"
    (encoded,) = tokens.tokens([text])
    assert text[slice(*encoded.offsets[-2])] == "끝"
    assert encoded.offsets[2][0] < 4
