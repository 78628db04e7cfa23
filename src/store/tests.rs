use super::*;
use crate::model::Time;
use crate::model::health::PodHealth;

fn pod(name: &str, owner: &str) -> Row {
    Row::Pod(Pod {
        uid: Uid::new(name),
        namespace: "ns".into(),
        name: name.into(),
        owner: Some(Uid::new(owner)),
        node: None,
        labels: Default::default(),
        created: Time::default(),
        deleting: false,
        status: "Running".into(),
        ready: 1,
        total: 1,
        restarts: 0,
        last_restart: None,
        health: PodHealth::Well,
        asks: Default::default(),
        containers: Box::new([]),
    })
}

fn names(store: &Store) -> Vec<String> {
    let mut names: Vec<String> = store.pods().map(|p| p.name.to_string()).collect();
    names.sort();
    names
}

#[test]
fn a_relist_keeps_the_old_rows_until_it_ends() {
    let scope = Scope::of(Kind::Pod, &"ns".into());
    let mut store = Store::default();
    store.apply(&scope, vec![Delta::ListBegins, Delta::Put(pod("a", "rs")), Delta::Put(pod("b", "rs"))]);
    assert!(!store.complete(&scope), "a list that goes on says nothing of what is absent");
    store.apply(&scope, vec![Delta::ListEnds]);
    store.apply(&scope, vec![Delta::ListBegins, Delta::Put(pod("b", "rs")), Delta::Put(pod("c", "rs"))]);
    assert_eq!(names(&store), ["a", "b", "c"], "the old rows stand while the new list comes in");
    store.apply(&scope, vec![Delta::ListEnds]);
    assert_eq!(names(&store), ["b", "c"]);
    assert!(store.complete(&scope));
}

#[test]
fn a_list_that_is_begun_again_leaves_nothing_of_the_broken_one() {
    let scope = Scope::all(Kind::Pod);
    let mut store = Store::default();
    store.apply(&scope, vec![Delta::ListBegins, Delta::Put(pod("a", "rs"))]);
    store.apply(&scope, vec![Delta::ListBegins, Delta::Put(pod("b", "rs")), Delta::ListEnds]);
    assert_eq!(names(&store), ["b"]);
}

#[test]
fn a_wider_watch_takes_over_and_the_narrow_one_can_go() {
    let (narrow, wide) = (Scope::of(Kind::Pod, &"ns".into()), Scope::all(Kind::Pod));
    let mut store = Store::default();
    store.apply(&narrow, vec![Delta::ListBegins, Delta::Put(pod("a", "rs")), Delta::Put(pod("b", "rs")), Delta::ListEnds]);
    store.apply(&wide, vec![Delta::ListBegins, Delta::Put(pod("a", "rs")), Delta::Put(pod("z", "rs")), Delta::ListEnds]);
    store.apply(&narrow, vec![Delta::Put(pod("z", "rs"))]);
    store.forget(&narrow);
    assert_eq!(names(&store), ["a", "z"]);
    store.apply(&narrow, vec![Delta::ListBegins, Delta::Put(pod("z", "rs")), Delta::ListEnds]);
    store.forget(&wide);
    assert_eq!(names(&store), ["z"], "and back: what the wide watch alone had said goes with it");
    store.apply(&narrow, vec![Delta::ListBegins, Delta::Put(pod("z", "rs")), Delta::ListEnds]);
    assert_eq!(names(&store), ["z"]);
}

#[test]
fn what_a_watch_that_goes_had_not_heard_of_goes_with_it() {
    let (narrow, wide) = (Scope::of(Kind::Pod, &"ns".into()), Scope::all(Kind::Pod));
    let mut store = Store::default();
    store.apply(&wide, vec![Delta::ListBegins, Delta::Put(pod("a", "rs")), Delta::Put(pod("b", "rs")), Delta::ListEnds]);
    // The narrow one knows already that b is gone and that a has another owner; the wide one still says otherwise.
    store.apply(&narrow, vec![Delta::ListBegins, Delta::Put(pod("a", "new")), Delta::ListEnds]);
    store.apply(&wide, vec![Delta::Put(pod("a", "rs"))]);
    assert_eq!(names(&store), ["a", "b"]);
    store.forget(&wide);
    assert_eq!(names(&store), ["a"]);
    assert_eq!(store.pod(&Uid::new("a")).unwrap().owner, Some(Uid::new("new")));
    assert_eq!(store.children.len(), 1, "{:?}", store.children);
    assert!(store.children[&Uid::new("new")].contains(&Uid::new("a")));
    // One that is gone is gone, whichever says so, and what the other says of it later is taken back with it.
    store.apply(&wide, vec![Delta::ListBegins, Delta::Put(pod("a", "new")), Delta::ListEnds]);
    store.apply(&narrow, vec![Delta::Gone(Uid::new("a"))]);
    assert!(names(&store).is_empty() && store.children.is_empty());
    store.apply(&wide, vec![Delta::Put(pod("a", "new"))]);
    store.forget(&wide);
    assert!(names(&store).is_empty() && store.children.is_empty());
}

#[test]
fn owners_are_followed() {
    let scope = Scope::all(Kind::Pod);
    let mut store = Store::default();
    store.apply(
        &scope,
        vec![Delta::Put(pod("a", "one")), Delta::Put(pod("b", "one")), Delta::Put(pod("a", "two")), Delta::Gone(Uid::new("b"))],
    );
    assert!(!store.children.contains_key(&Uid::new("one")), "no empty sets are left");
    assert_eq!(store.children[&Uid::new("two")].len(), 1);
}
