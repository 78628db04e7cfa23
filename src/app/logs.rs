//! The logs pane: whose logs are followed, where the reader stands in them, and how they are written.

mod digest;
mod export;
mod kept;
mod reading;

pub use digest::DigestView;
pub use export::LogMark;
pub(super) use kept::KeptLogs;

use crate::logs::digest::Only;
use crate::logs::head::Part;
use crate::logs::{Buffer, Filter, Fit, Layout, Level, LevelHistogram, LineId, Scroll, Shape, View};
use crate::model::logs::{LogBody, LogLine, LogSelection, LogSpan, LogWish, MAX_STREAMS, Remark};
use crate::model::trouble::Trouble;
use crate::model::{Name, SessionId, Time, Uid};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Whose logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogTarget {
    /// Of all pods of a workload.
    Workload(Uid),
    /// Of all containers of a pod.
    Pod(Uid),
    /// Of one container.
    Container(Uid, Name),
    /// Of all pods of a namespace.
    Namespace(Name),
    /// Of the pods that have certain labels.
    Selection(LogSelection),
}

/// What time is shown before each line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stamp {
    /// None.
    None,
    /// The time of the day.
    #[default]
    Time,
    /// How long ago.
    Age,
    /// Date and time to the millisecond.
    Full,
}

impl Stamp {
    /// Columns that it takes, with the blank after it.
    pub const fn width(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Time => 9,
            Self::Age => 7,
            Self::Full => 24,
        }
    }
}

/// What stands before each line to say whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Prefix {
    /// Nothing.
    None,
    /// The pod's last part, and the container where there are several.
    #[default]
    Short,
    /// The whole name of pod and container.
    Full,
}

/// A source of lines, for its prefix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceInfo {
    /// The pod's last part, or the whole name where that says nothing.
    pub pod: String,
    /// The pod's whole name.
    pub full: String,
    /// The container.
    pub container: Name,
}

/// The logs pane.
#[derive(Clone, Debug)]
pub struct LogsPane {
    /// Whose logs; `None` before anything was chosen.
    pub target: Option<LogTarget>,
    /// The target's name, for the title, also when it has gone.
    pub name: String,
    /// Whether the target was chosen by key and stays, wherever the cursor goes.
    pub pinned: bool,
    /// Whether it is the logs of the containers' previous runs.
    pub previous: bool,
    /// Whether it is those of the workloads of this name in all tabs.
    pub across: bool,
    /// Whether long lines are wrapped.
    pub wrap: bool,
    /// What time is to be shown; `None` for what fits the lines.
    stamp: Option<Stamp>,
    /// What is to say whose a line is; `None` for the shortest that tells the sources apart.
    prefix: Option<Prefix>,
    /// Whether the lines are written as they fit, since nobody has chosen columns.
    fitted: bool,
    /// What the first lines are like.
    fit: Fit,
    /// Whether the counts over time are shown.
    pub chart: bool,
    /// Only lines of this level or worse.
    pub floor: Option<Level>,
    /// Which part of the logs is wanted.
    pub span: LogSpan,
    /// That part's length in milliseconds, where it is one up to now.
    pub since: Option<i64>,
    /// How many pods the target has now.
    pub pods: usize,
    pub(super) namespaces: Vec<Name>,
    /// The pods that the target's labels mean, once that is known.
    pub(super) selected: Option<HashSet<Uid>>,
    /// What was last asked for: for which view, and why it cannot be known, where that was said.
    pub(super) selecting: (u64, Option<LogSelection>),
    pub(super) refused: Option<Arc<Trouble>>,
    pub(super) number: u64,
    pub(super) buffer: Buffer,
    pub(super) view: View,
    pub(super) histogram: LevelHistogram,
    /// The digest; it goes on counting while a row's lines are shown.
    pub(super) digest: Option<DigestView>,
    /// The row of it whose lines are shown.
    only: Option<Only>,
    pub(super) marks: Vec<LogMark>,
    /// Whether the first line is to be kept in sight: until the reader moves.
    pub(super) at_head: bool,
    /// Lines of each source that were taken in, where only the first are wanted.
    heads: HashMap<u32, u32>,
    pub(super) typed: String,
    pub(super) sources: Vec<SourceInfo>,
    pub(super) by_container: HashMap<(Uid, Name), u32>,
    pub(super) wishes: Vec<LogWish>,
    /// What was last asked for of clusters that are not in front, and how many pods that are.
    pub(super) elsewhere: Vec<(SessionId, u64, Vec<LogWish>)>,
    pub(super) pods_elsewhere: usize,
    /// For which view they were last asked for.
    pub(super) followed: u64,
    /// From which state of the store, for which view, the wishes were made.
    pub(super) built: Option<(u64, u64)>,
    pub(super) tail: u32,
    pub(super) area: (u16, u16),
    pub(super) candidate: Option<(LogTarget, Time)>,
}

/// Rows of text below which the pane has no room for the counts over time.
const CHART_ROOM: u16 = 8;

impl LogsPane {
    pub(super) fn new(tail: u32, bytes: usize) -> Self {
        let mut view = View::new();
        view.set_folded(true);
        Self {
            target: None,
            name: String::new(),
            pinned: false,
            previous: false,
            across: false,
            wrap: false,
            stamp: None,
            prefix: None,
            fitted: true,
            fit: Fit::default(),
            chart: true,
            floor: None,
            span: LogSpan::Tail,
            since: None,
            pods: 0,
            namespaces: Vec::new(),
            selected: None,
            selecting: (0, None),
            refused: None,
            number: 0,
            buffer: Buffer::new(bytes),
            view,
            histogram: LevelHistogram::default(),
            digest: None,
            only: None,
            marks: Vec::new(),
            at_head: false,
            heads: HashMap::new(),
            typed: String::new(),
            sources: Vec::new(),
            by_container: HashMap::new(),
            wishes: Vec::new(),
            elsewhere: Vec::new(),
            pods_elsewhere: 0,
            followed: 0,
            built: None,
            tail,
            area: (0, 0),
            candidate: None,
        }
    }

    /// The namespaces whose pods the followed logs need.
    pub fn namespaces(&self) -> &[Name] {
        &self.namespaces
    }

    /// Whether the followed logs need the pods of all namespaces.
    pub fn is_everywhere(&self) -> bool {
        matches!(&self.target, Some(LogTarget::Selection(s)) if s.namespaces.is_empty())
    }

    /// How many pods they are of.
    pub const fn all_pods(&self) -> usize {
        self.pods + self.pods_elsewhere
    }

    /// How many clusters they are of.
    pub const fn clusters(&self) -> usize {
        1 + self.elsewhere.len()
    }

    /// Whether it is the logs of pods that come and go.
    pub const fn of_many(&self) -> bool {
        matches!(self.target, Some(LogTarget::Workload(_) | LogTarget::Namespace(_) | LogTarget::Selection(_)))
    }

    /// How many logs are left out, since no more may be followed at once.
    pub fn left_out(&self) -> usize {
        self.wishes.iter().filter(|w| w.running).count().saturating_sub(MAX_STREAMS)
    }

    /// When something of the pane is due: the cursor's rest is over, or a filter or the digest has not seen everything yet.
    pub fn wakes_at(&self, now: Time) -> Option<Time> {
        let working = !self.view.is_done() || self.digest.as_ref().is_some_and(|d| !d.digest.is_done());
        let rest = self.candidate.as_ref().map(|(_, at)| *at);
        [rest, working.then_some(now)].into_iter().flatten().min()
    }

    /// The number of the view whose lines are wanted.
    pub const fn wanted(&self) -> u64 {
        self.number
    }

    /// The lines.
    pub const fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Where the reader stands in them.
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// How many lines of each level were written when.
    pub const fn histogram(&self) -> &LevelHistogram {
        &self.histogram
    }

    /// The digest, while it is shown instead of the lines.
    pub const fn digest(&self) -> Option<&DigestView> {
        if self.only.is_some() { None } else { self.digest.as_ref() }
    }

    /// The lines that were marked, the oldest first.
    pub fn marks(&self) -> &[LogMark] {
        &self.marks
    }

    /// A line's mark.
    pub fn mark_of(&self, id: LineId) -> Option<&LogMark> {
        self.marks.iter().find(|m| m.id == id)
    }

    /// A source by the number that its lines carry.
    pub fn source(&self, number: u32) -> Option<&SourceInfo> {
        self.sources.get(number as usize)
    }

    /// A source's prefix, as long as it is asked for.
    pub fn label(&self, number: u32) -> String {
        let Some(source) = self.source(number) else { return String::new() };
        match self.prefix {
            Some(Prefix::None) => String::new(),
            Some(Prefix::Full) => format!("{}/{}", source.full, source.container),
            // One pod's containers are told apart by their names alone.
            None if self.several_containers() && !self.several_pods() => source.container.to_string(),
            Some(Prefix::Short) | None if self.several_containers() => format!("{}/{}", source.pod, source.container),
            Some(Prefix::Short) | None => source.pod.clone(),
        }
    }

    fn several_containers(&self) -> bool {
        self.sources.windows(2).any(|w| w[0].container != w[1].container)
    }

    fn several_pods(&self) -> bool {
        self.sources.windows(2).any(|w| w[0].full != w[1].full)
    }

    /// What time is shown: what was asked for, else the time of the day unless the lines show their own.
    pub fn stamp(&self) -> Stamp {
        self.stamp.unwrap_or(if self.fitted && self.fit.shows_time(self.is_compact()) { Stamp::None } else { Stamp::Time })
    }

    fn is_compact(&self) -> bool {
        self.fit.is_compact(self.area.0.saturating_sub(self.label_width()))
    }

    /// What of the lines is not shown, so that their messages are.
    pub fn hidden(&self) -> Vec<Part> {
        if self.fitted { self.fit.hidden(self.is_compact()) } else { Vec::new() }
    }

    /// Columns of the prefix, with the blank after it.
    pub fn label_width(&self) -> u16 {
        let most = if self.prefix == Some(Prefix::Full) { 90 } else { 28 };
        let widest = (0..self.sources.len() as u32).map(|i| self.label(i).chars().count()).max().unwrap_or(0).min(most) as u16;
        // A workload's pods come and go: their lines say whose they are from the first one on.
        let one = !self.of_many() && self.sources.len() < 2 && matches!(self.prefix, Some(Prefix::Short) | None);
        if one || widest == 0 { 0 } else { widest + 1 }
    }

    /// Whether there is room for the counts over time, and something to count.
    pub fn shows_chart(&self) -> bool {
        self.chart && self.area.1 >= CHART_ROOM && self.histogram.span().is_some()
    }

    /// Rows above the text: the counts over time, the columns' titles.
    pub fn top_rows(&self) -> u16 {
        let titles = !self.view.columns().is_empty() && self.digest().is_none();
        u16::from(self.shows_chart()) + u16::from(titles && self.area.1 > 2)
    }

    /// The measures of the pane's text.
    pub fn layout(&self) -> Layout {
        let lead = (self.label_width() + self.stamp().width()).min(self.area.0 / 2);
        let height = self.area.1.saturating_sub(self.top_rows());
        Layout { width: self.area.0, height, lead, hang: lead.min(4), wrap: self.wrap }
    }

    /// Takes in a line: into the buffer, the counts and the digest.
    pub(super) fn take(&mut self, line: &LogLine) {
        if self.span == LogSpan::Head && matches!(line.body, LogBody::Text(_)) {
            let count = self.heads.entry(line.source).or_insert(0);
            *count += 1;
            match (*count).cmp(&self.tail.saturating_add(1)) {
                std::cmp::Ordering::Less => {}
                // What is left out is said where it would stand.
                std::cmp::Ordering::Equal => {
                    self.buffer.push(&LogLine { body: Remark::More(self.tail).into(), ..*line });
                    return;
                }
                std::cmp::Ordering::Greater => return,
            }
        }
        let pushed = self.buffer.push(line);
        if let LogBody::Text(raw) = &line.body {
            // A trace is one event, told by its first line.
            if !pushed.goes_on {
                self.histogram.add(line.nanos, pushed.level);
                self.fit.take(raw);
            }
            if let Some(digest) = &mut self.digest {
                digest.digest.push(&self.buffer, pushed.id);
            }
        }
    }

    /// Lets the filter and the digest look at what they have not seen, some of it at a time.
    pub(super) fn refresh(&mut self) {
        if self.fitted {
            self.view.set_shape(Shape::Fitted { compact: self.is_compact() });
        }
        self.view.refresh(&self.buffer);
        let layout = self.layout();
        if self.at_head {
            self.view.scroll(&self.buffer, &layout, Scroll::Top);
        }
        self.view.fit(&self.buffer, &layout);
        if let Some(digest) = &mut self.digest {
            digest.refresh(&self.buffer);
        }
    }

    /// A new source of lines; gives its number.
    pub(super) fn add_source(&mut self, source: SourceInfo) -> u32 {
        let number = self.sources.len() as u32;
        self.view.know(number, &source.full, &source.container);
        if let Some(digest) = &mut self.digest {
            digest.digest.know(number, &source.full, &source.container);
        }
        self.sources.push(source);
        number
    }

    /// The filter of what is typed and of the level that is asked for, knowing all sources.
    pub(super) fn make_filter(&self) -> Filter {
        let mut filter = Filter::parse(&self.typed).at_least(self.floor);
        for (i, source) in self.sources.iter().enumerate() {
            filter.know(i as u32, &source.full, &source.container);
        }
        filter
    }

    /// Begins with the logs of another target, of other runs or of other clusters: lines that are there do not say whose they are.
    pub(super) fn begin(&mut self, target: Option<LogTarget>, previous: bool, across: bool) {
        if self.target == target && self.previous == previous && self.across == across {
            return;
        }
        if self.target != target {
            self.fitted = true;
            (self.selected, self.refused, self.built) = (None, None, None);
        }
        (self.target, self.previous, self.across) = (target, previous, across);
        self.renew();
    }

    /// Begins with the logs anew, under a new number.
    pub(super) fn renew(&mut self) {
        self.number += 1;
        self.buffer.clear();
        self.histogram = LevelHistogram::default();
        (self.digest, self.only, self.fit) = (None, None, Fit::default());
        self.marks.clear();
        self.heads.clear();
        self.at_head = self.span == LogSpan::Head;
        self.sources.clear();
        self.by_container.clear();
        (self.pods, self.pods_elsewhere) = (0, 0);
        self.view.follow();
        self.apply_filter();
    }
}
