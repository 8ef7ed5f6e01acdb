//! Questions of no bot's field, in six languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const FILE: &str = include_str!("strangers.toml");

/// Those in the languages of a bot; in English where it has none of the six.
pub fn strangers(languages: &[String]) -> Vec<String> {
    static ALL: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let all = ALL.get_or_init(|| toml::from_str(FILE).expect("the embedded file is whole: a test reads it"));
    let own: Vec<String> = languages.iter().filter_map(|language| all.get(language)).flatten().cloned().collect();
    if own.is_empty() { all.get("en").cloned().unwrap_or_default() } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twenty_in_each_language() {
        for language in ["en", "it", "de", "fr", "es", "pt"] {
            let questions = strangers(&[language.to_owned()]);
            assert_eq!(questions.len(), 20, "{language}");
        }
        assert_eq!(strangers(&["en".to_owned(), "it".to_owned()]).len(), 40);
        assert_eq!(strangers(&["fi".to_owned()]), strangers(&["en".to_owned()]));
    }
}
