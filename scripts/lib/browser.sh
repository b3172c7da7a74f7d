# Sourced after tools.sh: what the tests in a real Chromium need.

browser_dir=$root/tests/browser

find_chromium() {
  local name
  [ -z "${CHROMIUM:-}" ] || { have "$CHROMIUM" && return 0; fail "CHROMIUM is '$CHROMIUM', which cannot be run."; }
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if have "$name"; then CHROMIUM=$(command -v "$name"); return 0; fi
  done
  return 1
}

lavapipe() { compgen -G "/usr/share/vulkan/icd.d/lvp_icd*.json" | head -n 1; }

# Chromium for the page, Mesa's lavapipe for the GPU kernels; on Debian, as root, from Debian.
install_browser() {
  if ! find_chromium || [ -z "$(lavapipe)" ]; then
    if have apt-get && [ "$(id -u)" = 0 ]; then
      say "Installing Chromium and Mesa's software GPU from Debian (about two minutes)"
      apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
          chromium mesa-vulkan-drivers fonts-liberation >/dev/null ||
        say "apt-get could not install them: the lines above say why." >&2
    fi
  fi
  find_chromium ||
    fail "Chromium is missing: install it (on Debian 'apt-get install chromium mesa-vulkan-drivers') or set CHROMIUM to its path."
  export CHROMIUM
}

install_browser_packages() {
  local mark=$browser_dir/node_modules/.installed
  cmp -s "$browser_dir/package-lock.json" "$mark" && return
  say "The browser tests' packages: fetching from npm"
  (cd "$browser_dir" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
    fail "npm could not fetch the browser tests' packages: is the network up? The lines above say what npm met."
  cp "$browser_dir/package-lock.json" "$mark"
}
