use super::*;
use crate::app::desk::{Ask, Bench};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::text::Text;
use crate::app::wish::Next;
use crate::command::ViewCommand;
use crate::model::change::Target;
use crate::model::{Kind, Time, Uid};

/// Presses keys in a view; gives what becomes of it at last, what was asked for, and where it goes to.
fn press(view: &mut View, messages: &mut Messages, keys: &str) -> (Next, Vec<Effect>, Option<Target>) {
    let mut bench = Bench::default();
    std::mem::swap(&mut bench.messages, messages);
    let next = bench.press(view, keys);
    std::mem::swap(&mut bench.messages, messages);
    let gone = |ask: &Ask| if let Ask::GoTo(target) = ask { Some(target.clone()) } else { None };
    let goes_to = bench.asks.iter().find_map(gone);
    (next, bench.effects, goes_to)
}

fn target() -> Target {
    Target {
        context: "lab".into(),
        resource: Kind::Deployment.into(),
        namespace: "iot".into(),
        name: "web".into(),
        uid: Uid::new("u"),
    }
}

fn said(count: u64) -> Messages {
    let mut messages = Messages::default();
    for n in 0..count {
        messages.say(Time::from_secs(n as i64), Level::Info, Text::Server(format!("message {n} end")));
    }
    messages
}

fn under(view: &mut View, messages: &Messages) -> String {
    view.keep(messages);
    view.chosen(messages).map(|m| m.text.to_string()).unwrap_or_default()
}

#[test]
fn the_cursor_holds_a_message_and_the_first_row_the_newest() {
    let (mut view, mut messages) = (View::default(), said(50));
    assert_eq!(under(&mut view, &messages), "message 49 end");
    messages.say(Time::from_secs(60), Level::Warn, Text::Server("news".to_owned()));
    assert_eq!(under(&mut view, &messages), "news", "on the first row it stays with the newest");
    press(&mut view, &mut messages, "j j");
    assert_eq!(under(&mut view, &messages), "message 48 end");
    messages.say(Time::from_secs(61), Level::Warn, Text::Server("more news".to_owned()));
    assert_eq!(under(&mut view, &messages), "message 48 end", "further down it holds its own");
    press(&mut view, &mut messages, "G");
    assert_eq!(under(&mut view, &messages), "message 0 end");
    // What is not kept any more was the oldest.
    for n in 0..600 {
        messages.say(Time::from_secs(100 + n), Level::Info, Text::Server(format!("later {n}")));
    }
    under(&mut view, &messages);
    assert_eq!(view.list.place().0, messages.all().len() - 1);
    press(&mut view, &mut messages, "g k k");
    assert_eq!(under(&mut view, &messages), "later 599");
    let mut none = Messages::default();
    press(&mut view, &mut none, "j k G g PgDn Enter c o / x Enter n");
    assert!(view.chosen(&none).is_none());
}

#[test]
fn one_is_read_in_full_copied_and_gone_to() {
    let (mut view, mut messages) = (View::default(), said(2));
    messages.say_about(Time::from_secs(9), Level::Error, Text::Server("it failed: \u{1b}[31mred".to_owned()), &target());
    let (next, ..) = press(&mut view, &mut messages, "Enter");
    let Next::Push(Wish::Read(page)) = next else { panic!("{next:?}") };
    let lines: Vec<&str> = page.lines.iter().map(|l| l.text.as_str()).collect();
    assert!(lines.contains(&"it failed: [31mred") && lines.contains(&"lab ▸ iot ▸ Deployment web"), "{lines:?}");
    let (_, effects, _) = press(&mut view, &mut messages, "c");
    assert_eq!(effects, [Effect::Copy("it failed: [31mred".into())]);
    assert_eq!(press(&mut view, &mut messages, "o").2, Some(target()));
    let (next, _, goes_to) = press(&mut view, &mut messages, "j o");
    assert!(goes_to.is_none() && matches!(next, Next::Stay));
    assert!(messages.hints(), "that there is none is said");
}

#[test]
fn what_is_looked_for_is_gone_to_round_and_back() {
    let (mut view, mut messages) = (View::default(), said(30));
    let at = |view: &View, messages: &Messages| view.found(messages, Lang::En).and_then(|(_, found)| found);
    press(&mut view, &mut messages, "/ 2 Space e");
    assert!(view.types());
    assert_eq!((under(&mut view, &messages), at(&view, &messages)), ("message 22 end".into(), Some((1, 3))));
    press(&mut view, &mut messages, "Enter n");
    assert_eq!((under(&mut view, &messages).as_str(), at(&view, &messages)), ("message 12 end", Some((2, 3))));
    press(&mut view, &mut messages, "n n");
    assert_eq!(under(&mut view, &messages), "message 22 end", "after the last comes the first");
    press(&mut view, &mut messages, "N");
    assert_eq!(under(&mut view, &messages), "message 2 end");
    // One step back at a time: what is looked for, and then the list.
    assert!(matches!(press(&mut view, &mut messages, "Esc").0, Next::Stay));
    assert!(at(&view, &messages).is_none());
    press(&mut view, &mut messages, "g / n o Space s u c h");
    assert_eq!(at(&view, &messages), Some((0, 0)));
    press(&mut view, &mut messages, "Esc");
    assert_eq!((under(&mut view, &messages).as_str(), view.types()), ("message 29 end", false));
    assert!(matches!(press(&mut view, &mut messages, "Esc").0, Next::Close));
    assert_eq!(MessagesKey::TABLE.entries.len(), MessagesKey::ALL.len());
}
