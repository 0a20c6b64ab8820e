"""Which column of a file says what: found from the header, or given and saved."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mentions.errors import ConfigError

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "text": "text 내용 본문 상세내용 리뷰 리뷰내용 리뷰본문 후기 상품평 구매평 구매후기 댓글 "
        "댓글내용 게시글 게시물 글내용 메시지 원문 body content contents review reviewtext "
        "fulltext message comment caption snippet description document textdisplay textoriginal",
        "title": "title 제목 글제목 게시글제목 subject headline",
        "date": "date 날짜 작성일 작성일시 작성일자 작성시간 등록일 등록일시 등록일자 게시일 "
        "게시일시 게시일자 일시 일자 시간 createdat postedat publishedat created posted published "
        "datetime timestamp createdtime postcreated pubdate time writtenat submitdateandtime "
        "submitdate dateandtime submittedat updatedat at",
        "id": "id nativeid 글번호 게시글번호 게시물번호 댓글번호 리뷰번호 후기번호 상품평번호 "
        "기사번호 리뷰id 게시글id 댓글id postid reviewid commentid articleid tweetid documentid "
        "guid uid",
        "url": "url 링크 주소 원문링크 원문url 원본링크 게시글url link permalink href posturl",
        "author": "author 작성자 닉네임 글쓴이 아이디 사용자 작성자명 작성자닉네임 작성자id 등록자 "
        "등록자명 등록자id 구매자 구매자명 구매자id 유저 이용자 authorname authorid nickname nick "
        "username user userid screenname writer handle reviewer reviewername authordisplayname",
        "brand": "brand 브랜드 브랜드명 brands brandname",
        "source": "source 출처 채널 매체 사이트 플랫폼 sourcename platform site domain channel",
        "likes": "likes 좋아요 좋아요수 공감 공감수 추천 추천수 도움수 도움돼요 도움돼요수 "
        "likecount favorites upvotes thumbsup thumbsupcount helpfulcount",
        "views": "views 조회 조회수 viewcount hits reads",
        "shares": "shares 공유 공유수 퍼가기 리트윗 리트윗수 리포스트수 sharecount retweets "
        "reposts retweetcount",
        "replies": "replies 댓글수 답글수 replycount commentcount comments commentscount",
        "reply_to": "replyto 답글대상 상위글 원글 원글번호 부모글 부모id 상위댓글 parentid "
        "inreplyto inreplytoid replytoid parent",
        "kind": "kind 종류 글종류 유형 글유형 mentiontype posttype",
        "language": "language 언어 lang reviewerlanguage",
        "followers": "followers 팔로워 팔로워수 구독자 구독자수 followercount followerscount",
        "simulated": "simulated 모의",
    }
)
FIELDS = tuple(SYNONYMS)
KNOWN = frozenset(name for names in SYNONYMS.values() for name in names.split())
SAID_OF = re.compile(r"^(?:리뷰|후기|댓글|게시글|게시물|기사|글|상품평|review|post|comment)")
"""What a header may say before what it holds: 리뷰상세내용, Review Text."""


def plain(header: str) -> str:
    """Return a header without case, spaces and signs, for comparison.

    >>> plain("\\ufeff Created_At "), plain("작성 일시")
    ('createdat', '작성일시')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


def detect(headers: Sequence[str]) -> dict[str, str]:
    """Return the column of each field that the headers name; the earliest synonym wins.

    >>> detect(["닉네임", "작성일", "리뷰 내용", "평점"])
    {'text': '리뷰 내용', 'date': '작성일', 'author': '닉네임'}
    """
    known: dict[str, str] = {}
    for header in headers:
        known.setdefault(plain(header), header)
    for name, header in tuple(known.items()):
        if name not in KNOWN:
            known.setdefault(SAID_OF.sub("", name), header)
    found: dict[str, str] = {}
    for field, synonyms in SYNONYMS.items():
        free = [known[name] for name in synonyms.split() if name in known]
        if free:
            found[field] = free[0]
    return found


def complete(headers: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return field to column: what is detected, overruled by what is given.

    A field given as "" is left out. Raises `ConfigError` for an unknown field or column, and
    when neither a text nor a title column is known.
    """
    given = given or {}
    for field, column in given.items():
        if field not in FIELDS:
            raise ConfigError(f"mapping: {field!r} is no field. Allowed: {', '.join(FIELDS)}.")
        if column and column not in headers:
            raise ConfigError(f"mapping: no column {column!r}. The file has: {listed(headers)}.")
    taken = set(given.values())
    detected = {field: column for field, column in detect(headers).items() if column not in taken}
    mapping = {field: column for field, column in (detected | dict(given)).items() if column}
    if not {"text", "title"} & mapping.keys():
        raise ConfigError(
            f"no column holds the text. The file has: {listed(headers)}. Say which one, "
            "for example --map text=COLUMN."
        )
    return mapping


def listed(headers: Sequence[str], most: int = 30) -> str:
    """Return the headers for a message."""
    shown = ", ".join(repr(header[:40]) for header in headers[:most])
    return shown + (f", … ({len(headers)} in all)" if len(headers) > most else "") or "none"


def signature(headers: Sequence[str]) -> str:
    """Return what two files with the same columns have in common, whatever their order."""
    return hashlib.sha256("\n".join(sorted(headers)).encode()).hexdigest()[:16]


def save(path: Path, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep `mapping` in the JSON file `path` for files with these headers."""
    kept = load_all(path)
    kept[signature(headers)] = {"columns": list(headers), "mapping": dict(mapping)}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def saved(path: Path, headers: Sequence[str]) -> dict[str, str] | None:
    """Return the mapping kept in `path` for files with these headers."""
    kept = load_all(path).get(signature(headers))
    return None if kept is None else dict(kept["mapping"])


def load_all(path: Path) -> dict[str, dict[str, Any]]:
    """Return every kept mapping by signature; raises `ConfigError` when the file is damaged."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise ConfigError(f"{path}: damaged. Delete it and give the mapping again.") from None
    if not isinstance(kept, dict):
        raise ConfigError(f"{path}: damaged. Delete it and give the mapping again.")
    return kept
