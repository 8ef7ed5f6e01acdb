//! Mails: their parts, their encodings, and what is broken.

use super::*;

fn blocks(mail: &str) -> Vec<(BlockKind, String)> {
    let document = read(mail.replace('\n', "\r\n").as_bytes()).expect("a mail");
    document.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

fn texts(mail: &str) -> Vec<String> {
    blocks(mail).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn plain_mails_have_a_title_a_date_quotes_and_no_signature() {
    let mail = "Subject: Opening hours\nDate: Mon, 6 May 2024 10:00:00 +0200\nContent-Type: text/plain; charset=iso-8859-1\n\
                Content-Transfer-Encoding: quoted-printable\n\nWe open at nine, caff=E8 is served until noon, and the terrace =\nis open.\n\n\
                > When do you\n> open?\n\n- Monday\n-- \nThe inn\n";
    let document = read(mail.as_bytes()).expect("a mail");
    assert_eq!((document.title.as_str(), document.date), ("Opening hours", Some(jiff::civil::date(2024, 5, 6))));
    let expected = [
        (BlockKind::Paragraph, "We open at nine, caffè is served until noon, and the terrace is open."),
        (BlockKind::Quote, "When do you\nopen?"),
        (BlockKind::ListItem { depth: 0, number: None }, "Monday"),
    ];
    assert_eq!(blocks(mail), expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn the_best_part_is_taken_and_attachments_are_left_out() {
    let mail = |html: &str| {
        format!(
            "Subject: a\nContent-Type: multipart/mixed; boundary=\"out\"\n\npreamble\n--out\nContent-Type: multipart/alternative; boundary=in\n\n\
             --in\n\nPlain words of the mail.\n--in\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{html}\n--in--\n\
             --out\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n\
             --out\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n\
             --out\nContent-Type: message/rfc822\n\nSubject: Inner\n\nForwarded words.\n--out--\nepilogue"
        )
    };
    // `<h1>Rich words</h1><ul><li>of the mail.</ul>`
    let rich = mail("PGgxPlJpY2ggd29yZHM8L2gxPjx1bD48bGk+b2YgdGhlIG1haWwuPC91bD4=");
    assert_eq!(texts(&rich), ["Rich words", "of the mail.", "Inner", "Forwarded words."]);
    // `<img src=a>`
    assert_eq!(texts(&mail("PGltZyBzcmM9YT4=")), ["Plain words of the mail.", "Inner", "Forwarded words."]);
}

#[test]
fn bytes_are_text_in_whatever_encoding_they_are() {
    let mail = |head: &str, body: &[u8]| [format!("Subject: a\n{head}\n\n").as_bytes(), body].concat();
    for (head, body) in [
        ("Content-Type: text/plain; charset=utf-8", "perché".as_bytes()),
        ("Content-Type: text/plain; charset=windows-1252", b"perch\xe9"),
        ("Content-Type: text/plain; charset=us-ascii", "perché".as_bytes()),
        ("Content-Type: text/plain; charset=nonsense", b"perch\xe9"),
        ("X-Nothing: said", b"perch\xe9"),
    ] {
        let document = read(&mail(head, body)).expect("a mail");
        assert_eq!(document.blocks.first().map(|block| block.text.as_str()), Some("perché"), "{head}");
    }
}

#[test]
fn locked_nested_and_broken_mails_are_named() {
    let pgp = "Subject: a\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n";
    let sealed = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA";
    for mail in [pgp, sealed, "Content-Type: multipart/encrypted; boundary=a\n\n--a\n\nx\n--a--"] {
        assert_eq!(read(mail.as_bytes()), Err(DocumentError::Encrypted), "{mail}");
    }
    let nested = "Content-Type: message/rfc822\n\n".repeat(100);
    assert!(matches!(read(nested.as_bytes()), Err(DocumentError::BeyondLimit { .. })));
    let parts = format!("Content-Type: multipart/mixed; boundary=a\n\n{}", "--a\n\nx\n".repeat(2_000));
    assert!(matches!(read(parts.as_bytes()), Err(DocumentError::BeyondLimit { .. })));
    assert!(matches!(read(b"no mail at all\n"), Err(DocumentError::Damaged { .. })));
    assert_eq!(texts("Content-Type: multipart/mixed; boundary=a\n\n--a\n\ncut of"), ["cut of"]);
}
