#!/bin/sh
# wheel.sh PYTHON: builds the wheel, installs it into a clean environment and runs the demo from it, away
# from the checkout: what works only beside its own source is not shipped.
set -eu
python=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --wheel --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
"$python" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --require-hashes -r deploy/requirements.txt
$pip install --no-deps "$work"/dist/*.whl
$pip check
cd "$work"
unset PYTHONPATH
if "$work/venv/bin/python" -c 'import daemon' 2>/dev/null; then
  echo "wheel: it installs a package called daemon" >&2
  exit 1
fi
test -f "$work/venv/share/tocsin/rules/insiders.yaml" || { echo "wheel: the starter packs are missing" >&2; exit 1; }
"$work/venv/bin/tocsin" demo --state "$work/state"
echo "wheel: built, installed, and the demo ran from it"
