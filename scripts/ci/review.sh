#!/usr/bin/env bash
# Review a change in CI: check, build and compare the projects.
#
#   scripts/ci/review.sh BASE FOLDER [PATH…]
#
# BASE is what the change is compared with (origin/main); it leaves in FOLDER:
#   check.txt     what `ptgen check` says
#   documents/    what `ptgen build` makes (BUILD=no: nothing)
#   changes.html, changes.json, comment.md
# Settings: PTGEN (the command), FAIL_IF (guards, one a line), CHECK_FORMAT (text, github …).
# Exit status: 2 something could not run, 1 errors in the projects or a broken guard, 0 fine.
set -uo pipefail
# No Python imports what lies in the working directory: it is what is reviewed.
export PYTHONSAFEPATH=1

if [ $# -lt 2 ]; then
  echo "用法：review.sh 基准版本 输出文件夹 [路径…]" >&2
  exit 2
fi
base=$1
folder=${2%/}
shift 2
[ $# -gt 0 ] || set -- projects
read -ra ptgen <<<"${PTGEN:-ptgen}"
guards=()
while IFS= read -r line; do
  [ -z "${line// /}" ] || guards+=(--fail-if "$line")
done <<<"${FAIL_IF:-}"
# What is under review may have put links there, by which this would be written elsewhere.
place=${folder#"$PWD"/}
while [[ $place != /* && $place != . ]]; do
  [ ! -L "$place" ] || rm -f -- "$place"
  place=$(dirname -- "$place")
done
mkdir -p -- "$folder" || exit 2
rm -rf -- "$folder"/{check.txt,documents,changes.html,changes.json,comment.md} || exit 2
worst=0

# Remember the worst exit status; anything unknown counts as "could not run".
note() {
  case $1 in
    0) ;;
    1) [ "$worst" -eq 2 ] || worst=1 ;;
    *) worst=2 ;;
  esac
}

echo "== 检查"
"${ptgen[@]}" check --format "${CHECK_FORMAT:-text}" "$@" 2>&1 | tee "$folder/check.txt"
note "${PIPESTATUS[0]}"

# From here on what authors wrote is printed as it is: GitHub must not take it for commands.
if [ -n "${GITHUB_ACTIONS:-}" ]; then
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  trap 'echo "::$token::"' EXIT
fi

if [ "${BUILD:-yes}" = yes ]; then
  echo "== 生成文书"
  "${ptgen[@]}" build --out "$folder/documents" "$@"
  note $?
fi

echo "== 比较"
"${ptgen[@]}" diff "$base...HEAD" "$@" "${guards[@]+"${guards[@]}"}" --format markdown \
  >"$folder/comment.md"
note $?
"${ptgen[@]}" diff "$base...HEAD" "$@" "${guards[@]+"${guards[@]}"}" --format html \
  >"$folder/changes.html" 2>/dev/null  # the same as above
note $?
"${ptgen[@]}" diff "$base...HEAD" "$@" --format json >"$folder/changes.json"
note $?
"${ptgen[@]}" diff "$base...HEAD" "$@" "${guards[@]+"${guards[@]}"}" 2>/dev/null
note $?
exit "$worst"
