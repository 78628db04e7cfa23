//! What runs with Docker, taken into the form: lines with `docker run` and compose files become YAML, `java -jar` fills the fields in.

use super::fields::{self, Entry};
use super::{Page, View, What};
use crate::app::field::Field;
use crate::app::text::{DockerText, Text};
use crate::model::Lang;
use crate::model::change::Hidden;
use crate::model::docker::{self, Jar, Read, Remark, Source};
use crate::model::fit;

/// Columns before what is said of a line.
const LEAD: usize = 2;

/// What was converted.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The text that it was made of.
    pub source: Hidden,
    /// What that was.
    pub from: Source,
    /// How many objects it became.
    pub objects: usize,
    /// What is said of it.
    pub remarks: Vec<Remark>,
}

/// A row of what is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Whether a remark begins with it that leaves something to the user; `None` where none begins.
    pub open: Option<bool>,
    /// Its text.
    pub text: String,
}

impl Conversion {
    /// What it is, in one line.
    pub fn head(&self) -> Text {
        let open = self.remarks.iter().filter(|r| r.open).count();
        DockerText::Made(self.from, self.objects, open, self.remarks.len() - open).into()
    }

    /// What is said of it, in rows of this width.
    pub fn rows(&self, lang: Lang, width: usize) -> Vec<Row> {
        // Of a single line its number tells nothing.
        let several = self.source.reveal().trim().contains('\n');
        let mut out = Vec::new();
        for remark in &self.remarks {
            let line = if several && remark.at.line > 0 { format!("{} ", remark.at.line) } else { String::new() };
            let said = Text::from(DockerText::Said(remark.said.clone())).words(lang);
            let text = format!("{line}{}{}{said}", remark.at.what, lang.colon());
            for (i, part) in fit::words(&text, width.saturating_sub(LEAD).max(1)).into_iter().enumerate() {
                out.push(Row { open: (i == 0).then_some(remark.open), text: text[part].trim().to_owned() });
            }
        }
        out
    }
}

/// Whether a text is something that runs with Docker, or a jar.
pub(super) fn is_known(text: &str) -> bool {
    docker::read(text).is_some()
}

impl View {
    /// Takes a text in where it is something that runs with Docker, or a jar; gives whether it is.
    pub(super) fn convert(&mut self, text: &str) -> bool {
        let Some(read) = docker::read(text) else { return false };
        let source = Hidden::new(text.to_owned());
        self.error = None;
        match read {
            Read::Made(made) => {
                self.text = Hidden::new(made.yaml);
                let (from, objects, remarks) = (made.source, made.objects, made.remarks);
                self.conversion = Some(Conversion { source, from, objects, remarks });
                self.turn_to(Page::Yaml, What::Path);
            }
            Read::Jar(jar) => {
                let remarks = self.fill_in(jar);
                self.conversion = Some(Conversion { source, from: Source::Jar, objects: 0, remarks });
                self.turn_to(Page::Image, What::Name);
            }
        }
        true
    }

    /// Fills in the fields; a name that was typed stays.
    fn fill_in(&mut self, jar: Jar) -> Vec<Remark> {
        let named = !self.value(What::Name).is_empty();
        let port = jar.port.map(|p| p.to_string());
        let values = [
            (What::Name, Some(jar.name).filter(|_| !named)),
            (What::Image, Some(jar.image.to_owned())),
            (What::Port, port),
            (What::MemoryLimit, jar.memory),
            (What::Command, Some(jar.command)),
        ];
        for (what, text) in values.into_iter().filter_map(|(what, text)| Some((what, text?))) {
            if let Some(entry) = self.entries.iter_mut().find(|e| e.what == what) {
                (entry.field, entry.error) = (Field::new(text), None);
            }
        }
        for (name, value) in jar.env {
            let text = format!("{name}={value}");
            let same = |e: &&mut Entry| e.what == What::Variable && e.text().split('=').next() == Some(&name);
            let empty = |e: &&mut Entry| e.what == What::Variable && e.text().is_empty();
            if let Some(entry) = self.entries.iter_mut().find(same) {
                entry.field = Field::new(text);
            } else if let Some(entry) = self.entries.iter_mut().find(empty) {
                entry.field = Field::new(text);
            }
            fields::tidy(&mut self.entries, &mut self.at);
        }
        jar.remarks
    }

    /// What was typed into a field and is no value of it but a command that can be converted; the field is then empty again.
    pub(super) fn typed_command(&mut self) -> Option<String> {
        let page = self.page;
        let wanted =
            |e: &&mut Entry| e.what.is_on(page) && matches!(e.what, What::Name | What::Image | What::Path) && is_known(e.text());
        let entry = self.entries.iter_mut().find(wanted)?;
        Some(std::mem::take(&mut entry.field).text().to_owned())
    }
}
