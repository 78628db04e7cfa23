//! `tar`: packs to standard output or a file, and unpacks from standard input or a file.

use crate::demo::exec::proc::{Ended, Proc, Sink, Source};
use crate::demo::fs::Kind;
use crate::demo::fs::tar::{BLOCK, Unpacker, header, padding};

#[derive(Debug, Default)]
struct Wish<'a> {
    verb: char,
    file: &'a str,
    dir: &'a str,
    tells: bool,
    now: bool,
    names: Vec<&'a str>,
}

fn wish<'a>(args: &[&'a str]) -> Option<Wish<'a>> {
    let mut w = Wish { file: "-", dir: "", ..Wish::default() };
    let mut rest = args.iter();
    let mut first = true;
    let mut over = false;
    while let Some(a) = rest.next() {
        let letters = match a.strip_prefix('-') {
            Some("-") if !over => {
                over = true;
                continue;
            }
            // Long options say nothing that matters here.
            Some(long) if !over && long.starts_with('-') => continue,
            Some(letters) if !over && !letters.is_empty() => letters,
            _ if first => a,
            _ => {
                w.names.push(a);
                continue;
            }
        };
        first = false;
        for c in letters.chars() {
            match c {
                'c' | 'x' | 't' => w.verb = c,
                'f' => w.file = rest.next()?,
                'C' => w.dir = rest.next()?,
                'v' => w.tells = true,
                'm' => w.now = true,
                'p' | 'o' | 'h' | 'k' => {}
                _ => return None,
            }
        }
    }
    (w.verb != '\0').then_some(w)
}

/// `tar c|x|t [f FILE] [-C DIR] [v] [m] NAMES`.
pub async fn run(p: &mut Proc, args: &[&str]) -> Ended {
    let Some(w) = wish(args) else { return p.fail(1, "tar: must specify one of -c, -x or -t").await };
    let dir = if w.dir.is_empty() { p.cwd.clone() } else { p.path(w.dir) };
    if !p.files().is_dir(&dir) {
        return p.fail(1, &format!("tar: can't change directory to '{}': No such file or directory", w.dir)).await;
    }
    if w.verb != 'c' {
        return unpack(p, &w, &dir).await;
    }
    let to = (w.file != "-").then(|| p.path(w.file));
    let Some(path) = to.clone() else { return pack(p, &w, &dir, None).await };
    let now = p.now();
    let made = p.files().create(&path, now);
    if let Err(e) = made {
        return p.fail(1, &format!("tar: can't open '{}': {}", w.file, e.text())).await;
    }
    let before = std::mem::replace(&mut p.out, Sink::File(path));
    let ended = pack(p, &w, &dir, to.as_ref()).await;
    p.out = before;
    ended
}

/// Packs to standard output, which may be a file: the archive itself is no member of it.
async fn pack(p: &mut Proc, w: &Wish<'_>, dir: &str, own: Option<&String>) -> Ended {
    let (mut code, mut stripped) = (0, false);
    for name in &w.names {
        let found = {
            let files = p.files();
            let root = files.resolve(&crate::demo::fs::absolute(dir, name), false);
            root.and_then(|root| files.get_link(&root).map(|_| root.clone()))
        };
        let root = match found {
            Ok(root) => root,
            Err(e) => {
                code = p.fail(1, &format!("tar: {name}: {}", e.text())).await?;
                continue;
            }
        };
        if name.starts_with('/') && !stripped {
            stripped = true;
            p.fail(0, "tar: removing leading '/' from member names").await?;
        }
        let base = name.trim_start_matches('/').trim_end_matches('/');
        let members = p.files().below(&root);
        for path in members.iter().filter(|m| own != Some(*m)) {
            let inner = &path[root.trim_end_matches('/').len().min(path.len())..];
            let mut member = format!("{base}{inner}").trim_start_matches('/').to_owned();
            let Some((head, size, is_dir)) = ({
                let files = p.files();
                files.get_link(path).ok().map(|n| {
                    let (size, is_dir) = match &n.kind {
                        Kind::File(content) => (content.len(), false),
                        Kind::Dir => (0, true),
                        Kind::Link(_) => (0, false),
                    };
                    if is_dir {
                        member.push('/');
                    }
                    (header(&member, n), size, is_dir)
                })
            }) else {
                continue;
            };
            if w.tells {
                p.fail(0, &member).await?;
            }
            p.write(&head).await?;
            let mut at = 0;
            while !is_dir && at < size {
                let mut block = p.block(path, at).unwrap_or_default();
                // A file that shrinks or grows meanwhile still fills the room that its head names.
                block.truncate(size - at);
                if block.is_empty() {
                    block = vec![0; (size - at).min(64 << 10)];
                }
                at += block.len();
                p.write(&block).await?;
            }
            p.write(&vec![0; padding(size)]).await?;
        }
    }
    p.write(&[0; 2 * BLOCK]).await?;
    if code != 0 {
        return p.fail(code, "tar: error exit delayed from previous errors").await;
    }
    Ok(0)
}

async fn unpack(p: &mut Proc, w: &Wish<'_>, dir: &str) -> Ended {
    let from = (w.file != "-").then(|| p.path(w.file));
    let (now, lists) = (p.now(), w.verb == 't');
    let mut unpacker = Unpacker::new((!lists).then_some(dir), !w.now);
    let (mut at, mut code) = (0, 0);
    // Behind the end of an archive there may be more without an end; only who sends from outside is heard out.
    let sent = from.is_none() && matches!(p.input, Source::Outside);
    while sent || !unpacker.is_over() {
        p.io.breathe().await?;
        let bytes = match &from {
            None => p.read(64 << 10).await?.to_vec(),
            Some(path) => match p.block(path, at) {
                Ok(bytes) => bytes,
                Err(e) => return p.fail(1, &format!("tar: can't open '{}': {}", w.file, e.text())).await,
            },
        };
        if bytes.is_empty() {
            break;
        }
        at += bytes.len();
        let pushed = unpacker.push(&mut p.files(), &bytes, now);
        let names = std::mem::take(&mut unpacker.names);
        if lists || w.tells {
            p.say(&names.iter().map(|n| format!("{n}\n")).collect::<String>()).await?;
        }
        for line in std::mem::take(&mut unpacker.errors) {
            code = p.fail(1, &line).await?;
        }
        if let Err(e) = pushed {
            return p.fail(1, &format!("tar: {e}")).await;
        }
    }
    if at == 0 || !unpacker.is_whole() {
        return p.fail(1, "tar: short read").await;
    }
    Ok(code)
}
