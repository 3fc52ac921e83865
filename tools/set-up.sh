#!/bin/sh -eu
# Set up what `make` needs, and nothing that is there already:
#
#     tools/set-up.sh build     .venv with requirements.lock, Pango, the Fandol fonts and one that fills their gaps
#     tools/set-up.sh test      the same with requirements-dev.lock, LibreOffice and Poppler
#
# Linux with apt is set up by itself, macOS through Homebrew where that is installed (written from its documentation,
# not yet run); elsewhere it says what to install and makes .venv all the same. What needs root and cannot have it is
# said, and the build goes on: the program itself says what a document lacks.
#
# Everything here goes to stderr, so that stdout holds only what the program prints. Exit 0, or 2 where .venv cannot be.

cd -- "$(dirname -- "$0")/.."

WANTED=${1:-build}
case $WANTED in
    build) LOCK=requirements.lock ;;
    test) LOCK=requirements-dev.lock ;;
    *) echo "用法 / usage: tools/set-up.sh build|test" >&2; exit 2 ;;
esac

VENV=.venv
INSTALLED=$VENV/installed           # holds a copy of each lock that was installed to its end
FONTS_FAILED=$VENV/fonts-not-fetched
FONTS="FandolFang-Regular FandolKai-Regular FandolHei-Regular FandolHei-Bold FandolSong-Regular FandolSong-Bold"
FONT_PACKAGE=texlive-lang-chinese
SYSTEM=$(uname -s)
if [ "$SYSTEM" = Darwin ]; then
    FONT_FOLDER=$HOME/Library/Fonts
    OFFICE=libreoffice POPPLER=poppler
else
    OFFICE=libreoffice-writer POPPLER=poppler-utils
    FONT_FOLDER=${XDG_DATA_HOME:-$HOME/.local/share}/fonts/fandol
fi
PATH=$PATH:/usr/sbin:/sbin          # ldconfig lies there, and Debian leaves it out of an ordinary user's PATH

say() { printf '%s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# ---- What is there? Asked at every call, so only what takes milliseconds ----

# venv_holds LOCK…: what was installed is a copy compared whole, not a time: git sets the times of a lock as it likes.
venv_holds() {
    for lock in "$@"; do
        cmp -s "$lock" "$INSTALLED/$lock" || return 1
    done
    # An upgraded system leaves a link to another Python, which does not look into the old one's folder.
    version=$("$VENV/bin/python" -I -S -c 'import sys; print("python%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
    [ -d "$VENV/lib/$version/site-packages" ]
}

fonts_are_there() {
    there=yes
    for font in $FONTS; do
        [ -s "$FONT_FOLDER/$font.otf" ] || there=no
    done
    [ $there = yes ] && return
    # Or elsewhere: fontconfig knows.
    has fc-list && [ "$(fc-list : family | tr ',' '\n' | grep -x -E 'Fandol(Fang|Kai|Hei|Song)' | sort -u | wc -l)" = 4 ]
}

# Print the packages that are missing, asked by what they bring: a library may have come from elsewhere.
missing_packages() {
    if [ "$SYSTEM" = Darwin ]; then
        ! has brew || [ -d "$(brew --prefix)/opt/pango" ] || printf 'pango '
    elif libraries=$(ldconfig -p 2>/dev/null); then
        missing_library libpango-1.0.so.0 libpango-1.0-0
        missing_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
        missing_library libharfbuzz-subset.so.0 libharfbuzz-subset0
        has fc-list || printf 'fontconfig '
        # ㎡ and the 堃 喆 镕 玥 of names, which Fandol lacks: another face must lend them.
        has fc-list && [ -n "$(fc-list ':charset=33a1 5803 5586 9555 73a5' file)" ] || printf 'fonts-noto-cjk '
    fi
    if [ "$WANTED" = test ]; then
        has soffice || printf '%s ' "$OFFICE"
        has pdftotext || printf '%s ' "$POPPLER"
        # Debian's is a browser; Ubuntu's package of that name only asks for a snap, and the test is then left out.
        has chromium || ! grep -q '^ID=debian$' /etc/os-release 2>/dev/null || printf 'chromium '
    fi
}

missing_library() {
    case $libraries in
        *"$1 "*) ;;
        *) printf '%s ' "$2" ;;
    esac
}

# Debian keeps venv's pip in a package of its own, and pip there trusts the system's certificates.
missing_for_venv() {
    has apt-get || return 0
    "$PYTHON" -I -c 'import ensurepip' 2>/dev/null ||
        "$PYTHON" -I -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
}

# ---- Doing: one line a step; the tail of what a step printed only where it failed ----

step() {
    say "$1 …"
    shift
    if "$@" >"$WORK/log" 2>&1 </dev/null; then
        return 0
    fi
    tail -n 15 "$WORK/log" | sed 's/^/    /' >&2
    return 1
}

# Print the words that make a command root's, or fail: `env` for root itself, `sudo -n` where sudo asks nothing. A
# password is only asked for on a terminal, of people who may use sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif has sudo && sudo -n true 2>/dev/null; then
        echo sudo -n env
    elif has sudo && [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 2 ] && id -Gn | grep -q -w -E 'sudo|admin|wheel'; then
        echo sudo env
    else
        return 1
    fi
}

apt_install() {
    advice="sudo apt-get install --no-install-recommends $*"
    if ! root=$(as_root); then
        say "缺少系统软件，又没有管理员权限，请由管理员运行 / missing system packages, ask an administrator to run:"
        say "    $advice"
        return 1
    fi
    if [ "$root" = "sudo env" ]; then
        say "安装 $*，需要管理员密码 / installing them needs your password"
        sudo -v || { say "    $advice"; return 1; }
    fi
    apt="$root DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2"
    # A source that cannot be read today matters only where a package is to come from it: the install will say.
    # shellcheck disable=SC2086  # $apt is a command with its words
    step "更新软件包目录 / updating the package lists" $apt update || true
    # shellcheck disable=SC2086
    if ! step "安装系统软件 / installing: $*" $apt install --no-install-recommends "$@"; then
        say "系统软件没有装上，请检查网络后运行 / not installed; check the network, then run:"
        say "    $advice"
        return 1
    fi
}

set_up_system() {
    # shellcheck disable=SC2046  # one word a package
    set -- $(missing_packages; venv_holds requirements.lock || missing_for_venv)
    [ $# = 0 ] && return
    if has apt-get; then
        apt_install "$@"
    elif [ "$SYSTEM" = Darwin ] && has brew; then
        step "安装系统软件 / brew install $*" brew install "$@"
    else
        say "请安装下列软件（这里是 Debian 的名字）/ please install, by their names in Debian: $*"
    fi
}

# One package, without root: where this machine has no package lists, they are read into a folder of our own.
download_fonts() (
    cd "$WORK" || return
    apt-get -q download "$FONT_PACKAGE" && return
    mkdir -p lists/partial archives/partial
    own="-o Dir::State::lists=$WORK/lists -o Dir::Cache=$WORK"
    # shellcheck disable=SC2086  # options apart; $WORK holds no space
    apt-get -q $own update && apt-get -q $own download "$FONT_PACKAGE"
)

# The package is large and wants others that nobody here needs, so it is taken apart, not installed. Each file is
# written beside and renamed: an interrupted call never leaves half a font.
unpack_fonts() {
    mkdir -p "$WORK/fonts" "$FONT_FOLDER" &&
        dpkg-deb --fsys-tarfile "$WORK/$FONT_PACKAGE"_*.deb | tar -x -C "$WORK/fonts" --wildcards '*/Fandol*.otf' || return
    for font in $FONTS; do
        find "$WORK/fonts" -name "$font.otf" -exec cp -- {} "$FONT_FOLDER/.$font.$$" \; &&
            mv -f -- "$FONT_FOLDER/.$font.$$" "$FONT_FOLDER/$font.otf" || return
    done
    ! has fc-cache || fc-cache "$FONT_FOLDER"
}

set_up_fonts() {
    fonts_are_there && return
    # Tried in vain before: the build goes on with the fonts it has, and does not ask the network each time.
    if [ -e "$FONTS_FAILED" ]; then
        say "没有 Fandol 字体，先用现有字体；再试下载 / no Fandol fonts, using others; to try again: make set-up"
        return
    fi
    if has apt-get && has dpkg-deb; then
        step "下载 Fandol 字体（约 50 MB）/ downloading the Fandol fonts" download_fonts &&
            step "安装字体 / installing the fonts into $FONT_FOLDER" unpack_fonts && return
    elif [ "$SYSTEM" = Darwin ] && has brew; then
        step "安装 Fandol 字体 / brew install --cask font-fandol" brew install --cask font-fandol && return
    fi
    : >"$FONTS_FAILED"
    say "没有装上 Fandol 字体，先用现有字体。可从 CTAN 取 fandol 包，把其中的 OTF 文件放进 $FONT_FOLDER"
    say "The Fandol fonts are not installed; put the OTF files of CTAN's package fandol into that folder."
}

# Print the Python to make .venv with: the one that was named, else `python3`, which people chose, else another.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11
    fi
    for python in "$@"; do
        if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    say "需要 Python 3.11 或更新的版本，这里没有找到（看过 $*）；装好后可用 make PYTHON=路径 指定"
    say "Python 3.11 or newer is needed and was not found; install it, and name it with make PYTHON=path if need be"
    return 1
}

# PIP_USER and its like, set for other work, would put the libraries elsewhere; indexes, proxies and certificates stay.
pip_install() {
    env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_REQUIREMENT PIP_USER=0 \
        "$VENV/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1"
}

set_up_venv() {
    venv_holds requirements.lock "$LOCK" && return
    # Made anew when the runtime lock changed, too: a library that is no longer asked for must not stay and hide it.
    if ! venv_holds requirements.lock; then
        # Said above already, with the command; an older .venv may still serve.
        ! has apt-get || "$PYTHON" -I -c 'import ensurepip' 2>/dev/null || return 1
        rm -rf -- "$INSTALLED" && rm -rf -- "$VENV"       # in this order: an interrupted removal must show
        step "建立 .venv / making .venv" "$PYTHON" -I -m venv "$VENV" || return 1
    fi
    if ! step "安装程序库 / installing the libraries of $LOCK" pip_install "$LOCK"; then
        say "程序库没有装上：请检查网络（可用 PIP_INDEX_URL=镜像地址 make），再运行一次"
        say "The libraries are not installed; check the network (PIP_INDEX_URL names a mirror), then run make again"
        return 1
    fi
    mkdir -p "$INSTALLED"
    # The development lock holds all of the other one.
    for lock in requirements.lock "$LOCK"; do
        cp "$lock" "$INSTALLED/"
    done
}

all_is_there() {
    venv_holds requirements.lock "$LOCK" && fonts_are_there && [ -z "$(missing_packages)" ]
}

if all_is_there; then exit 0; fi

WORK=$(mktemp -d /tmp/shenbao-set-up.XXXXXX)    # not TMPDIR: apt splits its options at spaces
trap 'rm -rf -- "$WORK"' EXIT
trap 'exit 130' INT TERM HUP

# Two calls at once would tear down each other's .venv. The lock goes with the process, however it ends.
if has flock; then
    exec 9<tools/set-up.sh
    flock 9
fi

venv_holds requirements.lock || PYTHON=$(find_python) || exit 2
set_up_system || true       # what could be had is there; what fails for the rest says so itself
set_up_venv || exit 2
set_up_fonts
