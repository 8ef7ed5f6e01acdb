# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_botctl_global_optspecs
    string join \n C/directory= c/config= e/env= host= token-file= endpoints= y/yes no-input format= output-file= progress= color= q/quiet v/verbose h/help V/version
end

function __fish_botctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_botctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_botctl_using_subcommand
    set -l cmd (__fish_botctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c botctl -n "__fish_botctl_needs_command" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_needs_command" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_needs_command" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_needs_command" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_needs_command" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_needs_command" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_needs_command" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_needs_command" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_needs_command" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_needs_command" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_needs_command" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_needs_command" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_needs_command" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_needs_command" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_needs_command" -s V -l version -d 'Print version'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "init" -d 'Writes a new bot\'s folder, to be filled in'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "check" -d 'Shows whether the bot can be deployed: the twelve prerequisites'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "train" -d 'Reads documents, Q&As and survey into the bundle that is deployed'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "plan" -d 'Shows what differs from what is live; sends nothing'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "deploy" -d 'Brings the bot live as a new release'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "update" -d 'Brings what changed live, by the smallest update'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "status" -d 'Shows whether the bot is live, which release, and how it is'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "releases" -d 'Lists and shows releases'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "rollback" -d 'Makes an older release live again'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "snippet" -d 'Prints the integration code for the pages of the site'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "chat" -d 'Talks to the bot'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "ask" -d 'Asks the bot one question'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "explain" -d 'Shows why the bot answers a question as it does'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "test" -d 'Asks the regression questions of bot.toml'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "bench" -d 'Measures how well the engine answers suites of questions'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "login" -d 'Stores a token for a host'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "logout" -d 'Forgets the token of a host'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "auth" -d 'Shows which token is used for a host'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "token" -d 'Makes, lists and revokes tokens of a host'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "dashboard" -d 'Prints the dashboard\'s address and a one-time code for it'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "bots" -d 'Lists and deletes bots on a host'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "host" -d 'Runs a host, or manages the local one'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "config" -d 'Shows the configuration in effect'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "schema" -d 'Prints the JSON Schema of bot.toml or of events'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "completions" -d 'Prints the completion script of a shell'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "man" -d 'Prints the manual page'
complete -c botctl -n "__fish_botctl_needs_command" -f -a "help" -d 'Explains a command or a topic'
complete -c botctl -n "__fish_botctl_using_subcommand init" -l template -d 'What to begin with' -r -f -a "support\t'A company that answers its customers'
hotel\t'A hotel or guest house'"
complete -c botctl -n "__fish_botctl_using_subcommand init" -l id -d 'The bot\'s id; default: the folder\'s name' -r
complete -c botctl -n "__fish_botctl_using_subcommand init" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand init" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand init" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand init" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand init" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand init" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand init" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand init" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand init" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand init" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand init" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand init" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand init" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand init" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand check" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand check" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand check" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand check" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand check" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand check" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand check" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand check" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand check" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand check" -l offline -d 'The local part only'
complete -c botctl -n "__fish_botctl_using_subcommand check" -l strict -d 'Warnings count as failures'
complete -c botctl -n "__fish_botctl_using_subcommand check" -l detailed-exitcode -d 'Exit 20 where something differs from what is live'
complete -c botctl -n "__fish_botctl_using_subcommand check" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand check" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand check" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand check" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand check" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand train" -l allow-private -d 'Fetch from this host although it is private, or at an unusual port; may be repeated' -r
complete -c botctl -n "__fish_botctl_using_subcommand train" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand train" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand train" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand train" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand train" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand train" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand train" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand train" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand train" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand train" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand train" -l strict -d 'Warnings count as failures'
complete -c botctl -n "__fish_botctl_using_subcommand train" -l refresh -d 'Fetch all web pages and sitemaps again; without it, only those that were never fetched'
complete -c botctl -n "__fish_botctl_using_subcommand train" -l offline -d 'Fetch nothing'
complete -c botctl -n "__fish_botctl_using_subcommand train" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand train" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand train" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand train" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand train" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l out -d 'Write the plan to this file, for `deploy --plan` and `update --plan`' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l detailed-exitcode -d 'Exit 20 where something differs from what is live'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand plan" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l plan -d 'Deploy exactly this plan, or nothing (exit 11)' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l wait-timeout -d 'How long to wait for the end, e.g. 15m' -r
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l lock-timeout -d 'How long to wait for another run\'s lock, e.g. 2m' -r
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l confirm -d 'Confirm what destroys, by the bot\'s id; --yes is not enough for it' -r
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l train -d 'Train a folder that was never trained here, e.g. a fresh clone'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l no-train -d 'Refuse a stale bundle instead of training it'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l strict -d 'Warnings count as failures'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l force -d 'Make a release even if nothing changed'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l no-wait -d 'Return after the commit; the host goes on by itself'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand deploy" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l plan -d 'Bring exactly this plan live, or nothing (exit 11)' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand update" -l wait-timeout -d 'How long to wait for the end, e.g. 15m' -r
complete -c botctl -n "__fish_botctl_using_subcommand update" -l lock-timeout -d 'How long to wait for another run\'s lock, e.g. 2m' -r
complete -c botctl -n "__fish_botctl_using_subcommand update" -l confirm -d 'Confirm what destroys, by the bot\'s id; --yes is not enough for it' -r
complete -c botctl -n "__fish_botctl_using_subcommand update" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand update" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand update" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand update" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand update" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand update" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand update" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand update" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand update" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand update" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand update" -l chatroom-only -d 'Send appearance, messages and settings only; no training'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l complete -d 'Send everything'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l restart -d 'Send everything and renew the host\'s process'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l no-train -d 'Refuse a stale bundle instead of training it'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l strict -d 'Warnings count as failures'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l force -d 'Make a release even if nothing changed'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l no-wait -d 'Return after the commit; the host goes on by itself'
complete -c botctl -n "__fish_botctl_using_subcommand update" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand update" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand update" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand update" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand update" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand status" -l wait-timeout -d 'How long to wait, e.g. 15m' -r
complete -c botctl -n "__fish_botctl_using_subcommand status" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand status" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand status" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand status" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand status" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand status" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand status" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand status" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand status" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand status" -l wait -d 'Wait until no deployment runs, and exit by how it ended'
complete -c botctl -n "__fish_botctl_using_subcommand status" -l watch -d 'Show it again whenever it changes, until Ctrl-C'
complete -c botctl -n "__fish_botctl_using_subcommand status" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand status" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand status" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand status" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand status" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'Lists releases, newest first'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'Shows one release'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand releases; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l wait-timeout -d 'How long to wait for the end, e.g. 15m' -r
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l lock-timeout -d 'How long to wait for another run\'s lock, e.g. 2m' -r
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l no-wait -d 'Return after the commit; the host goes on by itself'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand rollback" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and not __fish_seen_subcommand_from install" -f -a "install" -d 'Puts it into the head of pages, once'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand snippet; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l language -d 'The language of the question, e.g. it' -r
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l local -d 'Ask the bundle here, without a host'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand chat" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l language -d 'The language of the question, e.g. it' -r
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l after -d 'Ask it after this message, as the visitor\'s next; may be repeated' -r
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l local -d 'Ask the bundle here, without a host'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand ask" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l language -d 'The language of the question, e.g. it' -r
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l after -d 'Ask it after this message, as the visitor\'s next; may be repeated' -r
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l release -d 'Ask this release; default: the live one' -r
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l against -d 'Also ask this release, and show what changed since' -r
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l local -d 'Ask the bundle here, without a host'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand explain" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand test" -l from -d 'Also ask the questions of this file: .toml with [[tests]], or .csv with question,expect,language,after' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -l junit -d 'Also write the results as JUnit XML' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -l min-accuracy -d 'Let tests fail as long as so many percent pass' -r
complete -c botctl -n "__fish_botctl_using_subcommand test" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand test" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand test" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand test" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand test" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand test" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand test" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand test" -l local -d 'Ask the bundle here, without a host'
complete -c botctl -n "__fish_botctl_using_subcommand test" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand test" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand test" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand test" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand test" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and not __fish_seen_subcommand_from answers" -f -a "answers" -d 'Trains a bot of each suite, asks its questions, and prints how right it was'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l foreign -d 'Also ask the questions of this suite, which should be refused' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l embeddings -d 'Ask a model of the file of --endpoints in place of the encoder' -r
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l query-prefix -d 'What that model wants before a question, e.g. "query: "' -r
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l document-prefix -d 'What it wants before a passage, e.g. "passage: "' -r
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand bench; and __fish_seen_subcommand_from answers" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand login" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand login" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand login" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand login" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand login" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand login" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand login" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand login" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand login" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand login" -l with-token -d 'Read the token from standard input'
complete -c botctl -n "__fish_botctl_using_subcommand login" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand login" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand login" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand login" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand login" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand logout" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand logout" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and not __fish_seen_subcommand_from status" -f -a "status" -d 'Shows whether the host accepts the token, its scope and its end'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "create" -d 'Makes a token and prints it, once'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "list" -d 'Lists tokens without their secrets'
complete -c botctl -n "__fish_botctl_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "revoke" -d 'Ends a token at once'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l scope -d 'What it may do' -r -f -a "admin\t''
deploy\t''
read\t''
export\t''"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l bot -d 'A bot it is bound to; all but admin tokens need one' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l from -d 'A network that it may be used from, e.g. 10.0.0.0/8; default: anywhere' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l label -d 'What it is for' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l expires-in -d 'How long it is valid, e.g. 90d; default: until revoked' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand token; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand dashboard" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -f -a "list" -d 'Lists the bots that the token may see'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and not __fish_seen_subcommand_from list delete" -f -a "delete" -d 'Deletes a bot, with its releases and conversations'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm what destroys, by the bot\'s id; --yes is not enough for it' -r
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand bots; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "run" -d 'Serves bots in the foreground; the program for servers'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "start" -d 'Starts the local host in the background'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "stop" -d 'Stops the local host'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "status" -d 'Shows whether the local host runs, where, since when'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "logs" -d 'Prints the local host\'s log'
complete -c botctl -n "__fish_botctl_using_subcommand host; and not __fish_seen_subcommand_from run start stop status logs plan" -f -a "plan" -d 'Shows and changes the plan and licences on a host'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l allow-private -d 'Let endpoints be at this host although it is private, or at an unusual port; may be repeated' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l local -d 'Be the local host: data in the state directory, bound to 127.0.0.1'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s n -l lines -d 'How many of the last lines' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s f -l follow -d 'Go on as lines come, until Ctrl-C'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -f -a "show" -d 'Shows the plan and how far it is used'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -f -a "set" -d 'Changes what is given, and only that'
complete -c botctl -n "__fish_botctl_using_subcommand host; and __fish_seen_subcommand_from plan" -f -a "swap" -d 'Moves a licence from one bot to another'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand config; and not __fish_seen_subcommand_from show" -f -a "show" -d 'Prints every value in effect and where it comes from'
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand schema" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand schema" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand completions" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand completions" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand man" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand man" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand man" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand man" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand man" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand man" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand man" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand man" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand man" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand man" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand man" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand man" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand man" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c botctl -n "__fish_botctl_using_subcommand help" -s C -l directory -d 'Run as if started in this folder' -r -f -a "(__fish_complete_directories)"
complete -c botctl -n "__fish_botctl_using_subcommand help" -s c -l config -d 'The bot\'s file; default: the nearest bot.toml upwards' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand help" -s e -l env -d 'The environment of bot.toml; needed when it has more than one' -r
complete -c botctl -n "__fish_botctl_using_subcommand help" -l host -d 'The host\'s address; default: bot.toml\'s, else the local host' -r -f
complete -c botctl -n "__fish_botctl_using_subcommand help" -l token-file -d 'A file that holds the token for the host' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand help" -l endpoints -d 'A file with [endpoints], as host.toml: models for training and local questions' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand help" -l format -d 'What stdout gets: json is NDJSON for long verbs, one object for others' -r -f -a "human\t'For people'
json\t'NDJSON for long verbs, one object for short ones'"
complete -c botctl -n "__fish_botctl_using_subcommand help" -l output-file -d 'Also write the result object to this file, whatever the format' -r -F
complete -c botctl -n "__fish_botctl_using_subcommand help" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'Bars on a terminal, else lines'
fancy\t'Bars'
plain\t'A line per change'
none\t'Nothing'"
complete -c botctl -n "__fish_botctl_using_subcommand help" -l color -d 'When to use colour' -r -f -a "auto\t'On terminals'
always\t'Everywhere'
never\t'Nowhere'"
complete -c botctl -n "__fish_botctl_using_subcommand help" -s y -l yes -d 'Accept ordinary prompts; never covers destructive ones'
complete -c botctl -n "__fish_botctl_using_subcommand help" -l no-input -d 'Never prompt (implied by CI, or when stdin or stderr is no terminal)'
complete -c botctl -n "__fish_botctl_using_subcommand help" -s q -l quiet -d 'Only errors and the result; -qq: only the exit code'
complete -c botctl -n "__fish_botctl_using_subcommand help" -s v -l verbose -d 'Show requests; -vv: bodies too. Secrets are redacted'
complete -c botctl -n "__fish_botctl_using_subcommand help" -s h -l help -d 'Print help'
