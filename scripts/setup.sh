#!/usr/bin/env bash
# Make this checkout ready to run: system libraries and fonts, then .venv/ from a lock file.
#
#   scripts/setup.sh run    what `ptgen build` needs
#   scripts/setup.sh dev    that, and what the tests need
#   scripts/setup.sh fonts  the 仿宋 font alone
#   scripts/setup.sh editor the language server alone, which the tests of the schemas drive
#   scripts/setup.sh engines pdf.js alone, one of the engines that show the PDF files in the tests
#   scripts/setup.sh vsix   what packages the extension for Visual Studio Code
#
# Run again, it changes nothing and takes less than a second. Exit status 2: something is
# missing that cannot be installed from here; the message says what.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# No Python imports what lies in the folder where it is started.
export PYTHONSAFEPATH=1

readonly venv=.venv
readonly font_folder="${XDG_DATA_HOME:-$HOME/.local/share}/fonts/ptgen"
# A file that a program must be able to load, and the package that brings it.
readonly libraries=(
  libpango-1.0.so.0:libpango-1.0-0
  libpangoft2-1.0.so.0:libpangoft2-1.0-0
  libharfbuzz.so.0:libharfbuzz0b
  libharfbuzz-subset.so.0:libharfbuzz-subset0
)
# A family that fontconfig must know, and the package that brings it.
readonly families=(
  "Noto Serif CJK SC:fonts-noto-cjk"
  "Noto Sans CJK SC:fonts-noto-cjk"
  "LXGW WenKai:fonts-lxgw-wenkai"
)

# Browsers that the tests can drive; the first is what Debian brings.
readonly browsers=(chromium chromium-browser google-chrome)
# A program that shows or checks documents in the tests, and the package that brings it.
readonly engines=(
  pdftoppm:poppler-utils mutool:mupdf-tools gs:ghostscript qpdf:qpdf
  lowriter:libreoffice-writer localc:libreoffice-calc
)

say() { printf '%s\n' "$*"; }

# Each argument is a line.
give_up() {
  printf '%s\n' "$@" >&2
  exit 2
}

# The first Python that is new enough, $PYTHON before all others.
find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  give_up "找不到 Python 3.11 或更高版本。" \
    "请先安装（Debian、Ubuntu：sudo apt-get install python3 python3-venv），或用 make PYTHON=/路径/python3 指明。"
}

can_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# Runs a command, silent unless it fails.
quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || {
    say "$output" >&2
    return 1
  }
}

# The packages, one a line, without which a document cannot be drawn or .venv/ not be made; with
# "dev" also those that only the tests need.
missing_packages() {
  local entry families_here
  "$1" - "${libraries[@]}" <<'PYTHON'
import ctypes
import importlib.util
import sys

for entry in sys.argv[1:]:
    library, _, package = entry.partition(":")
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
# Debian keeps ensurepip, which puts pip into a virtual environment, in a package of its own.
if not importlib.util.find_spec("ensurepip"):
    print(f"python3.{sys.version_info.minor}-venv")
PYTHON
  command -v fc-list >/dev/null || say fontconfig
  families_here=$(fc-list : family 2>/dev/null || true)
  for entry in "${families[@]}"; do
    [[ "$families_here" == *"${entry%%:*}"* ]] || say "${entry##*:}"
  done
  [ "$2" = dev ] || return 0
  command -v "${browsers[@]}" >/dev/null || say "${browsers[0]}"
  for entry in "${engines[@]}"; do
    command -v "${entry%%:*}" >/dev/null || say "${entry##*:}"
  done
  # Tells the tests which programs are started.
  command -v strace >/dev/null || say strace
  # An editor that talks to the language server in the tests.
  command -v nvim >/dev/null || say neovim
}

install_system() {
  local -a missing
  mapfile -t missing < <(missing_packages "$1" "$2" | sort -u)
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    give_up "缺少系统组件，而本机没有 apt-get。请安装与下列 Debian 软件包相当的组件，再重新运行：" "  ${missing[*]}"
  can_be_root ||
    give_up "缺少系统软件包，安装需要管理员权限。请运行下面的命令，再重新运行 make：" \
      "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
  say "安装系统软件包：${missing[*]}"
  quietly as_root apt-get update -q || say "软件源更新失败，改用现有的软件包列表。"
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qy --no-install-recommends "${missing[@]}" ||
    give_up "系统软件包安装失败。请按上面的提示处理，或自行安装后重新运行：" "  ${missing[*]}"
}

# Into the current folder. The package list may be absent, as in container images.
download_fangsong() {
  local -a download=(apt-get download -q -o "APT::Sandbox::User=$(id -un)" texlive-lang-chinese)
  "${download[@]}" >/dev/null 2>&1 </dev/null && return
  ! can_be_root || quietly as_root apt-get update -q
  quietly "${download[@]}"
}

# The one open simplified FangSong, taken out of a TeX package without installing that.
# In a subshell, so that the folder is removed however it ends.
install_fangsong() (
  [[ "$(fc-list : family)" != *FandolFang* ]] || exit 0
  command -v apt-get >/dev/null ||
    give_up "缺少仿宋字体 FandolFang-Regular.otf。请把它放入 $font_folder，再运行 fc-cache -f。"
  say "安装仿宋字体到 $font_folder（下载约 50 MB，仅一次）"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  (cd "$folder" && download_fangsong) ||
    give_up "下载软件包 texlive-lang-chinese 失败。请运行 sudo apt-get update 后重试；" \
      "或把 FandolFang-Regular.otf 放入 $font_folder，再运行 fc-cache -f。"
  dpkg -x "$folder"/texlive-lang-chinese_*.deb "$folder/tree"
  found=$(find "$folder/tree" -name FandolFang-Regular.otf -print -quit)
  [ -n "$found" ] || give_up "软件包 texlive-lang-chinese 里没有 FandolFang-Regular.otf。"
  mkdir -p "$font_folder"
  install -m 644 "$found" "$font_folder/"
  fc-cache -f "$font_folder"
  [[ "$(fc-list : family)" == *FandolFang* ]] ||
    give_up "fontconfig 找不到 $font_folder 里的字体。请检查 fontconfig 的配置。"
)

# What the virtual environment was made from; anything else than this makes it anew.
stamp_of() {
  { "$2" -V && printf '%s\n' "$PWD" && cat "$1"; } | sha256sum
}

install_python() {
  local lock=$1 python=$2 stamp="$venv/ptgen-lock.sha256" project="$venv/ptgen-pyproject.toml"
  local has wanted run dev
  local -a pip=(quietly "$venv/bin/python" -m pip install -q --disable-pip-version-check)
  has=$(cat "$stamp" 2>/dev/null || true)
  wanted=$(stamp_of "$lock" "$python")
  run=$(stamp_of requirements.lock "$python")
  dev=$(stamp_of requirements-dev.lock "$python")
  # What the tests need includes what a build needs.
  if [ "$has" != "$wanted" ] && [ "$has" != "$dev" ]; then
    say "安装 Python 依赖到 $venv/（$lock）"
    rm -f "$stamp" "$project"
    [ "$has" = "$run" ] || quietly "$python" -m venv --clear "$venv" ||
      give_up "无法建立虚拟环境 $venv/。请按上面的提示处理后重新运行。"
    "${pip[@]}" --require-hashes --only-binary=:all: -r "$lock" ||
      give_up "Python 依赖安装失败。请检查能否访问 Python 软件源，再重新运行。"
    say "$wanted" >"$stamp"
  fi
  if ! cmp -s pyproject.toml "$project"; then
    # The build backend came with the lock file, so that this step fetches nothing.
    "${pip[@]}" --no-index --no-deps --no-build-isolation -e . ||
      give_up "ptgen 安装到 $venv/ 失败。请按上面的提示处理后重新运行。"
    cp pyproject.toml "$project"
  fi
}

# What package.json in a folder of the tests asks for; the second argument is its name in Chinese.
# npm comes with the Python packages of the tests; $NPM is another one.
install_node_packages() {
  local folder=$1 name=$2 npm="${NPM:-$venv/bin/npm}" wanted
  local stamp="$folder/node_modules/.ptgen-lock.sha256"
  wanted=$(cat "$folder/package.json" "$folder/package-lock.json" | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  say "安装 $name 到 $folder/node_modules/"
  quietly "$npm" ci --prefix "$folder" --omit=optional --ignore-scripts --no-audit --no-fund ||
    give_up "$name 安装失败。请检查能否访问 npm 软件源，再重新运行。"
  say "$wanted" >"$stamp"
}

install_editor() { install_node_packages tests/editor "YAML 语言服务"; }

install_engines() { install_node_packages tests/engines "pdf.js"; }

install_vsix() { install_node_packages editors/vscode "VS Code 扩展所需的组件"; }

main() {
  local python
  case "${1:-}" in
    fonts) install_fangsong ;;
    editor) install_editor ;;
    engines) install_engines ;;
    vsix) install_vsix ;;
    run | dev)
      python=$(find_python)
      install_system "$python" "$1"
      install_fangsong
      if [ "$1" = dev ]; then
        install_python requirements-dev.lock "$python"
        install_editor
        install_engines
      else
        install_python requirements.lock "$python"
      fi
      ;;
    *) give_up "用法：scripts/setup.sh run|dev|fonts|editor|engines|vsix" ;;
  esac
}

main "$@"
