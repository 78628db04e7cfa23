//! A text over the panes: help, messages, YAML, describe, journal.

use super::paint::{Painter, width};
use super::popup;
use crate::app::State;
use crate::app::modes::TextView;
use crate::app::modes::text::{Source, Tone};
use crate::theme::Role;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(state: &State, p: &mut Painter<'_>, view: &TextView) {
    let screen = p.area();
    let translated = matches!(view.source, Source::Help(_));
    let title = if translated { p.tr("Help").to_owned() } else { view.title.clone() };
    let w = if translated { screen.width.min(100) } else { screen.width };
    let inside = popup::open(p, (w, screen.height), &title, false);
    let Some(lines) = &view.lines else {
        let seconds = state.now.since(view.since) / 1000;
        p.text(inside.x, inside.y, inside.width, &format!("{} {seconds} s", p.tr("asking the API server …")), Role::Busy);
        return popup::keys(p, inside, &[("Esc", p.tr("leave"))]);
    };
    let room = inside.height.saturating_sub(1);
    let lead = lines.iter().map(|l| width(&l.lead)).max().unwrap_or(0).min(24) as u16;
    let mut y = inside.y;
    'lines: for line in lines.iter().skip(view.scroll) {
        let role = match line.tone {
            Tone::Plain => Role::Text,
            Tone::Title => Role::Title,
            Tone::Dim => Role::Dim,
            Tone::Good => Role::Good,
            Tone::Warn => Role::Warn,
            Tone::Bad => Role::Bad,
        };
        let text = if translated { super::i18n::tr_owned(state.lang, &line.text) } else { line.text.clone() };
        let at = if lead > 0 && line.tone != Tone::Title { inside.x + lead + 2 } else { inside.x };
        // The last row is the keys' own.
        if y >= inside.y + room {
            break;
        }
        if !line.lead.is_empty() {
            p.text(inside.x, y, lead, &line.lead, if line.tone == Tone::Dim { Role::Disabled } else { Role::Key });
        }
        for part in broken(&text, usize::from(inside.right().saturating_sub(at)).max(8)) {
            if y >= inside.y + room {
                break 'lines;
            }
            p.text(at, y, inside.right().saturating_sub(at), part, role);
            y += 1;
        }
    }
    let more = lines.len() > view.scroll + usize::from(room);
    let words = if more { p.tr("scroll") } else { p.tr("the end") };
    let mut keys = vec![("↑↓", words), ("c", p.tr("copy"))];
    if view.hides(state) {
        keys.push(("x", p.tr("show what is hidden")));
    }
    keys.push(("Esc", p.tr("leave")));
    popup::keys(p, inside, &keys);
}

/// A text in pieces that fit: whole, since an error that is cut tells nothing. Broken at blanks where there are some.
pub(super) fn broken(text: &str, room: usize) -> Vec<&str> {
    let (mut parts, mut start, mut used, mut blank) = (Vec::new(), 0, 0, None);
    for (i, grapheme) in text.grapheme_indices(true) {
        let w = grapheme.width();
        if used + w > room {
            // A blank in the last third is a better place than the middle of a word.
            let at = blank.filter(|b| text[*b..i].width() * 3 < room).unwrap_or(i);
            parts.push(text[start..at].trim_end());
            (start, used, blank) = (at, text[at..i].width(), None);
        }
        used += w;
        if grapheme == " " {
            blank = Some(i + 1);
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn texts_are_broken_whole() {
        assert_eq!(broken("deployments are forbidden", 20), ["deployments are", "forbidden"]);
        assert_eq!(broken("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(broken("温度传感器", 5), ["温度", "传感", "器"]);
        assert_eq!(broken("", 5), [""]);
    }
}
