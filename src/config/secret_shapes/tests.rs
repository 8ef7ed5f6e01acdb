//! The corpus of secret shapes. Each sample is put together here, so that no scanner takes this file for a leak.

use super::*;

const BODY: &str = "Zq7Rt2Lm9Xw4Kp8Vn3Bc6Ys1Hd5Jf0Ga2Qe9Uu7";
const CAPITAL: &str = "ZQ7RT2LM9XW4KP8VN3BC";
const HEX: &str = "9f2c41d07be35a688c1de0f7a4b2963e5d";

fn samples() -> Vec<(&'static str, String)> {
    let with = |prefix: &str| format!("{prefix}{BODY}");
    let mut samples: Vec<(&'static str, String)> = SHAPES
        .iter()
        .map(|shape| {
            let body = match shape.body {
                Body::Capital => CAPITAL,
                Body::Hexadecimal => HEX,
                Body::Alphanumeric | Body::UrlSafe | Body::Loose => BODY,
            };
            ("value", format!("{}{body}{body}", shape.prefix))
        })
        .collect();
    let header = "eyJhbGciOiJIUzI1NiJ9";
    samples.extend([
        ("value", format!("{header}.eyJzdWIiOiIxMjM0In0.{BODY}")),
        ("welcome", format!("our key is {header}.eyJzdWIiOiIxMjM0In0.{BODY}, keep it")),
        ("value", ["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"].concat()),
        ("value", ["-----BEGIN OPENSSH ", "PRIVATE KEY-----\nb3Bl"].concat()),
        ("value", ["-----BEGIN ", "PRIVATE KEY-----"].concat()),
        ("value", ["AGE-SECRET-", "KEY-1QQQQ"].concat()),
        ("host", ["postgres://app:", "hunter2@db.example.com/x"].concat()),
        ("host", ["https://user:", "pw@example.com"].concat()),
        ("value", format!("Authorization: Bearer {BODY}")),
        ("value", format!("Basic {BODY}")),
        ("token", BODY.to_owned()),
        ("secret", HEX.to_owned()),
        ("db_password", "correct-H0rse-battery".to_owned()),
        ("api-key", BODY.to_owned()),
        ("APIKEY", HEX.to_owned()),
        ("smtp_password", "Tr0ub4dor&3".to_owned()),
        ("secret_key", BODY.to_owned()),
        ("description", format!("use {} to log in", with(&["gh", "p_"].concat()))),
        ("suggested", format!("key={}", with(&["sk-", "proj-"].concat()))),
    ]);
    samples
}

#[test]
fn fifty_shapes_of_secrets_are_found() {
    let samples = samples();
    assert!(samples.len() >= 50, "{}", samples.len());
    for (name, sample) in samples {
        assert!(find(name, &sample).is_some(), "{name}: {sample}");
    }
}

#[test]
fn harmless_texts_are_not_taken_for_secrets() {
    let harmless = [
        ("welcome", "Hello! How can I help you today?"),
        ("welcome", "Reset your password at https://www.example.com/account/password?step=1"),
        ("description", "Commit 9f2c41d07be35a688c1de0f7a4b2963e5d0012ab of the handbook"),
        ("description", "Order 550e8400-e29b-41d4-a716-446655440000"),
        ("question", "What is a bearer token? Bearer tokens are read by the server"),
        ("question", "Where do I find my API key?"),
        ("answer", "Keys of the old shop begin with sk- and a date"),
        ("documents", "knowledge/sk-guides-for-the-new-staff-members/**"),
        ("documents", "knowledge/task-force-management-and-planning/**"),
        ("address", "https://www.example.com/{path}/"),
        ("privacy_policy", "https://www.example.com:8443/privacy@2024"),
        ("email", "hello@example.com"),
        ("phone", "+39 02 1234567"),
        ("primary", "#1a4fd6"),
        ("expect", "qa:refund-window"),
        ("expect", "text:the token is valid for 30 days"),
        ("token", "env:BOTCTL_SECRET_ACME_TOKEN"),
        ("password", "file:secrets/database-password.txt"),
        ("store", "env:DATABASE_URL"),
        ("store", "postgres://db.internal/botctl"),
        ("store", "postgres://app@db.internal/botctl"),
        ("title", "Basic information about our house"),
        ("token", "changeme"),
        ("token", ""),
        ("id", "acme-hotel"),
        ("welcome", "key-account management, tel. 02 123"),
        ("welcome", "Benvenuti! Rispondo in italiano, 24 ore su 24, sette giorni su sette."),
    ];
    for (name, text) in harmless {
        assert_eq!(find(name, text), None, "{name}: {text}");
    }
}

#[test]
fn running_text_is_refused_for_real_secrets_only() {
    let pem = |body: &str| {
        ["Our key:\n-----BEGIN RSA ", "PRIVATE KEY-----\n", body, "\n-----END RSA PRIVATE KEY-----"].concat()
    };
    let real = [
        format!("Log in with {}{BODY}.", ["gh", "p_"].concat()),
        format!("set `SMTP_PASSWORD={BODY}` first"),
        format!("https://{}T01ABCD/B02EFGH/{BODY}", ["hooks.slack", ".com/services/"].concat()),
        format!("({}{CAPITAL})", ["AK", "IA"].concat()),
        pem(&format!("{BODY}{HEX}")),
    ];
    for text in &real {
        assert!(find_in_prose(text).is_some(), "{text}");
    }
    let harmless = [
        "Send the header Authorization: Bearer <token>, which you find in your account.".to_owned(),
        ["AK", "IAIOSFODNN7EXAMPLE is the key of Amazon's own documentation"].concat(),
        ["gh", "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"].concat(),
        ["sk", "-your-secret-key-goes-here-1"].concat(),
        pem("..."),
        "Begin with -----BEGIN PRIVATE KEY----- and end with -----END PRIVATE KEY-----".to_owned(),
        format!("The page's digest is {HEX}{HEX}, its address https://example.com/a?session={BODY}"),
        "DATABASE_URL=postgres://user:password@localhost:5432/app".to_owned(),
        "API_TOKEN=paste-your-own-token-here".to_owned(),
    ];
    for text in &harmless {
        assert_eq!(find_in_prose(text), None, "{text}");
    }
}
