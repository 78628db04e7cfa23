//! What looks at files and folders, makes, moves and removes them.

use super::list::{letters, size};
use super::options;
use crate::demo::exec::proc::{Ended, Proc};
use crate::demo::fs::{Errno, Kind, Node, parent};
use crate::model::time::Time;

/// Entries that are found or copied at once.
const MOST: usize = 20_000;

/// Does something with each path, and says what could not be done.
async fn each(p: &mut Proc, what: &str, names: &[&str], mut act: impl FnMut(&mut Proc, &str) -> Result<(), Errno>) -> Ended {
    if names.is_empty() {
        return p.fail(1, &format!("{}: missing operand", what.split(':').next().unwrap_or_default())).await;
    }
    let mut code = 0;
    for name in names {
        let path = p.path(name);
        if let Err(e) = act(p, &path) {
            code = p.fail(1, &format!("{what} '{name}': {}", e.text())).await?;
        }
    }
    Ok(code)
}

/// `mkdir [-p]`.
pub async fn mkdir(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let (now, all) = (p.now(), flags.contains('p'));
    each(
        p,
        "mkdir: can't create directory",
        &names,
        |p, path| if all { p.files().mkdirs(path, now) } else { p.files().mkdir(path, now) },
    )
    .await
}

/// `rm [-rf]`.
pub async fn rm(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let (all, force) = (flags.contains(['r', 'R']), flags.contains('f'));
    if names.is_empty() && force {
        return Ok(0);
    }
    each(p, "rm: can't remove", &names, |p, path| {
        let mut files = p.files();
        let dir = files.get_link(path).is_ok_and(|n| matches!(n.kind, Kind::Dir));
        match if dir && !all { Err(Errno::IsDir) } else { files.remove(path, all) } {
            Err(Errno::Missing) if force => Ok(()),
            other => other,
        }
    })
    .await
}

/// `rmdir`.
pub async fn rmdir(p: &mut Proc, args: &[&str]) -> Ended {
    each(p, "rmdir:", &options(args).1, |p, path| {
        let mut files = p.files();
        if files.is_dir(path) { files.remove(path, false) } else { files.get(path).and(Err(Errno::NotDir)) }
    })
    .await
}

/// `touch`.
pub async fn touch(p: &mut Proc, args: &[&str]) -> Ended {
    let now = p.now();
    each(p, "touch:", &options(args).1, |p, path| {
        let mut files = p.files();
        if files.get(path).is_ok() { files.stamp(path, None, Some(now)) } else { files.create(path, now) }
    })
    .await
}

/// `chmod MODE`, in octal or `+x`.
pub async fn chmod(p: &mut Proc, args: &[&str]) -> Ended {
    let Some((mode, names)) = args.split_first() else { return p.fail(1, "chmod: missing operand").await };
    let fixed = u32::from_str_radix(mode, 8).ok();
    let adds = matches!(*mode, "+x" | "a+x" | "u+x");
    if fixed.is_none() && !adds {
        return p.fail(1, &format!("chmod: invalid mode '{mode}'")).await;
    }
    each(p, "chmod:", names, |p, path| {
        let mut files = p.files();
        let mode = fixed.map_or_else(|| files.get(path).map(|n| n.mode | 0o111), Ok)?;
        let at = files.resolve(path, true)?;
        files.stamp(&at, Some(mode), None)
    })
    .await
}

/// `ln -s TARGET NAME`.
pub async fn link(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let [to, name] = names.as_slice() else { return p.fail(1, "ln: missing operand").await };
    if !flags.contains('s') {
        return p.fail(1, "ln: only symbolic links (-s) can be made").await;
    }
    let now = p.now();
    each(p, "ln:", &[name], |p, path| {
        let mut files = p.files();
        if flags.contains('f') {
            let _ = files.remove(path, false);
        }
        files.link(path, to, now)
    })
    .await
}

/// `readlink [-f]`.
pub async fn readlink(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let Some(name) = names.first() else { return p.fail(1, "readlink: missing operand").await };
    let path = p.path(name);
    let found = {
        let files = p.files();
        if flags.contains('f') {
            files.resolve(&path, true).ok()
        } else {
            files.get_link(&path).ok().and_then(|n| if let Kind::Link(to) = &n.kind { Some(to.clone()) } else { None })
        }
    };
    match found {
        Some(to) => p.say(&format!("{to}\n")).await.map(|()| 0),
        None => Ok(1),
    }
}

/// The path that something gets which is put to another: in it, when that is a folder.
fn target(p: &Proc, from: &str, to: &str) -> String {
    let path = p.path(to);
    if p.files().is_dir(&path) { format!("{}/{}", path.trim_end_matches('/'), parent(from).1) } else { path }
}

/// `mv FROM… TO`.
pub async fn mv(p: &mut Proc, args: &[&str]) -> Ended {
    let (_, names) = options(args);
    let Some((to, from)) = names.split_last().filter(|(_, f)| !f.is_empty()) else { return p.fail(1, "mv: missing operand").await };
    each(p, "mv: can't rename", from, |p, path| {
        let target = target(p, path, to);
        p.files().rename(path, &target)
    })
    .await
}

/// `cp [-r] FROM… TO`.
pub async fn copy(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let Some((to, from)) = names.split_last().filter(|(_, f)| !f.is_empty()) else { return p.fail(1, "cp: missing operand").await };
    let (now, deep) = (p.now(), flags.contains(['r', 'R', 'a']));
    each(p, "cp: can't copy", from, |p, path| {
        let target = target(p, path, to);
        let mut files = p.files();
        if files.is_dir(path) && !deep {
            return Err(Errno::IsDir);
        }
        if target.starts_with(&format!("{path}/")) || target == path {
            return Err(Errno::Busy);
        }
        let root = files.resolve(path, true)?;
        files.get(&root)?;
        for one in files.below(&root, MOST) {
            let new = format!("{target}{}", &one[root.len()..]);
            let Ok(node) = files.get_link(&one) else { continue };
            let mode = node.mode;
            match &node.kind {
                Kind::Dir => files.mkdirs(&new, now)?,
                Kind::Link(to) => {
                    let to = to.clone();
                    files.link(&new, &to, now)?;
                }
                Kind::File(_) => {
                    files.create(&new, now)?;
                    let mut at = 0;
                    loop {
                        let block = files.file(&one)?.at(at).to_vec();
                        if block.is_empty() {
                            break;
                        }
                        at += block.len();
                        files.append(&new, &block, now)?;
                    }
                    files.stamp(&new, Some(mode), None)?;
                }
            }
        }
        Ok(())
    })
    .await
}

/// `stat [-c FORMAT]`, with `%n %s %Y %F %a %f`.
pub async fn stat(p: &mut Proc, args: &[&str]) -> Ended {
    let (mut format, mut names, mut follow) = (None, Vec::new(), false);
    let mut rest = args.iter();
    while let Some(a) = rest.next() {
        match *a {
            "-c" => format = rest.next().copied(),
            "-L" => follow = true,
            "-Lc" | "-cL" => (follow, format) = (true, rest.next().copied()),
            name => names.push(name),
        }
    }
    let mut code = 0;
    for name in names {
        let path = p.path(name);
        let text = {
            let files = p.files();
            if follow { files.get(&path) } else { files.get_link(&path) }.map(|n| described(name, n, format))
        };
        match text {
            Ok(text) => p.say(&text).await?,
            Err(e) => code = p.fail(1, &format!("stat: can't stat '{name}': {}", e.text())).await?,
        }
    }
    Ok(code)
}

fn described(name: &str, node: &Node, format: Option<&str>) -> String {
    let (kind, bits) = match &node.kind {
        Kind::Dir => ("directory", 0o40_000),
        Kind::File(c) if c.len() == 0 => ("regular empty file", 0o100_000),
        Kind::File(_) => ("regular file", 0o100_000),
        Kind::Link(_) => ("symbolic link", 0o120_000),
    };
    let quoted = if let Kind::Link(to) = &node.kind { format!("'{name}' -> '{to}'") } else { format!("'{name}'") };
    match format {
        Some(format) => {
            let values = [
                ("%n", name.to_owned()),
                ("%N", quoted),
                ("%s", size(node).to_string()),
                ("%Y", node.mtime.to_string()),
                ("%F", kind.to_owned()),
                ("%a", format!("{:o}", node.mode)),
                ("%f", format!("{:x}", node.mode | bits)),
                ("%A", letters(node)),
            ];
            let text = values.iter().fold(format.to_owned(), |text, (key, value)| text.replace(key, value));
            format!("{text}\n")
        }
        None => format!(
            "  File: {name}\n  Size: {}\t{kind}\nAccess: ({:04o}/{})\nModify: {}\n",
            size(node),
            node.mode,
            letters(node),
            Time::from_secs(node.mtime).rfc3339()
        ),
    }
}

/// `find [DIR] [-maxdepth N] [-type f|d|l]`.
pub async fn find(p: &mut Proc, args: &[&str]) -> Ended {
    let root = args.first().filter(|a| !a.starts_with('-')).copied().unwrap_or(".");
    let after = |key: &str| args.iter().position(|a| *a == key).and_then(|i| args.get(i + 1)).copied();
    let depth = after("-maxdepth").and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let path = p.path(root);
    let lines: Option<Vec<String>> = {
        let files = p.files();
        files.get(&path).ok().map(|_| {
            let kinds = |n: &Node| match (after("-type"), &n.kind) {
                (None, _) | (Some("d"), Kind::Dir) | (Some("f"), Kind::File(_)) | (Some("l"), Kind::Link(_)) => true,
                (Some(_), Kind::Dir | Kind::File(_) | Kind::Link(_)) => false,
            };
            let inner = |one: &String| one[path.trim_end_matches('/').len().min(one.len())..].to_owned();
            let all = files.below(&path, MOST);
            let kept = all.iter().filter(|o| inner(o).matches('/').count() <= depth && files.get_link(o).is_ok_and(kinds));
            kept.map(|o| {
                format!("{}\n", if *o == path { root.to_owned() } else { format!("{}{}", root.trim_end_matches('/'), inner(o)) })
            })
            .collect()
        })
    };
    match lines {
        Some(lines) => p.say(&lines.concat()).await.map(|()| 0),
        None => p.fail(1, &format!("find: {root}: {}", Errno::Missing.text())).await,
    }
}

/// `du [-s]`: one figure for each name, in KiB.
pub async fn du(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let factor = if flags.contains('b') { 1 } else { 1024 };
    let mut code = 0;
    for name in if names.is_empty() { vec!["."] } else { names } {
        let path = p.path(name);
        let sum = {
            let files = p.files();
            files
                .get(&path)
                .map(|_| files.below(&path, MOST).iter().filter_map(|o| files.get_link(o).ok()).map(size).sum::<usize>())
        };
        match sum {
            Ok(sum) => p.say(&format!("{}\t{name}\n", sum.div_ceil(factor))).await?,
            Err(e) => code = p.fail(1, &format!("du: {name}: {}", e.text())).await?,
        }
    }
    Ok(code)
}
