#!/usr/bin/env bash
# Makes sure that the active Rust toolchain can compile for wasm32-unknown-unknown: through rustup,
# or, where rustup's server is out of reach, by compiling the standard library once from the sources
# of the very same release, which Debian packages as rust-src.
set -euo pipefail

target=wasm32-unknown-unknown
sysroot=$(rustc --print sysroot)
release=$(rustc --version | cut -d' ' -f2)
destination=$sysroot/lib/rustlib/$target/lib
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

present() { compgen -G "$destination/libstd-*.rlib" >/dev/null; }

give_up() {
  echo "Rust's target $target is missing and $1: connect to the internet and run 'rustup target add $target'." >&2
  exit 1
}

present && exit 0

if command -v rustup >/dev/null; then
  echo "$target: asking rustup"
  timeout 180 rustup target add "$target" >/dev/null 2>&1 || true
  present && exit 0
fi

command -v apt-get >/dev/null && [ -r "$keyring" ] || give_up "rustup cannot reach its server"
[ -w "$sysroot/lib/rustlib" ] || give_up "$sysroot cannot be written by this user"
echo "$target: rustup cannot reach its server; compiling it from Debian's rust-src (about two minutes)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The machine's own Debian mirror, asked for every suite that may carry this release, without
# touching the machine's package lists.
mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep -m 1 -E '/debian/?$' || true)
[ -n "$mirror" ] || mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 | tr -d ' ' || true)
[ -n "$mirror" ] || give_up "no Debian mirror is configured"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
for suite in trixie trixie-backports forky sid experimental; do
  echo "deb [signed-by=$keyring] $mirror $suite main"
done >"$work/sources.list"
apt=(-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache"
  -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
apt-get "${apt[@]}" update -qq || true
package=$(apt-cache "${apt[@]}" madison rust-src | awk '{print $3}' | grep -m 1 -E "^${release//./\\.}\+" || true)
[ -n "$package" ] || give_up "Debian has no rust-src $release"
(cd "$work" && apt-get "${apt[@]}" download -qq "rust-src=$package") || give_up "rust-src $package could not be downloaded"
dpkg-deb -x "$work"/rust-src_*.deb "$work/unpacked"

sources=$sysroot/lib/rustlib/src/rust
mkdir -p "$sources"
cp -r "$work"/unpacked/usr/src/rustc-*/library "$sources/"

# Any package will do: what is wanted is the standard library that is built on the way.
mkdir -p "$work/empty/src"
: >"$work/empty/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$work/empty/Cargo.toml"
(cd "$work/empty" && env -u CARGO_TARGET_DIR RUSTC_BOOTSTRAP=1 cargo build --quiet --release --target "$target" \
  -Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro) || give_up "compiling it from rust-src $package failed"
mkdir -p "$destination"
find "$work/empty/target/$target/release/deps" -name 'lib*.rlib' ! -name 'libempty-*' -exec cp {} "$destination/" \;
present || give_up "compiling it from rust-src $package left nothing behind"
echo "$target: installed from rust-src $package"
