//! What reads files and standard input byte by byte.

use super::options;
use crate::demo::exec::proc::{Ended, Proc, Stop};
use crate::demo::fs::{Errno, absolute};

/// Bytes that are read at once.
const PIECE: usize = 32 << 10;
/// Bytes of what a program takes as a whole.
const MOST_WHOLE: usize = 4 << 20;

/// What becomes of a program's inputs, one after another: `-` and none at all are standard input.
#[derive(Debug)]
pub enum Input {
    /// Standard input.
    Std,
    /// A file by its path.
    File(String),
}

/// The inputs that names stand for.
pub fn inputs<'a>(p: &Proc, names: &'a [&'a str]) -> impl Iterator<Item = (&'a str, Input)> + Send + use<'a> {
    // One by one: all paths together may be very many times what names them.
    let cwd = p.cwd.clone();
    let one = move |n: &&'a str| (*n, if *n == "-" { Input::Std } else { Input::File(absolute(&cwd, n)) });
    names.is_empty().then_some(("", Input::Std)).into_iter().chain(names.iter().map(one))
}

/// A reader over an input.
struct Reader {
    from: Input,
    at: usize,
}

impl Reader {
    async fn next(&mut self, p: &mut Proc) -> Result<Result<Vec<u8>, Errno>, Stop> {
        p.io.breathe().await?;
        match &self.from {
            Input::Std => Ok(Ok(p.read(PIECE).await?.to_vec())),
            Input::File(path) => match p.block(path, self.at) {
                Ok(bytes) => {
                    self.at += bytes.len();
                    Ok(Ok(bytes))
                }
                Err(e) => Ok(Err(e)),
            },
        }
    }
}

/// All of an input, or what is wrong with it: being too large, too.
pub async fn whole(p: &mut Proc, from: Input) -> Result<Result<Vec<u8>, Errno>, Stop> {
    let mut all = Vec::new();
    loop {
        p.io.breathe().await?;
        let next = match &from {
            Input::Std => Ok(p.read(PIECE).await?.to_vec()),
            Input::File(path) => p.block(path, all.len()),
        };
        match next {
            Ok(bytes) if bytes.is_empty() => return Ok(Ok(all)),
            Ok(bytes) if all.len() + bytes.len() > MOST_WHOLE => return Ok(Err(Errno::TooLarge)),
            Ok(bytes) => all.extend_from_slice(&bytes),
            Err(e) => return Ok(Err(e)),
        }
    }
}

/// `cat`.
pub async fn cat(p: &mut Proc, args: &[&str]) -> Ended {
    let mut code = 0;
    for (name, from) in inputs(p, &options(args).1) {
        let mut reader = Reader { from, at: 0 };
        loop {
            match reader.next(p).await? {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => p.write(&bytes).await?,
                Err(Errno::IsDir) => {
                    code = p.fail(1, &format!("cat: read error: {}", Errno::IsDir.text())).await?;
                    break;
                }
                Err(e) => {
                    code = p.fail(1, &format!("cat: can't open '{name}': {}", e.text())).await?;
                    break;
                }
            }
        }
    }
    Ok(code)
}

/// `wc [-clw]`.
pub async fn wc(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let (mut code, mut total, many) = (0, [0u64; 3], names.len() > 1);
    let row = |counts: &[u64; 3], name: &str| {
        let shown = [('l', counts[0]), ('w', counts[1]), ('c', counts[2])];
        let shown: Vec<String> =
            shown.iter().filter(|(f, _)| flags.is_empty() || flags.contains(*f)).map(|(_, n)| n.to_string()).collect();
        format!("{}{}{name}\n", shown.join(" "), if name.is_empty() { "" } else { " " })
    };
    for (name, from) in inputs(p, &names) {
        let mut reader = Reader { from, at: 0 };
        let (mut counts, mut inside) = ([0u64; 3], false);
        loop {
            match reader.next(p).await? {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => {
                    counts[2] += bytes.len() as u64;
                    for b in &bytes {
                        counts[0] += u64::from(*b == b'\n');
                        counts[1] += u64::from(!inside && !b.is_ascii_whitespace());
                        inside = !b.is_ascii_whitespace();
                    }
                }
                Err(e) => {
                    code = p.fail(1, &format!("wc: {name}: {}", e.text())).await?;
                    break;
                }
            }
        }
        (0..3).for_each(|i| total[i] += counts[i]);
        let text = row(&counts, name);
        p.say(&text).await?;
    }
    if many {
        let text = row(&total, "total");
        p.say(&text).await?;
    }
    Ok(code)
}

/// The number behind `-c`, `-n` or the dash itself, and the names.
fn counted<'a>(args: &[&'a str], most: i64) -> (bool, i64, bool, Vec<&'a str>) {
    let (mut bytes, mut n, mut from, mut names) = (false, most, false, Vec::new());
    let mut args = args.iter();
    while let Some(a) = args.next() {
        let number = match *a {
            "-c" | "-n" => args.next().copied().unwrap_or_default(),
            "-f" | "-q" | "-F" => continue,
            a if a.starts_with("-c") || a.starts_with("-n") => &a[2..],
            a if a.len() > 1 && a.starts_with('-') && a[1..].bytes().all(|b| b.is_ascii_digit()) => &a[1..],
            name => {
                names.push(name);
                continue;
            }
        };
        bytes |= a.starts_with("-c");
        from = number.starts_with('+');
        n = number.trim_start_matches('+').parse().unwrap_or(0);
    }
    (bytes, n, from, names)
}

/// `head [-c N] [-n N]`.
pub async fn head(p: &mut Proc, args: &[&str]) -> Ended {
    let (by_bytes, n, _, names) = counted(args, 10);
    let mut code = 0;
    for (name, from) in inputs(p, &names) {
        let mut reader = Reader { from, at: 0 };
        let mut left = usize::try_from(n).unwrap_or(0);
        while left > 0 {
            let bytes = match reader.next(p).await? {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => bytes,
                Err(e) => {
                    code = p.fail(1, &format!("head: {name}: {}", e.text())).await?;
                    break;
                }
            };
            let until = if by_bytes {
                let n = bytes.len().min(left);
                left -= n;
                n
            } else {
                let mut at = 0;
                while left > 0 && at < bytes.len() {
                    match bytes[at..].iter().position(|b| *b == b'\n') {
                        Some(i) => {
                            at += i + 1;
                            left -= 1;
                        }
                        None => at = bytes.len(),
                    }
                }
                at
            };
            p.write(&bytes[..until]).await?;
        }
    }
    Ok(code)
}

/// `tail [-c [+]N] [-n [+]N] [-f]`; what is followed is read once, since nobody else writes it.
pub async fn tail(p: &mut Proc, args: &[&str]) -> Ended {
    let (by_bytes, n, from_start, names) = counted(args, 10);
    let n = usize::try_from(n).unwrap_or(0);
    let mut code = 0;
    for (name, from) in inputs(p, &names) {
        let bytes = match whole(p, from).await? {
            Ok(bytes) => bytes,
            Err(e) => {
                code = p.fail(1, &format!("tail: can't open '{name}': {}", e.text())).await?;
                continue;
            }
        };
        let mut ends: Vec<usize> = vec![0];
        ends.extend(bytes.iter().enumerate().filter(|(i, b)| **b == b'\n' && i + 1 < bytes.len()).map(|(i, _)| i + 1));
        let at = match (by_bytes, from_start) {
            (true, true) => n.saturating_sub(1).min(bytes.len()),
            (true, false) => bytes.len().saturating_sub(n),
            (false, true) => ends.get(n.saturating_sub(1)).copied().unwrap_or(bytes.len()),
            (false, false) if n == 0 => bytes.len(),
            (false, false) => ends[ends.len().saturating_sub(n)],
        };
        p.write(&bytes[at..]).await?;
    }
    Ok(code)
}
