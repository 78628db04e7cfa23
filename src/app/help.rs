//! The help for where the user is, made from the tables of commands, so that it cannot lie.

use super::msg::Effect;
use super::pager::{Shape, TextLine, Tone};
use super::room::Room;
use super::state::State;
use super::text::{KeyText, Text, Word};
use super::wish::{Page, Wish};
use crate::command::{Command, Group, Key, Own, Pane};
use crate::model::Words;

impl State {
    pub(super) fn open_help(&mut self, effects: &mut Vec<Effect>) {
        let lang = self.lang;
        let lines = match self.top() {
            Some(top) => self.help_over(top),
            None => self.help_lines(),
        };
        let title = Word::Help.of(lang).into();
        self.open(&Wish::Read(Page { title, lines, shape: Shape::Groups, opened_by: Some(Command::Help) }), effects);
    }

    /// The help: every command with its keys, those that are not available with the reason. Made from the table, so that it cannot lie.
    fn help_lines(&self) -> Vec<TextLine> {
        let (situation, spot) = (self.situation(), self.spot());
        let words = |words: Words| words.of(self.lang).to_owned();
        let mut lines = Vec::new();
        // The keys of where the user is come first.
        let mut groups = crate::command::Group::ALL;
        if self.panes.focus == Pane::Logs {
            groups.sort_by_key(|g| *g != crate::command::Group::Logs);
        }
        for group in groups {
            if !lines.is_empty() {
                lines.push(TextLine::plain(""));
            }
            lines.push(TextLine::new(words(group.title()), Tone::Title));
            for e in crate::command::COMMANDS.iter().filter(|e| e.group == group) {
                let here = e.place.covers(spot);
                // The keys in force where the user is; elsewhere those of its own place.
                let mut keys = if here { self.keymap.keys_at(e.id, spot) } else { self.keymap.keys(e.id).to_vec() };
                keys.retain(|key| !here || self.own_of_key(*key).is_none());
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let lead = if keys.is_empty() { format!(":{}", e.name) } else { keys.join(" ") };
                let (text, tone) = match (here, situation.check(e.id)) {
                    (false, _) => (words(e.words), Tone::Dim),
                    (true, Ok(())) => (words(e.words), Tone::Plain),
                    (true, Err(why)) => (Text::from(KeyText::NotNow(e.words, why)).words(self.lang), Tone::Dim),
                };
                lines.push(TextLine::led(lead, text, tone));
            }
        }
        lines.extend(self.own_help(|_| true));
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(words(Word::Glyphs.into()), Tone::Title));
        for (lead, text) in [
            ("✓", Words::new("well", "正常")),
            ("✗", Words::new("unwell", "异常")),
            ("◐", Words::new("under way", "进行中")),
            ("‖", Words::new("paused", "已暂停")),
            ("○", Words::new("idle: 0 replicas wanted", "空闲:期望副本数为 0")),
            ("● ◌", Words::new("live, stale", "在线、数据过时")),
            (
                "%L %R",
                Words::new("used of the limit; of the request, where there is no limit", "用量占上限的比例;无上限时占请求的比例"),
            ),
        ] {
            lines.push(TextLine::led(lead, words(text), Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(words(Word::Filter.into()), Tone::Title));
        for (lead, text) in [
            (
                "text \"two words\"",
                Words::new(
                    "rows that contain it; all terms must match; \"two words\" as one",
                    "包含该文本的行;须满足全部条件;引号内作为整体",
                ),
            ),
            (
                "/regex/",
                Words::new("rows with a text that matches; case counts where it has capitals", "匹配正则的行;含大写时区分大小写"),
            ),
            (
                "app=web",
                Words::new(
                    "by label, as kubectl's -l; app= with any value, app!=web without this one",
                    "按标签,同 kubectl -l;app= 任意值,app!=web 排除该值",
                ),
            ),
            ("status=Running", Words::new("by the status or state", "按状态")),
            ("restarts>3", Words::new("also restarts<3", "也可 restarts<3")),
            ("age<2h", Words::new("also age>2h; s m h d", "也可 age>2h;单位 s m h d")),
            (
                "cpu>80%",
                Words::new(
                    "of the limit, else of the request; also cpu>200m, mem>1Gi, mem>limit*0.9, mem<request",
                    "占上限的比例,无上限时占请求的比例;也可 cpu>200m、mem>1Gi、mem>limit*0.9、mem<request",
                ),
            ),
            ("!", Words::new("not; in front of any of them", "取反;置于任一条件之前")),
        ] {
            lines.push(TextLine::led(lead, words(text), Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(words(Word::FilterLogs.into()), Tone::Title));
        for (lead, text) in [
            (
                "text \"two words\"",
                Words::new(
                    "lines that contain it; all terms must match; \"two words\" as one",
                    "包含该文本的日志;须满足全部条件;引号内作为整体",
                ),
            ),
            ("/regex/", Words::new("lines that match; case counts where it has capitals", "匹配正则的日志;含大写时区分大小写")),
            ("pod= container=", Words::new("by pod or container", "按 Pod 或容器")),
            ("level=error,warn", Words::new("by level; also level>=warn, level=none", "按级别;也可 level>=warn、level=none")),
            ("!", Words::new("not; in front of any of them", "取反;置于任一条件之前")),
        ] {
            lines.push(TextLine::led(lead, words(text), Tone::Plain));
        }
        lines
    }

    /// The help for what lies over the panes: its own table, and what every view has.
    fn help_over(&self, top: &dyn Room) -> Vec<TextLine> {
        let line = |keys: Vec<Key>, name: &str, text: String, tone| {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            TextLine::led(if keys.is_empty() { format!(":{name}") } else { keys.join(" ") }, text, tone)
        };
        let words = |words: Words| words.of(self.lang).to_owned();
        let mut lines = Vec::new();
        let table = top.table();
        if !table.entries.is_empty() {
            lines.push(TextLine::new(words(table.title), Tone::Title));
            lines.extend(table.entries.iter().map(|e| line(self.keymap.keys_of(e), e.name, words(e.words), Tone::Plain)));
            lines.push(TextLine::plain(""));
        }
        let types = top.types();
        if types {
            lines.push(TextLine::plain(words(Word::LettersAreTyped.into())));
            lines.push(TextLine::plain(""));
        }
        let situation = self.situation_here();
        let shared = |group: Group| {
            let of = crate::command::COMMANDS.iter().filter(move |e| e.group == group);
            of.filter(move |e| group == Group::Program || e.id.is_shared())
        };
        for group in [Group::Move, Group::Look, Group::Program] {
            lines.push(TextLine::new(words(group.title()), Tone::Title));
            lines.extend(shared(group).map(|e| {
                let mut keys = if e.id.is_shared() { self.keymap.keys_at(e.id, Pane::Workloads.into()) } else { Vec::new() };
                keys.retain(|key| !types || key.typed().is_none());
                let (text, tone) = match situation.check(e.id) {
                    Err(why) if !e.id.is_shared() => (Text::from(KeyText::NotNow(e.words, why)).words(self.lang), Tone::Dim),
                    Ok(()) | Err(_) => (words(e.words), Tone::Plain),
                };
                line(keys, e.name, text, tone)
            }));
            lines.push(TextLine::plain(""));
        }
        lines.pop();
        if let Some(row) = top.own_row() {
            lines.extend(self.own_help(|own| own.is_for(&row.resource.kind)));
        }
        lines
    }

    /// Commands of the settings, those that cannot be had with the reason.
    fn own_help(&self, which: impl Fn(&Own) -> bool) -> Vec<TextLine> {
        let line = |own: &Own| {
            let lead = self.own_key(own).map_or_else(|| format!(":{}", own.name), |key| format!("{key} :{}", own.name));
            let (text, tone) = match self.can_own(own) {
                Ok(()) => (own.words.to_string(), Tone::Plain),
                Err(why) => (format!("{} ({})", own.words, Text::from(why).words(self.lang)), Tone::Dim),
            };
            TextLine::led(lead, text, tone)
        };
        let all: Vec<TextLine> = self.own.all.iter().filter(|own| which(own)).map(line).collect();
        if all.is_empty() {
            return all;
        }
        let title = Words::new("Own commands", "自定义命令").of(self.lang).to_owned();
        [TextLine::plain(""), TextLine::new(title, Tone::Title)].into_iter().chain(all).collect()
    }
}
