//! A row a workload, a column an environment: what runs where, and what stands out.

use super::parts::{Differs, differs};
use super::rules::Rule;
use super::version;
use crate::model::image::ImageRef;
use crate::model::template::Parts;
use crate::model::workload::{Images, TemplateImage};
use crate::model::{Name, Time, WorkloadKind};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A workload in one environment, as far as it is compared.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// The images of its template.
    pub images: Images,
    /// When its present revision came into force; `None` where that is not known.
    pub since: Option<Time>,
    /// The digests that its pods have of the images of its template, by container; empty where no pod says.
    pub digests: BTreeMap<Name, BTreeSet<Name>>,
    /// What else its template has.
    pub parts: Parts,
}

/// What is known of an environment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Known {
    /// What runs there.
    pub cells: BTreeMap<(Name, WorkloadKind), Cell>,
    /// Of which kinds that is all.
    pub kinds: Vec<WorkloadKind>,
}

/// How a cell stands to the last environment of its row that has the workload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is that one.
    Last,
    /// The same images.
    Same,
    /// Newer, by so many releases that this row knows of.
    Ahead(usize),
    /// Older, by so many.
    Behind(usize),
    /// Another repository: which is newer means nothing.
    OtherRepository,
    /// The same tag, and another digest.
    OtherDigest,
    /// Another tag, and which is newer cannot be told.
    Different,
    /// Its containers are others.
    OtherContainers,
    /// The environment does not have it.
    Missing,
    /// Whether the environment has it is not known.
    Unknown,
}

/// A row.
#[derive(Clone, PartialEq, Debug)]
pub struct GridRow {
    /// The workload's kind.
    pub kind: WorkloadKind,
    /// Its name, the same in all environments.
    pub name: Name,
    /// How it stands in each environment, in their order, and in what else its template differs.
    pub cells: Vec<(Standing, Differs)>,
}

impl GridRow {
    /// Whether all that is known of it is the same everywhere.
    pub fn is_even(&self) -> bool {
        self.cells.iter().all(|(standing, differs)| standing.is_even() && !differs.any())
    }
}

impl Standing {
    /// Whether nothing is to be said of it.
    pub const fn is_even(self) -> bool {
        match self {
            Self::Last | Self::Same | Self::Unknown => true,
            Self::Ahead(_)
            | Self::Behind(_)
            | Self::OtherRepository
            | Self::OtherDigest
            | Self::Different
            | Self::OtherContainers
            | Self::Missing => false,
        }
    }
}

/// The rows of environments, without what the rules leave out.
pub fn rows(environments: &[Known], rules: &[Rule]) -> Vec<GridRow> {
    let mut keys: Vec<&(Name, WorkloadKind)> = environments.iter().flat_map(|e| e.cells.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .map(|key| {
            let cells: Vec<Option<&Cell>> = environments.iter().map(|e| e.cells.get(key)).collect();
            let known = environments.iter().map(|e| e.kinds.contains(&key.1));
            let base = cells.iter().copied().flatten().last();
            let beside = |cell: &Option<&Cell>| match (cell, base) {
                (Some(cell), Some(base)) => differs((&cell.images, &cell.parts), (&base.images, &base.parts), rules),
                (None, _) | (_, None) => Differs::default(),
            };
            let told = |(standing, known): (Standing, bool)| {
                if standing == Standing::Missing && !known { Standing::Unknown } else { standing }
            };
            let standings = standings(&cells).into_iter().zip(known).map(told);
            GridRow { kind: key.1, name: key.0.clone(), cells: standings.zip(cells.iter().map(beside)).collect() }
        })
        .collect()
}

/// How the cells of a row stand.
pub fn standings(cells: &[Option<&Cell>]) -> Vec<Standing> {
    let Some(last) = cells.iter().rposition(Option::is_some) else { return vec![Standing::Missing; cells.len()] };
    let present: Vec<&Cell> = cells.iter().copied().flatten().collect();
    cells
        .iter()
        .enumerate()
        .map(|(at, cell)| match (cell, cells[last]) {
            (Some(_), Some(_)) if at == last => Standing::Last,
            (Some(cell), Some(base)) => standing(cell, base, &present),
            (None, _) | (_, None) => Standing::Missing,
        })
        .collect()
}

fn standing(cell: &Cell, base: &Cell, row: &[&Cell]) -> Standing {
    let of = |images: &Images| images.iter().map(|i| (i.init, i.container.clone())).collect::<BTreeSet<_>>();
    if of(&cell.images) != of(&base.images) {
        return Standing::OtherContainers;
    }
    let pairs = cell.images.iter().filter_map(|a| Some((a, twin(base, a)?)));
    // The first container that differs speaks for all of them: it is the one that a release is of.
    pairs.map(|(a, b)| container(a, cell, b, base, row)).find(|s| *s != Standing::Same).unwrap_or(Standing::Same)
}

fn twin<'a>(cell: &'a Cell, image: &TemplateImage) -> Option<&'a TemplateImage> {
    cell.images.iter().find(|i| i.container == image.container && i.init == image.init)
}

fn container(a: &TemplateImage, cell: &Cell, b: &TemplateImage, base: &Cell, row: &[&Cell]) -> Standing {
    let pulled = || match (cell.digests.get(&a.container), base.digests.get(&b.container)) {
        (Some(x), Some(y)) if x != y => Standing::OtherDigest,
        (Some(_) | None, Some(_) | None) => Standing::Same,
    };
    if a.image == b.image {
        return pulled();
    }
    let (Ok(x), Ok(y)) = (ImageRef::parse(&a.image), ImageRef::parse(&b.image)) else { return Standing::Different };
    if path(x.repository) != path(y.repository) {
        return Standing::OtherRepository;
    }
    if x.tag == y.tag {
        return match (x.digest, y.digest) {
            (Some(p), Some(q)) if p != q => Standing::OtherDigest,
            (Some(_), Some(_)) => Standing::Same,
            (Some(_) | None, None) | (None, Some(_)) => pulled(),
        };
    }
    let seen: Vec<(String, Option<Time>)> = row.iter().filter_map(|c| Some((twin(c, a)?, c.since))).filter_map(tagged).collect();
    let (Some(p), Some(q)) = (x.tag, y.tag) else { return Standing::Different };
    let order = |l: &str, r: &str| version::compare(l, r).or_else(|| first_seen(&seen, l)?.partial_cmp(&first_seen(&seen, r)?));
    let between = |low: &str, high: &str| {
        let mut tags: Vec<&str> = seen.iter().map(|(tag, _)| tag.as_str()).collect();
        tags.sort_unstable();
        tags.dedup();
        let within = |tag: &&str| order(low, tag) == Some(Ordering::Less) && order(tag, high).is_some_and(Ordering::is_le);
        tags.into_iter().filter(within).count().max(1)
    };
    match order(p, q) {
        Some(Ordering::Greater) => Standing::Ahead(between(q, p)),
        Some(Ordering::Less) => Standing::Behind(between(p, q)),
        // `1.0` and `1.0.0`: two names of one release.
        Some(Ordering::Equal) => Standing::Same,
        None => Standing::Different,
    }
}

/// A tag of the row and since when it runs there.
fn tagged((image, since): (&TemplateImage, Option<Time>)) -> Option<(String, Option<Time>)> {
    Some((ImageRef::parse(&image.image).ok()?.tag?.to_owned(), since))
}

/// When a tag was first seen in the row: where tags are no versions, what came first is the older.
fn first_seen(seen: &[(String, Option<Time>)], tag: &str) -> Option<Time> {
    let mut times = seen.iter().filter(|(t, _)| t == tag).map(|(_, at)| *at);
    // One that is not known could be the first.
    times.try_fold(None, |least: Option<Time>, at| at.map(|at| Some(least.map_or(at, |l| l.min(at))))).flatten()
}

/// A repository without its registry's default host: `app` and `docker.io/library/app` are one.
fn path(repository: &str) -> &str {
    let rest = repository.strip_prefix("docker.io/").or_else(|| repository.strip_prefix("index.docker.io/")).unwrap_or(repository);
    rest.strip_prefix("library/").unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell of `container=image` pairs.
    fn cell(images: &[&str], since: Option<i64>) -> Cell {
        let image = |text: &&str| {
            let (container, image) = text.split_once('=').unwrap();
            TemplateImage { container: container.into(), image: image.into(), init: false }
        };
        Cell { images: images.iter().map(image).collect(), since: since.map(Time::from_millis), ..Cell::default() }
    }

    fn told(cells: &[Option<Cell>]) -> Vec<Standing> {
        standings(&cells.iter().map(Option::as_ref).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_ahead_and_behind_is_told_in_releases_that_the_row_knows() {
        use Standing::*;
        let tags = |tags: &[&str]| -> Vec<Option<Cell>> {
            tags.iter().map(|t| (!t.is_empty()).then(|| cell(&[&format!("app=docker.io/lab/app:{t}")], None))).collect()
        };
        for (row, want) in [
            (&["1.9.1", "1.9.0", "1.8.2", "1.8.2"][..], &[Ahead(2), Ahead(1), Same, Last][..]),
            (&["1.4", "1.4", "", ""], &[Same, Last, Missing, Missing]),
            (&["", "2.0.1"], &[Missing, Last]),
            (&["1.0", "1.1", "1.2"], &[Behind(2), Behind(1), Last]),
            (&["v1.0", "1.0.0"], &[Same, Last]),
            (&["2.0.0-rc.1", "2.0.0"], &[Behind(1), Last]),
            (&["main-3f9c2ab", "1.0"], &[Different, Last]),
        ] {
            assert_eq!(told(&tags(row)), want, "{row:?}");
        }
    }

    #[test]
    fn tags_that_are_no_versions_are_told_by_when_they_were_first_seen() {
        use Standing::*;
        let row = [("c0ffee1", 300), ("abc1234", 100), ("abc1234", 200)]
            .map(|(t, at)| Some(cell(&[&format!("app=lab/app:{t}")], Some(at))));
        assert_eq!(told(&row), [Ahead(1), Same, Last]);
        // Of one it is not known since when: then neither is which is newer.
        let row = [("c0ffee1", Some(300)), ("abc1234", None)].map(|(t, at)| Some(cell(&[&format!("app=lab/app:{t}")], at)));
        assert_eq!(told(&row), [Different, Last]);
    }

    #[test]
    fn what_is_another_thing_is_called_so() {
        use Standing::*;
        let pairs = [
            ("app=reg.example/lab/app:1", "app=reg.example/other/app:1", OtherRepository),
            ("app=docker.io/library/nginx:1", "app=nginx:1", Same),
            ("app=lab/app:1", "web=lab/app:1", OtherContainers),
        ];
        for (a, b, want) in pairs {
            assert_eq!(told(&[Some(cell(&[a], None)), Some(cell(&[b], None))])[0], want, "{a} {b}");
        }
        let mut one = cell(&["app=lab/app:1", "side=lab/side:1"], None);
        let mut two = one.clone();
        let digests = |of: &[&str]| [("app".into(), of.iter().map(|d| (*d).into()).collect())].into();
        one.digests = digests(&["sha256:aa"]);
        assert_eq!(told(&[Some(one.clone()), Some(two.clone())])[0], Same, "of one no pod says it");
        two.digests = digests(&["sha256:bb"]);
        assert_eq!(told(&[Some(one.clone()), Some(two.clone())])[0], OtherDigest);
        two.digests = digests(&["sha256:aa", "sha256:bb"]);
        assert_eq!(told(&[Some(one.clone()), Some(two)])[0], OtherDigest, "some of its pods have another");
        // Two names of one repository.
        let far = Cell { digests: digests(&["sha256:bb"]), ..cell(&["app=docker.io/lab/app:1", "side=lab/side:1"], None) };
        assert_eq!(told(&[Some(one), Some(far)])[0], OtherDigest);
        // A sidecar that differs is found as well.
        let row = [cell(&["app=lab/app:1", "side=lab/side:3"], None), cell(&["app=lab/app:1", "side=lab/side:2"], None)];
        assert_eq!(told(&row.map(Some))[0], Ahead(1));
    }

    #[test]
    fn a_row_is_a_workload_by_kind_and_name() {
        let (d, s) = (WorkloadKind::Deployment, WorkloadKind::StatefulSet);
        let of = |names: &[(&str, WorkloadKind)], kinds: &[WorkloadKind]| Known {
            cells: names.iter().map(|(n, k)| (((*n).into(), *k), cell(&["app=lab/app:1"], None))).collect(),
            kinds: kinds.to_vec(),
        };
        let got = rows(&[of(&[("b", d), ("a", s)], &[d, s]), of(&[("b", d), ("a", d)], &[d])], &[]);
        let told: Vec<_> = got.iter().map(|r| (&*r.name, r.kind, r.cells.iter().map(|c| c.0).collect::<Vec<_>>())).collect();
        use Standing::*;
        // That StatefulSets are missing where nobody may list them is not known.
        assert_eq!(told, [("a", d, vec![Missing, Last]), ("a", s, vec![Last, Unknown]), ("b", d, vec![Same, Last])]);
        assert_eq!(got.iter().map(GridRow::is_even).collect::<Vec<_>>(), [false, true, true]);
    }
}
