# Sourced after tools.sh: what the tests in real browsers need.

browser_dir=$root/tests/browser

# find_program VARIABLE NAME…: leaves in VARIABLE the path of the first that there is, unless it names one already.
find_program() {
  local variable=$1 name
  shift
  [ -z "${!variable:-}" ] || { have "${!variable}" && return 0; fail "$variable is '${!variable}', which cannot be run."; }
  for name; do
    if have "$name"; then printf -v "$variable" %s "$(command -v "$name")"; return 0; fi
  done
  return 1
}

find_chromium() { find_program CHROMIUM chromium chromium-browser google-chrome-stable google-chrome; }
find_firefox() { find_program FIREFOX firefox-esr firefox; }
find_webkit() { have WebKitWebDriver && have Xvfb; }

lavapipe() { compgen -G "/usr/share/vulkan/icd.d/lvp_icd*.json" | head -n 1; }

# from_debian NAME PACKAGE…: on Debian, as root, from Debian; goes on where that cannot be.
from_debian() {
  local name=$1
  shift
  have apt-get && [ "$(id -u)" = 0 ] || return 0
  say "Installing $name from Debian (about two minutes)"
  apt-get update -qq >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    say "apt-get could not install $name: the lines above say why." >&2
}

# Chromium for the page, Mesa's lavapipe for the GPU kernels.
install_browser() {
  if ! find_chromium || [ -z "$(lavapipe)" ]; then
    from_debian "Chromium and Mesa's software GPU" chromium mesa-vulkan-drivers fonts-liberation
  fi
  find_chromium ||
    fail "Chromium is missing: install it (on Debian 'apt-get install chromium mesa-vulkan-drivers') or set CHROMIUM to its path."
  export CHROMIUM
}

install_firefox() {
  find_firefox || from_debian Firefox firefox-esr
  if find_firefox; then export FIREFOX; fi
}

# The other engines, each where it can be had.
install_engines() {
  install_firefox
  find_webkit || from_debian WebKit webkit2gtk-driver xvfb
}

# install_packages FOLDER WHAT: from npm, as the folder's lock file has them.
install_packages() {
  local folder=$1 what=$2 mark=$1/node_modules/.installed
  cmp -s "$folder/package-lock.json" "$mark" && return
  say "$what: fetching from npm"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
    fail "npm could not fetch ${what,}: is the network up? The lines above say what npm met."
  cp "$folder/package-lock.json" "$mark"
}

install_browser_packages() { install_packages "$browser_dir" "The browser tests' packages"; }
