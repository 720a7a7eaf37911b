"""The words around a word of change: who acts, on what, and what makes it no act at all.

Each pattern is anchored or looked for in a stretch of bounded length.
"""

from __future__ import annotations

import re

from ingest.citations import Effect
from ingest.references.masks import FILLER
from ingest.references.paths import Path
from ingest.references.verbs import Verb, Voice

FAR = 400
"""How far left of a word of change its actor is looked for, in code points."""
OBJECT = 320
"""How far behind a word of change what it changes may begin."""
ASIDE = 40
"""How far behind an object an aside on it may begin ("(đã được sửa đổi theo …)")."""
SUBJECT = 220
"""How far before a word of change what it is said of may end."""

OPENING = re.compile(
    r"[\s*#>_|“\"(+•–-]*(?:(?:Điều|Khoản|Phần|Mục|Chương)?\s?[\dIVXa-zđ]{1,4}(?:\.\d+)*[.):/-]\s*)*"
    r"(?:(?:QUYẾT ĐỊNH|NGHỊ ĐỊNH|THÔNG TƯ|QUY ĐỊNH|NGHỊ QUYẾT|KẾT LUẬN|HƯỚNG DẪN|LUẬT|CHỈ THỊ|QUY CHẾ)"
    r"(?:\sSỐ\s\S+)?|(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s[\dIVX]{1,5})?"
    r"[\s*:,“\"]*(?:[Vv]ề\s(?:việc\s)?|V/v\s|VỀ VIỆC\s|VỀ\s|[Nn]ay\s|(?:[Kk]ể\s)?[Tt]ừ\s(?:ngày\s)?[\d/]{8,10},?\s)?[*_]*"
)
THIS = re.compile(r"(?<!\w)(?:(?<!lần )(?<!dịp )(?<!đợt )(?<!kỳ )này|hiệu lực)(?!\w)[^.\n]{0,170}$")
PERFORMS = re.compile(
    r"(?<!\w)(?:nay|quyết định|quyết nghị|thống nhất|kết luận|ban hành (?:Thông tư|Nghị định|Quyết định"
    r"|Quy định|Nghị quyết|Luật|Quy chế|Hướng dẫn|Thông tư liên tịch))[\s:,*_]*$",
    re.IGNORECASE,
)
WISHES = re.compile(
    r"(?<!\w)(?:đề nghị|đề xuất|kiến nghị|nghiên cứu|xem xét|rà soát|tham mưu|dự kiến)(?!\w)"
    r"(?![^\n]{0,300}(?<!\w)(?:quyết định|quyết nghị|kết luận|thống nhất)(?:\s\w+){0,3}[\s:*_]*$)",
    re.IGNORECASE,
)
"""In a line that opens a list: what the list says is asked for, not decided."""
CHANGES = re.compile(r"(?<!\w)(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hủy bỏ)(?!\w)", re.IGNORECASE)
DECREES = re.compile(
    r"[\s*#>_]{0,20}(?:Chính phủ|Thủ tướng|Quốc hội|Bộ trưởng|Ban|Ủy ban|Hội đồng|Chủ tịch|Tỉnh ủy|Thành ủy|"
    r"Huyện ủy|Đảng ủy)(?:\s(?!đã\s)[^\s.,;:]+){0,14}?\sban hành\s"
    r"(?:Nghị quyết|Quyết định|Quy định|Nghị định|Thông tư|Kết luận)\s(?:về\s)?(?:việc\s)?"
)
"""The opening line of a decree that says its title: "Chính phủ ban hành Nghị quyết về việc "."""
VETO = re.compile(
    r"(?<!\w)(?:được|bị|đề nghị|đề xuất|kiến nghị|nghiên cứu|xem xét|dự thảo|dự kiến|chuẩn bị|"
    r"rà soát|tham mưu|không|chưa|chậm|sớm|kịp thời|cần|phải|sẽ|yêu cầu|quyền|nếu|khi|"
    r"trường hợp|(?<!về )việc|thủ tục|trình tự|VB)(?!\w)(?:(?!\svà\s)[^.;,\n]){0,40}$"
)
INTENT = re.compile(
    r"(?<!\w)(?:đề nghị|đề xuất|kiến nghị|nghiên cứu|xem xét|rà soát|tham mưu|chỉ đạo|xây dựng|hoàn thiện|"
    r"(?<!chương )trình|chuẩn bị|làm cơ sở|dự án|dự thảo|nhiệm vụ|nhằm|chủ trương|dự kiến)(?!\w)[^.;:\n]{0,44}$",
    re.IGNORECASE,
)
NO_ACT = re.compile(r"[^.;\n]{0,160}?(?<!\w)là (?:không|trái|chưa)(?!\w)")
BLOCK = re.compile(
    r"(?<!\w)(?:(?<!kèm )theo|trái với|trái|căn cứ|so với|phù hợp|nhằm|để|trước khi|trên cơ sở|khi|nếu|"
    r"thì|bởi|đối với|liên quan|triển khai|thực hiện|thi hành|ông|bà|đồng chí)(?!\w)|[.!?][\s\[]"
)
JOINT = re.compile(r"[\s,;*)_.”\"]*(?:và|đồng thời|hoặc)?[\s,]*(?:đồng thời)?\s*")
CHAIN = re.compile(
    r"[\s,;*_)”\"]*(?:(?:và|hoặc|cùng với|đồng thời)\s)?\s*(?:\(?[a-zđ\d]{1,2}[).]\s)?(?:toàn bộ\s|cả\s)?"
    r"(?:các\s|những\s)?(?:nội dung\s|quy định\s|tên\s|tiêu đề\s|đoạn\s|cuối\s|Tên\s|nhan đề\s)*"
    r"(?:tại\s|của\s|trong\s|thuộc\s)?(?:các\s|tên\s)*(?:số\s)?"
)
BREAKS = re.compile(
    r"(?<!\w)(?:được|là|đã|có|nhằm|để|phải|cần|sẽ|quy định|yêu cầu|xác định|nêu|đề ra|thì|trừ|"
    r"ngoại trừ|theo|trái với|kể từ|từ ngày|khi|nếu|căn cứ|thành (?:khoản|điểm|Điều|mục))(?!\w)|[:.\n(]"
)
SUBJECT_GAP = re.compile(r"(?![\s*_]*(?:[,;]|và\s))\)?[^.;|(\n]{0,170}")
AGENT = re.compile(r"(?<!\w)(?:bằng|bởi|theo|tại|thành)(?!\w)")
ACCORDING = re.compile(r"(?<!\w)(?:theo(?:\squy định)?|bởi)(?:\s(?:tại|của))?\s$")
SELF = re.compile(
    r"(?:Điều|Khoản|Điểm|Mục|Chương|Phụ lục|Mẫu|Biểu|Cụm từ|Từ|Đoạn|Nội dung|Quy định|Tên|Tiêu đề)"
    rf"(?:(?:\s[^\s.;]{{1,12}}){{0,3}}?\snày|\s[“\"][{FILLER}]*[”\"])[^.;\n]{{0,110}}$"
)
CONDITION = re.compile(
    r"(?:đến khi|khi|trước khi|sau khi|nếu|trước ngày|cho đến|chưa|VB|[Nn]gày|thời điểm)[\s,]*$"
)
WHEN = re.compile(
    r"\s(?:kể\s)?(?:từ\s)?(?:khi|đến khi|cho đến khi|sau khi|nếu|trong trường hợp)\s"
    r"(?![^.;\n]{0,60}?\snày\s(?:có hiệu lực|được ban hành|ban hành|được ký))"
    r"(?![^.;\n]{0,120}?\d[-/]\w)"
)
"""A condition behind "hết hiệu lực" that this very document does not fulfil."""
UNBORN = re.compile(
    r"\s(?:thi hành\s)?(?:kể\s)?từ\sngày\s(?!ký|ban hành|công bố|thông qua|\d)"
    r"(?![^.;\n]{0,120}?(?:\snày(?!\w)|\d[-/]\w))[^.;\n]{4,120}?\s(?:có hiệu lực|(?:được )?ban hành|được ký)"
)
"""A day that another document, which is not told, has yet to bring."""
LISTED = re.compile(
    r"văn bản(?:[^.;:\n]{0,80}?(?:sau đây|dưới đây|sau|gồm))?[^.;:\n]{0,40}$", re.IGNORECASE
)
"""What stands before "hết hiệu lực:" where the documents follow in the line."""
REGISTER = re.compile(
    r"(?:^|\n)[\s*#>_]{0,12}danh mục[\s*_]{0,8}\n?(?P<what>[^.;:\n|]{0,160})$", re.IGNORECASE
)
"""The heading of a list, up to its word of change: "DANH MỤC VĂN BẢN BÃI BỎ"."""
NEXT_REGISTER = re.compile(
    r"[\s*#>_]{0,12}(?:(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2})[.)-]\s*)?"
    r"(?:danh mục(?!\w)|[^.;:\n|]{0,60}?văn bản(?!\s(?:của|do|thuộc|về)\s)(?!\w))",
    re.IGNORECASE,
)
"""A line within a list that names no document and heads other ones."""
STANDS = re.compile(
    r"(?<!\w)(?:chưa|(?<!không )còn|tiếp tục|giữ nguyên|cần|không(?! còn))(?!\w)", re.IGNORECASE
)
"""In the heading of a list: what it lists counts on, wholly or in part, or is yet to be changed."""
SEVERAL = re.compile(r"(?:thay thế|bãi bỏ|hủy bỏ)(?!\w)", re.IGNORECASE)
"""Beside "sửa đổi" in the heading of a list: which of them becomes of a row is not told."""
ENDS_HERE = re.compile(r"\s?(?:[.;]|$|\n)|,?\s(?:kể\s)?từ\s|\s(?:cho\s)?(?:đến|tới)\s")
"""What follows a passive that is itself the act: nothing, or the day."""
NOT_HERE = re.compile(
    r"(?<!\w)(?:nếu|khi|trường hợp|đã|từng|chưa|không|việc|sẽ|có thể|đề nghị|kiến nghị|đề xuất|"
    r"sau khi|thủ tục|cần|phải|vừa qua|thời gian qua|trong (?:năm|giai đoạn|nhiệm kỳ|thời gian)|mặc dù|"
    r"(?<!tháng \d )(?<!tháng \d\d )năm \d{4}(?=,))(?!\w)",
    re.IGNORECASE,
)
EXTENDS = re.compile(r"kéo dài|gia hạn|khôi phục", re.IGNORECASE)
"""Words that let a text count longer or again, which somebody must do."""
ALL = re.compile(r"(?<!\w)(?:đều|nay)\s(?:được\s|bị\s)?$", re.IGNORECASE)
"""What makes an active word behind its subject a passive: "… đều bãi bỏ"."""
CONTRARY = re.compile(
    r"(?<!\w)trái(?:\svới)?(?:\s(?:các\s)?(?:quy định|nội dung))?(?:\s(?:tại|của|trong|nêu tại))?\s(?:các\s)?$"
)
"""Before a document that only measures others."""
MATTER = re.compile(
    r"(?<!\w)(?:nội dung|quy định|biểu mẫu|mẫu biểu|biểu|mẫu|phụ lục|danh mục|phần)(?!\ssố\s)"
    r"(?:\s(?!(?:quyết định|nghị quyết|quy chế)\s)[^\s.;,:]+){0,9}?\s(?:tại|của|trong|thuộc|kèm theo)\s(?:các\s)?$",
    re.IGNORECASE,
)
"""Before a document of which only some matter is meant: "biểu mẫu kèm theo X"."""
MATTER_GAP = re.compile(
    r"[\s,;*)]{0,8}(?:và\s)?(?:các\s|những\s)?(?:nội dung|quy định|biểu mẫu|mẫu biểu|phụ lục|danh mục)"
    r"\s(?:[^.;:\n]{1,160}\s)?(?:tại|của|trong|kèm theo)\s(?:các\s)?"
)
"""What stands in a row before a document of which only some matter is meant."""
ATTACHED = re.compile(r"(?:^|\s)kèm theo\s(?:các\s)?$")
PARTS_BEFORE = re.compile(
    r"(?<!\w)(?P<parts>(?:(?:[Gg]ạch đầu dòng|(?<!giai )[Đđ]oạn|[Cc]âu)\s(?:thứ\s)?\w{1,5}"
    r"(?:\s(?:của|tại|vào sau|sau))?\s){1,2})$"
)
"""A paragraph, sentence or dash of the place that is named behind it."""
BASIS = re.compile(
    r"(?<!\w)(?:(?<!kèm )(?<!ban hành )theo|căn cứ)(?:\s(?:các\s)?quy định)?(?:\s(?:của|tại))?\s(?:các\s)?$"
)
"""What stands before a document on which something else rests ("Giấy phép cấp theo X thì …")."""
CONTENT = re.compile(
    r"\s(?:các\s|những\s|một số\s)?(?:quy định|nội dung)\s(?:(?!trái|căn cứ)[^.;\n]){0,220}?\s(?:tại|trong)\s(?:các\s)?"
)
"""What of a document is changed, told by its matter: "bãi bỏ các quy định về họp tại …"."""
BY_LIST = re.compile(
    r"\s(?:một số điều\s)?(?:bởi|theo|tại|bằng)(?:\scác văn bản(?:\ssau)?(?:\sđây)?)?\s?:[\s*_]*"
)
BY = re.compile(r"\s(?:bởi|theo|tại)\s")
IN_NAME = re.compile(r"\s?(?:(?:năm\s)?(?:19|20)\d\d(?!\d)|[;,.)])")
ARTICLES = re.compile(r"\s?một số (?:điều|khoản|điểm|nội dung)")
OFFICE = re.compile(
    r"(?:^|,\s)[\s*#>_-]{0,12}(?:Văn phòng|Ban|Ủy ban|Bộ|Sở|Huyện ủy|Tỉnh ủy|Thành ủy|Đảng ủy|Cơ quan)"
    r"(?:\s[^.;,:\n]{0,80})?\s$"
)
OF = re.compile(
    r"(?:^|(?<!\w)(?:của|tại|trong|vào|các|ở|thuộc|toàn bộ|một phần|kèm theo)|:(?:\s\(\d{1,2}\))?|(?:Quy chế|Quy định|"
    r"Chương trình|Kế hoạch|Điều lệ|Đề án|Quy trình)(?:\s\w+){1,6})[\s*_]*(?:số\s|(?:NĐ|QĐ|TT|NQ|CT|KL|HD)\s)?$",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"[\s*_:]*(?:(?:các|toàn bộ|cho|cả|số|của|những)\s)*(?:(?:Quy chế|Quy định|Điều lệ|Chương trình|Đề án|"
    r"Kế hoạch|Hướng dẫn|Nội quy|Quy trình)(?:[^.;\n]{0,160}(?:ban hành\s)?kèm theo\s(?:các\s)?"
    r"|(?:\s\w+){1,6}\s(?:số\s)?))?[\s*_]*"
)
SOME = re.compile(r"\s?(?:một số|một phần|các nội dung|nội dung)(?!\w)")
ENDED = re.compile(r"(?:hết|ngưng|tạm ngưng|tạm dừng|chấm dứt)\s", re.IGNORECASE)
FOR_SOME = re.compile(r"[\s,)]{0,3}(?:đối với|cho|trong trường hợp)(?!\w)")
"""Whom "không áp dụng X đối với …" names: for the others X goes on."""
EXCEPT = re.compile(r"[\s,*_)]{0,8}(?:trừ|ngoại trừ)(?!\w)")
WORDS = re.compile(rf"(?:^|[\s\[(])(?:[Cc]ụm từ|Từ|từ ngữ|từ (?=[“\"{FILLER}]))")
BUT_NOT = re.compile(r"[^.;\n]{0,120}?[,(]\s?(?:trừ|ngoại trừ)\s")
CONTINUES = re.compile(r"hiệu lực|được áp dụng|được thực hiện", re.IGNORECASE)
UNTIL = re.compile(r"\s?(?:[.,;]|$)|\s(?:cho\s)?(?:đến|tới)\s|\s(?:kể\s)?từ\s")
FIGURE = re.compile(r"\s(?:chỉ tiêu|mức|thời hạn|con số|câu|đoạn|cụm từ)(?!\w)[^;.\n]{0,80}tại\s")
HERE = re.compile(
    r"này có hiệu lực|^ thành (?:khoản|điểm|Điều|mục) |như sau|cụm từ|sửa thành|đính chính thành"
)
LABELLED = re.compile(
    r"\s*(?:[-–+•*#|>]|(?:[a-zđ]|\d{1,3}(?:\.\d+)*|[IVX]+)\s?[.)/-]|Điều\s\d|$|\n)"
)
"""A line that begins with a label of its own."""
ARTICLE_OF = re.compile(r"(?:Điều|khoản|mục|Mục)\s")


def from_last_this(before: str) -> str:
    """Return the words from the last "Khoản này" on, or from the last quotation."""
    at = max(before.rfind(" này"), before.rfind(FILLER))
    return before[max(0, before.rfind("\n", 0, at) + 1, at - 60) :]


def leads_to(verb: Verb, gap: str) -> bool:
    """Say whether the words between a word of change and a document make it the object."""
    if verb.effect is Effect.CORRECTED or verb.voice is Voice.PHRASE:
        return True
    return OF.search(gap) is not None


def goes_on(gap: str) -> bool:
    """Say whether nothing but an enumeration stands between two mentions."""
    if CHAIN.fullmatch(gap):
        return True
    return len(gap) <= 140 and BREAKS.search(gap) is None


def within(above: Path, path: Path) -> Path:
    """Return a place under the one that the heading names, where it names no article itself."""
    if not above or (path and ARTICLE_OF.match(path[0]) and not path[0].startswith("khoản")):
        return path
    return (*above, *(unit for unit in path if unit not in above))
