# Sourced by serve, test and fovea: words, checks, and the versions of every tool.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${FOVEA_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/fovea}

say() { printf '%s\n' "$*"; }

# One sentence on stderr, and the end.
fail() { printf '%s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Versions. Trunk's and wasm-opt's come from Trunk.toml, wasm-bindgen's from Cargo.lock, because
# `trunk build` by itself reads them there; those of the packages of the browser tests lie in
# tests/browser/package.json; the rest is here.
trunk_version=$(sed -n 's/^trunk-version = "=\(.*\)"$/\1/p' "$root/Trunk.toml")
binaryen_version=$(sed -n 's/^wasm_opt = "version_\(.*\)"$/\1.0.0/p' "$root/Trunk.toml")
wasm_bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' "$root/Cargo.lock")
rust_version=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
cargo_deny_version=0.20.2
sirv_cli_version=3.0.1
node_version=20

# at_least WANTED FOUND
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# What no script can install without knowing the machine: for the command line, and below for the rest too.
check_rust() {
  have cargo && have rustc ||
    fail "Rust is missing: install it from https://rustup.rs, open a new terminal and try again."
  local rust
  rust=$(rustc --version | cut -d' ' -f2)
  at_least "$rust_version" "$rust" ||
    fail "Fovea needs Rust $rust_version or newer and found $rust: run 'rustup update stable'."
  have cc ||
    fail "A C compiler is missing (Rust links with it): install one, on Debian with 'apt-get install gcc libc6-dev'."
}

check_prerequisites() {
  local node
  check_rust
  have node && have npm ||
    fail "Node.js is missing: install version $node_version or newer with npm, from https://nodejs.org."
  node=$(node --version)
  at_least "$node_version" "${node#v}" ||
    fail "Fovea needs Node.js $node_version or newer and found ${node#v}: see https://nodejs.org."
  mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] ||
    fail "The folder $cache cannot be written: set FOVEA_TOOLS to one that can."
}
