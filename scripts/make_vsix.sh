#!/usr/bin/env bash
# Package the extension for Visual Studio Code: make_vsix.sh [FOLDER], dist/ by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
npm=${NPM:-$PWD/.venv/bin/npm}
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' ptgen/__init__.py)

scripts/setup.sh vsix
cp LICENSE editors/vscode/LICENSE
cd editors/vscode
# npm tells which of the packages the extension needs. The same bytes each time.
PATH="$(dirname "$npm"):$PATH" SOURCE_DATE_EPOCH=0 \
  node_modules/.bin/vsce package "$version" --out "$folder/ptgen-$version.vsix" \
  --no-git-tag-version --no-update-package-json --allow-missing-repository >/dev/null
echo "已打包 $folder/ptgen-$version.vsix"
