//! `views.yaml`: columns by kind, and how rows are sorted by them.

use super::out::{Out, ViewOut, quoted};
use super::words::{kind, slug};
use crate::model::json_path::JsonPath;
use crate::model::naming;
use crate::yaml::{Entry, Node};

/// What is here of a column of k9s's.
enum Here {
    /// The server calls it so.
    Server(&'static str),
    /// It lies there in the object.
    Path(&'static str),
    /// It is not: why.
    Not(&'static str),
}

/// Columns of k9s that the server has not, or calls otherwise: of which kind (empty for all), its name, and what is here.
const COLUMNS: &[(&str, &str, Here)] = &[
    ("", "LABELS", Here::Path(".metadata.labels")),
    ("", "VALID", Here::Not("the panes say what is wrong")),
    ("pods", "PF", Here::Not("a pod with a port-forward is marked ⇄")),
    ("", "CPU", Here::Not(USE)),
    ("", "MEM", Here::Not(USE)),
    ("", "CPU/RL", Here::Not(USE)),
    ("", "MEM/RL", Here::Not(USE)),
    ("", "CPU/R:L", Here::Not(USE)),
    ("", "MEM/R:L", Here::Not(USE)),
    ("", "%CPU/R", Here::Not(USE)),
    ("", "%CPU/L", Here::Not(USE)),
    ("", "%MEM/R", Here::Not(USE)),
    ("", "%MEM/L", Here::Not(USE)),
    ("", "%CPU", Here::Not(USE)),
    ("", "%MEM", Here::Not(USE)),
    ("", "GPU", Here::Not(USE)),
    ("", "VS", Here::Not("images are not scanned")),
    ("pods", "QOS", Here::Path(".status.qosClass")),
    ("pods", "SERVICE-ACCOUNT", Here::Path(".spec.serviceAccountName")),
    ("pods", "SERVICEACCOUNT", Here::Path(".spec.serviceAccountName")),
    ("pods", "LAST RESTART", Here::Not("RESTARTS says when the last one was")),
    ("services", "PORTS", Here::Server("Port(s)")),
    ("nodes", "ROLE", Here::Server("Roles")),
    ("nodes", "ARCH", Here::Path(".status.nodeInfo.architecture")),
    ("nodes", "KERNEL", Here::Server("Kernel-Version")),
    ("nodes", "PODS", Here::Not("`:nodes` tells of the pods")),
    ("nodes", "TAINTS", Here::Not("`:nodes` tells of the taints")),
    ("cronjobs.batch", "LAST_SCHEDULE", Here::Server("Last Schedule")),
    ("cronjobs.batch", "LAST-SCHEDULE", Here::Server("Last Schedule")),
    ("persistentvolumeclaims", "STORAGECLASS", Here::Server("StorageClass")),
];

const USE: &str = "use is shown by the panes (`w`) and by `:nodes`";

/// A column of k9s: `NAME`, `NAME:path`, with letters for how it is shown after a `|`.
struct Spec<'a> {
    name: &'a str,
    path: &'a str,
    flags: &'a str,
}

fn spec(text: &str) -> Spec<'_> {
    let is_flags = |f: &str| !f.is_empty() && f.chars().all(|c| "NTWRLHS".contains(c));
    let (rest, flags) = text.rsplit_once('|').filter(|(_, f)| is_flags(f)).unwrap_or((text, ""));
    let (name, path) = rest.split_once(':').unwrap_or((rest, ""));
    Spec { name: name.trim(), path: path.trim(), flags }
}

/// A column as our settings write it.
fn own(name: &str, path: &str, flags: &str, sort: bool) -> String {
    let switch = |letter: char, field: &str| if flags.contains(letter) { format!(", {field} = true") } else { String::new() };
    let by = if flags.contains('T') {
        "time"
    } else if flags.contains('N') {
        "number"
    } else {
        "text"
    };
    let sort = if sort { format!(", sort = \"{by}\"") } else { String::new() };
    format!("{{ name = {}, path = {}{}{}{sort} }}", quoted(name), quoted(path), switch('T', "age"), switch('W', "wide"))
}

/// One column, `None` where it is not taken over, which is said.
fn column(out: &mut Out, kind: &str, node: &Node, sorted: &str) -> Option<String> {
    let text = node.text().unwrap_or_default();
    let Spec { name, path, flags } = spec(&text);
    let mut lost = |why: &str| {
        out.note(node.line, format!("{kind}: {text:?}: {why}"));
        None
    };
    if name.is_empty() {
        return lost("it has no name");
    }
    if flags.contains('H') {
        return lost("it is hidden");
    }
    let sort = name.eq_ignore_ascii_case(sorted);
    let here = COLUMNS.iter().find(|(of, k9s, _)| (of.is_empty() || *of == kind) && name.eq_ignore_ascii_case(k9s));
    match (path, here) {
        ("", Some((.., Here::Not(why)))) => lost(why),
        ("", Some((.., Here::Server(server)))) => Some(quoted(server)),
        ("", Some((.., Here::Path(path)))) => Some(own(name, path, flags, sort)),
        ("", None) => Some(quoted(name)),
        (path, Some(_) | None) => match JsonPath::parse(path) {
            Ok(_) => Some(own(name, path, flags, sort)),
            Err(why) => lost(&format!("its path cannot be read: {why}")),
        },
    }
}

/// One kind, or one kind in some namespaces.
fn view(out: &mut Out, key: &str, line: u64, node: &Node) {
    let (of, namespace) = key.split_once('@').unwrap_or((key, ""));
    let kind = match kind(of) {
        Ok(kind) if kind == "workloads" => return out.note(line, format!("{key}: the workloads pane keeps its columns")),
        Ok(kind) => kind,
        Err(why) => return out.note(line, format!("{key}: {why}")),
    };
    let sort_line = node.get("sortColumn").map_or(line, |n| n.line);
    let sort_column = node.field("sortColumn");
    let (sorted, falls) = match sort_column.split_once(':') {
        Some((name, way)) => (name.trim(), way.trim().eq_ignore_ascii_case("desc")),
        None => (sort_column.trim(), false),
    };
    let mut columns: Vec<String> = Vec::new();
    for node in node.list("columns") {
        if let Some(column) = column(out, &kind, node, sorted).filter(|c| !columns.contains(c)) {
            columns.push(column);
        }
    }
    let sort = match sorted.to_ascii_uppercase().as_str() {
        "" => "",
        "NAME" if !falls => "name",
        "AGE" if !falls => "age",
        "NAME" | "AGE" => {
            out.note(sort_line, format!("{key}: {sorted} is sorted the other way only"));
            ""
        }
        _ if columns.iter().any(|c| c.contains(", sort = ")) => {
            out.note(sort_line, format!("{key}: rows are sorted by {sorted} when `S` is pressed, not from the beginning"));
            ""
        }
        _ => {
            out.note(
                sort_line,
                format!("{key}: rows of the browser are sorted by name, by age and by columns with a path, not by {sorted}"),
            );
            ""
        }
    };
    let plural = kind.split('.').next().unwrap_or(&kind).to_owned();
    if namespace.is_empty() {
        let taken = columns.is_empty() || out.columns(line, &kind, &columns);
        if taken && !sort.is_empty() {
            // Without columns it would be the pods pane.
            let columns = if kind == "pods" { columns } else { Vec::new() };
            let view = ViewOut { name: plural, show: kind, sort, columns, ..ViewOut::default() };
            if let Some(name) = out.view(line, view) {
                out.note(
                    sort_line,
                    format!("{key}: `:view {name}` is sorted by {sorted}; the kind itself opens as the server lists it"),
                );
            }
        }
        return;
    }
    let plain = namespace.trim_start_matches('^').trim_end_matches('$');
    let namespace = if matches!(plain, ".*" | "all") { "*" } else { plain };
    if namespace != "*" && naming::dns_label(namespace).is_err() {
        return out.note(line, format!("{key}: namespaces are not chosen by an expression"));
    }
    let name = if namespace == "*" { format!("{plural}-all") } else { format!("{plural}-{namespace}") };
    let view = ViewOut { name: slug(&name), show: kind, namespace: namespace.into(), sort, columns, ..ViewOut::default() };
    if let Some(name) = out.view(line, view) {
        out.note(line, format!("{key}: `:view {name}` has these columns; the kind itself does not change with the namespace"));
    }
}

/// The file.
pub(super) fn read(out: &mut Out, root: &Node) {
    let views = root.get("views").or_else(|| root.get("k9s").and_then(|old| old.get("views")));
    let Some(views) = views else { return out.note(0, "there are no views in it") };
    for Entry { line, key, node } in views.entries() {
        view(out, key, *line, node);
    }
}
