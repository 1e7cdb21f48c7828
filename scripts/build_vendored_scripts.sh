#!/bin/sh
# Bundle three.js and uPlot for the web app. Needs Node and npm; users of hipspine need neither.
#
#     sh scripts/build_vendored_scripts.sh          write the files and their hashes
#     sh scripts/build_vendored_scripts.sh --check  say whether the files are what a build gives
set -eu
three=0.187.0 uplot=1.6.32 esbuild=0.28.2
vendor="$(cd "$(dirname "$0")/../src/hipspine/web/static/vendor" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund "three@$three" "uplot@$uplot" "esbuild@$esbuild"
cp "$vendor/three.parts.js" .
bundle="npx esbuild --bundle --minify --format=esm --target=es2020 --legal-comments=none"
$bundle three.parts.js --outfile="out/three-$three.min.js"
$bundle node_modules/uplot/dist/uPlot.esm.js --outfile="out/uplot-$uplot.min.js"
cp node_modules/uplot/dist/uPlot.min.css "out/uplot-$uplot.min.css"
cp node_modules/three/LICENSE out/three.LICENSE
[ -f node_modules/uplot/LICENSE ] && cp node_modules/uplot/LICENSE out/uplot.LICENSE
for script in out/*.min.js out/*.min.css; do gzip -9 --no-name --keep "$script"; done
if [ "${1:-}" = --check ]; then
  cd "$vendor" && sha256sum --check --quiet lab.sha256 && cd "$work/out" && sha256sum --check --quiet "$vendor/lab.sha256"
else
  cp out/* "$vendor/" && cd "$vendor" && sha256sum three-* three.LICENSE uplot* >lab.sha256
fi
