//! Differences as lines of a text: `containers[web].image   lab/app:1.9 → lab/app:1.1`.

use super::pager::{Shape, TextLine, Tone};
use super::text::Word;
use crate::model::Lang;
use crate::model::fit::width;
use crate::model::revision::{DiffLine, Difference};
use crate::model::text::clean;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// One difference: on one line where all of it has room, else the path, what goes and what comes have one each. A line is broken over rows
/// and never cut. Where both values are much alike, the part that differs stands out.
pub fn leaf(d: &Difference, room: usize) -> Vec<TextLine> {
    let path = clean(&d.path).into_owned();
    let (old, new) = (d.old.as_deref().map(clean), d.new.as_deref().map(clean));
    let parts = match (&old, &new) {
        (Some(old), Some(new)) => differing(old, new),
        _ => (0..0, 0..0),
    };
    let wide = |v: &Option<std::borrow::Cow<'_, str>>| v.as_deref().map_or(0, |v| width(v) + 3);
    if width(&path) + 2 + wide(&old) + wide(&new) <= room {
        let mut line = TextLine::plain(format!("{path}  "));
        if let Some(old) = &old {
            if new.is_none() {
                line.text.push_str("− ");
            }
            push(&mut line, old, (Tone::Remove, Tone::RemovePart), &parts.0);
        }
        if let Some(new) = &new {
            let sign = if old.is_some() { " → " } else { "+ " };
            let at = line.text.len();
            line.text.push_str(sign);
            line.spans.push((at..line.text.len(), Tone::Dim));
            push(&mut line, new, (Tone::Add, Tone::AddPart), &parts.1);
        }
        return vec![line];
    }
    let mut lines = vec![TextLine::plain(path)];
    for (value, sign, tones, part) in
        [(&old, "  − ", (Tone::Remove, Tone::RemovePart), &parts.0), (&new, "  + ", (Tone::Add, Tone::AddPart), &parts.1)]
    {
        if let Some(value) = value {
            let mut line = TextLine { hang: width(sign) as u16, ..TextLine::new(sign, tones.0) };
            push(&mut line, value, tones, part);
            lines.push(line);
        }
    }
    lines
}

fn push(line: &mut TextLine, value: &str, (tone, part_tone): (Tone, Tone), part: &Range<usize>) {
    let at = line.text.len();
    line.text.push_str(value);
    let end = line.text.len();
    let part = at + part.start..at + part.end;
    let pieces = if part.start == part.end {
        vec![(at..end, tone)]
    } else {
        vec![(at..part.start, tone), (part.clone(), part_tone), (part.end..end, tone)]
    };
    line.spans.extend(pieces.into_iter().filter(|(r, _)| !r.is_empty()));
}

/// The parts in which two values differ, where what they have in common is most of them: the tags of two images of one repository.
fn differing(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let same = |a: &str, b: &str, back: bool| -> usize {
        let (mut a, mut b) = (a.graphemes(true), b.graphemes(true));
        let mut bytes = 0;
        loop {
            let pair = if back { (a.next_back(), b.next_back()) } else { (a.next(), b.next()) };
            match pair {
                (Some(x), Some(y)) if x == y => bytes += x.len(),
                _ => return bytes,
            }
        }
    };
    let front = same(old, new, false);
    let back = same(&old[front..], &new[front..], true);
    if old == new || (front + back) * 2 < old.len().max(new.len()) {
        return (0..0, 0..0);
    }
    (front..old.len() - back, front..new.len() - back)
}

/// The whole difference of two texts: the old one's lines and the new one's beside each other, or of
/// a run of lines that differ those that go before those that come, as in `diff -u`.
pub fn whole(lines: &[DiffLine], beside: bool, lang: Lang) -> (Vec<TextLine>, Shape) {
    let (mut out, mut pairs, mut come) = (Vec::new(), Vec::new(), Vec::new());
    let add = |out: &mut Vec<TextLine>, line: TextLine| {
        out.push(line);
        Some(out.len() - 1)
    };
    let changed = |text: &str, new: bool, part: &Range<usize>| {
        let (sign, tones) = if new { ("+", (Tone::Add, Tone::AddPart)) } else { ("−", (Tone::Remove, Tone::RemovePart)) };
        let mut line = TextLine::led(sign, "", tones.0);
        push(&mut line, text, tones, part);
        line
    };
    for line in lines {
        if !matches!(line, DiffLine::Changed { .. }) {
            out.append(&mut come);
        }
        match line {
            DiffLine::Same(text) => {
                let text = clean(text);
                let left = add(&mut out, TextLine::new(text.clone(), Tone::Dim));
                let right = if beside { add(&mut out, TextLine::new(text, Tone::Dim)) } else { None };
                pairs.push((left, right));
            }
            DiffLine::Folded(count) => {
                let left = add(&mut out, TextLine::new(format!("⋯ {count} {}", Word::UnchangedLines.of(lang)), Tone::Dim));
                pairs.push((left, None));
            }
            DiffLine::Rough => {
                let left = add(&mut out, TextLine::new(Word::RoughDifference.of(lang), Tone::Warn));
                pairs.push((left, None));
            }
            DiffLine::Changed { old, new } => {
                let (old, new) = (old.as_deref().map(clean), new.as_deref().map(clean));
                let parts = match (&old, &new) {
                    (Some(old), Some(new)) => differing(old, new),
                    _ => (0..0, 0..0),
                };
                let left = old.and_then(|old| add(&mut out, changed(&old, false, &parts.0)));
                let new = new.map(|new| changed(&new, true, &parts.1));
                match new {
                    Some(new) if beside => {
                        let right = add(&mut out, new);
                        pairs.push((left, right));
                    }
                    Some(new) => come.push(new),
                    None => pairs.push((left, None)),
                }
            }
        }
    }
    out.append(&mut come);
    if beside { (out, Shape::Pairs(pairs)) } else { (out, Shape::One) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(old: Option<&str>, new: Option<&str>) -> Difference {
        Difference { path: "containers[web].image".into(), old: old.map(Into::into), new: new.map(Into::into) }
    }

    #[test]
    fn a_value_is_never_cut() {
        let texts = |d: &Difference, room| leaf(d, room).into_iter().map(|l| l.text).collect::<Vec<_>>();
        let d = difference(Some("a:1"), Some("a:2"));
        assert_eq!(texts(&d, 60), ["containers[web].image  a:1 → a:2"]);
        assert_eq!(texts(&d, 20), ["containers[web].image", "  − a:1", "  + a:2"]);
        assert_eq!(texts(&difference(None, Some("a:2")), 60), ["containers[web].image  + a:2"]);
        assert_eq!(texts(&difference(Some("a:2"), None), 60), ["containers[web].image  − a:2"]);
    }

    #[test]
    fn what_differs_stands_out() {
        for (old, new, want) in [
            ("r.example/app:2.4.0", "r.example/app:2.4.5", ("0", "5")),
            ("app:1", "app:10", ("", "0")),
            ("温度:一", "温度:二", ("一", "二")),
            ("on", "off", ("", "")),
            ("same", "same", ("", "")),
            ("aaa", "aa", ("a", "")),
        ] {
            let (a, b) = differing(old, new);
            assert_eq!((&old[a], &new[b]), want, "{old} {new}");
        }
    }

    #[test]
    fn what_goes_stands_before_what_comes() {
        let changed =
            |old: Option<&str>, new: Option<&str>| DiffLine::Changed { old: old.map(Into::into), new: new.map(Into::into) };
        let lines = [
            DiffLine::Folded(4),
            changed(Some("a"), Some("x")),
            changed(Some("b"), None),
            DiffLine::Same("c".into()),
            changed(None, Some("d")),
        ];
        let (inline, _) = whole(&lines, false, Lang::En);
        let signs: Vec<String> = inline.iter().map(|l| format!("{}{}", l.lead, l.text)).collect();
        assert_eq!(signs, ["⋯ 4 unchanged lines", "−a", "−b", "+x", "c", "+d"]);
        let (lines, Shape::Pairs(pairs)) = whole(&lines, true, Lang::En) else { panic!("two columns") };
        let text = |i: Option<usize>| i.map_or("", |i| lines[i].text.as_str());
        let sides: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (text(*a), text(*b))).collect();
        assert_eq!(sides, [("⋯ 4 unchanged lines", ""), ("a", "x"), ("b", ""), ("c", "c"), ("", "d")]);
    }
}
