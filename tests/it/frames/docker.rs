//! What runs with Docker in the form: converted before anything is asked, with what is said of it above what it becomes, and nothing lost.

use crate::support::world::{World, incident};
use dogwatch::app::drafts::{DraftEffect, DraftMsg, EditorEnd};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Lang;
use dogwatch::model::change::Hidden;

const RUN: &str = "docker run -d --name shop_api \\\n  -p 8080:8080 --init \\\n  -e DB_PASSWORD=secret -e MODE=$MODE \\\n  -v data:/var/lib/shop \\\n  -m 512m --health-cmd 'curl -f http://localhost:8080/up' \\\n  --restart always ghcr.io/example/shop-api:1.4\n";

const COMPOSE: &str = "services:\n  web:\n    image: nginx:${TAG:-1.27}\n    ports: [\"8080:80\"]\n    volumes: [\"./nginx.conf:/etc/nginx/nginx.conf:ro\"]\n    depends_on: [db]\n  db:\n    image: postgres:16\n    privileged: true\n  old:\n    build: .\n";

fn drafts(world: &mut World) -> Vec<DraftEffect> {
    world.asked().into_iter().filter_map(|e| if let Effect::Draft(d) = e { Some(d) } else { None }).collect()
}

fn the_one(world: &mut World) -> DraftEffect {
    let mut all = drafts(world);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// A screen without its line of messages.
fn form(screen: &str) -> &str {
    screen.trim_end().rsplit_once('\n').map_or(screen, |(form, _)| form)
}

/// The form with a text that was pasted.
fn pasted(text: &str) -> World {
    let mut world = incident(120, 40);
    world.asked();
    world.keys("+").msg(Msg::Paste(text.into()));
    world
}

fn planned(world: &mut World) -> String {
    match the_one(world) {
        DraftEffect::Plan(_, _, text, namespace) => {
            assert_eq!(&*namespace, "iot-prod");
            text.reveal().to_owned()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_is_converted_and_planned_as_the_yaml_that_is_shown() {
    let mut world = pasted(RUN);
    let screen = world.screen();
    for said in
        ["From docker run · 3 objects · 2 left to you · 5 notes", "✗ 2 --init: no init process", "3 -e MODE: not expanded", "lines"]
    {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    assert_eq!(drafts(&mut world), vec![], "nothing is asked before that is read");
    world.keys("Enter");
    let yaml = planned(&mut world);
    for line in
        ["kind: PersistentVolumeClaim", "kind: Deployment", "kind: Service", "name: shop-api", "memory: 512Mi", "readinessProbe:"]
    {
        assert!(yaml.contains(line), "{line}: {yaml}");
    }
}

#[test]
fn one_line_is_converted_wherever_it_is_put() {
    let line = "docker run -d -p 80:80 nginx";
    for keys in ["+", "+ Tab", "+ Ctrl-t"] {
        let mut world = incident(120, 40);
        world.asked();
        // Typed, it is converted with Enter.
        world.keys(keys).type_text(line).keys("Enter");
        assert_eq!(drafts(&mut world), vec![], "{keys}: what it becomes is read first");
        assert!(world.screen().contains("From docker run · 2 objects · 1 note"), "{keys}: {}", world.screen());
        world.keys("Enter");
        assert!(planned(&mut world).contains("image: nginx"), "{keys}");
    }
    let mut world = pasted(line);
    assert!(world.screen().contains("-p 80:80: inside the cluster it is nginx at 80"), "{}", world.screen());
    // A text that is none of these is YAML, and what was said is gone.
    world.msg(Msg::Paste("kind: A\nb: 1\n".into()));
    assert!(!world.screen().contains("From docker run") && world.screen().contains("kind: A"), "{}", world.screen());
}

#[test]
fn a_file_is_converted_and_nothing_is_lost_when_the_form_is_left() {
    let mut world = incident(120, 40);
    world.asked();
    world.keys("+ Ctrl-t").type_text("~/compose.yaml").keys("Enter");
    let DraftEffect::Read(id, _) = the_one(&mut world) else { panic!("the file is read") };
    world.msg(Msg::Draft(DraftMsg::Read(id, Ok(Hidden::new(COMPOSE.into())))));
    assert_eq!(drafts(&mut world), vec![]);
    let screen = world.screen();
    for said in [
        "From a compose file · 4 objects · 2 left to you",
        "✗ 5 web.volumes ./nginx.conf:/etc/nginx/nginx.conf:ro: its content is needed: kubectl create",
        "✗ 10 old: is built from source",
    ] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    world.keys("Esc +");
    assert_eq!(form(&world.screen()), form(&screen), "left and come back to");
    // All of it on the whole screen, above the YAML, and back.
    world.keys("Ctrl-y");
    assert!(world.screen().contains("· 3 ${TAG}: TAG is not known here; its default is taken"), "{}", world.screen());
    world.keys("G k k k k k k k k k k");
    assert!(world.screen().contains("targetPort: 80"), "{}", world.screen());
    world.keys("Esc");
    assert_eq!(form(&world.screen()), form(&screen));
    world.keys("Enter");
    assert!(
        planned(&mut world).starts_with("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: db\n"),
        "what others need is first"
    );
}

fn editor(world: &mut World) -> (u64, String) {
    match the_one(world) {
        DraftEffect::Editor(id, file) => (id, file.text.reveal().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn close(world: &mut World, id: u64, text: &str) {
    let end = EditorEnd { path: None, text: Hidden::new(text.into()), fault: None };
    world.msg(Msg::Draft(DraftMsg::Closed(id, end)));
}

#[test]
fn both_the_source_and_what_it_became_can_be_changed() {
    let mut world = pasted(RUN);
    // The YAML: what was said of it stays.
    world.keys("Ctrl-e");
    let (id, yaml) = editor(&mut world);
    assert!(yaml.starts_with("apiVersion: v1\nkind: PersistentVolumeClaim"), "{yaml}");
    close(&mut world, id, &yaml.replace("1Gi", "20Gi"));
    assert!(world.screen().contains("From docker run · 3 objects"), "{}", world.screen());
    world.keys("Enter");
    assert!(planned(&mut world).contains("storage: 20Gi"));
    world.keys("Esc");
    // The line: it is converted anew.
    world.keys("Ctrl-g");
    let (id, source) = editor(&mut world);
    assert_eq!(source, RUN);
    close(&mut world, id, &source.replace(" --init", ""));
    assert!(world.screen().contains("From docker run · 3 objects · 1 left to you"), "{}", world.screen());
}

#[test]
fn what_cannot_be_made_is_said_and_nothing_is_planned() {
    let mut world = pasted("docker run -d shop:$TAG");
    assert!(world.screen().contains("✗ shop:$TAG: not expanded"), "{}", world.screen());
    world.keys("Enter");
    assert_eq!(drafts(&mut world), vec![]);
    assert!(world.screen().contains("nothing could be made of it; change its text with Ctrl-g"), "{}", world.screen());
    world.keys("Ctrl-y Esc Ctrl-g");
    let (id, source) = editor(&mut world);
    assert_eq!(source, "docker run -d shop:$TAG");
    close(&mut world, id, "docker run -d shop:1.2");
    world.keys("Enter");
    assert!(planned(&mut world).contains("image: shop:1.2"));
}

#[test]
fn a_jar_fills_the_form_in() {
    let mut world = pasted("SPRING_PROFILES_ACTIVE=prod java -Xmx512m -jar shop-1.4.jar --server.port=8080");
    let screen = world.screen();
    for said in [
        "eclipse-temurin:21-jre",
        "8080",
        "768Mi",
        "java -Xmx512m -jar shop-1.4.jar --server.port=8080",
        "SPRING_PROFILES_ACTIVE=prod",
        "From java -jar · 1 left to you · 1 note",
        "has no shop-1.4.jar",
    ] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    world.keys("Enter");
    let yaml = planned(&mut world);
    for line in ["name: shop\n", "- --server.port=8080", "containerPort: 8080", "memory: 768Mi", "value: prod"] {
        assert!(yaml.contains(line), "{line}: {yaml}");
    }
    // The name that was typed stays.
    let mut world = incident(120, 40);
    world.keys("+").type_text("till").msg(Msg::Paste("java -jar shop.jar".into())).keys("Enter");
    assert!(planned(&mut world).contains("name: till\n"));
}

#[test]
fn conversions_at_their_sizes() {
    for (name, text) in [("run", RUN), ("compose", COMPOSE), ("jar", "java -Xmx2g -jar shop-1.4.jar --server.port=8080")] {
        for (w, h) in [(80, 24), (160, 48)] {
            for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
                let mut world = incident(w, h);
                world.state.lang = lang;
                world.keys("+").msg(Msg::Paste(text.into()));
                insta::assert_snapshot!(format!("docker_{name}_{code}_{w}x{h}"), world.screen());
                if name == "run" && w == 80 {
                    world.keys("Ctrl-y");
                    insta::assert_snapshot!(format!("docker_yaml_{code}_{w}x{h}"), world.screen());
                }
            }
        }
    }
}

#[test]
fn no_size_of_a_conversion_panics() {
    for (text, keys) in [(RUN, ""), (COMPOSE, "Ctrl-y"), (COMPOSE, "Ctrl-y G"), ("java -jar a.jar", "")] {
        let mut world = pasted(text);
        if !keys.is_empty() {
            world.keys(keys);
        }
        for w in (0..30).chain([60, 80, 109, 200]) {
            for h in (0..30).chain([60]) {
                world.size(w, h).screen();
            }
        }
    }
}
