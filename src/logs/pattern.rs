//! What lines that say the same thing have in common: the text without its numbers, names made by chance, and time in front.

use super::ansi;
use super::fields::Fields;

/// What stands for a part that differs from line to line.
pub const HOLE: char = '#';
/// Bytes of a pattern that are kept; what lies behind tells lines apart no better.
const MOST: usize = 240;

/// The pattern of a raw line: of its message, where it is a record.
pub fn of(raw: &str) -> String {
    let text = ansi::plain(raw);
    let fields = Fields::of(&text);
    let message = fields.as_ref().and_then(Fields::message).unwrap_or(&text);
    let mut out = mask(&ansi::plain(message));
    // What went wrong often stands in a field of its own.
    let error = fields.as_ref().and_then(|f| f.get("error").or_else(|| f.get("err")));
    if let Some(error) = error.filter(|e| *e != message) {
        out.push_str("  ");
        out.push_str(&mask(&ansi::plain(error)));
    }
    // A time in front is every line's own, and says nothing.
    if out.starts_with(HOLE) {
        let rest = out.trim_start_matches(|c: char| c == HOLE || c.is_whitespace() || "-:./,TZ+".contains(c));
        if !rest.is_empty() {
            out = rest.to_owned();
        }
    }
    out
}

fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MOST + 16));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.len() >= MOST {
            out.push('…');
            break;
        }
        let len = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if len == 0 {
            match c {
                // Many blanks are two, so that what stands between single ones is known to stand so in every line.
                c if c.is_whitespace() => {
                    if !out.ends_with("  ") {
                        out.push(' ');
                    }
                }
                c if c.is_numeric() || c == HOLE => hole(&mut out),
                c => out.push(c),
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        if let Some(after) = uuid(rest) {
            hole(&mut out);
            rest = after;
            continue;
        }
        word(&rest[..len], &mut out);
        rest = &rest[len..];
    }
    out.trim_end().to_owned()
}

fn hole(out: &mut String) {
    if !out.ends_with(HOLE) {
        out.push(HOLE);
    }
}

/// A word of ASCII letters and digits: its digits go; all of it where it was made by chance.
fn word(word: &str, out: &mut String) {
    let bytes = word.as_bytes();
    if !bytes.iter().any(u8::is_ascii_digit) {
        return out.push_str(word);
    }
    let turns = bytes.windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit()).count();
    // What else has letters and digits in turn, but `v1beta1` or `utf8`: identifiers of pods, spans, sessions.
    if turns > 3 || (bytes.len() >= 4 && bytes.iter().all(u8::is_ascii_hexdigit)) || (turns > 1 && bytes[0].is_ascii_digit()) {
        return hole(out);
    }
    for c in word.chars() {
        if c.is_ascii_digit() { hole(out) } else { out.push(c) }
    }
}

/// What follows a UUID that stands here.
fn uuid(text: &str) -> Option<&str> {
    let bytes = text.as_bytes().get(..36)?;
    let fits = |(i, b): (usize, &u8)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() };
    bytes.iter().enumerate().all(fits).then(|| text.get(36..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_the_same_have_one_pattern() {
        for (raw, want) in [
            (
                "2026-07-24T20:20:35.123Z  INFO 1 --- [nio-8080-exec-1] c.h.C      : 设备上报 deviceId=dev-46 温度=31℃",
                "INFO # --- [nio-#-exec-#] c.h.C  : 设备上报 deviceId=dev-# 温度=#℃",
            ),
            ("2026/07/24 20:20:35 [error] 7#7: *1 open() failed", "[error] #: *# open() failed"),
            ("request 550e8400-e29b-41d4-a716-446655440000 took 12ms", "request # took #ms"),
            ("pod web-5b8d9f-x5k2m on 10.0.0.7:8080", "pod web-#-# on #.#.#.#:#"),
            ("sha 9f86d081884c7d65 of v1beta1", "sha # of v#beta#"),
            (r#"{"ts":"2026","level":"error","msg":"upstream 17 gone","n":3}"#, "upstream # gone"),
            (r#"{"msg":"request","error":"upstream 10.0.0.1: timeout"}"#, "request  upstream #.#.#.#: timeout"),
            ("\x1b[32mGET\x1b[0m /x 200", "GET /x #"),
            ("12345", "#"),
            ("", ""),
            ("plain words", "plain words"),
        ] {
            assert_eq!(of(raw), want, "{raw}");
        }
        assert!(of(&"温x ".repeat(5000)).len() <= MOST + 8);
    }

    #[test]
    fn a_pattern_is_its_own_pattern() {
        let mut rng = fastrand::Rng::with_seed(4);
        let words =
            ["failed", "to", "open", "温度", "x9z8", "10.0.0.1", "\"quoted\"", "id=77", "[main]", "deadbeef01", "\t", "é", "ａ１"];
        for _ in 0..5000 {
            let raw = (0..rng.usize(0..12)).map(|_| words[rng.usize(0..words.len())]).collect::<Vec<_>>().join(" ");
            let pattern = of(&raw);
            assert_eq!(of(&pattern.replace(HOLE, "5")), pattern.clone(), "{raw:?}");
        }
    }
}
