use super::draw::whole_place;
use super::*;
use crate::app::desk::{Ask, Bench};
use crate::app::text::{SoonText, Text};
use crate::app::wish::Next;
use crate::command::ViewCommand;
use crate::model::soon::{Due, Holder, Matter, Source, Unseen, Why};
use crate::model::trouble::Trouble;
use crate::model::{Name, Uid};
use std::sync::Arc;

#[test]
fn without_a_row_the_keys_do_nothing_and_say_so() {
    for key in ["Enter", "d"] {
        let (mut view, mut bench) = (View::default(), Bench::default());
        let next = bench.press(&mut view, &format!("j k G g PgDn {key}"));
        assert!(bench.effects.is_empty() && bench.asks.is_empty() && matches!(next, Next::Stay), "{key}");
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!(said, "nothing runs out soon, as far as could be looked", "{key}");
        assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    }
    let (mut view, mut bench) = (View::default(), Bench::default());
    assert!(matches!(bench.press(&mut view, "r"), Next::Stay));
    assert_eq!(bench.asks, [Ask::LookAgain]);
    assert_eq!(SoonKey::TABLE.entries.len(), SoonKey::ALL.len());
}

#[test]
fn a_row_without_an_object_keeps_its_namespace() {
    let matter = Matter::Volume { node: "n".into(), inodes: false, used: 9, room: 10, part: 900 };
    let claim = Holder { namespace: "iot".into(), uid: Uid::new("iot/data"), ..Holder::of_connection("data") };
    for (holder, want) in [(claim, "dev ▸ iot ▸ data"), (Holder::of_connection("me"), "dev ▸ me")] {
        assert_eq!(whole_place(&"dev".into(), &Due { holder, matter: matter.clone() }), want);
    }
}

#[test]
fn it_is_said_why_something_was_not_seen() {
    let part = |looked| Why::OnlyKnown { refused: "no".into(), looked, known: 35 };
    for (places, why, en, zh) in [
        (&["a", "b"][..], Why::NotServed, "the API does not serve it (a, b)", "API 不提供(a、b)"),
        (&[], part(35), "only the namespaces that are known: no", "只查看了已知的命名空间:no"),
        (&[], part(20), "only 20 of the 35 namespaces that are known: no", "只查看了 35 个已知命名空间中的 20 个:no"),
        (&["a"], Why::NoAnswer(Arc::new(Trouble::Timeout(5))), "no answer (a): no answer within 5 s", "没有响应(a):5 秒内没有响应"),
        (&["a"], Why::NotAsked(90), "not asked (a): the look had taken its 90 s", "未查询(a):本次查看已用满 90 秒"),
        (
            &[],
            Why::NotJudged(Box::new(Why::TooMany(9))),
            "not judged, since not all their pods were seen: only the first 9 of them",
            "未作判断,因为没有看到其全部 Pod:只查看了前 9 个",
        ),
    ] {
        let places = places.iter().map(|p| Name::from(*p)).collect();
        let text: Text = SoonText::Unseen(Unseen { source: Source::Nodes, places, why }).into();
        assert_eq!([text.words(Lang::En), text.words(Lang::Zh)], [en, zh]);
    }
}
