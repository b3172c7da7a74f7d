# Sourced after tools.sh: builds the page in dist/.

# The build's mark lies in dist/, which Trunk replaces whole: it cannot outlive the build it speaks of.
page_mark=$root/dist/.build

# A hash of everything the page is made of; $1 is release or debug.
page_inputs() {
  (cd "$root" && {
    printf '%s\n' "$1" "$wasm_bindgen_version"
    rustc --version
    find src static .cargo index.html Trunk.toml Cargo.toml Cargo.lock build.rs -type f | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum
  } | sha256sum)
}

# build_page release|debug: does nothing where dist/ is that build already.
build_page() {
  local inputs options=()
  inputs=$(page_inputs "$1")
  if [ -f "$page_mark" ] && [ "$(cat "$page_mark")" = "$inputs" ]; then
    say "The $1 page in dist/ is up to date."
    return
  fi
  if [ "$1" = release ]; then
    options=(--release)
    say "Building the release page: about 20 minutes from nothing, most of them for burn."
  else
    say "Building the debug page: some minutes from nothing; it trains slowly."
  fi
  # Trunk refuses NO_COLOR=1, which many terminals set.
  (cd "$root" && env -u NO_COLOR TRUNK_SKIP_VERSION_CHECK=true trunk build "${options[@]}") || return 1
  printf '%s\n' "$inputs" >"$page_mark"
}
