#!/usr/bin/env bash
# Holds `chancery lsp` against Neovim: `run.sh target/debug/chancery [nvim]`.
set -euo pipefail
program=$(dirname "$(realpath "$1")")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r tests/sites/basic "$work/site" && rm -rf "$work/site/expected"
mkdir "$work/state"
PATH="$program:$PATH" SITE="$work/site" XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/state" \
  timeout 300 "${2:-nvim}" --clean --headless -c 'luafile tests/editor/neovim.lua' -c 'cquit 1'
