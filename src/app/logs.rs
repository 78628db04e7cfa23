//! The logs pane: whose logs are followed, and where the reader stands in them.

use crate::logs::{Buffer, Filter, Layout, Scroll, View, ViewRow};
use crate::model::logs::LogWish;
use crate::model::{Name, Time, Uid};
use std::collections::HashMap;

/// Whose logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogTarget {
    /// Of all pods of a workload.
    Workload(Uid),
    /// Of all containers of a pod.
    Pod(Uid),
    /// Of one container.
    Container(Uid, Name),
}

/// What time is shown before each line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stamp {
    /// None.
    None,
    /// The time of the day.
    #[default]
    Time,
    /// Date and time to the millisecond.
    Full,
}

impl Stamp {
    /// Columns that it takes, with the blank after it.
    pub const fn width(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Time => 9,
            Self::Full => 24,
        }
    }
}

/// A source of lines, for its prefix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceInfo {
    /// The pod's last part, or the whole name where that says nothing.
    pub pod: String,
    /// The container.
    pub container: Name,
}

/// The logs pane.
#[derive(Debug)]
pub struct LogsPane {
    /// Whose logs; `None` before anything was chosen.
    pub target: Option<LogTarget>,
    /// The target's name, for the title, also when it has gone.
    pub name: String,
    /// Whether the target was chosen by key and stays, wherever the cursor goes.
    pub pinned: bool,
    /// Whether it is the logs of the containers' previous runs.
    pub previous: bool,
    /// Whether long lines are wrapped.
    pub wrap: bool,
    /// What time is shown.
    pub stamp: Stamp,
    /// How many pods the target has now.
    pub pods: usize,
    pub(super) namespace: Option<Name>,
    pub(super) number: u64,
    pub(super) buffer: Buffer,
    pub(super) view: View,
    pub(super) sources: Vec<SourceInfo>,
    pub(super) by_container: HashMap<(Uid, Name), (u32, u32)>,
    pub(super) wishes: Vec<LogWish>,
    pub(super) tail: u32,
    pub(super) area: (u16, u16),
    pub(super) candidate: Option<(LogTarget, Time)>,
}

impl LogsPane {
    pub(super) fn new(tail: u32, bytes: usize) -> Self {
        Self {
            target: None,
            name: String::new(),
            pinned: false,
            previous: false,
            wrap: false,
            stamp: Stamp::default(),
            pods: 0,
            namespace: None,
            number: 0,
            buffer: Buffer::new(bytes),
            view: View::new(),
            sources: Vec::new(),
            by_container: HashMap::new(),
            wishes: Vec::new(),
            tail,
            area: (0, 0),
            candidate: None,
        }
    }

    /// The namespace whose pods the followed logs need.
    pub const fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    /// When the cursor's rest is over.
    pub fn rests_at(&self) -> Option<Time> {
        self.candidate.as_ref().map(|(_, at)| *at)
    }

    /// The lines.
    pub const fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Whether new lines come into sight by themselves.
    pub fn is_following(&self) -> bool {
        self.view.is_following()
    }

    /// Lines that came since it was paused.
    pub fn new_lines(&self) -> usize {
        self.view.new_lines(&self.buffer)
    }

    /// How many lines pass the filter, where there is one.
    pub fn matches(&self) -> Option<usize> {
        self.view.matches()
    }

    /// A source by the number that its lines carry.
    pub fn source(&self, number: u32) -> Option<&SourceInfo> {
        self.sources.get(number as usize)
    }

    /// A source's prefix: the pod's last part, and the container where the pods have several.
    pub fn label(&self, number: u32) -> String {
        let Some(source) = self.source(number) else { return String::new() };
        if self.several_containers() { format!("{}/{}", source.pod, source.container) } else { source.pod.clone() }
    }

    fn several_containers(&self) -> bool {
        self.sources.windows(2).any(|w| w[0].container != w[1].container)
    }

    /// Columns of the prefix, with the blank after it.
    pub fn label_width(&self) -> u16 {
        let widest = (0..self.sources.len() as u32).map(|i| self.label(i).chars().count()).max().unwrap_or(0);
        // A workload's pods come and go: their lines say whose they are from the first one on.
        let one = !matches!(self.target, Some(LogTarget::Workload(_))) && self.sources.len() < 2;
        if one || self.sources.is_empty() { 0 } else { widest.min(28) as u16 + 1 }
    }

    /// The measures of the pane's text.
    pub fn layout(&self) -> Layout {
        let lead = (self.label_width() + self.stamp.width()).min(self.area.0 / 2);
        Layout { width: self.area.0, height: self.area.1, lead, hang: lead.min(4), wrap: self.wrap }
    }

    /// The rows to draw.
    pub fn rows(&self) -> Vec<ViewRow> {
        self.view.rows(&self.buffer, &self.layout())
    }

    /// Columns that the text was moved sideways.
    pub const fn column(&self) -> usize {
        self.view.column()
    }

    /// The text on the screen, for the clipboard.
    pub fn copy_text(&self) -> Option<String> {
        let rows = self.rows();
        let text = |r: &ViewRow| r.spans.iter().map(|s| s.text.as_str()).collect::<String>();
        if rows.is_empty() { None } else { Some(rows.iter().map(text).collect::<Vec<_>>().join("\n")) }
    }

    fn scroll(&mut self, scroll: Scroll) {
        let layout = self.layout();
        self.view.scroll(&self.buffer, &layout, scroll);
    }

    pub(super) fn step(&mut self, by: isize) {
        self.scroll(if by < 0 { Scroll::Up(by.unsigned_abs()) } else { Scroll::Down(by as usize) });
    }

    pub(super) fn edge(&mut self, top: bool) {
        self.scroll(if top { Scroll::Top } else { Scroll::Bottom });
    }

    pub(super) fn scroll_sideways(&mut self, by: isize) {
        self.scroll(if by < 0 { Scroll::Left(by.unsigned_abs()) } else { Scroll::Right(by as usize) });
    }

    pub(super) fn toggle_pause(&mut self) {
        if self.is_following() {
            let layout = self.layout();
            self.view.pause(&self.buffer, &layout);
        } else {
            self.view.follow();
        }
    }

    pub(super) const fn toggle_wrap(&mut self) {
        self.wrap = !self.wrap;
    }

    pub(super) const fn next_timestamps(&mut self) {
        self.stamp = match self.stamp {
            Stamp::None => Stamp::Time,
            Stamp::Time => Stamp::Full,
            Stamp::Full => Stamp::None,
        };
    }

    pub(super) fn set_filter(&mut self, text: &str) {
        self.view.set_filter(Filter::parse(text));
        self.view.refresh(&self.buffer);
    }

    pub(super) fn begin(&mut self, target: Option<LogTarget>, previous: bool) {
        if self.target == target && self.previous == previous {
            return;
        }
        self.number += 1;
        (self.target, self.previous) = (target, previous);
        self.buffer.clear();
        self.view.follow();
        self.sources.clear();
        self.by_container.clear();
        self.pods = 0;
    }
}
