//! The encoder against the original's vectors, and against itself: on every kernel, in threads, in batches.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::answer::encoder::{Encoder, MAX_TOKENS, MODEL, ModelError, Vector};
use crate::answer::kernels::Kernel;

/// A text with what the full-precision original makes of it.
#[derive(Deserialize)]
struct Reference {
    text: String,
    pieces: Vec<String>,
    vector: Vec<f32>,
}

fn references() -> Vec<Reference> {
    let lines = include_str!("encoder-vectors.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a reference")).collect()
}

/// The references that the cut vocabulary can write.
fn latin_references() -> Vec<Reference> {
    let is_latin = |text: &str| {
        text.chars().all(|c| (c as u32) < 0x400 || (0xfb00..=0xff5e).contains(&(c as u32)) || c == '\u{3000}')
    };
    let latin: Vec<Reference> = references().into_iter().filter(|reference| is_latin(&reference.text)).collect();
    assert_eq!(latin.len(), 29, "all but one Japanese, one Russian and one with an emoji");
    latin
}

fn bits(vectors: &[Vector]) -> Vec<u32> {
    vectors.iter().flat_map(|vector| vector.values().map(f32::to_bits)).collect()
}

const TEXTS: [&str; 4] =
    ["", "Wie bekomme ich mein Geld zurück?", "🙂 42", "Is breakfast included, and may I bring a dog?"];

#[test]
fn nothing_is_known_of_a_text_in_another_script() {
    let vectors =
        Encoder::shared().encode_batch(&["Πότε ανοίγει το μουσείο;", "When does it open? Πότε", "Когда, OK?", "7 🙂"]);
    let known: Vec<bool> = vectors.iter().map(|vector| vector.quantised().is_known()).collect();
    assert_eq!(known, [false, true, false, true]);
    assert!(vectors[0].values().iter().all(|value| *value == 0.0));
}

#[test]
fn texts_are_cut_as_the_original_cuts_them() {
    for reference in latin_references() {
        assert_eq!(Encoder::shared().pieces(&reference.text), reference.pieces, "{}", reference.text);
    }
    assert_eq!(Encoder::shared().pieces("日本語 x"), ["▁", "<unk>", "▁x"]);
}

#[test]
fn vectors_are_near_the_originals() {
    let latin = latin_references();
    let texts: Vec<&str> = latin.iter().map(|reference| reference.text.as_str()).collect();
    let vectors = Encoder::shared().encode_batch(&texts);
    let cosine = |(vector, reference): (&Vector, &Reference)| -> f64 {
        vector.values().iter().zip(&reference.vector).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum()
    };
    let cosines: Vec<f64> = vectors.iter().zip(&latin).map(cosine).collect();
    let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
    assert!(mean >= 0.99, "mean {mean}: {cosines:.4?}");
}

#[test]
fn every_kernel_gives_the_same_bits() {
    for kernel in Kernel::available() {
        let vectors = Encoder::with_kernel(kernel).encode_batch(&TEXTS);
        let bytes: Vec<u8> = bits(&vectors).iter().flat_map(|bits| bits.to_le_bytes()).collect();
        let digest: String = Sha256::digest(&bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "cd1b35245a96e0b5", "{}: the vectors that every machine must give", kernel.name());
    }
}

#[test]
fn neighbours_threads_and_the_past_change_no_bits() {
    let expected = Encoder::shared().encode_batch(&TEXTS);
    let fresh = Encoder::with_kernel(Kernel::best());
    std::thread::scope(|scope| {
        for shift in 0..3 {
            let (fresh, expected) = (&fresh, &expected);
            scope.spawn(move || {
                for index in (0..TEXTS.len()).map(|index| (index + shift) % TEXTS.len()) {
                    let vector = fresh.encode(TEXTS[index]);
                    assert_eq!(bits(&[vector]), bits(&expected[index..=index]), "{}", TEXTS[index]);
                }
            });
        }
    });
}

#[test]
fn vectors_have_unit_length_and_survive_eight_bits() {
    let vectors = Encoder::shared().encode_batch(&TEXTS);
    for vector in &vectors {
        assert!((vector.cosine(vector) - 1.0).abs() < 1e-6);
        for other in &vectors {
            let rounded = vector.quantised().cosine(&other.quantised());
            assert!((vector.cosine(other) - rounded).abs() < 0.005, "{} {rounded}", vector.cosine(other));
        }
    }
}

#[test]
fn a_long_text_is_read_to_the_cap() {
    let encoder = Encoder::shared();
    let long = "and on ".repeat(10_000);
    let pieces = encoder.pieces(&long);
    assert_eq!(pieces.len(), MAX_TOKENS - 2);
    assert!(encoder.pieces(&"x".repeat(1_000_000)).len() <= MAX_TOKENS - 2);
    assert_eq!(bits(&[encoder.encode(&long)]), bits(&[encoder.encode(&"and on ".repeat(255))]));
}

#[test]
fn a_damaged_file_is_refused() {
    let read = |bytes| Encoder::read(bytes, Kernel::best()).err();
    assert_eq!(read(b"USE8"), Some(ModelError::Magic));
    for length in [0, 4, 9, 1_000_000, 2_000_000, 23_400_000, MODEL.len() - 1] {
        assert!(matches!(read(&MODEL[..length]), Some(ModelError::Magic | ModelError::Short { .. })), "{length}");
    }
    let many: &[u8] = Box::leak([b"USE7".as_slice(), &[255; 64]].concat().into_boxed_slice());
    assert_eq!(read(many), Some(ModelError::Pieces(u32::MAX as usize)));
}
