"""What a conversation is about: a subject without what mail programs put before it.

Programs write "Re:" and "Fwd:" in the language of their users, count ("Re[2]:", "Re^3:", "RE(4):"), and gateways put
labels in front ("[EXTERN]"). A label that a writer chose ("[Week 2] Exercise") tells conversations apart and stays.
"""

import re
import unicodedata

_ANSWERS = (
    "re res ref réf rép rcv r aw antw antwort sv vs svar vá odp odpowiedź rif ynt yanıt cevap atb ats bls balasan hb"
    " отв отговор на відп відповідь απ απάντηση trả|lời ตอบ|กลับ ตอบ 回复 回覆 答复 答覆 回信 返信 답장 회신 답변"
    " רד תגובה השב רפה رد رد|على الرد پاسخ जवाब উত্তর"
)
_FORWARDS = (
    "fwd fw wg weitergeleitet tr rv enc vl vb vidb vidarebefordrat doorst doorgestuurd pd trs fs továbbítás"
    " továbbítva i̇lt ilt fwrd пересл пересылка перенапр πρθ chuyển|tiếp 转发 轉寄 轉發 転送 전달 הועבר إعادة|توجيه"
)
# Labels of gateways, which stand there for the reader and not for the conversation.
_LABELS = "ext extern external externe externo esterno spam spam? suspected|spam caution bulk newsletter junk"
_MOST_PREFIXES = 30
# Of a longer one the rest says nothing, and may be made to be slow.
_LONGEST = 1_000


def _any_of(words: str) -> str:
    found = {unicodedata.normalize("NFKC", word.replace("|", " ")).casefold() for word in words.split()}
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))


_PREFIX = re.compile(
    rf"(?:{_any_of(f'{_ANSWERS} {_FORWARDS}')})\s?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}}|\d{{1,2}})?\s?:\s*"
)
_TAG = re.compile(r"\[[^\[\]]{1,40}\]\s*")
_LABEL = re.compile(
    rf"(?:\[\s?(?:{_any_of(_LABELS)})\s?\]|\*{{2,5}}\s?(?:{_any_of(_LABELS)})\s?\*{{2,5}}):?\s*"
)
_BEFORE = re.compile(r"\s*(?:[\[(]\s?(?:was|war|före|antes|avant)\s?:.*[\])]|\(fwd\))$")


def subject_key(subject: str) -> tuple[str, bool]:
    """Return what a subject is about, in lower case, and whether it says that it answers or passes on something."""
    folded = unicodedata.normalize("NFKC", subject[:_LONGEST]).casefold()
    key = " ".join("".join(c for c in folded if unicodedata.category(c) != "Cf").split())
    answers = False
    for _ in range(_MOST_PREFIXES):
        if prefix := _PREFIX.match(key):
            answers, key = True, key[prefix.end() :]
        elif label := _LABEL.match(key):
            key = key[label.end() :]
        elif (tag := _TAG.match(key)) and _PREFIX.match(key, tag.end()):
            key = key[tag.end() :]
        else:
            break
    return _BEFORE.sub("", key).strip(), answers
