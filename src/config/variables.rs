//! Every environment variable that botctl knows, for `botctl help environment`.

/// A variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name; a trailing `*` stands for the rest of it.
    pub name: &'static str,
    /// What it does.
    pub meaning: &'static str,
}

const fn variable(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning }
}

/// The variables, own ones first.
pub const VARIABLES: &[Variable] = &[
    variable("BOTCTL_ENV", "the environment of bot.toml, as --env"),
    variable("BOTCTL_HOST", "the host's address, as --host"),
    variable("BOTCTL_TOKEN", "the token for the host; BOTCTL_TOKEN_FILE is safer"),
    variable("BOTCTL_TOKEN_FILE", "a file that holds the token for the host, as --token-file"),
    variable("BOTCTL_ENDPOINTS", "a file with [endpoints] for training and local questions, as --endpoints"),
    variable("BOTCTL_CONFIG", "the bot.toml to use, as --config"),
    variable("BOTCTL_FORMAT", "human or json, as --format"),
    variable("BOTCTL_OUTPUT_FILE", "also write the result there, as --output-file"),
    variable("BOTCTL_PROGRESS", "auto, fancy, plain or none, as --progress"),
    variable("BOTCTL_COLOR", "auto, always or never, as --color"),
    variable("BOTCTL_LOG", "what is logged, e.g. info or botctl::client=debug"),
    variable("BOTCTL_NO_INPUT", "1 never asks, as --no-input"),
    variable("BOTCTL_LOCK_TIMEOUT", "how long to wait for the lock, e.g. 2m, as --lock-timeout"),
    variable("BOTCTL_WAIT_TIMEOUT", "how long to wait for a deployment, e.g. 15m, as --wait-timeout"),
    variable("BOTCTL_CONFIG_DIR", "the folder of config.toml and credentials.toml"),
    variable("BOTCTL_CACHE_DIR", "the folder of caches, which may be deleted at any time"),
    variable("BOTCTL_STATE_DIR", "the folder of the local host's data"),
    variable("NO_COLOR", "no colours, if it isn't empty"),
    variable("CLICOLOR", "0: no colours"),
    variable("CLICOLOR_FORCE", "colours also off a terminal, unless empty or 0"),
    variable("FORCE_COLOR", "the same"),
    variable("TERM", "dumb: no bars, no colours, no symbols"),
    variable("COLUMNS", "the width of the output"),
    variable(
        "LC_ALL",
        "whether symbols can be printed: the first of LC_ALL, LC_CTYPE and LANG that is set names UTF-8",
    ),
    variable("LC_CTYPE", "see LC_ALL"),
    variable("LANG", "see LC_ALL"),
    variable("CI", "no bars and no questions, unless empty, 0 or false"),
    variable("GITHUB_ACTIONS", "true: annotations, a job summary and outputs"),
    variable("GITHUB_STEP_SUMMARY", "the file of the job summary"),
    variable("GITHUB_OUTPUT", "the file of the step's outputs"),
    variable("GITHUB_SERVER_URL", "with the two below: the address of the run, which a lock shows"),
    variable("GITHUB_REPOSITORY", "see GITHUB_SERVER_URL"),
    variable("GITHUB_RUN_ID", "see GITHUB_SERVER_URL"),
    variable("USER", "who deploys, as a lock shows it"),
    variable("HOSTNAME", "from where, as a lock shows it"),
    variable("HTTPS_PROXY", "the proxy for https addresses; HTTP_PROXY, ALL_PROXY and NO_PROXY likewise"),
    variable("SSL_CERT_FILE", "certificates to trust instead of the system's"),
    variable("XDG_*", "where the folders above are by default"),
];
