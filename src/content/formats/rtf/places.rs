//! What groups hold, by the control word that they begin with, and the words that stand for characters.

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    #[default]
    Body,
    /// Never text: pictures, headers, tables of colours and fonts.
    Skipped,
    Fonts,
    Styles,
    /// Properties; the title and the dates are groups within.
    Info,
    Title,
    Changed,
    Made,
    /// A list item's label: a bullet or a number.
    Label,
    /// A field's instruction, which may hold an address.
    Instruction,
    /// A footnote's text, which comes after its paragraph.
    Note,
}

/// What a control word makes of its group, if it makes something of it; of a group marked `\*` in any case.
pub(super) fn place_of(word: &str, is_optional: bool) -> Option<Place> {
    Some(match word {
        "fonttbl" => Place::Fonts,
        "stylesheet" => Place::Styles,
        "info" => Place::Info,
        "title" => Place::Title,
        "revtim" => Place::Changed,
        "creatim" => Place::Made,
        "listtext" | "pntext" => Place::Label,
        "fldinst" => Place::Instruction,
        "footnote" => Place::Note,
        "field" | "fldrslt" | "shptxt" | "shpinst" | "result" => Place::Body,
        "colortbl" | "pict" | "objdata" | "objclass" | "header" | "headerl" | "headerr" | "headerf" | "footer"
        | "footerl" | "footerr" | "footerf" | "sp" | "author" | "operator" | "subject" | "keywords" | "doccomm"
        | "company" | "manager" | "category" | "comment" | "hlinkbase" | "printim" | "buptim" | "xe" | "tc"
        | "bkmkstart" | "bkmkend" | "nonshppict" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc"
        | "aftncn" | "pntxta" | "pntxtb" | "pnseclvl" | "filetbl" | "list" | "listlevel" | "listname" | "listtable"
        | "listoverridetable" | "revtbl" | "template" | "nonesttables" | "rxe" | "txe" => Place::Skipped,
        _ if is_optional => match word {
            "cs" | "ts" | "ds" | "nesttableprops" | "shppict" | "objemb" | "do" => return None,
            _ => Place::Skipped,
        },
        _ => return None,
    })
}

/// The characters that have words of their own.
pub(super) fn letter_of(word: &str) -> &'static str {
    match word {
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => "",
    }
}

/// The address in `HYPERLINK "https://a.org/" \o "tip"`.
pub(super) fn address_of(instruction: &str) -> String {
    let Some((_, after)) = instruction.split_once("HYPERLINK") else { return String::new() };
    let after = after.trim_start();
    let address = match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => after.split_whitespace().next(),
    };
    address.unwrap_or_default().to_owned()
}
