#!/bin/sh
# Installs ptgen for this user alone on macOS and Linux: no root, no network. Run again to renew it.
set -eu
cd "$(dirname "$0")"
target="${XDG_DATA_HOME:-$HOME/.local/share}/ptgen"
python=
for one in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  if "$one" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
    python=$one
    break
  fi
done
if [ -z "$python" ]; then
  echo '要有 Python 3.11、3.12 或 3.13（Debian、Ubuntu 还要 python3-venv），请先安装。' >&2
  exit 2
fi
"$python" -m venv --clear "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels wheels/ptgen-*.whl
mkdir -p "$HOME/.local/bin"
ln -sf "$target/bin/ptgen" "$HOME/.local/bin/ptgen"
"$target/bin/ptgen" doctor >/dev/null 2>&1 || "$target/bin/ptgen" fonts --install fonts >/dev/null || true
"$target/bin/ptgen" doctor || true
echo "装好了：$HOME/.local/bin/ptgen。找不到命令时，把 $HOME/.local/bin 加到 PATH。"
