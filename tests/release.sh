#!/bin/sh
# Drives `dogwatch release` and its kin through each exit code, as a pipeline does, on a Deployment `web` of one container that it may do with
# as it likes. Wants, in its environment: DOGWATCH (the program), KUBECONFIG, CONTEXT (who may), VIEWER (who may look alone), NS and, as the
# environment after it, NEXT (with a `web` of the same container); GOOD, BETTER and BAD (images, the last one is nowhere); FOLDER (to write in).
set -u

failed=0
n=0

# run CODE WORD ARGUMENTS…: the exit code, and a word that stdout or stderr has.
run() {
  want=$1 word=$2
  shift 2
  n=$((n + 1))
  "$DOGWATCH" --config "$FOLDER/config.toml" "$@" >"$FOLDER/out" 2>"$FOLDER/err" </dev/null
  got=$?
  if [ "$got" != "$want" ] || ! cat "$FOLDER/out" "$FOLDER/err" | grep -qF -e "$word"; then
    failed=$((failed + 1))
    printf 'NOT %s with %s, but %s: dogwatch %s\n' "$want" "$word" "$got" "$*"
    sed 's/^/  out: /' "$FOLDER/out"
    sed 's/^/  err: /' "$FOLDER/err"
  fi
}

: >"$FOLDER/config.toml"
on="--context $CONTEXT -n $NS"

# 2: wrong usage; nothing was asked of anybody.
# shellcheck disable=SC2086
{
  run 2 KIND/NAME release $on web "$BETTER" --yes
  run 2 "no rollouts" release $on pod/web "$BETTER" --yes
  run 2 IMAGE release $on deploy/web
  run 2 "no such container" release $on deploy/web "nobody=$BETTER" --yes
  run 2 "image reference" release $on deploy/web "not an image" --yes
  run 2 "one namespace" release --context "$CONTEXT" -A deploy/web "$BETTER" --yes
  run 2 "one namespace" release --context "$CONTEXT" -n "$NS,$NEXT" deploy/web "$BETTER" --yes
  run 2 nowhere release --context nowhere -n "$NS" deploy/web "$BETTER" --yes
  run 2 replicas scale $on deploy/web
  run 2 both promote --context "$CONTEXT" "ns:$NS" "ns:$NS" --yes

  # 1: not there.
  run 1 "not found" release $on deploy/nobody "$BETTER" --yes
  run 1 "not where the images come from" promote --context "$CONTEXT" "ns:$NS" "ns:$NEXT" nobody --yes

  # 4: denied.
  run 4 "--yes" release $on deploy/web "$BETTER"
  run 4 read-only release $on deploy/web "$BETTER" --yes --readonly
  run 4 "" release --context "$VIEWER" -n "$NS" deploy/web "$BETTER" --yes
  printf '[[guard]]\nnamespaces = ["%s"]\nask = "name"\n' "$NS" >"$FOLDER/config.toml"
  run 4 "--confirm web" release $on deploy/web "$BETTER" --yes
  run 4 "not the name" restart $on deploy/web --confirm wbe
  printf '[[guard]]\nnamespaces = ["%s"]\nask = "deny"\n' "$NS" >"$FOLDER/config.toml"
  run 4 "denied by" scale $on deploy/web --replicas 3 --yes
  : >"$FOLDER/config.toml"

  # 0: good, and once more with nothing to be sent.
  run 0 good release $on deploy/web "$BETTER" --watch 3s --yes --timeout 170s
  run 0 "so already" release $on deploy/web "$BETTER" --watch 0 --yes --timeout 170s
  run 0 good scale $on deploy/web --replicas 3 --yes --timeout 170s
  run 1 "not 9" scale $on deploy/web --replicas 1 --current-replicas 9 --yes
  run 0 good restart $on deploy/web --yes --timeout 170s

  # 3: failed and taken back; 1: failed, and it stays; then back by hand.
  run 3 '"outcome": "taken-back"' release $on deploy/web "$BAD" --undo-on-failure -o json --yes --timeout 170s
  run 1 "failed" release $on deploy/web "$BAD" --yes --timeout 5s
  run 0 good rollback $on deploy/web --yes --timeout 170s
  run 1 "no revision 999" rollback $on deploy/web --to-revision 999 --yes

  # The next environment, which asks for its name.
  printf '[[guard]]\nnamespaces = ["%s"]\nask = "name"\n' "$NEXT" >"$FOLDER/config.toml"
  run 4 "--confirm $NEXT" promote --context "$CONTEXT" "ns:$NS" "ns:$NEXT" web --yes
  run 0 "1 of 1 moved" promote --context "$CONTEXT" "ns:$NS" "ns:$NEXT" deploy/web --confirm "$NEXT" --timeout 170s
  run 0 "nothing differs" promote --context "$CONTEXT" "ns:$NS" "ns:$NEXT" web --confirm "$NEXT"
  run 1 failed release $on deploy/web "$BAD" --yes --timeout 5s
  run 3 '"taken-back"' promote --context "$CONTEXT" "ns:$NS" "ns:$NEXT" web --confirm "$NEXT" --undo-on-failure -o json --timeout 170s
  run 0 good release $on deploy/web "$GOOD" --watch 0 --yes --timeout 170s
}

# Every change of it has its end in the journal.
"$DOGWATCH" journal -o json >"$FOLDER/journal"
if grep -qE '"ended": null|"outcome": "(taken|held)"' "$FOLDER/journal"; then
  failed=$((failed + 1))
  echo "NOT ended in the journal:"
  cat "$FOLDER/journal"
fi
printf '%s runs, %s not as wanted\n' "$n" "$failed"
[ "$failed" = 0 ]
