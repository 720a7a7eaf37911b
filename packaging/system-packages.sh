#!/bin/sh
# Install the Debian packages that the given task needs, or say exactly what is
# missing and what will not work without it.  Usage: system-packages.sh run|test
set -eu

missing=""
effects=""

need() { # need COMMAND-OR-FILE PACKAGES EFFECT
    if command -v "$1" >/dev/null 2>&1 || [ -e "$1" ]; then return 0; fi
    missing="$missing $2"
    effects="$effects
  - $2: $3"
}

has_vietnamese() { tesseract --list-langs 2>/dev/null | grep -qx vie; }

need tesseract "tesseract-ocr" "trang quét không nhận dạng được chữ"
has_vietnamese || {
    missing="$missing tesseract-ocr-vie"
    effects="$effects
  - tesseract-ocr-vie: trang quét không nhận dạng được chữ tiếng Việt"
}
if [ "${1:-run}" = test ]; then
    need chromium "chromium" "các bài kiểm thử trên trình duyệt bị bỏ qua"
    need soffice "libreoffice-writer-nogui" "tệp Word xuất ra và tệp .doc không được kiểm thử"
    need /usr/lib/libreoffice/program/libsdlo.so "libreoffice-impress-nogui" \
        "bài trình chiếu xuất ra không được mở thử"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
        need initdb "postgresql" "kho trên máy chủ PostgreSQL không được kiểm thử"
    need /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf "fonts-liberation2" \
        "các trang mẫu để kiểm thử nhận dạng không dựng được"
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Đang cài gói hệ thống:$missing" >&2
    # shellcheck disable=SC2086  # a list of package names
    if { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
         DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null
    then exit 0; fi
    echo "Không cài được gói hệ thống." >&2
fi

echo "Thiếu gói hệ thống; những việc sau sẽ không làm được:$effects" >&2
echo "Cài bằng lệnh: sudo apt-get install --no-install-recommends$missing" >&2
exit 0
