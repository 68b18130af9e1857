#!/bin/sh
# Installs what is missing from Debian's packages. usage: make/deps.sh build | test
# build: to compile and run. test: also the witnesses and the browser that the tests ask.
set -eu

build="build-essential pkg-config libssl-dev libhpdf-dev libqrencode-dev liblmdb-dev libh2o-evloop-dev libjansson-dev
libharfbuzz-dev libutf8proc-dev libpcre2-dev libcmark-dev zlib1g-dev libdeflate-dev libgmp-dev libsodium-dev libfido2-dev
libcurl4-openssl-dev libcmocka-dev
fonts-lxgw-wenkai fonts-noto-core fonts-nanum fonts-hanazono fonts-dejavu-core"
test="clang libclang-rt-14-dev poppler-utils qpdf mupdf-tools zbar-tools libnss3-tools openssl curl wrk universal-ctags json-schema-test-suite
chromium python3 procps"

case "${1:-build}" in
build) wanted="$build" ;;
test) wanted="$build $test" ;;
*) echo "usage: make/deps.sh build|test" >&2; exit 2 ;;
esac

missing=""
for package in $wanted; do
	dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
# A node of another origin serves as well; Debian's npm over it would fail.
if [ "${1:-build}" = test ]; then
	command -v node >/dev/null 2>&1 || missing="$missing nodejs"
	command -v npm >/dev/null 2>&1 || missing="$missing npm"
fi
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || { echo "missing packages:$missing; install them as root, or install sudo" >&2; exit 1; }
	as_root="sudo"
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
