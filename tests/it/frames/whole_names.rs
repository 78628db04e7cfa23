//! Whoever is asked about a change, or reads about an object, sees whole whom it is about and what comes: context, namespace, kind, name and
//! new value, in every dialogue, at every size, however long they are.

use crate::faults::fuzz::{chosen_seed, rounds};
use crate::support::world::FIRST;
use crate::support::world::{World, begin_with, images, name, namespace, pod, preview, replicaset, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Kind;
use dogwatch::model::change::{Change, Intent, Preview};
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::revision::{DiffLine, Difference, Revision};
use fastrand::Rng;

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (160, 48), (60, 20)];

/// Names as they come: of one cluster, one namespace, one Deployment and its image, now and then.
#[derive(Clone, Debug)]
struct Names {
    context: String,
    namespace: String,
    name: String,
    old: String,
    new: String,
}

fn text(rng: &mut Rng, letters: &str, len: usize) -> String {
    let letters: Vec<char> = letters.chars().collect();
    (0..len).map(|_| letters[rng.usize(..letters.len())]).collect()
}

/// A DNS subdomain of this length.
fn subdomain(rng: &mut Rng, len: usize) -> String {
    let mut out = String::new();
    while out.len() < len {
        let label = rng.usize(1..30).min(len - out.len());
        out.push_str(&text(rng, "abcdefghijklmnopqrstuvwxyz0123456789", label));
        if out.len() + 2 < len {
            out.push(if rng.bool() { '.' } else { '-' });
        }
    }
    out
}

impl Names {
    fn of_the_issue() -> Self {
        let image = "europe-west1-docker.pkg.dev/some-project/some-repo/payments-and-settlement/settlement-gateway";
        Self {
            context: "arn:aws:eks:eu-central-1:123456789012:cluster/payments-development-blue".into(),
            namespace: "payments".into(),
            name: "settlement-gateway".into(),
            old: format!("{image}:2.4.0"),
            new: format!("{image}:2.4.5"),
        }
    }

    fn random(rng: &mut Rng) -> Self {
        let len = rng.usize(1..100);
        let context = match rng.u32(..3) {
            0 => format!("arn:aws:eks:eu-central-1:123456789012:cluster/{}", subdomain(rng, len)),
            1 => text(rng, "生产环境集群支付温度ab-", len / 2 + 1),
            _ => subdomain(rng, len),
        };
        let repository = format!("registry.example/{}", subdomain(rng, rng.clone().usize(1..200)).replace('.', "/"));
        let digest = text(rng, "0123456789abcdef", 64);
        let (old, new) =
            if rng.bool() { (":2.4.0".to_owned(), ":2.4.5".to_owned()) } else { (":1".into(), format!("@sha256:{digest}")) };
        let (namespace, object) = (rng.usize(1..63), rng.usize(1..253));
        Self {
            context,
            namespace: text(rng, "abcdefghij-klm", namespace).trim_matches('-').to_owned() + "n",
            name: subdomain(rng, object),
            old: format!("{repository}{old}"),
            new: format!("{repository}{new}"),
        }
    }

    fn world(&self, (w, h): (u16, u16)) -> World {
        let mut world = begin_with(&[&self.namespace], |s| {
            s.context.name = name(&self.context);
            s.contexts = vec![s.context.clone()];
        });
        let ns = name(&self.namespace);
        let mut object = workload(&self.namespace, &self.name, 2, &self.old);
        object.images = images(&[("gateway", self.old.as_str())]);
        world.size(w, h).live();
        world.list(Scope::all(Kind::Namespace), vec![namespace(&self.namespace)]);
        world.list(Scope::all(Kind::Deployment), vec![Row::Workload(object.clone())]);
        world.list(Scope::all(Kind::StatefulSet), vec![]);
        world.list(Scope::all(Kind::DaemonSet), vec![]);
        world.list(Scope::of(Kind::ReplicaSet, &ns), vec![replicaset(&object, 7, &self.old, (2, 2), 60_000)]);
        world.list(Scope::of(Kind::Pod, &ns), vec![Row::Pod(pod(&object, 7, "a-b", &self.old, 60_000))]);
        world.allow(&self.namespace);
        world
    }

    fn place(&self) -> String {
        format!("{} ▸ {} ▸ Deployment {}", self.context, self.namespace, self.name)
    }

    fn difference(&self) -> Difference {
        Difference { path: "containers[gateway].image".into(), old: Some(self.old.clone()), new: Some(self.new.clone()) }
    }
}

/// The rows of the box or view on top, without its frame.
fn rows(world: &World) -> Vec<String> {
    let (buffer, _) = world.drawn();
    let area = buffer.area;
    let at = |x: u16, y: u16| buffer[(x, y)].symbol();
    // A box has a line before its title, a pane has none.
    let begins = |x: u16, y: u16| at(x, y) == "┌" && at(x + 1, y) == "─" && at(x + 2, y) == " ";
    let corner = (area.top()..area.bottom()).find_map(|y| (0..area.right() - 3).find(|x| begins(*x, y)).map(|x| (x, y)));
    let Some((left, top)) = corner else { panic!("no box is open\n{}", world.screen()) };
    let right = (left + 1..area.right()).find(|x| at(*x, top) == "┐").unwrap();
    let bottom = (top + 1..area.bottom()).find(|y| at(left, *y) == "└").unwrap();
    (top..bottom).map(|y| row(&buffer, left + 1..right, y)).collect()
}

fn row(buffer: &ratatui::buffer::Buffer, columns: std::ops::Range<u16>, y: u16) -> String {
    let mut out = String::new();
    let mut covered = 0;
    for x in columns {
        let symbol = buffer[(x, y)].symbol();
        if covered == 0 {
            out.push_str(symbol);
            covered = unicode_width::UnicodeWidthStr::width(symbol);
        }
        covered = covered.saturating_sub(1);
    }
    out
}

/// A text without blanks and frames: rows that are joined say the same as one that was never broken.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '─').collect()
}

fn sees(world: &World, what: &str, wanted: &str, names: &Names) {
    let joined = bare(&rows(world).concat());
    assert!(joined.contains(&bare(wanted)), "{what}: {wanted:?} of {names:#?}\n{}", world.screen());
}

/// All that a question tells, read with the arrow.
fn read_question(world: &mut World) -> String {
    let mut all = rows(world);
    // What is asked, the keys, and the line between.
    all.truncate(all.len().saturating_sub(3));
    for _ in 0..200 {
        let before = world.screen();
        world.keys("Down");
        if world.screen() == before {
            break;
        }
        let now = rows(world);
        all.push(now[now.len() - 4].clone());
    }
    bare(&all.concat())
}

fn intent(world: &mut World) -> Intent {
    let asked = world.asked().into_iter().rev();
    asked
        .into_iter()
        .find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None })
        .expect("the change is looked at")
}

/// The question of what was just asked for, with these differences.
fn question(world: &mut World, differences: Vec<Difference>) -> Intent {
    let intent = intent(world);
    let preview = Preview {
        differences,
        touches: Some(dogwatch::model::change::Touches::Replaces(2, dogwatch::model::change::Pace::Plain)),
        warnings: vec![dogwatch::model::change::Warning::Reason(
            "the HorizontalPodAutoscaler sets replicas between 2 and 6".into(),
        )],
        ..preview(intent.clone())
    };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview))));
    intent
}

fn revisions(world: &mut World, names: &Names) {
    world.keys("b");
    let asked = world.asked().into_iter().rev();
    let request = asked.into_iter().find_map(|e| if let Effect::Revisions(_, id, _) = e { Some(id) } else { None }).unwrap();
    let revision = |number: u64, image: &str, current: bool| Revision {
        bare: Vec::new(),
        number,
        name: name("rs"),
        created: world.now.plus(-60_000),
        cause: None,
        images: vec![("gateway".into(), image.into())],
        pods: Some((1, 1)),
        current,
        differences: if current { vec![] } else { vec![names.difference()] },
        lines: vec![DiffLine::Changed {
            old: Some(format!("    image: {}", names.old)),
            new: Some(format!("    image: {}", names.new)),
        }],
    };
    let list = vec![revision(7, &names.old, true), revision(6, &names.new, false)];
    world.msg(Msg::Revisions(FIRST, request, Ok(list)));
}

fn walk(names: &Names, size: (u16, u16)) {
    let place = names.place();
    let mut world = names.world(size);
    for (keys, what) in
        [("s", "scale"), ("L", "labels"), ("Ctrl-d", "delete"), ("f", "rollout"), ("i", "image"), ("e", "edit"), ("b", "revisions")]
    {
        world.keys(keys);
        sees(&world, what, &place, names);
        world.keys("Esc");
    }
    for (keys, what) in [("y", "YAML"), ("d", "describe"), ("v", "events")] {
        world.keys(keys);
        sees(&world, what, &place, names);
        world.keys("Esc");
    }
    world.keys("+");
    sees(&world, "make", &format!("{} ▸ {}", names.context, names.namespace), names);
    world.keys("Esc");

    // The new number, the new labels.
    world.keys("s 5");
    sees(&world, "scale", "2 → 5", names);
    world.keys("Enter");
    sees(&world, "the look", &place, names);
    question(&mut world, vec![]);
    sees(&world, "the question of scale", "scale", names);
    let told = read_question(&mut world);
    assert!(told.contains(&bare(&place)) && told.contains(&bare("2 → 5 replicas")), "{told}\n{}", world.screen());
    world.keys("Esc");

    // The new image: the version is offered, and what is typed takes its place.
    world.keys("i");
    world.keys("Ctrl-u").type_text(&names.new);
    sees(&world, "image", &place, names);
    if size.1 > 20 && names.name.len() < 100 {
        sees(&world, "the new image", &names.new, names);
    } else {
        // On a low screen it moves in its row, and its end is seen.
        let end: String = names.new.chars().skip(names.new.len().saturating_sub(20)).collect();
        sees(&world, "the end of the new image", &end, names);
    }
    world.keys("Enter");
    let asked = question(&mut world, vec![names.difference()]);
    assert!(matches!(&asked.change, Change::SetImages { swaps } if swaps[0].to == names.new), "{asked:?}");
    let told = read_question(&mut world);
    for wanted in [&place, &names.old, &names.new, "between 2 and 6"] {
        assert!(told.contains(&bare(wanted)), "{wanted} {names:#?}\n{told}\n{}", world.screen());
    }
    world.keys("Esc");

    revisions(&mut world, names);
    sees(&world, "revisions", &place, names);
    if size.1 > 20 && names.name.len() < 100 && names.new.len() < 150 {
        sees(&world, "what going back changes", &names.new, names);
    }
    world.keys("d");
    sees(&world, "the whole difference", &place, names);
    world.keys("Esc Enter");
    question(&mut world, vec![names.difference()]);
    let told = read_question(&mut world);
    assert!(told.contains(&bare(&place)) && told.contains(&bare(&names.new)), "{names:#?}\n{told}\n{}", world.screen());
    world.keys("Esc");
}

#[test]
fn names_are_whole_in_every_dialogue() {
    for size in SIZES {
        walk(&Names::of_the_issue(), size);
    }
    let seed = chosen_seed();
    let mut rng = Rng::with_seed(seed);
    for _ in 0..5 * rounds() {
        let names = Names::random(&mut rng);
        for size in SIZES {
            walk(&names, size);
        }
    }
}

#[test]
fn columns_and_titles_keep_the_tail_of_a_name() {
    let names = Names {
        namespace: "payments-and-settlement-of-all-kinds-development-blue".into(),
        name: "a".repeat(60) + "-settlement-worker-blue",
        ..Names::of_the_issue()
    };
    for (size, tail) in [((80, 24), "ker-blue"), ((100, 30), "worker-blue"), ((160, 48), "worker-blue")] {
        let world = names.world(size);
        let screen = world.screen();
        let line = |part: &str| screen.lines().find(|l| l.contains(part)).unwrap_or_else(|| panic!("{part}\n{screen}")).to_owned();
        assert!(screen.lines().any(|l| l.contains("2/2") && l.contains("a…") && l.contains(tail)), "{screen}");
        assert!(line("Pods of").contains("blue"), "{screen}");
        // Of where one is, the namespace is whole and the context keeps its tail.
        let top = screen.lines().next().unwrap();
        assert!(top.contains("blue ▸ "), "{screen}");
    }
}

#[test]
fn what_is_typed_is_a_new_value_in_every_field_that_offers_one() {
    let names = Names::of_the_issue();
    let mut world = names.world((80, 24));
    world.keys("s 5");
    sees(&world, "scale", "2 → 5 replicas", &names);
    world.keys("Esc s End 5");
    sees(&world, "scale", "2 → 25", &names);
    world.keys("Esc s Backspace 7");
    sees(&world, "scale", "2 → 7 replicas", &names);
    world.keys("Esc i").type_text("2.4.5");
    sees(&world, "the tag", &names.new, &names);
    world.keys("Enter");
    assert!(matches!(&intent(&mut world).change, Change::SetImages { swaps } if swaps[0].to == names.new));
}

#[test]
fn the_cursor_of_a_field_is_on_the_screen() {
    let mut rng = Rng::with_seed(chosen_seed());
    let names = Names::random(&mut rng);
    for size in SIZES {
        let mut world = names.world(size);
        for keys in ["/", ":", "n", "L", "i", "s", "+"] {
            world.keys(keys);
            for step in 0..300 {
                world.type_text("x");
                if step % 50 == 49 {
                    let (buffer, at) = world.drawn();
                    let at = at.unwrap_or_else(|| panic!("{keys}: no cursor\n{}", world.screen()));
                    assert!(buffer.area.contains(at), "{keys} {at:?}");
                    // What was typed last stands before it, or at the end of the row above.
                    let before = if at.x > 0 { buffer[(at.x - 1, at.y)].symbol().to_owned() } else { String::new() };
                    let above: String = row(&buffer, 0..size.0, at.y.saturating_sub(1));
                    assert!(before == "x" || above.contains('x') || keys == "s", "{keys} {at:?}\n{}", world.screen());
                }
            }
            world.keys("Esc Esc");
        }
    }
}

#[test]
fn the_end_of_a_text_is_reached_at_every_width() {
    let names = Names::of_the_issue();
    let long = format!("data:\n  key: {}END\nlast: line", "0123456789abcdef".repeat(512));
    for size in [(40, 12), (60, 20), (80, 24), (160, 48)] {
        let mut world = names.world(size);
        for key in ["y", "d", "v", "J"] {
            world.keys(key);
            let asked = world.asked().into_iter().rev();
            let request = asked.into_iter().find_map(|e| if let Effect::Fetch(_, id, _) = e { Some(id) } else { None }).unwrap();
            world.msg(Msg::Fetched(FIRST, request, Ok(long.clone())));
            for end in ["G", "End"] {
                let screen = world.keys("g").screen();
                assert!(screen.contains("data:") && !screen.contains("last: line"), "{screen}");
                let screen = world.keys(end).screen();
                assert!(screen.contains("last: line"), "{screen}");
            }
            let pages = (0..500).take_while(|_| {
                let before = world.screen();
                world.keys("PgUp").screen() != before
            });
            assert!(pages.count() > 0);
            assert!(world.screen().contains("data:"));
            // What is looked for is found behind 8 KB of one line, and the count is shown.
            let screen = world.keys("/").type_text("END").keys("Enter").screen();
            assert!(screen.contains("END") && screen.contains("1 of 1"), "{screen}");
            assert!(!world.keys("Esc").screen().contains("1 of 1"));
            world.keys("Esc");
        }
        // A text that the program made itself.
        world.keys("?");
        let screen = world.keys("G").screen();
        assert!(screen.contains("by level"), "{screen}");
        world.keys("Esc");
    }
}
