# Sourced after common.sh: puts MNIST's four files beside the page, if they can be had.

# Names, checksums of the unpacked content and mirrors are the page's own: one list for both.
mnist_source=$root/src/data/mnist.rs

# Lines of "name checksum"; the source lists both in the same order.
mnist_files() {
  paste -d' ' \
    <(grep -oE '(train|t10k)-(images|labels)-idx[13]-ubyte' "$mnist_source" | awk '!seen[$0]++') \
    <(grep -oE '\b[0-9a-f]{64}\b' "$mnist_source" | awk '!seen[$0]++')
}

mnist_mirrors() { grep -v '^ *//' "$mnist_source" | grep -oE '"https://[^" ]+/"' | tr -d '"'; }

# genuine FILE.gz CHECKSUM
genuine() { [ "$(gzip -dc "$1" 2>/dev/null | sha256sum | cut -d' ' -f1)" = "$2" ]; }

# mnist_in DIR: whether DIR has all four, genuine.
mnist_in() {
  local name checksum
  [ -d "$1" ] || return 1
  while read -r name checksum; do
    [ -f "$1/$name.gz" ] && genuine "$1/$name.gz" "$checksum" || return 1
  done < <(mnist_files)
}

# mnist_from MIRROR DIR: downloads and checks all four.
mnist_from() {
  local name checksum
  while read -r name checksum; do
    curl -fsSL --proto '=https' --connect-timeout 5 --max-time 120 -o "$2/$name.gz" "${1%/}/$name.gz" 2>/dev/null &&
      genuine "$2/$name.gz" "$checksum" || return 1
  done < <(mnist_files)
}

# Finds MNIST, downloading it if need be, and leaves its folder in mnist_found.
find_mnist() {
  local place mirror kept=$cache/mnist
  for place in ${MNIST_DIR:+"$MNIST_DIR"} "$root/../shared/data/mnist" "$kept"; do
    if mnist_in "$place"; then mnist_found=$(cd "$place" && pwd); return; fi
  done
  [ -z "${MNIST_DIR:-}" ] || say "MNIST_DIR ($MNIST_DIR) does not hold MNIST's four genuine .gz files."
  have curl || return 1
  mkdir -p "$kept"
  for mirror in $(mnist_mirrors); do
    say "MNIST: trying $mirror"
    if mnist_from "$mirror" "$kept"; then mnist_found=$kept; return; fi
  done
  return 1
}

# Fills dist/data/mnist.
put_mnist() {
  local here=$root/dist/data/mnist
  if mnist_in "$here" || find_mnist; then
    mkdir -p "$here"
    [ -z "${mnist_found:-}" ] || cp "$mnist_found"/*-ubyte.gz "$here/"
    say "MNIST lies beside the page."
  else
    say "MNIST could not be had here: the page will look for it itself and otherwise train on generated digits."
  fi
}

[ "$(mnist_files | wc -l)" -eq 4 ] || fail "scripts/lib/mnist.sh no longer finds MNIST's four checksums in $mnist_source."
