"""Brands, aspects and mentions that the tests of this room share."""

from datetime import UTC, datetime

from mentions.model import Aspect, Brand, Mention

BRANDS = (
    Brand(name="달빛커피", words=("달빛커피",), aliases=("Moonlight Coffee",)),
    Brand(name="하늘신발", words=("하늘신발",)),
    Brand(name="배", words=("배",), exclusions=("배 아프다", "배 타고")),
)
ASPECTS = (
    Aspect(name="맛", domain="제품", touchpoint="매장", words=("맛", "맛있다")),
    Aspect(name="배송", domain="제품", touchpoint="배송", words=("배송", "택배")),
    Aspect(name="직원", domain="사람", touchpoint="매장", words=("직원", "친절", "불친절")),
    Aspect(name="가격", domain="제품", touchpoint="결제", words=("가격", "비싸다", "싸다")),
)


def mention_of(text, number=1, **more):
    return Mention(
        id=f"test:{number}",
        source="test",
        heard_at=datetime(2026, 11, 1, tzinfo=UTC),
        text=text,
        **more,
    )
