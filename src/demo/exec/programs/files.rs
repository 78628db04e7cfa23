//! What looks at files and folders, makes, moves and removes them.

use super::options;
use crate::demo::exec::proc::{Ended, Proc};
use crate::demo::fs::{Errno, Kind, parent};

/// Does something with each path, and says what could not be done.
async fn each(p: &mut Proc, what: &str, names: &[&str], mut act: impl FnMut(&mut Proc, &str) -> Result<(), Errno>) -> Ended {
    if names.is_empty() {
        return p.fail(1, &format!("{}: missing operand", what.split(':').next().unwrap_or_default())).await;
    }
    let mut code = 0;
    for name in names {
        p.io.breathe().await?;
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

/// `readlink [-f]`.
pub async fn readlink(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let mut code = 0;
    for name in names {
        p.io.breathe().await?;
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
            Some(to) => p.say(&format!("{to}\n")).await?,
            None => code = 1,
        }
    }
    Ok(code)
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
        let root = files.resolve(path, true)?;
        files.get(&root)?;
        // Nothing is copied over itself or into itself, by whatever name.
        let real = files.resolve(&target, true).unwrap_or_else(|_| target.clone());
        if real == root || real.starts_with(&format!("{}/", root.trim_end_matches('/'))) {
            return Err(Errno::Busy);
        }
        for one in files.below(&root) {
            let new = format!("{target}{}", &one[root.trim_end_matches('/').len()..]);
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
