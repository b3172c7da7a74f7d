# Sourced after common.sh: runs the stages of scripts/test, goes on after a failure, sums up.

stage_names=()
stage_results=()
stage_seconds=()

# stage NAME COMMAND…: runs COMMAND under a heading. A command that returns 77 was skipped.
stage() {
  local name=$1 begun=$SECONDS status=0
  shift
  printf '\n=== %s\n' "$name"
  # A subshell with errexit; 'if' or '||' around it would switch errexit off inside.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  case $status in
    0) record "$name" passed ;;
    77) record "$name" skipped ;;
    *) record "$name" FAILED ;;
  esac
  stage_seconds+=("$((SECONDS - begun))")
  return 0
}

# without NAME REASON: a stage that cannot run because an earlier one failed.
without() {
  printf '\n=== %s\nnot run: %s\n' "$1" "$2"
  record "$1" "not run"
  stage_seconds+=(0)
}

record() {
  stage_names+=("$1")
  stage_results+=("$2")
}

# passed NAME
passed() {
  local i
  for i in "${!stage_names[@]}"; do
    [ "${stage_names[i]}" = "$1" ] && [ "${stage_results[i]}" = passed ] && return 0
  done
  return 1
}

# Prints the table; its status is that of the whole run.
sum_up() {
  local i failed=0 skipped=0
  printf '\n%-28s %8s  %s\n' Stage Seconds Result
  for i in "${!stage_names[@]}"; do
    printf '%-28s %8d  %s\n' "${stage_names[i]}" "${stage_seconds[i]}" "${stage_results[i]}"
    case ${stage_results[i]} in
      FAILED | "not run") failed=$((failed + 1)) ;;
      skipped) skipped=$((skipped + 1)) ;;
    esac
  done
  printf 'Stages: %d passed, %d failed, %d skipped, in %d minutes\n' \
    "$((${#stage_names[@]} - failed - skipped))" "$failed" "$skipped" "$((SECONDS / 60))"
  [ "$failed" -eq 0 ]
}
