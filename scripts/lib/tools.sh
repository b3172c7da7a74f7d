# Sourced after common.sh: puts each tool into its own folder of the cache, NAME-VERSION, and on PATH.

host=$(rustc -vV 2>/dev/null | sed -n 's/^host: //p')

# release URL BIN DIR: unpacks a prebuilt release into DIR/bin; false where it cannot be had.
release() {
  local url=$1 bin=$2 dir=$3 found
  have curl && have tar || return 1
  mkdir -p "$dir/unpacked"
  curl -fsSL --proto '=https' --connect-timeout 5 --max-time 300 "$url" 2>/dev/null |
    tar -xz -C "$dir/unpacked" 2>/dev/null || return 1
  found=$(find "$dir/unpacked" -type f -name "$bin" | head -n 1)
  [ -n "$found" ] && "$found" --version >/dev/null 2>&1 || return 1
  mv "$(dirname "$found")" "$dir/bin"
  rm -rf "$dir/unpacked"
}

# cargo_tool NAME VERSION BIN MINUTES URL [OPTION…]: a Rust program, downloaded or else compiled.
cargo_tool() {
  local name=$1 version=$2 bin=$3 minutes=$4 url=$5 dir
  shift 5
  dir=$cache/$name-$version
  if [ ! -x "$dir/bin/$bin" ]; then
    rm -rf "$dir" "$dir.partial"
    mkdir -p "$dir.partial"
    if release "$url" "$bin" "$dir.partial"; then
      say "$name $version: downloaded"
    else
      rm -rf "$dir.partial"
      say "$name $version: no prebuilt release within reach, compiling it (about $minutes minutes, once)"
      cargo install --quiet "$@" --root "$dir.partial" "$name" --version "$version" ||
        fail "$name $version could not be installed: is the network up? The lines above say what cargo met."
    fi
    mv "$dir.partial" "$dir"
  fi
  PATH=$dir/bin:$PATH
}

# npm_tool NAME VERSION: a program from npm.
npm_tool() {
  local name=$1 version=$2 dir
  dir=$cache/$name-$version
  if [ ! -d "$dir/node_modules/$name" ]; then
    say "$name $version: fetching from npm"
    rm -rf "$dir" "$dir.partial"
    mkdir -p "$dir.partial"
    npm install --prefix "$dir.partial" --ignore-scripts --no-audit --no-fund --loglevel=error "$name@$version" >/dev/null ||
      fail "$name $version could not be fetched from npm: is the network up? The lines above say what npm met."
    mv "$dir.partial" "$dir"
  fi
  PATH=$dir/node_modules/.bin:$PATH
}

github=https://github.com

trunk_tool() {
  cargo_tool trunk "$trunk_version" trunk 8 \
    "$github/trunk-rs/trunk/releases/download/v$trunk_version/trunk-$host.tar.gz" --locked
}

# Its own lock file names a crate version that not every mirror has: hence no --locked.
wasm_bindgen_tool() {
  cargo_tool wasm-bindgen-cli "$wasm_bindgen_version" wasm-bindgen 3 \
    "$github/wasm-bindgen/wasm-bindgen/releases/download/$wasm_bindgen_version/wasm-bindgen-$wasm_bindgen_version-${host/x86_64-unknown-linux-gnu/x86_64-unknown-linux-musl}.tar.gz"
}

cargo_deny_tool() {
  cargo_tool cargo-deny "$cargo_deny_version" cargo-deny 8 \
    "$github/EmbarkStudios/cargo-deny/releases/download/$cargo_deny_version/cargo-deny-$cargo_deny_version-${host/linux-gnu/linux-musl}.tar.gz" --locked
}

# Everything that `trunk build` needs, the release build included.
install_build_tools() {
  "$root/scripts/lib/wasm-target.sh"
  trunk_tool
  wasm_bindgen_tool
  npm_tool binaryen "$binaryen_version"
}
