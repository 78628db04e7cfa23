//! The keys of Secrets and ConfigMaps, and one value at a time.

use crate::frames::browse::{list, row, served};
use crate::support::world::{FIRST, MINUTE, World, incident, name, now};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Lang;
use dogwatch::model::change::Target;
use dogwatch::model::entries::{Certificate, Changed, Entries, Entry, Plain, Value};
use dogwatch::model::kinds::Kinds;
use dogwatch::model::trouble::Trouble;

/// The browser on one object of a kind, which is opened with Enter.
fn opened(w: u16, h: u16, lang: Lang, (plural, kind, object): (&str, &str, &str)) -> (World, u64, Target) {
    let mut world = incident(w, h);
    world.state.lang = lang;
    world.keys(":").type_text(plural).keys("Enter");
    let kinds = [("configmaps", "ConfigMap"), ("secrets", "Secret")];
    let served = kinds.map(|(plural, kind)| served("", "v1", plural, kind, true, &[])).to_vec();
    world.msg(Msg::Kinds(FIRST, Ok(Kinds { served, missing: Vec::new() })));
    list(&mut world, &["Name", "Data", "Age"], vec![row("iot-prod", object, &[object, "3", "40d"], 40 * MINUTE)]);
    world.keys("Enter");
    let asked = |e: Effect| if let Effect::Entries(FIRST, id, target) = e { Some((id, target)) } else { None };
    let (id, target) = world.asked().into_iter().find_map(asked).expect("the keys are asked for");
    assert_eq!((&*target.resource.kind, &*target.name), (kind, object));
    (world, id, target)
}

fn key(text: &str, bytes: Option<usize>, by: Option<(&str, i64)>) -> Entry {
    let changed = by.map(|(by, minutes)| Changed { at: now().plus(-minutes * MINUTE), by: name(by) });
    Entry { name: name(text), bytes, binary: false, changed }
}

fn tls() -> Entries {
    Entries {
        kind: name("kubernetes.io/tls"),
        immutable: false,
        created: Some(now().plus(-90 * 24 * 60 * MINUTE)),
        keys: vec![
            key("ca.crt", Some(1180), Some(("cert-manager-certificates-issuing", 4))),
            key("keystore.jks", None, None),
            key("tls.crt", Some(1322), Some(("cert-manager-certificates-issuing", 4))),
            key("tls.key", Some(0), Some(("kubectl-edit", 26 * 60))),
        ],
    }
}

/// A value that is asked for comes.
fn value(world: &mut World, bytes: &[u8], certificate: Option<Certificate>) {
    let asked = |e: Effect| if let Effect::Value(FIRST, id, ..) = e { Some(id) } else { None };
    let id = world.asked().into_iter().find_map(asked).expect("the value is asked for");
    let plain = Plain::new(bytes.to_vec().into());
    world.msg(Msg::Value(FIRST, id, Ok(Value { plain, certificate })));
}

const SECRET: (&str, &str, &str) = ("secrets", "Secret", "iot-tls");
const CONFIG: (&str, &str, &str) = ("configmaps", "ConfigMap", "iot-config");

pub fn keys_of_a_secret() -> World {
    let (mut world, id, _) = opened(100, 30, Lang::En, SECRET);
    world.msg(Msg::Entries(FIRST, id, Ok(Box::new(tls()))));
    world
}

pub fn value_of_a_secret() -> World {
    let mut world = keys_of_a_secret();
    world.keys("Enter");
    value(&mut world, b"hunter2", None);
    world
}

#[test]
fn the_keys_stand_with_their_sizes_and_who_wrote_them() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let (mut world, id, _) = opened(w, h, lang, SECRET);
            world.msg(Msg::Entries(FIRST, id, Ok(Box::new(tls()))));
            insta::assert_snapshot!(format!("entries_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
    let (mut world, id, _) = opened(80, 24, Lang::En, CONFIG);
    let keys = vec![key("application.yaml", Some(72), None)];
    world.msg(Msg::Entries(FIRST, id, Ok(Box::new(Entries { immutable: true, keys, ..tls() }))));
    let screen = world.screen();
    assert!(screen.contains("1 key, 72 bytes  immutable") && screen.contains("is not noted"), "{screen}");
    world.keys("r");
    let again = world.asked().into_iter().find_map(|e| if let Effect::Entries(FIRST, id, _) = e { Some(id) } else { None });
    world.msg(Msg::Entries(FIRST, again.unwrap(), Ok(Box::new(Entries::default()))));
    assert!(world.screen().contains("it holds nothing"), "{}", world.screen());
}

#[test]
fn what_cannot_be_read_says_why() {
    let (mut world, id, _) = opened(80, 24, Lang::En, SECRET);
    assert!(world.screen().contains("asking the API server"), "{}", world.screen());
    let forbidden = "secrets \"iot-tls\" is forbidden: User \"dev\" cannot get resource \"secrets\" in API group \"\" in the namespace \"iot-prod\"";
    world.msg(Msg::Entries(FIRST, id, Err(Trouble::said(forbidden))));
    let screen = world.screen();
    assert!(screen.contains("cannot get resource \"secrets\"") && screen.contains("namespace \"iot-prod\""), "{screen}");
    let mut world = keys_of_a_secret();
    world.keys("Enter");
    let id = world.asked().into_iter().find_map(|e| if let Effect::Value(_, id, ..) = e { Some(id) } else { None }).unwrap();
    world.msg(Msg::Value(FIRST, id, Err(Trouble::Timeout(15).into())));
    assert!(world.screen().contains("no answer within 15 s"), "{}", world.screen());
}

#[test]
fn a_value_is_there_until_it_is_left() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let (mut world, id, _) = opened(w, h, lang, SECRET);
            world.msg(Msg::Entries(FIRST, id, Ok(Box::new(tls()))));
            world.keys("j j x");
            let certificate = Certificate { names: name("iot-prod.example.test"), until: now().plus(3 * 24 * 60 * MINUTE) };
            value(&mut world, b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", Some(certificate));
            insta::assert_snapshot!(format!("value_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            world.keys("Esc");
            let screen = world.screen();
            assert!(!screen.contains("MIIB") && screen.contains("keystore.jks"), "{screen}");
        }
    }
    let mut world = keys_of_a_secret();
    world.keys("j x");
    let bytes: Vec<u8> = (0..3000u32).map(|i| (i * 7 % 256) as u8).collect();
    value(&mut world, &bytes, None);
    insta::assert_snapshot!("value_binary_at_100x30", world.screen());
}

#[test]
fn a_screen_with_a_decoded_value_is_not_saved() {
    let mut world = value_of_a_secret();
    assert!(world.screen().contains("hunter2"));
    world.keys(":").type_text("screenshot").keys("Enter");
    let screen = world.screen();
    assert!(!world.asked().contains(&Effect::Screenshot) && screen.contains("which is not saved"), "{screen}");
    world.keys("Esc Esc :").type_text("screenshot").keys("Enter");
    assert!(world.asked().contains(&Effect::Screenshot), "{}", world.screen());
    // Nothing that was said has the value in it.
    assert!(!format!("{:?}", world.state.messages).contains("hunter2"));
}
