#!/bin/sh
# Brings a bot folder live, and says by its exit code whether the live bot is all right.
#
#   deploy.sh [BOT_FOLDER]          default: ../trattoria-del-porto beside this script
#
# stdout is the address of the demo page, everything else goes to stderr.
#
#   BOTCTL               the program to run (default: botctl)
#   RESULT_FILE          where the result object is written (default: ./deploy-result.json)
#   RETRY_DELAY_SECONDS  the first wait before a retry, tripled each time (default: 5)
#
# botctl itself reads BOTCTL_HOST, BOTCTL_TOKEN and BOTCTL_ENV. Without a host, the
# bot is deployed to the local one.

set -eu

script_folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bot_folder=${1:-$script_folder/../trattoria-del-porto}
botctl=${BOTCTL:-botctl}
result_file=${RESULT_FILE:-deploy-result.json}
retry_delay=${RETRY_DELAY_SECONDS:-5}
max_retries=3

# botctl runs inside the bot folder, so relative paths are made absolute here.
case $result_file in
    /*) ;;
    *) result_file=$PWD/$result_file ;;
esac
case $botctl in
    /*) ;;
    */*) botctl=$PWD/$botctl ;;
esac

say() {
    printf '%s\n' "$*" >&2
}

run() {
    "$botctl" -C "$bot_folder" "$@"
}

# Runs botctl; 6 (locked) and 7 (unavailable) left everything untouched and may be
# gone in a moment, so only these two are tried again.
run_with_retries() {
    retries=0
    delay=$retry_delay
    while :; do
        code=0
        run "$@" || code=$?
        case $code in
            6 | 7) ;;
            *) return "$code" ;;
        esac
        if [ "$retries" -ge "$max_retries" ]; then
            say "Still not possible after $max_retries retries (exit $code)."
            return "$code"
        fi
        retries=$((retries + 1))
        say "Exit $code: trying again in $delay s ($retries of $max_retries)"
        sleep "$delay"
        delay=$((delay * 3))
    done
}

# Ends the script with botctl's own exit code, after saying what it means here.
stop() {
    case $1 in
        2) say "Usage: wrong flags, or BOTCTL_ENV is needed because bot.toml has several environments." ;;
        3) say "bot.toml or a Q&A, survey or test file can't be read. Nothing was sent." ;;
        4) say "Not logged in, or the token may not do this: check BOTCTL_TOKEN." ;;
        5) say "Cannot deploy: a prerequisite failed, see above. Nothing was sent." ;;
        6) say "Somebody else is deploying, or the bot is frozen. The live bot is untouched." ;;
        7) say "The host can't be reached. The live bot is untouched." ;;
        8) say "The host has the release, but its outcome is unknown. Ask: botctl status --wait" ;;
        9) say "The new release failed, and the previous one is live. See $result_file" ;;
        10) say "A BAD RELEASE OR NONE IS LIVE. See $result_file; where one was live before: botctl rollback" ;;
        11) say "The host changed meanwhile. Run this script again for a new plan." ;;
        12) say "A confirmation is needed: the plan removes much. Look at: botctl plan" ;;
        *) say "Unexpected exit code $1." ;;
    esac
    exit "$1"
}

# deploy sends everything, update only what differs: update when there is a live bot.
choose_verb() {
    code=0
    run -qq status >/dev/null 2>&1 || code=$?
    if [ "$code" -eq 0 ]; then
        printf 'update\n'
    else
        printf 'deploy\n'
    fi
}

bring_live() {
    run_with_retries "$1" -y --output-file "$result_file"
}

say "1/4 Train"
run train >&2 || stop $?

say "2/4 Check"
run_with_retries check >&2 || stop $?

say "3/4 Plan"
plan_code=0
run_with_retries plan --detailed-exitcode >&2 || plan_code=$?
case $plan_code in
    0)
        # deploy then finds nothing to do, and still writes the result and the address.
        say "Nothing differs from what is live."
        verb=deploy
        ;;
    20) verb=$(choose_verb) ;;
    *) stop "$plan_code" ;;
esac

say "4/4 $verb"
live_code=0
demo_url=$(bring_live "$verb") || live_code=$?
if [ "$live_code" -eq 8 ]; then
    say "Contact lost after the commit; waiting for the host to finish"
    run status --wait >&2 || stop $?
    # The same command again: nothing to do if the release came through.
    live_code=0
    demo_url=$(bring_live "$verb") || live_code=$?
fi
[ "$live_code" -eq 0 ] || stop "$live_code"

printf '%s\n' "$demo_url"
