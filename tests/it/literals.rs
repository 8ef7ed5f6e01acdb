//! Literal secrets in bot.toml (`security.md`, T4): each shape is refused in its line, and none is quoted.

use crate::harness::{NOISE, Test};

#[test]
fn fifty_shapes_of_secrets_are_refused_in_bot_toml() {
    let test = Test::new().bot("examples/trattoria-del-porto");
    let path = test.folder().join("bot.toml");
    let text = std::fs::read_to_string(&path).expect("bot.toml");
    let lines = text.lines().count();
    let shapes = shapes();
    assert!(shapes.len() >= 50, "{}", shapes.len());
    let stuffed: String =
        shapes.iter().enumerate().map(|(number, value)| format!("key{number} = {value:?}\n")).collect();
    std::fs::write(&path, format!("{text}\n[settings.extra]\n{stuffed}")).expect("written");
    let ran = test.run_line("check --offline", None).status(3);
    for number in 0..shapes.len() {
        let place = format!("bot.toml:{}", lines + 3 + number);
        let finding = ran.stderr.split("error[CFG010]").find(|finding| finding.contains(&place));
        assert!(finding.is_some(), "key{number} at {place}: {}", ran.stderr);
    }
    for secret in [NOISE, "hunter2", "MIIEow"] {
        assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{secret}");
    }
}

/// What issuers' secrets look like, and the forms that have none.
fn shapes() -> Vec<String> {
    let hex = "9f2c41d07be35a688c1de0f7a4b2963e9f2c41d0";
    let capital = "ZQ7RT2LM9XW4KP8VN3BC";
    let split = |prefix: &[&str], body: &str| format!("{}{body}", prefix.concat());
    let mixed = [
        ["botctl", "_a_"],
        ["botctl", "_d_"],
        ["sk-", "ant-"],
        ["sk-", "or-v1-"],
        ["sk-", "proj-"],
        ["sk", "-"],
        ["sk_", "live_"],
        ["sk_", "test_"],
        ["rk_", "live_"],
        ["rk_", "test_"],
        ["whs", "ec_"],
        ["gh", "p_"],
        ["gh", "o_"],
        ["gh", "u_"],
        ["gh", "s_"],
        ["gh", "r_"],
        ["github", "_pat_"],
        ["glp", "at-"],
        ["gld", "t-"],
        ["glr", "t-"],
        ["xox", "b-"],
        ["xox", "p-"],
        ["xox", "a-"],
        ["xox", "r-"],
        ["xox", "s-"],
        ["xox", "e-"],
        ["xa", "pp-"],
        ["hooks.slack.com/", "services/"],
        ["discord.com/api/", "webhooks/"],
        ["AI", "za"],
        ["ya", "29."],
        ["GOC", "SPX-"],
        ["S", "G."],
        ["np", "m_"],
        ["py", "pi-"],
        ["c", "io"],
        ["dckr", "_pat_"],
        ["h", "f_"],
        ["hv", "s."],
        ["atlas", "v1."],
        ["lin_", "api_"],
        ["sec", "ret_"],
        ["nt", "n_"],
        ["gs", "k_"],
        ["Account", "Key="],
        ["SharedAccess", "Key="],
    ];
    let mut shapes: Vec<String> = mixed.iter().map(|prefix| split(prefix, &NOISE.repeat(2))).collect();
    shapes.extend(
        [["AK", "IA"], ["AS", "IA"], ["AB", "IA"], ["AC", "CA"], ["NR", "AK-"]]
            .iter()
            .map(|prefix| split(prefix, capital)),
    );
    shapes.extend([["ke", "y-"], ["dop", "_v1_"], ["shp", "at_"]].iter().map(|prefix| split(prefix, hex)));
    shapes.extend([
        format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.{NOISE}"),
        ["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEow"].concat(),
        ["-----BEGIN OPENSSH ", "PRIVATE KEY-----\nMIIEow"].concat(),
        ["-----BEGIN EC ", "PRIVATE KEY-----\nMIIEow"].concat(),
        ["AGE-SECRET-", "KEY-1QQQQ"].concat(),
        ["postgres://app:", "hunter2@db.example.com/x"].concat(),
        ["https://user:", "hunter2@example.com"].concat(),
        ["amqp://user:", "hunter2@queue.example.com"].concat(),
        format!("Authorization: Bearer {NOISE}"),
        format!("Basic {NOISE}"),
        format!("please use {} to log in", split(&["gh", "p_"], NOISE)),
    ]);
    shapes
}
