"""Numbers that count something ("Nghị quyết 5 năm") and so are no serials."""

from __future__ import annotations

import re

_COUNTED = re.compile(
    r"\s{0,2}(?:[-–/.]\s?\d|%|‰|(?:tháng|người|điều|khoản|chương|nhóm|nội dung|mục tiêu|nhiệm vụ|"
    r"giải pháp|lần|cấp|xã|phường|huyện|tỉnh|thành phố|đồng|triệu|tỷ|đồng chí|cán bộ|đảng viên|chi bộ|"
    r"tổ chức|văn bản|chỉ tiêu|năm(?!\s(?:19|20)\d\d)|bước|loại|phần|mức|trường|dự án|chương trình|"
    r"đơn vị|cơ quan|đề án|nghị quyết|ngày(?!\s{1,2}\d|\s{1,2}tháng)|quận|trang|bản|tập|câu|vấn đề|quan điểm|"
    r"đột phá|lĩnh vực|tiêu chí|nguyên tắc|biện pháp|công trình|thủ tục|vị trí|nguồn|doanh nghiệp|cháu|hộ|"
    r"giờ|phút|km|ha|tuổi|suất|giải|phong trào|không|bậc|thành viên)(?!\w))",
    re.IGNORECASE,
)


def is_count(text: str, at: int) -> bool:
    """Say whether the number that ends at ``at`` of ``text`` counts something."""
    return _COUNTED.match(text, at) is not None
