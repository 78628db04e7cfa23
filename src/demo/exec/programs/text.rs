//! What writes and looks through text.

use super::bytes::{inputs, whole};
use super::options;
use crate::demo::exec::proc::{Ended, Proc, Stop};

/// Bytes that one `printf` writes.
const MOST_PRINTED: usize = 1 << 20;

/// `echo [-n] [-e] WORDS`.
pub async fn echo(p: &mut Proc, args: &[&str]) -> Ended {
    let (mut words, mut end, mut escapes) = (args, "\n", false);
    while let [first, rest @ ..] = words {
        match *first {
            "-n" => end = "",
            "-e" => escapes = true,
            "-ne" | "-en" => (end, escapes) = ("", true),
            _ => break,
        }
        words = rest;
    }
    let text = words.join(" ");
    let mut bytes = if escapes { unescape(&text) } else { text.into_bytes() };
    bytes.extend_from_slice(end.as_bytes());
    p.write(&bytes).await.map(|()| 0)
}

/// A text with its backslashes done: `\n`, `\t`, `\e`, `\0NNN`, `\xHH` and the like.
fn unescape(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(b) = bytes.get(at) {
        at += 1;
        if *b != b'\\' {
            out.push(*b);
            continue;
        }
        let Some(kind) = bytes.get(at).copied() else {
            out.push(b'\\');
            break;
        };
        at += 1;
        // A number of so many digits at most, and where it ends.
        let number = |radix: u32, from: usize, most: usize| {
            let digits = bytes[from..].iter().take(most).take_while(|d| char::from(**d).is_digit(radix)).count();
            let text = std::str::from_utf8(&bytes[from..from + digits]).unwrap_or_default();
            (u32::from_str_radix(text, radix).unwrap_or(0).to_le_bytes()[0], from + digits)
        };
        let (byte, next) = match kind {
            b'n' => (b'\n', at),
            b't' => (b'\t', at),
            b'r' => (b'\r', at),
            b'a' => (7, at),
            b'b' => (8, at),
            b'e' => (27, at),
            b'\\' => (b'\\', at),
            b'x' => number(16, at, 2),
            b'0' => number(8, at, 3),
            b'1'..=b'7' => number(8, at - 1, 3),
            other => {
                out.push(b'\\');
                (other, at)
            }
        };
        out.push(byte);
        at = next;
    }
    out
}

/// `printf FORMAT ARGUMENTS`; the format is used again until no argument is left.
pub async fn printf(p: &mut Proc, args: &[&str]) -> Ended {
    let Some((format, mut rest)) = args.split_first() else { return p.fail(1, "printf: missing operand").await };
    let mut out = Vec::new();
    loop {
        let before = rest.len();
        let mut parts = format.split('%');
        out.extend(unescape(parts.next().unwrap_or_default()));
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            if part.is_empty() {
                // Two of them are one.
                out.push(b'%');
                out.extend(unescape(parts.next().unwrap_or_default()));
                continue;
            }
            let (width, tail) = part.split_at(part.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(part.len()));
            let mut tail = tail.chars();
            let Some(kind @ ('d' | 'i' | 'u' | 'x' | 'o' | 'c' | 'b' | 's')) = tail.next() else {
                p.write(&out).await?;
                return p.fail(1, &format!("printf: %{part}: invalid format")).await;
            };
            let arg = rest.first().copied().unwrap_or_default();
            rest = rest.get(1..).unwrap_or_default();
            let number = || arg.trim().parse::<i64>().unwrap_or(0);
            let text = match kind {
                'd' | 'i' | 'u' => number().to_string().into_bytes(),
                'x' => format!("{:x}", number()).into_bytes(),
                'o' => format!("{:o}", number()).into_bytes(),
                'c' => arg.chars().take(1).collect::<String>().into_bytes(),
                'b' => unescape(arg),
                _ => arg.as_bytes().to_vec(),
            };
            let fill = if width.starts_with('0') { b'0' } else { b' ' };
            let wide: usize = width.trim_start_matches('-').parse().unwrap_or(0).min(1000);
            if width.starts_with('-') {
                let end = out.len() + text.len().max(wide);
                out.extend(text);
                out.resize(end, b' ');
            } else {
                out.resize(out.len() + wide.saturating_sub(text.len()), fill);
                out.extend(text);
            }
            out.extend(unescape(tail.as_str()));
            if out.len() > MOST_PRINTED {
                return Err(Stop::TOO_LONG);
            }
        }
        if rest.is_empty() || rest.len() == before {
            return p.write(&out).await.map(|()| 0);
        }
    }
}

/// `grep [-ivcnq] TEXT`: plain text, no pattern.
pub async fn grep(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, rest) = options(args);
    let Some((pattern, names)) = rest.split_first() else { return p.fail(2, "grep: missing pattern").await };
    let small = flags.contains('i');
    let pattern = if small { pattern.to_lowercase() } else { (*pattern).to_owned() };
    let (mut found, mut code) = (0u64, 1);
    for (name, from) in inputs(p, names) {
        let bytes = match whole(p, from).await? {
            Ok(bytes) => bytes,
            Err(e) => {
                code = p.fail(2, &format!("grep: {name}: {}", e.text())).await?;
                continue;
            }
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for (i, line) in text.lines().enumerate() {
            let has = if small { line.to_lowercase().contains(&pattern) } else { line.contains(&pattern) };
            if has == flags.contains('v') {
                continue;
            }
            found += 1;
            if !flags.contains('c') && !flags.contains('q') {
                let at = if flags.contains('n') { format!("{}:", i + 1) } else { String::new() };
                let of = if names.len() > 1 { format!("{name}:") } else { String::new() };
                p.say(&format!("{of}{at}{line}\n")).await?;
            }
        }
    }
    if flags.contains('c') {
        p.say(&format!("{found}\n")).await?;
    }
    Ok(if found > 0 { 0 } else { code })
}
