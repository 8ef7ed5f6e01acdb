//! What files of Office Open XML have in common: the way to the main part, relationships, properties, and what is none.

use jiff::civil::Date;

use crate::content::document::day;
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::kind::{DocumentKind, Signature};

/// Opens a package. Errors: encrypted, an old Office file, not an archive, too many entries.
pub(super) fn open(bytes: &[u8], kind: DocumentKind) -> Result<Archive<'_>, DocumentError> {
    if Signature::of(bytes) != Signature::Ole {
        return Archive::open(bytes);
    }
    // An encrypted package is an OLE file too, which names its streams so.
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(stream.len()).any(|window| window == stream) {
        Err(DocumentError::Encrypted)
    } else {
        Err(DocumentError::OtherKind { kind, signature: Signature::Ole })
    }
}

/// The name of the main part: the package's office document, else the usual one.
pub(super) fn main_part(archive: &mut Archive<'_>, usual: &str) -> Result<String, DocumentError> {
    let all = relationships(archive, "")?;
    let main = all.into_iter().find(|relationship| relationship.is("officeDocument"));
    Ok(main.map_or_else(|| usual.to_owned(), |main| main.target))
}

/// How a part refers to another, or to an address.
pub(super) struct Relationship {
    pub(super) id: String,
    kind: String,
    /// A part's name, or an address.
    pub(super) target: String,
    pub(super) is_external: bool,
}

impl Relationship {
    /// Whether its type is this one, by the last word of its address.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// The relationships of a part, in the order of the file; of the package, if `part` is empty.
pub(super) fn relationships(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Relationship>, DocumentError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = resolve(folder, &format!("_rels/{name}.rels"));
    let mut found = Vec::new();
    let Some(bytes) = archive.part(&place)? else { return Ok(found) };
    xml::each(&bytes, |event| {
        let XmlEvent::Open(element) = event else { return };
        if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target")) {
            let is_external = element.attribute("TargetMode").as_deref() == Some("External");
            let target = if is_external { target } else { resolve(folder, &target) };
            found.push(Relationship { id, kind: element.attribute("Type").unwrap_or_default(), target, is_external });
        }
    })?;
    Ok(found)
}

/// The name of a part that another in `folder` calls `target`: `ppt/slides` and `../media/a.png` → `ppt/media/a.png`.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// What a document says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    /// When it was last changed, else made.
    pub(super) date: Option<Date>,
}

/// Reads the package's properties.
pub(super) fn properties(archive: &mut Archive<'_>) -> Result<Properties, DocumentError> {
    let all = relationships(archive, "")?;
    let core = all.into_iter().find(|relationship| relationship.is("core-properties"));
    let place = core.map_or_else(|| "docProps/core.xml".to_owned(), |core| core.target);
    match archive.part(&place)? {
        Some(bytes) => properties_of(&bytes),
        None => Ok(Properties::default()),
    }
}

/// Reads properties in the words of Dublin Core, which Open XML, OpenDocument and EPUB share. Of several titles the
/// first counts.
pub(super) fn properties_of(bytes: &[u8]) -> Result<Properties, DocumentError> {
    let (mut found, mut made) = (Properties::default(), None);
    let mut text = String::new();
    xml::each(bytes, |event| match event {
        XmlEvent::Open(_) => text.clear(),
        XmlEvent::Text(piece) => text.push_str(piece),
        XmlEvent::Close(name) => {
            let value = || Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
            match name {
                "title" if found.title.is_none() => found.title = value(),
                "language" if found.language.is_none() => found.language = value(),
                "modified" | "date" => found.date = found.date.or_else(|| day(&text)),
                "created" | "creation-date" => made = made.or_else(|| day(&text)),
                _ => {}
            }
            text.clear();
        }
    })?;
    found.date = found.date.or(made);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_resolved() {
        for (folder, target, name) in [
            ("ppt/slides", "../media/a.png", "ppt/media/a.png"),
            ("ppt", "/ppt/slides/1.xml", "ppt/slides/1.xml"),
            ("", "word/document.xml", "word/document.xml"),
            ("a", "../../../etc/passwd", "etc/passwd"),
            ("OEBPS", "./c//1.xhtml", "OEBPS/c/1.xhtml"),
        ] {
            assert_eq!(resolve(folder, target), name);
        }
    }

    #[test]
    fn properties_have_a_title_a_language_and_the_last_day() {
        let xml = "<cp:coreProperties xmlns:dc='d' xmlns:dcterms='t'><dc:title> House \n rules</dc:title><dc:title>No</dc:title>\
                   <dcterms:created>2020-01-02T03:04:05Z</dcterms:created><dcterms:modified>2024-05-06T00:00:00Z</dcterms:modified>\
                   <dc:language>it-IT</dc:language></cp:coreProperties>";
        let found = properties_of(xml.as_bytes()).expect("well formed");
        assert_eq!((found.title.as_deref(), found.language.as_deref()), (Some("House rules"), Some("it-IT")));
        assert_eq!(found.date, Some(jiff::civil::date(2024, 5, 6)));
        let made = properties_of(b"<m><meta:creation-date>2020-01-02</meta:creation-date></m>").expect("well formed");
        assert_eq!(made.date, Some(jiff::civil::date(2020, 1, 2)));
    }
}
