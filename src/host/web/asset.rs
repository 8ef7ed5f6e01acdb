//! The scripts of the widget: the loader, filled for each bot, and the panel, the same for all.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::base::digest::Digest;
use crate::base::id::Address;

/// Digits of the digest in a file's name.
const NAME_DIGITS: usize = 16;

/// The panel's parts, in the order in which they need each other.
const PANEL_SOURCE: &str = concat!(
    include_str!("panel/nodes.js"),
    "\n",
    include_str!("panel/markdown.js"),
    "\n",
    include_str!("panel/exchange.js"),
    "\n",
    include_str!("panel/memory.js"),
    "\n",
    include_str!("panel/window.js"),
    "\n",
    include_str!("panel/conversation.js"),
);
const PANEL_STYLE: &str = include_str!("panel/panel.css");
const LOADER_SOURCE: &str = include_str!("loader/loader.js");
const LOADER_STYLE: &str = include_str!("loader/launcher.css");
const STRINGS: &str = include_str!("panel/strings.json");

/// What a loader is filled with.
#[derive(Debug, Clone, Copy)]
pub struct LoaderParams<'a> {
    /// The bot's address on the host.
    pub address: &'a Address,
    /// Where visitors reach the host; used where the script can't see its own address.
    pub public_url: &'a url::Url,
    /// The file of [`panel_asset`].
    pub panel_file: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoaderSettings<'a> {
    address: &'a Address,
    public_url: &'a str,
    panel_file: &'a str,
    labels: BTreeMap<&'a str, &'a str>,
}

/// A file that never changes under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// `chat-` and 16 digits of its digest, `.js`.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// For `Content-Type`.
    pub media_type: &'static str,
}

/// What is answered to a request for an asset.
#[derive(Debug, Clone, Copy)]
pub struct ServedAsset {
    /// The file.
    pub asset: &'static Asset,
    /// Whether it is the very file that was asked for, to be kept for ever; else the current one in place of an older
    /// host's, so that a loader in a browser's cache goes on working.
    pub is_immutable: bool,
}

/// `bundle.js` of a bot.
pub fn loader(params: LoaderParams<'_>) -> String {
    let settings = LoaderSettings {
        address: params.address,
        public_url: params.public_url.as_str().trim_end_matches('/'),
        panel_file: params.panel_file,
        labels: strings().into_iter().filter_map(|(tag, words)| Some((tag, *words.get("open")?))).collect(),
    };
    fill(LOADER_SOURCE, [("\"@SETTINGS@\"", json(&settings)), ("\"@STYLE@\"", json(&compact(LOADER_STYLE)))])
}

/// The panel: an ES module that the loader imports.
pub fn panel_asset() -> &'static Asset {
    static PANEL: LazyLock<Asset> = LazyLock::new(|| {
        let strings = json(&strings());
        let text = fill(PANEL_SOURCE, [("\"@STRINGS@\"", strings), ("\"@STYLE@\"", json(&compact(PANEL_STYLE)))]);
        let digits: String = Digest::of(text.as_bytes()).to_string().chars().take(NAME_DIGITS).collect();
        Asset {
            file_name: format!("chat-{digits}.js"),
            bytes: text.into_bytes(),
            media_type: "text/javascript; charset=utf-8",
        }
    });
    &PANEL
}

/// The asset for a requested file name; none for a name that no host gives.
pub fn asset(file_name: &str) -> Option<ServedAsset> {
    let asset = panel_asset();
    let digits = file_name.strip_prefix("chat-")?.strip_suffix(".js")?;
    let is_name = digits.len() == NAME_DIGITS
        && digits.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
    is_name.then(|| ServedAsset { asset, is_immutable: asset.file_name == file_name })
}

fn strings() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    serde_json::from_str(STRINGS).expect("a test reads the crate's own strings")
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and maps of text are always JSON")
}

/// Each mark stands once in the source; values are put in last to first, so that none is searched for marks.
fn fill<const N: usize>(source: &str, marks: [(&str, String); N]) -> String {
    let mut places: Vec<(usize, &str, String)> =
        marks.into_iter().filter_map(|(mark, value)| Some((source.find(mark)?, mark, value))).collect();
    places.sort_by_key(|(at, _, _)| std::cmp::Reverse(*at));
    let mut out = source.to_owned();
    for (at, mark, value) in places {
        out.replace_range(at..at + mark.len(), &value);
    }
    out
}

/// A sheet without its indentation.
fn compact(style: &str) -> String {
    style.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> String {
        let address: Address = "acme-hotel--staging".parse().expect("an address");
        let public_url = url::Url::parse("https://bots.example.com/chat/").expect("a URL");
        loader(LoaderParams { address: &address, public_url: &public_url, panel_file: &panel_asset().file_name })
    }

    #[test]
    fn the_loader_knows_its_bot_its_host_and_its_panel() {
        let text = example();
        assert!(
            text.contains(r#""address":"acme-hotel--staging","publicUrl":"https://bots.example.com/chat""#),
            "{text}"
        );
        assert!(text.contains(&panel_asset().file_name));
        assert!(text.contains(r#""it":"Apri la chat""#));
    }

    #[test]
    fn every_mark_stands_once_and_is_filled() {
        for (source, marks) in
            [(LOADER_SOURCE, ["\"@SETTINGS@\"", "\"@STYLE@\""]), (PANEL_SOURCE, ["\"@STRINGS@\"", "\"@STYLE@\""])]
        {
            for mark in marks {
                assert_eq!(source.matches(mark).count(), 1, "{mark}");
            }
        }
        assert!(!example().contains("@SETTINGS@") && !example().contains("@STYLE@"));
        let panel = String::from_utf8(panel_asset().bytes.clone()).expect("the panel is text");
        assert!(!panel.contains("@STRINGS@") && !panel.contains("@STYLE@"));
    }

    #[test]
    fn scripts_write_no_markup_and_no_style_attributes() {
        let panel = String::from_utf8(panel_asset().bytes.clone()).expect("the panel is text");
        for text in [example(), panel] {
            for forbidden in [
                "innerHTML",
                "outerHTML",
                "insertAdjacent",
                "document.write",
                "eval(",
                "Function(",
                "createPolicy",
                ".cookie",
                "localStorage",
            ] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn all_languages_have_the_same_words() {
        let strings = strings();
        let english: Vec<&str> = strings["en"].keys().copied().collect();
        for (tag, words) in &strings {
            assert_eq!(words.keys().copied().collect::<Vec<_>>(), english, "{tag}");
            assert!(words.values().all(|word| !word.trim().is_empty()), "{tag}");
        }
        for word in english {
            let used = PANEL_SOURCE.contains(&format!("strings.{word}")) || word == "open";
            assert!(used, "nothing says `{word}`");
        }
    }

    #[test]
    fn an_asset_is_named_by_its_content() {
        let asset_now = panel_asset();
        let digest = Digest::of(&asset_now.bytes).to_string();
        assert_eq!(asset_now.file_name, format!("chat-{}.js", &digest[..16]));
        assert!(asset(&asset_now.file_name).is_some_and(|served| served.is_immutable));
        assert!(asset("chat-0123456789abcdef.js").is_some_and(|served| !served.is_immutable));
        for name in
            ["", "chat-.js", "chat-0123456789ABCDEF.js", "../chat-0123456789abcdef.js", "chat-0123456789abcdef.css"]
        {
            assert!(asset(name).is_none(), "{name}");
        }
    }
}
