//! Mutated inputs against everything that reads what others wrote. Each reader has a folder of inputs below `corpus/`, from which seeded
//! mutations are made, and an invariant that must hold for any input; none may panic or take long. `DOGWATCH_TEST_SEED` repeats a run,
//! `DOGWATCH_TEST_ROUNDS=100` makes it a hundred times as long. An input that has failed belongs into the corpus.

mod outside;
mod settings;
mod words;

use fastrand::Rng;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Mutations of a reader in one round, and of one that takes long over them.
const MUTATIONS: u64 = 1500;
const FEW: u64 = 100;
/// How long one input may take. Generous: the machine may be busy, and a hang takes for ever.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes that a mutation has.
const LARGEST: usize = 8 << 10;

/// The seed that the environment gives; `random` for one by chance. Else always the same: a gate that fails by chance tells nothing of the
/// change that it stands before.
pub fn chosen_seed() -> u64 {
    match std::env::var("DOGWATCH_TEST_SEED").as_deref() {
        Ok("random") => fastrand::u64(..),
        Ok(seed) => seed.parse().unwrap_or_else(|_| panic!("DOGWATCH_TEST_SEED={seed} is no number")),
        Err(_) => 7,
    }
}

/// How often the usual number of mutations or walks is made.
pub fn rounds() -> u64 {
    std::env::var("DOGWATCH_TEST_ROUNDS").ok().and_then(|s| s.parse().ok()).unwrap_or(1)
}

/// The inputs of a folder, in the order of their names.
fn corpus(folder: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", path.display());
    let mut all: Vec<Vec<u8>> = Vec::new();
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        // Files of single lines hold one input each line.
        if file.extension().is_some_and(|e| e == "lines") {
            all.extend(bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec));
        } else {
            all.push(bytes);
        }
    }
    all
}

/// What mutations put in: what readers trip over.
const BITS: [&[u8]; 44] = [
    b"\x1b[31m",
    b"\x1b]0;x\x07",
    b"\x1b[",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
    b"\0",
    b"\r",
    b"\n",
    b"\t",
    b"\xff",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d",
    b"\xcc\x81\xcc\x81\xcc\x81",
    b"\xe6\xb8\xa9",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"=",
    b"!",
    b"/",
    b"(",
    b"*",
    b"&a ",
    b"*a",
    b"---\n",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"18446744073709551616",
    b"-9223372036854775808",
    b"1e999",
    b"9999-12-31T23:59:59Z",
    b"0000-00-00T00:00:00Z",
    b" ",
    b"@sha256:",
    b"x",
];

/// A mutation of some inputs.
fn mutated(rng: &mut Rng, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut out = corpus[rng.usize(..corpus.len())].clone();
    for _ in 0..rng.usize(1..6) {
        let at = rng.usize(..=out.len());
        match rng.u32(..9) {
            0 => {
                let bit = BITS[rng.usize(..BITS.len())];
                out.splice(at..at, bit.iter().copied());
            }
            1 => {
                let end = (at + rng.usize(..8)).min(out.len());
                out.drain(at..end);
            }
            2 => out.truncate(at),
            3 if at < out.len() => out[at] ^= 1 << rng.u32(..8),
            4 if at < out.len() => out[at] = rng.u8(..),
            5 => {
                // A piece again and again.
                let end = (at + rng.usize(..24)).min(out.len());
                let piece = out[at..end].repeat(rng.usize(1..20));
                out.splice(at..at, piece);
            }
            6 => {
                // The tail of another.
                let other = &corpus[rng.usize(..corpus.len())];
                out.truncate(at);
                out.extend_from_slice(&other[rng.usize(..=other.len())..]);
            }
            7 => {
                // A number another one.
                if let Some(digit) = out.iter().skip(at).position(u8::is_ascii_digit) {
                    let number = ["-1", "0", "4294967296", "9223372036854775807", "1.5", "null"][rng.usize(..6)];
                    out.splice(at + digit..=at + digit, number.bytes());
                }
            }
            _ => {
                let bit = BITS[rng.usize(..BITS.len())];
                let end = (at + bit.len()).min(out.len());
                out.splice(at..end, bit.iter().copied());
            }
        }
        out.truncate(LARGEST);
    }
    out
}

/// Holds `check` against the corpus of a folder as it is, and then against its mutations.
fn hold(folder: &'static str, check: impl Fn(&[u8]) + Send + 'static) {
    let seed = chosen_seed();
    let present: Arc<Mutex<Vec<u8>>> = Arc::default();
    let (done, ended) = channel();
    let now = present.clone();
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let corpus = corpus(folder);
            let mut rng = Rng::with_seed(seed);
            let mut inputs = corpus.clone().into_iter();
            let slow = matches!(folder, "yaml" | "kubeconfig" | "journal");
            let mut left = if slow { FEW } else { MUTATIONS } * rounds();
            loop {
                let input = match inputs.next() {
                    Some(input) => input,
                    None if left == 0 => break,
                    None => {
                        left -= 1;
                        mutated(&mut rng, &corpus)
                    }
                };
                now.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone_from(&input);
                let went = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&input)));
                let why = went.err().map(|e| match (e.downcast_ref::<String>(), e.downcast_ref::<&str>()) {
                    (Some(why), _) => why.clone(),
                    (None, why) => why.copied().unwrap_or("a panic").to_owned(),
                });
                let failed = why.is_some();
                if done.send(why).is_err() || failed {
                    break;
                }
            }
        })
        .unwrap();
    loop {
        let problem = match ended.recv_timeout(PATIENCE) {
            Ok(None) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
            Ok(Some(why)) => why,
            Err(RecvTimeoutError::Timeout) => format!("not done after {PATIENCE:?}"),
        };
        let input = present.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        panic!("{folder}, DOGWATCH_TEST_SEED={seed}: {problem}\n{}", input.escape_ascii());
    }
}

/// As [`hold`], of inputs as text.
fn hold_text(folder: &'static str, check: impl Fn(&str) + Send + 'static) {
    hold(folder, move |bytes| check(&String::from_utf8_lossy(bytes)));
}

/// Nothing in it that a terminal would obey.
#[track_caller]
fn assert_harmless(text: &str) {
    assert!(text.chars().all(dogwatch::model::text::harmless), "{text:?}");
}

#[test]
fn mutations_are_the_same_for_a_seed() {
    let all = corpus("images");
    let some = |seed| {
        let mut rng = Rng::with_seed(seed);
        (0..50).map(|_| mutated(&mut rng, &all)).collect::<Vec<_>>()
    };
    assert_eq!(some(1), some(1));
    assert_ne!(some(1), some(2));
    assert!(some(3).iter().filter(|m| !all.contains(m)).count() > 40);
}
