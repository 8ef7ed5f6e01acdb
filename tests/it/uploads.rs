//! What a client may upload (`security.md`, T11 and T12): flat names, named blobs, right digests; nothing becomes a path.

use std::io::Read;

use botctl::base::digest::Digest;
use botctl::base::id::UniqueId;
use botctl::wire::{pack, path};
use serde_json::{Value, json};

use crate::harness::{Server, filled, resident};

/// Begins a deployment whose Q&As are these bytes, which the host lacks.
async fn deployment(server: &Server, bytes: &[u8]) -> (String, Digest) {
    let digest = Digest::of(bytes);
    let mut request = server.deployment_of(1).await;
    request["manifest"]["parts"]["qa"]["blobs"]["qas"] = json!({ "digest": digest, "size": bytes.len() });
    let (status, begun) = server.post(&filled(path::DEPLOYMENTS, &[]), &request).await;
    assert_eq!((status, &begun["missing"]), (200, &json!([digest])), "{begun}");
    (begun["deployment"].as_str().expect("an id").to_owned(), digest)
}

async fn send(server: &Server, method: &str, path: &str, offset: u64, body: Vec<u8>) -> (u16, String) {
    let request = server.request(method, path).bearer_auth(server.admin()).header("upload-offset", offset);
    let answer = request.body(body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

fn packed(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 1).expect("in memory")
}

fn pack_of(digest: &Digest, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    pack::append(&mut plain, digest, bytes);
    plain
}

#[tokio::test]
async fn packs_hold_what_the_manifest_names_and_nothing_else() {
    let server = Server::deployed(&[]).await;
    let (id, digest) = deployment(&server, b"[]").await;
    let packs = path::DEPLOYMENT_PACKS.replace("{deployment}", &id);
    let good = pack_of(&digest, b"[]");
    let stranger = pack_of(&Digest::of(b"stranger"), b"stranger");
    let zeros = zstd::encode_all(std::io::repeat(0).take(1 << 30), 3).expect("in memory");
    assert!(zeros.len() < 200_000, "{}", zeros.len());
    let cases = [
        ("no zstd", good.clone(), 400),
        ("cut short", packed(&good[..good.len() - 1]), 400),
        ("a cut frame", packed(&good)[..12].to_vec(), 400),
        ("another content", packed(&pack_of(&digest, b"{}")), 422),
        ("a blob that isn't named", packed(&stranger), 400),
        ("one that is and one that isn't", packed(&[good.clone(), stranger].concat()), 400),
        ("a length beyond the pack", packed(&[digest.as_bytes().as_slice(), &[0xff; 4], b"x"].concat()), 400),
        ("a gigabyte of zeros", zeros, 413),
        ("nothing", Vec::new(), 400),
    ];
    for (what, body, expected) in cases {
        let (status, answer) = send(&server, "POST", &packs, 0, body).await;
        assert_eq!(status, expected, "{what}: {answer}");
    }
    assert!(resident(server.pid()) < 256 << 20, "{}", resident(server.pid()));
    let (status, answer) = send(&server, "POST", &packs, 0, packed(&good)).await;
    assert_eq!((status, answer.as_str()), (200, "1"));
    only_digests_are_kept(&server);
}

#[tokio::test]
async fn chunks_go_where_their_digest_says_and_nowhere_else() {
    let server = Server::deployed(&[]).await;
    let bytes = vec![b'x'; 100_000];
    let (id, digest) = deployment(&server, &bytes).await;
    let blob = |digest: &str| path::DEPLOYMENT_BLOB.replace("{deployment}", &id).replace("{digest}", digest);
    let upper = digest.to_string().to_uppercase();
    for name in [
        "..%2f..%2fadmin.token",
        "%2e%2e",
        "..",
        "%00",
        "CON",
        "a%2fb",
        &upper,
        &"0".repeat(64),
        &format!("{digest}%00"),
        &format!("{digest}.tmp"),
        "\u{e9}",
        "%ff",
    ] {
        let (status, answer) = send(&server, "PUT", &blob(name), 0, b"x".to_vec()).await;
        assert!([400, 404, 405].contains(&status), "{name}: {status} {answer}");
    }
    let good = blob(&digest.to_string());
    let half = bytes[..50_000].to_vec();
    assert_eq!(send(&server, "PUT", &good, 0, vec![b'x'; 100_001]).await.0, 400, "beyond its size");
    assert_eq!(send(&server, "PUT", &good, u64::MAX, half.clone()).await.0, 400, "an offset beyond all");
    assert_eq!(send(&server, "PUT", &good, 0, half.clone()).await.0, 200);
    // The same chunk again changes nothing: the host names where it goes on.
    assert_eq!(send(&server, "PUT", &good, 0, half.clone()).await.0, 200);
    assert_eq!(send(&server, "PUT", &good, 50_000, vec![b'y'; 50_000]).await.0, 422, "another content");
    assert_eq!(send(&server, "PUT", &good, 0, half.clone()).await.0, 200);
    assert_eq!(send(&server, "PUT", &good, 50_000, half).await.0, 200);
    only_digests_are_kept(&server);
}

#[tokio::test]
async fn manifests_have_flat_names_and_known_parts() {
    let server = Server::deployed(&[]).await;
    let request = server.deployment_of(1).await;
    let long = "a".repeat(65);
    let blob = request["manifest"]["parts"]["qa"]["blobs"]["qas"].clone();
    for name in [
        "../../admin.token",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..",
        ".",
        "",
        "A",
        "qas ",
        "CON\0",
        "caf\u{e9}",
        "cafe\u{301}",
        "a.b",
        "C:x",
        &long,
    ] {
        let mut crafted = request.clone();
        crafted["idempotency_key"] = json!(UniqueId::generate());
        crafted["manifest"]["parts"]["qa"]["blobs"][name] = blob.clone();
        let (status, problem) = server.post(&filled(path::DEPLOYMENTS, &[]), &crafted).await;
        assert_eq!((status, &problem["code"]), (400, &json!("bad_request")), "`{name}`: {problem}");
    }
    let edits: [fn(&mut Value); 6] = [
        |manifest| manifest["schema"] = json!(2),
        |manifest| manifest["bot"] = json!("another-bot"),
        |manifest| manifest["bot"] = json!("../other"),
        |manifest| manifest["parts"]["extra"] = json!({ "blobs": {} }),
        |manifest| drop(manifest["parts"].as_object_mut().and_then(|parts| parts.remove("models"))),
        |manifest| manifest["parts"]["qa"]["blobs"]["qas"]["size"] = json!(-1),
    ];
    for (number, edit) in edits.into_iter().enumerate() {
        let mut crafted = request.clone();
        edit(&mut crafted["manifest"]);
        let (status, problem) = server.post(&filled(path::DEPLOYMENTS, &[]), &crafted).await;
        assert_eq!(status, 400, "{number}: {problem}");
    }
    let mut huge = request.clone();
    huge["manifest"]["parts"]["qa"]["blobs"]["qas"]["size"] = json!(u64::MAX);
    assert_eq!(server.post(&filled(path::DEPLOYMENTS, &[]), &huge).await.0, 413);
    only_digests_are_kept(&server);
}

/// Files below the host's folders of blobs and of blobs on their way are named by digests alone.
#[track_caller]
fn only_digests_are_kept(server: &Server) {
    let is_digest = |name: &str| {
        name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    };
    let mut seen = 0;
    for folder in ["blobs", "staging"] {
        let files = walkdir::WalkDir::new(server.data().join(folder))
            .into_iter()
            .map(|entry| entry.expect("a readable folder"));
        for file in files.filter(|entry| !entry.file_type().is_dir()) {
            let name = file.file_name().to_string_lossy().into_owned();
            assert!(file.file_type().is_file() && (is_digest(&name) || name == "probe"), "{}", file.path().display());
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
    let other: Vec<String> = std::fs::read_dir(server.data())
        .expect("the host's folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !["admin.token", "blobs", "staging", "cache"].contains(&name.as_str()))
        .collect();
    assert!(other.is_empty(), "{other:?}");
}
