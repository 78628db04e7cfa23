//! `ls`.

use super::options;
use crate::demo::exec::proc::{Ended, Proc};
use crate::demo::fs::{Kind, Node};
use crate::model::time::Time;

/// The size of what stands at a path.
pub fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::File(content) => content.len(),
        Kind::Link(to) => to.len(),
        Kind::Dir => 4096,
    }
}

/// Kind and permissions as `drwxr-xr-x`.
pub fn letters(node: &Node) -> String {
    let kind = match node.kind {
        Kind::Dir => 'd',
        Kind::File(_) => '-',
        Kind::Link(_) => 'l',
    };
    let bit = |i: u32, c: char| if node.mode >> i & 1 == 1 { c } else { '-' };
    let mut text: String = [kind].into_iter().chain((0..9).map(|i| bit(8 - i, ['r', 'w', 'x'][i as usize % 3]))).collect();
    if node.mode & 0o1000 != 0 {
        text.replace_range(9.., "t");
    }
    text
}

fn long(name: &str, node: &Node) -> String {
    let time = Time::from_secs(node.mtime).to_chrono().format("%b %e %H:%M");
    let arrow = if let Kind::Link(to) = &node.kind { format!(" -> {to}") } else { String::new() };
    format!("{}    1 root     root     {:>9} {time} {name}{arrow}\n", letters(node), size(node))
}

/// `ls [-1alFd]`.
pub async fn ls(p: &mut Proc, args: &[&str]) -> Ended {
    let (flags, names) = options(args);
    let names = if names.is_empty() { vec!["."] } else { names };
    let (mut code, mut told, mut dirs) = (0, false, Vec::new());
    let has = |f: char| flags.contains(f);
    for name in &names {
        p.io.breathe().await?;
        let path = p.path(name);
        let found = {
            let files = p.files();
            if has('l') && !name.ends_with('/') {
                files.get_link(&path)
            } else {
                files.get(&path).or_else(|_| files.get_link(&path))
            }
            .map(|n| (matches!(n.kind, Kind::Dir) && !has('d'), long(name, n)))
        };
        match found {
            Ok((true, _)) => dirs.push(*name),
            Ok((false, line)) => {
                told = true;
                p.say(&if has('l') { line } else { format!("{name}\n") }).await?;
            }
            Err(e) => code = p.fail(1, &format!("ls: {name}: {}", e.text())).await?,
        }
    }
    for (i, name) in dirs.iter().enumerate() {
        let mut out = if names.len() > 1 { format!("{}{name}:\n", if i > 0 || told { "\n" } else { "" }) } else { String::new() };
        let path = p.path(name);
        let entries: Vec<(String, String, bool)> = {
            let files = p.files();
            let all = files.names(&path).unwrap_or_default();
            let dots = if has('a') { vec![".".to_owned(), "..".to_owned()] } else { Vec::new() };
            let shown = dots.into_iter().chain(all).filter(|n| has('a') || has('A') || !n.starts_with('.'));
            shown
                .filter_map(|n| {
                    let node = files.get_link(&format!("{path}/{n}")).ok()?;
                    Some((long(&n, node), n, matches!(node.kind, Kind::Dir)))
                })
                .collect()
        };
        if has('l') {
            out.push_str(&format!("total {}\n", entries.len() * 4));
            entries.iter().for_each(|(line, ..)| out.push_str(line));
        } else if has('1') || !p.on_terminal() {
            entries
                .iter()
                .for_each(|(_, n, dir)| out.push_str(&format!("{n}{}\n", if *dir && (has('F') || has('p')) { "/" } else { "" })));
        } else {
            out.push_str(&table(&entries, usize::from(p.io.size.0)));
        }
        p.say(&out).await?;
    }
    Ok(code)
}

/// Names in columns, folders in blue, as on a terminal.
fn table(entries: &[(String, String, bool)], width: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let widest = entries.iter().map(|(_, n, _)| n.width()).max().unwrap_or(0) + 2;
    let columns = (width / widest).max(1);
    let rows = entries.len().div_ceil(columns);
    let mut out = String::new();
    for row in 0..rows {
        for at in (row..entries.len()).step_by(rows) {
            let (_, name, dir) = &entries[at];
            let shown = if *dir { format!("\x1b[1;34m{name}\x1b[m") } else { name.clone() };
            let gap = if at + rows < entries.len() { widest - name.width() } else { 0 };
            out.push_str(&format!("{shown}{}", " ".repeat(gap)));
        }
        out.push('\n');
    }
    out
}
