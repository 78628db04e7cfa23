//! Making workloads and editing objects, by messages: what the forms ask for, and that nothing typed is lost.

use crate::support::world::FIRST;
use crate::support::world::{World, begin, incident, namespace, preview, workload};
use dogwatch::app::drafts::{DraftEffect, DraftMsg, EditFile, EditorEnd, Planned};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::{Change, Hidden, Intent, Outcome, Piece, Preview, Reason, Target};
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::resource::Resource;
use dogwatch::model::workload::Workload;
use dogwatch::model::{Kind, Lang};
use std::path::PathBuf;

fn calm() -> World {
    let mut world = begin(&["iot-test"]);
    world.size(120, 40).live();
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-test"].map(namespace).to_vec());
    let rows = ["api", "web"].map(|n| Row::Workload(workload("iot-test", n, 2, "lab/app:1.0")));
    world.list(Scope::all(Kind::Deployment), rows.to_vec());
    for kind in [Kind::StatefulSet, Kind::DaemonSet] {
        world.list(Scope::all(kind), vec![]);
    }
    world.allow("iot-test");
    world.asked();
    world
}

fn drafts(world: &mut World) -> Vec<DraftEffect> {
    world.asked().into_iter().filter_map(|e| if let Effect::Draft(d) = e { Some(d) } else { None }).collect()
}

fn the_one(world: &mut World) -> DraftEffect {
    let mut all = drafts(world);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn plan(world: &mut World) -> (u64, String, String) {
    match the_one(world) {
        DraftEffect::Plan(_, id, text, namespace) => (id, text.reveal().to_owned(), namespace.to_string()),
        other => panic!("{other:?}"),
    }
}

fn target(kind: &str, name: &str) -> Target {
    let resource = match kind {
        "Service" => Resource::new("", "v1", "services", "Service", true),
        "Namespace" => Kind::Namespace.into(),
        _ => Kind::Deployment.into(),
    };
    // What stands in no namespace has an empty one.
    let namespace = if resource.namespaced { "iot-test" } else { "" };
    Target { context: "lab-admin".into(), namespace: namespace.into(), resource, name: name.into(), uid: Target::unborn() }
}

fn apply(kind: &str, name: &str) -> (Target, Result<Change, Reason>) {
    (target(kind, name), Ok(Change::Apply { manifest: Hidden::new("{}".into()) }))
}

fn planned(world: &mut World, id: u64, planned: Planned) {
    world.msg(Msg::Draft(DraftMsg::Planned(FIRST, id, Ok(planned))));
}

fn looks(world: &mut World) -> Vec<Intent> {
    world.asked().into_iter().filter_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None }).collect()
}

fn good(world: &mut World, intent: &Intent) {
    let preview = Preview { resource_version: String::new(), generation: 0, ..preview(intent.clone()) };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview))));
}

fn fill(world: &mut World) {
    world.keys("+").type_text("shop").keys("Tab").type_text("lab/shop:2.0");
}

#[test]
fn a_workload_is_made_from_an_image() {
    let mut world = calm();
    fill(&mut world);
    world.keys("Tab Up Tab").type_text("8080").keys("Tab").type_text("80");
    world.keys("Tab Tab Tab Tab Tab Tab").type_text("MODE=a b").keys("Tab").type_text("X=");
    world.keys("Enter");
    let (id, text, namespace) = plan(&mut world);
    assert_eq!(namespace, "iot-test");
    for line in [
        "kind: Deployment",
        "kind: Service",
        "replicas: 2",
        "image: lab/shop:2.0",
        "containerPort: 8080",
        "value: a b",
        "targetPort: 8080",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(world.screen().contains("asking the API server"), "{}", world.screen());
    planned(&mut world, id, vec![apply("Deployment", "shop"), apply("Service", "shop")]);
    let intents = looks(&mut world);
    assert_eq!(intents.iter().map(|i| i.target.resource.to_string()).collect::<Vec<_>>(), ["Deployment", "Service"]);
    intents.iter().for_each(|i| good(&mut world, i));
    assert!(world.screen().contains("apply  2 objects in iot-test of lab-admin"), "{}", world.screen());
    world.keys("y");
    let sent: Vec<u64> =
        world.asked().iter().filter_map(|e| if let Effect::CarryOut(_, p, _) = e { Some(p.intent.id) } else { None }).collect();
    assert_eq!(sent, intents.iter().map(|i| i.id).collect::<Vec<_>>(), "in their order");
    // All of it was taken: the next form is a new one.
    for id in sent {
        world.msg(Msg::CarriedOut(FIRST, id, Outcome::taken(1)));
    }
    world.keys("+");
    assert!(!world.screen().contains("lab/shop:2.0"), "{}", world.screen());
}

#[test]
fn what_was_made_is_followed_until_its_pods_are_ready() {
    let mut world = calm();
    fill(&mut world);
    world.keys("Enter");
    let (id, ..) = plan(&mut world);
    planned(&mut world, id, vec![apply("Deployment", "shop"), apply("Deployment", "till")]);
    let intents = looks(&mut world);
    intents.iter().for_each(|i| good(&mut world, i));
    world.keys("y");
    for intent in &intents {
        world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(1)));
    }
    assert!(world.screen().contains("apply till in iot-test   (+1)  accepted; Deployment till"), "{}", world.screen());
    let seen = |name: &str, ready| Workload {
        generation: 1,
        observed: 1,
        ready,
        updated: 2,
        revision: 1,
        ..workload("iot-test", name, 2, "a")
    };
    for name in ["shop", "till"] {
        world.put(Scope::all(Kind::Deployment), Row::Workload(seen(name, 0)));
    }
    world.wait(2_000);
    assert!(world.screen().contains("ready 0/2  2s"), "{}", world.screen());
    for name in ["till", "shop"] {
        world.put(Scope::all(Kind::Deployment), Row::Workload(seen(name, 2)));
        let said = format!("{name} in iot-test is on rev 1, 2/2 ready, 2s. Written to the journal.");
        world.keys("m");
        assert!(world.screen().contains(&said), "{}", world.screen());
        world.keys("Esc");
    }
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_nothing_is_sent() {
    let mut world = calm();
    world.keys("+").type_text("web").keys("Tab").type_text("lab/Shop").keys("Enter");
    assert_eq!(drafts(&mut world), vec![]);
    assert!(world.screen().contains("is not a repository"), "{}", world.screen());
    // The cursor is where it is wrong.
    world.keys("Ctrl-u").type_text("lab/shop:1").keys("Enter");
    assert_eq!(drafts(&mut world), vec![]);
    assert!(world.screen().contains("a Deployment of that name already exists"), "{}", world.screen());
    world.type_text("2").keys("Enter");
    assert!(plan(&mut world).1.contains("name: web2"));
}

#[test]
fn images_and_namespaces_that_are_known_are_offered() {
    let mut world = calm();
    world.keys("+ Tab").type_text("app");
    let screen = world.screen();
    assert!(screen.contains("lab/app:1.0") && screen.contains("iot-test / api and 1 more"), "{screen}");
    world.keys("Down");
    assert_eq!(world.screen().matches("lab/app:1.0").count(), 2, "{}", world.screen());
    world.keys("Shift-Tab Shift-Tab Down");
    assert!(world.screen().contains("lab-admin ▸ iot-dev"), "{}", world.screen());
    // With several namespaces in view none is chosen for the user.
    let mut world = calm();
    world.keys("0 +").keys("Enter");
    assert!(world.screen().contains("✗ a name is needed"), "{}", world.screen());
}

#[test]
fn a_refusal_brings_the_form_back_as_it_was() {
    let mut world = calm();
    fill(&mut world);
    world.keys("Enter");
    let (id, ..) = plan(&mut world);
    planned(&mut world, id, vec![apply("Deployment", "shop")]);
    let intent = looks(&mut world).remove(0);
    world.msg(Msg::Previewed(FIRST, intent.id, Err("denied: you may not create deployments".into())));
    let screen = world.screen();
    assert!(screen.contains("lab/shop:2.0") && screen.contains("✗ denied: you may not create"), "{screen}");
    // Left and come back to.
    world.keys("Esc");
    assert!(!world.screen().contains("lab/shop:2.0"));
    world.keys("+");
    assert!(world.screen().contains("lab/shop:2.0"), "{}", world.screen());
    world.keys("Ctrl-n");
    assert!(!world.screen().contains("lab/shop:2.0"), "begun anew");
    // Refused when it was sent: kept as well.
    world.type_text("shop").keys("Tab").type_text("lab/shop:3.0").keys("Enter");
    let (id, ..) = plan(&mut world);
    planned(&mut world, id, vec![apply("Deployment", "shop")]);
    let intent = looks(&mut world).remove(0);
    good(&mut world, &intent);
    world.keys("y");
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::Refused { reason: "exceeded quota".into() }));
    world.keys("+");
    let screen = world.screen();
    assert!(screen.contains("lab/shop:3.0") && screen.contains("exceeded quota"), "{screen}");
}

#[test]
fn one_bad_document_stops_none_of_the_others() {
    let mut world = calm();
    world.keys("+").msg(Msg::Paste("kind: A\r\n---\nkind: B\n---\nkind: C\n".into()));
    assert!(world.screen().contains("5 lines") && world.screen().contains("kind: B"), "{}", world.screen());
    world.keys("Enter");
    let (id, text, _) = plan(&mut world);
    assert_eq!(text, "kind: A\n---\nkind: B\n---\nkind: C\n");
    let bad = (target("Deployment", "bad"), Err("document 2: the server knows no Foo of x/v1".into()));
    planned(&mut world, id, vec![apply("Namespace", "one"), bad, apply("Deployment", "three")]);
    let intents = looks(&mut world);
    assert_eq!(intents.len(), 2, "the bad one is not looked at");
    intents.iter().for_each(|i| good(&mut world, i));
    let screen = world.screen();
    assert!(screen.contains("✗ Deployment bad: document 2: the server knows no Foo"), "{screen}");
    world.keys("y");
    world.msg(Msg::CarriedOut(FIRST, intents[0].id, Outcome::taken(1)));
    world.msg(Msg::CarriedOut(FIRST, intents[1].id, Outcome::Refused { reason: "no room".into() }));
    world.keys("Esc m");
    let screen = world.screen();
    for said in
        ["document 2: the server knows no Foo", "nothing was changed: no room (apply Deployment three", "apply Namespace one"]
    {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    // The text is still there.
    world.keys("Esc +");
    assert!(world.screen().contains("kind: B"), "{}", world.screen());
}

#[test]
fn nothing_possible_and_twice_the_same_are_said_in_the_form() {
    let mut world = calm();
    world.keys("+").msg(Msg::Paste("a: 1\nb: 2\n".into())).keys("Enter");
    let (id, ..) = plan(&mut world);
    planned(&mut world, id, vec![(target("Deployment", "x"), Err("document 1: it has no kind".into()))]);
    assert!(world.screen().contains("document 1: it has no kind"), "{}", world.screen());
    world.keys("Enter");
    let (id, ..) = plan(&mut world);
    planned(&mut world, id, vec![apply("Service", "a"), apply("Deployment", "a"), apply("Service", "a")]);
    assert!(world.screen().contains("documents 1 and 3 are both Service a"), "{}", world.screen());
    // An answer that was abandoned opens nothing.
    world.keys("Enter");
    let (id, ..) = plan(&mut world);
    world.keys("Esc");
    planned(&mut world, id, vec![apply("Service", "a")]);
    assert_eq!(looks(&mut world), vec![]);
}

#[test]
fn a_file_is_read_and_one_that_cannot_be_is_named() {
    let mut world = calm();
    world.keys("+ Ctrl-t").type_text("~/none.yaml").keys("Enter");
    let DraftEffect::Read(id, path) = the_one(&mut world) else { panic!("the file is read") };
    assert_eq!(path, "~/none.yaml");
    world.msg(Msg::Draft(DraftMsg::Read(id, Err("/home/dev/none.yaml: No such file or directory".into()))));
    assert!(world.screen().contains("none.yaml: No such file"), "{}", world.screen());
    world.keys("Enter");
    let DraftEffect::Read(id, _) = the_one(&mut world) else { panic!("the file is read again") };
    world.msg(Msg::Draft(DraftMsg::Read(id, Ok(Hidden::new("kind: A\n".into())))));
    assert_eq!(plan(&mut world).1, "kind: A\n");
}

fn editor(world: &mut World) -> (u64, EditFile) {
    match drafts(world).into_iter().find(|d| matches!(d, DraftEffect::Editor(..))) {
        Some(DraftEffect::Editor(id, file)) => (id, file),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_text_can_be_written_in_the_editor() {
    let mut world = calm();
    fill(&mut world);
    // What the form makes is shown, and can be taken over as text.
    world.keys("Ctrl-y");
    assert!(world.screen().contains("image: lab/shop:2.0"), "{}", world.screen());
    world.keys("e");
    let (id, file) = editor(&mut world);
    assert!(file.text.reveal().contains("image: lab/shop:2.0"));
    let path = PathBuf::from("/state/edit/x.yaml");
    let text = Hidden::new("kind: Mine\nx: 1\n".into());
    world.msg(Msg::Draft(DraftMsg::Closed(id, EditorEnd { path: Some(path.clone()), text, fault: None })));
    assert_eq!(drafts(&mut world), vec![DraftEffect::Drop(path)]);
    assert!(world.screen().contains("kind: Mine"), "{}", world.screen());
    world.keys("Enter");
    assert_eq!(plan(&mut world).1, "kind: Mine\nx: 1\n");
}

const TEXT: &str = "kind: Deployment\nspec:\n  replicas: 2\n";

/// `api` in the editor.
fn edit(world: &mut World) -> (u64, EditFile) {
    world.keys("e");
    let DraftEffect::Text(_, id, Piece { target, .. }, _) = the_one(world) else { panic!("its text is asked for") };
    assert_eq!(&*target.name, "api");
    world.msg(Msg::Draft(DraftMsg::Text(FIRST, id, Ok((Hidden::new(TEXT.into()), "41".into())))));
    editor(world)
}

fn close(world: &mut World, id: u64, text: String, fault: Option<&str>) {
    let end = EditorEnd { path: Some(path()), text: Hidden::new(text), fault: fault.map(Into::into) };
    world.msg(Msg::Draft(DraftMsg::Closed(id, end)));
}

fn path() -> PathBuf {
    "/state/edit/api.yaml".into()
}

fn change() -> Change {
    Change::Edit { base: "41".into(), paths: vec!["spec.replicas".into()], patch: Hidden::new("{}".into()) }
}

#[test]
fn an_edit_is_looked_at_and_its_file_goes_when_it_is_taken() {
    let mut world = calm();
    let (id, file) = edit(&mut world);
    assert!(file.text.reveal().starts_with("# context lab-admin, namespace iot-test: Deployment api\n"), "{}", file.text.reveal());
    assert!(file.text.reveal().ends_with(TEXT));
    assert_eq!((file.path, file.stem.as_str()), (None, "lab-admin.iot-test.Deployment.api"));
    close(&mut world, id, file.text.reveal().replace("replicas: 2", "replicas: 3"), None);
    let DraftEffect::Edited(_, same, Piece { target, .. }, version, _) = the_one(&mut world) else { panic!("it is read") };
    assert_eq!((same, &*target.name, version.as_str()), (id, "api", "41"));
    // While it is read, whatever key is pressed and whatever stands above it, nothing was cancelled.
    for key in ["x", "F5", "m", "j", "Esc"] {
        world.keys(key);
        let said: Vec<String> = world.state.messages.all().iter().map(|m| m.text.to_string()).collect();
        assert!(!said.iter().any(|s| s.contains("Cancelled") || s.contains("your text is kept")), "{key}: {said:?}");
    }
    world.msg(Msg::Draft(DraftMsg::Edited(FIRST, id, Ok(Some(change())))));
    let intent = looks(&mut world).remove(0);
    good(&mut world, &intent);
    assert!(world.screen().contains("edit  lab-admin ▸ iot-test ▸ Deployment api"), "{}", world.screen());
    world.keys("y");
    world.asked();
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    assert_eq!(drafts(&mut world), vec![DraftEffect::Drop(path())]);
}

#[test]
fn an_edit_that_changes_nothing_is_said_to() {
    let mut world = calm();
    let (id, file) = edit(&mut world);
    close(&mut world, id, file.text.reveal().to_owned(), None);
    assert_eq!(drafts(&mut world), vec![DraftEffect::Drop(path())]);
    assert!(world.screen().contains("was not changed"), "{}", world.screen());
    let (id, _) = edit(&mut world);
    close(&mut world, id, "# only a comment\n".into(), None);
    assert_eq!(drafts(&mut world), vec![DraftEffect::Drop(path())]);
    assert!(world.screen().contains("The text is empty"), "{}", world.screen());
    // An editor that cannot be started.
    let (id, file) = edit(&mut world);
    close(&mut world, id, file.text.reveal().to_owned(), Some("the editor x cannot be started"));
    assert_eq!(drafts(&mut world), vec![DraftEffect::Drop(path())]);
    assert!(world.screen().contains("the editor x cannot be started — Deployment api"), "{}", world.screen());
}

#[test]
fn a_refused_edit_is_kept_and_taken_up_again() {
    let mut world = calm();
    let (id, file) = edit(&mut world);
    close(&mut world, id, file.text.reveal().replace("replicas: 2", "replicas: ]"), None);
    drafts(&mut world);
    world.msg(Msg::Draft(DraftMsg::Edited(FIRST, id, Err("not valid YAML: error: line 11 column 13".into()))));
    let screen = world.screen();
    assert!(screen.contains("not valid YAML: error: line 11") && screen.contains("e on api opens it again"), "{screen}");
    assert_eq!(drafts(&mut world), vec![], "the file is kept");
    // The same key offers what was written, with the reason on top.
    world.keys("e");
    let DraftEffect::Text(_, id, _, Some((version, kept))) = the_one(&mut world) else { panic!("what was written is taken up") };
    assert_eq!((version.as_str(), kept.reveal()), ("41", "kind: Deployment\nspec:\n  replicas: ]\n"));
    world.msg(Msg::Draft(DraftMsg::Text(FIRST, id, Ok((kept, version)))));
    let (id, again) = editor(&mut world);
    assert_eq!(again.path, Some(path()));
    assert!(
        again.text.reveal().contains("# The text below was refused: not valid YAML: error: line 11 column 13\n"),
        "{}",
        again.text.reveal()
    );
    assert_eq!(again.text.reveal().lines().count(), file.text.reveal().lines().count(), "line 11 is still line 11");
    close(&mut world, id, again.text.reveal().replace(']', "3"), None);
    world.asked();
    world.msg(Msg::Draft(DraftMsg::Edited(FIRST, id, Ok(Some(change())))));
    let intent = looks(&mut world).remove(0);
    // Refused by the dry run; then left at the question; then refused when sent: kept each time.
    world.msg(Msg::Previewed(FIRST, intent.id, Err("the server refuses it: spec.replicas: Invalid value".into())));
    assert!(world.screen().contains("spec.replicas: Invalid") && world.screen().contains("e on api"), "{}", world.screen());
    for (key, outcome) in [("n", None), ("y", Some(Outcome::Refused { reason: "the object has been modified".into() }))] {
        world.keys("e");
        let DraftEffect::Text(_, id, _, Some((version, kept))) = the_one(&mut world) else {
            panic!("what was written is taken up")
        };
        world.msg(Msg::Draft(DraftMsg::Text(FIRST, id, Ok((kept, version)))));
        let (id, again) = editor(&mut world);
        // Left as it stands: it is looked at as it stands.
        close(&mut world, id, again.text.reveal().to_owned(), None);
        assert!(matches!(the_one(&mut world), DraftEffect::Edited(..)));
        world.msg(Msg::Draft(DraftMsg::Edited(FIRST, id, Ok(Some(change())))));
        let intent = looks(&mut world).remove(0);
        good(&mut world, &intent);
        world.keys(key);
        if let Some(outcome) = outcome {
            world.msg(Msg::CarriedOut(FIRST, intent.id, outcome));
        }
        assert!(world.screen().contains("your text is kept"), "{key}: {}", world.screen());
        assert_eq!(drafts(&mut world), vec![], "{key}: the file is kept");
    }
}

#[test]
fn a_pod_is_edited_in_its_own_pane() {
    let mut world = incident(120, 40);
    world.asked();
    world.keys("Enter e");
    let DraftEffect::Text(_, _, Piece { target, .. }, None) = the_one(&mut world) else { panic!("its text is asked for") };
    assert!(target.resource.is_pod() && target.name.starts_with("device-service-"), "{target}");
}

#[test]
fn the_form_at_its_sizes() {
    let mut world = incident(160, 48);
    world.keys("+").type_text("shop").keys("Tab");
    insta::assert_snapshot!("make_160x48", world.screen());
    world.size(80, 24);
    insta::assert_snapshot!("make_80x24", world.screen());
    world.type_text("lab/Shop").keys("Enter").keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab").type_text("MODE=a").keys("Tab");
    insta::assert_snapshot!("make_wrong_80x24", world.screen());
    world.keys("Ctrl-t").msg(Msg::Paste("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: iot-new\n".into()));
    insta::assert_snapshot!("make_yaml_80x24", world.screen());
    world.keys("Esc e");
    insta::assert_snapshot!("edit_80x24", world.screen());
    let mut world = incident(80, 24);
    world.state.lang = Lang::Zh;
    world.keys("+");
    insta::assert_snapshot!("make_zh_80x24", world.screen());
}

#[test]
fn no_size_of_the_form_panics() {
    for keys in ["+", "+ Tab", "+ Ctrl-t", "+ Enter", "e"] {
        let mut world = incident(100, 30);
        world.keys(keys);
        if keys == "+ Enter" {
            world.msg(Msg::Paste("a: 1\n".repeat(200))).keys("Ctrl-y");
        }
        for w in (0..30).chain([60, 80, 109, 200]) {
            for h in (0..30).chain([60]) {
                world.size(w, h).screen();
            }
        }
    }
}
