#!/usr/bin/env bash
# Compares ibid's references and citations with those of npm's citeproc, the reference processor.
#   benches/csl/compare.sh [COUNT [SEED [FOLDER]]]   a sample of FOLDER's .bib files, else of $IBID_CORPUS
# Needs node and npm; the package is kept in target/bench-data/csl. With IBID_CSL_DIFFS=FILE every difference goes there.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$PWD/target/bench-data/csl
mkdir -p "$data"
[[ -d $data/node_modules/citeproc ]] || npm install --silent --no-audit --no-fund --prefix "$data" citeproc@2.4.63 >&2
exec cargo bench -q --bench csl -- "$@"
