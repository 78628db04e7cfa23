//! The fields of the form, and what is wrong with them, by the API's own rules.

use super::manifest::Wanted;
use crate::app::field::Field;
use crate::app::text::{FormText, Text};
use crate::model::Words;
use crate::model::docker;
use crate::model::image::ImageRef;
use crate::model::naming;
use crate::model::quantity::Quantity;

/// More replicas than this the form does not take.
const MOST: u32 = 100_000;

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as their labels")]
pub enum What {
    Namespace,
    Name,
    Image,
    Replicas,
    Port,
    CpuRequest,
    CpuLimit,
    MemoryRequest,
    MemoryLimit,
    ServicePort,
    Command,
    Variable,
    Path,
}

/// Where the objects come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Page {
    /// A Deployment is made from an image.
    #[default]
    Image,
    /// A text says all of them.
    Yaml,
}

impl What {
    /// The form's fields at its beginning.
    const ALL: [What; 13] = [
        Self::Namespace,
        Self::Name,
        Self::Image,
        Self::Replicas,
        Self::Port,
        Self::ServicePort,
        Self::CpuRequest,
        Self::CpuLimit,
        Self::MemoryRequest,
        Self::MemoryLimit,
        Self::Command,
        Self::Variable,
        Self::Path,
    ];

    /// Its label.
    pub const fn label(self) -> Words {
        match self {
            Self::Namespace => Words::new("Namespace", "命名空间"),
            Self::Name => Words::new("Name", "名称"),
            Self::Image => Words::new("Image", "镜像"),
            Self::Replicas => Words::new("Replicas", "副本数"),
            Self::Port => Words::new("Container port", "容器端口"),
            Self::CpuRequest => Words::new("CPU request", "CPU 请求"),
            Self::CpuLimit => Words::new("CPU limit", "CPU 上限"),
            Self::MemoryRequest => Words::new("Memory request", "内存请求"),
            Self::MemoryLimit => Words::new("Memory limit", "内存上限"),
            Self::ServicePort => Words::new("Service port", "Service 端口"),
            Self::Command => Words::new("Command", "命令"),
            Self::Variable => Words::new("Environment", "环境变量"),
            Self::Path => Words::new("File", "文件"),
        }
    }

    /// What stands in it while it is empty.
    pub const fn hint(self) -> Words {
        match self {
            Self::Namespace | Self::Name | Self::Replicas => Words::NONE,
            Self::Image => Words::new("registry/app:1.2", "registry/app:1.2"),
            Self::Port => Words::new("none", "无"),
            Self::CpuRequest | Self::CpuLimit => Words::new("none; such as 250m", "无;例如 250m"),
            Self::MemoryRequest | Self::MemoryLimit => Words::new("none; such as 128Mi", "无;例如 128Mi"),
            Self::ServicePort => Words::new("no Service; its port makes one (ClusterIP)", "无 Service;填端口则创建 (ClusterIP)"),
            Self::Command => Words::new("the image's own", "镜像自带"),
            Self::Variable => Words::new("KEY=value", "KEY=value"),
            Self::Path => Words::new(
                "~/app.yaml, a compose file; or paste the text, docker run too",
                "~/app.yaml、compose 文件;或粘贴文本,docker run 亦可",
            ),
        }
    }

    /// Whether a page has it.
    pub const fn is_on(self, page: Page) -> bool {
        match self {
            Self::Namespace => true,
            Self::Path => matches!(page, Page::Yaml),
            Self::Name
            | Self::Image
            | Self::Replicas
            | Self::Port
            | Self::CpuRequest
            | Self::CpuLimit
            | Self::MemoryRequest
            | Self::MemoryLimit
            | Self::ServicePort
            | Self::Command
            | Self::Variable => matches!(page, Page::Image),
        }
    }
}

/// A field with what is wrong with it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is for.
    pub what: What,
    /// What is typed.
    pub field: Field,
    /// What is wrong.
    pub error: Option<Text>,
}

impl Entry {
    fn new(what: What, text: &str) -> Self {
        Self { what, field: Field::offered(text), error: None }
    }

    /// What is typed, without the blanks around it; a variable's value keeps its own.
    pub fn text(&self) -> &str {
        self.field.text().trim()
    }
}

/// The fields, with this namespace.
pub(super) fn fresh(namespace: &str) -> Vec<Entry> {
    let text = |what| match what {
        What::Namespace => namespace,
        What::Replicas => "1",
        What::Name
        | What::Image
        | What::Port
        | What::CpuRequest
        | What::CpuLimit
        | What::MemoryRequest
        | What::MemoryLimit
        | What::ServicePort
        | What::Command
        | What::Variable
        | What::Path => "",
    };
    What::ALL.into_iter().map(|what| Entry::new(what, text(what))).collect()
}

/// Keeps one empty line for the next variable after those that are filled in; `at` stays where it is.
pub(super) fn tidy(entries: &mut Vec<Entry>, at: &mut usize) {
    let empty = |e: &Entry| e.what == What::Variable && e.field.text().is_empty();
    let last = entries.iter().rposition(|e| e.what == What::Variable);
    let mut i = 0;
    while i < entries.len() {
        let goes = empty(&entries[i]) && i != *at && Some(i) != last;
        if goes && entries.iter().skip(i + 1).any(|e| e.what == What::Variable) {
            entries.remove(i);
            *at -= usize::from(i < *at);
            return tidy(entries, at);
        }
        i += 1;
    }
    if let Some(last) = last
        && !empty(&entries[last])
    {
        entries.insert(last + 1, Entry::new(What::Variable, ""));
        *at += usize::from(last < *at);
    }
}

/// What the fields ask for; `None` where something is wrong, which is then said beside its field.
pub(super) fn check(entries: &mut [Entry]) -> Option<Wanted> {
    let mut wanted = Wanted::default();
    let mut names: Vec<String> = Vec::new();
    let has_service = entries.iter().any(|e| e.what == What::ServicePort && !e.text().is_empty());
    let mut quantities: Vec<(What, Quantity)> = Vec::new();
    for entry in entries.iter_mut() {
        let text = entry.text().to_owned();
        let result = match entry.what {
            What::Namespace => naming::dns_label(&text).map_err(FormText::Name).map(|()| wanted.namespace = text),
            What::Name => {
                let checked = if has_service { naming::service(&text) } else { naming::dns_label(&text) };
                checked.map_err(FormText::Name).map(|()| wanted.name = text)
            }
            What::Image => ImageRef::parse(&text).map_err(FormText::Image).map(|_| ()).map(|()| wanted.image = text),
            What::Replicas => match text.parse::<u32>() {
                Ok(n) if n <= MOST => {
                    wanted.replicas = n;
                    Ok(())
                }
                _ => Err(FormText::Number(MOST)),
            },
            What::Port => port(&text).map(|port| wanted.port = port),
            What::ServicePort => port(&text).and_then(|port| match (port, wanted.port) {
                (Some(_), None) => Err(FormText::ServicePort),
                _ => {
                    wanted.service = port;
                    Ok(())
                }
            }),
            What::CpuRequest | What::CpuLimit | What::MemoryRequest | What::MemoryLimit => quantity(entry.what, &text, &quantities)
                .map(|found| {
                    if let Some(found) = found {
                        quantities.push((entry.what, found));
                        let (limits, resource) = place(entry.what);
                        let list = if limits { &mut wanted.limits } else { &mut wanted.requests };
                        list.push((resource, text));
                    }
                }),
            What::Variable => variable(entry.field.text(), &names).map(|pair| {
                if let Some((name, value)) = pair {
                    names.push(name.clone());
                    wanted.env.push((name, value));
                }
            }),
            What::Command => {
                wanted.command = docker::words(&text);
                Ok(())
            }
            What::Path => Ok(()),
        };
        entry.error = result.err().map(Text::from);
    }
    entries.iter().all(|e| e.error.is_none()).then_some(wanted)
}

fn port(text: &str) -> Result<Option<u16>, FormText> {
    match text.parse::<u16>() {
        _ if text.is_empty() => Ok(None),
        Ok(port @ 1..) => Ok(Some(port)),
        _ => Err(FormText::Port),
    }
}

/// Whether it is a limit, and of which resource.
const fn place(what: What) -> (bool, &'static str) {
    match what {
        What::CpuRequest => (false, "cpu"),
        What::CpuLimit => (true, "cpu"),
        What::MemoryLimit => (true, "memory"),
        What::MemoryRequest => (false, "memory"),
        What::Namespace
        | What::Name
        | What::Image
        | What::Replicas
        | What::Port
        | What::ServicePort
        | What::Command
        | What::Variable
        | What::Path => (false, ""),
    }
}

fn quantity(what: What, text: &str, before: &[(What, Quantity)]) -> Result<Option<Quantity>, FormText> {
    if text.is_empty() {
        return Ok(None);
    }
    let found: Quantity = text.parse().map_err(FormText::Quantity)?;
    if found.is_negative() {
        return Err(FormText::Negative);
    }
    let (limits, resource) = place(what);
    // The API takes it, and the container is then killed at once: m is a thousandth, also of a byte.
    if resource == "memory" && text.ends_with('m') {
        return Err(FormText::Thousandths(text.to_owned()));
    }
    let request = before.iter().find(|(w, _)| limits && place(*w) == (false, resource));
    match request {
        Some((_, request)) if *request > found => Err(FormText::BelowRequest),
        _ => Ok(Some(found)),
    }
}

fn variable(text: &str, names: &[String]) -> Result<Option<(String, String)>, FormText> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (name, value) = text.split_once('=').ok_or(FormText::Variable)?;
    let name = name.trim();
    naming::variable(name).map_err(FormText::Name)?;
    if names.iter().any(|n| n == name) {
        return Err(FormText::Twice(name.to_owned()));
    }
    Ok(Some((name.to_owned(), value.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(values: &[(What, &str)]) -> Vec<Entry> {
        let mut entries = fresh("iot-test");
        for (what, text) in values {
            if *what == What::Variable {
                let at = entries.iter().rposition(|e| e.what == What::Variable).unwrap();
                entries[at].field = Field::new(*text);
                tidy(&mut entries, &mut 0);
            } else {
                entries.iter_mut().find(|e| e.what == *what).unwrap().field = Field::new(*text);
            }
        }
        entries
    }

    const GOOD: [(What, &str); 2] = [(What::Name, "web"), (What::Image, "lab/app:1.0")];

    #[test]
    fn all_that_is_filled_in_is_wanted() {
        use What::*;
        let more = [
            (Replicas, "3"),
            (Port, " 8080 "),
            (ServicePort, "80"),
            (CpuRequest, "250m"),
            (CpuLimit, "1"),
            (MemoryLimit, "128Mi"),
            (Variable, "A=b=c "),
            (Variable, "B="),
        ];
        let mut entries = filled(&[&GOOD[..], &more].concat());
        let wanted = check(&mut entries).unwrap();
        assert_eq!((wanted.replicas, wanted.port, wanted.service), (3, Some(8080), Some(80)));
        assert_eq!(wanted.env, [("A".into(), "b=c ".into()), ("B".into(), String::new())]);
        assert_eq!(wanted.requests, [("cpu", "250m".into())]);
        assert_eq!(wanted.limits, [("cpu", "1".into()), ("memory", "128Mi".into())]);
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        use What::*;
        for (what, text, says) in [
            (Namespace, "", "a name is needed"),
            (Name, "Web", "lower-case"),
            (Image, "", "an image is needed"),
            (Image, "lab/App:1", "is not a repository"),
            (Replicas, "-1", "whole number"),
            (Port, "0", "1 to 65535"),
            (Port, "65536", "1 to 65535"),
            (ServicePort, "80", "needs the container's port"),
            (CpuRequest, "lots", "not a quantity"),
            (CpuLimit, "-1", "must be 0 or more"),
            (MemoryRequest, "512m", "512Mi?"),
            (Variable, "A", "KEY=value"),
            (Variable, "1A=x", "no digit first"),
        ] {
            let mut entries = filled(&[&GOOD[..], &[(what, text)]].concat());
            assert_eq!(check(&mut entries), None, "{what:?} {text}");
            let wrong: Vec<_> = entries.iter().filter_map(|e| e.error.as_ref().map(|error| (e.what, error))).collect();
            assert!(matches!(&wrong[..], [(w, error)] if *w == what && error.to_string().contains(says)), "{wrong:?}");
        }
        let mut entries = filled(&[&GOOD[..], &[(CpuRequest, "2"), (CpuLimit, "1500m")]].concat());
        assert_eq!(check(&mut entries), None);
        let mut entries = filled(&[&GOOD[..], &[(Variable, "A=1"), (Variable, "A=2")]].concat());
        assert_eq!(check(&mut entries), None);
        let mut entries = filled(&[(Name, "9-lives"), (Image, "a"), (Port, "80")]);
        assert!(check(&mut entries).is_some(), "a Deployment may be called so");
        entries.iter_mut().find(|e| e.what == ServicePort).unwrap().field = Field::new("80");
        assert_eq!(check(&mut entries), None, "a Service may not");
    }

    #[test]
    fn there_is_always_a_line_for_the_next_variable() {
        let mut entries = filled(&[(What::Variable, "A=1"), (What::Variable, "B=2")]);
        let count = |entries: &[Entry]| entries.iter().filter(|e| e.what == What::Variable).count();
        assert_eq!(count(&entries), 3);
        // One that is emptied goes when the cursor has left it.
        let a = entries.iter().position(|e| e.field.text() == "A=1").unwrap();
        entries[a].field = Field::default();
        let mut at = a;
        tidy(&mut entries, &mut at);
        assert_eq!((count(&entries), at), (3, a));
        at = entries.len() - 1;
        tidy(&mut entries, &mut at);
        assert_eq!((count(&entries), at), (2, entries.len() - 1));
    }
}
